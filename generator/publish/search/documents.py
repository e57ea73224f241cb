"""What readers can find in one language: a document for each page, with its facts as entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.model import Fact, Seed, Sheet
from generator.render.edition import UNKNOWN, Edition, seed_url
from generator.render.page import Page

_OWN = ("home", "sheet", "faq", "disagreements", "reader", "not-found")
"""Kinds of pages whose documents come from the index; home says what other pages say."""

_LISTS = ("list", "sources", "corrections", "relations")
"""Kinds whose headings only name what is found elsewhere."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on a page that a result can lead to.

    Attributes:
        text: what the result shows.
        also: words by which it is found too, and that a result does not show.
    """

    anchor: str
    text: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One page, or one part of a page that is a thing of its own.

    Attributes:
        url: from the language's root, with an anchor where it is a part.
        kind: in words.
        names: other names of it, found like its title.
        html: finished HTML of a hand-written page, in place of text and entries.
    """

    url: str
    kind: str
    title: str
    text: str = ""
    names: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    html: str = ""
    weight: float = field(default=1, kw_only=True)


def documents(
    edition: Edition, pages: Iterable[Page], manual: Mapping[str, tuple[str, str]]
) -> Iterator[Document]:
    """Everything that can be found.

    Args:
        pages: the generated pages; those of sheets, questions … are told from the index.
        manual: address → (title, HTML) of each hand-written page.
    """
    say = edition.phrases.say
    for sheets in edition.sheets.values():
        for sheet in sheets:
            yield from _sheet(edition, sheet)
    for question in edition.questions:
        answers = (edition.text(edition.fact(address).text) for address in question.answer)
        yield Document(
            edition.place(f"faq/#{question.id}"),
            say("search.kind.question"),
            edition.text(question.question),
            " ".join([*answers, edition.text(question.unknown) if question.unknown else ""]),
        )
    for item in edition.index.project.disagreements.values():
        url = edition.place(f"disagreements/#{item.id}")
        kind = say("search.kind.disagreement")
        yield Document(url, kind, edition.text(item.title), edition.text(item.text))
    for seed in edition.index.project.seeds.values():
        yield _seed(edition, seed)
    for page in pages:
        if page.kind not in _OWN:
            entries = () if page.kind in _LISTS else tuple(_headings(page))
            if page.part == 1 or entries:
                yield Document(
                    page.url, say("search.kind.page"), page.title, page.description, entries=entries
                )
    for url, (title, html) in manual.items():
        yield Document(url, say("search.kind.manual"), title, html=html, weight=0.4)


def _headings(page: Page) -> Iterator[Entry]:
    drawn = ((s.id, s.heading) for s in page.sections if s.level) if not page.headings else ()
    for anchor, words in page.headings() if page.headings else drawn:
        if not anchor.startswith("_"):
            yield Entry(anchor, words)


def _sheet(edition: Edition, sheet: Sheet) -> Iterator[Document]:
    """A sheet, and each further part of one that is cut, with the facts that stand there."""
    held: dict[str, list[Fact]] = {sheet.url: []}
    for fact in sheet.facts:
        if fact.address not in edition.index.retracted:
            page = edition.place(edition.fact_url(fact)).partition("#")[0]
            held.setdefault(page, []).append(fact)
    for page, facts in held.items():
        yield Document(
            page,
            edition.phrases.say(f"kind.{sheet.kind}"),
            edition.text(sheet.name),
            names=sheet.aliases,
            entries=tuple(_fact(edition, fact) for fact in facts),
        )


def _fact(edition: Edition, fact: Fact) -> Entry:
    """A fact, found by its words, its property and those of its quotes that are in the language."""
    quotes = dict.fromkeys(
        c.quote for c in fact.citations if edition.seed(c.seed).language == edition.language
    )
    label = edition.text(edition.property(fact).label)
    return Entry(fact.id, edition.text(fact.text), (label, *quotes))


def _seed(edition: Edition, seed: Seed) -> Document:
    known = [*seed.authors, *([seed.publisher] if seed.publisher != UNKNOWN else [])]
    return Document(
        seed_url(seed.id), edition.phrases.say("search.kind.source"), seed.title, ". ".join(known)
    )
