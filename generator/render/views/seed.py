"""The source documents: a card for each, and its reader with every cited passage in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, cast

from markupsafe import Markup

from generator.check.origins import Overlap
from generator.model import Certainty, Fact, Passage, Question, Seed, Verdict
from generator.render import figures, parts
from generator.render.edition import Edition, passage_id, seed_url
from generator.render.parts import Cut
from generator.render.phrases import sort_key
from generator.render.reader import Pages, Row, Span, covered, pages, rows
from generator.render.views.details import details
from generator.render.views.fact import (
    Badge,
    certainty,
    corrected,
    quotation,
    verdict,
    weakest,
)
from generator.render.views.head import Head, Later, described, listed
from generator.render.views.head import parts as in_parts
from generator.render.views.overlap import Detail, Shared, shared

_PASSED = (Verdict.EXACT, Verdict.TYPOGRAPHIC, Verdict.EDITED)


@dataclass(frozen=True, slots=True)
class SeedView:
    """A document's card.

    Attributes:
        counts: how many facts and quotes it carries, in words.
        cited: share of its characters that facts cite, in words.
        display: how much of it the site shows, in words.
        map: drawing of where the cited passages lie.
    """

    id: str
    url: str
    title: str
    language: str
    details: tuple[Detail, ...]
    facts: str
    quotes: str
    verdicts: tuple[tuple[Badge, str], ...]
    cited: str
    display: str
    map: Markup


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that stands on a passage, or a question that it asks, as the reader names it."""

    sentence: str
    url: str
    subject: str
    certainty: Badge
    stated: bool


class Cited(NamedTuple):
    """A passage by its spans, and what cites it: facts, and questions that the document asks."""

    spans: tuple[Span, ...]
    passages: list[Passage]
    facts: list[Fact]
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Note:
    """A cited passage and the facts that stand on it."""

    number: int
    passage: str
    words: str
    line: str
    found: Badge
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """Every document; `overlap` says whether any share their wording, after the last of them.

    Attributes:
        several: whether there is more than one document.
    """

    head: Head
    several: bool
    seeds: tuple[SeedView, ...]
    overlap: str
    overlaps: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class ReaderView:
    """One document.

    Attributes:
        notes: every cited passage of the part, numbered through the document.
        rows: the text; empty when the site does not show it.
        pages: a line of the text → the page of the original that begins with it.
    """

    head: Head
    seed: SeedView
    notes: tuple[Note, ...]
    rows: tuple[Row, ...]
    pages: Mapping[int, str]


def sources(edition: Edition) -> Iterable[Later[SourcesView]]:
    """The list of documents."""
    count = edition.phrases.count("count.documents", len(edition.index.project.seeds))
    head = listed(edition, "sources", seeds=count)
    yield from in_parts(edition, head, entries(edition), partial(_sources, edition))


def entries(edition: Edition) -> Cut[Seed | Overlap | None]:
    """The documents by title, then what is said of their wording and each pair that shares it."""
    cited = edition.index.cited_by

    def size(it: Seed | Overlap | None) -> int:
        if isinstance(it, Seed):
            marks = min(len(cited.get(it.id, ())), figures.MARKS)
            return 4_000 + 100 * marks + 350 * len(edition.sharing.get(it.id, ()))
        return 1_500 if it is None else 700

    def anchors(it: Seed | Overlap | None) -> Iterable[str]:
        return (f"source_{it.id}",) if isinstance(it, Seed) else ("_overlap",)

    def make() -> Cut[Seed | Overlap | None]:
        found = (*by_title(edition), None, *edition.origins.overlaps)
        return parts.cut(found, size, anchors)

    return edition.cut("sources/", make)


def _sources(edition: Edition, head: Head) -> SourcesView:
    told = entries(edition).held(head.part)
    number = len(edition.origins.overlaps)
    overlap = (
        edition.phrases.count("sources.overlap.pairs", number)
        if number
        else edition.phrases.say("sources.overlap.none")
    )
    return SourcesView(
        head,
        len(edition.index.project.seeds) > 1,
        tuple(seed_view(edition, it) for it in told if isinstance(it, Seed)),
        overlap if None in told else "",
        tuple(shared(edition, (it for it in told if isinstance(it, Overlap)))),
    )


def readers(edition: Edition) -> Iterable[Later[ReaderView]]:
    """The reader of each document."""
    for seed in edition.index.project.seeds.values():
        view = partial(reader_view, edition, seed)
        yield from in_parts(edition, _head(edition, seed), passages(edition, seed), view)


def _head(edition: Edition, seed: Seed) -> Head:
    facts, quotes, display = _counts(edition, seed)
    description = described(f"{facts}, {quotes}.", display)
    return Head(seed_url(seed.id), seed.title, description, "sources/", path=seed.place.path)


def _counts(edition: Edition, seed: Seed) -> tuple[str, str, str]:
    """How many facts and quotes stand on a document, and what the site shows of it, in words."""
    phrases, cited = edition.phrases, edition.index.cited_by.get(seed.id, ())
    return (
        phrases.count("count.facts", len({address for address, _ in cited})),
        phrases.count("count.quotes", len(cited)),
        phrases.say(f"source.display.{seed.display}"),
    )


def passages(edition: Edition, seed: Seed) -> Pages[Cited]:
    """The cited passages of a document, and where each part of its text begins."""

    def size(it: Cited) -> int:
        claims = sum(400 + parts.words(claim) for claim in it.facts)
        asked = sum(400 + parts.longest(claim.question) for claim in it.questions)
        return 600 + parts.length(it.passages[0]) + claims + asked

    def make() -> Pages[Cited]:
        cited = _cited(edition, seed)
        return pages(seed, cited, size, edition.settings.excerpt_context)

    return cast(Pages[Cited], edition.cut(seed_url(seed.id), make))


