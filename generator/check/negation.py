"""Tells whether a text denies something, and whether the words around a quote do.

A *negation* is made by grammar: not, never, « ne … pas », « aucun », « sans ». A *denial* lies in
the meaning of a word: failed, lacks, « absence ». A negation on one side must have a negation or
a denial on the other; a denial needs none.
"""

from __future__ import annotations

from functools import lru_cache

from generator.check.language import Language, language, marks
from generator.check.wording import Wording, wording

_REACH = 6
"""Words between the two halves of a French negation."""


@lru_cache(maxsize=8192)
def negations(text: Wording) -> tuple[str, ...]:
    """The negations of a text as they stand in it; none for a language without word lists."""
    lists = language(text.language)
    if lists is None:
        return ()
    spared = _spared(text)
    found = {
        first: text.between(first, last - 1)
        for first, last in marks(text, "negation")
        if first not in spared and not _is_step(text, first, lists)
    }
    if "t" in text.lower:
        found |= {n: text.between(n - 1, n) for n in range(len(text.words)) if _contracted(text, n)}
    if not lists.ne.isdisjoint(text.lower):
        found |= {n: text.words[n] for n in _particles(text, lists) if n not in spared}
    return tuple(words for _, words in sorted(found.items()))


@lru_cache(maxsize=8192)
def denies(text: Wording) -> bool:
    """Whether a text holds a negation, or a word that denies by its meaning."""
    if negations(text):
        return True
    spared = _spared(text)
    return any(first not in spared for first, _ in marks(text, "denial"))


def _spared(text: Wording) -> set[int]:
    """Positions of words that only look like a negation: “not only”, « sans doute »."""
    return {n for first, last in marks(text, "not_negation") for n in range(first, last)}


def _is_step(text: Wording, at: int, lists: Language) -> bool:
    """Whether « pas » is the noun: « un pas », « franchir le pas »."""
    return (
        bool(lists.step)
        and text.lower[at] == "pas"
        and at > 0
        and text.lower[at - 1] in lists.step
        and not any(word in lists.ne for word in text.lower[max(0, at - _REACH) : at])
    )


def _contracted(text: Wording, at: int) -> bool:
    """Whether a word is the t of doesn't."""
    if text.language != "en" or text.lower[at] != "t" or not at:
        return False
    return text.text[text.spans[at - 1][1]] == "'" and text.lower[at - 1].endswith("n")


def _particles(text: Wording, lists: Language) -> list[int]:
    """Places of « ne » that deny by themselves: not the half of « ne … que », which only limits."""
    found = []
    for n, word in enumerate(text.lower):
        if word not in lists.ne or (word == "n" and not _elided(text, n)):
            continue
        behind = text.lower[n + 1 : n + 1 + _REACH]
        if any(w in lists.negates_before or w == "plus" for w in behind) or not any(
            w in lists.only for w in behind
        ):
            found.append(n)
    return found


def _elided(text: Wording, at: int) -> bool:
    return text.text[text.spans[at][1] : text.spans[at][1] + 1] == "'"


# --- around a quote ---------------------------------------------------------------------------


def negates_what_follows(text: Wording, within: int = 3) -> str | None:
    """The negation among the last words before a quote that turns round what the quote says."""
    lists = language(text.language)
    if lists is None or text.text.rstrip()[-1:] in tuple(".;:!?,)("):
        return None
    if text.lower and text.lower[-1] in lists.that:
        return _governing(text)
    behind = list(enumerate(text.lower))[-within:]
    spared = _spared(text)
    for n, word in reversed(behind):
        if n not in spared and (word in lists.negates_next or _contracted(text, n)):
            if word == "n" and not _elided(text, n):
                continue
            return text.words[n] if not _is_step(text, n, lists) else None
        if word in lists.clause:
            return None
    return None


def _governing(text: Wording) -> str | None:
    """The negation that governs a clause with “that”, of which a text ends with the “that”."""
    clause = wording(
        text.between(max(0, len(text.words) - _REACH), len(text.words) - 1), text.language
    )
    refuted = [clause.between(first, last - 1) for first, last in marks(clause, "refutes")]
    return next(iter([*negations(clause), *refuted]), None)


def negates_what_precedes(text: Wording) -> str | None:
    """The negation that begins what follows a quote, and belongs to the quote's verb."""
    lists = language(text.language)
    if lists is None or not text.words or text.text.lstrip()[:1] in tuple(".;:!?,)("):
        return None
    first = text.lower[0]
    return text.words[0] if first in lists.negates_before else None
