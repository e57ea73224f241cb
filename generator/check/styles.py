"""Reads CSS as browsers do, as far as it decides whether a reader sees words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
from tinycss2.color4 import parse_color

MOST = 1 << 18
"""Characters of style sheets in one document that are read, and of styles in its attributes."""

_MEDIA_WIDTH = 1280.0
_DEEPEST = 8  # rules in rules, sums in sums
_LONGEST_VALUE = 2_000
_LONGEST_NESTED = 10_000  # characters of the selectors of a rule inside others
_NESTED = re.compile(r"[(\[{]|[)\]}]")
_DEEPEST_BLOCK = 60
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_VARIABLE = re.compile(r"var\(\s*(--[^\s,()]+)\s*(?:,([^()]*))?\)", re.IGNORECASE)
# Without one of these in it no style hides anything.
_SIMPLE, _NAME = re.compile(r"[a-z0-9 :;.%#-]*", re.IGNORECASE), re.compile(r"-{0,2}[a-zA-Z][\w-]*")
_TELLING = re.compile(
    r"\\|--|display|visib|opac|font|color|background|clip|indent|left|top|right|bottom|inset|"
    r"margin|padding|height|width|size|position|float|overflow|transform|translate|scale|filter|"
    r"decoration|all|fill|shadow|stroke",
    re.IGNORECASE,
)


def unreadable(css: str) -> bool:
    """Whether styles are nested too deep to be read: what they would show is then not known."""
    depth = 0
    for match in _NESTED.finditer(css):
        depth = depth + 1 if match[0] in "([{" else max(0, depth - 1)
        if depth > _DEEPEST_BLOCK:
            return True
    return False


# --- declarations -----------------------------------------------------------------------------


class Declaration(NamedTuple):
    """One declaration: its property in small letters, its value, and what gives it weight.

    Attributes:
        weight: important, of the element itself, specificity of the selector, order.
    """

    weight: tuple[bool, bool, tuple[int, int, int], int]
    name: str
    value: str


@lru_cache(maxsize=4096)
def declared(css: str) -> tuple[tuple[str, str, bool], ...]:
    """(property, value, important) of each declaration of a `style` attribute, in order."""
    if not _TELLING.search(css):
        return ()
    if _SIMPLE.fullmatch(css):  # nothing in it is written in more than one way
        parts = (part.partition(":") for part in css.split(";") if ":" in part)
        named = ((name.strip(), value.strip()) for name, _, value in parts)
        return tuple(
            (n if n[:2] == "--" else n.lower(), v, False)
            for n, v in named
            if _NAME.fullmatch(n) and v
        )
    return tuple(_declared(tinycss2.parse_blocks_contents(css)))


def of_element(css: str) -> list[Declaration]:
    """What the `style` attribute of an element declares."""
    return [
        Declaration((important, True, (0, 0, 0), n), name, value)
        for n, (name, value, important) in enumerate(declared(css))
    ]


def _declared(nodes: Iterable[Any]) -> Iterator[tuple[str, str, bool]]:
    for node in nodes:
        if node.type == "declaration":
            value = _COMMENT.sub(" ", tinycss2.serialize(node.value)).strip()
            if len(value) > _LONGEST_VALUE:
                value = value[:_LONGEST_VALUE] if node.name.startswith("--") else ""
            yield (
                node.name if node.name.startswith("--") else node.lower_name,
                value,
                node.important,
            )


# --- style sheets -----------------------------------------------------------------------------


class Rule(NamedTuple):
    """A selector of a style sheet, its specificity, and what it declares."""

    selector: str
    specificity: tuple[int, int, int]
    declarations: tuple[tuple[str, str, bool], ...]


def rules(sheet: str) -> list[Rule] | None:
    """The rules of a style sheet that may hide something, as they hold for a screen.

    None where rules inside rules make selectors too long to be read: each `&` is the one above.
    """
    found: list[Rule] = []
    waiting: list[tuple[Any, str, int]] = [
        (node, "", 0) for node in reversed(tinycss2.parse_stylesheet(sheet, True, True))
    ]
    while waiting:
        node, above, depth = waiting.pop()
        if depth > _DEEPEST:
            continue
        inner = node.content if node.type in ("at-rule", "qualified-rule") else None
        if inner is None:
            continue
        if node.type == "at-rule":
            if not _applies(node):
                continue
            selectors = [above] if above else []
        else:
            selectors = [_within(one, above) for one in _selectors(node.prelude)]
            if above and sum(map(len, selectors)) > _LONGEST_NESTED:
                return None
        nodes = tinycss2.parse_blocks_contents(inner, True, True)
        if own := tuple(d for d in _declared(nodes) if _TELLING.search(d[0])):
            found += [
                Rule(_FIRST_LINE.sub("", one), _specificity(one), _of_line(one, own))
                for one in selectors
            ]
        scope = f":is({', '.join(selectors)})" if selectors and node.type != "at-rule" else above
        waiting += [(one, scope, depth + 1) for one in reversed(nodes)]
    return found


_FIRST_LINE = re.compile(r"::?first-line\s*$", re.IGNORECASE)
_FOR_LINES = re.compile(r"font|color|text-fill-color|--")


def _of_line(
    selector: str, declarations: tuple[tuple[str, str, bool], ...]
) -> tuple[tuple[str, str, bool], ...]:
    """What hides the first line of an element, which is often its only one, hides the element."""
    if not _FIRST_LINE.search(selector):
        return declarations
    return tuple(one for one in declarations if _FOR_LINES.match(one[0]))


def _selectors(prelude: Sequence[Any]) -> list[str]:
    """The selectors of a list, parted at its commas."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return [text for part in parts if (text := tinycss2.serialize(part).strip())]


