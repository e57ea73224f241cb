"""Where passages lie in a text: what of it is shown, and the shown parts cut so that marks nest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from markupsafe import escape

from generator.check.reproduced import shown
from generator.model import Display, Seed
from generator.render import parts
from generator.render.parts import Cut

Span = tuple[int, int]

_LINE = 260
"""Bytes of HTML around a line."""

_CHARACTER = len("&amp;")
"""Bytes of HTML that no character exceeds."""

_LONG = 20_000
"""Characters of a line that are never cut; a longer one may go on in the next part."""


class Passed(Protocol):
    """Whatever is said of a passage, with its spans."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The passage's."""


T = TypeVar("T")
P = TypeVar("P", bound=Passed)


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


@dataclass(frozen=True)
class Pages(Cut[T]):
    """A document's cited passages, and where each part of its text begins.

    Attributes:
        offsets: of the first character of each part; the first is 0.
    """

    seed: Seed = field(kw_only=True)
    offsets: tuple[int, ...] = (0,)

    def whole(self) -> Self:
        """The same in one part."""
        return replace(self, starts=(0,), offsets=(0,))

    def bounds(self, part: int) -> Span:
        """The text of a part, counted from 1."""
        end = self.offsets[part] if part < self.parts else len(self.seed.text)
        return self.offsets[part - 1], end

    def part_of(self, anchor: str) -> int:
        """The part on which a passage (`p_` and its offset) or a line (`l_`) begins."""
        kind, _, number = anchor.partition("_")
        if kind not in ("p", "l") or not number.isdecimal():
            return 1
        at = int(number) if kind == "p" else self.seed.line_starts[int(number) - 1]
        return bisect_right(self.offsets, at)

    def told(self) -> Mapping[str, Any]:
        """The first passage and the first line that may stand on each part."""
        starts = self.seed.line_starts
        lines = [bisect_left(starts, offset) + 1 for offset in self.offsets]
        return {"from": {"p": self.offsets, "l": lines}}


def pages(
    seed: Seed,
    cited: Sequence[P],
    size: Callable[[P], int],
    context: int,
    room: int | None = None,
) -> Pages[P]:
    """Fills one part after the other with lines and what stands on them; no passage is cut.

    Args:
        cited: each passage once, in the order of the document.
        size: of what is said of one.
    """
    room = room or parts.ROOM
    if most(seed, cited, size) <= room:
        return Pages(cited, seed=seed)
    starts, offsets, left, at, reach = [0], [0], room, 0, 0
    windows = shown(seed, sorted(span for it in cited for span in it.spans), context)
    if seed.display is Display.NONE:
        windows = [(it.spans[0][0], it.spans[0][0] + 1) for it in cited]
    for start, end in _pieces(seed, windows):
        needed = len(escape(seed.text[start:end]).encode()) + _LINE if end - start > 1 else 0
        first = at
        while at < len(cited) and cited[at].spans[0][0] < end:
            needed += size(cited[at])
            at += 1
        if needed > left and reach <= start and offsets[-1] < start:
            starts.append(first)
            offsets.append(start)
            left = room
        left -= needed
        reach = max([reach, *(it.spans[-1][1] for it in cited[first:at])])
    return Pages(cited, tuple(starts), seed=seed, offsets=tuple(offsets))


def most(seed: Seed, cited: Sequence[P], size: Callable[[P], int]) -> int:
    """What a text and all that stands on it cannot exceed, told without a look at the text."""
    spans = sum(len(it.spans) for it in cited)  # each may begin a window, and so a piece
    pieces = len(seed.line_starts) + spans + 2 * len(seed.text) // _LONG
    return _CHARACTER * len(seed.text) + _LINE * pieces + sum(map(size, cited))


def _pieces(seed: Seed, windows: Iterable[Span]) -> Iterator[Span]:
    """The lines of what is shown; a very long one in pieces."""
    for start, end in windows:
        while start < end:
            stop = min(end, _line_end(seed, seed.line_of(start)) + 1)
            if stop - start > _LONG:
                space = seed.text.find(" ", start + _LONG // 2, start + _LONG)
                stop = space + 1 if space > 0 else start + _LONG
            yield start, stop
            start = stop


def rows(
    seed: Seed,
    passages: Sequence[tuple[Span, ...]],
    context: int,
    bounds: Span | None = None,
    first: int = 1,
) -> Iterator[Row]:
    """A document line by line, with its passages marked.

    Args:
        passages: the spans of each passage, in the order of the document.
        context: characters shown around a passage of an excerpted document.
        bounds: of the part of the text in which they lie; None for all of it.
        first: number of the first passage.

    Yields:
        Nothing of a document that is not to be shown.
    """
    if seed.display is Display.NONE:
        return
    low, high = bounds or (0, len(seed.text))
    stretches = _stretches(passages, first)
    spans = [(s.start, s.end) for s in stretches]
    windows = [(max(a, low), min(b, high)) for a, b in shown(seed, spans, context)]
    nodes: list[Node] = []
    begins: list[int] = []
    line = at = 0
    done = low
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
    if done < high:
        yield Row(0, (Gap(high - done),))


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


def _stretches(passages: Sequence[tuple[Span, ...]], first: int) -> list[_Stretch]:
    named: set[int] = set()
    found: list[_Stretch] = []
    for number, spans in enumerate(passages, first):
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
