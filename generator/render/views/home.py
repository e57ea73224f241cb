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
from generator.render.views.seed import SeedView, by_title, shelved
from generator.render.views.sheet import lead_facts
from generator.render.views.timeline import dated

_SUBJECTS = 3
_SENTENCES = 2
_ACTORS = 6
_EVENTS = 6
_MAIN = 4
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
    """The home page; `ways` are (what a reader comes for, the page that has it)."""

    head: Head
    numbers: tuple[Number, ...]
    ways: tuple[tuple[str, Link], ...]
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
    events = [s for s in heavy if s.kind is Kind.EVENT]
    disputes = project.disagreements.values()
    yield HomeView(
        head=Head(
            "",
            typeset(edition.settings.named(edition.language), edition.language),
            edition.summary or phrases.say("home.summary"),
            parent=None,
            tab=True,
        ),
        numbers=_numbers(edition),
        ways=tuple(_ways(edition)),
        subjects=tuple(
            Subject(edition.sheet(s.id), marks.views(lead_facts(s)[:_SENTENCES], s.id))
            for s in heavy[:_SUBJECTS]
            if s.lead
        ),
        actors=tuple(card(edition, s) for s in actors[:_ACTORS]),
        related=edition.related,
        events=tuple(Happening(card(edition, s), when) for s, when in _told_first(edition, events)),
        disagreements=tuple(
            Link(edition.text(d.title), f"disagreements/#{d.id}")
            for d in sorted(disputes, key=lambda d: list(Clash).index(d.kind))[:_LINKS]
        ),
        more_disagreements=_more(edition, "disagreements", len(disputes)),
        questions=tuple(
            Link(edition.text(q.question), f"faq/#{q.id}") for q in edition.questions[:_LINKS]
        ),
        more_questions=_more(edition, "questions", len(edition.questions)),
        seeds=tuple(shelved(edition, seed) for seed in by_title(edition)),
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
    entries = [entry for account in edition.accounts.values() for entry in account.entries]
    done = sum(account.accounted for account in edition.accounts.values())
    share = 100 * done // len(entries) if entries else 0  # never rounded up to all
    accounted = Number(phrases.percent(share, 100), phrases.say("numbers.account"), "account/")
    return (
        *(
            Number(phrases.number(n), phrases.count(f"numbers.{key}", n), url)
            for key, n, url in told
            if n
        ),
        *([accounted] if entries else []),
    )


def _told_first(edition: Edition, events: list[Sheet]) -> list[tuple[Sheet, str]]:
    """The main events and the latest, each with its first date in words.

    Those that no source dates come first, as the main ones do; then the latest first.

    Args:
        events: all of them, the main ones first.
    """
    when = {s.id: told[0][0] for s in events if (told := dated(edition, s.facts))}
    in_time = [s for s in events if s.id in when]
    in_time.sort(key=lambda s: when[s.id].sort_key, reverse=True)
    latest = [s for s in in_time if when[s.id].earliest][: _EVENTS - _MAIN]
    chosen = dict.fromkeys(s.id for s in [*events[:_MAIN], *latest, *events])
    shown = set(list(chosen)[:_EVENTS])
    undated = [s for s in events if s.id not in when]
    with_year = [s for s in in_time if when[s.id].earliest]
    without = [s for s in in_time if not when[s.id].earliest]
    return [
        (s, edition.date(when[s.id]) if s.id in when else "")
        for s in [*undated, *with_year, *without]
        if s.id in shown
    ]


def _ways(edition: Edition) -> Iterable[tuple[str, Link]]:
    """What different readers come for, and where it is; only pages that there are."""
    say, project = edition.phrases.say, edition.index.project
    there = {
        "faq": bool(project.questions),
        "people": bool(edition.sheets[Kind.PERSON]),
        "timeline": True,
        "disagreements": bool(project.disagreements),
        "sources": bool(project.seeds),
        "downloads": bool(edition.offers),
        "about": True,
    }
    for name in (name for name, there_is in there.items() if there_is):
        title = say("list.people" if name == "people" else f"{name}.title")
        yield say(f"home.way.{name}"), Link(title, f"{name}/")
