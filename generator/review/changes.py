"""What changed between two revisions, as values: what `compare` finds and every report writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from generator.diagnostics import Diagnostic
from generator.editorial import Correction, Lapse, Review, Reviewed
from generator.model import Citation, Fact, Verdict

WORKING_TREE = "the working tree"
"""What the new revision is called where it is none."""


class How(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # a fact that stands on another sheet now
    RENAMED = "renamed"
    MERGED = "merged"  # a sheet whose facts stand on another one that was there already
    OPENED = "opened"
    SETTLED = "settled"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part of a thing as it was and as it is, in words.

    Attributes:
        part: the key in its file, with the language where it has one: `text.en`, `value`.
        typographic: the words are the same; only quotation marks, spaces or dashes differ.
    """

    part: str
    before: str
    after: str
    typographic: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote of a fact and where it stands.

    Attributes:
        path, line: the place in the document; line 0 where the quote was not found.
        lead, words, tail: the document's own words, with those around them in the same line.
    """

    citation: Citation
    verdict: Verdict
    path: str
    line: int = 0
    lead: str = ""
    words: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class QuoteChange:
    """A quote that came, went, reads otherwise, or is found in another way."""

    before: Evidence | None
    after: Evidence | None


@dataclass(frozen=True)
class FactChange:
    """What became of one fact.

    Attributes:
        how: moved and renamed facts may have changed too: then `parts` or `quotes` say so.
        told: (part, words) of everything it says, for one that came or went.
        evidence: all its quotes; those it had where it was removed.
        behind: languages whose text stayed when another's changed.
        question: what a reviewer must answer.
        lapses: reviews that held before and hold no more.
        reviewed: its reviews after the change.
        corrections: entries that came with the change.
        shown: where else readers meet it: on which questions, disagreements and leads.
        label: its property's name.
    """

    how: How
    before: Fact | None
    after: Fact | None
    label: str
    parts: tuple[PartChange, ...] = ()
    quotes: tuple[QuoteChange, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    behind: tuple[str, ...] = ()
    question: str = ""
    lapses: tuple[Lapse, ...] = ()
    reviewed: Reviewed = field(default_factory=Reviewed)
    corrections: tuple[Correction, ...] = ()
    shown: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()

    @property
    def fact(self) -> Fact:
        """The fact as it is; as it was where it was removed."""
        found = self.after or self.before
        assert found is not None  # every change has a side
        return found

    @property
    def address(self) -> str:
        """Where the fact stands, or stood."""
        return self.fact.address

    @property
    def in_meaning(self) -> bool:
        """Whether something else than the place changed."""
        return self.how in (How.ADDED, How.REMOVED) or bool(self.parts or self.quotes)


@dataclass(frozen=True, slots=True)
class NounChange:
    """What became of a sheet, source, question, disagreement or property.

    Attributes:
        noun: `sheet`, `source`, `question`, `disagreement`, `property`.
        before, after: its id on either side; empty where it was not there.
        title: its name for people.
        behind: languages whose text stayed when another's changed.
        note: what more there is to know, as a sentence.
    """

    noun: str
    how: How
    before: str
    after: str
    title: str
    path: str
    parts: tuple[PartChange, ...] = ()
    behind: tuple[str, ...] = ()
    note: str = ""

    @property
    def id(self) -> str:
        """The id that it has, or had."""
        return self.after or self.before


@dataclass(frozen=True, slots=True)
class Total:
    """A count on both sides."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What is accounted for of a source, and how much of it the site reproduces, on both sides.

    Attributes:
        open: sentences that are not accounted for.
        reproduced: percent of the document; `budget`: percent allowed, None for no bound.
        before, after: (percent accounted for, open, reproduced, budget); None where the source
            is not there.
    """

    seed: str
    before: tuple[int, int, int, int | None] | None
    after: tuple[int, int, int, int | None] | None


@dataclass(frozen=True)
class Changes:
    """Everything that changed.

    Attributes:
        base, head: names of the two revisions, for people.
        lapses: every review that held before and holds no more, by its fact's address.
        corrections, reviews: entries that came with the change.
        pages: addresses of the pages that show a change, from each language's root.
        strange: (path, what it is) of links and submodules in the new revision.
        findings: what the check has to say of the new revision.
        totals: counts, those that stayed the same included.
    """

    base: str
    head: str
    facts: tuple[FactChange, ...] = ()
    nouns: tuple[NounChange, ...] = ()
    totals: tuple[Total, ...] = ()
    accounts: tuple[AccountChange, ...] = ()
    lapses: Mapping[str, tuple[Lapse, ...]] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    reviews: tuple[Review, ...] = ()
    pages: tuple[str, ...] = ()
    strange: tuple[tuple[str, str], ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    record: str = ""

    def of(self, noun: str) -> tuple[NounChange, ...]:
        """The changes of one kind of thing."""
        return tuple(change for change in self.nouns if change.noun == noun)

    @property
    def behind(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(address or id, languages) of everything of which only another language changed."""
        return (
            *((c.address, c.behind) for c in self.facts if c.behind),
            *((c.id, c.behind) for c in self.nouns if c.behind),
        )

    @property
    def nothing(self) -> bool:
        """Whether nothing changed in meaning."""
        return not (
            self.facts
            or self.nouns
            or self.lapses
            or self.corrections
            or self.reviews
            or self.strange
        )
