"""Holds every review against the fact as it is now, and all of them against the team's policy."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from generator.check.fingerprint import changed, fingerprint
from generator.diagnostics import Diagnostic, Severity, shown
from generator.editorial import Lapse, Part, Review, Reviewed
from generator.model import Certainty, Fact, Index, Place
from generator.settings import ReviewRules, Settings


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


def independent(
    index: Index, rules: ReviewRules, authors: Mapping[str, Set[str]]
) -> Mapping[str, Reviewed]:
    """The reviews of every fact, where those by its authors do not count unless they may.

    Args:
        authors: fact address → names of everybody who wrote a line of it.
    """
    if rules.author_may_review:
        return index.reviewed
    found = {}
    for address, held in index.reviewed.items():
        wrote = {person(name) for name in authors.get(address, ())}
        own = tuple(r for r in held.standing if person(r.by) in wrote)
        found[address] = replace(
            held, standing=tuple(r for r in held.standing if r not in own), own=own
        )
    return found


def needed(fact: Fact, rules: ReviewRules) -> int:
    """How many people must have reviewed a fact."""
    two = fact.certainty in rules.two_for or fact.sheet in rules.two_for
    return max(rules.required, 2 if two else 0)


def reviews(
    index: Index, settings: Settings, unread: Set[str] = frozenset()
) -> Iterator[Diagnostic]:
    """Reviews of no fact, lapsed ones, those that do not count, and those that are missing.

    Args:
        unread: sheets of which something could not be read, so that nothing can be said of them.
    """
    facts = index.project.facts
    stray = [
        review
        for review in index.project.reviews
        if review.fact not in facts and review.fact.partition("#")[0] not in unread
    ]
    now = {_said(fingerprint(f, index)): address for address, f in facts.items()} if stray else {}
    for review in stray:
        yield _unknown(review, now.get(_said(review.fingerprint), ""))
    for word in settings.review.two_for:
        if word not in set(Certainty) and word not in index.project.sheets:
            yield Diagnostic(
                "unknown-reference",
                Place("mkdocs.yml"),
                f"`review.two_for` names `{shown(word, 60)}`, which is no certainty and no sheet.",
                "Write one of the certainties, or the id of a sheet.",
            )
    for address, held in index.reviewed.items():
        wanted = max(1, needed(facts[address], settings.review))
        if len(held.standing) < wanted and address not in index.retracted:
            yield from map(_lapsed, held.lapsed)
        yield from map(_own, held.own)
    for address, fact in facts.items():
        wanted = needed(fact, settings.review)
        count = len(index.reviewed.get(address, Reviewed()).standing)
        if count < wanted and address not in index.retracted:
            yield Diagnostic(
                "review-missing",
                fact.place,
                f"{address} has {count} of {wanted} reviews that it needs.",
                f"Let somebody who did not write it run `factsheet review {address} --by NAME`.",
            )


def _said(hashes: Mapping[Part, str] | Mapping[str, str]) -> tuple[str | None, ...]:
    """By what a fact is known again under another address."""
    plain = {str(part): digits for part, digits in hashes.items()}
    return plain.get(Part.TEXT), plain.get(Part.CITATIONS)


def _unknown(review: Review, same: str) -> Diagnostic:
    return Diagnostic(
        "review-unknown-fact",
        review.place,
        f"There is no fact `{shown(review.fact, 130)}`, which {shown(review.by, 60)} reviewed.",
        f"Write `fact: {same}`, where it stands now."
        if same
        else "Remove the entry, or correct the address if the fact was renamed.",
        Severity.WARNING,
    )


def _lapsed(lapse: Lapse) -> Diagnostic:
    review = lapse.review
    return Diagnostic(
        "review-lapsed",
        review.place,
        f"The review of {review.fact} by {shown(review.by, 60)}, {review.date}, has lapsed: "
        f"{' and '.join(lapse.parts)} changed.",
        f"Let the fact be read again: `factsheet review {review.fact} --by NAME`.",
        Severity.WARNING,
    )


def _own(review: Review) -> Diagnostic:
    return Diagnostic(
        "review-by-author",
        review.place,
        f"{shown(review.by, 60)} wrote a line of {review.fact}, so that this review of it does "
        "not count.",
        "Let somebody else read it; or set `review.author_may_review: true` in mkdocs.yml.",
        Severity.WARNING,
    )
