"""The facts as data inside the PDF: each with its quotes and where they stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from generator.dates import Date
from generator.model import Fact, Index, Passage, Quantity, Seed, Sheet, SheetRef, Value
from generator.publish.paper.evidence import Data
from generator.settings import Settings

NAME = "facts.json"
"""What the attachment is called."""

_DIGITS = 16


def facts_json(index: Index, settings: Settings, sheets: Iterable[Sheet]) -> str:
    """Sheets, their facts and the sources that these stand on, as JSON."""
    told = list(sheets)
    cited = {c.seed for sheet in told for fact in sheet.facts for c in fact.citations}
    data = {
        "format": "factsheet-facts-1",
        "title": dict(settings.title) or settings.site_name,
        "site": settings.site_url,
        "sheets": [_sheet(index, sheet) for sheet in told],
        "sources": [_seed(index.project.seeds[seed_id]) for seed_id in sorted(cited)],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def fingerprint(facts: str) -> str:
    """A few digits that tell one content from another."""
    return hashlib.sha256(facts.encode()).hexdigest()[:_DIGITS]


def _sheet(index: Index, sheet: Sheet) -> Data:
    return {
        "id": sheet.id,
        "kind": str(sheet.kind),
        "name": dict(sheet.name),
        "aliases": list(sheet.aliases),
        "facts": [_fact(index, fact) for fact in sheet.facts],
    }


def _fact(index: Index, fact: Fact) -> Data:
    return {
        "id": fact.address,
        "property": fact.property,
        "text": dict(fact.text),
        "value": _value(fact.value),
        "date": fact.date.text if fact.date else None,
        "certainty": str(fact.certainty),
        "attributed_to": fact.attributed_to,
        "mentions": list(fact.mentions),
        "derived": [{"value": d.value, "how": dict(d.how)} for d in fact.derived],
        "citations": [_passage(index, passage) for passage in index.passages[fact.address]],
    }


def _passage(index: Index, passage: Passage) -> Data:
    text = index.project.seeds[passage.citation.seed].text
    return {
        "source": passage.citation.seed,
        "quote": passage.citation.quote,
        "verdict": str(passage.verdict),
        "line": passage.line,
        "parts": [
            {"start": start, "end": end, "text": text[start:end]} for start, end in passage.spans
        ],
    }


def _value(value: Value | None) -> object:
    if value is None:
        return None
    if isinstance(value, SheetRef):
        return {"sheet": value.sheet}
    if isinstance(value, Date):
        return {"date": value.text}
    if isinstance(value, Quantity):
        unit = value.unit if isinstance(value.unit, str | None) else dict(value.unit)
        return {
            "amount": value.amount,
            "scale": value.scale,
            "unit": unit,
            "currency": value.currency,
            "approximate": value.approximate,
        }
    return dict(value)


def _seed(seed: Seed) -> Data:
    return {
        "id": seed.id,
        "title": seed.title,
        "language": seed.language,
        "publisher": seed.publisher,
        "author": list(seed.authors),
        "published": seed.published.text,
        "as_of": seed.as_of.date.text if seed.as_of else None,
        "sha256": seed.sha256,
        "url": seed.url,
    }
