"""Finds what is the same thing in two revisions under another address: moves, renames, merges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from generator.model import LANGUAGES, Fact, Index, Project, Sheet, SheetRef
from generator.text import fold

_ALIKE = 60
"""Likeness, of 100, from which two texts on the same words are one fact in other words."""


@dataclass
class Pairing:
    """What became of every address.

    Attributes:
        facts: address before → address after, of all that are on both sides.
        renamed, merged: sheet before → sheet after; merged into one that was there already.
        seeds: source before → source after, of those that have another id.
    """

    facts: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, str] = field(default_factory=dict)

    def sheet(self, name: str) -> str:
        """The sheet or source that an id of the old revision means in the new one."""
        return self.renamed.get(name) or self.merged.get(name) or self.seeds.get(name, name)

    def address(self, address: str) -> str:
        """The address that a fact of the old revision has in the new one."""
        return self.facts.get(address, address)


def paired(before: Index, after: Index) -> Pairing:
    """Pairs the facts, sheets and sources of two revisions."""
    old, new = before.project, after.project
    pairing = Pairing(facts={a: a for a in old.facts if a in new.facts})
    by_content = {s.sha256: s.id for s in new.seeds.values() if s.id not in old.seeds}
    pairing.seeds = {
        s.id: by_content[s.sha256]
        for s in old.seeds.values()
        if s.id not in new.seeds and s.sha256 in by_content
    }
    _match(pairing, before, after, exact=True)
    _sheets(pairing, old, new)
    for was, now in pairing.renamed.items():
        for fact in old.sheets[was].facts:
            if fact.address not in pairing.facts and f"{now}#{fact.id}" in new.facts:
                _unless_taken(pairing, fact.address, f"{now}#{fact.id}")
    _match(pairing, before, after, exact=False)
    return pairing


def _unless_taken(pairing: Pairing, was: str, now: str) -> None:
    if now not in pairing.facts.values():
        pairing.facts[was] = now


def _match(pairing: Pairing, before: Index, after: Index, *, exact: bool) -> None:
    """Pairs facts that are left, by the words they stand on and, if exact, their own texts."""
    taken = set(pairing.facts.values())
    waiting: dict[object, list[Fact]] = defaultdict(list)
    for fact in after.project.facts.values():
        if fact.address not in taken:
            waiting[_key(fact, after, {}, exact)].append(fact)
    for fact in before.project.facts.values():
        if fact.address in pairing.facts:
            continue
        group = waiting.get(_key(fact, before, pairing.seeds, exact), [])
        alike = [
            (other.id == fact.id, _likeness(fact, other), -at)
            for at, other in enumerate(group)
            if exact or _likeness(fact, other) >= _ALIKE
        ]
        if alike:
            pairing.facts[fact.address] = group.pop(-max(alike)[2]).address


def _key(fact: Fact, index: Index, seeds: Mapping[str, str], exact: bool) -> object:
    """What two facts have in common that are one: the words they stand on, and their texts."""
    words = sorted(_words(fact, index, seeds))
    texts = tuple(fold(fact.text[code]) for code in LANGUAGES) if exact else fact.property
    return tuple(words), texts


def _words(fact: Fact, index: Index, seeds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for passage in index.passages.get(fact.address, ()):
        name = passage.citation.seed
        seed = index.project.seeds.get(name)
        words = passage.citation.quote
        if seed is not None and passage.spans:
            words = " ".join(seed.text[start:end] for start, end in passage.spans)
        yield seeds.get(name, name), fold(words)


def _likeness(one: Fact, other: Fact) -> float:
    return max(fuzz.ratio(one.text[code], other.text[code]) for code in LANGUAGES)


def _sheets(pairing: Pairing, old: Project, new: Project) -> None:
    """Sheets that are gone: under a new id when most of their facts or their name went there."""
    goes: dict[str, Counter[str]] = defaultdict(Counter)
    for was, now in pairing.facts.items():
        goes[was.partition("#")[0]][now.partition("#")[0]] += 1
    free = {s.id for s in new.sheets.values() if s.id not in old.sheets}
    for sheet in old.sheets.values():
        if sheet.id in new.sheets:
            continue
        target, count = next(iter(goes[sheet.id].most_common(1)), ("", 0))
        if target and 2 * count >= len(sheet.facts):
            if target not in old.sheets and target in free:
                pairing.renamed[sheet.id] = target
                free.discard(target)
            else:
                pairing.merged[sheet.id] = target
        elif same := next(_of_one_name(sheet, (new.sheets[name] for name in sorted(free))), None):
            pairing.renamed[sheet.id] = same.id
            free.discard(same.id)


def _of_one_name(sheet: Sheet, others: Iterable[Sheet]) -> Iterator[Sheet]:
    return (o for o in others if o.kind is sheet.kind and o.name == sheet.name)


def carried(fact: Fact, pairing: Pairing) -> tuple[object, tuple[str, ...], str | None]:
    """A fact's value, mentions and attribution, with the ids that the new revision uses."""
    value = fact.value
    if isinstance(value, SheetRef):
        value = SheetRef(pairing.sheet(value.sheet))
    by = pairing.sheet(fact.attributed_to) if fact.attributed_to else None
    return value, tuple(pairing.sheet(name) for name in fact.mentions), by
