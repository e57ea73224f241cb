"""Holds what corrections tell readers against what was published and what stands now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set

from generator import amounts, dates
from generator.dates import Date
from generator.diagnostics import Diagnostic, Related, shown
from generator.edges import is_boundary
from generator.model import (
    LANGUAGES,
    Correction,
    CorrectionKind,
    Fact,
    Index,
    Project,
    Quantity,
    SheetRef,
)
from generator.text import fold

_CUT = re.compile(r"\[(?:…|\.\.\.)\]|…")
_IN = {"en": "English", "fr": "French"}


def misstated(
    index: Index, published: Project | None, unread: Set[str] = frozenset()
) -> Iterator[Diagnostic]:
    """Corrections whose `was` nobody was told, or whose `now` stands nowhere.

    Both must hold words of the fact itself: of its sentence, its value, its date, its quotes, of
    whose words it gives, or of its certainty. `was` is held against the last publication, `now`
    against the fact as it is. Where a fact was corrected twice, the entries may lead from one to
    the next. What was published itself is left as it is, but for the newest entry of a fact.

    Args:
        published: what readers were told last; None when nothing was published.
        unread: sheets of which something could not be read, so that nothing can be said of them.
    """
    told = {said_by(entry) for entry in published.corrections} if published else set()
    for address, entries in index.corrected.items():
        fact = index.project.facts.get(address)
        if fact is None or fact.sheet in unread:
            continue
        for at, entry in enumerate(entries):  # newest first
            new = said_by(entry) not in told
            found: list[Diagnostic] = []
            if entry.now and entry.kind is not CorrectionKind.RETRACTION and (new or not at):
                found += _now(entry, fact, index.project, entries[:at])
            if published and new:
                found += _was(entry, fact, index.project, published, entries[at + 1 :])
            yield from found or (_same(entry) if new else ())


def said_by(entry: Correction) -> tuple[object, ...]:
    """What makes two entries one, under whatever address the fact stands."""
    parts = (entry.was, entry.now or {}, entry.why)
    return entry.kind, entry.date, *(tuple(sorted(part.items())) for part in parts)


def _now(
    entry: Correction, fact: Fact, project: Project, newer: Iterable[Correction]
) -> Iterator[Diagnostic]:
    for code in LANGUAGES:
        words = (entry.now or {})[code]
        stands = [text for _, text in _words(fact, project, code)]
        stands += [later.was[code] for later in newer]
        if not any(_holds(text, words) for text in stands):
            yield Diagnostic(
                "correction-misstates",
                entry.places.get(f"now.{code}", entry.place),
                f"The {_IN[code]} `now` says “{shown(words, 80)}”, which {entry.fact} does not.",
                f"It says “{shown(fact.text[code], 200)}”. Give the words of the fact that are "
                "right now.",
                related=(Related(fact.places.get(f"text.{code}", fact.place), "what stands now"),),
            )


def _was(
    entry: Correction, fact: Fact, project: Project, published: Project, older: Iterable[Correction]
) -> Iterator[Diagnostic]:
    before = _published(fact, project, published)
    for code in LANGUAGES:
        texts = [text for one in before for _, text in _words(one, published, code)]
        texts += [earlier.now[code] for earlier in older if earlier.now]
        if not any(_holds(text, entry.was[code]) for text in texts):
            there = len(before) == 1
            yield Diagnostic(
                "correction-misstates",
                entry.places.get(f"was.{code}", entry.place),
                f"The {_IN[code]} `was` says “{shown(entry.was[code], 80)}”, which was not "
                f"published of {entry.fact}.",
                f"Readers were told “{shown(before[0].text[code], 200)}”. Give the words of it "
                "that were wrong."
                if there
                else "Remove the entry; what was never published needs no correction.",
            )


def _published(fact: Fact, project: Project, published: Project) -> tuple[Fact, ...]:
    """The fact as readers were told it; those of its kind that are gone where it is a new one."""
    if fact.address in published.facts:
        return (published.facts[fact.address],)
    return tuple(
        one
        for address, one in published.facts.items()
        if address not in project.facts and one.property == fact.property
    )


def _same(entry: Correction) -> Iterator[Diagnostic]:
    """An entry that tells readers the same twice."""
    if entry.now and all(entry.was[c].strip() == entry.now[c].strip() for c in LANGUAGES):
        yield Diagnostic(
            "correction-misstates",
            entry.places.get("now.en", entry.place),
            f"`was` and `now` are the same, so that readers do not learn what changed in "
            f"{entry.fact}.",
            "Give the words that differ: of the sentence, the value, the date, a quote, or the "
            "certainty.",
        )


def difference(
    before: Fact, after: Fact, published: Project, project: Project
) -> tuple[dict[str, str], dict[str, str]]:
    """The first part in which a fact differs, as it was and as it is, by language."""
    for part in ("text", "value", "date", "certainty", "attribution", "quote"):
        was, now = (
            {code: [t for p, t in _words(fact, whole, code) if p == part] for code in LANGUAGES}
            for fact, whole in ((before, published), (after, project))
        )
        if all(was.values()) and all(now.values()):
            sides = _apart(was, now), _apart(now, was)
            if sides[0] != sides[1]:
                return sides
    return dict(before.text), dict(after.text)


def _apart(texts: Mapping[str, list[str]], others: Mapping[str, list[str]]) -> dict[str, str]:
    """In each language the first text that the other side does not have, or just the first."""
    return {
        code: next((t for t in found if fold(t) not in map(fold, others[code])), found[0])
        for code, found in texts.items()
    }


def _words(fact: Fact, project: Project, code: str) -> Iterator[tuple[str, str]]:
    """Everything that a fact tells readers, part by part, in a language; quotes in their own."""
    yield "text", fact.text[code]
    value = fact.value
    if isinstance(value, Quantity):
        yield "value", _amount(value, code)
    elif isinstance(value, Date):
        yield from (("value", dates.in_words(value, code)), ("value", value.text))
    elif isinstance(value, SheetRef):
        yield from (("value", name) for name in _name(value.sheet, project, code))
    elif value is not None:
        yield "value", value[code]
    if fact.date:
        yield from (("date", dates.in_words(fact.date, code)), ("date", fact.date.text))
    yield "certainty", fact.certainty
    if fact.attributed_to:
        yield from (("attribution", name) for name in _name(fact.attributed_to, project, code))
    yield from (("quote", citation.quote) for citation in fact.citations)


def _amount(value: Quantity, code: str) -> str:
    unit = value.unit[code] if isinstance(value.unit, Mapping) else value.unit
    return amounts.in_words(
        value.amount, value.scale, value.currency, unit, value.approximate, code
    )


def _name(name: str, project: Project, code: str) -> Iterator[str]:
    if name in project.sheets:
        yield project.sheets[name].name[code]
    if name in project.seeds:
        yield project.seeds[name].title


def _holds(text: str, words: str) -> bool:
    """Whether a text holds some words in order, with cuts where `[…]` stands.

    Typography, capitals and a stop at the end do not count.
    """
    whole = fold(text).casefold()
    at = 0
    parts = [fold(part).casefold().strip().rstrip(".") for part in _CUT.split(words)]
    if not any(parts):
        return False
    for part in filter(None, parts):
        at = whole.find(part, at)
        while at >= 0 and not (is_boundary(whole, at) and is_boundary(whole, at + len(part))):
            at = whole.find(part, at + 1)
        if at < 0:
            return False
        at += len(part)
    return True
