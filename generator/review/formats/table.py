"""Writes findings as a Markdown table, for a comment or a step's summary."""

from __future__ import annotations

from generator.diagnostics import Diagnostic
from generator.review.formats.report import Report, whole_message
from generator.review.markdown import LIMIT, code, cut, inline, size

MARK = "<!-- factsheet check -->"
"""The first line, by which a comment that stands there already is found again."""

_TAIL = 200


def written(report: Report, limit: int = LIMIT) -> str:
    """The table, of at most so many bytes; what does not fit is counted at its end."""
    refused = "Refused." if not report.checked.ok else "Nothing is refused."
    lines = [MARK, f"## Check of the facts: {refused}", ""]
    lines += [inline(sentence) + "\n" for sentence in report.sentences()]
    if report.findings:
        lines += ["| place | severity | rule | finding |", "|---|---|---|---|"]
    room = limit - _TAIL - size("\n".join(lines))
    left = len(report.findings)
    for diagnostic in report.by_weight():
        row = _row(diagnostic, report)
        if size(row) + 1 > room:
            break
        lines.append(row)
        room -= size(row) + 1
        left -= 1
    if left:
        lines += [
            "",
            f"{left:,} more for which there is no room; {code('factsheet check')} prints them.",
        ]
    return "\n".join(lines) + "\n"


def _row(diagnostic: Diagnostic, report: Report) -> str:
    message = "<br>".join(inline(cut(line, 400)) for line in whole_message(diagnostic).split("\n"))
    place = code(report.path(str(diagnostic.place)))
    return f"| {place} | {diagnostic.severity} | {code(diagnostic.rule)} | {message} |"
