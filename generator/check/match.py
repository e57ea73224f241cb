"""Finds a quote in a document: the one definition of "found" that every command uses.

Nothing here builds a pattern from a quote: finding is `str.find` on folded text, so no quote can
make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from generator import amounts
from generator.check.markup import hidden_spans, touches
from generator.edges import is_boundary, splits_compound, splits_figure
from generator.model import Seed, Verdict
from generator.settings import QuoteRules
from generator.text import Folded, counted_words, fold

Span = tuple[int, int]

_WORDS_OF_A_PART = 2
_BRACKETS = re.compile(r"\[[^\[\]]{0,200}\]")
_MOST_PLACES = 200
_MOST_REFUSED = 2_000  # places tried in vain; a document that repeats itself without end has more
_LOOKS = 10  # at each place that may be looked at: the same words, chosen by many contexts
_FIGURE_WINDOW = 60


@dataclass(frozen=True, slots=True)
class Match:
    """What came of looking for a quote.

    Attributes:
        spans: offsets into the document, one per part; empty when refused.
        copies: further places with the same words in the same context.
        rule: for a refused quote, the rule it breaks.
        places: for an ambiguous quote, where it stands; for one refused at a place, that place.
        setting: for one that was not looked for to the end, the setting that bounds the looking.
    """

    verdict: Verdict
    spans: tuple[Span, ...] = ()
    copies: int = 0
    rule: str = ""
    places: tuple[Span, ...] = ()
    setting: str = ""


class _TooMuchError(Exception):
    """Looking at every place of some words would take too long; `args` is the setting."""


class Haystack:
    """A document made ready for any number of quotes."""

    def __init__(self, seed: Seed, rules: QuoteRules) -> None:
        self.seed = seed
        self.rules = rules
        self._searched = 0  # characters of the document that were gone through
        self._found: dict[tuple[str, str | None, str | None], Match] = {}
        self._judged: dict[Span, str] = {}  # places that were looked at: what is wrong with each
        self._again = 0  # how often one of them was looked at

    @cached_property
    def folded(self) -> Folded:
        """The document, folded once."""
        return Folded(self.seed.text)

    @cached_property
    def hidden(self) -> tuple[Span, ...]:
        """Parts that a browser would not show."""
        return hidden_spans(self.seed.text)

    def find(self, quote: str, prefix: str | None = None, suffix: str | None = None) -> Match:
        """Looks for a quote.

        Args:
            prefix, suffix: words that must stand directly before and after it.
        """
        if counted_words(_BRACKETS.sub(" ", quote)) < self.rules.min_words:
            return Match(Verdict.ABSENT, rule="quote-too-short")
        asked = quote, prefix, suffix
        if asked not in self._found:
            try:
                self._found[asked] = self._find(quote, fold(quote), prefix, suffix)
            except _TooMuchError as error:
                return Match(Verdict.ABSENT, rule="limit", setting=str(error))
        return self._found[asked]

    def _find(self, quote: str, needle: str, prefix: str | None, suffix: str | None) -> Match:
        match = self._choose(quote, needle, self._whole(needle), prefix, suffix)
        if match.verdict is Verdict.ABSENT and _BRACKETS.search(needle):
            parts = _parts(needle)
            if _short(parts):
                return Match(Verdict.ABSENT, rule="quote-too-short")
            edited = self._choose(quote, needle, self._in_parts(parts), prefix, suffix)
            return edited if edited.verdict.passes or not match.places else match
        return match

    def short_part(self, quote: str) -> str:
        """The first part beside a bracket of a quote that is too short to be found, or nothing."""
        whole = counted_words(_BRACKETS.sub(" ", quote)) >= self.rules.min_words
        return _short(_parts(fold(quote))) if whole else ""

    # Candidates are tuples of spans in the folded text, one span per part.

    def _occurrences(self, needle: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        text = self.folded.text
        while True:
            at = text.find(needle, start, end)
            self._searched += (at if at >= 0 else len(text) if end is None else end) - start
            if self._searched > self.rules.searched:
                raise _TooMuchError("quotes.searched")
            if at < 0:
                return
            yield at, at + len(needle)
            start = at + 1

    def _whole(self, needle: str) -> Iterator[tuple[Span, ...]]:
        for span in self._occurrences(needle):
            yield (span,)

    def _in_parts(self, parts: list[str]) -> Iterator[tuple[Span, ...]]:
        """Places where all parts follow each other in one line, no cut longer than allowed."""
        for first in islice(self._occurrences(parts[0]), _MOST_PLACES):
            spans = [first]
            for part in parts[1:]:
                begin = spans[-1][1]
                limit = begin + self.rules.max_cut + len(part) + 2
                nxt = next(
                    (s for s in self._occurrences(part, begin, limit) if not self._trouble(s)), None
                )
                if nxt is None:
                    break
                spans.append(nxt)
            source = [self.folded.span(*s) for s in spans]
            first_source, last_source = source[0], source[-1]
            if (
                len(spans) == len(parts)
                and first_source
                and last_source
                and self.seed.line_of(first_source[0]) == self.seed.line_of(last_source[1] - 1)
            ):
                yield tuple(spans)

    def _trouble(self, span: Span) -> str:
        """The rule that a place of the words breaks, or the empty string.

        Raises:
            _TooMuchError: more places of the document were looked at than is allowed, or the same
                ones more often.
        """
        self._again += 1
        if self._again > _LOOKS * self.rules.places:
            raise _TooMuchError("quotes.places")
        if span not in self._judged:
            if len(self._judged) >= self.rules.places:
                raise _TooMuchError("quotes.places")
            self._judged[span] = self._trouble_at(span)
        return self._judged[span]

    def _trouble_at(self, span: Span) -> str:
        text = self.folded.text
        source = self.folded.span(*span)
        if source is None:
            return "quote-inside-word"
        if touches(self.hidden, *source):
            return "quote-in-markup"
        if not (is_boundary(text, span[0]) and is_boundary(text, span[1])):
            return "quote-inside-word"
        if any(splits_compound(self.seed.text, at) for at in source):
            return "quote-inside-word"
        if self._cuts_figure(span[0]) or self._cuts_figure(span[1]):
            return "quote-inside-figure"
        return ""

    def _cuts_figure(self, at: int) -> bool:
        """Whether a place lies inside a figure: between sign, digits, scale word, unit …"""
        text = self.folded.text
        begin = max(0, at - _FIGURE_WINDOW)
        window = text[begin : at + _FIGURE_WINDOW]
        return splits_figure(text, at) or amounts.splits(window, at - begin, self.seed.language)

    def _choose(
        self,
        quote: str,
        needle: str,
        candidates: Iterator[tuple[Span, ...]],
        prefix: str | None,
        suffix: str | None,
    ) -> Match:
        before, after = fold(prefix or ""), fold(suffix or "")
        good: list[tuple[Span, ...]] = []
        trouble: tuple[str, Span] | None = None
        refused = 0
        for spans in candidates:
            rule = next((r for s in spans if (r := self._trouble(s))), "")
            refused += bool(rule)
            if refused > _MOST_REFUSED:
                break
            if not rule and not self._stands_between(spans, before, after):
                rule = "quote-context"
            if rule:
                trouble = trouble or (rule, spans[0])
            else:
                good.append(spans)
                if len(good) > _MOST_PLACES:
                    break
        if not good:
            if trouble is None:
                return Match(Verdict.ABSENT, rule="quote-not-found")
            source = self.folded.span(*trouble[1])
            return Match(Verdict.ABSENT, rule=trouble[0], places=(source,) if source else ())
        found = [tuple(self._source(s) for s in spans) for spans in good]
        if len(good) > 1 and len({self._context(spans) for spans in good}) > 1:
            return Match(
                Verdict.AMBIGUOUS,
                rule="quote-ambiguous",
                places=tuple(spans[0] for spans in found[:5]),
            )
        first = found[0]
        if len(first) > 1 or (_BRACKETS.search(needle) and needle != self._words(good[0])):
            verdict = Verdict.EDITED
        elif self.seed.text[first[0][0] : first[0][1]] == quote:
            verdict = Verdict.EXACT
        else:
            verdict = Verdict.TYPOGRAPHIC
        return Match(verdict, first, copies=len(good) - 1)

    def _words(self, spans: tuple[Span, ...]) -> str:
        return self.folded.text[spans[0][0] : spans[-1][1]]

    def _source(self, span: Span) -> Span:
        source = self.folded.span(*span)
        assert source is not None  # `_trouble` refused such a place
        return source

    def _stands_between(self, spans: tuple[Span, ...], before: str, after: str) -> bool:
        """Whether a place has these folded words, if any, directly before and after it."""
        text = self.folded.text
        begin, end = spans[0][0], spans[-1][1]
        left = text[max(0, begin - len(before) - 4) : begin].rstrip()
        return left.endswith(before) and text[end : end + len(after) + 4].lstrip().startswith(after)

    def _context(self, spans: tuple[Span, ...]) -> tuple[str, str]:
        """What stands around a place in its line; in the lines beside it if it fills its line."""
        begin, end = self._source(spans[0])[0], self._source(spans[-1])[1]
        size = self.rules.context
        text = self.seed.text
        left = max(text.rfind("\n", 0, begin) + 1, begin - size)
        right = text.find("\n", end)
        right = min(len(text) if right < 0 else right, end + size)
        before, after = text[left:begin], text[end:right]
        if not before.strip() and not after.strip():
            before, after = text[max(0, begin - size) : begin], text[end : end + size]
        return fold(before), fold(after)


def _parts(needle: str) -> list[str]:
    """What stands between the brackets of a folded quote."""
    return [part for piece in _BRACKETS.split(needle) if (part := piece.strip())]


def _short(parts: list[str]) -> str:
    return next((part for part in parts if counted_words(part) < _WORDS_OF_A_PART), "")
