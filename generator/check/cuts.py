"""Looks at what a quote leaves out: inside an editor's cut, and in the sentence around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property

from generator.check.hedging import after_statement, before_statement, hedges
from generator.check.negation import (
    negates_what_follows,
    negates_what_precedes,
    negations,
)
from generator.check.sentences import Sentence, sentences
from generator.check.wording import Wording, wording
from generator.diagnostics import Diagnostic, Severity, shown
from generator.model import Certainty, Fact, Passage, Seed


class Surroundings:
    """The sentences of every document, cut once, when first asked for."""

    def __init__(self, seeds: Mapping[str, Seed]) -> None:
        self._documents = {name: _Document(seed) for name, seed in seeds.items()}

    def before_and_after(self, passage: Passage) -> tuple[Wording, Wording]:
        """What its sentences hold before and after a passage."""
        return self._documents[passage.citation.seed].around(passage.start, passage.end)


class _Document:
    def __init__(self, seed: Seed) -> None:
        self.seed = seed

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.seed)

    @cached_property
    def starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def around(self, start: int, end: int) -> tuple[Wording, Wording]:
        first = self.sentences[max(bisect_right(self.starts, start) - 1, 0)]
        last = self.sentences[max(bisect_right(self.starts, end - 1) - 1, 0)]
        text, language = self.seed.text, self.seed.language
        return (
            wording(text[min(first.start, start) : start], language),
            wording(text[end : max(last.end, end)], language),
        )


def hidden(passage: Passage, seed: Seed) -> Iterator[Diagnostic]:
    """Negations and hedges that an editor's cut leaves out."""
    for (_, end), (start, _) in zip(passage.spans, passage.spans[1:], strict=False):
        text = wording(seed.text[end:start], seed.language)
        words = [*negations(text), *(hedge.words for hedge in hedges(text))]
        if words:
            yield Diagnostic(
                "edit-hides-words",
                passage.citation.place,
                f"The cut leaves out “{shown(text.text, 80)}”, with “{shown(words[0], 30)}”.",
                "Quote those words too: without them the source says something else.",
            )


def around(
    fact: Fact, passage: Passage, quote: Wording, surroundings: Surroundings
) -> Iterator[Diagnostic]:
    """A negation or a hedge just outside a quote that governs what it says."""
    before, after = surroundings.before_and_after(passage)
    place = passage.citation.place
    if not before.words and not after.words:
        return
    negation = negates_what_follows(before) or negates_what_precedes(after)
    if negation:
        yield Diagnostic(
            "quote-cuts-negation",
            place,
            f"“{shown(negation, 30)}” stands just outside the quote and turns it round.",
            "Quote it too, or say under `answers:` why it does not govern the quote.",
        )
    if fact.certainty is not Certainty.STATED:
        return
    outside = before_statement(before, quote) or after_statement(after)
    if outside:
        yield Diagnostic(
            "hedge-outside-quote",
            place,
            f"“{shown(outside.words, 40)}” stands in the sentence of the quote, but not in it.",
            "Quote it and change the certainty, or say under `answers:` why it does not govern "
            "the quote.",
            Severity.WARNING,
        )
