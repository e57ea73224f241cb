"""The index as plain records of strings and numbers: what every data format is written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.dates import Date
from generator.editorial import Reviewed
from generator.model import (
    Display,
    Fact,
    Index,
    Passage,
    Quantity,
    Seed,
    Sheet,
    SheetRef,
    Value,
    Words,
)
from generator.publish.data import verify_evidence
from generator.render.edition import Edition
from generator.render.layout import placed
from generator.settings import Settings
from generator.terms import LANGUAGES

CONTEXT = 32
"""Most characters before and after a passage that identify its place (TextQuoteSelector)."""

Record = dict[str, Any]


class Records:
    """Records of one project, made once and shared by all formats."""

    def __init__(self, index: Index, settings: Settings) -> None:
        self.index = index
        self.context = settings.excerpt_context
        self.site = settings.site_url.rstrip("/") + "/" if settings.site_url else ""
        self.title = {code: settings.named(code) for code in LANGUAGES}
        self._edition = Edition(index, settings, LANGUAGES[0], placing=placed)

    def url(self, path: str, language: str = LANGUAGES[0]) -> str:
        """Address of a page or fact where it stands: absolute when the site's address is set."""
        folder = "" if language == LANGUAGES[0] else f"{language}/"
        return self.site + folder + self._edition.place(path)

    def project(self) -> Record:
        """The whole project."""
        project = self.index.project
        return {
            "title": self.title,
            "seeds": [self.seed(seed) for seed in project.seeds.values()],
            "sheets": [self.sheet(sheet) for sheet in project.sheets.values()],
            "questions": [
                {
                    "id": q.id,
                    "question": dict(q.question),
                    "answer": list(q.answer),
                    "unknown": _words(q.unknown),
                    "url": self.url(f"faq/#{q.id}"),
                }
                for q in project.questions.values()
            ],
            "disagreements": [
                {
                    "id": d.id,
                    "title": dict(d.title),
                    "kind": d.kind.value,
                    "facts": list(d.facts),
                    "text": dict(d.text),
                    "favours": d.favours,
                    "why": _words(d.why),
                    "url": self.url(f"disagreements/#{d.id}"),
                }
                for d in project.disagreements.values()
            ],
        }

    def seed(self, seed: Seed) -> Record:
        """A source: what is known about it, never its text."""
        return {
            "id": seed.id,
            "title": seed.title,
            "language": seed.language,
            "publisher": known(seed.publisher),
            "author": list(seed.authors),
            "published": known(seed.published.text),
            "as_of": seed.as_of.date.text if seed.as_of else None,
            "published_at": seed.url,
            "sha256": seed.sha256,
            "characters": len(seed.text),
            "url": self.url(f"sources/{seed.id}/"),
        }

    def sheet(self, sheet: Sheet) -> Record:
        """A sheet with its facts."""
        return {
            "id": sheet.id,
            "kind": sheet.kind.value,
            "name": dict(sheet.name),
            "aliases": list(sheet.aliases),
            "lead": list(sheet.lead),
            "url": self.url(sheet.url),
            "facts": [self.fact(fact) for fact in sheet.facts],
        }

    def fact(self, fact: Fact) -> Record:
        """A fact with its citations."""
        sheet = self.index.project.sheets[fact.sheet]
        record = {
            "address": fact.address,
            "property": fact.property,
            "value": value_record(fact.value),
            "date": fact.date.text if fact.date else None,
            "text": dict(fact.text),
            "certainty": fact.certainty.value,
            "attributed_to": fact.attributed_to,
            "mentions": list(fact.mentions),
            "derived": [{"value": d.value, "how": dict(d.how)} for d in fact.derived],
            "url": self.url(f"{sheet.url}#{fact.id}"),
            "fingerprint": "",
            "retracted": fact.address in self.index.retracted,
            "corrections": [
                {
                    "kind": entry.kind.value,
                    "date": entry.date,
                    "was": dict(entry.was),
                    "now": _words(entry.now),
                    "why": dict(entry.why),
                }
                for entry in self.index.corrected.get(fact.address, ())
            ],
            "reviews": [
                {"by": review.by, "date": review.date}
                for review in self.index.reviewed.get(fact.address, Reviewed()).standing
            ],
            "citations": [self.citation(p) for p in self.index.passages[fact.address]],
        }
        record["fingerprint"] = verify_evidence.fingerprint(evidence(record))
        return record

    def around(self, seed: Seed) -> int:
        """How many characters on each side of a passage may be given away."""
        shares = {Display.NONE: 0, Display.EXCERPT: self.context, Display.FULL: CONTEXT}
        return min(CONTEXT, shares[seed.display])

    def citation(self, passage: Passage) -> Record:
        """A quote, and where it stands in its source."""
        seed = self.index.project.seeds[passage.citation.seed]
        text = seed.text
        around = self.around(seed)
        return {
            "seed": seed.id,
            "quote": passage.citation.quote,
            "verdict": passage.verdict.value,
            "passage": [text[start:end] for start, end in passage.spans],
            "spans": [list(span) for span in passage.spans],
            "line": passage.line,
            "role": passage.role.value,
            "prefix": text[max(0, passage.start - around) : passage.start],
            "suffix": text[passage.end : passage.end + around],
            "url": self.url(f"sources/{seed.id}/#p_{passage.start}"),
        }

    def facts(self) -> Iterator[tuple[Sheet, Fact]]:
        """Every fact with its sheet."""
        for sheet in self.index.project.sheets.values():
            for fact in sheet.facts:
                yield sheet, fact


def evidence(fact: Record) -> Record:
    """A fact's record, reduced to what it asserts and what it stands on."""
    return {name: value for name, value in fact.items() if name in verify_evidence.FACT}


def known(text: str) -> str | None:
    """What a document shows, or None where its metadata says `unknown`."""
    return None if text == "unknown" else text


def value_record(value: Value | None) -> Record | None:
    """A typed value as a record with its type."""
    if value is None:
        return None
    if isinstance(value, SheetRef):
        return {"type": "sheet", "sheet": value.sheet}
    if isinstance(value, Date):
        return {"type": "date", "date": value.text}
    if isinstance(value, Quantity):
        return {
            "type": "quantity",
            "amount": value.amount,
            "scale": value.scale,
            "unit": value.unit
            if value.unit is None or isinstance(value.unit, str)
            else dict(value.unit),
            "currency": value.currency,
            "approximate": value.approximate,
        }
    assert isinstance(value, Mapping)
    return {"type": "text", **value}


def _words(words: Words | None) -> Record | None:
    return dict(words) if words is not None else None
