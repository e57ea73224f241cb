"""What a review is bound to: a hash of each part of a fact, as it stands on its sources.

Texts are folded first, as for finding quotes: other apostrophes, dashes or spaces make no review
lapse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from generator.dates import Date
from generator.editorial import Part
from generator.model import Fact, Index, Passage, Quantity, Seed, SheetRef, Value
from generator.text import fold

_AROUND = 60
"""Characters of the same line, before and after a passage, that belong to what was reviewed."""
_LENGTH = 32


def fingerprint(fact: Fact, index: Index) -> dict[Part, str]:
    """The hash of every part of a fact: 128 bits each, as hexadecimal digits."""
    return {part: _hashed(words) for part, words in _parts(fact, index).items()}


def changed(before: Mapping[str, str], now: Mapping[Part, str]) -> tuple[Part, ...]:
    """The parts whose hashes differ."""
    return tuple(part for part in Part if before.get(part) != now[part])


def _hashed(words: Iterable[str]) -> str:
    """Each text with its length before it, so that no two lists of texts read the same."""
    folded = map(fold, words)
    whole = "".join(f"{len(text)}:{text}" for text in folded)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _parts(fact: Fact, index: Index) -> dict[Part, list[str]]:
    passages = index.passages.get(fact.address, ())
    return {
        Part.TEXT: [fact.text[code] for code in sorted(fact.text)],
        Part.VALUE: [
            fact.property,
            *_value(fact.value),
            *(
                text
                for d in fact.derived
                for text in (d.value, *(d.how[code] for code in sorted(d.how)))
            ),
        ],
        Part.DATE: [fact.date.text if fact.date else ""],
        Part.CERTAINTY: [fact.certainty, fact.attributed_to or ""],
        Part.CITATIONS: [
            text
            for c in fact.citations
            for text in (c.seed, c.quote, c.prefix or "", c.suffix or "")
        ],
        Part.PASSAGES: [text for p in passages for text in _passage(p, index.project.seeds)],
    }


def _value(value: Value | None) -> Iterator[str]:
    if isinstance(value, SheetRef):
        yield from ("sheet", value.sheet)
    elif isinstance(value, Date):
        yield from ("date", value.text)
    elif isinstance(value, Quantity):
        yield from (
            "quantity",
            value.amount,
            value.scale or "",
            value.currency or "",
            str(value.approximate),
        )
        unit = value.unit or ""
        yield from [unit] if isinstance(unit, str) else [unit[code] for code in sorted(unit)]
    elif value is not None:
        yield from ("text", *(value[code] for code in sorted(value)))


def _passage(passage: Passage, seeds: Mapping[str, Seed]) -> Iterator[str]:
    seed = seeds.get(passage.citation.seed)
    yield passage.citation.seed
    if seed is None or not passage.spans:
        return
    yield from (seed.text[start:end] for start, end in passage.spans)
    begin = seed.text.rfind("\n", 0, passage.start) + 1
    end = seed.text.find("\n", passage.end)
    yield seed.text[max(begin, passage.start - _AROUND) : passage.start]
    yield seed.text[passage.end : min(len(seed.text) if end < 0 else end, passage.end + _AROUND)]
