"""Whether the box of an element leaves its words on the page: not cut to nothing, not moved off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf

from generator.check import transforms
from generator.check.styles import length
from generator.check.transforms import FAR_OFF, OFF, THIN

WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
"""Values that any property may have."""

_WINDOW = {"left": 1_280.0, "right": 1_280.0, "top": 720.0, "bottom": 720.0}
# How far a box may be moved from a side of the page; below the page a reader scrolls.
_ON_PAGE = {
    "left": (-OFF, FAR_OFF),
    "top": (-OFF, inf),
    "right": (-FAR_OFF, FAR_OFF),
    "bottom": (-inf, FAR_OFF),
}
_LEAST_PART = 0.4  # of a letter's height that has to be there
_TABLES = frozenset(("table", "tbody", "tfoot", "thead", "tr", "td", "th"))
# Filters after which the colours of words are others, or nothing but a haze.
_FILTERS = re.compile(r"(?:brightness|contrast|invert|url)\(")
_OPACITY = re.compile(r"opacity\(((?:[^()]|\([^()]*\))*)\)")
_BLUR = re.compile(r"blur\(((?:[^()]|\([^()]*\))*)\)")


def is_out(name: str, values: Mapping[str, str], size: float, *, block: bool) -> bool:
    """Whether it is cut down to nothing, masked, or moved off the page."""

    def px(value: str, whole: float | None = None) -> float | None:
        return length(values.get(value, ""), size, whole)

    position = values.get("position", "static")
    if position not in {"static", "sticky", *WIDE} and _is_off(values, size, position == "fixed"):
        return True
    left = px("left", 1_280.0) if position not in {"static", *WIDE} else None
    if (px("margin-left", 1_280.0) or 0.0) + max(left or 0.0, 0.0) <= -OFF:
        return True
    if position in ("absolute", "fixed") and transforms.is_empty_rectangle(
        values.get("clip", ""), size
    ):
        return True
    if _is_filtered(values, size) or transforms.is_empty_shape(values.get("clip-path", ""), size):
        return True
    if not block:
        return False
    if (px("margin-top") or 0.0) <= -OFF or values.get("content-visibility") == "hidden":
        return True
    if (px("padding-left", 1_280.0) or 0.0) >= FAR_OFF or transforms.is_away(values, size):
        return True
    table = values.get("display", "").startswith(("table", "inline-table"))
    cut = values.get("overflow", "visible") not in {"visible", *WIDE}
    contained = set(values.get("contain", "").split())
    cut |= not contained.isdisjoint(("paint", "strict", "content"))
    if not cut or table or name in _TABLES:
        return False
    alone = not contained.isdisjoint(("size", "strict"))
    return _is_thin(values, "height", size, alone) or _is_thin(values, "width", size, False)


def _is_off(values: Mapping[str, str], size: float, fixed: bool) -> bool:
    """Whether a box that is placed stands off the page; a fixed one, outside of its window."""
    for side, (least, most) in _ON_PAGE.items():
        window = _WINDOW[side]
        moved = length(values.get(side, ""), size, window)
        if fixed:
            least, most = (-OFF, window) if side in ("left", "top") else (-100.0, window)
        if moved is not None and not least < moved < most:
            return True
    return False


def _is_filtered(values: Mapping[str, str], size: float) -> bool:
    value = values.get("filter", "")
    if _FILTERS.search(value):
        return True
    if any((length(it.strip() or "1", whole=1.0) or 0.0) < 0.1 for it in _OPACITY.findall(value)):
        return True
    if any((length(it, size) or 0.0) > size / 2 for it in _BLUR.findall(value)):
        return True
    masks = (
        values.get(it, "none") for it in ("mask", "mask-image", "mask-border", "mask-box-image")
    )
    return any(it not in {"none", *WIDE} and "(" in it for it in masks)


def _is_thin(values: Mapping[str, str], side: str, size: float, alone: bool) -> bool:
    """Whether a box that cuts off what does not fit has no room in one direction.

    Args:
        alone: without a height of its own it has none, whatever is in it.
    """

    def px(name: str) -> float | None:
        return length(values.get(name, ""), size, 1_280.0 if side == "width" else 720.0)

    own, most, least = px(side), px(f"max-{side}"), px(f"min-{side}")
    if side == "height" and own is None and values.get("line-height"):
        lines = length(values["line-height"], size, size)
        own = lines if lines is not None and lines <= 0.05 else None
    if own is None and alone and values.get(side, "auto") == "auto":
        own = 0.0
    sizes = [it for it in (own, most) if it is not None]
    if not sizes or max(min(sizes), least or 0.0) > max(THIN, _LEAST_PART * size):
        return False
    # In the padding after it words that flow over are seen.
    padding = values.get("padding", "").split() or ["0"]
    after = padding[2 if len(padding) > 2 else 0] if side == "height" else padding[-1]
    after = values.get("padding-bottom" if side == "height" else "padding-right", after)
    return (length(after, size, 1_280.0) or 0.0) <= THIN
