"""Draws who is linked to whom: names in rows, arcs between them, the same on every build.

Names stand below each other at a size that can be read on a telephone, so that none can cover
another; only the arcs stretch with the width of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

_ROW = 28
_NOTED = 44
_HEAD = 34
_GUTTER = 30
"""Percent of the width that the arcs may take."""
_BULGE = 130.0
_LEAST = 0.14


@dataclass(frozen=True, slots=True)
class Node:
    """A name in the drawing.

    Attributes:
        url: where the name leads; empty for the one that the drawing is about.
        kind: chooses the colour of its dot.
        heading: words above it, where a group begins.
        note: words over the name: how it is linked.
    """

    label: str
    url: str
    kind: str
    heading: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arc:
    """A link between two nodes by their places; `soft` when no source simply states it."""

    first: int
    second: int
    soft: bool = False


def drawing(
    figure_id: str, title: str, description: str, nodes: Sequence[Node], arcs: Sequence[Arc]
) -> Markup:
    """The nodes from top to bottom, and their arcs on the left."""
    heights: list[int] = []
    at = 0
    for node in nodes:
        at += _HEAD if node.heading else 0
        at += _NOTED if node.note else _ROW
        heights.append(at - _ROW // 2)
    svg = Element("svg", {"class": "fs-net", "role": "group", "width": "100%", "height": f"{at}"})
    svg.set("aria-labelledby", f"{figure_id}_title")
    svg.set("aria-describedby", f"{figure_id}_desc")
    SubElement(svg, "title", {"id": f"{figure_id}_title"}).text = title
    SubElement(svg, "desc", {"id": f"{figure_id}_desc"}).text = description
    _arcs(svg, arcs, heights, at)
    for node, y in zip(nodes, heights, strict=True):
        _node(svg, node, y)
    return Markup(tostring(svg, encoding="unicode"))


def _arcs(svg: Element, arcs: Sequence[Arc], heights: Sequence[int], height: int) -> None:
    longest = max((abs(heights[a.first] - heights[a.second]) for a in arcs), default=1)
    ground = SubElement(
        svg,
        "svg",
        {
            "width": f"{_GUTTER}%",
            "height": f"{height}",
            "viewBox": f"0 0 100 {height}",
            "preserveAspectRatio": "none",
            "aria-hidden": "true",
        },
    )
    for arc in sorted(arcs, key=lambda a: (a.first, a.second)):
        top, bottom = sorted((heights[arc.first], heights[arc.second]))
        out = 100 - _BULGE * max(_LEAST, ((bottom - top) / longest) ** 0.75)
        name = "fs-net__arc" + " fs-net__arc--soft" * arc.soft
        path = f"M100 {top}C{out:.1f} {top} {out:.1f} {bottom} 100 {bottom}"
        SubElement(ground, "path", {"class": name, "d": path})


def _node(svg: Element, node: Node, y: int) -> None:
    if node.heading:
        over = y - (_NOTED - _ROW if node.note else 0) - _ROW + 2
        _text(svg, "fs-net__heading", over, node.heading)
    if node.note:
        _text(svg, "fs-net__note", y - 14, node.note)
    dot = {"class": f"fs-net__dot fs-net__dot--{node.kind}", "cx": f"{_GUTTER}%"}
    SubElement(svg, "circle", dot | {"cy": f"{y}", "r": "5"})
    if node.url:
        _text(SubElement(svg, "a", {"href": node.url}), "fs-net__name", y + 4, node.label)
    else:
        _text(svg, "fs-net__name fs-net__name--own", y + 4, node.label)


def _text(parent: Element, name: str, y: int, words: str) -> None:
    place = {"class": name, "x": f"{_GUTTER}%", "dx": "12", "y": f"{y}"}
    SubElement(parent, "text", place).text = words
