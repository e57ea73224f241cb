"""Finds sentences that say again what another says: in the same words, or with a few words more.

Likeness alone never decides: what differs must be words added on one side only, and none of them a
figure, a negation, a hedge or a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz

from generator.text import fold, words

_LEAST = 6
"""Words from which a sentence may be compared; shorter ones repeat only by the same words."""
_RAREST = 5
_MOST = 200

# What turns or weakens a sentence; in a language not listed, only the same words are a repetition.
_TURNING = {
    "en": frozenset(
        "no not never none nor without cannot neither nothing nobody hardly almost nearly perhaps "
        "maybe allegedly reportedly possibly probably".split()
    ),
    "fr": frozenset(
        "non ne n pas jamais aucun aucune sans ni rien personne guère plus presque peut-être "
        "probablement soi-disant".split()
    ),
}
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
        self._known: list[tuple[int, str, str]] = []  # number, plain text, language
        self._holding: dict[str, list[int]] = defaultdict(list)  # word → places in `_known`
        for number, (text, language) in enumerate(sentences):
            plain = _plain(text)
            if plain in self._first:
                continue
            self._first[plain] = number
            for word in dict.fromkeys(words(plain)):
                self._holding[word].append(len(self._known))
            self._known.append((number, plain, language.partition("-")[0]))

    def like(self, text: str, language: str) -> int | None:
        """Number of a sentence that says the same, or None."""
        plain, language = _plain(text), language.partition("-")[0]
        same = self._first.get(plain)
        own = words(plain)
        if same is not None or len(own) < _LEAST or language not in _TURNING:
            return same
        for at in self._candidates(own):
            number, other, in_language = self._known[at]
            if (in_language == language
                    and fuzz.ratio(plain, other, score_cutoff=self._likeness) >= self._likeness
                    and _adds_little(own, words(other), language)):
                return number
        return None

    def _candidates(self, own: list[str]) -> Iterable[int]:
        """Sentences that share one of the rarest words: there are few, however many are known."""
        rarest = sorted((len(self._holding[w]), w) for w in set(own) if w in self._holding)
        found: dict[int, None] = {}
        for _, word in rarest[:_RAREST]:
            found.update(dict.fromkeys(self._holding[word][:_MOST]))
        return found


def _plain(text: str) -> str:
    """A sentence as it is compared: folded, without the marks at its ends."""
    return fold(text).strip(_EDGES)


def _adds_little(one: list[str], other: list[str], language: str) -> bool:
    """Whether the longer of two sentences only adds words that change no assertion."""
    short, long = sorted((one, other), key=len)
    wanted = [word.casefold() for word in short]
    at = 0
    for n, word in enumerate(long):
        if at < len(wanted) and word.casefold() == wanted[at]:
            at += 1
        elif _tells(word, language) or (n and word[0].isupper()):
            return False
    return at == len(wanted)


def _tells(word: str, language: str) -> bool:
    """Whether a word is a figure, or turns or weakens what is said."""
    plain = word.casefold()
    turning = _TURNING[language]
    return (any(char.isdigit() for char in plain) or plain in turning
            or plain.partition("'")[0] in turning or plain.endswith("n't"))
