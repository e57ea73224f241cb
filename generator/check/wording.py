"""A text made ready for comparison: folded, cut into words, with its figures and dates."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from generator import amounts, mentions
from generator.amounts import Amount
from generator.mentions import DateMention
from generator.text import fold

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\W_]+\*?")
_DIGIT = re.compile(r"[0-9]")
_JOINS = frozenset(["", " ", "-", "'", "."])


class Wording:
    """A folded text and its words.

    Attributes:
        text: the folded text; every offset counts in it.
        language: primary subtag, `en`.
        words: runs of letters and digits; hyphens and apostrophes part words.
        lower: the same in small letters.
        spans: (start, end) of each word.
    """

    def __init__(self, text: str, language: str) -> None:
        self.text = fold(text)
        self.language = language.partition("-")[0]
        self.spans = [match.span() for match in _WORD.finditer(self.text)]
        self.words = [self.text[start:end] for start, end in self.spans]
        self.lower = [word.lower() for word in self.words]

    @cached_property
    def strict(self) -> list[str]:
        """Each word in small letters behind the mark that joins it to the one before."""
        return [
            word if gap == " " else gap.strip() + word
            for gap, word in zip(self._gaps, self.lower, strict=False)
        ]

    @cached_property
    def loose(self) -> list[str]:
        """The same, where hyphens and apostrophes count as spaces."""
        return [
            word if gap in _JOINS or gap.strip() in _JOINS else gap.strip() + word
            for gap, word in zip(self._gaps, self.lower, strict=False)
        ]

    @cached_property
    def _gaps(self) -> list[str]:
        """What stands before each word, and behind the last."""
        return _WORD.split(self.text)

    @cached_property
    def amounts(self) -> list[Amount]:
        """Figures in digits and in words; finding them costs, so most texts are never searched."""
        if self._digits or amounts.spelled(self.lower, self.language):
            return amounts.find(self.text, self.language, self.lower)
        return []

    @cached_property
    def dates(self) -> list[DateMention]:
        """Dates, each as precise as it is written."""
        if self._digits or mentions.dated(self.lower, self.language):
            return mentions.mentioned(self.text, self.language, self.amounts, self.lower)
        return []

    @cached_property
    def _digits(self) -> bool:
        return _DIGIT.search(self.text) is not None

    def dated(self, start: int, end: int) -> bool:
        """Whether a stretch of the text touches a date."""
        at = bisect_left(self._date_ends, start + 1)
        return at < len(self.dates) and self.dates[at].start < end

    @cached_property
    def _date_ends(self) -> list[int]:
        return [date.end for date in self.dates]

    @cached_property
    def plain(self) -> frozenset[str]:
        """Its words in small letters without accents, in which languages differ for one name."""
        return frozenset(map(plain, self.words))

    def between(self, first: int, last: int) -> str:
        """The text from the first to the last of some words, by their positions."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def at(self, offset: int) -> int:
        """Position of the first word that begins at an offset or after it."""
        return bisect_left(self.spans, (offset, 0))


@lru_cache(maxsize=4096)
def wording(text: str, language: str) -> Wording:
    """A text made ready once, however many facts share it."""
    return Wording(text, language)


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word in small letters without accents."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# --- phrases ----------------------------------------------------------------------------------

T = TypeVar("T")


class _Node(Generic[T]):
    """A place in the tree of phrases: what may come next, and what ends here."""

    __slots__ = ("ends", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node[T]] = {}
        self.stems: dict[str, _Node[T]] = {}
        self.ends: list[T] = []

    def next(self, key: str) -> Iterator[_Node[T]]:
        """The places that a word leads to."""
        node = self.words.get(key)
        if node is not None:
            yield node
        for stem, node in self.stems.items():
            if key.startswith(stem):
                yield node


class Phrases(Generic[T]):
    """A dictionary of phrases, found in any text in time that does not grow with its size.

    A word of a phrase may end with `*`: any word that begins so.
    """

    def __init__(self, entries: Iterable[tuple[str, T]] = (), *, loose: bool = False) -> None:
        """Takes the phrases.

        Args:
            entries: each phrase with what it means.
            loose: between two words any space, hyphen or apostrophe will do, as in names:
                “open source”, “open-source”.
        """
        self._loose = loose
        self._root: _Node[T] = _Node()
        self._starts: dict[str, tuple[_Node[T], ...]] = {}  # by every word that was met
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        """Adds a phrase."""
        folded = fold(phrase)
        pieces = list(_PIECE.finditer(folded))
        if not pieces:
            return
        node, done = self._root, pieces[0].start()
        for n, piece in enumerate(pieces):
            word = piece.group().lower()
            key = _joined(folded[done : piece.start()], self._loose) + word if n else word
            done = piece.end()
            table = node.stems if key.endswith("*") else node.words
            node = table.setdefault(key.removesuffix("*"), _Node())
        node.ends.append(value)
        self._starts.clear()

    def find(self, text: Wording) -> Iterator[tuple[int, int, T]]:
        """(first word, word after the last, meaning) of every phrase in a text, in order."""
        keys = text.loose if self._loose else text.strict
        starts = self._starts
        for at, word in enumerate(text.lower):
            nodes = starts.get(word)
            if nodes is None:
                nodes = starts[word] = tuple(self._root.next(word))
            for node in nodes:
                yield from self._from(node, keys, at, at + 1)

    def _from(
        self, node: _Node[T], keys: list[str], first: int, last: int
    ) -> Iterator[tuple[int, int, T]]:
        for value in node.ends:
            yield first, last, value
        if last < len(keys) and (node.words or node.stems):
            for following in node.next(keys[last]):
                yield from self._from(following, keys, first, last + 1)


def _joined(gap: str, loose: bool) -> str:
    """What stands between two words, as it counts for finding phrases."""
    mark = gap.strip()
    return "" if loose and mark in _JOINS else mark
