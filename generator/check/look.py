"""How an element looks, as far as it decides whether a reader sees its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from generator.check.boxes import WIDE, is_out
from generator.check.cascade import AS_IS, UNKNOWN, cascaded
from generator.check.colours import (
    BLACK,
    LINK,
    WHITE,
    Colour,
    colour,
    of_attribute,
    over,
)
from generator.check.grammar import SIZES
from generator.check.styles import Declaration, length
from generator.check.transforms import FAR_OFF, OFF

_AS_ABOVE = (WIDE - {"initial"}) | {""}
_SMALLEST = 3.0  # pixels below which a letter is a dot
_FAINTEST = 0.1  # opacity below which nothing is seen
_NEAREST = 12 / 255  # difference of two colours, in each part, that no eye tells
_YELLOW, _BUTTON = (1.0, 1.0, 0.0, 1.0), (0.94, 0.94, 0.94, 1.0)

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li "
    "listing main marquee menu nav ol optgroup option p plaintext pre search section summary td th "
    "ul xmp button input img meter progress"
)
_BLOCK = frozenset(_BLOCKS.split())
_INLINE = frozenset(("inline", "contents", "ruby", "ruby-text", "flow", "math"))


@dataclass(frozen=True, slots=True)
class Look:
    """How an element is drawn, and what those inside inherit of it.

    Attributes:
        gone: neither it nor anything in it is drawn, whatever is said inside.
        drawn: `visibility`, which those inside may set back.
        size: of the font in pixels.
        ink: colour of the letters; None where it is not known, so that nobody knows they show.
        fill: what is drawn instead of it, if anything.
        edges: colours of their shadows and outlines.
        grounds: colours behind them; none where these are not known.
        link: colour of links.
        indent: of first lines in pixels; a block of text takes it up.
        away: the words of its block of text stand off the page.
        lays: it lays out its children as blocks, whatever they are.
        narrow: it lays them out in rows or columns that leave them no room.
    """

    gone: bool = False
    drawn: bool = True
    size: float = 16.0
    ink: Colour | None = BLACK
    fill: tuple[Colour | None, ...] = ()
    edges: tuple[Colour, ...] = ()
    grounds: tuple[Colour, ...] = (WHITE,)
    link: Colour = LINK
    opacity: float = 1.0
    indent: float = 0.0
    away: bool = False
    lays: bool = False
    narrow: bool = False
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
        inks = [*(self.fill or (self.ink,)), *self.edges]
        return any(
            _differ(ink, ground, self.opacity) for ink in inks for ground in self.grounds if ink
        )


def _differ(ink: Colour, ground: Colour, opacity: float) -> bool:
    """Whether letters of a colour are seen before another."""
    part = ink[3] * opacity
    drawn = over((*ink[:3], part), ground)
    return part >= _FAINTEST and any(
        abs(a - b) > _NEAREST for a, b in zip(drawn[:3], ground[:3], strict=True)
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
    values = cascaded(ordered, dict(variables))
    display = _display(name, values, above, unshown=unshown)
    size = _size(values.get("font-size", ""), above.size)
    size *= _zoom(values.get("zoom", "")) * (length(values.get("font-size-adjust", "")) != 0)
    block = _is_block(name, values, display, above)
    indent = _indent(values, above, size)
    faded = _fraction(values.get("opacity", "1"), 1.0) if display != "contents" else 1.0
    opacity = above.opacity * faded
    gone = (
        above.gone
        or display in ("none", "table-column", "table-column-group")
        or opacity < _FAINTEST
        or "line-through" in values.get("text-decoration-line", "")
        or values.get("mix-blend-mode", "normal") not in {"normal", *WIDE}
        or _is_replaced(values)
        or _is_put_on_a_path(values)
        or UNKNOWN in values
        or (display != "contents" and is_out(name, values, size, block=block))
        or _has_no_room(values, display, above)
    )
    drawn = _drawn(values.get("visibility", ""), above)
    away = (indent <= -OFF / 2 or indent >= FAR_OFF) if block else above.away
    lays = display.endswith(("flex", "grid"))
    if block and _is_true(values, "overflow", lambda it: it != "visible"):
        away |= indent >= 1_000.0
    return replace(
        _coloured(name, values, above),
        gone=gone,
        drawn=drawn,
        size=size,
        opacity=opacity,
        indent=indent,
        away=away,
        lays=lays,
        narrow=lays and _NO_ROOM.search(_tracks(values)) is not None,
        variables=variables,
    )


_NO_ROOM = re.compile(r"(?:^|[\s(,])[+-]?0*\.?0+(?:fr|px|em|rem|%)?(?=$|[\s),/])")
_TRACKS = ("grid-template-rows", "grid-template-columns", "grid-template", "grid", "grid-auto-rows")


def _tracks(values: Mapping[str, str]) -> str:
    return " ".join(values[it] for it in _TRACKS if it in values)


def _is_replaced(values: Mapping[str, str]) -> bool:
    """Whether a picture stands in its place."""
    return bool(re.search(r"(?:url|image|image-set|gradient|element)\(", values.get("content", "")))


def _is_put_on_a_path(values: Mapping[str, str]) -> bool:
    """Whether it stands where a path leads, which may be anywhere."""
    return any("(" in values.get(it, "") for it in ("offset", "offset-path"))


def _has_no_room(values: Mapping[str, str], display: str, above: Look) -> bool:
    """Whether rows or columns without room are all that it has, and it is cut off there."""
    if values.get("overflow", "visible") in {"visible", *WIDE}:
        return False
    if display.endswith("grid") and _NO_ROOM.search(_tracks(values)):
        return True
    if not above.lays:
        return False
    words = values.get("flex", "").split()
    grow = values.get("flex-grow", words[0] if words else "0")
    basis = values.get("flex-basis", words[2] if len(words) > 2 else "auto")
    return above.narrow or (length(grow) == 0 and length(basis, whole=1.0) == 0)


def _is_true(values: Mapping[str, str], name: str, test: Callable[[str], bool]) -> bool:
    return name in values and test(values[name])


# --- what it comes to -------------------------------------------------------------------------


def _display(name: str, values: Mapping[str, str], above: Look, *, unshown: bool) -> str:
    value = values.get("display", "")
    if value in ("initial", "unset"):
        return "inline"
    if value == "inherit":
        return "flex" if above.lays else "inline"
    if value and value not in WIDE:
        words = value.split()
        if len(words) == 1:
            return value
        rest = [it for it in words if it not in ("block", "inline", "flow", "list-item")]
        inline = "inline" in words and not rest
        return "inline" if inline else rest[0] if rest and "inline" not in words else "inline-block"
    return "none" if unshown else "block" if name in _BLOCK else "inline"


def _is_block(name: str, values: Mapping[str, str], display: str, above: Look) -> bool:
    """Whether it is a box of its own, with a height and a width."""
    if display not in _INLINE:
        return True
    if display == "contents":
        return False
    return (
        above.lays
        or _is_true(values, "float", lambda it: it not in {"none", *WIDE})
        or _is_true(values, "position", lambda it: it in ("absolute", "fixed"))
    )


def _drawn(value: str, above: Look) -> bool:
    if value in _AS_ABOVE:
        return above.drawn
    return value in ("visible", "initial")


def _zoom(value: str) -> float:
    number = length(value, whole=1.0)
    return 1.0 if not number or number < 0 else min(number, 10.0)


def _size(value: str, above: float) -> float:
    if value in _AS_ABOVE:
        return above
    if value == "initial":
        return 16.0
    if value in ("smaller", "larger"):
        return above * (1.2 if value == "larger" else 0.83)
    number = above if value == "math" else SIZES.get(value) or length(value, above, above)
    return above if number is None else max(0.0, min(number, 1e6))


def _indent(values: Mapping[str, str], above: Look, size: float) -> float:
    value = values.get("text-indent", "").split(" ")[0]
    if value in _AS_ABOVE:
        return above.indent
    return length(value, size, 1_280.0) or 0.0


def _fraction(value: str, default: float) -> float:
    number = length(value, whole=1.0)
    return default if number is None else max(0.0, min(1.0, number))


def _coloured(name: str, values: Mapping[str, str], above: Look) -> Look:
    """The same with the colours of the letters and of what is behind them."""
    ink, fill, edges = above.ink, above.fill, above.edges
    value = values.get("color", "")
    if value == "initial":
        ink = BLACK
    elif value and value not in AS_IS:
        ink = colour(value)
    value = values.get("text-fill-color", "")
    if value in ("currentcolor", "initial"):
        fill = ()
    elif value and value not in WIDE:
        fill = (colour(value),)
    if any(it in values for it in _EDGES):
        given = " ".join(values.get(it, "") for it in _EDGES)
        edges = tuple(it for it in _all_colours(given) if it[3] >= _FAINTEST)
    grounds = _grounds(values, above, ink)
    if values.get("background-clip", "") == "text" and grounds is not above.grounds:
        # The letters are what is seen of it, where they let it through.
        through = fill or (ink,)
        if through[0] is not None and through[0][3] < _FAINTEST:
            own = _grounds(values, replace(above, grounds=()), ink)
            fill = own or (None,)
        grounds = above.grounds
    return replace(above, ink=ink, fill=fill, edges=edges, grounds=grounds)


_EDGES = ("text-shadow", "text-stroke")
_GRADIENT = re.compile(r"^(?:repeating-)?(?:linear|radial|conic)-gradient\(")


def _all_colours(value: str) -> list[Colour]:
    """Every colour that stands in a value."""
    found = re.findall(r"[a-z-]+\([^()]*\)|#?[\w-]+", re.sub(r"[a-z-]*gradient\(", " ", value))
    return [read for it in found if (read := colour(it))]


def _grounds(values: Mapping[str, str], above: Look, ink: Colour | None) -> tuple[Colour, ...]:
    """The colours behind the letters.

    A picture that would have to be fetched is not there; of one that the page holds nobody here
    knows the colours.
    """
    grounds = above.grounds
    behind = values.get("background-color", "")
    if behind == "currentcolor":
        grounds = (ink,) if ink else ()
    elif behind and behind not in WIDE:
        read = colour(behind)
        if read is None:
            grounds = ()
        elif read[3]:
            grounds = tuple(over(read, it) for it in grounds) or ((read,) if read[3] == 1 else ())
    picture = values.get("background-image", "none")
    if picture not in {"none", *WIDE}:
        if _GRADIENT.match(picture):
            stops = _all_colours(picture)
            behind_it = grounds or (WHITE,)
            grounds = tuple({over(it, ground): 0 for it in stops for ground in behind_it})[:8]
        elif not picture.startswith("url(") or re.match(
            r"url\(\s*[\"']?\s*(?:data|blob):", picture
        ):
            grounds = ()
    shadow = values.get("box-shadow", "")
    if "inset" in shadow:
        grounds = ()
    return grounds


_FONTSIZES = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)


def as_by_browsers(
    name: str, above: Look, attributes: Mapping[str, str], page: Look | None = None
) -> Look:
    """What the element above hands down, with what a browser gives some elements.

    Args:
        page: how the body looks, where tables take their letters from it: in pages without a
            document type.
    """
    given: dict[str, object] = {}
    if name == "a" and "href" in attributes:
        given["ink"] = above.link
    elif name == "mark":
        given.update(ink=BLACK, grounds=(_YELLOW,))
    elif name == "button":
        given.update(ink=BLACK, grounds=(_BUTTON,), size=13.3)
    elif name == "table" and page is not None:
        given.update(ink=page.ink, size=16.0)
    values = of_attribute(attributes.get("color" if name == "font" else "text", ""))
    if name in ("font", "body") and values:
        given["ink"] = values
    if name == "body" and (link := of_attribute(attributes.get("link", ""))):
        given["link"] = link
    if name == "font" and (size := re.match(r"\s*([+-]?)(\d{1,3})", attributes.get("size", ""))):
        step = int(size[2]) if not size[1] else 3 + int(size[1] + size[2])
        given["size"] = _FONTSIZES[max(1, min(7, step)) - 1]
    behind = of_attribute(attributes.get("bgcolor", ""))
    if behind and name in ("body", "table", "tbody", "thead", "tfoot", "tr", "td", "th"):
        given["grounds"] = (behind,)
    picture = attributes.get("background", "").strip().lower()
    if picture.startswith("data:") and name in ("body", "table", "tr", "td", "th"):
        given["grounds"] = ()
    same = all(getattr(above, key) == value for key, value in given.items())
    return above if same else replace(above, **given)  # type: ignore[arg-type]