def _within(selector: str, above: str) -> str:
    """A selector of a rule inside another."""
    if "&" in selector:
        above = above or ":root"
        return selector.replace("&", above, _LONGEST_NESTED // len(above) + 1)
    return f"{above} {selector}" if above else selector


def _specificity(selector: str) -> tuple[int, int, int]:
    ids = classes = types = 0
    waiting = [tinycss2.parse_component_value_list(selector)]
    while waiting:
        before = None
        for token in waiting.pop():
            if token.type == "hash":
                ids += 1
            elif token.type == "[] block":
                classes += 1
            elif token.type == "ident":
                classes += before in (".", ":")
                types += before not in (".", ":")
            elif token.type == "function":
                if token.lower_name in ("is", "not", "has"):
                    waiting.append(token.arguments)
                else:
                    classes += token.lower_name != "where"
            before = token.value if token.type == "literal" else None
    return ids, classes, types


def _applies(rule: Any) -> bool:
    """Whether what an at-rule holds is for a screen of common width."""
    if rule.lower_at_keyword == "media":
        return for_screen(tinycss2.serialize(rule.prelude))
    return rule.lower_at_keyword in ("supports", "layer", "container", "scope")


def for_screen(media: str) -> bool:
    """Whether a media query holds for a screen of common width; one not understood does."""
    queries = [one.strip().lower() for one in _COMMENT.sub(" ", media).split(",")]
    return any(map(_screen, queries))


def _screen(query: str) -> bool:
    types = re.sub(r"\([^)]*\)", " ", query).split()
    turned = "not" in types
    holds = not any(word in ("print", "speech") for word in types)
    for feature, value in re.findall(r"\(\s*([\w-]+)\s*:\s*([^()]*)\)", query):
        if feature in ("min-width", "max-width"):
            width = length(value)
            if width is not None:
                holds &= (width <= _MEDIA_WIDTH) == (feature == "min-width")
        elif feature == "prefers-color-scheme":
            holds &= value.strip() != "dark"
    return holds != turned


# --- values -----------------------------------------------------------------------------------

_UNITS = {
    "px": 1.0,
    "in": 96.0,
    "cm": 37.795,
    "mm": 3.7795,
    "q": 0.94488,
    "pt": 4 / 3,
    "pc": 16.0,
    "rem": 16.0,
    "vw": 12.8,
    "vh": 7.2,
    "vmin": 7.2,
    "vmax": 12.8,
    "ric": 16.0,
    "rex": 8.0,
    **{f"{kind}{unit}": size for kind in "sld" for unit, size in (("vw", 12.8), ("vh", 7.2))},
}
_PLAIN_LENGTH = re.compile(r"([+-]?(?:\d+(?:\.\d+)?|\.\d+))([a-zA-Z]*|%)")
_OF_FONT = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2, "cap": 0.7}


