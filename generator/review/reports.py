"""Writes one list of findings in many forms; it finds nothing itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.check.consistency import unchecked
from generator.check.joined import Checked
from generator.diagnostics import Diagnostic, Severity, shown
from generator.model import Place, Verdict


def summary(checked: Checked) -> dict[str, int]:
    """What was checked and what came of it, as counts."""
    project = checked.index.project
    verdicts = checked.verdicts
    uncompared = len(unchecked(checked.index))
    return {
        "seeds": len(project.seeds),
        "sheets": len(project.sheets),
        "facts": len(project.facts),
        "questions": len(project.questions),
        "disagreements": len(project.disagreements),
        "quotes": sum(verdicts.values()) + checked.skipped,
        **{verdict.value: verdicts[verdict] for verdict in Verdict},
        "skipped": checked.skipped,
        "compared": len(project.facts) - uncompared,
        "uncompared": uncompared,
        "sentences": sum(len(account.entries) for account in checked.accounts.values()),
        "open": sum(len(account.open) for account in checked.accounts.values()),
        "errors": sum(d.severity is Severity.ERROR for d in checked.diagnostics),
        "warnings": sum(d.severity is Severity.WARNING for d in checked.diagnostics),
    }


def text(checked: Checked, limited_to: str = "") -> Iterator[str]:
    """Lines for a terminal: each finding with its place first, then what was checked."""
    limit = checked.settings.limits.findings
    for diagnostic in checked.diagnostics[:limit]:
        yield from finding(diagnostic)
    if len(checked.diagnostics) > limit:
        yield f"… and {len(checked.diagnostics) - limit} more (setting `limits.findings`)."
    counts = summary(checked)
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
        f"{counts['errors']} errors, {counts['warnings']} warnings."
        if checked.diagnostics
        else "No findings."
    )
    yield (
        f"Changes were held against {shown(checked.published, 80)}, published last."
        if checked.published
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


def as_json(checked: Checked, limited_to: str = "") -> str:
    """The findings as JSON; the shape is documented in `docs/reference/commands.md`."""
    return json.dumps(
        {
            "version": 1,
            "summary": summary(checked),
            "published": checked.published,
            **({"limited_to": limited_to} if limited_to else {}),
            "diagnostics": [_record(d) for d in checked.diagnostics],
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
