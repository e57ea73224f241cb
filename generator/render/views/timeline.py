"""The timeline: every dated fact in order, as precise as its source and no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from generator.dates import Date, Kind
from generator.model import Certainty, Fact, SheetRef
from generator.model import Kind as Sort
from generator.render import figures
from generator.render.edition import Edition
from generator.render.views.fact import FactView, Reference, References
from generator.render.views.head import Head, listed
from generator.render.views.together import same_words

Dated = tuple[Date, Fact]


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice by which a script narrows the list down: (value, words) for each option."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and what happened; `others` are facts of other sheets told by the same words.

    Attributes:
        about: ids of the sheets that its facts belong to, name, point to or report.
        certainties: how firmly its facts are said.
    """

    date: str
    about: tuple[str, ...]
    certainties: tuple[str, ...]
    fact: FactView
    others: tuple[FactView, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or what has none."""

    id: str
    label: str
    why: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Every dated fact by year."""

    head: Head
    count: str
    strip: Markup
    filters: tuple[Filter, ...]
    periods: tuple[Period, ...]
    references: tuple[Reference, ...]


def timeline(edition: Edition) -> Iterable[TimelineView]:
    """The timeline."""
    entries = dated(edition, edition.index.project.facts.values())
    marks = References(edition)
    periods = []
    for (year, kind), told in groupby(entries, key=lambda entry: _period(entry[0])):
        moments = tuple(
            moment
            for _, same in groupby(told, key=lambda entry: entry[0].text)
            for moment in _moments(edition, list(same), marks)
        )
        label = str(year) if year else edition.phrases.say(f"timeline.{kind}")
        why = "" if year else edition.phrases.say(f"timeline.{kind}_why")
        periods.append(Period(f"in_{year or kind}", label, why, moments))
    yield TimelineView(
        listed(edition, "timeline"),
        edition.phrases.count("count.dated", len(entries)),
        strip(edition, entries, "strip") if entries else Markup(),
        tuple(_filters(edition, periods)),
        tuple(periods),
        marks.listed(),
    )


def _filters(edition: Edition, periods: Iterable[Period]) -> Iterable[Filter]:
    """The choices that the list offers; one that would change nothing is left out."""
    say = edition.phrases.say
    moments = [moment for period in periods for moment in period.moments]
    named = {name for moment in moments for name in moment.about}
    for kind in (Sort.PERSON, Sort.ORGANIZATION, Sort.TECHNOLOGY):
        sheets = [sheet for sheet in edition.sheets[kind] if sheet.id in named]
        options = tuple((sheet.id, edition.text(sheet.name)) for sheet in sheets)
        if options:
            yield Filter(str(kind), say(f"kind.{kind}"), options)
    said = {certainty for moment in moments for certainty in moment.certainties}
    if len(said) > 1:
        options = tuple((str(c), say(f"certainty.{c}.words")) for c in Certainty if c in said)
        yield Filter("certainty", say("timeline.certainty"), options)


def _about(fact: Fact) -> Iterable[str]:
    """The ids of all that a fact touches; a document's id among them does no harm."""
    yield fact.sheet
    yield from fact.mentions
    if isinstance(fact.value, SheetRef):
        yield fact.value.sheet
    if fact.attributed_to:
        yield fact.attributed_to


def dated(edition: Edition, facts: Iterable[Fact]) -> list[Dated]:
    """Facts with a date, or whose value is one, in order."""
    told = [(when, fact) for fact in facts if (when := moment_of(fact))]
    return sorted(told, key=lambda entry: entry[0].sort_key)


def moment_of(fact: Fact) -> Date | None:
    """When what a fact states happened or held."""
    return fact.date or (fact.value if isinstance(fact.value, Date) else None)


def strip(edition: Edition, entries: Sequence[Dated], figure_id: str) -> Markup:
    """The drawing of dated facts on one axis; those without a year by their month."""
    phrases = edition.phrases
    stretches: list[figures.Stretch] = []
    told: list[str] = []
    for _, same in groupby(entries, key=lambda entry: entry[0].text):
        facts = list(same)
        when = facts[0][0]
        words = edition.date(when)
        told.append(phrases.say("timeline.drawn", date=words, n=phrases.number(len(facts))))
        if when.kind is not Kind.UNKNOWN:
            first, last = when.fuzzy_bounds()
            stretches.append(
                figures.Stretch(
                    label=phrases.number(len(facts)),
                    first=_decimal(first),
                    last=_decimal(last, end=True),
                    soft=when.approximate or when.uncertain,
                    month=int(when.text[5:7]) if when.kind is Kind.NO_YEAR else 0,
                )
            )
    return figures.strip(
        figure_id,
        phrases.say("timeline.figure"),
        "; ".join(told) + ".",
        stretches,
        phrases.months(),
        phrases.say("timeline.no_year_short"),
    )


def _period(when: Date) -> tuple[int, str]:
    if when.kind in (Kind.NO_YEAR, Kind.UNKNOWN):
        return 0, "no_year" if when.kind is Kind.NO_YEAR else "unknown"
    first = when.earliest or when.latest
    return (first.year if first else 0), "unknown"


def _moments(edition: Edition, entries: list[Dated], marks: References) -> Iterable[Moment]:
    when = edition.date(entries[0][0])
    for facts in same_words(edition, (fact for _, fact in entries)):
        first, *others = marks.views(facts)
        more = edition.phrases.count("timeline.more", len(others)) if others else ""
        about = dict.fromkeys(name for fact in facts for name in _about(fact))
        firm = dict.fromkeys(str(fact.certainty) for fact in facts)
        yield Moment(when, tuple(about), tuple(firm), first, tuple(others), more)


def _decimal(day: dt.date | None, end: bool = False) -> float | None:
    if day is None:
        return None
    return day.year + (day.timetuple().tm_yday - (not end)) / 366
