"""About: who publishes the fact sheet, what it is and is not, and how to reach the editors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.render.edition import Edition, Link
from generator.render.views.head import Head

_SAFE = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class AboutView:
    """What the settings and the project say of themselves; empty where they say nothing.

    Attributes:
        summary: what it is about, in one sentence.
        holds, reviewed: how much there is, and how much of it a person reviewed, in words.
        reviewers: what is known of who reviewed; empty while nobody has.
        reportable: whether each fact has a link to report an error.
    """

    head: Head
    summary: str
    holds: str
    reviewed: str
    reviewers: str
    publisher: str
    license: Link
    contact: Link
    reportable: bool
    downloads: bool
    related: bool


def about(edition: Edition) -> Iterable[AboutView]:
    """The page about the fact sheet itself."""
    phrases, index, settings = edition.phrases, edition.index, edition.settings
    total = len(index.project.facts)
    reviewed = sum(bool(found.standing) for found in index.reviewed.values())
    yield AboutView(
        head=Head("about/", phrases.say("about.title"), phrases.say("about.summary")),
        summary=edition.summary,
        holds=phrases.say(
            "about.holds",
            facts=phrases.count("count.facts", total),
            documents=phrases.count("count.documents", len(index.project.seeds)),
        ),
        reviewed=phrases.count("about.reviewed", reviewed, total=phrases.number(total)),
        reviewers=_reviewers(edition) if reviewed else "",
        publisher=settings.publisher,
        license=_linked(settings.license),
        contact=_linked(settings.contact),
        reportable=bool(settings.report_url),
        downloads=bool(edition.offers),
        related=edition.related,
    )


def _reviewers(edition: Edition) -> str:
    signed = edition.settings.review.signed
    return edition.phrases.say("about.reviewers_signed" if signed else "about.reviewers")


def _linked(words: str) -> Link:
    """A setting that may be an address; one of a kind that could do harm stays plain text."""
    scheme = urlsplit(words).scheme
    return Link(words.removeprefix("mailto:"), words if scheme in _SAFE else "")
