"""Reads one document sentence by sentence: what quotes and exclusions of its own make of each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from generator.check.markup import hidden_spans
from generator.check.match import Haystack
from generator.check.sentences import Sentence, sentences
from generator.check.spans import Span, merged, shared_words
from generator.check.telling import figures
from generator.model import Exclusion, Index, Role, Seed
from generator.settings import QuoteRules
from generator.text import counted_words

BY_ROLE = {
    Role.HEADLINE: "heading",
    Role.NAVIGATION: "navigation",
    Role.BOILERPLATE: "boilerplate",
    Role.READER_COMMENT: "reader-comment",
}
"""Roles that account for a line by themselves, and the reason they give."""


class State(StrEnum):
    """What became of a sentence."""

    CITED = "cited"
    REPEATS = "repeats"
    EXCLUDED = "excluded"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence and what became of it.

    Attributes:
        reason: why it is excluded: a word of the metadata's vocabulary, or `no-words`.
        by_editor: whether the metadata's `excluded` says so, and not the role of its line, its
            markup or its want of words.
        like: for one that repeats another: that one's seed and line.
        tells: for an open one: its figures, dates and known names.
        partly: it is cited, but `tells` stands in no quote, so that it is still open.
    """

    sentence: Sentence
    state: State
    reason: str = ""
    by_editor: bool = False
    like: tuple[str, int] | None = None
    tells: tuple[str, ...] = ()
    partly: bool = False


