"""Finds facts that clash by type, and holds them against what the editors say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, count

from generator.check.clash import Difference, difference, said
from generator.dates import Date
from generator.diagnostics import Diagnostic, Related, Severity, shown
from generator.model import Clash, Disagreement, Fact, Index, Place, Project

CROWD = 64
"""A fact is compared with at most so many others that hold its property at the same time."""

_LISTED = 5  # facts named in one finding
_GRAVITY = {Clash.CONTRADICTION: 0, Clash.CHANGE: 1, Clash.PRECISION: 2}
_NOUNS = {
    Clash.CONTRADICTION: "a contradiction",
    Clash.CHANGE: "a change over time",
    Clash.PRECISION: "a difference of precision",
}
_VERBS = {
    Clash.CONTRADICTION: "contradicts",
    Clash.CHANGE: "follows the open-ended",
    Clash.PRECISION: "is of another precision than",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two facts of one sheet that clash, in the order of the file."""

    first: Fact
    second: Fact
    difference: Difference

    @property
    def addresses(self) -> tuple[str, str]:
        """Both facts' addresses."""
        return self.first.address, self.second.address


def clashes(index: Index) -> list[Pair]:
    """Every pair of facts that clash by type, in the order of sheets and files.

    Compared are facts of one sheet and one single-valued property whose dates overlap. The work
    grows with the number of facts, not with its square: each is compared with those alone that
    hold at the same time, and with no more than `CROWD` of them, so that none that clashes stays
    unseen. A retracted fact contradicts nobody.
    """
    project = index.project
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in project.facts.values():
        retracted = fact.address in index.retracted
        if fact.value is not None and not retracted and _single(project, fact):
            groups[fact.sheet, fact.property].append(fact)
    rank = {address: at for at, address in enumerate(project.facts)}
    pairs = [
        pair
        for facts in groups.values()
        if len(facts) > 1
        for pair in _in_group(facts, project, rank)
    ]
    return sorted(pairs, key=lambda pair: (rank[pair.second.address], rank[pair.first.address]))


def _single(project: Project, fact: Fact) -> bool:
    known = project.vocabulary.properties.get(fact.property)
    return known is not None and known.single


def _in_group(facts: Sequence[Fact], project: Project, rank: Mapping[str, int]) -> Iterator[Pair]:
    """Sweeps through time, comparing each fact with those that have not ended before it begins."""
    active: list[tuple[date, Fact]] = []
    for (begins, ends), fact in sorted(((_extent(f), f) for f in facts), key=lambda row: row[0]):
        active = [row for row in active if row[0] >= begins]
        for _, other in active:
            found = difference(other, fact, project.sheets)
            if found is not None:
                first, second = sorted((other, fact), key=lambda f: rank[f.address])
                yield Pair(first, second, found)
        active.append((ends, fact))
        if len(active) > CROWD:  # leave out the one that ends first, of several the latest come
            del active[min(range(len(active)), key=lambda at: (active[at][0], -at))]


def _extent(fact: Fact) -> tuple[date, date]:
    """First and last day at which a fact may hold."""
    if fact.date is None or isinstance(fact.value, Date):
        return date.min, date.max
    first, last = fact.date.fuzzy_bounds()
    return first or date.min, last or date.max


def disagreements(index: Index) -> Iterator[Diagnostic]:
    """Clashes that no entry of `facts/disagreements/` holds, and entries that no longer fit."""
    pairs = clashes(index)
    yield from _unacknowledged(index, pairs)
    of_entry: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for held_by in _entries(index, pair):
            of_entry[held_by].append(pair)
    for entry in index.project.disagreements.values():
        yield from _misclassed(entry, of_entry[entry.id])
        if not of_entry[entry.id]:
            yield from _moot(entry, index)


def _entries(index: Index, pair: Pair) -> list[str]:
    """Ids of the entries that hold both facts."""
    first, second = (index.disputed_in.get(address, ()) for address in pair.addresses)
    return [entry for entry in first if entry in second]


def _unacknowledged(index: Index, pairs: Iterable[Pair]) -> Iterator[Diagnostic]:
    """One finding for each fact that clashes with facts before it."""
    against: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if not _entries(index, pair):
            against[pair.second.address].append(pair)
    for found in against.values():
        fact, worst = found[0].second, _gravest(found)
        how = _VERBS[worst.difference.kind] if worst.difference.told else "differs from"
        if worst.difference.units:
            how = "is in another unit than"
        yield Diagnostic(
            "clash-unacknowledged",
            _place(fact),
            f"`{fact.property}` of `{fact.sheet}`: {said(fact.value)} (`{fact.id}`) {how} "
            f"{said(worst.first.value)} (`{worst.first.id}`), and no disagreement holds both.",
            _entry_to_write(index, fact, worst, [pair.first for pair in found]),
            related=tuple(
                Related(_place(pair.first), f"{pair.first.address} says {said(pair.first.value)}")
                for pair in found[:_LISTED]
            ),
        )


