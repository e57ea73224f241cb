"""Writes one list of findings in many forms; it finds nothing itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostic, shown
from generator.place import Place
from generator.review.outcome import Outcome


def text(outcome: Outcome, limited_to: str = "") -> Iterator[str]:
    """Lines for a terminal: each finding with its place first, then what was checked."""
    found, counts = outcome.diagnostics, outcome.counts
    for diagnostic in found[: outcome.shown]:
        yield from finding(diagnostic)
    if len(found) > outcome.shown:
        yield f"… and {len(found) - outcome.shown} more (setting `limits.findings`)."
    yield (
        f"{counts['seeds']} sources, {counts['sheets']} sheets, {counts['facts']} facts, "
        f"{counts['questions']} questions, {counts['disagreements']} disagreements."
    )
    yield (
        f"{counts['quotes']} quotes: {counts['exact']} exact, {counts['typographic']} "
        f"typographic, {counts['edited']} edited, {counts['ambiguous']} ambiguous, "
        f"{counts['absent']} absent, {counts['skipped']} not checked."
    )
    yield (
        f"{counts['compared']} facts compared with their quotes, {counts['uncompared']} could not "
        f"be; {counts['sentences'] - counts['open']} of {counts['sentences']} sentences of the "
        "sources accounted for."
    )
    yield (
        f"{counts['errors']} errors, {counts['warnings']} warnings." if found else "No findings."
    )
    yield (
        f"Changes were held against {shown(outcome.published, 80)}, published last."
        if outcome.published
        else "No published revision to hold changes against (tag `published-…`)."
    )
    if limited_to:
        yield limited_to


def finding(diagnostic: Diagnostic) -> Iterator[str]:
    """Lines for one finding."""
    yield f"{diagnostic.place}: {diagnostic.severity}: {diagnostic.message} [{diagnostic.rule}]"
    for related in diagnostic.related:
        yield f"    {related.place}: {related.message}"
    if diagnostic.nearest:
        yield f"    nearest: {diagnostic.nearest}"
    if diagnostic.hint:
        yield f"    {diagnostic.hint}"


def as_json(outcome: Outcome, limited_to: str = "") -> str:
    """The findings as JSON; the shape is documented in `docs/reference/commands.md`."""
    return json.dumps(
        {
            "version": 1,
            "summary": dict(outcome.counts),
            "published": outcome.published,
            **({"limited_to": limited_to} if limited_to else {}),
            "diagnostics": [_record(d) for d in outcome.diagnostics],
        },
        ensure_ascii=False,
        indent=2,
    )


def _record(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        **_place(diagnostic.place),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "nearest": diagnostic.nearest,
        "related": [{**_place(r.place), "message": r.message} for r in diagnostic.related],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "column": place.column}
