"""Writes findings in the diagnostic format of reviewdog, whose columns are counted in bytes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from generator.diagnostics import Severity
from generator.model import Place
from generator.read.load import read_bytes
from generator.review.formats.report import Report, whole_message
from generator.settings import Settings

Record = dict[str, Any]


def written(report: Report) -> str:
    """One result with all findings."""
    columns = _Columns(report.checked.settings)

    def location(place: Place) -> Record:
        return {
            "path": report.path(place.path),
            "range": {"start": {"line": place.line, "column": columns.of(place)}},
        }

    return (
        json.dumps(
            {
                "source": {"name": "factsheet"},
                "diagnostics": [
                    {
                        "message": whole_message(d),
                        "location": location(d.place),
                        "severity": "ERROR" if d.severity is Severity.ERROR else "WARNING",
                        "code": {"value": d.rule},
                        "relatedLocations": [
                            {"message": related.message, "location": location(related.place)}
                            for related in d.related
                        ],
                    }
                    for d in report.findings
                ],
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


class _Columns:
    """Turns columns of characters into columns of bytes; each file is read once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lines = cache(self._lines)

    def of(self, place: Place) -> int:
        """The column of a place in bytes, from 1."""
        lines = self.lines(place.path)
        if place.line > len(lines):
            return place.column
        return len(lines[place.line - 1][: place.column - 1].encode("utf-8", "replace")) + 1

    def _lines(self, path: str) -> list[str]:
        limit = self.settings.limits.seed_bytes
        raw = read_bytes(self.settings.root, path, limit, "seed_bytes")
        return raw.decode("utf-8", "replace").split("\n") if isinstance(raw, bytes) else []
