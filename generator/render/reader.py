"""Where passages lie in a text: what of it is shown, and the shown parts cut so that marks nest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from generator.check.reproduced import shown
from generator.model import Display, Seed

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Highlight:
    """A part of a text inside one passage, and the passages inside it.

    Attributes:
        number: of the passage.
        id: the passage's anchor where it begins; empty where it goes on.
        ends: numbers of the passages that end with it.
    """

    number: int
    id: str
    ends: tuple[int, ...]
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Characters that are not shown."""

    characters: int


Node = str | Highlight | Gap


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of one line; or, with line 0, a gap between lines.

    Attributes:
        begins: numbers of the passages that begin here.
    """

    line: int
    nodes: tuple[Node, ...]
    begins: tuple[int, ...] = ()


class _Stretch(NamedTuple):
    """A span of a passage, or the rest of one that a line or another passage cuts.

    It sorts by where it begins, the longer before the shorter.
    """

    start: int
    minus_end: int
    number: int
    begins: bool
    ends: bool
    id: str

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return -self.minus_end


def rows(seed: Seed, passages: Sequence[tuple[Span, ...]], context: int) -> Iterator[Row]:
    """A document line by line, with its passages marked.

    Args:
        passages: the spans of each passage, in the order of the document; the first is number 1.
        context: characters shown around a passage of an excerpted document.

    Yields:
        Nothing of a document that is not to be shown.
    """
    if seed.display is Display.NONE:
        return
    stretches = _stretches(passages)
    windows = shown(seed, [(s.start, s.end) for s in stretches], context)
    nodes: list[Node] = []
    begins: list[int] = []
    line = at = done = 0
    for start, end in windows:
        if start > done:
            if nodes and seed.line_of(start) == line:
                nodes.append(Gap(start - done))
            else:
                if nodes:
                    yield Row(line, tuple(nodes), tuple(begins))
                    nodes, begins = [], []
                yield Row(0, (Gap(start - done),))
        while start < end:
            if seed.line_of(start) != line:
                if nodes:
                    yield Row(line, tuple(nodes), tuple(begins))
                line, nodes, begins = seed.line_of(start), [], []
            stop = min(end, _line_end(seed, line))
            inside: list[_Stretch] = []
            while at < len(stretches) and stretches[at].start < stop:
                inside.append(stretches[at])
                at += 1
            begins += sorted(s.number for s in inside if s.begins)
            here, rest = _cut(inside, stop, stop + 1)
            stretches[at:at] = rest
            nodes += nested(seed.text, start, stop, here)
            start = stop + 1 if stop < end else end
        done = end
    if nodes:
        yield Row(line, tuple(nodes), tuple(begins))
    if done < len(seed.text):
        yield Row(0, (Gap(len(seed.text) - done),))


def covered(spans: Iterable[Span]) -> int:
    """How many characters lie inside at least one span."""
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def nested(text: str, start: int, end: int, stretches: Iterable[_Stretch]) -> list[Node]:
    """A part of a text with its stretches marked; one that crosses another is split in two."""
    nodes: list[Node] = []
    waiting = list(stretches)
    heapify(waiting)
    while waiting:
        first = heappop(waiting)
        inside: list[_Stretch] = []
        while waiting and waiting[0].start < first.end:
            inside.append(heappop(waiting))
        inside, rest = _cut(inside, first.end, first.end)
        for stretch in rest:
            heappush(waiting, stretch)
        children = nested(text, max(start, first.start), first.end, inside)
        ends = (first.number,) * first.ends
        if children and isinstance(last := children[-1], Highlight):
            children[-1] = replace(last, ends=())
            ends = tuple(sorted(ends + last.ends))
        nodes += [text[start : first.start]] * (start < first.start)
        nodes.append(Highlight(first.number, first.id, ends, tuple(children)))
        start = max(start, first.end)
    nodes += [text[start:end]] * (start < end)
    return nodes


def _stretches(passages: Sequence[tuple[Span, ...]]) -> list[_Stretch]:
    named: set[int] = set()
    found: list[_Stretch] = []
    for number, spans in enumerate(passages, 1):
        for at, (start, end) in enumerate(spans):
            anchor = f"p_{start}" if at == 0 and start not in named else ""
            found.append(_Stretch(start, -end, number, at == 0, at == len(spans) - 1, anchor))
        named.add(spans[0][0])
    return sorted(found)


def _cut(
    stretches: Iterable[_Stretch], at: int, resumed: int
) -> tuple[list[_Stretch], list[_Stretch]]:
    """Stretches up to an offset, and what of them goes on where the text is resumed."""
    before: list[_Stretch] = []
    after: list[_Stretch] = []
    for stretch in stretches:
        goes_on = stretch.end > resumed
        if goes_on:
            after.append(stretch._replace(start=resumed, begins=False, id=""))
        end = min(stretch.end, at)
        before.append(stretch._replace(minus_end=-end, ends=stretch.ends and not goes_on))
    return before, after


def _line_end(seed: Seed, line: int) -> int:
    starts = seed.line_starts
    return starts[line] - 1 if line < len(starts) else len(seed.text)
