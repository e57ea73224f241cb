"""Joins the lines of pages to paragraphs, without running heads, page numbers and hyphens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from generator.author.extraction.extracted import Block, Part, cleaned, counted, listed

_NUMBER = re.compile(r"[0-9]+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.)\s*)?(?:[0-9]{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|sur|de)\s*[0-9]{1,4})?\W*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•◦▪‣●○■□–—*-]\s|\(?[0-9]{1,3}[.)]\s|\(?[a-z][.)]\s")
_ENDS = tuple(".!?…:;»”\"')]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = re.compile(r"(?<=[^\W\d_]{3})[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|(?<=[.,;:!?»”\"')])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_GLUED = re.compile(r"[0-9]{1,3}[^\W\d_]{2}")
_HYPHENS = ("-", "\u2010", "\u00ad")
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_WORD_AFTER = re.compile(r"[^\W\d_]+")
_GAP = 1.25  # of the usual distance between lines: more begins a paragraph
_LARGE = 1.12  # of the usual size: more is a heading
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, with the place of its first character and its size, in points."""

    text: str
    x: float
    y: float
    size: float


def of_pieces(pieces: Sequence[Line]) -> Line | None:
    """One line of what a page draws side by side; a small raised number keeps its look."""
    drawn = [piece for piece in pieces if piece.text.strip()]
    if not drawn:
        return None
    base = max(drawn, key=lambda piece: (piece.size, len(piece.text)))
    text = ""
    for piece in pieces:
        own = piece.text.strip()
        raised = piece.size < 0.8 * base.size and piece.y > base.y + 0.1 * base.size
        text += own.translate(_RAISED) if raised and own.isdecimal() else piece.text
    text = cleaned(text)
    return Line(text, drawn[0].x, base.y, base.size) if text else None


Pages = Sequence[tuple[str, Sequence[Line]]]


