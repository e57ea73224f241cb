"""A text made ready for comparison: folded, cut into words, with its figures and dates."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Generic, TypeVar

from generator import amounts, mentions
from generator.amounts import Amount
from generator.digits import FRACTIONS, keys, stretches
from generator.mentions import DateMention
from generator.once import once
from generator.text import fold

_WORD = re.compile(r"([^\W_]+)")
_PIECE = re.compile(r"[^\W_]+\*?")
_DIGIT = re.compile(rf"[\d{''.join(FRACTIONS)}]")
_SPACES = frozenset(["", " "])
_JOINS = _SPACES | {"-", "'", "."}
Span = tuple[int, int]


class Wording:
    """A folded text and its words.

    Attributes:
        text: the folded text; every offset counts in it.
        language: primary subtag, `en`.
        words: runs of letters and digits; hyphens and apostrophes part words.
        lower: the same in small letters.
    """

    def __init__(self, text: str, language: str) -> None:
        self.text = fold(text)
        self.language = language.partition("-")[0]
        self._pieces = _WORD.split(self.text)  # what stands before a word, the word, and so on
        self.words = self._pieces[1::2]
        self.lower = [word.lower() for word in self.words]

    @once
    def different(self) -> frozenset[str]:
        """Its words in small letters, each once."""
        return frozenset(self.lower)

    @once
    def spans(self) -> list[Span]:
        """(start, end) of each word."""
        edges = list(accumulate(map(len, self._pieces)))
        return list(zip(edges[0::2], edges[1::2], strict=False))

    @once
    def strict(self) -> list[str]:
        """Each word in small letters behind the mark that joins it to the one before."""
        gaps = self._pieces[0::2]
        if _SPACES.issuperset(gaps[:-1]):
            return self.lower
        return [
            word if gap == " " else gap.strip() + word
            for gap, word in zip(gaps, self.lower, strict=False)
        ]

    @once
    def loose(self) -> list[str]:
        """The same, where hyphens and apostrophes count as spaces."""
        gaps = self._pieces[0::2]
        if _JOINS.issuperset(gaps[:-1]):
            return self.lower
        return [
            word if gap in _JOINS or gap.strip() in _JOINS else gap.strip() + word
            for gap, word in zip(gaps, self.lower, strict=False)
        ]

    @once
    def amounts(self) -> list[Amount]:
        """Figures in digits and in words; finding them costs, so most texts are never searched."""
        if self._digits or amounts.spelled(self.lower, self.language):
            return amounts.find(self.text, self.language, self.lower)
        return []

    @once
    def dates(self) -> list[DateMention]:
        """Dates, each as precise as it is written."""
        if self._digits or mentions.dated(self.lower, self.language):
            return mentions.mentioned(self.text, self.language, self.amounts, self.lower)
        return []

    @once
    def unread(self) -> list[Span]:
        """What looks like a figure and is read neither as one nor as a date."""
        return stretches(self.text, self._read)

    @once
    def figure_keys(self) -> frozenset[str]:
        """The keys of everything that looks like a figure, read or not, to be found again."""
        return frozenset(keys(self.text, self._read))

    @once
    def _read(self) -> list[Span]:
        found = {(amount.start, amount.end) for amount in self.amounts}
        return sorted(found.union((date.start, date.end) for date in self.dates))

    @once
    def _digits(self) -> bool:
        return _DIGIT.search(self.text) is not None

    def dated(self, start: int, end: int) -> bool:
        """Whether a stretch of the text touches a date."""
        at = bisect_left(self._date_ends, start + 1)
        return at < len(self.dates) and self.dates[at].start < end

    @once
    def _date_ends(self) -> list[int]:
        return [date.end for date in self.dates]

    @once
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

    A word of a phrase may end with `*`: any word that begins so. In a name it means nothing.
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
        self._starts: dict[str, tuple[_Node[T], ...]] = {}  # by words that were met
        self._no_start: set[str] = set()  # words that were met and begin nothing
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        """Adds a phrase."""
        self.meanings(phrase).append(value)

    def meanings(self, phrase: str) -> list[T]:
        """All that a phrase means so far; what is added to it the phrase means too."""
        folded = fold(phrase)
        pieces = list(_PIECE.finditer(folded))
        if not pieces:
            return []
        node, done = self._root, pieces[0].start()
        for n, piece in enumerate(pieces):
            word = piece.group().lower()
            key = _joined(folded[done : piece.start()], self._loose) + word if n else word
            done = piece.end()
            table = node.stems if key.endswith("*") and not self._loose else node.words
            node = table.setdefault(key.removesuffix("*"), _Node())
        self._starts.clear()
        self._no_start.clear()
        return node.ends

    def find(self, text: Wording) -> list[tuple[int, int, T]]:
        """(first word, word after the last, meaning) of every phrase in a text, in order."""
        found: list[tuple[int, int, T]] = []
        if self._no_start.issuperset(text.lower):
            return found
        keys = text.loose if self._loose else text.strict
        for at, word in enumerate(text.lower):
            if word in self._no_start:
                continue
            nodes = self._starts.get(word)
            if nodes is None:
                nodes = tuple(self._root.next(word))
                if not nodes:
                    self._no_start.add(word)
                    continue
                self._starts[word] = nodes
            for node in nodes:
                self._from(node, keys, at, at + 1, found)
        return found

    def _from(
        self,
        node: _Node[T],
        keys: list[str],
        first: int,
        last: int,
        found: list[tuple[int, int, T]],
    ) -> None:
        stack = [(node, last)]  # no recursion: a name may have any number of words
        while stack:
            node, last = stack.pop()
            for value in node.ends:
                found.append((first, last, value))
            if last < len(keys) and (node.words or node.stems):
                following = [(it, last + 1) for it in node.next(keys[last])]
                stack += following[::-1] if len(following) > 1 else following


def _joined(gap: str, loose: bool) -> str:
    """What stands between two words, as it counts for finding phrases."""
    mark = gap.strip()
    return "" if loose and mark in _JOINS else mark
