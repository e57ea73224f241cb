"""Holds every review against the fact as it is now: it stands, or it has lapsed and says why."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping

from generator.check.fingerprint import changed, fingerprint
from generator.editorial import Lapse, Review, Reviewed
from generator.model import Index


def reviewed(index: Index) -> dict[str, Reviewed]:
    """The reviews of every fact that has any, by its address."""
    entries: dict[str, list[Review]] = defaultdict(list)
    for review in index.project.reviews:
        if review.fact in index.project.facts:
            entries[review.fact].append(review)
    return {address: _of_one(index, address, found) for address, found in entries.items()}


def _of_one(index: Index, address: str, entries: list[Review]) -> Reviewed:
    now = fingerprint(index.project.facts[address], index)
    standing: dict[str, Review] = {}
    lapsed: dict[str, Lapse] = {}
    for _, review in sorted(enumerate(entries), key=lambda e: (e[1].date, e[0]), reverse=True):
        who = person(review.by)
        parts = changed(review.fingerprint, now)
        if not parts:
            standing.setdefault(who, review)
        else:
            lapsed.setdefault(who, Lapse(review, parts))
    return Reviewed(
        tuple(standing.values()),
        tuple(lapse for who, lapse in lapsed.items() if who not in standing),
    )


def person(name: str) -> str:
    """A name by which two spellings of it are one person."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def lapses(
    before: Index, after: Index, addresses: Mapping[str, str]
) -> dict[str, tuple[Lapse, ...]]:
    """The reviews that held in one revision and no more in the next, by the address in the next.

    Args:
        addresses: fact before → fact after, of those that are on both sides.
    """
    found: dict[str, tuple[Lapse, ...]] = {}
    for address, was in before.reviewed.items():
        now = addresses.get(address)
        if now is None or not was.standing:
            continue
        hashes = fingerprint(after.project.facts[now], after)
        again = {person(r.by) for r in after.reviewed.get(now, Reviewed()).standing}
        gone = tuple(
            Lapse(review, parts)
            for review in was.standing
            if (parts := changed(review.fingerprint, hashes)) and person(review.by) not in again
        )
        if gone:
            found[now] = gone
    return found
