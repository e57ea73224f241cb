"""Says how a quote that was not found differs from its source: a help, never a verdict.

The same words are looked for without all that one easily overlooks: capitals, accents, letters that
look alike, white space, punctuation, characters that nobody sees. Where they stand, the characters
that differ are named. Otherwise the words most like them are shown. What is looked at is
bounded, so that no quote and no document makes this slow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz.distance import Levenshtein

from generator.check.match import Haystack, Span
from generator.check.nearest import (
    COMPARED,
    COPY,
    NEAREST_FOR,
    NEAREST_IN,
    in_document,
    in_words,
    most_like,
    to_blanks,
)
from generator.diagnostics import named, shown
from generator.edges import is_boundary
from generator.model import Place
from generator.text import Folded, fold

_SAME_IN = 1_000_000  # characters of a document in which the same words are looked for
_TRIED = 20  # places, and parts of a quote, that are tried
_ALL_COMPARED = 50 * COMPARED  # the same for all quotes of a document
_NAMED = 3  # characters that are named
_BRACKETS = re.compile(r"\[[^\[\]]{0,200}\]")
_DOUBLED = re.compile(r"\[\s?\[|\]\s?\]")
# An ellipsis, its points apart or together, in whatever brackets.
_ELLIPSIS = re.compile(r" ?[\[(<{［【〔（]{0,3} ?(?:\. ?){2,9}[\])>}］】〕）]{0,3} ?")


@dataclass(frozen=True, slots=True)
class Difference:
    """How a quote differs from its source.

    Attributes:
        but: ends the sentence that the quote is not in its source, before its stop.
        hint: what differs, or what to do.
        nearest: the place of the nearest words and the words, or nothing.
    """

    but: str
    hint: str
    nearest: str = ""


class Differences:
    """Looks for the differences between a document and any number of quotes."""

    def __init__(self, stack: Haystack) -> None:
        self._stack = stack
        self._left = _ALL_COMPARED

    def of(self, quote: str) -> Difference:
        """How a quote differs that is not in the document."""
        doubled = _DOUBLED.search(quote) and self._ellipsis(quote)
        return doubled or self._left_out(quote) or self._ellipsis(quote) or self._in_words(quote)

    # --- the same words, written otherwise --------------------------------------------------

    @cached_property
    def _plainly(self) -> _Squeezed:
        return _Squeezed(self._stack.folded.text[:_SAME_IN], _plain)

    @cached_property
    def _alike(self) -> _Squeezed:
        return _Squeezed(self._stack.folded.text[:_SAME_IN], _looks)

    def _in_words(self, quote: str) -> Difference:
        ours, text = fold(quote)[:NEAREST_FOR], self._stack.folded.text
        for squeezed in (self._plainly, self._alike) if len(fold(quote)) <= NEAREST_FOR else ():
            if span := squeezed.find(ours, text):
                changes = list(_changes(ours, text[slice(*span)]))
                whole = to_blanks(text, span)
                near = text[slice(*whole)].strip()[: 2 * NEAREST_FOR]
                return Difference(
                    _kind(changes),
                    self._hint(quote, ours, text[slice(*whole)], changes, span[0]),
                    f"{self._place(whole[0])}: {near}",
                )
        self._left -= min(len(ours) * min(len(text), NEAREST_IN), COMPARED)
        best = most_like(ours, text[:NEAREST_IN]) if self._left > 0 else None
        if best is None:
            return Difference("", COPY)
        start, words = best[1][0], text[slice(*best[1])]
        changes = list(_changes(ours, words))
        hint = self._hint(quote, fold(quote), words, changes, start)
        words = words.strip()[: 2 * NEAREST_FOR]
        return Difference(_moved(ours, words), hint, f"{self._place(start)}: {words}")

    def _hint(self, quote: str, ours: str, theirs: str, changes: list[_Change], start: int) -> str:
        """The words that differ, and the characters that one easily overlooks."""
        overlooked = [change for change in changes if change.overlooked]
        told = []
        for change in overlooked[:_NAMED]:
            own = Folded(quote).span(change.ours, change.ours + 1) if change.own else None
            at = f"character {own[0] + 1} of the quote; " if own else ""
            place = self._place(start + change.theirs)
            told.append(
                f"{change.said} ({at}line {place.line}, column {place.column} of the source)"
            )
        if len(overlooked) > _NAMED:
            told.append(f"and {len(overlooked) - _NAMED} more")
        return " ".join([in_words(ours, theirs), *([f"It has {'; '.join(told)}."] if told else [])])

    def _place(self, at: int) -> Place:
        text = self._stack.folded
        source = text.span(at, at + 1) if at < len(text.text) else None
        return in_document(self._stack, source[0] if source else 0)

    # --- what is left out -------------------------------------------------------------------

    def _left_out(self, quote: str) -> Difference | None:
        """What is wrong with a quote in parts, if it has some."""
        needle = fold(quote)
        parts = [part for piece in _BRACKETS.split(needle) if (part := piece.strip())]
        if not 2 <= len(parts) <= _TRIED:
            return None
        text, limit = self._stack.folded.text, self._stack.rules.max_cut
        spans = self._in_order(parts)
        if not spans:
            return self._astray(parts)
        for (_, end), (start, _), part in zip(spans, spans[1:], parts, strict=False):
            after = f"after “{shown(part[-40:])}”"
            number = len(text[end:start].strip())
            if start - end > limit + 2:
                return Difference(
                    "",
                    f"What is left out {after} is too long: {number:,} characters, and at most "
                    f"{limit:,} may be (`quotes.max_cut`). Cite what stands before and behind it "
                    "apart.",
                )
            first, last = self._place(end - 1).line, self._place(start).line
            if first != last:
                return Difference(
                    "",
                    f"What is left out {after} ({number:,} characters) crosses a "
                    f"{'paragraph' if self._blank(first, last) else 'line'}: it begins in line "
                    f"{first} of the document and ends in line {last}. The parts of a quote stand "
                    "in one line; cite what stands before and behind it apart.",
                )
        return Difference(
            "",
            "A part of it begins or ends inside a word, a figure or markup that nobody sees; quote "
            "whole words that the document shows.",
        )

    def _blank(self, first: int, last: int) -> bool:
        """Whether an empty line stands between two lines."""
        starts = self._stack.seed.line_starts
        between = self._stack.seed.text[starts[first - 1] : starts[last - 1]]
        return any(not line.strip() for line in between.split("\n")[:-1])

    def _in_order(self, parts: list[str]) -> list[Span]:
        """Where all parts follow one another, as near as they do."""
        best: list[Span] = []
        for first in self._places(parts[0]):
            spans = [first]
            for part in parts[1:]:
                at = self._stack.folded.text.find(part, spans[-1][1])
                if at < 0:
                    return best
                spans.append((at, at + len(part)))
            if not best or spans[-1][1] - spans[0][0] < best[-1][1] - best[0][0]:
                best = spans
        return best

    def _places(self, part: str) -> Iterator[Span]:
        at = -1
        for _ in range(_TRIED):
            at = self._stack.folded.text.find(part, at + 1)
            if at < 0:
                return
            yield at, at + len(part)

    def _astray(self, parts: list[str]) -> Difference:
        """Which part is not there, or stands before another."""
        text = self._stack.folded.text
        for part in parts:
            if part not in text:
                found = self._in_words(part)
                but = f"; its part “{shown(part, 60)}” is not{found.but}"
                return Difference(but, found.hint, found.nearest)
        at, before, rest = 0, "", iter(parts)
        while (found_at := text.find(part := next(rest), at)) >= 0:  # one of them is out of order
            at, before = found_at + len(part), part
        return Difference(
            f", where “{shown(part, 60)}” stands before “{shown(before, 60)}”",
            "Keep the order of the document, or cite the parts apart.",
            f"{self._place(text.find(part))}: {part}",
        )

    def _ellipsis(self, quote: str) -> Difference | None:
        """An ellipsis of the editor's own that is not written as one."""
        parts = _ELLIPSIS.split(fold(quote))
        inner = [part for part in parts if part]
        if len(parts) < 2 or len(parts) > _TRIED or not inner or not self._in_order(inner):
            return None
        return Difference(
            ", where no such ellipsis stands",
            "Write what you leave out as `[…]`, one pair of square brackets; an ellipsis alone, or "
            "in other brackets, is taken for the document's own.",
        )


