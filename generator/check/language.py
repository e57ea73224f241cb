"""What is known of a language beyond its numbers, as data: hedges, negations, capitals."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from generator.check.wording import Phrases, Wording, plain

Span = tuple[int, int]
"""First word of a find, and the word after its last."""

_PHRASES = (
    "doubt",
    "hearsay",
    "attitude",
    "negation",
    "not_negation",
    "denial",
    "refutes",
    "apart",
    "rise",
    "fall",
)


@dataclass(frozen=True)
class Language:
    """The word lists of `languages/*.toml`.

    Attributes:
        phrases: all lists of phrases at once, each phrase with the name of its list.
        conditional, not_conditional: the form of verbs in the conditional, and of others like it.
        determiners, subjects: words before a noun, and before the pronouns that look like them.
        step: words before which « pas » is a noun.
        ne, only: the two halves of « ne … que ».
        negates_next, negates_before, clause, relative, that: what stands around a quote.
        level: words that make a figure a level instead of a change.
        one, two: words that stand for 1 and 2 without being figures.
        not_names: words that are no names although they have a capital.
        endings: endings of adjectives of places, without accents, the longest first.
    """

    phrases: Phrases[str]
    conditional: re.Pattern[str] | None
    not_conditional: re.Pattern[str]
    determiners: frozenset[str]
    subjects: frozenset[str]
    step: frozenset[str]
    ne: frozenset[str]
    only: frozenset[str]
    negates_next: frozenset[str]
    negates_before: frozenset[str]
    clause: frozenset[str]
    relative: frozenset[str]
    that: frozenset[str]
    level: frozenset[str]
    one: frozenset[str]
    two: frozenset[str]
    not_names: frozenset[str]
    endings: tuple[str, ...]


@cache
def language(code: str) -> Language | None:
    """A language by its code; None for one that has no lists, of which nothing can be said."""
    file = files("generator.check").joinpath("languages", f"{code}.toml")
    if not re.fullmatch("[a-z]{2,3}", code) or not file.is_file():
        return None
    table = tomllib.loads(file.read_text("utf-8"))

    def words(name: str) -> frozenset[str]:
        return frozenset(table.get(name, ()))

    conditional = table.get("conditional")
    stems = "|".join(table.get("not_conditional", ()))
    return Language(
        phrases=Phrases((phrase, name) for name in _PHRASES for phrase in table.get(name, ())),
        conditional=re.compile(conditional) if conditional else None,
        not_conditional=re.compile(f"(?:{stems})(?:ait|aient|ais)"),
        determiners=words("determiners"),
        subjects=words("subjects"),
        step=words("step"),
        ne=words("ne"),
        only=words("only"),
        negates_next=words("negates_next"),
        negates_before=words("negates_before"),
        clause=words("clause"),
        relative=words("relative"),
        that=words("that"),
        level=words("level"),
        one=words("one"),
        two=words("two"),
        not_names=words("not_names") | words("function_words"),
        endings=tuple(sorted({plain(e) for e in words("endings")}, key=len, reverse=True)),
    )


def marks(text: Wording, name: str) -> list[Span]:
    """Where the phrases of one list of its language stand in a text, in order."""
    return _marks(text).get(name, [])


@lru_cache(maxsize=8192)
def _marks(text: Wording) -> Mapping[str, list[Span]]:
    """Every list's phrases in a text, found in one pass."""
    lists = language(text.language)
    found: dict[str, list[Span]] = {}
    if lists is None:
        return found
    for first, last, name in lists.phrases.find(text):
        found.setdefault(name, []).append((first, last))
    if lists.conditional is not None:
        found["conditional"] = [
            (n, n + 1) for n, word in enumerate(text.lower) if _is_conditional(word, text.language)
        ]
    return found


@lru_cache(maxsize=65536)
def _is_conditional(word: str, code: str) -> bool:
    """Whether a word is a verb in the conditional by its form."""
    lists = language(code)
    if lists is None or lists.conditional is None or not lists.conditional.search(word):
        return False
    return not lists.not_conditional.fullmatch(word)