def length(value: str, em: float = 16.0, whole: float | None = None) -> float | None:
    """A length in pixels, or a number as it is; None where it is none.

    Args:
        em: size of the font in pixels.
        whole: what a percentage is of; None where there may be none.
    """
    if not value or len(value) > _LONGEST_VALUE:
        return None
    if plain := _PLAIN_LENGTH.fullmatch(value):
        number, unit = float(plain[1]), plain[2].lower()
        if unit == "%":
            return None if whole is None else number * whole / 100
        factor = _UNITS.get(unit, 1.0 if not unit else _OF_FONT.get(unit, 0.0) * em)
        return number * factor if factor else None
    return _sum(tinycss2.parse_component_value_list(value, skip_comments=True), em, whole, 0)


def _sum(tokens: Sequence[Any], em: float, whole: float | None, depth: int) -> float | None:
    """The value of a sum of products; outside of `calc()` it has one term."""
    total, product, sign, operator = 0.0, None, 1.0, "+"
    for token in tokens:
        if token.type == "whitespace":
            continue
        if token.type == "literal":
            if not depth or token.value not in "+-*/" or product is None:
                return None
            operator = token.value
            if operator in "+-":
                total, product, sign = total + sign * product, None, -1.0 if operator == "-" else 1
            continue
        number = _term(token, em, whole, depth)
        if number is None:
            return None
        if product is None:
            product = number
        elif operator == "*":
            product *= number
        elif operator == "/" and number:
            product /= number
        else:
            return None
        operator = ""
    return None if product is None else total + sign * product


def _term(token: Any, em: float, whole: float | None, depth: int) -> float | None:
    if token.type == "number":
        return float(token.value)
    if token.type == "dimension":
        unit = token.lower_unit
        factor = _UNITS.get(unit) or (_OF_FONT[unit] * em if unit in _OF_FONT else None)
        return None if factor is None else token.value * factor
    if token.type == "percentage":
        return None if whole is None else token.value * whole / 100
    if depth >= _DEEPEST:
        return None
    if token.type == "() block" and depth:
        return _sum(token.content, em, whole, depth + 1)
    if token.type != "function":
        return None
    name = token.lower_name.removeprefix("-webkit-")
    if name == "calc":
        return _sum(token.arguments, em, whole, depth + 1)
    if name in ("min", "max", "clamp"):
        parts: list[list[Any]] = [[]]
        for one in token.arguments:
            if one == ",":
                parts.append([])
            else:
                parts[-1].append(one)
        numbers = [_sum(part, em, whole, depth + 1) for part in parts]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers) or (name == "clamp" and len(known) != 3):
            return None
        if name == "clamp":
            return max(known[0], min(known[1], known[2]))
        return min(known) if name == "min" else max(known)
    return None


Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each from 0 to 1."""


@lru_cache(maxsize=1024)
def colour(value: str) -> Colour | None:
    """A colour; None where it is none, or one that depends on more than itself."""
    if len(value) > 100:
        return None
    try:
        read = parse_color(value)
        if read is None and re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", value):
            read = parse_color(f"#{value}")  # as pages without a document type may write it
        if read is None or isinstance(read, str):
            return None
        red, green, blue = (float(part or 0) for part in read.to("srgb").coordinates)
        return red, green, blue, float(read.alpha)
    except (ValueError, NotImplementedError, TypeError, ZeroDivisionError, OverflowError):
        return None


def resolved(value: str, variables: Mapping[str, str]) -> str | None:
    """A value with its variables put in, in small letters; None where one has no value."""
    for _ in range(_DEEPEST):
        found = _VARIABLE.search(value)
        if not found:
            return None if "var(" in value.lower() else value.strip().lower()
        given = variables.get(found[1], found[2])
        if given is None or len(value) > _LONGEST_VALUE:
            return None
        value = value[: found.start()] + given + value[found.end() :]
    return None
