"""Reads CSS as browsers do, as far as it decides whether a reader sees words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

import tinycss2

MOST = 1 << 18
"""Characters of style sheets in one document that are read, and of styles in its attributes."""

_DEEPEST = 8  # sums in sums
_LONGEST_VALUE = 2_000
_DIGITS = 400  # beyond all that a double holds
_LONG_NUMBER = re.compile(rf"\d{{{_DIGITS},}}")
_NESTED = re.compile(r"[(\[{]|[)\]}]")
_DEEPEST_BLOCK = 60
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_VARIABLE = re.compile(
    r"var\(\s*(--[^\s,()]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)",
    re.IGNORECASE,
)
_SIMPLE, _NAME = re.compile(r"[a-z0-9 :;.%#-]*", re.IGNORECASE), re.compile(r"-{0,2}[a-zA-Z][\w-]*")
# Without one of these in it no style hides anything.
TELLING = re.compile(
    r"\\|--|display|visib|opac|font|color|background|clip|indent|left|top|right|bottom|inset|"
    r"margin|padding|height|width|size|position|float|overflow|transform|translate|scale|filter|"
    r"decoration|all|fill|shadow|stroke|zoom|mask|contain|content|grid|flex|rotate|offset|animation|"
    r"blend|perspective|backface|adjust|marker|palette",
    re.IGNORECASE,
)


def readable(css: str) -> str:
    """Styles whose numbers have no more digits than Python takes; no browser tells such apart."""
    return _LONG_NUMBER.sub(lambda number: number[0][:_DIGITS], css)


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
        weight: important, layer, of the element itself, specificity of the selector, order.
    """

    weight: tuple[bool, tuple[float, ...], bool, tuple[int, int, int], int]
    name: str
    value: str


@lru_cache(maxsize=4096)
def declared(css: str) -> tuple[tuple[str, str, bool], ...]:
    """(property, value, important) of each declaration of a `style` attribute, in order."""
    if not TELLING.search(css):
        return ()
    # Nothing in such a style is written in more than one way.
    if len(css) <= _LONGEST_VALUE and _SIMPLE.fullmatch(css):
        parts = (part.partition(":") for part in css.split(";") if ":" in part)
        named = ((name.strip(), value.strip()) for name, _, value in parts)
        return tuple(
            (n if n[:2] == "--" else n.lower(), v, False)
            for n, v in named
            if _NAME.fullmatch(n) and v
        )
    return tuple(declarations(tinycss2.parse_blocks_contents(readable(css))))


def of_element(css: str) -> list[Declaration]:
    """What the `style` attribute of an element declares."""
    return [
        Declaration((important, (-inf if important else inf,), True, (0, 0, 0), n), name, value)
        for n, (name, value, important) in enumerate(declared(css))
    ]


def declarations(nodes: Iterable[Any]) -> Iterator[tuple[str, str, bool]]:
    """(property, value, important) of each declaration among the parts of a block."""
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


# --- values -----------------------------------------------------------------------------------

_UNITS = {
    "px": 1.0,
    "in": 96.0,
    "cm": 37.795,
    "mm": 3.7795,
    "q": 0.94488,
    "pt": 4 / 3,
    "pc": 16.0,
    **dict.fromkeys(("rem", "ric"), 16.0),
    **dict.fromkeys(("rex", "rch"), 8.0),
    "rcap": 11.0,
    "rlh": 19.0,
    **{
        f"{kind}{unit}": size
        for kind in ("v", "sv", "lv", "dv", "cq")
        for unit, size in (
            *(("w", 12.8), ("h", 7.2), ("i", 12.8), ("b", 7.2), ("min", 7.2), ("max", 12.8)),
        )
    },
}
_ANGLES = {"deg": math.tau / 360, "grad": math.tau / 400, "rad": 1.0, "turn": math.tau}
_CONSTANTS = {"pi": math.pi, "e": math.e, "infinity": inf, "-infinity": -inf, "nan": math.nan}
_PLAIN_LENGTH = re.compile(r"([+-]?(?:\d+(?:\.\d+)?|\.\d+))([a-zA-Z]*|%)")
_OF_FONT = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2, "cap": 0.7}


def length(value: str, em: float = 16.0, whole: float | None = None) -> float | None:
    """A length in pixels, an angle in radians, or a number as it is; None where it is none.

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
        factor = 1.0 if not unit else _factor(unit, em)
        return None if factor is None else number * factor
    try:
        tokens: Any = tinycss2.parse_component_value_list(value, skip_comments=True)
        found = _sum(tokens, em, whole, 0)
    except (ValueError, ZeroDivisionError, OverflowError):
        found = 0.0
    return None if found is None else 0.0 if math.isnan(found) else max(-1e9, min(1e9, found))


def _factor(unit: str, em: float) -> float | None:
    of_font = _OF_FONT.get(unit)
    return of_font * em if of_font is not None else _UNITS.get(unit) or _ANGLES.get(unit)


def _sum(tokens: Sequence[Any], em: float, whole: float | None, depth: int) -> float | None:
    """The value of a sum of products; outside of `calc()` it has one term."""
    total, sign, operator = 0.0, 1.0, "+"
    product: float | None = None
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
        elif operator == "/":
            product = product / number if number else math.copysign(inf, product)
        else:
            return None
        operator = ""
    return None if product is None else total + sign * product


def _term(token: Any, em: float, whole: float | None, depth: int) -> float | None:
    if token.type == "number":
        return float(token.value)
    if token.type == "dimension":
        factor = _factor(token.lower_unit, em)
        return None if factor is None else token.value * factor
    if token.type == "percentage":
        return None if whole is None else token.value * whole / 100
    if token.type == "ident" and depth:
        return _CONSTANTS.get(token.lower_value)
    if depth >= _DEEPEST:
        return None
    if token.type == "() block" and depth:
        return _sum(token.content, em, whole, depth + 1)
    if token.type != "function":
        return None
    name = token.lower_name.removeprefix("-webkit-").removeprefix("-moz-")
    parts: list[list[Any]] = [[]]
    for one in token.arguments:
        if one == ",":
            parts.append([])
        else:
            parts[-1].append(one)
    way = "".join(tinycss2.serialize(parts[0]).split())
    if name == "round" and way in _ROUNDED:
        parts = parts[1:]
    numbers = [_sum(part, em, whole, depth + 1) for part in parts]
    known = [number for number in numbers if number is not None]
    function = _FUNCTIONS.get(name)
    if function is None or len(known) < len(numbers):
        return None
    try:
        if name == "round":
            step = known[1] if len(known) > 1 else 1.0
            return _ROUNDED.get(way, round)(known[0] / step) * step
        return float(function(*known))
    except TypeError:  # more of them or fewer than it takes
        return None


_ROUNDED: dict[str, Callable[[float], float]] = {
    "up": math.ceil,
    "down": math.floor,
    "to-zero": math.trunc,
    "nearest": round,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "calc": lambda it: it,
    "min": lambda *them: min(them),
    "max": lambda *them: max(them),
    "clamp": lambda least, it, most: max(least, min(it, most)),
    "abs": abs,
    "sign": lambda it: (it > 0) - (it < 0),
    "round": round,
    "mod": lambda a, b: a % b,
    "rem": math.fmod,
    "pow": pow,
    "hypot": math.hypot,
    "log": math.log,
    **{
        name: getattr(math, name)
        for name in ("sqrt", "exp", "sin", "cos", "tan", "asin", "acos", "atan", "atan2")
    },
}


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
