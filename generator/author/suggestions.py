"""Suggests what a new source is good for: open sentences, and facts that it seems to bear on.

Words, figures and names are compared, nothing is understood: a suggestion says where to look.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator.check.coverage import Account
from generator.check.figures import Figure, Slip, apart_from_dates, slip
from generator.check.names import Register
from generator.check.negation import denies
from generator.check.reading import State
from generator.check.sentences import Sentence, sentences
from generator.check.wording import Wording, plain, wording
from generator.diagnostics import shown
from generator.model import LANGUAGES, Fact, Index, Role, Seed

_LEAST_SHARED = 3  # words that a sentence and a fact must share
_ENOUGH = 0.5  # of the weight of a fact's words that a sentence must hold
_SHORT = 4  # letters; shorter words are not compared, unless they are a name
_MOST = 20
_SKIPPED = frozenset((Role.NAVIGATION, Role.BOILERPLATE, Role.READER_COMMENT))


class Bearing(StrEnum):
    """What a sentence seems to mean for a fact."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence of the new source and a fact that it seems to bear on.

    Attributes:
        why: what both hold, or how they differ.
    """

    sentence: Sentence
    fact: Fact
    bearing: Bearing
    why: str
    likeness: float


def suggestions(index: Index, seed: Seed) -> list[Suggestion]:
    """Facts that a source does not yet stand under but seems to support or contradict."""
    language = seed.language.partition("-")[0]
    if language not in LANGUAGES:
        return []
    known = _Known(index, seed.id, language)
    best: dict[tuple[str, Bearing], Suggestion] = {}
    for sentence in sentences(seed):
        if seed.role_at(sentence.line) in _SKIPPED:
            continue
        for found in known.like(seed.text[sentence.start : sentence.end], sentence):
            key = found.fact.address, found.bearing
            if key not in best or found.likeness > best[key].likeness:
                best[key] = found
    likest: dict[str, float] = {}
    for (address, _), found in best.items():
        likest[address] = max(found.likeness, likest.get(address, 0))
    # A source may say one thing and, in as like words, its contrary: then both are worth a look.
    kept = [found for found in best.values() if found.likeness == likest[found.fact.address]]
    return sorted(kept, key=lambda s: (s.bearing, -s.likeness))


class _Known:
    """The facts of a project, found by the words of their text."""

    def __init__(self, index: Index, seed: str, language: str) -> None:
        self.language = language
        self.register = Register(index.project.sheets)
        self.facts = [
            fact
            for address, fact in index.project.facts.items()
            if address not in index.retracted
            and all(citation.seed != seed for citation in fact.citations)
        ]
        self.words = [self.telling(self.text(fact)) for fact in self.facts]
        self.holding: dict[str, list[int]] = defaultdict(list)
        for n, words in enumerate(self.words):
            for word in words:
                self.holding[word].append(n)

    def text(self, fact: Fact) -> Wording:
        return wording(fact.text[self.language], self.language)

    def telling(self, text: Wording) -> frozenset[str]:
        """The words of a text that are compared: long ones, and sheets by their id."""
        named = self.register.sheets(text)
        return frozenset(plain(w) for w in text.words if len(w) >= _SHORT and w.isalpha()) | {
            f"#{sheet}" for sheet in named
        }

    def weight(self, word: str) -> float:
        return math.log(1 + len(self.facts) / len(self.holding[word]))

    def like(self, text: str, sentence: Sentence) -> Iterator[Suggestion]:
        """Facts that a sentence seems to bear on."""
        said = wording(text, self.language)
        own = self.telling(said) & self.holding.keys()
        counts = Counter(n for word in own for n in self.holding[word])
        for n, count in counts.items():
            named = {word for word in self.words[n] if word.startswith("#")}
            if count < _LEAST_SHARED or (named and not named & own):
                continue
            weights = {word: self.weight(word) for word in self.words[n]}
            likeness = sum(weights[word] for word in own & self.words[n]) / sum(weights.values())
            if likeness >= _ENOUGH:
                bearing, why = _bearing(said, self.text(self.facts[n]))
                if bearing is not None:
                    yield Suggestion(sentence, self.facts[n], bearing, why, likeness)


def _bearing(said: Wording, claimed: Wording) -> tuple[Bearing | None, str]:
    """What a sentence seems to mean for what a fact claims; None when nothing can be told."""
    if denies(said) != denies(claimed):
        return Bearing.CONTRADICTS, "only one of them denies it"
    same: list[str] = []
    figures = tuple(apart_from_dates(said))
    for claim in apart_from_dates(claimed):
        missed, nearest = slip(claim, figures)
        if missed in (None, Slip.IMPRECISE):
            same.append(claim.words)
            continue
        other = nearest or next((f for f in figures if _of_one_kind(f, claim)), None)
        if other is None:
            return None, ""
        return Bearing.CONTRADICTS, f"“{other.words}” here, “{claim.words}” there"
    for date in claimed.dates:
        here = [d.normalised for d in said.dates]
        if any(d.startswith(date.normalised) or date.normalised.startswith(d) for d in here):
            same.append(claimed.text[date.start : date.end])
        elif here:
            return Bearing.CONTRADICTS, f"{', '.join(here)} here, {date.normalised} there"
        else:
            return None, ""
    return Bearing.SUPPORTS, f"both say {', '.join(same)}" if same else "the same words"


def _of_one_kind(one: Figure, other: Figure) -> bool:
    """Whether two figures count the same: money in one currency, percent, or one unit."""
    return (one.currency, one.percent, one.ordinal) == (
        other.currency,
        other.percent,
        other.ordinal,
    ) and one.unit == other.unit


# --- for a terminal ---------------------------------------------------------------------------


def lines(index: Index, seed: Seed, accounts: Mapping[str, Account]) -> Iterator[str]:
    """What to look at next, after a source was added; nothing of it is more than a suggestion."""
    entries = accounts[seed.id].open
    telling = [entry for entry in entries if entry.tells]
    yield (
        f"{len(telling)} of its {len(accounts[seed.id].entries)} sentences hold figures, dates "
        "or known names and no fact covers them yet:"
    )
    for entry in telling[:_MOST]:
        tells = ", ".join(shown(" ".join(tell.split()), 40) for tell in entry.tells[:5])
        yield f"  {_at(seed, entry.sentence)} [{tells}]"
    if len(telling) > _MOST:
        yield f"  … and {len(telling) - _MOST} more: factsheet coverage {seed.id} --open"
    repeated = sum(entry.state is State.REPEATS for entry in accounts[seed.id].entries)
    if repeated:
        yield f"{repeated} sentences say again what another document says in the same words."
    found = suggestions(index, seed)
    for bearing in Bearing:
        own = [s for s in found if s.bearing is bearing]
        if own:
            yield f"Facts that it seems to {bearing.removesuffix('s')} (look at both):"
        for suggestion in own[:_MOST]:
            text = shown(suggestion.fact.text[seed.language.partition("-")[0]], 120)
            yield f"  {_at(seed, suggestion.sentence)}"
            yield f"    {suggestion.fact.address}: {text} ({suggestion.why})"


def _at(seed: Seed, sentence: Sentence) -> str:
    text = " ".join(seed.text[sentence.start : sentence.end].split())
    return f"{seed.path}:{sentence.line}: {shown(text, 160)}"