def _gravest(pairs: Iterable[Pair]) -> Pair:
    return min(pairs, key=lambda pair: _GRAVITY[pair.difference.kind])


def _place(fact: Fact) -> Place:
    return fact.places.get("value", fact.place)


def _entry_to_write(index: Index, fact: Fact, worst: Pair, others: Sequence[Fact]) -> str:
    """What to do next: mend the facts, or the entry that already holds some, or a new one."""
    addresses = ", ".join([other.address for other in others] + [fact.address])
    for other in (fact, *others):
        for entry in index.disputed_in.get(other.address, ()):
            path = index.project.disagreements[entry].place.path
            return f"Correct the values, or let `facts:` of {shown(path)} hold all of: {addresses}."
    name = f"{fact.sheet}-{fact.property}"[:60].rstrip("-")
    if name in index.project.disagreements:
        taken = (f"{name}-{n}" for n in count(2))
        name = next(free for free in taken if free not in index.project.disagreements)
    return (
        f"Correct the values, or give a `date:` if both hold, each at its time; or write "
        f"facts/disagreements/{name}.yml: {{title: {{en: …, fr: …}}, "
        f"kind: {worst.difference.kind}, facts: [{addresses}], text: {{en: …, fr: …}}}}"
    )


def _misclassed(entry: Disagreement, pairs: Sequence[Pair]) -> Iterator[Diagnostic]:
    """Whether types show another kind of clash than the entry says.

    Of several clashes in one entry the gravest counts. An entry that also holds facts which types
    cannot compare may be graver than what they show, never less grave.
    """
    told = [pair for pair in pairs if pair.difference.told]
    if not told:
        return
    worst = _gravest(told)
    fits = frozenset[Clash]().union(
        *(pair.difference.fits for pair in told if pair.difference.kind is worst.difference.kind)
    )
    everything = set(entry.facts) == {address for pair in told for address in pair.addresses}
    graver = _GRAVITY[entry.kind] < _GRAVITY[worst.difference.kind]
    if entry.kind in fits or (graver and not everything):
        return
    yield Diagnostic(
        "clash-misclassed",
        entry.places.get("kind", entry.place),
        f"This disagreement is called {_NOUNS[entry.kind]}, but {said(worst.first.value)} and "
        f"{said(worst.second.value)} are {_NOUNS[worst.difference.kind]}.",
        f"Write `kind: {worst.difference.kind}`, or correct the facts' values or dates.",
        Severity.WARNING,
        related=tuple(Related(_place(fact), fact.address) for fact in (worst.first, worst.second)),
    )


def _moot(entry: Disagreement, index: Index) -> Iterator[Diagnostic]:
    """Whether an entry's facts agree by now, as far as types can tell, or only one still holds."""
    project = index.project
    addresses = list(dict.fromkeys(entry.facts))
    withdrawn = [address for address in addresses if address in index.retracted]
    if withdrawn and len(addresses) - len(withdrawn) < 2:
        yield Diagnostic(
            "disagreement-moot",
            entry.place,
            f"Of the facts of `{entry.id}`, {' and '.join(withdrawn)} "
            f"{'is' if len(withdrawn) == 1 else 'are'} retracted, so that nothing is left to "
            "disagree.",
            "Remove the file, or name facts in it that still hold.",
            Severity.WARNING,
            related=tuple(
                Related(index.corrected[address][0].place, f"{address} is retracted here")
                for address in withdrawn[:_LISTED]
            ),
        )
        return
    facts = [project.facts[address] for address in addresses if address in project.facts]
    if not 2 <= len(facts) == len(addresses) <= CROWD:
        return
    comparable = all(fact.value is not None for fact in facts) and _single(project, facts[0])
    if not comparable or len({fact.property for fact in facts}) > 1:
        return
    if any(difference(one, other, project.sheets) for one, other in combinations(facts, 2)):
        return
    yield Diagnostic(
        "disagreement-moot",
        entry.place,
        f"The facts of `{entry.id}` no longer clash: their values agree, or hold at different "
        "times.",
        "Remove the file, or correct the facts if they still differ.",
        Severity.WARNING,
        related=tuple(
            Related(_place(fact), f"{fact.address} says {said(fact.value)}")
            for fact in facts[:_LISTED]
        ),
    )