# --- characters -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Change:
    """A character of a quote, or none, in the place of one of the source, or of none.

    Attributes:
        ours, theirs: their offsets in the folded quote and in the words compared with it.
    """

    own: str
    other: str
    ours: int
    theirs: int

    @property
    def overlooked(self) -> bool:
        """Whether one would not see it at once."""
        own, other = self.own, self.other
        if own.lower() == other.lower() or (
            not own.isalnum() and not other.isalnum() and (own + other).isascii()
        ):
            return False
        if not own or not other:
            return not (own + other).isascii() and not _plain(own + other)
        if _plain(own) == _plain(other):
            return True
        return not (own.isdecimal() and other.isdecimal()) and _looks(own) == _looks(other)

    @property
    def said(self) -> str:
        if not self.other:
            return f"{named(self.own)}, which the source has not"
        there = f"where the source has {named(self.other)}"
        return f"{named(self.own)} {there}" if self.own else f"nothing {there}"


def _changes(ours: str, theirs: str) -> Iterator[_Change]:
    theirs = theirs[: 2 * NEAREST_FOR]
    for op in Levenshtein.opcodes(ours, theirs):
        if op.tag == "replace":
            for a, b in zip(
                range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True
            ):
                yield _Change(ours[a], theirs[b], a, b)
        elif op.tag == "delete":
            for a in range(op.src_start, op.src_end):
                yield _Change(ours[a], "", a, op.dest_start)
        elif op.tag == "insert":
            for b in range(op.dest_start, op.dest_end):
                yield _Change("", theirs[b], op.src_start, b)


