"""Holds a document against the shape of its kind and says every difference in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from generator.diagnostics import Diagnostic, oddities, shown
from generator.model import LANGUAGES
from generator.read.nodes import Document
from generator.read.schema import FORMS, Shape
from generator.read.strings import LONGEST_HEADING

S = TypeVar("S", bound=Shape)
MOST = 1000
"""Findings about the shape of one file; more would fill the memory and help nobody."""


def validate(document: Document, shape: type[S]) -> tuple[S | None, list[Diagnostic]]:
    """The document as a typed shape, or every reason why it is not one."""
    try:
        return shape.model_validate(document.data), []
    except ValidationError as error:
        if error.error_count() <= MOST:
            return None, [_diagnostic(document, shape, detail) for detail in error.errors()]
    return None, _first(document, shape)


def _first(document: Document, shape: type[Shape]) -> list[Diagnostic]:
    """The first findings in a file that has too many to hold in memory all at once."""
    cut: set[tuple[str | int, ...]] = set()
    room = MOST

    def taken(value: Any, at: tuple[str | int, ...]) -> Any:
        nonlocal room
        room -= 1
        if isinstance(value, str):
            return value
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        kept = {key: taken(item, (*at, key)) for key, item in pairs if room > 0}
        if len(kept) < len(value):
            cut.add(at)
        return kept if isinstance(value, dict) else list(kept.values())

    try:
        shape.model_validate(taken(document.data, ()))
        found = []
    except ValidationError as error:
        # What a mapping seems to lack because it was cut is not wrong with it.
        details = [d for d in error.errors() if tuple(d["loc"][:-1]) not in cut]
        found = [_diagnostic(document, shape, detail) for detail in details[:MOST]]
    more = Diagnostic(
        "limit",
        found[-1].place if found else document.place(),
        f"More than {MOST:,} things do not fit in this file; the rest is not listed.",
        "Mend these first.",
    )
    return [*found, more]


def near(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or the empty string."""
    matches = difflib.get_close_matches(word.strip().lower(), list(known), n=1, cutoff=0.6)
    if not matches:
        return ""
    looks = oddities(word) if matches[0].isascii() else ""
    return f"Did you mean `{matches[0]}`?{looks}"


def _diagnostic(document: Document, shape: type[Shape], error: ErrorDetails) -> Diagnostic:
    location = _location(document, error)
    name = shown(str(location[-1]), 60) if location else ""
    kind, context, value = error["type"], error.get("ctx", {}), error.get("input")
    place = document.place(location)
    if kind == "extra_forbidden":
        known = _keys_at(shape, location[:-1])
        return Diagnostic(
            "unknown-key",
            document.place(location, key=True),
            f"The key `{name}` is not known here.",
            near(_plain(str(location[-1])), known) or f"Known keys: {', '.join(known)}.",
        )
    if kind == "missing":
        parent = document.place(location[:-1])
        if name in LANGUAGES:
            field = shown(str(location[-2]), 60) if len(location) > 1 else "text"
            return Diagnostic(
                "missing-translation",
                document.place(location[:-1], key=True),
                f"`{field}` has no text in `{name}`.",
                f"Add a line `{name}: …` under it.",
            )
        return Diagnostic(
            "missing-key", parent, f"The key `{name}` is missing.", f"Add `{name}: …`."
        )
    if kind == "literal_error":
        expected = str(context["expected"])
        choices = [c.strip(" '") for c in expected.replace(" or ", ",").split(",")]
        return Diagnostic(
            "bad-value",
            place,
            f"`{name}` is {_said(value)}; it must be one of {', '.join(choices)}.",
            near(value, choices) if isinstance(value, str) else "",
        )
    if kind == "string_too_short":
        if name in LANGUAGES:
            return Diagnostic(
                "missing-translation",
                place,
                f"The text in `{name}` is empty.",
                "Write it, in both languages.",
            )
        return Diagnostic("bad-value", place, f"`{name}` is empty.", "Write a value.")
    if kind == "string_too_long" and context["max_length"] == LONGEST_HEADING:
        return Diagnostic(
            "limit",
            place,
            f"`{name}` has {len(str(value)):,} characters; the limit is {LONGEST_HEADING:,}.",
            "Shorten it.",
        )
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return _bad_string(name, value, str(context.get("pattern", "")), document, location)
    if kind == "too_short":
        least = context.get("min_length")
        return Diagnostic(
            "bad-value",
            place,
            f"`{name}` needs at least {least} {'entry' if least == 1 else 'entries'}.",
            "Add what is missing.",
        )
    wanted: str = {
        "string_type": "a text",
        "list_type": "a list (lines that begin with `- `)",
        "dict_type": "a mapping (lines `key: value`)",
        "model_type": "a mapping (lines `key: value`)",
    }.get(kind, "something else")
    return Diagnostic(
        "wrong-type", place, f"`{name}` must be {wanted}, not {_said(value)}.", "Change its form."
    )


