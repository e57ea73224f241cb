"""Where a long page is cut: what its entries may take, which part holds each, and its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Self, TypeVar

from generator.model import Fact, Passage, Words

T = TypeVar("T")

ROOM = 640_000
"""Bytes of HTML that the entries of one page may take, as reckoned below. With its frame, its
drawings and what a page begins with it stays under 900 kB, compressed under 200 kB."""

CARDS = 500
"""Cards on one page of a list. Languages sort them differently, but must have as many parts."""

DISAGREEMENTS = 60
"""Disagreements on one page, for the same reason by number."""


@dataclass(frozen=True)
class Cut(Generic[T]):
    """The entries of a page in their order, and where each part of the page begins.

    Attributes:
        starts: place of the first entry of each part; the first is 0.
        anchors: anchor → its part; those that are missing stand on the first.
    """

    items: Sequence[T]
    starts: tuple[int, ...] = (0,)
    anchors: Mapping[str, int] = field(default_factory=dict)

    @property
    def parts(self) -> int:
        """How many there are."""
        return len(self.starts)

    def whole(self) -> Self:
        """The same in one part."""
        return replace(self, starts=(0,), anchors={})

    def held(self, part: int) -> Sequence[T]:
        """The entries of a part, counted from 1."""
        end = self.starts[part] if part < self.parts else len(self.items)
        return self.items[self.starts[part - 1] : end]

    def part_of(self, anchor: str) -> int:
        """The part on which an anchor stands."""
        return self.anchors.get(anchor, 1)

    def told(self) -> Mapping[str, Any]:
        """Where anchors stand, for the script that leads on from an address given out before."""
        return {"at": {anchor: part for anchor, part in self.anchors.items() if part > 1}}


def cut(
    items: Sequence[T],
    size: Callable[[T], int],
    anchors: Callable[[T], Iterable[str]],
    room: int | None = None,
) -> Cut[T]:
    """Fills one part after the other; an entry larger than the room has a part of its own.

    Args:
        anchors: those that an entry brings; one that several bring leads to the first.
    """
    room = room or ROOM
    starts, left = [0], room
    found: dict[str, int] = {}
    for at, item in enumerate(items):
        needed = size(item)
        if needed > left and at > starts[-1]:
            starts.append(at)
            left = room
        left -= needed
        for anchor in anchors(item):
            found.setdefault(anchor, len(starts))
    return Cut(items, tuple(starts), found if len(starts) > 1 else {})


def counted(items: Sequence[T], anchors: Callable[[T], Iterable[str]], most: int) -> Cut[T]:
    """Parts of as many entries each."""
    return cut(items, lambda _: 1, anchors, most)


def address(url: str, part: int) -> str:
    """The address of a part; the first has the page's own. No id holds an underscore."""
    return url if part == 1 else f"{url}part_{part}/"


def numbered(part: int, parts: int) -> Iterable[int]:
    """The parts that a part leads to by number; 0 stands for those left out between two."""
    near = {1, parts, *range(max(part - 2, 1), min(part + 2, parts) + 1)}
    before = 0
    for number in sorted(near):
        if number == before + 2:
            yield number - 1
        elif number > before + 2:
            yield 0
        yield number
        before = number


# --- what entries take, in bytes of HTML, measured on generated projects ----------------------


def whole(fact: Fact, passages: Iterable[Passage]) -> int:
    """A fact on its sheet's own page: article, references, citation, structured data."""
    return 3_000 + 6 * words(fact) + sum(1_500 + 4 * length(p) for p in passages)


def told(fact: Fact, passages: Iterable[Passage]) -> int:
    """A fact on another page, with an entry among the references for each of its quotes."""
    return 600 + words(fact) + sum(1_000 + length(p) for p in passages)


def named(fact: Fact, passages: Sequence[Passage]) -> int:
    """A fact on the page of a sheet that it names: its sentence, and links to its quotes."""
    return 350 + words(fact) + 250 * len(passages)


def words(fact: Fact) -> int:
    """The size of a fact's sentence, the same for all languages."""
    return longest(fact.text)


def longest(text: Words) -> int:
    """The size of a text in the language in which it is longest."""
    return max(len(words.encode()) for words in text.values())


def length(passage: Passage) -> int:
    """The size of a passage, by characters: it may be cut."""
    return max(len(passage.citation.quote), passage.end - passage.start)
