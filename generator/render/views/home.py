"""The home page: what the fact sheet is about, who matters in it, and how much it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.model import Clash, Kind, Sheet
from generator.render.edition import Edition, Link
from generator.render.phrases import typeset
from generator.render.views.fact import FactView, Reference, References
from generator.render.views.head import Head
from generator.render.views.list import Card, card
from generator.render.views.relations import linking
from generator.render.views.seed import SeedView, by_title, seed_view
from generator.render.views.sheet import lead_facts
from generator.render.views.timeline import dated

_SUBJECTS = 3
_SENTENCES = 2
_ACTORS = 6
_EVENTS = 6
_LINKS = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the main sheets and the first sentences of its summary."""

    sheet: Link
    sentences: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with its date in words; empty when no source gives one."""

    card: Card
    date: str


@dataclass(frozen=True, slots=True)
class Number:
    """A count, and where what it counts is listed; empty for nowhere."""

    number: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page."""

    head: Head
    numbers: tuple[Number, ...]
    subjects: tuple[Subject, ...]
    actors: tuple[Card, ...]
    related: bool
    events: tuple[Happening, ...]
    disagreements: tuple[Link, ...]
    more_disagreements: str
    questions: tuple[Link, ...]
    more_questions: str
    seeds: tuple[SeedView, ...]
    downloads: bool
    references: tuple[Reference, ...]


def home(edition: Edition) -> Iterable[HomeView]:
    """The home page."""
    phrases, project = edition.phrases, edition.index.project
    marks = References(edition)
    by_name = (sheet for sheets in edition.sheets.values() for sheet in sheets)
    heavy = sorted(by_name, key=lambda s: edition.weight[s.id], reverse=True)
    actors = [s for s in heavy if s.kind in (Kind.PERSON, Kind.ORGANIZATION)]
    events = [s for s in heavy if s.kind is Kind.EVENT][:_EVENTS]
    disputes = project.disagreements.values()
    summary = edition.settings.summary.get(edition.language, "")
    yield HomeView(
        head=Head(
            "",
            typeset(edition.settings.named(edition.language), edition.language),
            typeset(summary, edition.language) or phrases.say("home.summary"),
            parent=None,
            tab=True,
        ),
        numbers=_numbers(edition),
        subjects=tuple(
            Subject(edition.sheet(s.id), marks.views(lead_facts(s)[:_SENTENCES], s.id))
            for s in heavy[:_SUBJECTS]
            if s.lead
        ),
        actors=tuple(card(edition, s) for s in actors[:_ACTORS]),
        related=bool(linking(project.facts.values())),
        events=tuple(Happening(card(edition, s), when) for s, when in _in_order(edition, events)),
        disagreements=tuple(
            Link(edition.text(d.title), f"disagreements/#{d.id}")
            for d in sorted(disputes, key=lambda d: list(Clash).index(d.kind))[:_LINKS]
        ),
        more_disagreements=_more(edition, "disagreements", len(disputes)),
        questions=tuple(
            Link(edition.text(q.question), f"faq/#{q.id}") for q in edition.questions[:_LINKS]
        ),
        more_questions=_more(edition, "questions", len(edition.questions)),
        seeds=tuple(seed_view(edition, seed) for seed in by_title(edition)),
        downloads=bool(edition.offers),
        references=marks.listed(),
    )


def _more(edition: Edition, what: str, total: int) -> str:
    return edition.phrases.count(f"home.more_{what}", total - _LINKS) if total > _LINKS else ""


def _numbers(edition: Edition) -> tuple[Number, ...]:
    phrases, index = edition.phrases, edition.index
    quotes = sum(len(passages) for passages in index.passages.values())
    told: list[tuple[str, int, str]] = [
        ("facts", len(index.project.facts), ""),
        ("quotes", quotes, "methodology/"),
        ("documents", len(index.project.seeds), "sources/"),
    ]
    told += [(kind.folder, len(edition.sheets[kind]), f"{kind.folder}/") for kind in Kind]
    return tuple(
        Number(phrases.number(n), phrases.count(f"numbers.{key}", n), url)
        for key, n, url in told
        if n
    )


def _in_order(edition: Edition, events: Iterable[Sheet]) -> list[tuple[Sheet, str]]:
    """Events by their first date, those without one last, each with it in words."""
    found = [(dated(edition, sheet.facts), sheet) for sheet in events]
    with_date = sorted((e for e in found if e[0]), key=lambda e: e[0][0][0].sort_key)
    return [(sheet, edition.date(told[0][0])) for told, sheet in with_date] + [
        (sheet, "") for told, sheet in found if not told
    ]
