"""Reads colours as browsers do: those of style sheets, and those of the attributes before them."""

from __future__ import annotations

import re
from functools import lru_cache

import tinycss2
from tinycss2.color4 import parse_color

Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each from 0 to 1."""

WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
LINK: Colour = (0.0, 0.0, 0.93, 1.0)

_LONGEST = 200
# What browsers call by the use that a system makes of it.
_OF_SYSTEM = {
    **dict.fromkeys(("canvas", "field", "window", "background", "menu", "infobackground"), WHITE),
    **dict.fromkeys(("highlighttext", "selecteditemtext", "appworkspace", "scrollbar"), WHITE),
    **dict.fromkeys(("buttonhighlight", "inactivecaption", "threedhighlight"), WHITE),
    **dict.fromkeys(("canvastext", "fieldtext", "windowtext", "menutext", "infotext"), BLACK),
    **dict.fromkeys(("buttontext", "captiontext", "marktext", "-webkit-text"), BLACK),
    **dict.fromkeys(("linktext", "-webkit-link", "visitedtext", "activetext"), LINK),
    "buttonface": (0.94, 0.94, 0.94, 1.0),
    "graytext": (0.5, 0.5, 0.5, 1.0),
    "mark": (1.0, 1.0, 0.0, 1.0),
    "highlight": LINK,
}
_FUNCTION = re.compile(r"[a-z-]+\(.*\)", re.DOTALL)


def may_be_colour(value: str) -> bool:
    """Whether a browser may take a value for a colour; one with `(` that is not read here, too."""
    return value == "currentcolor" or colour(value) is not None or bool(_FUNCTION.fullmatch(value))


@lru_cache(maxsize=1024)
def colour(value: str) -> Colour | None:
    """A colour in small letters; None where it is none, or none that is read here."""
    if len(value) > _LONGEST:
        return None
    if value in _OF_SYSTEM:
        return _OF_SYSTEM[value]
    if value.startswith("light-dark("):
        (function,) = tinycss2.parse_component_value_list(value)[:1]
        light = tinycss2.serialize(getattr(function, "arguments", [])).split(",")[0]
        return colour(light.strip())
    try:
        read = parse_color(value)
        if read is None and re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", value):
            read = parse_color(f"#{value}")  # as pages without a document type may write it
        if read is None or isinstance(read, str):
            return None
        red, green, blue = (max(0.0, min(1.0, part)) for part in _srgb(read))
        return red, green, blue, max(0.0, min(1.0, float(read.alpha)))
    except (ValueError, NotImplementedError, TypeError, ZeroDivisionError, OverflowError):
        return None


def over(upper: Colour, lower: Colour) -> Colour:
    """A colour that lets another through, in front of it."""
    part = upper[3]
    red, green, blue = (part * a + (1 - part) * b for a, b in zip(upper, lower[:3], strict=False))
    return red, green, blue, 1.0


def _srgb(read: object) -> list[float]:
    space = getattr(read, "space", "")
    coordinates = [float(part or 0) for part in getattr(read, "coordinates", ())]
    convert = getattr(read, "to")  # noqa: B009 - the library has no types
    if space in ("srgb", "hsl", "hwb"):
        return [float(part or 0) for part in convert("srgb").coordinates]
    if space in ("lab", "lch"):
        x, y, z = convert("xyz-d50").coordinates
        x, y, z = (
            0.95547 * x - 0.02310 * y + 0.06326 * z,
            -0.02837 * x + 1.00999 * y + 0.02104 * z,
            0.01231 * x - 0.02051 * y + 1.33037 * z,
        )
    elif space in ("oklab", "oklch", "xyz", "xyz-d65"):
        x, y, z = convert("xyz-d65").coordinates
    else:  # a wider space, near enough to tell whether two colours are the same
        return coordinates
    linear = (
        3.24097 * x - 1.53738 * y - 0.49861 * z,
        -0.96924 * x + 1.87597 * y + 0.04156 * z,
        0.05563 * x - 0.20398 * y + 1.05697 * z,
    )
    return [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear]


@lru_cache(maxsize=256)
def of_attribute(value: str) -> Colour | None:
    """The colour of an attribute such as `bgcolor`, by the rules of HTML for these; None for none.

    Nearly any word is one: `fff` is nearly black, and so is `zzz`.
    """
    value = value.strip(" \t\n\f\r").lower()
    if not value or value == "transparent":
        return None
    word = re.fullmatch(r"[a-z]+", value) and not re.fullmatch(r"[a-f]+", value)
    if word and value not in _OF_SYSTEM and (named := colour(value)):
        return named
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return colour(value)
    value = re.sub("[^\0-\uffff]", "00", value)[:128].removeprefix("#")
    value = re.sub("[^0-9a-f]", "0", value)
    while not value or len(value) % 3:
        value += "0"
    size = len(value) // 3
    parts = [value[n * size : (n + 1) * size][-8:] for n in range(3)]
    while size > 2 and all(part[0] == "0" for part in parts) and len(parts[0]) > 2:
        parts = [part[1:] for part in parts]
    red, green, blue = (int(part[:2], 16) / 255 for part in parts)
    return red, green, blue, 1.0
