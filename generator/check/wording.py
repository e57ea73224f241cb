"""A text made ready for comparison: folded, cut into words, with its figures and dates on demand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from babel.dates import get_month_names

from generator import amounts, numerals
from generator.amounts import Amount
from generator.dates import DateMention, mentioned
from generator.text import fold

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[^\W_]+\*?")
_DIGIT = re.compile(r"[0-9]")
_JOINS = frozenset(["", "-", "'", "."])


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
    def amounts(self) -> list[Amount]:
        """Figures in digits and in words; finding them costs, so most texts are never searched."""
        reading = "fr" if self.language == "fr" else "en"
        if not _DIGIT.search(self.text) and not any(_counts(w, reading) for w in self.lower):
            return []
        return amounts.find(self.text, self.language)

    @cached_property
    def dates(self) -> list[DateMention]:
        """Dates, each as precise as it is written."""
        reading = "fr" if self.language == "fr" else "en"
        if not _DIGIT.search(self.text) and _months(reading).isdisjoint(map(plain, self.lower)):
            return []
        return mentioned(self.text, self.language)

    @cached_property
    def plain(self) -> frozenset[str]:
        """Its words in small letters without accents, in which languages differ for one name."""
        return frozenset(map(plain, self.words))

    def between(self, first: int, last: int) -> str:
        """The text from the first to the last of some words, by their positions."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def at(self, offset: int) -> int:
        """Position of the first word that begins at an offset or after it."""
        return next((n for n, (start, _) in enumerate(self.spans) if start >= offset), len(self.spans))


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


@lru_cache(maxsize=65536)
def _counts(word: str, reading: str) -> bool:
    """Whether a word may belong to a figure; one and its articles alone never do."""
    if word in ("and", "et", "a"):
        return False
    if word.removesuffix("s") in numerals.SCALES[reading] or word in numerals.SCALES[reading]:
        return True
    return numerals.read(word, reading) not in (None, 1)


@lru_cache(maxsize=2)
def _months(reading: str) -> frozenset[str]:
    """The months' names, written out: an abbreviated one alone is no date."""
    return frozenset(plain(name) for name in get_month_names("wide", locale=reading).values())


# --- phrases ----------------------------------------------------------------------------------

T = TypeVar("T")


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
        self._whole: dict[str, list[tuple[list[str], list[str], T]]] = {}
        self._stems: dict[str, list[tuple[list[str], list[str], T]]] = {}
        self._lengths: list[int] = []
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        """Adds a phrase."""
        folded = fold(phrase)
        pieces = list(_PIECE.finditer(folded))
        if not pieces:
            return
        words = [piece.group().lower() for piece in pieces]
        gaps = [
            folded[one.end() : two.start()].strip()
            for one, two in zip(pieces, pieces[1:], strict=False)
        ]
        table = self._whole
        first = words[0]
        if first.endswith("*"):
            first, table = first[:-1], self._stems
            if len(first) not in self._lengths:
                self._lengths = sorted([*self._lengths, len(first)])
        table.setdefault(first, []).append((words, gaps, value))

    def find(self, text: Wording) -> Iterator[tuple[int, int, T]]:
        """(first word, word after the last, meaning) of every phrase in a text, in order."""
        for at, word in enumerate(text.lower):
            for words, gaps, value in self._whole.get(word, ()):
                if self._stands(text, at, words, gaps):
                    yield at, at + len(words), value
            for length in self._lengths:
                if length > len(word):
                    break
                for words, gaps, value in self._stems.get(word[:length], ()):
                    if self._stands(text, at, words, gaps):
                        yield at, at + len(words), value

    def _stands(self, text: Wording, at: int, words: list[str], gaps: list[str]) -> bool:
        if at + len(words) > len(text.lower):
            return False
        for n in range(1, len(words)):
            word, found = words[n], text.lower[at + n]
            if found != word and not (word[-1] == "*" and found.startswith(word[:-1])):
                return False
            gap = text.text[text.spans[at + n - 1][1] : text.spans[at + n][0]].strip()
            if gap != gaps[n - 1] and not (self._loose and gap in _JOINS):
                return False
        return True
