"""How an element looks, as far as it decides whether a reader sees its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from generator.check.boxes import FAR_OFF, OFF, WIDE, is_out
from generator.check.styles import Colour, Declaration, colour, length, resolved

_SMALLEST = 3.0  # pixels below which a letter is a dot
_FAINTEST = 0.1  # opacity below which nothing is seen
_NEAREST = 12 / 255  # difference of two colours, in each part, that no eye tells
_WHITE, _BLACK, _LINK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.93, 1.0)
_YELLOW, _BUTTON = (1.0, 1.0, 0.0, 1.0), (0.94, 0.94, 0.94, 1.0)

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li "
    "listing main marquee menu nav ol optgroup option p plaintext pre search section summary td th "
    "ul xmp button input img meter progress"
)
_DISPLAYS = (
    "none contents block inline flow flow-root table flex grid ruby list-item inline-block "
    "inline-table inline-flex inline-grid table-row-group table-header-group table-footer-group "
    "table-row table-cell table-column-group table-column table-caption ruby-base ruby-text "
    "ruby-base-container ruby-text-container math -webkit-box -webkit-inline-box "
    "-webkit-flex -webkit-inline-flex run-in"
)
_BLOCK = frozenset(_BLOCKS.split())
_DISPLAY = frozenset(_DISPLAYS.split())
_INLINE = frozenset(("inline", "contents", "ruby", "ruby-base", "ruby-text", "run-in"))
_SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How an element is drawn, and what those inside inherit of it.

    Attributes:
        gone: neither it nor anything in it is drawn, whatever is said inside.
        drawn: `visibility`, which those inside may set back.
        size: of the font in pixels.
        ink: colour of the letters; None where it is not known.
        ground: colour behind them; None where it is not known.
        indent: of first lines in pixels; a block of text takes it up.
        away: the words of its block of text stand off the page.
        lays: it lays out its children as blocks, whatever they are.
    """

    gone: bool = False
    drawn: bool = True
    size: float = 16.0
    ink: Colour | None = _BLACK
    ground: Colour | None = _WHITE
    opacity: float = 1.0
    indent: float = 0.0
    away: bool = False
    lays: bool = False
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def passes_on(self) -> bool:
        """Whether an element of which nothing is said looks the same inside it."""
        return not self.lays and not self.indent

    @property
    def seen(self) -> bool:
        """Whether a reader sees words that stand in it."""
        if self.gone or not self.drawn or self.away or self.size < _SMALLEST:
            return False
        ink, ground = self.ink, self.ground
        if ink is None:
            return True
        if ink[3] < _FAINTEST:
            return False
        return ground is None or any(
            abs(a - b) > _NEAREST for a, b in zip(ink[:3], ground[:3], strict=True)
        )


def look(name: str, above: Look, declarations: Iterable[Declaration], *, unshown: bool) -> Look:
    """The look of an element.

    Args:
        name: of the element, in small letters.
        above: the look of the element it stands in.
        declarations: all that hold for it, in any order.
        unshown: the browser shows it only where a style says so, as with `hidden`.
    """
    ordered = sorted(declarations, key=lambda one: one.weight)
    own = {one.name: one.value for one in ordered if one.name.startswith("--")}
    variables = tuple({**dict(above.variables), **own}.items()) if own else above.variables
    said = _said(ordered, dict(variables))
    display = _display(name, said, above, unshown=unshown)
    size = _size(said.get("font-size", ""), above.size, inherited=name != "html")
    block = _is_block(name, said, display, above)
    indent = _indent(said, above, size)
    ink, ground = _colours(name, said, above)
    faded = _fraction(said.get("opacity", "1"), 1.0) if display != "contents" else 1.0
    opacity = above.opacity * faded
    gone = (
        above.gone
        or display in ("none", "table-column", "table-column-group")
        or opacity < _FAINTEST
        or "line-through" in said.get("text-decoration-line", "")
        or (display != "contents" and is_out(name, said, size, block=block))
    )
    drawn = _drawn(said.get("visibility", ""), above)
    away = (indent <= -OFF / 2 or indent >= FAR_OFF) if block else above.away
    lays = display.endswith(("flex", "grid"))
    if block and _is_true(said, "overflow", lambda it: it != "visible"):
        away |= indent >= 1_000.0
    return Look(gone, drawn, size, ink, ground, opacity, indent, away, lays, variables)


# --- what is said -----------------------------------------------------------------------------


def _said(ordered: Iterable[Declaration], variables: Mapping[str, str]) -> dict[str, str]:
    """The value of each property, as the last valid declaration of it has it."""
    said: dict[str, str] = {}
    for one in ordered:
        value = resolved(one.value, variables)
        if one.name == "all" and value in WIDE:
            said.clear()
            if value in ("initial", "unset"):
                said.update(display="inline", visibility=value, color=value)
        elif value is None:  # a variable without a value: as if nothing had been said
            said.pop(one.name.removeprefix("-webkit-"), None)
        elif not one.name.startswith("--"):
            for name, part in _longhands(one.name.removeprefix("-webkit-"), value):
                if part in WIDE or _is_valid(name, part):
                    said[name] = part
    return said


def _longhands(name: str, value: str) -> Iterable[tuple[str, str]]:
    """A shorthand as what it stands for."""
    words = value.split()
    if name in ("overflow", "overflow-x", "overflow-y", "overflow-inline", "overflow-block"):
        return [("overflow", next((w for w in words if w != "visible"), "visible"))]
    if name == "font":
        sizes = (part.partition("/")[0] for part in words)
        return [("font-size", next((s for s in sizes if _is_valid("font-size", s)), ""))]
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
    "padding-inline-end": "",
}


