"""Says which sentence of a changed document stands for which sentence of the old one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz

from generator.text import fold

Opcode = tuple[str, int, int, int, int]

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+")
_LONGEST = 400  # characters of a piece; a sentence that is longer is cut at a space
_ALIKE = 55  # of 100: two sentences that may be one, reworded
_PAIRS = 40_000  # pairs of sentences that are compared at most in one stretch of changes


def opcodes(
    old: Sequence[Hashable], new: Sequence[Hashable], *, junk: bool = False
) -> list[Opcode]:
    """What difflib says, after what both begin and end with has been set aside.

    Args:
        junk: leave out what stands everywhere, as difflib does; long sequences need it.
    """
    least = min(len(old), len(new))
    first = next((n for n in range(least) if old[n] != new[n]), least)
    least -= first
    last = next((n for n in range(least) if old[-1 - n] != new[-1 - n]), least)
    middle = SequenceMatcher(
        None, old[first : len(old) - last], new[first : len(new) - last], autojunk=junk
    )
    codes: list[Opcode] = [("equal", 0, first, 0, first)] if first else []
    codes += [
        (tag, i1 + first, i2 + first, j1 + first, j2 + first)
        for tag, i1, i2, j1, j2 in middle.get_opcodes()
    ]
    if last:
        codes.append(("equal", len(old) - last, len(old), len(new) - last, len(new)))
    return codes


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of a very long one.

    Attributes:
        start, end: offsets in the text.
        line: its line, from 1.
        key: its words, folded: typography makes no difference.
    """

    start: int
    end: int
    line: int
    key: str


def pieces(text: str) -> list[Piece]:
    """The sentences of a text, in order; none reaches over a line break."""
    found = []
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        for start, end in _sentences(line):
            key = fold(line[start:end])
            if key:
                found.append(Piece(begin + start, begin + end, number, key))
        begin += len(line) + 1
    return found


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(line)]
    for end in [*ends, len(line)]:
        while end - start > _LONGEST:
            cut = line.rfind(" ", start + 1, start + _LONGEST) + 1 or start + _LONGEST
            yield start, cut
            start = cut
        if end > start:
            yield start, end
        start = end


