"""Small SVG drawings, made at build time: they need no script, they scale, print and have words.

Positions across are percentages and sizes of text are pixels, so that a drawing fills any width and
its labels stay readable on a telephone. Colours come from the style sheet, by class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from generator.render.reader import Span

MARKS = 600
"""Passages that the drawing of a document holds one by one."""

_LANE = 26
_BAR = 18
_AXIS = 26
_LEFT, _RIGHT = 2.0, 96.0
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_TICKS = 16
_LABELLED = 0.06


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time on a strip.

    Attributes:
        label: short words drawn on it.
        first, last: its bounds as decimal years; None where it is open.
        soft: about or uncertain; drawn with a broken line.
        month: of a date without a year, 1 to 12.
    """

    label: str
    first: float | None
    last: float | None
    soft: bool = False
    month: int = 0


def strip(
    figure_id: str,
    title: str,
    description: str,
    stretches: Sequence[Stretch],
    months: Sequence[str],
    no_year: str,
) -> Markup:
    """Stretches of time on one axis of years; those without a year on one of months below it."""
    placed = [s for s in stretches if not s.month]
    unplaced = [s for s in stretches if s.month]
    lanes = _lanes(placed)
    height = (len(lanes) * _LANE + _AXIS) if placed else 0
    by_month: dict[int, list[Stretch]] = {}
    for stretch in unplaced:
        by_month.setdefault(stretch.month, []).append(stretch)
    below = (_AXIS + max(map(len, by_month.values())) * _LANE + _AXIS) if unplaced else 0
    svg = _figure(figure_id, "fs-strip", title, description, height + below)
    if placed:
        _years(svg, lanes, height - _AXIS)
    if unplaced:
        _text(svg, "fs-strip__label", _LEFT, height + 18, no_year, "start")
        _months(svg, by_month, months, height + _AXIS, height + below - _AXIS)
    return _drawn(svg)


def coverage(
    figure_id: str,
    title: str,
    description: str,
    length: int,
    spans: Iterable[Span],
    ends: tuple[str, str],
) -> Markup:
    """A document as a strip, from its first line to its last, with its cited passages."""
    svg = _figure(figure_id, "fs-map", title, description, 38)
    _rect(svg, "fs-map__ground", 0, 100, 0, 18)
    for start, end in _apart(dict.fromkeys(spans), length):
        left = 100 * start / max(length, 1)
        _rect(svg, "fs-map__cited", left, max(100 * (end - start) / max(length, 1), 0.3), 0, 18)
    _text(svg, "fs-strip__tick", 0, 34, ends[0], "start")
    _text(svg, "fs-strip__tick", 100, 34, ends[1], "end")
    return _drawn(svg)


def _apart(spans: Iterable[Span], length: int) -> Iterable[Span]:
    """Spans as they are; where there are too many to tell apart, the cells of a grid."""
    found = list(spans)
    if len(found) <= MARKS:
        return found
    step = length / MARKS
    ends = ((int(start / step), int((end - 1) / step)) for start, end in found)
    cells = sorted({n for first, last in ends for n in range(first, last + 1)})
    return [(int(n * step), int((n + 1) * step)) for n in cells]


def shares(
    figure_id: str, title: str, description: str, parts: Iterable[tuple[str, str, float]]
) -> Markup:
    """A whole as one bar, cut into parts: (name for its colour, short label, share from 0 to 1)."""
    svg = _figure(figure_id, "fs-shares", title, description, 26)
    left = 0.0
    for name, label, share in parts:
        if share:
            width = 100 * share
            _rect(svg, f"fs-shares__part fs-shares__part--{name}", left, width, 0, 26)
            if share >= _LABELLED:
                _text(svg, f"fs-shares__label--{name}", left + width / 2, 18, label, "middle")
            left += width
    return _drawn(svg)


def budget(share: float, limit: float) -> Markup:
    """How much is used of what may be; the words beside it say the same."""
    svg = Element("svg", {"class": "fs-bar", "width": "100%", "height": "14"})
    svg.set("aria-hidden", "true")
    svg.set("focusable", "false")
    _rect(svg, "fs-bar__ground", 0, 100, 0, 14)
    _rect(svg, "fs-bar__size", 0, 100 * share, 0, 14)
    if limit < 1:
        _line(svg, "fs-bar__limit", 100 * limit, 100 * limit, -3, 17)
    return _drawn(svg)


def bar(label: str, least: float, most: float, soft: bool) -> Markup:
    """A share of a scale, 0 to 1; between `least` and `most` it is an order, not a number.

    The words beside it say the same, so it is hidden from a screen reader.
    """
    svg = Element("svg", {"class": "fs-bar", "width": "100%", "height": "14"})
    svg.set("aria-hidden", "true")
    svg.set("focusable", "false")
    SubElement(svg, "title").text = label
    _rect(svg, "fs-bar__ground", 0, 100, 0, 14)
    if most > least:
        _rect(svg, "fs-bar__order", 0, 100 * most, 0, 14)
    if least:
        name = "fs-bar__size fs-bar__size--soft" if soft else "fs-bar__size"
        _rect(svg, name, 0, max(100 * least, 0.4), 0, 14)
    return _drawn(svg)


# --- the strip --------------------------------------------------------------------------------


