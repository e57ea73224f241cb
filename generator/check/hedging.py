"""Tells what a text states from what it doubts, passes on, or puts into somebody's mouth.

Three kinds of words make a statement less than stated:

- *doubt*: conditionals (« serait », “could”) and words such as « sans doute », “reportedly”;
- *hearsay*: « selon », “according to”, « un rapport »: somebody else says so;
- *attitude*: verbs of saying, thinking and intending (« a déclaré », “believes”).

In a quote, doubt and hearsay forbid the certainty `stated`, whatever the text makes of them.
Attitude forbids it unless both texts keep such a word: that somebody said so may be stated.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.check.language import Language, language
from generator.check.wording import Phrases, Wording


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word that makes a statement less than stated.

    Attributes:
        words: as they stand in the text.
        strict: doubt or hearsay.
        at: position of its first word.
    """

    words: str
    strict: bool
    at: int


def hedges(text: Wording) -> list[Hedge]:
    """Every hedge of a text, in order; none for a language without word lists."""
    lists = language(text.language)
    if lists is None:
        return []
    months = [(d.start, d.end) for d in text.dates]  # “May” is a month here

    def found(phrases: Phrases[str], strict: bool) -> list[Hedge]:
        return [
            Hedge(text.between(first, last - 1), strict, first)
            for first, last, _ in phrases.find(text)
            if not any(a <= text.spans[first][0] < b for a, b in months)
        ]

    conditionals = [
        Hedge(text.between(first, last - 1), True, first)
        for first, last in lists.conditionals(text)
    ]
    every = [*found(lists.doubt, True), *conditionals, *found(lists.hearsay, True),
             *found(lists.attitude, False)]
    return sorted(every, key=lambda h: (h.at, not h.strict))


def keeps(text: Wording) -> bool:
    """Whether a text says whose words it gives, or that they are in doubt."""
    return bool(hedges(text))


def hearsay_after(text: Wording, within: int) -> Hedge | None:
    """A hedge among the first words of what follows a statement: “…, according to”."""
    lists: Language | None = language(text.language)
    if lists is None:
        return None
    return next((h for h in hedges(text) if h.at < within and not _begins_clause(text, h.at, lists)),
                None)


def _begins_clause(text: Wording, at: int, lists: Language) -> bool:
    """Whether a clause of its own begins before a word."""
    return any(word in lists.clause for word in text.lower[:at])