class Alignment:
    """Two texts, sentence beside sentence.

    Attributes:
        old, new: the sentences of both.
        match: for each old sentence the new one that stands for it, or None.
        guessed: old sentences that are matched by nothing but their position.
        count: number of lines of the new text.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old = pieces(old)
        self.new = pieces(new)
        self.match: list[int | None] = [None] * len(self.old)
        self.guessed: set[int] = set()
        self.count = new.count("\n") + 1
        self._moved: set[int] = set()
        self._taken: set[int] = set()
        codes = opcodes([p.key for p in self.old], [p.key for p in self.new], junk=True)
        for tag, i1, i2, j1, _ in codes:
            if tag == "equal":
                for n in range(i2 - i1):
                    self._pair(i1 + n, j1 + n)
        self._pair_moved()
        for tag, i1, i2, j1, j2 in codes:
            if tag == "replace":
                self._pair_reworded(range(i1, i2), range(j1, j2))

    def _pair(self, i: int, j: int) -> None:
        self.match[i] = j
        self._taken.add(j)

    def _pair_moved(self) -> None:
        """Sentences that stand elsewhere, word for word, and only there."""
        here = [i for i, j in enumerate(self.match) if j is None]
        there = [j for j in range(len(self.new)) if j not in self._taken]
        counts = Counter(self.old[i].key for i in here)
        new_counts = Counter(self.new[j].key for j in there)
        where = {self.new[j].key: j for j in there}
        for i in here:
            key = self.old[i].key
            if counts[key] == new_counts[key] == 1:
                self._pair(i, where[key])
                self._moved.add(i)

    def _pair_reworded(self, here: range, there: range) -> None:
        """Sentences of one stretch of changes: those most alike first, never crossing."""
        reach = max(10, _PAIRS // max(len(here), 1))
        likely = []
        for i in here:
            if self.match[i] is not None:
                continue
            middle = there.start + (i - here.start) * len(there) // len(here)
            for j in range(max(there.start, middle - reach), min(there.stop, middle + reach)):
                if j not in self._taken:
                    score = fuzz.ratio(self.old[i].key, self.new[j].key, score_cutoff=_ALIKE)
                    if score:
                        likely.append((score, -abs(j - middle), i, j))
        pairs: list[tuple[int, int]] = []
        for _, _, i, j in sorted(likely, reverse=True):
            at = bisect_left(pairs, (i, j))
            before = at == 0 or (pairs[at - 1][0] < i and pairs[at - 1][1] < j)
            after = at == len(pairs) or (pairs[at][0] > i and pairs[at][1] > j)
            if before and after:
                insort(pairs, (i, j))
                self._pair(i, j)
        stops = [(here.start - 1, there.start - 1), *pairs, (here.stop, there.stop)]
        for (i1, j1), (i2, j2) in pairwise(stops):
            left = [i for i in range(i1 + 1, i2) if self.match[i] is None]
            right = [j for j in range(j1 + 1, j2) if j not in self._taken]
            if left and len(left) == len(right):
                for i, j in zip(left, right, strict=True):
                    self._pair(i, j)
                    self.guessed.add(i)

    # --- from old places to new ones ----------------------------------------------------------

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.old]

    @cached_property
    def _anchors(self) -> list[tuple[int, int]]:
        """Pairs in the order of both texts, without what was moved."""
        return [(i, j) for i, j in enumerate(self.match) if j is not None and i not in self._moved]

    def touched(self, start: int, end: int) -> range:
        """The old sentences that a stretch of the old text lies in."""
        first = max(0, bisect_right(self._starts, start) - 1)
        return range(first, max(first + 1, bisect_left(self._starts, end)))

    def around(self, touched: range) -> tuple[tuple[int, int], tuple[int, int]]:
        """Stretches of the old and the new text between the nearest sentences that both have.

        Those sentences are included, as far as there are any.
        """
        before = bisect_left(self._anchors, (touched.start, -1)) - 1
        after = bisect_left(self._anchors, (touched.stop, -1))
        i1, j1 = self._anchors[before] if before >= 0 else (0, 0)
        last = (len(self.old) - 1, len(self.new) - 1)
        i2, j2 = self._anchors[after] if after < len(self._anchors) else last
        return (self.old[i1].start, self.old[i2].end), (self.new[j1].start, self.new[j2].end)

    @cached_property
    def fresh(self) -> list[Piece]:
        """New sentences that stand in the new text only, word for word."""
        kept = {
            j
            for i, j in enumerate(self.match)
            if j is not None and self.old[i].key == self.new[j].key
        }
        return [piece for j, piece in enumerate(self.new) if j not in kept]

    def lines(self, first: int, last: int) -> tuple[int, int, bool] | None:
        """The new lines that stand for a range of old ones.

        Returns:
            (first line, last line, whether that is sure); None when nothing is left of them. It
            is not sure where lines were matched by position only, torn apart or joined to others.
        """
        inside = [i for i, piece in enumerate(self.old) if first <= piece.line <= last]
        own = Counter(self.new[j].line for i in inside if (j := self.match[i]) is not None)
        if not own:  # unless they were joined to others, where they are still read
            joined = (p.line for p in self.fresh for i in inside if self.old[i].key in p.key)
            line = next(joined, None)
            return (line, line, False) if line is not None else None
        range_ = set(inside)
        foreign = {
            self.new[j].line for i, j in enumerate(self.match) if j is not None and i not in range_
        }
        runs: list[tuple[int, int, int]] = []  # number of sentences, first line, last line
        for line in sorted(own):
            if runs and not any(n in foreign for n in range(runs[-1][2] + 1, line)):
                runs[-1] = runs[-1][0] + own[line], runs[-1][1], line
            else:
                runs.append((own[line], line, line))
        _, start, end = max(runs, key=lambda run: (run[0], -run[1]))
        sure = (
            len(runs) == 1 and not foreign & set(own) and not any(i in self.guessed for i in inside)
        )
        texts = {piece.line for piece in self.new}
        for _ in range(self.old[inside[0]].line - first):  # blank lines at the ends come along
            start -= start > 1 and start - 1 not in texts
        for _ in range(last - self.old[inside[-1]].line):
            end += end < self.count and end + 1 not in texts
        return start, end, sure