def _lanes(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Stretches in as few lanes as keep them apart."""
    lanes: list[list[Stretch]] = []
    for stretch in stretches:
        free = (lane for lane in lanes if _after(lane[-1], stretch))
        lane = next(free, None)
        if lane is None:
            lanes.append([stretch])
        else:
            lane.append(stretch)
    return lanes


def _after(one: Stretch, other: Stretch) -> bool:
    return one.last is not None and other.first is not None and other.first >= one.last


def _years(svg: Element, lanes: Sequence[Sequence[Stretch]], bottom: int) -> None:
    known = [at for lane in lanes for s in lane for at in (s.first, s.last) if at is not None]
    first, last = floor(min(known)), ceil(max(known))
    last += any(s.last is None and last - (s.first or last) < 2 for lane in lanes for s in lane)
    first -= any(s.first is None and (s.last or first) - first < 2 for lane in lanes for s in lane)

    def across(year: float) -> float:
        return _LEFT + (year - first) / (last - first) * (_RIGHT - _LEFT)

    begun = {floor(_middle(s) if s.soft else s.first or first) for lane in lanes for s in lane}
    step = next((s for s in _STEPS if (last - first) / s <= _TICKS), _STEPS[-1])
    for year in range(first, last, step):
        _line(svg, "fs-strip__grid", across(year), across(year), 0, bottom + 4)
        rare = " fs-strip__tick--rare" * (step == 1 and year not in begun)
        middle = across(year + 0.5)
        _text(svg, f"fs-strip__tick{rare}", middle, bottom + 19, str(year), "middle")
    _line(svg, "fs-strip__grid", across(last), across(last), 0, bottom + 4)
    _line(svg, "fs-strip__axis", _LEFT, _RIGHT, bottom, bottom)
    for row, lane in enumerate(lanes):
        top = bottom - (row + 1) * _LANE + (_LANE - _BAR) / 2
        for stretch in lane:
            left = across(first if stretch.first is None else stretch.first)
            right = across(last if stretch.last is None else stretch.last)
            _stretch(svg, stretch, left, right, top)


def _middle(stretch: Stretch) -> float:
    known = [at for at in (stretch.first, stretch.last) if at is not None]
    return sum(known) / len(known)


def _months(
    svg: Element,
    by_month: Mapping[int, Sequence[Stretch]],
    months: Sequence[str],
    top: int,
    bottom: int,
) -> None:
    width = (_RIGHT - _LEFT) / 12
    _line(svg, "fs-strip__axis", _LEFT, _RIGHT, bottom, bottom)
    for at, name in enumerate(months):
        left = _LEFT + at * width
        _line(svg, "fs-strip__grid", left, left, top, bottom + 4)
        rare = "" if at % 3 == 0 else " fs-strip__tick--rare"
        _text(svg, f"fs-strip__tick{rare}", left + width / 2, bottom + 19, name, "middle")
        for row, stretch in enumerate(by_month.get(at + 1, ())):
            _stretch(svg, stretch, left, left + width, bottom - (row + 1) * _LANE + 4)


def _stretch(svg: Element, stretch: Stretch, left: float, right: float, top: float) -> None:
    open_ended = not stretch.month and (stretch.first is None or stretch.last is None)
    name = "fs-strip__bar"
    name += " fs-strip__bar--soft" * stretch.soft + " fs-strip__bar--open" * open_ended
    _rect(svg, name, left, max(right - left, 0.6), top, _BAR, 3)
    if open_ended:
        at, points = (right, "0,-4 9,9 0,22") if stretch.last is None else (left, "0,-4 -9,9 0,22")
        head = SubElement(svg, "svg", {"x": f"{at:.2f}%", "y": f"{top:g}", "overflow": "visible"})
        SubElement(head, "polygon", {"class": "fs-strip__arrow", "points": points})
    count = "fs-strip__count" + " fs-strip__count--pale" * (stretch.soft or open_ended)
    _text(svg, count, (left + right) / 2, top + 13, stretch.label, "middle")


# --- shapes -----------------------------------------------------------------------------------


def _figure(figure_id: str, name: str, title: str, description: str, height: int) -> Element:
    svg = Element("svg", {"class": name, "role": "img", "width": "100%", "height": str(height)})
    svg.set("aria-labelledby", f"{figure_id}_title")
    svg.set("aria-describedby", f"{figure_id}_desc")
    SubElement(svg, "title", {"id": f"{figure_id}_title"}).text = title
    SubElement(svg, "desc", {"id": f"{figure_id}_desc"}).text = description
    return svg


def _rect(
    svg: Element, name: str, x: float, width: float, y: float, height: float, round_by: int = 0
) -> None:
    box = {"class": name, "x": f"{x:.2f}%", "width": f"{width:.2f}%"}
    box |= {"y": f"{y:g}", "height": f"{height:g}"}
    SubElement(svg, "rect", box | ({"rx": str(round_by)} if round_by else {}))


def _line(svg: Element, name: str, x1: float, x2: float, y1: float, y2: float) -> None:
    ends = {"x1": f"{x1:.2f}%", "x2": f"{x2:.2f}%", "y1": f"{y1:g}", "y2": f"{y2:g}"}
    SubElement(svg, "line", {"class": name} | ends)


def _text(svg: Element, name: str, x: float, y: float, words: str, anchor: str) -> None:
    place = {"class": name, "x": f"{x:.2f}%", "y": f"{y:g}", "text-anchor": anchor}
    SubElement(svg, "text", place).text = words


def _drawn(svg: Element) -> Markup:
    """The SVG as text; ElementTree has escaped every word in it."""
    return Markup(tostring(svg, encoding="unicode"))
