"""Tells what a text states from what it doubts, passes on, or puts into somebody's mouth.

Three kinds of words make a statement less than stated:

- *doubt*: conditionals (« serait », “could”) and words such as « sans doute », “reportedly”;
- *hearsay*: « selon », “according to”, « un rapport »: somebody else says so;
- *attitude*: verbs of saying, thinking and intending, and what ought to be (« a déclaré »,
  “believes”, “should”).

In a quote, doubt and hearsay forbid the certainty `stated`, whatever the text makes of them.
Attitude forbids it unless both texts keep such a word: that somebody said so may be stated.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from generator.check.language import Language, language, marks
from generator.check.wording import Wording

_AFTER = 5
"""Words behind a statement, or behind a verb, that still belong to it."""


class Hedge(NamedTuple):
    """A word that makes a statement less than stated.

    Attributes:
        words: as they stand in the text.
        strict: doubt or hearsay.
        said: hearsay or attitude: it can also follow what it governs.
        at, last: positions of its first word, and after its last.
    """

    words: str
    strict: bool
    at: int
    last: int
    said: bool = False


@lru_cache(maxsize=8192)
def hedges(text: Wording) -> tuple[Hedge, ...]:
    """Every hedge of a text, in order; none for a language without word lists."""
    lists = language(text.language)
    if lists is None:
        return ()

    def found(name: str, *, strict: bool, said: bool = False) -> list[Hedge]:
        return [
            Hedge(text.between(first, last - 1), strict, first, last, said)
            for first, last in marks(text, name)
            if not text.dated(*text.spans[first])  # “May” is a month there
            and (strict or last - first > 1 or not _is_noun(text, first, lists))
        ]

    every = [
        *found("doubt", strict=True),
        *found("conditional", strict=True),
        *found("hearsay", strict=True, said=True),
        *found("attitude", strict=False, said=True),
    ]
    return tuple(sorted(every, key=lambda h: (h.at, not h.strict)))


def keeps(text: Wording) -> bool:
    """Whether a text says whose words it gives, or that they are in doubt."""
    return bool(hedges(text))


def after_statement(text: Wording) -> Hedge | None:
    """Hearsay or attitude with which a sentence goes on after a statement: “…, according to”.

    A verb with a “that” behind it speaks of what comes then, not of what was said before.
    """
    lists = language(text.language)
    if lists is None:
        return None
    for hedge in hedges(text):
        if hedge.at >= _AFTER or _begins_clause(text, hedge.at, lists):
            return None
        if hedge.said and lists.that.isdisjoint(text.lower[hedge.last - 1 : hedge.last + _AFTER]):
            return hedge
    return None


def before_statement(text: Wording, statement: Wording) -> Hedge | None:
    """The last hedge before a statement in its sentence, if its reach goes that far.

    It does not go over a semicolon, a contrast (“while”), or a comma and a relative (“, who”).
    """
    lists = language(text.language)
    found = hedges(text)
    if lists is None or not found:
        return None
    opening = [first for first, _ in marks(statement, "apart")][:1]
    if opening == [0] or _opens_relative(text, len(text.words), statement.lower[:1], lists):
        return None
    edges = [last for _, last in marks(text, "apart")]
    edges += [n for n, word in enumerate(text.lower) if _opens_relative(text, n, [word], lists)]
    edges.append(text.at(text.text.rfind(";") + 1))
    return found[-1] if found[-1].at >= max(edges) else None


def _opens_relative(text: Wording, at: int, word: list[str], lists: Language) -> bool:
    """Whether a word, in a text or directly after it, is a relative behind a comma."""
    if not at or not word or word[0] not in lists.relative:
        return False
    end = text.spans[at][0] if at < len(text.spans) else len(text.text)
    return "," in text.text[text.spans[at - 1][1] : end]


def _is_noun(text: Wording, at: int, lists: Language) -> bool:
    """Whether a word is the noun of the same form: « l'annonce », but not « il l'annonce »."""
    if not at or text.lower[at - 1] not in lists.determiners:
        return False
    return at == 1 or text.lower[at - 2] not in lists.subjects


def _begins_clause(text: Wording, at: int, lists: Language) -> bool:
    """Whether a clause of its own begins before a word."""
    return any(word in lists.clause for word in text.lower[:at])