class Paragraphs:
    """The paragraphs of some pages.

    Attributes:
        blocks: with the labels of their pages.
        dropped, doubts: what was left out, and what is not sure, in sentences.
    """

    def __init__(self, pages: Pages) -> None:
        self.blocks: list[Block] = []
        self.dropped: list[str] = []
        self.doubts: list[str] = []
        self._size = _usual(line for _, lines in pages for line in lines)
        self._words = Counter(
            word.lower()
            for _, lines in pages
            for line in lines
            for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text)
        )
        self._unsure: list[str] = []
        self._marks = self._glued = 0
        for label, lines in self._without_margins(pages):
            self._page(label, lines)
        if self._marks:
            self.dropped.append(f"{counted(self._marks, 'footnote mark')}.")
        if self._glued:
            self.doubts.append(
                "Numbers of footnotes stand close to other words; see that none "
                "became part of a figure."
            )
        if self._unsure:
            self.doubts.append(
                f"{counted(len(self._unsure), 'word')} parted at the end of a line, where the "
                f"document does not show whether the hyphen belongs to them; joined without: "
                f"{listed(list(dict.fromkeys(self._unsure)), 8)}."
            )

    # --- margins ------------------------------------------------------------------------------

    def _without_margins(self, pages: Pages) -> list[tuple[str, list[Line]]]:
        """The pages without their running heads and page numbers."""
        edges = [_edges(lines) for _, lines in pages]
        often = Counter(text for found in edges for text in {_alike(line.text) for line in found})
        least = max(2, len(pages) // 3)
        heads: dict[str, str] = {}
        gone_heads = numbers = 0
        kept = []
        for (label, lines), found in zip(pages, edges, strict=True):
            gone = set()
            for line in found:
                if _PAGE_NUMBER.fullmatch(line.text):
                    numbers += 1
                elif len(pages) > 1 and often[_alike(line.text)] >= least:
                    heads.setdefault(_alike(line.text), line.text)
                    gone_heads += 1
                else:
                    continue
                gone.add(id(line))
            kept.append((label, [line for line in lines if id(line) not in gone]))
        if heads:
            self.dropped.append(
                f"{counted(gone_heads, 'running head')} or foot: {listed(list(heads.values()))}."
            )
        if numbers:
            self.dropped.append(f"{counted(numbers, 'page number')}.")
        return kept

    # --- paragraphs ---------------------------------------------------------------------------

    def _page(self, label: str, lines: list[Line]) -> None:
        leading = _leading(lines, self._size)
        widest = max((len(line.text) for line in lines), default=0)
        group: list[Line] = []
        first = True
        for line in lines:
            usual = leading * max(1.0, line.size / self._size)
            if group and _begins(group, line, usual, widest):
                self._add(group, label, first)
                first, group = False, []
            group.append(line)
        if group:
            self._add(group, label, first)

    def _add(self, group: list[Line], label: str, first: bool) -> None:
        text = group[0].text
        for line in group[1:]:
            text = self._joined(text, line.text)
        text, marks = _MARK.subn("", text)
        self._marks += marks
        self._glued += bool(_GLUED.match(group[0].text)) and group[0].size < self._size
        large = group[0].size > self._size * _LARGE and len(text) <= _LONGEST_HEADING
        part = Part.HEADING if large else Part.TEXT
        last = self.blocks[-1] if self.blocks and first else None
        if (
            last is not None
            and last.part is part is Part.TEXT
            and last.pages
            and (last.text.endswith(_HYPHENS) or not last.text.endswith(_ENDS))
            and (text[0].islower())
        ):
            self.blocks[-1] = Block(self._joined(last.text, text), part, (last.pages[0], label))
            return
        if text := cleaned(text.replace("\u00ad", "")):
            self.blocks.append(Block(text, part, (label, label)))

    def _joined(self, text: str, following: str) -> str:
        """A text and the line after it; a word that was parted between them is whole again."""
        if not text.endswith(_HYPHENS):
            return f"{text} {following}"
        before, after = _WORD_BEFORE.search(text[:-1]), _WORD_AFTER.match(following)
        if before is None or after is None:
            return f"{text[:-1]} {following}" if text.endswith("\u00ad") else f"{text} {following}"
        solid = before[0] + after[0]
        compound = f"{before[0]}-{after[0]}"
        if self._words[compound.lower()] or following[0].isupper():
            return f"{text[:-1]}-{following}"
        if not self._words[solid.lower()]:
            self._unsure.append(solid)
        return text[:-1] + following


def _usual(lines: Iterable[Line]) -> float:
    """The size in which most characters stand."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _leading(lines: Sequence[Line], size: float) -> float:
    """The usual distance between two lines of a paragraph."""
    gaps = [
        a.y - b.y
        for a, b in pairwise(lines)
        if a.size == b.size and 0.5 * size < a.y - b.y < 3 * size
    ]
    return median(gaps) if gaps else 1.2 * size


def _begins(group: list[Line], line: Line, leading: float, widest: int) -> bool:
    """Whether a line begins a new paragraph."""
    before = group[-1]
    gap = before.y - line.y
    if abs(before.size - line.size) > 0.6 or gap > _GAP * leading or gap < -leading / 2:
        return not (
            gap < -leading / 2
            and abs(before.size - line.size) <= 0.6
            and not before.text.endswith(_ENDS)
            and line.text[0].islower()
        )
    if _BULLET.match(line.text):
        return True
    left = min(entry.x for entry in group)
    if line.x > left + 0.8 * line.size and len(group) > 1 and before.text.endswith(_ENDS):
        return True  # an indented first line
    return (
        before.text.endswith(_ENDS)
        and len(before.text) < 0.7 * widest
        and (not line.text[0].islower())
    )


def _edges(lines: Sequence[Line]) -> list[Line]:
    """The two topmost and the two lowest lines of a page."""
    by_height = sorted(lines, key=lambda line: -line.y)
    return by_height[:2] + by_height[max(2, len(by_height) - 2) :]


def _alike(text: str) -> str:
    """A running head without its page number."""
    return _NUMBER.sub("#", text)
