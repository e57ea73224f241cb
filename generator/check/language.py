"""What is known of a language beyond its numbers: its hedges, its negations, its capitals, as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from generator.check.wording import Phrases, Wording, plain

Span = tuple[int, int]
"""First word of a find, and the word after its last."""


@dataclass(frozen=True)
class Language:
    """The word lists of `languages/*.toml`, ready to be found in a text.

    Attributes:
        doubt, hearsay, attitude: what makes a statement less than stated; see `hedging`.
        determiners, subjects: words before a noun, and before the pronouns that look like them.
        negation, not_negation, denial: see `negation`.
        step: words before which « pas » is a noun.
        ne, only: the two halves of « ne … que ».
        negates_next, negates_before, clause, apart, relative, refutes, that: what stands around a
            quote.
        rise, fall, level: direction of a change, and what makes a figure a level instead.
        one, two: words that stand for 1 and 2 without being figures.
        not_names, function_words: words that are no names although they have a capital.
        endings: endings of adjectives of places, without accents, the longest first.
    """

    doubt: Phrases[str]
    hearsay: Phrases[str]
    attitude: Phrases[str]
    negation: Phrases[str]
    not_negation: Phrases[str]
    denial: Phrases[str]
    refutes: Phrases[str]
    apart: Phrases[str]
    rise: Phrases[str]
    fall: Phrases[str]
    step: frozenset[str]
    determiners: frozenset[str]
    subjects: frozenset[str]
    that: frozenset[str]
    relative: frozenset[str]
    ne: frozenset[str]
    only: frozenset[str]
    negates_next: frozenset[str]
    negates_before: frozenset[str]
    clause: frozenset[str]
    level: frozenset[str]
    one: frozenset[str]
    two: frozenset[str]
    not_names: frozenset[str]
    function_words: frozenset[str]
    endings: tuple[str, ...]
    conditional: re.Pattern[str] | None
    not_conditional: Phrases[str]

    def conditionals(self, text: Wording) -> list[Span]:
        """Verbs in the conditional, by their form."""
        if self.conditional is None:
            return []
        found = [(n, n + 1) for n, word in enumerate(text.lower) if self.conditional.search(word)]
        if not found:
            return []
        spared = {start for start, _, _ in self.not_conditional.find(text)}
        return [span for span in found if span[0] not in spared]


@cache
def language(code: str) -> Language | None:
    """A language by its code; None for one that has no lists, of which nothing can be said."""
    file = files("generator.check").joinpath("languages", f"{code}.toml")
    if not re.fullmatch("[a-z]{2,3}", code) or not file.is_file():
        return None
    table = tomllib.loads(file.read_text("utf-8"))

    def phrases(name: str) -> Phrases[str]:
        return Phrases((phrase, phrase) for phrase in table.get(name, ()))

    def words(name: str) -> frozenset[str]:
        return frozenset(table.get(name, ()))

    conditional = table.get("conditional")
    return Language(
        doubt=phrases("doubt"),
        hearsay=phrases("hearsay"),
        attitude=phrases("attitude"),
        negation=phrases("negation"),
        not_negation=phrases("not_negation"),
        denial=phrases("denial"),
        refutes=phrases("refutes"),
        apart=phrases("apart"),
        rise=phrases("rise"),
        fall=phrases("fall"),
        step=words("step"),
        determiners=words("determiners"),
        subjects=words("subjects"),
        that=words("that"),
        relative=words("relative"),
        ne=words("ne"),
        only=words("only"),
        negates_next=words("negates_next"),
        negates_before=words("negates_before"),
        clause=words("clause"),
        level=words("level"),
        one=words("one"),
        two=words("two"),
        not_names=words("not_names"),
        function_words=words("function_words"),
        endings=tuple(sorted({plain(e) for e in words("endings")}, key=len, reverse=True)),
        conditional=re.compile(conditional) if conditional else None,
        not_conditional=phrases("not_conditional"),
    )
