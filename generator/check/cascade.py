"""What style declarations say of an element: the value of each property that a browser takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.check.boxes import WIDE
from generator.check.grammar import background_layer, font_size, is_picture, is_valid, top_level
from generator.check.styles import Declaration, resolved


def cascaded(ordered: Iterable[Declaration], variables: Mapping[str, str]) -> dict[str, str]:
    """The value of each property, as the last valid declaration of it has it."""
    values: dict[str, str] = {}
    unsure: set[str] = set()  # properties of which nobody knows whether an earlier value stays
    for one in ordered:
        value = resolved(one.value, variables)
        if value and _LATER.search(value) and not one.name.startswith("--"):
            values[UNKNOWN] = one.name
        elif one.name == "all" and value in WIDE:
            values.clear()
            unsure.clear()
            if value in ("initial", "unset"):
                values.update(display="inline", visibility=value, color=value)
        elif value is None:  # a variable without a value: as if nothing had been said
            values.pop(one.name.removeprefix("-webkit-"), None)
        elif not one.name.startswith("--"):
            for name, part in _longhands(one.name.removeprefix("-webkit-"), value):
                valid = part in WIDE or is_valid(name, part)
                if valid is None and values.get(name, part) != part:
                    unsure.add(name)
                elif valid is None and name in _GIVING:
                    values[name] = "none"
                elif valid is not False:
                    unsure.discard(name)
                    values[name] = part
    if unsure:
        values[UNKNOWN] = min(unsure)
    return values


# What shows words that are not seen without it has to be sure.
_GIVING = frozenset(("text-shadow", "text-stroke", "padding", "padding-right", "padding-bottom"))
UNKNOWN = "?"
"""Said of an element of which nobody here knows what is said: a browser works the value out."""
_LATER = re.compile(
    r"(?:^|[\s(,*/+-])(?:env|attr|if|inherit|random|sibling-\w+|anchor(?:-size)?|calc-size|"
    r"--[\w-]+)\("
)


def _longhands(name: str, value: str) -> Iterable[tuple[str, str]]:
    """A shorthand as what it stands for."""
    words = value.split()
    if name in ("overflow", "overflow-x", "overflow-y", "overflow-inline", "overflow-block"):
        if len(words) > 2 or not all(is_valid("overflow", it) or it in WIDE for it in words):
            return []
        return [("overflow", next((w for w in words if w != "visible"), "visible"))]
    if name == "font":
        size = "small" if value in _OF_SYSTEM else value if value in WIDE else font_size(value)
        return [(UNKNOWN, value)] if size is None else [("font-size", size)] if size else []
    if name in (
        "text-stroke-color",
        "text-stroke-width",
    ):  # which may take away what `text-stroke` gives
        return [("text-stroke", "none")]
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
        whole = [(before + side, it) for side, it in zip(names, sides, strict=False)]
        known = all(is_valid("left", it) is not False for it in words) or value in WIDE
        return whole if known and len(words) <= 4 // (1 + (len(names) == 2)) else []
    return [(_LOGICAL.get(name, name), value)]


_OF_SYSTEM = ("caption", "icon", "menu", "message-box", "small-caption", "status-bar")
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


def _background(name: str, value: str) -> list[tuple[str, str]]:
    if value in WIDE:
        whole = [("background-image", value), ("background-color", value)]
        return whole if name == "background" else whole[:1]
    layers = top_level(value, ",")
    if name == "background-image":
        sure = all(it.strip() == "none" or is_picture(it.strip()) for it in layers)
        return [(name, value if sure else _UNREAD)]
    read = [background_layer(it.strip()) for it in layers]
    if None in read or any(it and it[1] for it in read[:-1]):  # only the last may have a colour
        return [("background-image", _UNREAD), ("background-color", _UNREAD)]
    pictures = [it[0] for it in read if it and it[0]]
    return [
        ("background-image", ", ".join(pictures) or "none"),
        ("background-color", (read and read[-1] and read[-1][1]) or "transparent"),
    ]


_UNREAD = "unread()"  # a colour or a picture of which nobody knows what it is

AS_IS = {*WIDE, "currentcolor"}
