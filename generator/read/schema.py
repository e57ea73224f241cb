"""The shape of every file, with a description of each field: files are checked against it.

Every scalar arrives as the string that the editor wrote; types beyond that (dates, amounts,
references) are given by `generator.read.build`, which knows the vocabulary.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from generator.editorial import CorrectionKind
from generator.model import Certainty, Clash, Display, Kind, Role, ValueType
from generator.read.strings import (
    Address,
    Boolean,
    Hash,
    Heading,
    Id,
    LanguageCode,
    Lines,
    OriginalPath,
    PageLabel,
    Reason,
    Scale,
    Sha256,
    Text,
    WebAddress,
)


class Shape(BaseModel):
    """A mapping with a fixed set of keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Shape):
    """One text in both languages."""

    en: Text = Field(description="The text in English.")
    fr: Text = Field(description="The text in French.")


class BilingualHeading(Bilingual):
    """A name or a heading in both languages."""

    en: Heading = Field(description="The text in English.")
    fr: Heading = Field(description="The text in French.")


class QuantityShape(Shape):
    """A measured or counted value."""

    amount: Text = Field(
        description="A decimal number with a point, `14.3` or `-12.6`; or only its order, when "
        "the source says no more: `tens`, `dozens`, `hundreds`, `thousands`.",
        examples=["14.3", "hundreds"],
    )
    scale: Scale | None = Field(
        None, description="What the amount is multiplied by; a billion is 10⁹."
    )
    unit: UnitField | None = Field(
        None,
        description="`percent`, `year`, or the plural of what is counted, in both languages.",
        examples=["percent", {"en": "employees", "fr": "employés"}],
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = Field(
        None, description="ISO 4217 code of the currency.", examples=["USD"]
    )
    approximate: Boolean = Field(
        "false", description="Whether the source says about, nearly, some …"
    )


def _form(value: Any) -> str:
    """Tag of a value that may be written in several forms."""
    if isinstance(value, dict):
        return "quantity" if "amount" in value else "bilingual"
    if isinstance(value, BaseModel):
        return "quantity" if isinstance(value, QuantityShape) else "bilingual"
    return "plain"


FORMS = frozenset({"plain", "bilingual", "quantity", "as_of", "several"})
"""Tags that a validator puts into the path of an error, where the file has no key."""

UnitField = Annotated[
    Annotated[Text, Tag("plain")] | Annotated[Bilingual, Tag("bilingual")], Discriminator(_form)
]
NameField = Annotated[
    Annotated[Heading, Tag("plain")] | Annotated[BilingualHeading, Tag("bilingual")],
    Discriminator(_form),
]
NoteField = UnitField
ValueField = Annotated[
    Annotated[Text, Tag("plain")]
    | Annotated[Bilingual, Tag("bilingual")]
    | Annotated[QuantityShape, Tag("quantity")],
    Discriminator(_form),
]
QuantityShape.model_rebuild()


class CitationShape(Shape):
    """A seed and words that stand in it."""

    seed: Id = Field(description="Id of the source document.")
    quote: str = Field(
        description="Its words, character for character; `[…]` marks a cut by the editor."
    )
    prefix: Text | None = Field(
        None, description="Words directly before the quote, to choose between several places."
    )
    suffix: Text | None = Field(
        None, description="Words directly after the quote, to choose between several places."
    )


class DerivedShape(Shape):
    """A figure, date or name in a fact's text that its quotes do not hold."""

    value: Text = Field(description="The figure, date or name as it stands in the text.")
    how: Bilingual = Field(description="One sentence saying how it follows from the quotes.")


class FactShape(Shape):
    """One assertion, in both languages, with the words it stands on."""

    id: Id = Field(
        description="Stable id; with the sheet's id it is the fact's address.",
        examples=["turing-award"],
    )
    property: Id = Field(description="What is asserted: a property of facts/vocabulary.yml.")
    value: ValueField | None = Field(
        None,
        description="The value, in the property's type: text, a sheet's id, an EDTF date, "
        "or a quantity.",
    )
    date: Text | None = Field(
        None,
        description="When what is stated happened or held (EDTF), no more precise than the source.",
        examples=["2018", "2025-10~", "XXXX-10", "2013/.."],
    )
    text: Bilingual = Field(description="The assertion as a full sentence in each language.")
    mentions: list[Id] = Field([], description="Ids of the sheets that the text names.")
    certainty: Literal[tuple(c.value for c in Certainty)] = Field(  # type: ignore[valid-type]  # made of an enumeration
        description="How firmly the source says so."
    )
    attributed_to: Id | None = Field(
        None, description="Whose words they are: a sheet's or a seed's id; needed unless stated."
    )
    derived: list[DerivedShape] = Field(
        [], description="Figures, dates and names that the quotes do not hold themselves."
    )
    answers: dict[Id, NoteField] = Field(
        {}, description="Rule id → why its warning does not apply here; plain text is English."
    )
    citations: list[CitationShape] = Field(
        min_length=1, description="The quotes that the fact stands on."
    )


class SheetShape(Shape):
    """A person, an organization, a technology or an event: one file, one page."""

    kind: Literal[tuple(k.value for k in Kind)] = Field(  # type: ignore[valid-type]  # made of an enumeration
        description="What the sheet is about."
    )
    name: NameField = Field(description="Its name; in both languages where they differ.")
    aliases: list[Heading] = Field([], description="Other forms of the name in texts and sources.")
    lead: list[Id] = Field([], description="Ids of the facts that are the summary.")
    facts: list[FactShape] = Field(description="What is known, each with its sources.")


class QuestionShape(Shape):
    """One FAQ entry."""

    question: BilingualHeading = Field(description="The question.")
    order: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")] = Field(
        "1000", description="Position in the FAQ; smaller comes first."
    )
    answer: list[Address] = Field(
        min_length=1, description="Addresses `sheet#fact` of the facts that answer it, in order."
    )
    unknown: Bilingual | None = Field(None, description="What the sources leave unknown.")
    asked_in: list[CitationShape] = Field(
        [], description="Where a document itself asks this question."
    )


