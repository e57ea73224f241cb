"""Gives a source document and its metadata their types."""

from __future__ import annotations

from generator.dates import parse
from generator.diagnostics import Diagnostic
from generator.model import AsOf, Display, Exclusion, Original, Place, Role, Seed
from generator.read import schema
from generator.read.build import DEVICES, Report, date, note
from generator.read.nodes import Document


def seed(shape: schema.SeedShape, document: Document, path: str, text: str, report: Report) -> Seed:
    """A source document with its metadata."""
    if shape.id in DEVICES:
        report(
            Diagnostic(
                "reserved-id",
                document.place(("id",)),
                f"The id `{shape.id}` is reserved.",
                "Give the document another id.",
            )
        )
    as_of = None
    if isinstance(shape.as_of, schema.AsOfShape):
        when = date(shape.as_of.date, document.place(("as_of", "date")), report)
        quotes = tuple(shape.as_of.quotes)
        places = tuple(document.place(("as_of", "quotes", n)) for n in range(len(quotes)))
        as_of = AsOf(when, quotes, places) if when else None
    elif shape.as_of != "unknown":
        report(
            Diagnostic(
                "missing-key",
                document.place(("as_of",)),
                "`as_of` does not name the words that show it.",
                'Write `as_of: {date: …, quotes: ["…"]}`, or `unknown`.',
            )
        )
    published = date(shape.published, document.place(("published",)), report)
    count = text.count("\n") + 1
    exclusions = []
    for n, e in enumerate(shape.excluded):
        place = document.place(("excluded", n))
        if (e.quote is None) == (e.lines is None):
            report(
                Diagnostic(
                    "missing-key",
                    place,
                    "An exclusion needs a quote or lines.",
                    "Give one of the two.",
                )
            )
        more = note(e.note) if e.note is not None else None
        first, last = _range(e.lines) or (1, 1)
        if first <= last <= count:
            exclusions.append(Exclusion(e.reason, place, e.quote, _range(e.lines), more))
        else:
            report(_no_lines(document.place(("excluded", n, "lines")), str(e.lines), count))
    roles = []
    for role, ranges in shape.roles.items():
        for n, lines in enumerate(ranges):
            first, last = _range(lines) or (0, 0)
            if not first <= last <= count:
                report(_no_lines(document.place(("roles", role, n)), lines, count))
            roles.append((first, last, Role(role)))
    original = None
    if shape.extracted_from is not None:
        o = shape.extracted_from
        original = Original(
            o.file, o.sha256, o.extractor, o.version, document.place(("extracted_from",))
        )
    pages = []
    for label, lines in shape.pages.items():
        first, last = _range(lines) or (0, 0)
        if not first <= last <= count:
            report(_no_lines(document.place(("pages", label)), lines, count))
        pages.append((label, first, last))
    return Seed(
        id=shape.id,
        title=shape.title,
        language=shape.language,
        publisher=shape.publisher,
        authors=_authors(shape.author),
        published=published or parse("unknown"),
        as_of=as_of,
        sha256=shape.sha256,
        display=Display(shape.display),
        text=text,
        path=path,
        place=Place(document.path),
        url=shape.url,
        exclusions=tuple(exclusions),
        roles=tuple(roles),
        original=original,
        pages=tuple(pages),
    )


def _no_lines(place: Place, lines: str, count: int) -> Diagnostic:
    return Diagnostic(
        "bad-value",
        place,
        f"Lines {lines} do not exist; the document has {count}.",
        "Correct the range.",
    )


def _authors(given: str | list[str]) -> tuple[str, ...]:
    names = [given] if isinstance(given, str) else given
    return tuple(dict.fromkeys(name for name in names if name != "unknown"))


def _range(lines: str | None) -> tuple[int, int] | None:
    if lines is None:
        return None
    first, _, last = lines.partition("-")
    return int(first), int(last or first)
