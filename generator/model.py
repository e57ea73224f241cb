"""The nouns that every stage shares; each is a frozen value that knows where it was written."""

from __future__ import annotations

import builtins
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from generator.dates import Date
from generator.editorial import Correction as Correction
from generator.editorial import CorrectionKind as CorrectionKind
from generator.editorial import Review as Review
from generator.editorial import Reviewed as Reviewed
from generator.place import Place as Place
from generator.place import Words as Words
from generator.ranges import Ranges
from generator.terms import LANGUAGES as LANGUAGES
from generator.terms import Certainty as Certainty
from generator.terms import Clash as Clash
from generator.terms import Display as Display
from generator.terms import Kind as Kind
from generator.terms import Role as Role
from generator.terms import ValueType as ValueType
from generator.terms import Verdict as Verdict
from generator.vocabulary import VOCABULARY as VOCABULARY
from generator.vocabulary import Group as Group
from generator.vocabulary import Property as Property
from generator.vocabulary import Vocabulary as Vocabulary

# --- seeds ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A passage of a seed that no fact will cite, with the reason; a quote or a range of lines."""

    reason: str
    place: Place
    quote: str | None = None
    lines: tuple[int, int] | None = None
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """The time against which a document's "last month" is read, and the words that show it."""

    date: Date
    quotes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a document's text was taken out of, kept beside it, and what took it out.

    Attributes:
        file: relative to `seeds/`, with `/`.
    """

    file: str
    sha256: str
    extractor: str
    version: str
    place: Place


@dataclass(frozen=True)
class Seed:
    """A source document: its text, kept byte for byte, and what is known about it.

    Attributes:
        authors: as the document names them, each once; none where it does not.
        text: the document decoded from UTF-8, without a byte order mark, otherwise untouched.
        roles: (first line, last line, role), lines from 1, both included.
        pages: (label, first line, last line) of each page of the original, in order.
        path: the document's own file; `place` is in its metadata file.
    """

    id: str
    title: str
    language: str
    publisher: str
    authors: tuple[str, ...]
    published: Date
    as_of: AsOf | None
    sha256: str
    display: Display
    text: str
    path: str
    place: Place
    url: str | None = None
    exclusions: tuple[Exclusion, ...] = ()
    roles: tuple[tuple[int, int, Role], ...] = ()
    original: Original | None = None
    pages: tuple[tuple[str, int, int], ...] = ()

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset in `text` of the first character of each line."""
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    def line_of(self, offset: int) -> int:
        """Line, from 1, of the character at `offset`."""
        return bisect_right(self.line_starts, offset)

    @cached_property
    def role_at(self) -> Callable[[int], Role]:
        """Role of a line, counted from 1."""
        return Ranges(self.roles, Role.BODY).at

    @cached_property
    def page_at(self) -> Callable[[int], str | None]:
        """Label of the page on which a line begins; None where no pages are known."""
        return Ranges(((first, last, page) for page, first, last in self.pages), None).at


# --- sheets -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured or counted value, no more precise than its source.

    Attributes:
        amount: a decimal number as written (`14.3`, `-12.6`) or an order: tens, hundreds …
        scale: thousand, million, billion (10⁹) or trillion (10¹²).
        unit: `percent`, `year`, or the plural of what is counted in each language.
        currency: ISO 4217.
    """

    amount: str
    scale: str | None = None
    unit: str | Words | None = None
    currency: str | None = None
    approximate: bool = False

    @property
    def number(self) -> Decimal | None:
        """The amount as a number, without its scale; None when it is only an order."""
        digits = self.amount.lstrip("-").replace(".", "", 1)
        return Decimal(self.amount) if digits.isdigit() else None


@dataclass(frozen=True, slots=True)
class SheetRef:
    """A value that is another sheet."""

    sheet: str


Value = Words | SheetRef | Date | Quantity
"""A fact's typed value; text is in both languages."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A seed and the quote as the editor wrote it (W3C Web Annotation TextQuoteSelector)."""

    seed: str
    quote: str
    place: Place
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure, date or name in a fact's text that its quotes do not hold, and how it follows."""

    value: str
    how: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Fact:
    """One assertion on a sheet, in both languages, with the citations it stands on.

    Attributes:
        attributed_to: whose words: a sheet's or a seed's id; None only when stated.
        answers: rule id → why that rule's warning does not apply, in one language at least.
        places: where each field was written, for diagnostics and edit links.
    """

    id: str
    sheet: str
    property: str
    text: Words
    certainty: Certainty
    citations: tuple[Citation, ...]
    place: Place
    value: Value | None = None
    date: Date | None = None
    mentions: tuple[str, ...] = ()
    attributed_to: str | None = None
    derived: tuple[Derived, ...] = ()
    answers: Mapping[str, Words] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    @builtins.property  # the field `property` hides the decorator here
    def address(self) -> str:
        """The fact's name everywhere: `sheet#fact`."""
        return f"{self.sheet}#{self.id}"

    @builtins.property
    def dated(self) -> Date | None:
        """The date that it tells, or else the one under which it stands."""
        return self.value if isinstance(self.value, Date) else self.date


