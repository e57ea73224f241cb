"""What differs between a fact as it was and as it is, part by part and quote by quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import fuzz

from generator.model import LANGUAGES, Citation, Derived, Fact, Index, Passage, Verdict, Words
from generator.review.changes import Evidence, PartChange, QuoteChange
from generator.review.pairing import Pairing, carried
from generator.review.wording import by_language, date_words, sheet_words, value_words
from generator.text import fold

_AROUND = 60
_FIRST, _LAST = re.compile(r"^\S+\s"), re.compile(r"\s\S*$")
"""A word at either end, which may be cut."""

_ALIKE = 40
"""Likeness, of 100, from which one quote took the place of another of the same source."""


def fact_parts(
    before: Fact, after: Fact, old: Index, new: Index, pairing: Pairing
) -> tuple[PartChange, ...]:
    """Every part but the quotes that differs, each in words."""
    value, mentions, by = carried(before, pairing)
    found: list[PartChange] = []
    if before.property != after.property:
        found.append(PartChange("property", before.property, after.property))
    if value != after.value:
        found += worded("value", value_words(before.value, old), value_words(after.value, new))
    if (before.date and before.date.text) != (after.date and after.date.text):
        found.append(PartChange("date", date_words(before.date), date_words(after.date)))
    if before.certainty is not after.certainty:
        found.append(PartChange("certainty", before.certainty, after.certainty))
    if by != after.attributed_to:
        found.append(PartChange("attributed_to", _who(before, old), _who(after, new)))
    found += texts("text", before.text, after.text)
    if set(mentions) != set(after.mentions):
        found.append(
            PartChange("mentions", _names(before.mentions, old), _names(after.mentions, new))
        )
    found += _derived(before.derived, after.derived)
    for rule in sorted(before.answers.keys() | after.answers.keys()):
        was, now = before.answers.get(rule, {}), after.answers.get(rule, {})
        for code in LANGUAGES:
            if was.get(code, "") != now.get(code, ""):
                part = f"answers.{rule}.{code}"
                found.append(PartChange(part, was.get(code, ""), now.get(code, "")))
    return tuple(found)


def said(fact: Fact, index: Index) -> Iterator[tuple[str, str]]:
    """What a fact says, part by part, in words; for one that came or went."""
    for code, words in value_words(fact.value, index).items():
        if words:
            yield f"value.{code}" if code else "value", words
    if fact.date:
        yield "date", date_words(fact.date)
    for code in LANGUAGES:
        yield f"text.{code}", fact.text[code]
    by = f", attributed to {_who(fact, index)}" if fact.attributed_to else ""
    yield "certainty", f"{fact.certainty}{by}"
    if fact.mentions:
        yield "mentions", _names(fact.mentions, index)
    for derived in fact.derived:
        for code in LANGUAGES:
            yield f"derived “{derived.value}”.{code}", derived.how[code]


def texts(part: str, before: Words | None, after: Words | None) -> Iterator[PartChange]:
    """What differs between two texts, by language; a language alone does not speak for all."""
    for code in LANGUAGES:
        was = before[code] if before else ""
        now = after[code] if after else ""
        if was != now:
            yield PartChange(f"{part}.{code}", was, now, fold(was) == fold(now))


def worded(part: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[PartChange]:
    """What differs between two sets of words by language, where one of them may hold for all."""
    if not (before.keys() | after.keys()) - {""}:
        yield PartChange(part, before[""], after[""])
        return
    for code in LANGUAGES:
        was, now = before.get(code, before.get("", "")), after.get(code, after.get("", ""))
        if was != now:
            yield PartChange(f"{part}.{code}", was, now, fold(was) == fold(now))


def named(part: str, before: Words, after: Words) -> Iterator[PartChange]:
    """What differs between two names, which may be the same in all languages."""
    if dict(before) != dict(after):
        yield from worded(part, by_language(before), by_language(after))


def behind(parts: Iterable[PartChange]) -> tuple[str, ...]:
    """Languages whose text stayed as it was when another's, which stood there, was written anew."""
    changed: dict[str, set[str]] = {}
    for part in parts:
        field, _, code = part.part.rpartition(".")
        if code in LANGUAGES and field and part.before and not part.typographic:
            changed.setdefault(field, set()).add(code)
    return tuple(code for code in LANGUAGES if any(code not in codes for codes in changed.values()))


