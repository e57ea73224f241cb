"""What style declarations say of an element: the value of each property that a browser takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from generator.check.boxes import WIDE
from generator.check.colours import colour, may_be_colour
from generator.check.styles import Declaration, length, resolved

_DISPLAYS = (
    "none contents inline-block inline-table inline-flex inline-grid table-row-group "
    "table-header-group table-footer-group table-row table-cell table-column-group table-column "
    "table-caption ruby-text -webkit-box -webkit-inline-box -webkit-flex -webkit-inline-flex "
    "list-item"
)
_OUTSIDE = frozenset(("block", "inline"))
_INSIDE = frozenset(("flow", "flow-root", "flex", "grid", "table", "ruby", "math"))
_DISPLAY = frozenset(_DISPLAYS.split())
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


def cascaded(ordered: Iterable[Declaration], variables: Mapping[str, str]) -> dict[str, str]:
    """The value of each property, as the last valid declaration of it has it."""
    values: dict[str, str] = {}
    for one in ordered:
        value = resolved(one.value, variables)
        if value and _LATER.search(value) and not one.name.startswith("--"):
            values[UNKNOWN] = one.name
        elif one.name == "all" and value in WIDE:
            values.clear()
            if value in ("initial", "unset"):
                values.update(display="inline", visibility=value, color=value)
        elif value is None:  # a variable without a value: as if nothing had been said
            values.pop(one.name.removeprefix("-webkit-"), None)
        elif not one.name.startswith("--"):
            for name, part in _longhands(one.name.removeprefix("-webkit-"), value):
                if part in WIDE or _is_valid(name, part):
                    values[name] = part
    return values


UNKNOWN = "?"
"""Said of an element of which nobody here knows what is said: a browser works the value out."""
_LATER = re.compile(r"(?:^|[\s(,*/+-])(?:env|attr|if|inherit|random|sibling-\w+|--[\w-]+)\(")


def _longhands(name: str, value: str) -> Iterable[tuple[str, str]]:
    """A shorthand as what it stands for."""
    words = value.split()
    if name in ("overflow", "overflow-x", "overflow-y", "overflow-inline", "overflow-block"):
        return [("overflow", next((w for w in words if w != "visible"), "visible"))]
    if name == "font":
        return [("font-size", size)] if (size := _size_of_font(value)) else []
    if name in ("background", "background-image"):
        return _background(name, value)
    if name in ("text-decoration", "text-decoration-line"):
        return [("text-decoration-line", value)]
    if name in ("inset", "margin", "inset-inline", "inset-block", "margin-inline", "margin-block"):
        sides = (words * 4)[:4] if len(words) != 3 else [*words, words[1]]
        names: tuple[str, ...] = ("top", "right", "bottom", "left")
        if name.endswith("inline"):
            names, sides = ("left", "right"), (words * 2)[:2]
        elif name.endswith("block"):
            names, sides = ("top", "bottom"), (words * 2)[:2]
        before = "margin-" if name.startswith("margin") else ""
        return [(before + side, it) for side, it in zip(names, sides, strict=False)]
    return [(_LOGICAL.get(name, name), value)]


_OF_SYSTEM = ("caption", "icon", "menu", "message-box", "small-caption", "status-bar")


def _size_of_font(value: str) -> str:
    """The size that the shorthand `font` gives; nothing where it is none, as without a family."""
    if value in _OF_SYSTEM:
        return "small"
    if value in WIDE:
        return value
    words = re.sub(r"\s*/\s*", "/", value).split()
    sizes = (word.partition("/")[0] for word in words[:-1])
    if "(" in value:  # a sum, with blanks in it
        found = re.search(r"[a-z-]+\((?:[^()]|\([^()]*\))*\)", value)
        if found and _is_valid("font-size", found[0]):
            return found[0]
    return next((s for s in sizes if s not in WIDE and _is_valid("font-size", s)), "")


_LOGICAL = {
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "inset-block-start": "top",
    "inset-block-end": "bottom",
    "margin-inline-start": "margin-left",
    "inline-size": "width",
    "margin-block-start": "margin-top",
    "block-size": "height",
    "max-block-size": "max-height",
    "max-inline-size": "max-width",
    "min-block-size": "min-height",
    "padding-inline-end": "padding-right",
    "padding-inline-start": "padding-left",
}


_PICTURE = re.compile(r"[a-z-]*(?:url|gradient|image|image-set|element|cross-fade|paint)\(")


def _background(name: str, value: str) -> list[tuple[str, str]]:
    if _PICTURE.search(value):
        rest = _PICTURE.split(value)[0] if name == "background" else ""
        after = value[value.rindex(")") + 1 :] if ")" in value and name == "background" else ""
        words = [word for word in f"{rest} {after}".replace(",", " ").split() if colour(word)]
        named = [("background-color", words[-1] if words else "transparent")]
        return [("background-image", value), *(named if name == "background" else [])]
    found = [("background-image", "none")]
    if name == "background":
        whole = colour(value)
        words = [value] if whole else value.split()
        named_ = next((word for word in words if colour(word) or word in AS_IS), None)
        known = all(re.fullmatch(r"[\w%.,/+-]+", word) for word in words)
        if whole is None and not named_ and not known:
            named_ = "unknown()"
        found.append(("background-color", named_ or "transparent"))
    return found


AS_IS = {*WIDE, "currentcolor"}


def _is_valid(name: str, value: str) -> bool:
    check = _VALID.get(name)
    return check is None or check(value)


def _is_display(words: list[str]) -> bool:
    """Whether it is one word, or how a box stands and how it holds what is in it."""
    if len(words) == 1:
        return words[0] in _DISPLAY or words[0] in _OUTSIDE or words[0] in _INSIDE
    outside, inside = _OUTSIDE.intersection(words), _INSIDE.intersection(words)
    listed = "list-item" in words and inside <= {"flow", "flow-root"}
    return (
        len(outside) <= 1
        and len(inside) <= 1
        and (len(outside) + len(inside) + listed == len(words))
    )


def _is_length(value: str) -> bool:
    return length(value, whole=1.0) is not None


_VALID: dict[str, Callable[[str], bool]] = {
    "display": lambda it: _is_display(it.split()),
    "visibility": lambda it: it in ("visible", "hidden", "collapse"),
    "opacity": lambda it: (
        bool(re.match(r"[-+]?[\d.]+(?:e[-+]?\d+)?%?$", it)) or ("(" in it and _is_length(it))
    ),
    "font-size": lambda it: (
        it in SIZES
        or it in ("smaller", "larger")
        or it == "math"
        or (length(it, whole=1.0) or -1.0) >= 0
        or length(it, whole=1.0) == 0
        or ("(" in it and _is_length(it))
    ),
    "text-indent": lambda it: _is_length(it.split(" ")[0]),
    "color": may_be_colour,
    "text-fill-color": may_be_colour,
    "background-color": may_be_colour,
    "position": lambda it: it in ("static", "relative", "absolute", "fixed", "sticky"),
    "overflow": lambda it: it in ("visible", "hidden", "clip", "scroll", "auto", "overlay"),
    "float": lambda it: it in ("none", "left", "right", "inline-start", "inline-end"),
    "content-visibility": lambda it: it in ("visible", "auto", "hidden"),
    **dict.fromkeys(
        ("height", "width", "max-height", "max-width", "min-height", "min-width"),
        lambda it: (length(it, whole=1.0) or 0) >= 0 and bool(re.match(r"[\w.+(-]", it)),
    ),
    **dict.fromkeys(
        ("left", "right", "top", "bottom", "margin-left", "margin-top"),
        lambda it: it == "auto" or _is_length(it),
    ),
}
