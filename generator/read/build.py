"""Gives validated shapes their types: words, dates, citations, vocabulary, questions, clashes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from types import MappingProxyType

from generator.dates import Date, DateError, parse
from generator.diagnostics import Diagnostic, oddities, shown
from generator.model import (
    LANGUAGES,
    Citation,
    Clash,
    Disagreement,
    Group,
    Place,
    Property,
    Question,
    ValueType,
    Vocabulary,
    Words,
)
from generator.read import schema
from generator.read.nodes import Document
from generator.read.strings import ID_PATTERN
from generator.read.validate import near

_SITE = ("index", "search", "404", "assets", "static", "sitemap", "feed", "fr", "en")
_PORTS = tuple(f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789")
DEVICES = frozenset(("con", "prn", "aux", "nul", *_PORTS))
"""Names that no file can have on Windows, whatever its ending."""
RESERVED = DEVICES.union(_SITE)
"""Ids of files that the site or an operating system needs for itself."""
ANCHORS = frozenset(("fs-search", "fs-query"))
"""Ids of facts and questions that every page has for something else; all others that a page of ours
has hold an underscore."""
Report = Callable[[Diagnostic], None]


def words(text: str | schema.Bilingual) -> Words:
    """A text in every language; a plain string is the same in all."""
    if isinstance(text, str):
        return MappingProxyType(dict.fromkeys(LANGUAGES, text))
    return MappingProxyType({language: getattr(text, language) for language in LANGUAGES})


def note(text: str | schema.Bilingual) -> Words:
    """An editor's remark; a plain string is in the first language only."""
    return (
        words(text)
        if isinstance(text, schema.Bilingual)
        else MappingProxyType({LANGUAGES[0]: text})
    )


def vocabulary(shape: schema.VocabularyShape, document: Document, report: Report) -> Vocabulary:
    """The project's vocabulary."""
    groups = tuple(Group(g.id, words(g.label)) for g in shape.groups)
    ids = [g.id for g in groups]
    properties = {}
    for name, p in shape.properties.items():
        place = document.place(("properties", name), key=True)
        if p.group not in ids:
            report(
                Diagnostic(
                    "unknown-reference",
                    document.place(("properties", name, "group")),
                    f"There is no group `{p.group}`.",
                    near(p.group, ids),
                )
            )
        properties[name] = Property(
            name,
            words(p.label),
            ValueType(p.type),
            p.group,
            p.single == "true",
            words(p.inverse) if p.inverse else None,
            place,
        )
    return Vocabulary(groups, MappingProxyType(properties))


def file_id(document: Document, report: Report) -> str:
    """The id that a file's name gives, reported when it is not one."""
    stem = PurePosixPath(document.path).stem
    if not re.fullmatch(ID_PATTERN, stem) or len(stem) > 64:
        report(
            Diagnostic(
                "bad-id",
                Place(document.path),
                f"“{shown(stem, 70)}” is not an id.",
                "Name the file with small letters a–z, digits and single hyphens, at most 64."
                + oddities(stem),
            )
        )
    elif stem in RESERVED or stem in ANCHORS:
        report(
            Diagnostic(
                "reserved-id",
                Place(document.path),
                f"The id `{stem}` is reserved.",
                "Choose another file name.",
            )
        )
    return stem


def places(document: Document, *fields: str) -> dict[str, Place]:
    """Where each language's text of some fields stands."""
    return {f"{f}.{code}": document.place((f, code)) for f in fields for code in LANGUAGES}


def citation(c: schema.CitationShape, place: Place) -> Citation:
    """A citation, at the place of its quote."""
    return Citation(c.seed, c.quote.strip(), place, c.prefix, c.suffix)


def date(text: str, place: Place, report: Report) -> Date | None:
    """An EDTF date, or None after a report."""
    try:
        return parse(text)
    except DateError as error:
        report(
            Diagnostic(
                "bad-date",
                place,
                f"“{shown(text, 60)}” is not a date: {error}",
                "Write EDTF, such as 2018, 2025-10, 2025-10~, 2023/2025, XXXX-10.",
            )
        )
        return None


def question(shape: schema.QuestionShape, document: Document, report: Report) -> Question:
    """An FAQ entry."""
    return Question(
        file_id(document, report),
        words(shape.question),
        tuple(shape.answer),
        Place(document.path),
        words(shape.unknown) if shape.unknown else None,
        tuple(
            citation(c, document.place(("asked_in", n, "quote")))
            for n, c in enumerate(shape.asked_in)
        ),
        int(shape.order),
        MappingProxyType(
            {
                **{f"answer.{n}": document.place(("answer", n)) for n in range(len(shape.answer))},
                **places(document, "question", "unknown"),
            }
        ),
    )


def disagreement(
    shape: schema.DisagreementShape, document: Document, report: Report
) -> Disagreement:
    """An editor's account of a clash."""
    if (shape.favours is None) != (shape.why is None):
        report(
            Diagnostic(
                "missing-key",
                Place(document.path),
                "`favours` and `why` go together.",
                "Add the missing one, or remove both to leave the matter open.",
            )
        )
    for n, address in enumerate(shape.facts):
        if address in shape.facts[:n]:
            report(
                Diagnostic(
                    "bad-value",
                    document.place(("facts", n)),
                    f"`{address}` stands twice.",
                    "Name each of the facts that clash once.",
                )
            )
    if shape.favours is not None and shape.favours not in shape.facts:
        report(
            Diagnostic(
                "unknown-reference",
                document.place(("favours",)),
                f"`{shape.favours}` is not one of the facts that clash.",
                near(shape.favours, shape.facts),
            )
        )
    return Disagreement(
        file_id(document, report),
        words(shape.title),
        Clash(shape.kind),
        tuple(shape.facts),
        words(shape.text),
        Place(document.path),
        shape.favours,
        words(shape.why) if shape.why else None,
        MappingProxyType(
            {
                "kind": document.place(("kind",)),
                **{f"facts.{n}": document.place(("facts", n)) for n in range(len(shape.facts))},
                **places(document, "title", "text", "why"),
            }
        ),
    )
