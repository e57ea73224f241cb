"""Whether a box that is turned, moved, scaled or cut to a shape leaves its words to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import cos, pi

from generator.check.grammar import top_level
from generator.check.styles import length

OFF = 300.0
"""Pixels above or left of its place from which a box is taken to be off the page."""

FAR_OFF = 5_000.0
"""The same to the right, where a page may go on."""

THIN = 1.5
"""Pixels of a box in which no letter can be read."""

_SMALLEST = 0.2  # of its size, to which a box may be scaled
_LARGEST = 1.5  # beyond which what stands at the side of a page grows out of it
_FLATTEST = 0.2
_PAGE = 1_280.0
_FUNCTIONS = re.compile(r"\s*([a-z0-9]+)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
_SHAPE = re.compile(r"([a-z]+)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)\s*(?:[a-z-]+)?\s*")
_ROUND = 400.0  # radius of a circle that leaves the words of a line
_WHOLE = 10_000.0  # stands for all of a side of which a shape is cut
_PLAIN = ("none", "inherit", "initial", "unset", "revert", "revert-layer", "")


def is_away(values: Mapping[str, str], size: float) -> bool:
    """Whether transforms move a box off the page, turn it on its edge, or make it a dot."""
    hides_back = values.get("backface-visibility", "visible") == "hidden"
    scale = values.get("scale", "")
    turned = values.get("rotate", "")
    calls = [("translate", values.get("translate", ""))]
    if scale not in _PLAIN:
        calls.append(("scale", scale))
    if turned not in _PLAIN:
        words = turned.split()
        calls.append(("rotate" if len(words) == 1 else "rotate3d", turned))
        if (len(words) == 2 and words[0] in "xyz") or (len(words) == 2 and words[1] in "xyz"):
            axis = words[0] if words[0] in ("x", "y", "z") else words[1]
            calls[-1] = ("rotate" + axis, words[1] if words[0] == axis else words[0])
    value = values.get("transform", "")
    if value not in _PLAIN:
        found = _FUNCTIONS.findall(value)
        if _FUNCTIONS.sub("", value).strip():
            return False  # nothing that a browser knows
        calls += found
    return any(
        _is_away(name, given, size, hides_back, "left" in values)
        for name, given in calls
        if given not in _PLAIN
    )


def _parts(given: str) -> list[str]:
    return top_level(given, r"\s,")


def _is_away(name: str, given: str, size: float, hides_back: bool, placed: bool) -> bool:
    parts = _parts(given)
    if name.startswith("translate"):
        return _is_moved(name, parts, size, placed)
    numbers = [length(part, size, 1.0) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return "(" in given  # else invalid: nothing happens
    if name.startswith("scale"):
        flat = name in ("scalez", "scale3d")
        sides = known[:2] if name == "scale3d" else known
        return any(
            not _SMALLEST <= abs(it) < _LARGEST for it in ([] if name == "scalez" else sides)
        ) or (flat and any(it == 0 for it in known))
    if name in ("rotatex", "rotatey"):
        turn = cos(known[0]) if known else 1.0
        return abs(turn) < _FLATTEST or (hides_back and turn < 0)
    if name in ("skew", "skewx", "skewy"):
        return any(abs(cos(it % pi)) < _FLATTEST for it in known)
    if name == "matrix" and len(known) == 6:
        a, b, c, d, x, y = known
        small = abs(a * d - b * c) < _SMALLEST**2
        return small or x <= -OFF or y <= -OFF or x >= FAR_OFF or y >= FAR_OFF
    # In depth nobody here knows what is left of a box.
    return name in ("matrix3d", "rotate3d", "perspective")


def _is_moved(name: str, parts: list[str], size: float, placed: bool) -> bool:
    across = name != "translatey"
    for n, part in enumerate(parts[:2]):
        if name == "translatez":
            return (length(part, size) or 0.0) <= -FAR_OFF
        moved = length(part, size)
        if moved is None:
            # Of the box itself, often as wide as the page: a placed one is put in the middle so.
            share = length(part, size, 1.0) or 0.0
            if share <= ((-1.0 if placed else -OFF / _PAGE) if across and n == 0 else -2.0):
                return True
        elif moved <= -OFF or moved >= FAR_OFF:
            return True
    return False


# --- shapes -----------------------------------------------------------------------------------


def is_empty_rectangle(value: str, size: float) -> bool:
    """Whether `clip: rect(top, right, bottom, left)` leaves nothing."""
    found = _SHAPE.fullmatch(value)
    if not found or found[1] != "rect":
        return False
    edges = [length(it, size) for it in _parts(found[2])]
    if len(edges) != 4:
        return False
    top, right, bottom, left = edges
    narrow = right is not None and right - (left or 0.0) <= THIN
    beyond = (left or 0.0) >= FAR_OFF or (top or 0.0) >= FAR_OFF
    return narrow or beyond or (bottom is not None and bottom - (top or 0.0) <= THIN)


def is_empty_shape(value: str, size: float) -> bool:
    """Whether `clip-path` leaves nothing, or a shape of which nobody here knows what it leaves."""
    if value in _PLAIN or value.startswith("url("):
        return False
    shape = _SHAPE.match(value)
    if not shape:
        return False
    given = shape[2].partition(" round ")[0]
    given, _, centre = given.partition(" at ") if " at " in given else (given, "", "")
    if given.startswith("at "):
        given, centre = "", given[3:]
    words = _parts(given)
    name = shape[1]
    if name in ("path", "shape"):
        return True
    if name == "polygon":
        words = [it for it in words if it not in ("nonzero", "evenodd")]
    numbers = [length(it, size, _WHOLE) for it in words]
    known = [it for it in numbers if it is not None]
    if name == "circle" and not (centre and given):
        # Around the middle of a line, whose words begin at its side.
        return (length(given.strip(), size, _PAGE / 2) or 0.0) < _ROUND
    if len(known) < len(numbers):
        return name not in ("rect", "circle", "ellipse")  # words such as `auto` are of these
    if name == "inset":
        return _is_inset(known, [length(it, size, _PAGE) or 0.0 for it in words], size)
    if name in ("circle", "ellipse"):
        middle = [length(it, size, _WHOLE) or 0.0 for it in centre.split()]
        return (bool(known) and min(known) <= THIN) or any(it < 0 for it in middle)
    if name == "xywh":
        return len(known) == 4 and min(known[2:]) <= THIN
    if name == "rect":
        return len(known) == 4 and (known[2] <= known[0] or known[1] <= known[3])
    if name == "polygon" and known:
        sides = known[0::2], known[1::2]
        return any(not it or max(it) - min(it) <= THIN or max(it) <= 0 for it in sides)
    return False


def _is_inset(known: list[float], across: list[float], size: float) -> bool:
    if not known:
        return False
    top, _, bottom, _ = _sides(known)
    _, right, _, left = _sides(across)
    # Of a box of one line, which most are, hardly more than a line can be taken away.
    tall = top + bottom if max(top, bottom) < FAR_OFF else 0.0
    return (
        top + bottom >= _WHOLE
        or left + right >= _PAGE
        or top >= FAR_OFF
        or left >= OFF
        or tall >= 1.2 * size
    )


def _sides(given: list[float]) -> list[float]:
    """Top, right, bottom and left; one that is left out is as that across."""
    return [*given, given[1]] if len(given) == 3 else (given * 4)[:4]