def _location(document: Document, error: ErrorDetails) -> list[str | int]:
    """Keys and positions in the file; the path of an error names tags too, where it has none."""
    location: list[str | int] = []
    data: Any = document.data
    last = len(error["loc"]) - 1
    for n, part in enumerate(error["loc"]):
        within = isinstance(data, dict) and part in data
        tag = part == "[key]" or (part in FORMS and not (n == last and error["type"] == "missing"))
        if tag and not within:
            continue
        location.append(part)
        if within or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]
        else:
            data = None
    return location


def _bad_string(
    name: str, value: Any, pattern: str, document: Document, location: list[Any]
) -> Diagnostic:
    place = document.place(location)
    if "#" in pattern:
        return Diagnostic(
            "bad-id",
            place,
            f"{_said(value)} is not the address of a fact.",
            "Write `sheet#fact`, such as `ada-lovelace#born`." + oddities(str(value)),
        )
    if "https?" in pattern:
        return Diagnostic(
            "bad-url",
            place,
            f"{_said(value)} is not a web address.",
            "Write an address that begins with https:// or http://.",
        )
    if pattern.startswith("^[a-z0-9]+(") or not pattern:  # too long: an id
        return Diagnostic(
            "bad-id",
            place,
            f"{_said(value)} is not an id.",
            "Use small letters a–z, digits and single hyphens, at most 64." + oddities(str(value)),
        )
    help_ = {
        "^[0-9a-f]{64}$": "Write the 64 hexadecimal digits that `sha256sum` prints.",
        "^[0-9a-f]{32}$": "Let `factsheet review` write this entry.",
        "^[A-Z]{3}$": "Write the ISO 4217 code, such as EUR.",
    }.get(pattern, "")
    if "[1-9]" in pattern:
        help_ = "Write a line number or a range, such as `12` or `12-15`."
    elif "{2,3}" in pattern:
        help_ = "Write a language code, such as `fr`."
    elif "{1,4}" in pattern:
        help_ = "Write a whole number of at most four digits."
    return Diagnostic("bad-value", place, f"`{name}` is {_said(value)}, which does not fit.", help_)


def _plain(word: str) -> str:
    """A word without hidden characters, to find what it was meant to be."""
    return "".join(char for char in word if char.isprintable())


def _said(value: Any) -> str:
    if isinstance(value, str):
        return f"“{shown(value, 60)}”" if value else "empty"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else "something else"


@cache
def _json_schema(shape: type[Shape]) -> dict[str, Any]:
    return shape.model_json_schema()


def _keys_at(shape: type[Shape], location: list[Any]) -> list[str]:
    """Known keys of the mapping at a path, found by walking the JSON Schema."""
    root = _json_schema(shape)
    definitions = root.get("$defs", {})

    def resolved(schema: dict[str, Any]) -> list[dict[str, Any]]:
        if "$ref" in schema:
            return resolved(definitions[schema["$ref"].rsplit("/", 1)[-1]])
        options = [o for key in ("anyOf", "oneOf") for o in schema.get(key, ())]
        return [s for o in options for s in resolved(o)] if options else [schema]

    here = resolved(root)
    for part in location:
        below = [
            s["items"]
            if isinstance(part, int)
            else s.get("properties", {}).get(part, s.get("additionalProperties"))
            for s in here
            if isinstance(part, str) or "items" in s
        ]
        here = [r for s in below if isinstance(s, dict) for r in resolved(s)]
    return list(dict.fromkeys(key for s in here for key in s.get("properties", {})))
