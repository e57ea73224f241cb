"""Facts of several sheets that stand on the same words, gathered so that a page tells them once."""

from __future__ import annotations

from collections.abc import Iterable

from generator.model import Fact, Kind
from generator.render.edition import Edition


def same_words(edition: Edition, facts: Iterable[Fact]) -> list[list[Fact]]:
    """Facts whose passages overlap, together.

    Returns:
        Groups in the order of their first fact; in each, a fact of an event's sheet comes first.
    """
    told = list(facts)
    spans = sorted(
        (passage.citation.seed, start, end, at)
        for at, fact in enumerate(told)
        for passage in edition.index.passages[fact.address]
        for start, end in passage.spans
    )
    group = list(range(len(told)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    seed, reach, last = "", 0, 0
    for name, start, end, at in spans:
        if name == seed and start < reach:
            first, second = sorted((root(at), root(last)))
            group[second] = first
        if name != seed or end > reach:
            reach = end
        seed, last = name, at
    gathered: dict[int, list[Fact]] = {}
    for at, fact in enumerate(told):
        gathered.setdefault(root(at), []).append(fact)
    sheets = edition.index.project.sheets
    for facts_together in gathered.values():
        facts_together.sort(key=lambda fact: sheets[fact.sheet].kind is not Kind.EVENT)
    return list(gathered.values())
