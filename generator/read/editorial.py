"""Gives reviews and corrections their types."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

from generator.diagnostics import Diagnostic, shown
from generator.model import LANGUAGES, Correction, CorrectionKind, Place, Review
from generator.read import schema
from generator.read.build import Report, words
from generator.read.nodes import Document

_TODO = ("todo", "name", "your name", "?", "-")


def review(shape: schema.ReviewShape, at: int, document: Document, report: Report) -> Review | None:
    """An entry of a file of reviews; None after reporting why it is none."""

    def where(*path: str) -> Place:
        return document.place(("reviews", at, *path))

    if shape.by.strip(" .…").casefold() in _TODO:
        report(
            Diagnostic(
                "review-malformed",
                where("by"),
                f"“{shown(shape.by, 40)}” names nobody.",
                "Write the name of the person who reviewed the fact.",
            )
        )
        return None
    day = _day(shape.date, where("date"), "review-malformed", report)
    if day is None:
        return None
    hashes = MappingProxyType(shape.fingerprint.model_dump())
    return Review(shape.fact, shape.by, day, hashes, where("fact"))


def correction(
    shape: schema.CorrectionShape, at: int, document: Document, report: Report
) -> Correction | None:
    """An entry of `facts/corrections.yml`; None after reporting why it is none."""
    place = document.place(("corrections", at, "fact"))
    kind = CorrectionKind(shape.kind)
    day = _day(
        shape.date, document.place(("corrections", at, "date")), "correction-malformed", report
    )
    if day is None:
        return None
    if kind is not CorrectionKind.RETRACTION and shape.now is None:
        report(
            Diagnostic(
                "correction-malformed",
                place,
                f"This {kind} does not say what is right.",
                "Add `now:` in both languages; only a retraction goes without.",
            )
        )
        return None
    now = words(shape.now) if shape.now else None
    places = {
        f"{part}.{code}": document.place(("corrections", at, part, code))
        for part in ("was", "now", "why")
        for code in LANGUAGES
    }
    return Correction(
        shape.fact,
        kind,
        day,
        words(shape.was),
        now,
        words(shape.why),
        place,
        MappingProxyType(places),
    )


def _day(text: str, place: Place, rule: str, report: Report) -> str | None:
    """A day of the past or today; None after a report."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        problem, hint = "is not a day", "Write year, month and day: 2026-11-21."
    elif day > date.today() + timedelta(days=1):  # somewhere it is tomorrow already
        problem, hint = "is still to come", "Write the day on which it was done."
    else:
        return text
    report(Diagnostic(rule, place, f"“{shown(text, 40)}” {problem}.", hint))
    return None