class DisagreementShape(Shape):
    """Facts that cannot all hold, or hold at different precision or time."""

    title: BilingualHeading = Field(description="What it is about, in a few words.")
    kind: Literal[tuple(c.value for c in Clash)] = Field(  # type: ignore[valid-type]  # made of an enumeration
        description="How the facts differ."
    )
    facts: list[Address] = Field(min_length=2, description="Addresses of the facts that clash.")
    text: Bilingual = Field(description="What differs.")
    favours: Address | None = Field(
        None, description="The better supported fact; without it the matter is left open."
    )
    why: Bilingual | None = Field(None, description="Why that fact is better supported.")


class PropertyShape(Shape):
    """What a fact may assert."""

    label: BilingualHeading = Field(description="How it reads on the site.")
    type: Literal[tuple(t.value for t in ValueType)] = Field(  # type: ignore[valid-type]  # made of an enumeration
        description="Type of its values."
    )
    group: Id = Field(description="The group of facts it belongs to.")
    single: Boolean = Field(
        "false", description="Whether two different values cannot hold at one time."
    )
    inverse: BilingualHeading | None = Field(
        None, description="How a sheet value reads from the other sheet's side."
    )


class GroupShape(Shape):
    """A heading under which facts are gathered."""

    id: Id = Field(description="Id of the group.")
    label: BilingualHeading = Field(description="The heading.")


class VocabularyShape(Shape):
    """All groups and properties of a project."""

    groups: list[GroupShape] = Field(description="Groups, in the order of the pages.")
    properties: dict[Id, PropertyShape] = Field(description="Properties by id, in order.")


class AsOfShape(Shape):
    """The time against which a document speaks."""

    date: Text = Field(description="EDTF date against which words like last month are read.")
    quotes: list[str] = Field(min_length=1, description="Words of the document that show it.")


class ExclusionShape(Shape):
    """A passage that no fact will cite."""

    quote: str | None = Field(None, description="The passage; or give `lines`.")
    lines: Lines | None = Field(None, description="Lines of the document, `12` or `12-15`.")
    reason: Reason = Field(description="Why no fact cites it.")
    note: NoteField | None = Field(None, description="More on the reason; plain text is English.")


AsOfField = Annotated[
    Annotated[Text, Tag("plain")] | Annotated[AsOfShape, Tag("as_of")],
    Discriminator(lambda v: "as_of" if isinstance(v, (dict, AsOfShape)) else "plain"),
]


Authors = Annotated[
    Annotated[Text, Tag("plain")] | Annotated[list[Text], Field(min_length=1), Tag("several")],
    Discriminator(lambda v: "several" if isinstance(v, list) else "plain"),
]


