"""Holds every review against the fact as it is now, and all of them against the team's policy."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from generator.check.fingerprint import changed, fingerprint
from generator.check.lookalikes import mixed, skeletons, unseen
from generator.diagnostics import Diagnostic, Severity, shown
from generator.editorial import Discounted, Doubt, Lapse, Part, Review, Reviewed
from generator.model import Certainty, Fact, Index, Place
from generator.settings import ReviewRules, Settings


def reviewed(index: Index) -> dict[str, Reviewed]:
    """The reviews of every fact that has any, by its address."""
    entries: dict[str, list[Review]] = defaultdict(list)
    for review in index.project.reviews:
        if review.fact in index.project.facts:
            entries[review.fact].append(review)
    in_order = (address for address in index.project.facts if address in entries)
    return {address: _of_one(index, address, entries[address]) for address in in_order}


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


def counted(
    index: Index,
    rules: ReviewRules,
    authors: Mapping[str, Set[str]],
    signers: Mapping[str, Set[str]],
) -> Mapping[str, Reviewed]:
    """The reviews of every fact, where only those count that the team's rules let count.

    Args:
        authors: fact address → names of everybody who wrote a line of it.
        signers: path of a file of reviews → mail addresses of which git says that each signed all
            of it; needed only where reviews must be signed.
    """
    listed = {person(name): mail for name, mail in map(reviewer, rules.reviewers)}
    found = {}
    for address, held in index.reviewed.items():
        wrote = {} if rules.author_may_review else _by_skeleton(authors.get(address, ()))

        def doubt(review: Review, wrote: Mapping[str, str] = wrote) -> Doubt | None:
            who = person(review.by)
            if not skeletons(review.by).isdisjoint(wrote) or who in wrote.values():
                return Doubt.AUTHOR
            if listed and who not in listed:
                return Doubt.UNLISTED
            if rules.signed and listed.get(who) not in signers.get(review.place.path, ()):
                return Doubt.UNSIGNED
            return None

        doubts = [(review, doubt(review)) for review in held.standing]
        found[address] = replace(
            held,
            standing=tuple(review for review, why in doubts if why is None),
            discounted=tuple(Discounted(review, why) for review, why in doubts if why),
        )
    return found


def reviewer(entry: str) -> tuple[str, str]:
    """Name and mail address of an entry `Name <mail>` of the list; no address if it has none."""
    name, _, mail = entry.partition("<")
    return " ".join(name.split()), mail.partition(">")[0].strip().casefold()


def _by_skeleton(names: Iterable[str]) -> dict[str, str]:
    return {skeleton: person(name) for name in names for skeleton in skeletons(name)}


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
        yield from map(_discounted, held.discounted)
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


def _discounted(it: Discounted) -> Diagnostic:
    rule, why, hint = {
        Doubt.AUTHOR: (
            "review-by-author",
            f"wrote a line of {it.review.fact}, so that this review of it does not count",
            "Let somebody else read it; or set `review.author_may_review: true` in mkdocs.yml.",
        ),
        Doubt.UNLISTED: (
            "reviewer-not-listed",
            "is not on the list of those who may review, so that this review does not count",
            "Add the name to `review.reviewers` in mkdocs.yml, or let somebody review who is.",
        ),
        Doubt.UNSIGNED: (
            "review-not-signed",
            "has not signed all of this file, as far as git can verify it, so that this review "
            "does not count",
            "Commit it, alone, with `git commit -S`; `.allowed-signers` names the reviewer's key, "
            "and `review.reviewers` the mail address that goes with it.",
        ),
    }[it.doubt]
    return Diagnostic(
        rule, it.review.place, f"{shown(it.review.by, 60)} {why}.", hint, Severity.WARNING
    )


# --- names ------------------------------------------------------------------------------------


def names(
    index: Index, rules: ReviewRules, authors: Mapping[str, Set[str]]
) -> Iterator[Diagnostic]:
    """Names of reviewers that are made to be misread, or that look like somebody else's.

    Args:
        authors: fact address → names of everybody who wrote a line of it.
    """
    known: dict[str, str] = {}
    listed = [reviewer(entry)[0] for entry in rules.reviewers]
    wrote = sorted({name for found in authors.values() for name in found if "@" not in name})
    for name in (*listed, *wrote):
        for skeleton in skeletons(name):
            known.setdefault(skeleton, name)
    if rules.signed:
        for entry in rules.reviewers:
            if not reviewer(entry)[1]:
                yield Diagnostic(
                    "bad-value",
                    Place("mkdocs.yml"),
                    f"`review.reviewers` names {shown(entry, 60)} without a mail address.",
                    "Write `Name <mail>`: a signature is found by the address.",
                )
    for review in index.project.reviews:
        if hidden := unseen(review.by):
            yield _misread(review, f"holds {shown(hidden, 20)}, which nobody sees")
            continue
        if word := mixed(review.by):
            yield _misread(review, f"mixes letters of several scripts in “{shown(word, 40)}”")
            continue
        for skeleton in sorted(skeletons(review.by)):
            other = known.setdefault(skeleton, review.by)
            if person(other) != person(review.by):
                yield _misread(review, f"looks like another, “{shown(other, 60)}”")
                break


def _misread(review: Review, why: str) -> Diagnostic:
    return Diagnostic(
        "reviewer-look-alike",
        review.place,
        f"The name of the reviewer “{shown(review.by, 60)}” {why}.",
        "Write the name as it stands elsewhere; if two people share it, tell them apart in it.",
    )
