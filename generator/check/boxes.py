"""Whether the box of an element leaves its words on the page: not cut to nothing, not moved off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf

from generator.check.styles import length

OFF = 1_000.0
"""Pixels above or left of the page's edge from which nothing is seen."""

FAR_OFF = 5_000.0
"""The same to the right, where a page may go on."""

WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
"""Values that any property may have."""

# How far a box may be moved from a side of the page; below the page a reader scrolls.
_ON_PAGE = {
    "left": (-OFF, FAR_OFF),
    "top": (-OFF, inf),
    "right": (-OFF, FAR_OFF),
    "bottom": (-inf, FAR_OFF),
}
_THIN = 1.5  # pixels of a box in which no letter can be read
_TABLES = frozenset(("table", "tbody", "tfoot", "thead", "tr", "td", "th"))
_ZERO_SCALE = re.compile(
    r"(?:scale(?:3d|x|y)?\(\s*(?:[^,()]*,\s*)?|matrix\(\s*)[+-]?0*\.?0*%?\s*[,)]"
    r"|rotate[xy]\(\s*[+-]?(?:90|270)deg\s*\)"
)
_TRANSLATION = re.compile(r"translate(?:3d|x|y)?\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_SHAPE = re.compile(r"(inset|circle|ellipse|polygon|xywh|rect)\(\s*([^()]*)\)")


def is_out(name: str, said: Mapping[str, str], size: float, *, block: bool) -> bool:
    """Whether it is cut down to nothing, or moved off the page."""

    def px(value: str, whole: float | None = None) -> float | None:
        return length(said.get(value, ""), size, whole)

    position = said.get("position", "static")
    if position not in {"static", *WIDE}:
        for side, (least, most) in _ON_PAGE.items():
            moved = px(side, 1_280.0 if side in ("left", "right") else None)
            if moved is not None and not least < moved < most:
                return True
    if (px("margin-left", 1_280.0) or 0.0) <= -OFF:
        return True
    if position in ("absolute", "fixed") and _is_empty_rectangle(said.get("clip", ""), size):
        return True
    if _is_empty_shape(said.get("clip-path", ""), size):
        return True
    if re.search(r"opacity\(\s*0*(?:\.0*)?%?\s*\)", said.get("filter", "")):
        return True
    if not block:
        return False
    if (px("margin-top") or 0.0) <= -OFF or said.get("content-visibility") == "hidden":
        return True
    if _is_transformed_away(said, size):
        return True
    table = said.get("display", "").startswith(("table", "inline-table"))
    if said.get("overflow", "visible") in {"visible", *WIDE} or table or name in _TABLES:
        return False
    return _is_thin(said, "height", size) or _is_thin(said, "width", size)


def _is_thin(said: Mapping[str, str], side: str, size: float) -> bool:
    """Whether a box that cuts off what does not fit has no room in one direction."""

    def px(name: str) -> float | None:
        return length(said.get(name, ""), size, 1_280.0 if side == "width" else None)

    own, most, least = px(side), px(f"max-{side}"), px(f"min-{side}")
    if side == "height" and own is None and said.get("line-height"):
        lines = length(said["line-height"], size, size)
        own = lines if lines is not None and lines <= 0.05 else None
    sizes = [it for it in (own, most) if it is not None]
    if not sizes or max(min(sizes), least or 0.0) > _THIN:
        return False
    # In the padding after it words that flow over are seen.
    padding = said.get("padding", "").split() or ["0"]
    after = padding[2 if len(padding) > 2 else 0] if side == "height" else padding[-1]
    after = said.get("padding-bottom" if side == "height" else "padding-right", after)
    return (length(after, size, 1_280.0) or 0.0) <= _THIN


def _is_empty_rectangle(value: str, size: float) -> bool:
    """Whether `clip: rect(top, right, bottom, left)` leaves nothing."""
    if not value.startswith("rect("):
        return False
    edges = [length(it, size) for it in re.split(r"[\s,]+", value[5:].rstrip(") ").strip())]
    if len(edges) != 4:
        return False
    top, right, bottom, left = edges
    narrow = right is not None and right - (left or 0.0) <= _THIN
    return narrow or (bottom is not None and bottom - (top or 0.0) <= _THIN)


def _is_empty_shape(value: str, size: float) -> bool:
    """Whether `clip-path` leaves nothing."""
    shape = _SHAPE.search(value)
    if not shape:
        return False
    given = shape[2].partition(" round ")[0].partition(" at ")[0]
    numbers = [length(it, size, 10_000.0) for it in re.split(r"[\s,]+", given.strip()) if it]
    known = [it for it in numbers if it is not None]
    if not known or len(known) < len(numbers):
        return False
    if shape[1] == "inset":
        top, right, bottom, left = known if len(known) == 4 else (known * 4)[:4]
        if len(known) == 3:
            bottom, left = known[2], known[1]
        return top + bottom >= 10_000.0 or left + right >= 10_000.0 or min(top, left) >= FAR_OFF
    if shape[1] in ("circle", "ellipse"):
        return min(known) <= _THIN
    if shape[1] == "xywh":
        return len(known) == 4 and min(known[2:]) <= _THIN
    if shape[1] == "rect":
        return len(known) == 4 and (known[2] <= known[0] or known[1] <= known[3])
    return max(known[0::2]) - min(known[0::2]) <= _THIN or (
        len(known) > 1 and max(known[1::2]) - min(known[1::2]) <= _THIN
    )


def _is_transformed_away(said: Mapping[str, str], size: float) -> bool:
    moves = [said.get("translate", "")]
    value = said.get("transform", "")
    if _ZERO_SCALE.search(value) or "0" in said.get("scale", "").split():
        return True
    moves += [found[1] for found in _TRANSLATION.finditer(value)]
    for part in (part for move in moves for part in re.split(r"[\s,]+", move) if part):
        far = length(part, size)
        if far is not None and (far <= -OFF or far >= FAR_OFF):
            return True
    return False
