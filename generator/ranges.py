"""Ranges of lines, each with a value: the first that holds a line gives it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Generic, TypeVar

T = TypeVar("T")


class Ranges(Generic[T]):
    """Ranges that may overlap; to ask for a line takes no longer where there are many."""

    def __init__(self, ranges: Iterable[tuple[int, int, T]], otherwise: T) -> None:
        """Takes ranges as (first line, last line, value), and the value of all other lines."""
        self._otherwise = otherwise
        given = list(ranges)
        starts = sorted((first, n) for n, (first, _, _) in enumerate(given))
        edges = sorted({edge for first, last, _ in given for edge in (first, last + 1)})
        self._edges: list[int] = []  # where another value begins to hold
        self._values: list[T] = []
        open_: list[int] = []
        at = 0
        for edge in edges:
            while at < len(starts) and starts[at][0] <= edge:
                heappush(open_, starts[at][1])
                at += 1
            while open_ and given[open_[0]][1] < edge:
                heappop(open_)
            self._edges.append(edge)
            self._values.append(given[open_[0]][2] if open_ else otherwise)

    def at(self, line: int) -> T:
        """The value of a line."""
        found = bisect_right(self._edges, line) - 1
        return self._values[found] if found >= 0 else self._otherwise
