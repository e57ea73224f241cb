"""What an editorial team records about its facts: who reviewed them, and what was corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from generator.place import Place, Words


class Part(StrEnum):
    """A part of a fact that a review is bound to; a change of it makes the review lapse."""

    TEXT = "text"
    VALUE = "value"
    DATE = "date"
    CERTAINTY = "certainty"
    CITATIONS = "citations"
    PASSAGES = "passages"


class CorrectionKind(StrEnum):
    """How much a correction changes for who read the fact before."""

    TYPO = "typo"
    CLARIFICATION = "clarification"
    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class Review:
    """An entry of a file of reviews: a person's word that a fact says what its sources say.

    Attributes:
        fact: address of the fact.
        date: the day, `2026-11-21`.
        fingerprint: part → hash of that part as the reviewer saw it.
    """

    fact: str
    by: str
    date: str
    fingerprint: Mapping[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class Lapse:
    """A review that no longer holds, and the parts of the fact that changed since."""

    review: Review
    parts: tuple[Part, ...]


class Doubt(StrEnum):
    """Why a review that stands does not count."""

    AUTHOR = "wrote it"
    UNLISTED = "is not on the list of reviewers"
    UNSIGNED = "has not signed it"


@dataclass(frozen=True, slots=True)
class Discounted:
    """A review of a fact as it is now that does not count."""

    review: Review
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The reviews of one fact, newest first.

    Attributes:
        standing: those of the fact as it is now, at most one of each person.
        lapsed: the last one of each person that has none standing.
        discounted: those that stand but do not count.
    """

    standing: tuple[Review, ...] = ()
    lapsed: tuple[Lapse, ...] = ()
    discounted: tuple[Discounted, ...] = ()

    @property
    def own(self) -> tuple[Review, ...]:
        """Those by people who wrote the fact."""
        return tuple(it.review for it in self.discounted if it.doubt is Doubt.AUTHOR)


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of `facts/corrections.yml`: what readers were told before, and why it changed.

    Attributes:
        fact: address of the fact.
        date: the day, `2026-11-21`.
        now: what is right; None only for a retraction.
        places: where parts stand: `was.en`, `now.fr`.
    """

    fact: str
    kind: CorrectionKind
    date: str
    was: Words
    now: Words | None
    why: Words
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict)
