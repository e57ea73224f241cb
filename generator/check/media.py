"""Whether a media query holds where readers are: a screen of common width, with a mouse."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

import tinycss2

from generator.check.styles import length, readable, unreadable

_SIZES = {"width": 1280.0, "height": 720.0, "device-width": 1280.0, "device-height": 720.0}
_DISCRETE = {
    "orientation": "landscape",
    "prefers-color-scheme": "light",
    "prefers-reduced-motion": "no-preference",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
    "scripting": "enabled",
    "update": "fast",
    "forced-colors": "none",
    "monochrome": "0",
    "grid": "0",
}
_NOTHING = ("none", "0", "no-preference")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_RANGE = re.compile(r"(?:(.+?)(<=|>=|<|>|=))?([a-z-]+)(?:(<=|>=|<|>|=)(.+))?")
_DEEPEST = 20


def holds(media: str) -> bool | None:
    """Whether one of the queries of a list holds; None if that depends on what nobody knows."""
    if unreadable(media):
        return None
    tokens = tinycss2.parse_component_value_list(readable(media), skip_comments=True)
    return _any([_query(part) for part in _split(tokens, ",")]) if media.strip() else True


def _query(tokens: Sequence[Any], depth: int = 0) -> bool | None:
    """Whether a query, or a condition in parentheses, holds."""
    words = [token for token in tokens if token.type != "whitespace"]
    if not words or depth > _DEEPEST:
        return None
    if _is_word(words[0], "not"):
        answer = _query(words[1:], depth + 1)
        return None if answer is None else not answer
    if _is_word(words[0], "only"):
        words = words[1:]
    for word, joined in (("or", _any), ("and", _all)):
        parts = _split(words, word)
        if len(parts) > 1:
            return joined([_query(part, depth + 1) for part in parts])
    if len(words) != 1:
        return None
    (word,) = words
    if word.type == "ident":
        return word.lower_value in ("all", "screen")
    if word.type != "() block":
        return None
    inner = [token for token in word.content if token.type != "whitespace"]
    if inner and (inner[0].type == "() block" or _is_word(inner[0], "not")):
        return _query(inner, depth + 1)
    return _feature("".join(tinycss2.serialize(word.content).lower().split()))


def _feature(text: str) -> bool | None:
    name, colon, value = text.partition(":")
    if colon:
        bound, _, rest = name.partition("-")
        if bound in ("min", "max") and rest in _SIZES:
            size = length(value)
            if size is None:
                return None
            return _SIZES[rest] >= size if bound == "min" else _SIZES[rest] <= size
        return _DISCRETE[name] == value if name in _DISCRETE else None
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    before, first, name, second, after = found.groups()
    if not (first or second):
        known = name in _DISCRETE and _DISCRETE[name] not in _NOTHING
        return name in _SIZES or name == "color" or known if name in _ALONE else None
    if name not in _SIZES:
        return None
    answers: list[bool | None] = []
    for value, sign, turned in ((before, first, True), (after, second, False)):
        if sign:
            size = length(value)
            pair = (size, _SIZES[name]) if turned else (_SIZES[name], size)
            answers.append(None if size is None else _COMPARED[sign](*pair))
    return _all(answers)


_ALONE = {*_SIZES, *_DISCRETE, "color"}


def _is_word(token: Any, word: str) -> bool:
    return bool(token.type == "ident" and token.lower_value == word)


def _split(tokens: Sequence[Any], at: str) -> list[list[Any]]:
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == at or _is_word(token, at):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _any(answers: Sequence[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _all(answers: Sequence[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True
