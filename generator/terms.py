"""The closed lists of words: each term has one meaning in YAML, code, addresses and docs."""

from __future__ import annotations

from enum import StrEnum

LANGUAGES = ("en", "fr")
"""Languages of a published fact sheet; the first stands at the site's root."""


class Kind(StrEnum):
    """What a sheet is about; each kind has its folder under `facts/` and its path on the site."""

    PERSON = "person"
    ORGANIZATION = "organization"
    TECHNOLOGY = "technology"
    EVENT = "event"

    @property
    def folder(self) -> str:
        """Folder under `facts/`, and first part of the page's address."""
        return _FOLDERS[self]


_FOLDERS = {
    Kind.PERSON: "people",
    Kind.ORGANIZATION: "organizations",
    Kind.TECHNOLOGY: "technologies",
    Kind.EVENT: "events",
}


class Certainty(StrEnum):
    """How firmly the source itself says what a fact states."""

    STATED = "stated"
    REPORTED = "reported"
    PREDICTED = "predicted"
    OPINION = "opinion"


class Verdict(StrEnum):
    """How a quote was found in its source; see `docs/reference/methodology.md`."""

    EXACT = "exact"
    TYPOGRAPHIC = "typographic"
    EDITED = "edited"
    AMBIGUOUS = "ambiguous"
    ABSENT = "absent"

    @property
    def passes(self) -> bool:
        """Whether a quote with this verdict may be published."""
        return self in (Verdict.EXACT, Verdict.TYPOGRAPHIC, Verdict.EDITED)


class ValueType(StrEnum):
    """Type of a property's value, by which two values can be compared."""

    TEXT = "text"
    SHEET = "sheet"
    DATE = "date"
    QUANTITY = "quantity"


class Display(StrEnum):
    """How much of a source document the public site shows."""

    FULL = "full"
    EXCERPT = "excerpt"
    NONE = "none"


class Role(StrEnum):
    """What part of its document a line belongs to; anything not listed is body text."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    FAQ = "faq"
    BOILERPLATE = "boilerplate"
    NAVIGATION = "navigation"
    READER_COMMENT = "reader-comment"
    BODY = "body"


class Clash(StrEnum):
    """How facts differ that cannot simply stand side by side."""

    CONTRADICTION = "contradiction"
    PRECISION = "precision"
    CHANGE = "change"
