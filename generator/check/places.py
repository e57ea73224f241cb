"""Places, languages and days of the week by their names in each language (Unicode CLDR)."""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_day_names

from generator.check.language import language
from generator.check.wording import Phrases, Wording, plain

_SHORTEST_STEM = 3
_MAJOR = 2  # letters of the codes of the great languages


@cache
def _names(code: str) -> tuple[tuple[str, str], ...]:
    """(name, id) of all that the locale data of a language name: cities are those of time zones."""
    try:
        locale = Locale(code)
    except (UnknownLocaleError, ValueError):
        return ()
    found = [(name, f"place:{id_}") for id_, name in locale.territories.items()]
    found += [
        (name, f"language:{id_}")
        for id_, name in locale.languages.items()
        if len(id_) == _MAJOR  # of the others some are called like everyday words: Even, Slave
    ]
    found += [(name, f"day:{n}") for n, name in get_day_names("wide", locale=code).items()]
    cities = locale.time_zones  # only those whose name is not the one in the zone's own
    for zone in get_global("zone_territories"):
        city = cities.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        found.append((city, f"city:{zone}"))
    return tuple(found)


@cache
def _words(code: str) -> frozenset[str]:
    return frozenset(name for name, _ in _names(code) if name.isalpha())


def is_name(word: str, code: str) -> bool:
    """Whether a word with a capital is the name of a place or a language."""
    return word in _words(code)


@cache
def _phrases(code: str) -> Phrases[str]:
    return Phrases(_names(code), loose=True)


@cache
def _stems(code: str) -> dict[str, frozenset[str]]:
    """The ids of every place and language of one word, by its stem."""
    table: dict[str, set[str]] = {}
    for name, id_ in _names(code):
        found = stem(name, code) if name.isalpha() else ""
        if found:
            table.setdefault(found, set()).add(id_)
    return {key: frozenset(ids) for key, ids in table.items()}


def stem(word: str, code: str) -> str:
    """A place or its adjective without its ending: Europe, European, « européens » → europ.

    Returns:
        The stem, or nothing when too little is left to tell places apart.
    """
    lists = language(code)
    letters = plain(word)
    for ending in lists.endings if lists else ():
        if letters.endswith(ending) and len(letters) - len(ending) >= _SHORTEST_STEM:
            return letters[: -len(ending)]
    return letters if len(letters) >= _SHORTEST_STEM else ""


@lru_cache(maxsize=2048)
def named(text: Wording) -> list[tuple[int, int, frozenset[str]]]:
    """(first word, word after the last, ids) of what a text names, adjectives of places too."""
    found = [
        (first, last, frozenset([id_]))
        for first, last, id_ in _phrases(text.language).find(text)
        if text.words[first][0].isupper() or id_.startswith(("language:", "day:"))
    ]
    table = _stems(text.language)
    for n, word in enumerate(text.words):
        ids = table.get(stem(word, text.language))
        if ids:
            found.append((n, n + 1, ids))
    return found
