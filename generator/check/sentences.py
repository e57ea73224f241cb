"""Cuts a document into sentences, each with its exact place in the untouched text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sentencex

from generator.memo import Memo
from generator.model import Project, Seed
from generator.workers import spread

_WINDOW = 4_000
"""Characters handed to the library at once: on unclosed quotation marks its time is quadratic."""

_LINE = re.compile(r"\S[^\n]*")  # a line without its first white space; blank lines are passed over
# Where no sentence ends after all: after one letter or one number alone, or after « J.-C. ».
_GOES_ON = re.compile(r"^\W*(?:[^\W\d_]|\d{1,3})[.)]\s*$|(?:^|\W)[^\W\d_]\.-[^\W\d_]\.\s*$")


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence of a document.

    Attributes:
        start, end: offsets into the seed's text, without white space at either end.
        line: its line, from 1; a sentence never goes over a line's end.
    """

    start: int
    end: int
    line: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


def sentences(seed: Seed) -> tuple[Sentence, ...]:
    """The sentences of a document, in order: together they hold every character but white space.

    Each line ends a sentence, so that headings, list items and table rows stand for themselves.
    """
    return sentences_of(seed.text, seed.language)


def sentences_of(text: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a document's text."""
    of = (text, language.partition("-")[0])
    if of not in _known:
        _known[of] = _sentences(*of)
    return _known[of]


def prepare(project: Project, memo: Memo) -> None:
    """Cuts all documents at once, for all checks that ask for their sentences afterwards."""
    _known.clear()  # those of another project
    seeds = project.seeds.values()
    wanted = [(seed.text, seed.language.partition("-")[0]) for seed in seeds]

    def make(missing: Sequence[int]) -> list[list[tuple[int, int, int]]]:
        return spread(
            lambda of: [(s.start, s.end, s.line) for s in _sentences(*of)],
            [wanted[at] for at in missing],
            least=8,
        )

    names = [project.made_of.get(seed.place.path, "") for seed in seeds]
    for of, found in zip(wanted, memo.results("cuts", names, make), strict=True):
        _known[of] = tuple(Sentence(*one) for one in found)


_known: dict[tuple[str, str], tuple[Sentence, ...]] = {}
"""The sentences of documents that were asked for, by text and language."""


def _sentences(text: str, language: str) -> tuple[Sentence, ...]:
    found = []
    number, counted = 1, 0
    for match in _LINE.finditer(text):
        start, line = match.start(), match.group()
        number += text.count("\n", counted, start)
        counted = start
        for first, end in _cut(line, language):
            piece = line[first:end]
            blank = len(piece) - len(piece.lstrip())
            found.append(
                Sentence(start + first + blank, start + first + len(piece.rstrip()), number)
            )
    return tuple(found)


def _cut(line: str, language: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of a line, white space at its ends included."""
    start = 0
    for end in (*_boundaries(line, language), len(line)):
        piece = line[start:end]
        if end < len(line) and (not piece.strip() or _GOES_ON.search(piece)):
            continue
        if piece.strip():
            yield start, end
        start = end


def _boundaries(line: str, language: str) -> Iterator[int]:
    """Offsets inside a line at which the library begins a new sentence."""
    # The library slices bytes and fails beside white space of several bytes, such as the
    # no-break spaces of French: it is given plain spaces, one for one.
    plain = re.sub(r"\s", " ", line)
    at = 0
    while at < len(plain):
        window = plain[at : at + _WINDOW]
        inside = _segmented(window, language)
        if at + len(window) == len(plain):
            yield from (at + offset for offset in inside)
            return
        # The last sentence may be cut by the window: it begins the next one.
        if inside:
            yield from (at + offset for offset in inside)
            at += inside[-1]
        else:
            space = window.rfind(" ") + 1
            at += space or len(window)
            yield at


def _segmented(text: str, language: str) -> list[int]:
    """Offsets inside a short text at which a new sentence begins."""
    try:
        pieces = sentencex.segment(language, text)
    except BaseException as error:  # a panic of the library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        return []  # one sentence: its fault costs precision, not the check
    offsets = []
    at = 0
    for piece in pieces:
        if at:
            offsets.append(at)
        at += len(piece)
    return offsets if at == len(text) else []