def _who(fact: Fact, index: Index) -> str:
    return sheet_words(fact.attributed_to, index) if fact.attributed_to else ""


def _names(names: Iterable[str], index: Index) -> str:
    return ", ".join(sheet_words(name, index) for name in names)


def _derived(before: tuple[Derived, ...], after: tuple[Derived, ...]) -> Iterator[PartChange]:
    was, now = ({d.value: d.how for d in derived} for derived in (before, after))
    for value in dict.fromkeys((*was, *now)):
        yield from texts(f"derived “{value}”", was.get(value), now.get(value))


# --- quotes -----------------------------------------------------------------------------------


def evidence(fact: Fact, index: Index) -> tuple[Evidence, ...]:
    """Every quote of a fact with its place."""
    found = {passage.citation: passage for passage in index.passages.get(fact.address, ())}
    return tuple(_evidence(citation, found.get(citation), index) for citation in fact.citations)


def _evidence(citation: Citation, passage: Passage | None, index: Index) -> Evidence:
    seed = index.project.seeds.get(citation.seed)
    if seed is None or passage is None or not passage.spans:
        return Evidence(
            citation,
            Verdict.ABSENT if passage is None else passage.verdict,
            seed.path if seed else "",
        )
    begin = seed.text.rfind("\n", 0, passage.start) + 1
    end = seed.text.find("\n", passage.end)
    end = len(seed.text) if end < 0 else end
    lead, tail = seed.text[begin : passage.start], seed.text[passage.end : end]
    return Evidence(
        citation,
        passage.verdict,
        seed.path,
        passage.line,
        lead if len(lead) <= _AROUND else "…" + _FIRST.sub("", lead[-_AROUND:]),
        " […] ".join(seed.text[a:b] for a, b in passage.spans),
        tail if len(tail) <= _AROUND else _LAST.sub("", tail[:_AROUND]) + "…",
    )


def quote_changes(
    before: Fact, after: Fact, old: Index, new: Index, pairing: Pairing
) -> tuple[QuoteChange, ...]:
    """Quotes that came, went, read otherwise or are found in another way.

    A quote that is gone and one of the same source that is new and like it are one that changed.
    """
    was, now = list(evidence(before, old)), list(evidence(after, new))
    found: list[QuoteChange] = []
    for one in tuple(was):
        same = next(
            (o for o in now if _said(o.citation, {}) == _said(one.citation, pairing.seeds)), None
        )
        if same is not None:
            was.remove(one)
            now.remove(same)
            if one.verdict is not same.verdict:
                found.append(QuoteChange(one, same))
    for one in tuple(was):
        seed = pairing.seeds.get(one.citation.seed, one.citation.seed)
        like = [
            (fuzz.ratio(one.citation.quote, o.citation.quote), -at)
            for at, o in enumerate(now)
            if o.citation.seed == seed
        ]
        best = max(like, default=(0.0, 0))
        if best[0] >= _ALIKE:
            was.remove(one)
            found.append(QuoteChange(one, now.pop(-best[1])))
    return (
        *found,
        *(QuoteChange(one, None) for one in was),
        *(QuoteChange(None, other) for other in now),
    )


def _said(citation: Citation, seeds: Mapping[str, str]) -> tuple[str, ...]:
    """What a citation says, wherever it is written."""
    seed = seeds.get(citation.seed, citation.seed)
    return seed, citation.quote, citation.prefix or "", citation.suffix or ""
