"""The words that every report of changes shares: headings, order, and what a change is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.editorial import Correction, Doubt, Lapse, Review
from generator.model import LANGUAGES
from generator.review.changes import (
    AccountChange,
    Changes,
    Evidence,
    FactChange,
    How,
    NounChange,
    QuoteChange,
)
from generator.review.wording import counted, language, plain

FACTS = (
    ("Facts that changed", (How.CHANGED,)),
    ("Facts removed", (How.REMOVED,)),
    ("Facts added", (How.ADDED,)),
    ("Facts moved or renamed", (How.MOVED, How.RENAMED)),
)
"""Headings of facts, what matters most first."""

NOUNS = (
    ("Sources", "source"),
    ("Disagreements", "disagreement"),
    ("Questions", "question"),
    ("Sheets", "sheet"),
    ("Vocabulary", "property"),
)

_PLURAL = {"property": "properties"}


def summary(changes: Changes) -> str:
    """What changed, as counts in one sentence."""
    told = []
    facts = Counter(change.how for change in changes.facts)
    if facts:
        counts = [f"{facts[how]:,} {how}" for how in How if facts[how]]
        told.append(f"facts: {', '.join(counts)}")
    for _, noun in NOUNS:
        how = Counter(change.how for change in changes.of(noun))
        if how:
            plural = _PLURAL.get(noun, f"{noun}s")
            told.append(f"{plural}: {', '.join(f'{how[h]:,} {h}' for h in How if how[h])}")
    if changes.lapses:
        told.append(f"reviews that lapse: {sum(map(len, changes.lapses.values())):,}")
    if changes.behind:
        told.append(f"translations that fell behind: {len(changes.behind):,}")
    if changes.corrections:
        told.append(f"corrections: {len(changes.corrections):,}")
    if changes.reviews:
        told.append(f"reviews recorded: {len(changes.reviews):,}")
    if not told:
        return "Nothing changed in meaning."
    return "; ".join(told)[0].upper() + "; ".join(told)[1:] + "."


def refusal(changes: Changes) -> str:
    """Whether the new revision may be published, where it may not."""
    errors = sum(d.severity is Severity.ERROR for d in changes.findings)
    if not errors:
        return ""
    rules = Counter(d.rule for d in changes.findings if d.severity is Severity.ERROR)
    told = ", ".join(f"{rule} {count:,}" for rule, count in rules.most_common(5))
    return f"The check refuses this revision: {counted(errors, 'error')} ({told})."


def part_name(part: str) -> str:
    """A part's name, with its language in words."""
    field, _, code = part.rpartition(".")
    return f"{field} ({language(code)})" if field and language(code) != code else part


def came_from(change: FactChange) -> str:
    """The address that a fact had, where it had another."""
    if change.before and change.after and change.before.address != change.after.address:
        return change.before.address
    return ""


def quote_state(evidence: Evidence, change: FactChange) -> str:
    """Whether a quote is new or reads otherwise; nothing where it is as it was."""
    if change.how is How.ADDED:
        return "new"
    for quote in change.quotes:
        if quote.after is evidence or quote.after == evidence:
            return quote_word(quote)
    return ""


def quote_word(quote: QuoteChange) -> str:
    """What became of a quote, in a word."""
    if quote.before is None:
        return "new"
    if quote.after is None:
        return "removed"
    return (
        "changed"
        if quote.before.citation.quote != quote.after.citation.quote
        or quote.before.citation.seed != quote.after.citation.seed
        else f"was {quote.before.verdict}"
        if quote.before.verdict is not quote.after.verdict
        else "context changed"
    )


def where(evidence: Evidence) -> str:
    """The place of a quote in its document; the document's id where it was not found."""
    return f"{evidence.path}:{evidence.line}" if evidence.line else evidence.citation.seed


def lapse_words(lapse: Lapse) -> str:
    """Whose review lapsed and why."""
    return f"{plain(lapse.review.by)}, {lapse.review.date}: {' and '.join(lapse.parts)} changed"


def review_words(review: Review) -> str:
    """Who reviewed and when."""
    return f"{plain(review.by)}, {review.date}"


def reviewed_lines(change: FactChange) -> Iterator[str]:
    """Who reviewed the fact as it is now, and whose review does not count."""
    for review in change.reviewed.standing:
        yield f"reviewed by {review_words(review)}"
    for it in change.reviewed.discounted:
        why = {
            Doubt.AUTHOR: "since they wrote a line of it",
            Doubt.UNLISTED: "since they are not on the list of reviewers",
            Doubt.UNSIGNED: "since they have not signed it",
        }[it.doubt]
        yield f"the review by {review_words(it.review)}, does not count, {why}"


def correction_words(correction: Correction) -> Iterator[tuple[str, str]]:
    """What an entry tells readers, part by part."""
    for name, words in (
        ("was", correction.was),
        ("now", correction.now),
        ("why", correction.why),
    ):
        if words:
            yield from ((f"{name}.{code}", words[code]) for code in LANGUAGES)


def noun_line(change: NounChange) -> str:
    """A thing's name and what became of it."""
    if change.how in (How.RENAMED, How.MERGED):
        into = "into " if change.how is How.MERGED else "to "
        return f"{change.how}: {change.before} {into}{change.after}"
    return f"{change.how}: {change.id}"


def account_line(change: AccountChange) -> str:
    """A source's account and budget on both sides."""

    def side(figures: tuple[int, int, int, int | None] | None) -> str:
        if figures is None:
            return "not there"
        share, left, reproduced, budget = figures
        bound = "" if budget is None else f" of {budget} %"
        return f"{share} % accounted for, {left} open, {reproduced} % reproduced{bound}"

    return f"{change.seed}: {side(change.before)} → {side(change.after)}"


def totals(changes: Changes) -> Iterator[tuple[str, int, int]]:
    """The counts worth showing: facts, quotes and findings, and whatever else changed."""
    for total in changes.totals:
        if total.before != total.after or total.name in ("facts", "quotes exact", "errors"):
            yield total.name, total.before, total.after


def ordered(changes: Changes) -> Iterator[tuple[str, tuple[FactChange, ...]]]:
    """The facts under their headings; those with findings of substance before typography."""
    for heading, hows in FACTS:
        found = [c for c in changes.facts if c.how in hows]
        if found:
            yield heading, tuple(sorted(found, key=_weight))


_WEIGHTS = {"value": 0, "certainty": 1, "attributed_to": 1, "date": 2, "property": 2, "text": 3}


def _weight(change: FactChange) -> int:
    parts = [_WEIGHTS.get(p.part.partition(".")[0], 4) for p in change.parts if not p.typographic]
    if change.quotes:
        parts.append(3)
    return min(parts, default=5)
