"""Finds sentences that say again what another says: in the same words, or with a few words more.

Likeness alone never decides: what differs must be words added on one side only, and none of them a
figure, a name, a negation or a hedge.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from generator.check.hedging import hedges
from generator.check.language import language as lists
from generator.check.negation import negations
from generator.check.wording import wording
from generator.text import fold, words

_LEAST = 6
"""Words from which a sentence may be compared; shorter ones repeat only by the same words."""

_RAREST = 5
_EDGES = " \t.!?…:;,•*"


class Budget:
    """How many words may still be compared for one document.

    Attributes:
        left: words; below 0 once something was not compared.
        answers: what came of each sentence of the document, by its text.
    """

    def __init__(self, words: int = sys.maxsize) -> None:
        self.left = words
        self.answers: dict[str, int | None] = {}

    def allows(self, words: int) -> bool:
        """Takes so many words, unless that is more than is left: then nothing is allowed again."""
        self.left = self.left - words if 0 <= words <= self.left else -1
        return self.left >= 0


class Said:
    """Sentences that were accounted for, each known by a number.

    To say the same with a few words more is to hold all words of the shorter one. So a sentence is
    held only against those whose rarest word it has, and those that have its own rarest word.
    """

    def __init__(self, sentences: Iterable[tuple[str, str]], likeness: int) -> None:
        """Gathers sentences, numbered from 0.

        Args:
            sentences: (text, language) of each.
            likeness: percent from which two sentences are compared word by word.
        """
        self._likeness = likeness
        self._first: dict[str, int] = {}
        self._known: list[tuple[int, str]] = []  # number, language
        self._plain: list[str] = []  # the same sentences as they are compared
        self._words: list[frozenset[str]] = []  # and the words of each, in any case
        self._holding: dict[str, list[int]] = defaultdict(list)  # word → places in these lists
        self._led: dict[str, list[int]] = defaultdict(list)  # the same, by their rarest word
        for number, (text, language) in enumerate(sentences):
            plain = _plain(text)
            if plain in self._first:
                continue
            self._first[plain] = number
            held = _set(words(plain))
            for word in held:
                self._holding[word].append(len(self._known))
            self._known.append((number, language.partition("-")[0]))
            self._plain.append(plain)
            self._words.append(held)
        for at, held in enumerate(self._words):
            if held:
                self._led[self._rarest(held)].append(at)

    def like(self, text: str, language: str, budget: Budget | None = None) -> int | None:
        """Number of a sentence that says the same, or None.

        In a language without word lists, where no negation can be told, only the same words do.

        Args:
            budget: that of the document; where it does not allow more, the answer is None.
        """
        plain, language = _plain(text), language.partition("-")[0]
        same = self._first.get(plain)
        if same is not None or lists(language) is None:
            return same
        budget = budget or Budget()
        if plain not in budget.answers:
            budget.answers[plain] = self._near(plain, language, budget)
        return budget.answers[plain]

    def _near(self, plain: str, language: str, budget: Budget) -> int | None:
        own = words(plain)
        if len(own) < _LEAST:
            return None
        for at in self._candidates(_set(own), budget):
            (number, in_language), other = self._known[at], self._plain[at]
            if in_language != language or not budget.allows(len(own)):
                continue
            if (
                fuzz.ratio(plain, other, score_cutoff=self._likeness)
                and _adds_little(own, words(other))
                and _turns(plain, language) == _turns(other, language)
            ):
                return number
        return None

    def _candidates(self, own: frozenset[str], budget: Budget) -> list[int]:
        """Sentences that hold all words of this one, or whose words it holds all.

        Those that share its rarest words come first.
        """
        known = [word for word in own if word in self._holding]
        found: list[int] = []
        lists = [self._led.get(word, []) for word in known]
        if len(known) == len(own):
            lists.append(self._holding[self._rarest(own)])
        for places in lists:
            if budget.allows(len(places)):
                found += (at for at in places if self._words[at] <= own or own <= self._words[at])
        if len(found) < 2:
            return found
        rarest = sorted(known, key=lambda word: (len(self._holding[word]), word))[:_RAREST]
        rank = {
            at: next((n for n, word in enumerate(rarest) if word in self._words[at]), _RAREST)
            for at in found
        }
        return sorted(rank, key=lambda at: (rank[at], at))

    def _rarest(self, held: frozenset[str]) -> str:
        return min(held, key=lambda word: (len(self._holding[word]), word))


def _plain(text: str) -> str:
    """A sentence as it is compared: folded, without the marks at its ends."""
    return fold(text).strip(_EDGES)


def _set(own: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in own)


def _adds_little(one: list[str], other: list[str]) -> bool:
    """Whether the longer of two sentences only adds words, and no figure or name among them."""
    short, long = sorted((one, other), key=len)
    wanted = [word.casefold() for word in short]
    at = 0
    for n, word in enumerate(long):
        if at < len(wanted) and word.casefold() == wanted[at]:
            at += 1
        elif any(char.isdigit() for char in word) or (n and word[0].isupper()):
            return False
    return at == len(wanted)


@lru_cache(maxsize=4096)
def _turns(plain: str, language: str) -> tuple[int, int]:
    """How many negations and hedges a sentence holds: what turns or weakens it."""
    text = wording(plain, language)
    return len(negations(text)), len(hedges(text))
