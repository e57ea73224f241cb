"""Parts of a text as (start, end) offsets: joined, and counted in words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from generator.text import counted_words

Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, joined where they touch."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def shared_words(text: str, whole: Span, spans: Sequence[Span]) -> int:
    """Number of words of a part of a text that lie in spans, which are in order and apart."""
    start, end = whole
    at = max(0, bisect_right(spans, (start, start)) - 1)
    total = 0
    while at < len(spans) and spans[at][0] < end:
        first, last = max(start, spans[at][0]), min(end, spans[at][1])
        if first < last:
            total += counted_words(text[first:last])
        at += 1
    return total
