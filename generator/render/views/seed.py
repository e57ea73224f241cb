"""The source documents: a card for each, and its reader with every cited passage in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from babel import Locale
from markupsafe import Markup

from generator.dates import Date
from generator.model import Certainty, Fact, Passage, Question, Seed, Verdict
from generator.render import figures
from generator.render.edition import UNKNOWN, Edition, passage_id, seed_url
from generator.render.phrases import sort_key
from generator.render.reader import Row, Span, covered, rows
from generator.render.views.fact import (
    Badge,
    certainty,
    corrected,
    published_at,
    quotation,
    verdict,
    weakest,
)
from generator.render.views.head import Head, Later, described, listed
from generator.render.views.overlap import Detail, Shared, shared, wording

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
    """Every document; `overlap` says in a sentence whether any share their wording."""

    head: Head
    seeds: tuple[SeedView, ...]
    overlap: str
    overlaps: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class ReaderView:
    """One document.

    Attributes:
        notes: every cited passage; note n is number n.
        rows: the text; empty when the site does not show it.
        pages: a line of the text → the page of the original that begins with it.
    """

    head: Head
    seed: SeedView
    notes: tuple[Note, ...]
    rows: tuple[Row, ...]
    pages: Mapping[int, str]


def sources(edition: Edition) -> Iterable[SourcesView]:
    """The list of documents."""
    seeds = edition.index.project.seeds
    head = listed(edition, "sources", seeds=edition.phrases.count("count.documents", len(seeds)))
    overlaps = tuple(shared(edition))
    yield SourcesView(
        head,
        tuple(seed_view(edition, seed) for seed in by_title(edition)),
        edition.phrases.count("sources.overlap.pairs", len(overlaps))
        if overlaps
        else edition.phrases.say("sources.overlap.none"),
        overlaps,
    )


def readers(edition: Edition) -> Iterable[Later]:
    """The reader of each document."""
    for seed in edition.index.project.seeds.values():
        yield Later(_head(edition, seed), partial(reader_view, edition, seed))


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


def reader_view(edition: Edition, seed: Seed) -> ReaderView:
    """The reader of a document."""
    notes, passages = _notes(edition, seed)
    text = tuple(rows(seed, passages, edition.settings.excerpt_context))
    return ReaderView(
        _head(edition, seed),
        seed_view(edition, seed),
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
        details=_details(edition, seed),
        facts=facts,
        quotes=quotes,
        verdicts=tuple(
            (verdict(edition, v), phrases.number(found.count(v))) for v in _PASSED if v in found
        ),
        cited=phrases.say("source.cited", share=share),
        display=display,
        map=_map(edition, seed, spans, share),
    )


def language_name(tag: str, code: str) -> str:
    """A language's name in another language; the tag itself where nobody has named it."""
    names = Locale(code)
    first, *more = tag.split("-")
    name = names.languages.get(first.lower())
    if name is None:
        return tag
    closer = (names.scripts.get(p.title()) or names.territories.get(p.upper()) for p in more)
    told = ", ".join(part for part in closer if part)
    return f"{name} ({told})" if told else name


def _details(edition: Edition, seed: Seed) -> tuple[Detail, ...]:
    phrases = edition.phrases
    language = language_name(seed.language, edition.language)
    size = phrases.say(
        "source.size",
        words=phrases.count("count.words", len(seed.text.split())),
        lines=phrases.count("count.lines", len(seed.line_starts)),
    )
    details = [
        _detail(edition, "publisher", seed.publisher, seed.language),
        _detail(edition, "author", seed.author, seed.language),
        _dated(edition, "published", seed.published),
    ]
    if seed.as_of:
        details.append(_dated(edition, "as_of", seed.as_of.date, seed.as_of.quotes, seed.language))
    details += [
        _detail(edition, "language", language, ""),
        _detail(edition, "length", size, ""),
    ]
    if address := published_at(seed):
        details.append(Detail(phrases.say("source.address"), address, url=address))
    if seed.original:
        it = seed.original
        details.append(Detail(phrases.say("source.original"), it.file.rpartition("/")[2]))
        tool = f"{it.extractor} {it.version}"
        details.append(Detail(phrases.say("source.extractor"), tool))
    if seed.pages:
        details.append(
            Detail(phrases.say("source.pages"), phrases.count("count.pages", len(seed.pages)))
        )
    return (*details, *wording(edition, seed))


def _detail(edition: Edition, key: str, words: str, language: str) -> Detail:
    label = edition.phrases.say(f"source.{key}")
    if words == UNKNOWN:
        return Detail(label, edition.phrases.say("source.not_shown"), known=False)
    return Detail(label, words, language=language)


def _dated(
    edition: Edition, key: str, date: Date, quotes: tuple[str, ...] = (), language: str = ""
) -> Detail:
    label = edition.phrases.say(f"source.{key}")
    if date.text == UNKNOWN:
        return Detail(label, edition.phrases.say("source.not_shown"), known=False)
    return Detail(label, edition.date(date), language=language, shown_by=quotes)


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


def _notes(edition: Edition, seed: Seed) -> tuple[tuple[Note, ...], list[tuple[Span, ...]]]:
    """The cited passages, each once, with all that stands on it; and their spans."""
    at: dict[tuple[Span, ...], list[tuple[Passage, Claim]]] = {}
    for address, passage in edition.index.cited_by.get(seed.id, ()):
        claim = _claim(edition, edition.fact(address), seed.id)
        at.setdefault(passage.spans, []).append((passage, claim))
    for question, passage in edition.asking.get(seed.id, ()):
        claim = _asked(edition, question)
        at.setdefault(passage.spans, []).append((passage, claim))
    passages = sorted(at, key=lambda spans: (spans[0][0], spans[-1][1]))
    notes = []
    for number, spans in enumerate(passages, 1):
        passage = at[spans][0][0]
        words = quotation(edition, passage)
        found = verdict(edition, weakest(p for p, _ in at[spans]))
        claims = tuple(dict.fromkeys(claim for _, claim in at[spans]))
        anchor = passage_id(passage)
        line = f"{words.page}, {words.line}" if words.page else words.line
        notes.append(Note(number, anchor, words.words, line, found, claims))
    return tuple(notes), passages


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
