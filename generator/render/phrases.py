"""The interface's own words in one language: messages, plural forms, typography, order of names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import TypeGuard

from babel import Locale
from babel.dates import get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

_NO_BREAK = "\u00a0"
_NARROW = "\u202f"
_FRENCH_SPACES = (
    (re.compile(r"(?<=\S) (?=:(?:\s|$))|(?<=«) | (?=»)"), _NO_BREAK),
    (re.compile(r"(?<=\S) (?=[;?!%€$])"), _NARROW),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _NARROW),
    (re.compile(r"(?<=\d) (?=(?:mille|millions?|milliards?|ans|autres)\b)"), _NO_BREAK),
)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w«])")


@lru_cache(maxsize=65_536)  # the same texts stand on many pages
def typeset(text: str, language: str) -> str:
    """A text of one's own with the typography of its language; never used on a source's words."""
    text = _APOSTROPHE.sub("’", text)
    if language == "fr":
        for pattern, space in _FRENCH_SPACES:
            text = pattern.sub(space, text)
    return text


@dataclass(frozen=True)
class Phrases:
    """Every message of one language, by its dotted key."""

    language: str
    messages: Mapping[str, str]

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)

    def say(self, key: str, **values: object) -> str:
        """The message of a key, with its `{names}` filled in."""
        message = self.messages[key]
        return message.format(**values) if values else message

    def count(self, key: str, number: int, **values: object) -> str:
        """The message of a key in the plural form that a number asks for; `{n}` is the number."""
        form = self._locale.plural_form(number)
        message = self.messages.get(f"{key}.{form}") or self.messages[f"{key}.other"]
        return message.format(n=self.number(number), **values)

    def number(self, number: int) -> str:
        """A whole number as the language writes it."""
        return _number(number, self.language)

    def percent(self, part: int, whole: int) -> str:
        """A share as a whole percentage."""
        share = part / whole if whole else 0
        return str(format_percent(share, locale=self._locale))

    def listing(self, items: Iterable[str]) -> str:
        """Items as the language lists them: “a, b and c”."""
        return str(format_list(list(items), locale=self._locale))

    def months(self) -> tuple[str, ...]:
        """The twelve months, abbreviated."""
        names = get_month_names("abbreviated", "stand-alone", self.language)
        return tuple(str(names[month]) for month in range(1, 13))


@lru_cache(maxsize=4096)
def _number(number: int, language: str) -> str:
    return str(format_decimal(number, locale=language))


def sort_key(name: str) -> tuple[str, str]:
    """By which names are sorted: without accents and case, then with them."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return plain.casefold(), name


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language, from `messages/<language>.toml`."""
    text = resources.files(__package__).joinpath("messages", f"{language}.toml").read_text("utf-8")
    messages = {
        key: typeset(words, language).replace("{n} ", "{n}" + _NO_BREAK)
        for key, words in _flat(tomllib.loads(text))
    }
    return Phrases(language, messages)


def _flat(table: Mapping[str, object], before: str = "") -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if _is_table(value):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, str(value)


def _is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, dict)