def reader_view(edition: Edition, seed: Seed, head: Head | None = None) -> ReaderView:
    """The reader of a document, or one part of it; what is known of it stands on the first."""
    head = head or _head(edition, seed)
    cut = passages(edition, seed)
    held, before = cut.held(head.part), cut.starts[head.part - 1]
    notes = _notes(edition, seed, held, before + 1)
    spans = [it.spans for it in held]
    context = edition.settings.excerpt_context
    text = tuple(rows(seed, spans, context, cut.bounds(head.part), before + 1))
    return ReaderView(
        head,
        seed_view(edition, seed) if head.part == 1 else _named(edition, seed, "", ""),
        notes,
        text,
        _pages(edition, seed, text),
    )


def _pages(edition: Edition, seed: Seed, text: Iterable[Row]) -> Mapping[int, str]:
    """The line that is the first shown of each page of the original."""
    found: dict[str, int] = {}
    for row in text if seed.pages else ():
        if row.line:
            found.setdefault(edition.page(seed, row.line), row.line)
    return {line: page for page, line in found.items() if page}


def by_title(edition: Edition) -> list[Seed]:
    """The documents by title."""
    return sorted(edition.index.project.seeds.values(), key=lambda seed: sort_key(seed.title))


def shelved(edition: Edition, seed: Seed) -> SeedView:
    """A document by its name and by what it carries."""
    facts, quotes, _ = _counts(edition, seed)
    return _named(edition, seed, facts, quotes)


def _named(edition: Edition, seed: Seed, facts: str, quotes: str) -> SeedView:
    return SeedView(
        id=seed.id,
        url=seed_url(seed.id),
        title=seed.title,
        language=seed.language,
        details=(),
        facts=facts,
        quotes=quotes,
        verdicts=(),
        cited="",
        display=edition.phrases.say(f"source.display.{seed.display}"),
        map=Markup(),
    )


def seed_view(edition: Edition, seed: Seed) -> SeedView:
    """A document's card."""
    phrases = edition.phrases
    cited = edition.index.cited_by.get(seed.id, ())
    spans = [span for _, passage in cited for span in passage.spans]
    found = [passage.verdict for _, passage in cited]
    share = phrases.percent(covered(spans), len(seed.text))
    facts, quotes, display = _counts(edition, seed)
    return SeedView(
        id=seed.id,
        url=seed_url(seed.id),
        title=seed.title,
        language=seed.language,
        details=details(edition, seed),
        facts=facts,
        quotes=quotes,
        verdicts=tuple(
            (verdict(edition, v), phrases.number(found.count(v))) for v in _PASSED if v in found
        ),
        cited=phrases.say("source.cited", share=share),
        display=display,
        map=_map(edition, seed, spans, share),
    )


def _map(edition: Edition, seed: Seed, spans: list[Span], share: str) -> Markup:
    phrases = edition.phrases
    lines = tuple(phrases.number(n) for n in (1, len(seed.line_starts)))
    return figures.coverage(
        f"map_{seed.id}",
        phrases.say("source.map.title"),
        phrases.say(
            "source.map.description",
            share=share,
            passages=phrases.count("count.passages", len(set(spans))),
        ),
        len(seed.text),
        spans,
        (phrases.say("source.line", line=lines[0]), phrases.say("source.line", line=lines[1])),
    )


def _cited(edition: Edition, seed: Seed) -> list[Cited]:
    """The cited passages, each once, with all that stands on it."""
    at: dict[tuple[Span, ...], Cited] = {}

    def cited(passage: Passage) -> Cited:
        found = at.setdefault(passage.spans, Cited(passage.spans, [], [], []))
        found.passages.append(passage)
        return found

    for address, passage in edition.index.cited_by.get(seed.id, ()):
        cited(passage).facts.append(edition.fact(address))
    for question, passage in edition.asking.get(seed.id, ()):
        cited(passage).questions.append(question)
    return sorted(at.values(), key=lambda it: (it.spans[0][0], it.spans[-1][1]))


def _notes(edition: Edition, seed: Seed, cited: Iterable[Cited], first: int) -> tuple[Note, ...]:
    """What the reader says beside cited passages; the first has a number."""
    notes = []
    for number, it in enumerate(cited, first):
        passage = it.passages[0]
        words = quotation(edition, passage)
        found = verdict(edition, weakest(it.passages))
        claims = [_claim(edition, fact, seed.id) for fact in it.facts]
        claims += [_asked(edition, question) for question in it.questions]
        line = f"{words.page}, {words.line}" if words.page else words.line
        anchor = passage_id(passage)
        notes.append(Note(number, anchor, words.words, line, found, tuple(dict.fromkeys(claims))))
    return tuple(notes)


def _claim(edition: Edition, fact: Fact, here: str) -> Claim:
    withdrawn = fact.address in edition.index.retracted
    why = edition.phrases.say("corrections.retraction.why") if withdrawn else ""
    status = Badge("disputed", corrected(edition, fact), why)
    return Claim(
        edition.text(fact.text),
        edition.fact_url(fact),
        edition.sheet(fact.sheet).text,
        status if withdrawn else certainty(edition, fact, here),
        fact.certainty is Certainty.STATED and not withdrawn,
    )


def _asked(edition: Edition, question: Question) -> Claim:
    say = edition.phrases.say
    plain = Badge("", "", "")
    text = edition.text(question.question)
    return Claim(text, f"faq/#{question.id}", say("faq.title"), plain, stated=True)
