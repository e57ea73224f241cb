"""Writes findings as annotations on GitHub, and what does not fit there for the step's summary.

GitHub shows ten annotations of a step and drops the rest without a word; so ten are written, those
on changed lines first, and the summary holds all.
"""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Severity
from generator.review.formats import table
from generator.review.formats.report import Report, whole_message

MOST = 10
SUMMARY_LIMIT = 1_000_000
"""Bytes that a step may write into its summary, rounded down from 1 MiB."""


def written(report: Report) -> str:
    """The workflow commands, and after them plain lines that are none."""
    shown = report.by_weight()[:MOST]
    lines = [_command(diagnostic, report) for diagnostic in shown]
    lines += report.sentences()
    more = len(report.findings) - len(shown)
    if more:
        rest = (
            "the step's summary holds all" if report.summarized else "`factsheet check` prints all"
        )
        lines.append(
            f"{len(shown)} of {len(report.findings):,} findings are annotations, as many "
            f"as GitHub takes; {rest}."
        )
    return "".join(f"{line}\n" for line in lines)


def summary(report: Report) -> str:
    """What is written into the file that `GITHUB_STEP_SUMMARY` names."""
    return table.written(report, SUMMARY_LIMIT)


def _command(diagnostic: Diagnostic, report: Report) -> str:
    name = "error" if diagnostic.severity is Severity.ERROR else "warning"
    place = diagnostic.place
    properties = {
        "file": report.path(place.path),
        "line": str(place.line),
        "col": str(place.column),
        "title": diagnostic.rule,
    }
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{_data(whole_message(diagnostic))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