@dataclass(frozen=True, slots=True)
class Sheet:
    """One YAML file, one page: a person, an organization, a technology, an event."""

    id: str
    kind: Kind
    name: Words
    aliases: tuple[str, ...]
    lead: tuple[str, ...]
    facts: tuple[Fact, ...]
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    @property
    def url(self) -> str:
        """Address of the page from the root of its language's site."""
        return f"{self.kind.folder}/{self.id}/"

    @property
    def data_url(self) -> str:
        """Address of its data, beside its page, from the root of the whole site."""
        return f"{self.url}index.json"


@dataclass(frozen=True, slots=True)
class Question:
    """One FAQ entry: a question answered by facts, and what remains unknown.

    Attributes:
        answer: addresses of the facts, in the order in which they answer.
        asked_in: where a document itself asks this question.
    """

    id: str
    question: Words
    answer: tuple[str, ...]
    place: Place
    unknown: Words | None = None
    asked_in: tuple[Citation, ...] = ()
    order: int = 1000
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An editor's account of facts that clash.

    Attributes:
        favours: address of the better supported fact; None leaves the matter open.
        why: the reason for `favours`, in both languages.
    """

    id: str
    title: Words
    kind: Clash
    facts: tuple[str, ...]
    text: Words
    place: Place
    favours: str | None = None
    why: Words | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quote stands in its seed.

    Attributes:
        spans: (start, end) offsets into the seed's text, one per part of the quote, in order.
        line: line of the first character, from 1.
        role: the part of the document it stands in.
        copies: how many more times the document holds it in the same context.
    """

    citation: Citation
    verdict: Verdict
    spans: tuple[tuple[int, int], ...] = ()
    line: int = 0
    role: Role = Role.BODY
    copies: int = 0

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.spans[-1][1]


# --- everything -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Project:
    """What was read, before anything is judged; `made_of` names all that was read for a file."""

    vocabulary: Vocabulary
    seeds: Mapping[str, Seed]
    sheets: Mapping[str, Sheet]
    questions: Mapping[str, Question]
    disagreements: Mapping[str, Disagreement]
    reviews: tuple[Review, ...] = ()
    corrections: tuple[Correction, ...] = ()
    made_of: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact by its address, in the order of sheets and files."""
        return {f.address: f for sheet in self.sheets.values() for f in sheet.facts}

    def citations(self) -> Iterator[tuple[Fact, Citation]]:
        """Every citation with its fact."""
        for fact in self.facts.values():
            for citation in fact.citations:
                yield fact, citation


@dataclass(frozen=True)
class Index:
    """Everything joined: the project, where each quote stands, and the links back.

    Attributes:
        passages: fact address → one passage per citation, in order.
        asked: question id → passages of the document's own question.
        cited_by: seed id → (address, passage), in the order of the document.
        mentioned_in: sheet id → addresses of facts elsewhere that name it, point to it or are
            attributed to it.
        answered_in: fact address → ids of the questions that use it.
        disputed_in: fact address → ids of the disagreements that hold it.
        reviewed: fact address → its reviews; no entry where it never had any.
        corrected: fact address → its corrections, newest first.
    """

    project: Project
    passages: Mapping[str, tuple[Passage, ...]]
    asked: Mapping[str, tuple[Passage, ...]]
    cited_by: Mapping[str, tuple[tuple[str, Passage], ...]]
    mentioned_in: Mapping[str, tuple[str, ...]]
    answered_in: Mapping[str, tuple[str, ...]]
    disputed_in: Mapping[str, tuple[str, ...]]
    reviewed: Mapping[str, Reviewed] = field(default_factory=dict)
    corrected: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)

    @cached_property
    def retracted(self) -> frozenset[str]:
        """Addresses of the facts whose newest correction retracts them."""
        return frozenset(
            address
            for address, entries in self.corrected.items()
            if entries[0].kind is CorrectionKind.RETRACTION
        )
