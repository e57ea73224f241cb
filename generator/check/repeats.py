"""Finds sentences that say again what another says: in the same words, or with a few words more.

Likeness alone never decides: what differs must be words added on one side only, and none of them a
figure, a name, a negation or a hedge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from rapidfuzz import fuzz, process

from generator.check.hedging import hedges
from generator.check.language import language as lists
from generator.check.negation import negations
from generator.check.wording import wording
from generator.text import fold, words

_LEAST = 6
"""Words from which a sentence may be compared; shorter ones repeat only by the same words."""

_RAREST = 5
_MOST = 200
_EDGES = " \t.!?…:;,•*"


class Said:
    """Sentences that were accounted for, each known by a number."""

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
        self._holding: dict[str, list[int]] = defaultdict(list)  # word → places in both
        for number, (text, language) in enumerate(sentences):
            plain = _plain(text)
            if plain in self._first:
                continue
            self._first[plain] = number
            for word in dict.fromkeys(words(plain)):
                self._holding[word].append(len(self._known))
            self._known.append((number, language.partition("-")[0]))
            self._plain.append(plain)

    def like(self, text: str, language: str) -> int | None:
        """Number of a sentence that says the same, or None.

        In a language without word lists, where no negation can be told, only the same words do.
        """
        plain, language = _plain(text), language.partition("-")[0]
        same = self._first.get(plain)
        own = words(plain)
        if same is not None or len(own) < _LEAST or lists(language) is None:
            return same
        candidates = self._candidates(own)
        near = process.extract(
            plain,
            [self._plain[at] for at in candidates],
            scorer=fuzz.ratio,
            score_cutoff=self._likeness,
            limit=None,
        )
        for at in (candidates[n] for n in sorted(n for _, _, n in near)):
            (number, in_language), other = self._known[at], self._plain[at]
            if (
                in_language == language
                and _adds_little(own, words(other))
                and _turns(plain, language) == _turns(other, language)
            ):
                return number
        return None

    def _candidates(self, own: list[str]) -> list[int]:
        """Sentences that share one of the rarest words: there are few, however many are known."""
        rarest = sorted((len(self._holding[w]), w) for w in set(own) if w in self._holding)
        found = (self._holding[word][:_MOST] for _, word in rarest[:_RAREST])
        return list(dict.fromkeys(chain.from_iterable(found)))


def _plain(text: str) -> str:
    """A sentence as it is compared: folded, without the marks at its ends."""
    return fold(text).strip(_EDGES)


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


def _turns(plain: str, language: str) -> tuple[int, int]:
    """How many negations and hedges a sentence holds: what turns or weakens it."""
    text = wording(plain, language)
    return len(negations(text)), len(hedges(text))