class Reading:
    """A document's sentences, before any is held against those of another."""

    def __init__(self, index: Index, seed: Seed, rules: QuoteRules) -> None:
        self.seed = seed
        self.rules = rules
        self.passages = [
            *(p for _, p in index.cited_by.get(seed.id, ())),
            *(
                p
                for asked in index.asked.values()
                for p in asked
                if p.citation.seed == seed.id and p.verdict.passes
            ),
        ]
        self._stack = Haystack(seed, rules)
        self._is_quoted: dict[Span, bool] = {}

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The document's sentences, in order."""
        return sentences(self.seed)

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def _hidden(self) -> tuple[Span, ...]:
        return hidden_spans(self.seed.text)

    def text(self, sentence: Sentence) -> str:
        """Its words as they stand in the document."""
        return self.seed.text[sentence.start : sentence.end]

    def entries(self) -> Iterator[Entry]:
        """Each sentence with what quotes, exclusions, markup and its line's role make of it."""
        quoted = self._quoted()
        excluded = self._excluded()
        hidden = self._hidden
        for n, sentence in enumerate(self.sentences):
            words = counted_words(self.text(sentence))
            seen = words - shared_words(self.seed.text, sentence.span, hidden) if hidden else words
            if n in quoted and any(
                shared_words(self.seed.text, sentence.span, spans)
                >= min(self.rules.min_words, seen)
                for spans in quoted[n]
            ):
                yield self._cited(sentence, quoted[n])
            elif n in excluded:
                yield Entry(sentence, State.EXCLUDED, excluded[n], by_editor=True)
            elif seen <= 0:
                yield Entry(sentence, State.EXCLUDED, "markup" if words else "no-words")
            else:
                yield self._by_role(sentence)

    @cached_property
    def exclusions(self) -> list[tuple[Exclusion, Span]]:
        """Every exclusion that stands in the document, with its place; a cut counts as excluded."""
        return list(self._exclusions())

    def _exclusions(self) -> Iterator[tuple[Exclusion, Span]]:
        starts = self.seed.line_starts
        for exclusion in self.seed.exclusions:
            if exclusion.lines is not None:
                first, last = exclusion.lines
                if first <= len(starts):
                    end = starts[last] if last < len(starts) else len(self.seed.text)
                    yield exclusion, (starts[first - 1], end)
            elif exclusion.quote is not None:
                match = self._stack.find(exclusion.quote)
                if match.verdict.passes:
                    yield exclusion, (match.spans[0][0], match.spans[-1][1])

    def metadata_quotes(self) -> list[Span]:
        """Where the words stand by which the metadata shows the document's date."""
        quotes = self.seed.as_of.quotes if self.seed.as_of else ()
        return [span for quote in quotes for span in self._stack.find(quote).spans]

    def quoted(self, span: Span) -> bool:
        """Whether some passage shares enough words to be a quote with a part of the document."""
        if span not in self._is_quoted:
            begin = bisect_left(self._spans, span[0] - self._longest, key=lambda s: s[0][0])
            end = bisect_left(self._spans, span[1], key=lambda s: s[0][0])
            self._is_quoted[span] = any(
                shared_words(self.seed.text, span, spans) >= self.rules.min_words
                for spans in self._spans[begin:end]
                if spans[-1][1] > span[0]
            )
        return self._is_quoted[span]

    @cached_property
    def _spans(self) -> list[tuple[Span, ...]]:
        """Where the passages stand, in order, each once."""
        return sorted({passage.spans for passage in self.passages})

    @cached_property
    def _longest(self) -> int:
        return max((spans[-1][1] - spans[0][0] for spans in self._spans), default=0)

    def _over(self, span: Span) -> range:
        """Numbers of the sentences that a part of the document touches."""
        first = bisect_right(self._starts, span[0]) - 1
        if first < 0 or self.sentences[first].end <= span[0]:
            first += 1
        return range(first, bisect_left(self._starts, span[1]))

    def _quoted(self) -> dict[int, list[tuple[Span, ...]]]:
        found: dict[int, list[tuple[Span, ...]]] = defaultdict(list)
        for passage in self.passages:
            for n in self._over((passage.start, passage.end)):
                found[n].append(passage.spans)
        return found

    def _excluded(self) -> dict[int, str]:
        """Reason for each sentence of which exclusions hold at least half of the words."""
        if not self.exclusions:
            return {}
        within = merged(span for _, span in self.exclusions)
        reasons: dict[int, str] = {}
        following = list(range(len(self.sentences) + 1))  # the next sentence without a reason

        def free(n: int) -> int:
            while following[n] != n:
                following[n] = following[following[n]]
                n = following[n]
            return n

        for exclusion, span in self.exclusions:
            over = self._over(span)
            n = free(over.start)
            while n < over.stop:
                reasons[n] = exclusion.reason
                following[n] = n + 1
                n = free(n)
        return {
            n: reason
            for n, reason in reasons.items()
            if 2 * shared_words(self.seed.text, self.sentences[n].span, within)
            >= counted_words(self.text(self.sentences[n]))
        }

    def _cited(self, sentence: Sentence, quoted: list[tuple[Span, ...]]) -> Entry:
        """Cited; still open when it holds a figure or a date that no quote holds."""
        spans = merged(s for parts in quoted for s in parts)
        left = [
            self.seed.text[a:b] for a, b in self._figures(sentence) if not _inside((a, b), spans)
        ]
        if left:
            return Entry(sentence, State.OPEN, tells=tuple(dict.fromkeys(left)), partly=True)
        return Entry(sentence, State.CITED)

    def _by_role(self, sentence: Sentence) -> Entry:
        """Excluded by the role of its line, but never a headline with a figure; or open."""
        role = self.seed.role_at(sentence.line)
        if role not in BY_ROLE or (role is Role.HEADLINE and self._figures(sentence)):
            return Entry(sentence, State.OPEN)
        return Entry(sentence, State.EXCLUDED, BY_ROLE[role])

    def _figures(self, sentence: Sentence) -> list[Span]:
        """Where a sentence holds figures and dates that a browser would show."""
        found = [
            (sentence.start + a, sentence.start + b)
            for a, b in figures(self.text(sentence), self.seed.language)
        ]
        return [span for span in found if not shared_words(self.seed.text, span, self._hidden)]


def _inside(span: Span, spans: list[Span]) -> bool:
    """Whether one of some spans, which stand in order and apart, holds another."""
    at = bisect_right(spans, span[0], key=lambda s: s[0]) - 1
    return at >= 0 and span[1] <= spans[at][1]