def _kind(changes: list[_Change]) -> str:
    """In what the same words differ; nothing where it is plain to see."""
    if changes and all(c.own.lower() == c.other.lower() for c in changes):
        return ", where the same words have other capitals"
    overlooked = [change for change in changes if change.overlooked]
    if overlooked and all(_base(c.own) == _base(c.other) for c in overlooked):
        return ", where the same words have other accents"
    return ", where the same words have other characters" if overlooked else ""


def _moved(ours: str, theirs: str) -> str:
    """Whether the same words stand in another order, or with another figure."""
    one, other = ours.casefold().split(), theirs.casefold().split()
    if one != other and sorted(one) == sorted(other):
        return ", where the same words stand in another order"
    differ = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    figures = differ and all(
        any(map(str.isdecimal, a)) and any(map(str.isdecimal, b)) for a, b in differ
    )
    return ", where another figure stands" if figures and len(one) == len(other) else ""


def _base(char: str) -> str:
    """A letter without its accents; nothing for an accent alone."""
    return "".join(
        c for c in unicodedata.normalize("NFD", char).lower() if not unicodedata.combining(c)
    )


@cache
def _plain(text: str) -> str:
    """Letters and digits without accents, in small letters, in their plainest form."""
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in whole if _is_seen(char))


def _is_seen(char: str) -> bool:
    """Whether a character is a letter or a digit, and no filler that shows nothing."""
    return unicodedata.category(char)[0] in "LN" and char not in "\u115f\u1160"


@cache
def _looks(text: str) -> str:
    """The same, with one letter for all that look like it."""
    from generator.check.lookalikes import prototype  # its table takes a third of a second

    return _plain("".join(map(prototype, _plain_letters(text))))


def _plain_letters(text: str) -> Iterator[str]:
    return filter(_is_seen, unicodedata.normalize("NFKD", text))


class _Squeezed:
    """A text with only what `key` leaves of each character, which knows where it came from."""

    def __init__(self, text: str, key: Callable[[str], str]) -> None:
        self._key = key
        left = [(at, rest) for at, char in enumerate(text) if (rest := key(char))]
        self._at = [at for at, rest in left for _ in rest]
        self._text = "".join(rest for _, rest in left)

    def find(self, words: str, text: str) -> Span | None:
        """Where words stand in the text; at the edges of words, if they do so anywhere."""
        needle = "".join(map(self._key, words))
        found: Span | None = None
        at = -1
        for _ in range(_TRIED if needle else 0):
            at = self._text.find(needle, at + 1)
            if at < 0:
                break
            span = self._at[at], self._at[at + len(needle) - 1] + 1
            if span[1] - span[0] > 4 * len(words) + 100:  # far apart: other words
                continue
            if is_boundary(text, span[0]) and is_boundary(text, span[1]):
                return span
            found = found or span
        return found