def _background(name: str, value: str) -> list[tuple[str, str]]:
    if "(" in value and re.search(r"url\(|gradient\(|image\(|image-set\(|element\(", value):
        return [("background-image", "some")]
    found = [("background-image", "none")]
    if name == "background":
        whole = colour(value)
        words = [value] if whole else value.split()
        named = next((word for word in words if colour(word) or word in WIDE), None)
        known = all(re.fullmatch(r"[\w%.,/+-]+", word) for word in words)
        if whole is None and not named and not known:
            named = "unknown()"
        found.append(("background-color", named or "transparent"))
    return found


def _is_valid(name: str, value: str) -> bool:
    check = _VALID.get(name)
    return check is None or check(value)


def _is_length(value: str) -> bool:
    return length(value, whole=1.0) is not None


_VALID: dict[str, Callable[[str], bool]] = {
    "display": lambda it: bool(it) and _DISPLAY.issuperset(it.split()),
    "visibility": lambda it: it in ("visible", "hidden", "collapse"),
    "opacity": lambda it: bool(re.match(r"[-+]?[\d.]+(?:e[-+]?\d+)?%?$|calc\(", it)),
    "font-size": lambda it: (
        it in _SIZES
        or it in ("smaller", "larger")
        or (length(it, whole=1.0) or -1.0) >= 0
        or length(it, whole=1.0) == 0
    ),
    "text-indent": lambda it: _is_length(it.split(" ")[0]),
    "color": lambda it: colour(it) is not None or it == "currentcolor" or "(" in it,
    "text-fill-color": lambda it: colour(it) is not None or it == "currentcolor" or "(" in it,
    "background-color": lambda it: colour(it) is not None or it == "currentcolor" or "(" in it,
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


def _is_true(said: Mapping[str, str], name: str, test: Callable[[str], bool]) -> bool:
    return name in said and test(said[name])


# --- what it comes to -------------------------------------------------------------------------


def _display(name: str, said: Mapping[str, str], above: Look, *, unshown: bool) -> str:
    value = said.get("display", "")
    if value in ("initial", "unset"):
        return "inline"
    if value == "inherit":
        return "flex" if above.lays else "inline"
    if value and value not in WIDE:
        return value
    return "none" if unshown else "block" if name in _BLOCK else "inline"


def _is_block(name: str, said: Mapping[str, str], display: str, above: Look) -> bool:
    """Whether it is a box of its own, with a height and a width."""
    if display not in _INLINE:
        return True
    if display == "contents":
        return False
    return (
        above.lays
        or _is_true(said, "float", lambda it: it not in {"none", *WIDE})
        or _is_true(said, "position", lambda it: it in ("absolute", "fixed"))
    )


def _drawn(value: str, above: Look) -> bool:
    if value in ("", "inherit", "unset", "revert", "revert-layer"):
        return above.drawn
    return value in ("visible", "initial")


def _size(value: str, above: float, *, inherited: bool) -> float:
    if value in ("", "inherit", "unset", "revert", "revert-layer"):
        return above
    if value == "initial":
        return 16.0
    if value in ("smaller", "larger"):
        return above * (1.2 if value == "larger" else 0.83)
    number = _SIZES.get(value) or length(value, above, above)
    return above if number is None else min(number, 1e6)


def _indent(said: Mapping[str, str], above: Look, size: float) -> float:
    value = said.get("text-indent", "").split(" ")[0]
    if value in ("", "inherit", "unset", "revert", "revert-layer"):
        return above.indent
    return length(value, size, 1_280.0) or 0.0


def _fraction(value: str, default: float) -> float:
    number = length(value, whole=1.0)
    return default if number is None else max(0.0, min(1.0, number))


def _colours(
    name: str, said: Mapping[str, str], above: Look
) -> tuple[Colour | None, Colour | None]:
    """The colours of the letters and of what is behind them."""
    ink, ground = above.ink, above.ground
    value = said.get("text-fill-color") or said.get("color", "")
    if value == "currentcolor":
        value = said.get("color", "")
    if value == "initial":
        ink = _BLACK
    elif value and value not in {*WIDE, "currentcolor"}:
        ink = colour(value)
    behind = said.get("background-color", "")
    if said.get("background-image", "none") not in {"none", *WIDE}:
        ground = None
    elif behind == "currentcolor":
        ground = ink
    elif behind and behind not in WIDE:
        read = colour(behind)
        if read is None or 0 < read[3] < 1:
            ground = None
        elif read[3]:
            ground = read
    if any(said.get(it, "none") not in {"none", *WIDE} for it in ("text-shadow", "text-stroke")):
        ink = None
    if said.get("background-clip", "") == "text":
        ink = None
    return ink, ground


def as_by_browsers(name: str, above: Look, attributes: Mapping[str, str]) -> Look:
    """What the element above hands down, with the colours that a browser gives some elements."""
    ink, ground = above.ink, above.ground
    if name == "a" and "href" in attributes:
        ink = _LINK
    elif name == "mark":
        ink, ground = _BLACK, _YELLOW
    elif name == "button":
        ink, ground = _BLACK, _BUTTON
    said = attributes.get("color" if name == "font" else "text", "").strip().lower()
    if name in ("font", "body") and said:
        ink = colour(said) or ink
    behind = attributes.get("bgcolor", "").strip().lower()
    if behind and name in ("body", "table", "tbody", "thead", "tfoot", "tr", "td", "th"):
        ground = colour(behind) or ground
    if attributes.get("background") and name in ("body", "table", "tr", "td", "th"):
        ground = None
    same = (ink, ground) == (above.ink, above.ground)
    return above if same else replace(above, ink=ink, ground=ground)