class OriginalShape(Shape):
    """The file that a document's text was taken out of."""

    file: OriginalPath = Field(
        description="Its path from `seeds/`.", examples=["originals/annual-report.pdf"]
    )
    sha256: Sha256 = Field(description="SHA-256 of its bytes.")
    extractor: Text = Field(description="The library that took the text out.", examples=["pypdf"])
    version: Text = Field(description="The version of that library.", examples=["7.1.0"])


class SeedShape(Shape):
    """What is known about a source document; only what the document itself shows."""

    id: Id = Field(description="Short id that citations name.")
    title: Heading = Field(description="The document's own title.")
    language: LanguageCode = Field(description="Its language (BCP 47).")
    publisher: Text = Field("unknown", description="Who published it, or `unknown`.")
    author: Authors = Field("unknown", description="Who wrote it, one or a list, or `unknown`.")
    published: Text = Field("unknown", description="When (EDTF), or `unknown`.")
    as_of: AsOfField = Field(
        "unknown", description="Against what its relative dates are read, or `unknown`."
    )
    url: WebAddress | None = Field(None, description="Where it was published; only http and https.")
    sha256: Sha256 = Field(description="SHA-256 of the document's bytes.")
    display: Literal[tuple(d.value for d in Display)] = Field(  # type: ignore[valid-type]  # made of an enumeration
        "excerpt", description="How much of it the public site shows."
    )
    extracted_from: OriginalShape | None = Field(
        None, description="The file that the text was taken out of, as `add-seed` writes it."
    )
    pages: dict[PageLabel, Lines] = Field(
        {}, description="The original's pages: label → the lines that stand on it."
    )
    roles: dict[Literal[tuple(r.value for r in Role)], list[Lines]] = Field(  # type: ignore[valid-type]  # made of an enumeration
        {}, description="Lines that are not body text, by the part they belong to."
    )
    excluded: list[ExclusionShape] = Field(
        [], description="Passages that no fact will cite, each with a reason."
    )


class FingerprintShape(Shape):
    """Hashes of what a reviewer saw of a fact; `factsheet review` writes them."""

    text: Hash = Field(description="Hash of the text in both languages.")
    value: Hash = Field(description="Hash of the property, the value and what is derived.")
    date: Hash = Field(description="Hash of the date.")
    certainty: Hash = Field(description="Hash of the certainty and of whose words they are.")
    citations: Hash = Field(description="Hash of the quotes as they are written.")
    passages: Hash = Field(description="Hash of the passages, with the words around them.")


class ReviewShape(Shape):
    """One person's word that a fact says what its sources say."""

    fact: Address = Field(description="Address `sheet#fact` of the fact that was reviewed.")
    by: Text = Field(description="Name of the person who reviewed it, as readers will see it.")
    date: Text = Field(description="The day of the review.", examples=["2026-11-21"])
    fingerprint: FingerprintShape = Field(
        description="What the review is bound to; when a part changes, the review lapses."
    )


class ReviewsShape(Shape):
    """Who reviewed which fact, and when."""

    reviews: list[ReviewShape] = Field(description="One entry for each review, in any order.")


class CorrectionShape(Shape):
    """What readers were told before, what is right, and why it changed."""

    fact: Address = Field(description="Address `sheet#fact` of the published fact that changed.")
    kind: Literal[tuple(k.value for k in CorrectionKind)] = Field(  # type: ignore[valid-type]  # made of an enumeration
        description="How much it changes: a typo, a clarification, a correction, or a retraction."
    )
    date: Text = Field(description="The day of the correction.", examples=["2026-11-21"])
    was: Bilingual = Field(description="What readers were told.")
    now: Bilingual | None = Field(
        None, description="What is right; needed unless the fact is retracted."
    )
    why: Bilingual = Field(description="Why it changed, as readers will see it.")


class CorrectionsShape(Shape):
    """What was corrected after it was published."""

    corrections: list[CorrectionShape] = Field(
        description="One entry for each correction, in any order; entries stay for good."
    )


SHAPES: dict[str, type[Shape]] = {
    "sheet": SheetShape,
    "faq": QuestionShape,
    "disagreement": DisagreementShape,
    "vocabulary": VocabularyShape,
    "seed": SeedShape,
    "reviews": ReviewsShape,
    "corrections": CorrectionsShape,
}
"""Every kind of file, by the name of its JSON Schema."""
