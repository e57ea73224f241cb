"""Whether a browser takes a value for a property: where it does not, an earlier value stays.

Of most values that is known; of what is not (`None`), nobody knows which value holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.check.colours import colour, may_be_colour
from generator.check.styles import length

SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}
_DISPLAYS = (
    "none contents inline-block inline-table inline-flex inline-grid table-row-group "
    "table-header-group table-footer-group table-row table-cell table-column-group table-column "
    "table-caption ruby-text -webkit-box -webkit-inline-box -webkit-flex -webkit-inline-flex "
    "list-item"
)
_OUTSIDE = frozenset(("block", "inline"))
_INSIDE = frozenset(("flow", "flow-root", "flex", "grid", "table", "ruby", "math"))
_DISPLAY = frozenset(_DISPLAYS.split())

_NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?"
_UNIT = r"(?:px|r?em|r?ex|r?ch|r?lh|in|[cm]m|q|p[tc]|ic|cap|(?:[sld]?v|cq)(?:[whib]|min|max)|%)"
_LENGTH = rf"(?:{_NUMBER}{_UNIT}|[+-]?0+(?:\.0+)?)"
_ANGLE = rf"(?:{_NUMBER}(?:deg|g?rad|turn)|0)"
_PART = rf"{_NUMBER}%?"


def top_level(value: str, apart: str) -> list[str]:
    """The pieces of a value between characters that stand in no brackets."""
    return re.findall(rf"(?:[^(){apart}]|{_BRACKETS})+", value)


_BRACKETS = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"


def _like(pattern: str) -> Callable[[str], bool | None]:
    """True of what a pattern matches; of anything else nobody knows."""
    expression = re.compile(pattern)
    return lambda it: expression.fullmatch(it) is not None or None


def _is_length(value: str) -> bool | None:
    if re.fullmatch(_LENGTH, value):
        return True
    # A number without a unit is one in a page without a document type; sums may be of other things.
    return None if "(" in value or re.fullmatch(_NUMBER, value) else False


def _is_size(value: str) -> bool | None:
    """Whether it is a height or a width: never negative, or a word."""
    return False if value[:1] == "-" and value[1:2] != "w" else _is_word_or_length(value)


def _is_word_or_length(value: str) -> bool | None:
    return value in _SIZE_WORDS or _is_length(value)


_SIZE_WORDS = ("auto", "none", "min-content", "max-content", "fit-content", "stretch")


def _is_display(value: str) -> bool:
    """Whether it is one word, or how a box stands and how it holds what is in it."""
    words = value.split()
    if len(words) == 1:
        return words[0] in _DISPLAY or words[0] in _OUTSIDE or words[0] in _INSIDE
    outside, inside = _OUTSIDE.intersection(words), _INSIDE.intersection(words)
    listed = "list-item" in words and inside <= {"flow", "flow-root"}
    return (
        len(outside) <= 1
        and len(inside) <= 1
        and (len(outside) + len(inside) + listed == len(words))
    )


def _is_font_size(value: str) -> bool | None:
    if value in SIZES or value in ("smaller", "larger", "math"):
        return True
    return False if value[:1] == "-" else _is_length(value)


def font_size(value: str) -> str | None:
    """The size that the shorthand `font` gives: empty where it gives none, None if nobody knows."""
    words = re.sub(r"\s*/\s*", "/", value).split()
    sizes = [n for n, it in enumerate(words) if _is_font_size(it.partition("/")[0])]
    if not sizes or sizes[0] == len(words) - 1:
        return None if "(" in value else ""
    (at, *_) = sizes
    size, slash, line = words[at].partition("/")
    before = [it for it in words[:at] if it != "normal"]
    kinds = [next((n for n, kind in enumerate(_FONT) if it in kind), -1) for it in before]
    sure = at <= 4 and -1 not in kinds and len(set(kinds)) == len(kinds)
    sure &= not slash or bool(re.fullmatch(rf"normal|{_NUMBER}{_UNIT}?", line))
    family = " ".join(words[at + 1 :])
    return size if sure and re.fullmatch(rf"{_FAMILY}(?:\s*,\s*{_FAMILY})*", family) else None


_FONT = (
    ("italic", "oblique"),
    ("small-caps",),
    ("bold", "bolder", "lighter", *(f"{n}00" for n in range(1, 10))),
    ("condensed", "semi-condensed", "expanded", "semi-expanded"),
)
_WORD = r"(?!(?:inherit|initial|unset|revert|revert-layer|default)\b)-?[a-z_][\w-]*"
_FAMILY = rf"(?:\"[^\"]*\"|'[^']*'|{_WORD}(?:\s+{_WORD})*)"


def _is_shadow(value: str) -> bool | None:
    """Whether it is `none`, or two or three lengths, with a colour before or after them."""
    return value == "none" or all(map(_is_one_shadow, top_level(value, ","))) or None


def _is_one_shadow(value: str) -> bool:
    words = top_level(value, r"\s")
    at = [n for n, it in enumerate(words) if re.fullmatch(_LENGTH, it)]
    others = [it for n, it in enumerate(words) if n not in at]
    return (
        len(at) in (2, 3)
        and at[-1] - at[0] == len(at) - 1
        and len(others) <= 1
        and all(map(colour, others))
        and all(abs(length(words[n]) or 0.0) <= _NEAR for n in at)
    )


_NEAR = 20.0  # pixels within which a shadow is one of its letters


def _is_stroke(value: str) -> bool | None:
    """Whether it is a width and a colour, in either order."""
    words = top_level(value, r"\s")
    wide = [it for it in words if re.fullmatch(_LENGTH, it) and length(it)]
    return (len(words) == 2 and len(wide) == 1 and any(map(colour, words))) or None


def _are_contained(words: list[str]) -> bool | None:
    known = {"size", "inline-size", "layout", "style", "paint"}
    return (len(words) == len(set(words)) and known.issuperset(words)) or None


_GRADIENT = re.compile(r"(?:repeating-)?(?:linear|radial|conic)-gradient\((.*)\)", re.DOTALL)
_ADDRESS = re.compile(r"url\((?:[^()\"']*|\s*\"[^\"]*\"\s*|\s*'[^']*'\s*)\)")
_PLACES = rf"(?:to|at|from|circle|ellipse|left|right|top|bottom|center|\s|{_ANGLE}|{_LENGTH})+"


def is_picture(value: str) -> bool:
    """Whether it is surely one that a browser takes: an address, or a gradient of known colours."""
    found = _GRADIENT.fullmatch(value)
    if not found:
        return _ADDRESS.fullmatch(value) is not None
    first, *stops = (it.strip() for it in top_level(found[1], ",") or [""])
    if not re.fullmatch(_PLACES, first):
        stops.insert(0, first)
    ends = (re.sub(rf"(?:\s+{_LENGTH}){{1,2}}$", "", it) for it in stops)
    return len(stops) > 1 and all(map(colour, ends))


_EDGE = rf"left|center|right|{_LENGTH}"
_PLACE = (
    rf"(?:{_EDGE})(?:\s+(?:top|center|bottom|{_LENGTH}))?"
    r"|(?:top|bottom)(?:\s+(?:left|center|right))?"
)
_ROOM = rf"cover|contain|(?:auto|{_LENGTH})(?:\s+(?:auto|{_LENGTH}))?"
_REPEAT = r"(?:no-)?repeat|round|space"
_LAYER = re.compile(
    rf"(?:(?P<place>(?:{_PLACE})(?:\s+/\s+(?:{_ROOM}))?)|(?P<fixed>scroll|fixed|local)"
    rf"|(?P<repeat>repeat-[xy]|(?:{_REPEAT})(?:\s+(?:{_REPEAT}))?)"
    r"|(?P<box>(?:border|padding|content)-box)|(?P<picture>none|<\d+>)|(?P<colour>#\d+#))(?:\s+|$)"
)


def background_layer(value: str) -> tuple[str, str] | None:
    """(picture, colour) of one layer of `background`, empty for none; None if it may be invalid."""
    words = top_level(value, r"\s")
    kinds = []
    for n, word in enumerate(words):
        if is_picture(word):
            kinds.append(f"<{n}>")
        elif word == "currentcolor" or _is_colour(word):
            kinds.append(f"#{n}#")
        else:
            kinds.append(word.replace("/", " / "))
    rest, found = " ".join(kinds), {"picture": "", "colour": ""}
    seen: set[str | None] = set()
    while rest:
        match = _LAYER.match(rest)
        if not match or match.lastgroup in seen:
            return None
        seen.add(match.lastgroup)
        if match.lastgroup in found and match[0][0] in "<#":
            found[match.lastgroup] = words[int(match[0].strip("<># "))]
        rest = rest[match.end() :]
    return found["picture"], found["colour"]


_POSITIVE = rf"(?!-){_LENGTH}"
_TRACK = rf"(?:{_LENGTH}|{_NUMBER}fr|auto|min-content|max-content)"
_MOVES = "|".join(
    (
        rf"translate[xyz]?\({_LENGTH}\)",
        rf"translate\({_LENGTH}\s*,\s*{_LENGTH}\)",
        rf"scale[xyz]?\({_PART}\)",
        rf"scale\({_PART}\s*,\s*{_PART}\)",
        rf"(?:rotate[xyz]?|skew[xy]?)\({_ANGLE}\)",
        rf"matrix\({_NUMBER}(?:\s*,\s*{_NUMBER}){{5}}\)",
    )
)
_FILTERS = "brightness|contrast|grayscale|invert|opacity|saturate|sepia"
_LINES = "none|underline|overline|line-through|solid|double|dotted|dashed|wavy"
_BLENDS = (
    "normal multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light "
    "difference exclusion hue saturation color luminosity plus-lighter plus-darker"
)
_SHOWN_OR_NOT = ("visible", "hidden")

_VALID: dict[str, Callable[[str], bool | None]] = {
    "display": _is_display,
    "visibility": lambda it: it in (*_SHOWN_OR_NOT, "collapse"),
    "opacity": lambda it: re.fullmatch(_PART, it) is not None or (None if "(" in it else False),
    "font-size": _is_font_size,
    "font-size-adjust": _like(rf"none|from-font|{_NUMBER}"),
    "text-indent": lambda it: _is_length(it.split(" ")[0]),
    "color": lambda it: _is_colour(it),
    "text-fill-color": lambda it: _is_colour(it),
    "background-color": lambda it: _is_colour(it),
    "background-clip": _like("(?:border|padding|content)-box|text"),
    "text-shadow": _is_shadow,
    "text-stroke": _is_stroke,
    "box-shadow": _is_shadow,
    "position": lambda it: it in ("static", "relative", "absolute", "fixed", "sticky"),
    "overflow": lambda it: it in ("visible", "hidden", "clip", "scroll", "auto", "overlay"),
    "float": lambda it: it in ("none", "left", "right", "inline-start", "inline-end"),
    "content-visibility": lambda it: it in (*_SHOWN_OR_NOT, "auto"),
    "backface-visibility": lambda it: it in _SHOWN_OR_NOT,
    "mix-blend-mode": lambda it: it in _BLENDS.split(),
    "transform": _like(rf"none|(?:(?:{_MOVES})\s*)+"),
    "translate": _like(rf"none|{_LENGTH}(?:\s+{_LENGTH}){{0,2}}"),
    "scale": _like(rf"none|{_PART}(?:\s+{_PART}){{0,2}}"),
    "rotate": _like(rf"none|(?:[xyz]\s+)?{_ANGLE}"),
    "zoom": _like(rf"normal|{_PART}"),
    "clip": _like(rf"auto|rect\((?:{_LENGTH}|auto)(?:\s*,\s*(?:{_LENGTH}|auto)){{3}}\)"),
    "clip-path": _like(rf"none|(?:inset|circle)\({_LENGTH}\)"),
    "filter": _like(rf"none|(?:(?:(?:{_FILTERS})\({_PART}\)|blur\({_LENGTH}\))\s*)+"),
    "contain": lambda it: it in ("none", "strict", "content") or _are_contained(it.split()),
    "content": _like(r"normal|none|\"[^\"]*\"|'[^']*'"),
    "text-decoration-line": _like(rf"(?:{_LINES})(?:\s+(?:{_LINES}|[a-z]+))*"),
    "line-height": _like(rf"normal|{_NUMBER}|{_LENGTH}"),
    "padding": _like(rf"{_POSITIVE}(?:\s+{_POSITIVE}){{0,3}}"),
    "flex": _like(rf"none|auto|{_NUMBER}(?:\s+{_NUMBER})?(?:\s+(?:{_LENGTH}|auto))?"),
    "flex-grow": _like(_NUMBER),
    "flex-basis": _like(rf"auto|content|{_LENGTH}"),
    **dict.fromkeys(
        ("mask", "mask-image", "mask-border", "mask-box-image", "offset", "offset-path"),
        _like("none"),
    ),
    **dict.fromkeys(
        ("grid-template-rows", "grid-template-columns", "grid-auto-rows"),
        _like(rf"none|{_TRACK}(?:\s+{_TRACK})*"),
    ),
    **dict.fromkeys(("grid", "grid-template"), _like("none")),
    **dict.fromkeys(
        ("height", "width", "max-height", "max-width", "min-height", "min-width"), _is_size
    ),
    **dict.fromkeys(
        ("left", "right", "top", "bottom", "margin-left", "margin-top"),
        lambda it: it == "auto" or _is_length(it),
    ),
    **dict.fromkeys(("padding-left", "padding-right", "padding-bottom"), _like(_POSITIVE)),
}


def _is_colour(value: str) -> bool | None:
    if re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", value):
        return None  # one in a page without a document type
    return may_be_colour(value)


def is_valid(name: str, value: str) -> bool | None:
    """Whether a browser takes a value for a property; None where nobody here knows.

    Args:
        name: of a property, which is no shorthand that is read as others.
        value: in small letters.
    """
    check = _VALID.get(name)
    return check is None or check(value)
