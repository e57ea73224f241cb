"""Writes findings as a Code Quality report of GitLab."""

from __future__ import annotations

import json

from generator.diagnostics import Severity
from generator.review.formats.report import Report


def written(report: Report) -> str:
    """A list of problems, each with the name under which GitLab knows it again."""
    return (
        json.dumps(
            [
                {
                    "description": " ".join(filter(None, (d.message, d.hint))),
                    "check_name": d.rule,
                    "fingerprint": name,
                    "severity": "major" if d.severity is Severity.ERROR else "minor",
                    "location": {
                        "path": report.path(d.place.path),
                        "lines": {"begin": d.place.line},
                    },
                }
                for d, name in zip(report.findings, report.fingerprints(), strict=True)
            ],
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )
