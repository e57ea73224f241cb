"""Writes what changed for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from generator.review.changes import Changes, FactChange, NounChange, PartChange
from generator.review.telling import (
    NOUNS,
    account_line,
    came_from,
    correction_words,
    lapse_words,
    noun_line,
    ordered,
    part_name,
    quote_state,
    quote_word,
    refusal,
    review_words,
    reviewed_lines,
    summary,
    totals,
    where,
)
from generator.review.wording import changed_words, language, plain


def text(changes: Changes) -> Iterator[str]:
    """Lines: what changed in meaning, with the evidence, then counts and pages."""
    yield f"{plain(changes.base)} → {plain(changes.head)}"
    yield plain(summary(changes))
    if refused := refusal(changes):
        yield refused
    for path, what in changes.strange:
        yield f"{plain(path)} is a {what}; it is refused."
    for heading, facts in ordered(changes):
        yield from ("", heading)
        for change in facts:
            yield from _fact(change)
    for heading, noun in NOUNS:
        if changes.of(noun):
            yield from ("", heading)
            for thing in changes.of(noun):
                yield from _noun(thing)
    if changes.corrections:
        yield from ("", "Corrections")
        for correction in changes.corrections:
            yield f"  {correction.fact}, {correction.kind}, {plain(correction.date)}"
            for part, words in correction_words(correction):
                yield f"    {part_name(part)}: {plain(words)}"
    if changes.reviews:
        yield from ("", "Reviews recorded")
        yield from (f"  {review.fact}: {review_words(review)}" for review in changes.reviews)
    if changes.lapses:
        yield from ("", "Reviews that lapse")
        for address, lapses in changes.lapses.items():
            yield from (f"  {address}: {lapse_words(lapse)}" for lapse in lapses)
    if changes.accounts:
        yield from ("", "Account of the sources")
        yield from (f"  {account_line(change)}" for change in changes.accounts)
    yield ""
    yield from (
        f"{name}: {before:,} → {after:,}" if before != after else f"{name}: {after:,}"
        for name, before, after in totals(changes)
    )
    if changes.pages:
        yield f"pages that show a change: {len(changes.pages)}: " + ", ".join(
            page or "home" for page in changes.pages
        )


def _fact(change: FactChange) -> Iterator[str]:
    was = came_from(change)
    source = f" (was {was})" if was else ""
    place = change.fact.place
    yield f"  {change.address}{source}, {plain(change.label)}, {place.path}:{place.line}"
    yield from _parts(change.parts)
    yield from (f"    {part_name(part)}: {plain(words)}" for part, words in change.told)
    for evidence in change.evidence:
        state = quote_state(evidence, change)
        yield f"    quote{f' ({state})' if state else ''}, {where(evidence)}, {evidence.verdict}:"
        words = evidence.words or evidence.citation.quote
        yield f"      {plain(evidence.lead)}⟦{plain(words)}⟧{plain(evidence.tail)}"
    for quote in change.quotes:
        if quote.before is not None and quote_word(quote) in ("removed", "changed"):
            yield f"    quote before, {where(quote.before)}: {plain(quote.before.citation.quote)}"
    for lapse in change.lapses:
        yield f"    review lapses: {lapse_words(lapse)}"
    yield from (f"    {line}" for line in reviewed_lines(change))
    for code in change.behind:
        yield f"    {language(code)} did not change with the other language"
    if change.shown:
        yield f"    also in {', '.join(change.shown)}"
    yield f"    → {plain(change.question)}"


def _noun(change: NounChange) -> Iterator[str]:
    yield f"  {noun_line(change)} “{plain(change.title)}”, {plain(change.path)}"
    if change.note:
        yield f"    {plain(change.note)}"
    yield from _parts(change.parts)
    for code in change.behind:
        yield f"    {language(code)} did not change with the other language"


def _parts(parts: tuple[PartChange, ...]) -> Iterator[str]:
    for part in parts:
        if part.typographic:
            yield f"    {part_name(part.part)}: only typography differs"
        else:
            yield f"    {part_name(part.part)}: {''.join(changed_words(part.before, part.after))}"
