"""The timeline: every dated fact in order, as precise as its source and no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from generator.dates import Date, Kind
from generator.model import Certainty, Fact, SheetRef
from generator.model import Kind as Sort
from generator.render import figures, parts
from generator.render.edition import Edition
from generator.render.parts import Cut
from generator.render.views.fact import FactView, Reference, References
from generator.render.views.head import Head, Later, listed
from generator.render.views.head import parts as in_parts
from generator.render.views.together import same_words

Dated = tuple[Date, Fact]

DRAWN = 300
"""Dates that a drawing shows one by one; where there are more, their years."""


class Told(NamedTuple):
    """Facts of one date that are told together."""

    when: Date
    facts: list[Fact]


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


def timeline(edition: Edition) -> Iterable[Later[TimelineView]]:
    """The timeline."""
    head = listed(edition, "timeline")
    view, headings = partial(_view, edition), partial(_headings, edition)
    yield from in_parts(edition, head, entries(edition), view, headings)


def entries(edition: Edition) -> Cut[Told]:
    """What the timeline tells, in order."""

    def size(told: Told) -> int:
        return 250 + sum(parts.told(f, edition.index.passages[f.address]) for f in told.facts)

    def anchors(told: Told) -> Iterable[str]:
        return (_anchor(told.when),)

    return edition.cut("timeline/", lambda: parts.cut(list(_told(edition)), size, anchors))


def _told(edition: Edition) -> Iterable[Told]:
    """Facts of one date that stand on the same words are told together."""
    by_date = groupby(dated(edition, edition.index.project.facts.values()), lambda it: it[0].text)
    for _, same in by_date:
        found = list(same)
        for facts in same_words(edition, (fact for _, fact in found)):
            yield Told(found[0][0], facts)


def _view(edition: Edition, head: Head) -> TimelineView:
    """The timeline or one part of it; the drawing of the whole stands on the first."""
    cut, marks = entries(edition), References(edition)
    periods = []
    for (year, kind), told in groupby(cut.held(head.part), key=lambda it: _period(it.when)):
        moments = tuple(_moment(edition, it, marks) for it in told)
        why = "" if year else edition.phrases.say(f"timeline.{kind}_why")
        periods.append(Period(f"in_{year or kind}", _label(edition, year, kind), why, moments))
    drawn = head.part == 1 and cut.items
    return TimelineView(
        head,
        edition.phrases.count("count.dated", sum(len(it.facts) for it in cut.items)),
        strip(edition, dated(edition, edition.index.project.facts.values()), "strip")
        if drawn
        else Markup(),
        tuple(_filters(edition, periods)),
        tuple(periods),
        marks.listed(),
    )


def _headings(edition: Edition, told: Sequence[Told]) -> Iterable[tuple[str, str]]:
    for year, kind in dict.fromkeys(_period(it.when) for it in told):
        yield f"in_{year or kind}", _label(edition, year, kind)


def _label(edition: Edition, year: int, kind: str) -> str:
    return str(year) if year else edition.phrases.say(f"timeline.{kind}")


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
    for words, when, number in _drawn(edition, entries):
        told.append(phrases.say("timeline.drawn", date=words, n=phrases.number(number)))
        if when[0].kind is not Kind.UNKNOWN:
            firsts, lasts = zip(*(date.fuzzy_bounds() for date in when), strict=True)
            stretches.append(
                figures.Stretch(
                    label=phrases.number(number),
                    first=_decimal(None if None in firsts else min(firsts)),
                    last=_decimal(None if None in lasts else max(lasts), end=True),
                    soft=any(date.approximate or date.uncertain for date in when),
                    month=_month(when[0]),
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


def _drawn(edition: Edition, entries: Sequence[Dated]) -> Iterable[tuple[str, list[Date], int]]:
    """What is drawn as one: a date or, where there are too many, a year; in words, with its facts.

    Yields:
        the words, the dates in order, how many facts have them.
    """
    by_date = [
        (dates[0][0], len(dates))
        for _, same in groupby(entries, key=lambda entry: entry[0].text)
        for dates in [list(same)]
    ]
    if len(by_date) <= DRAWN:
        yield from ((edition.date(when), [when], number) for when, number in by_date)
        return
    for (year, kind, month), same in groupby(
        by_date, key=lambda it: (*_period(it[0]), _month(it[0]))
    ):
        some = list(same)
        words = edition.phrases.months()[month - 1] if month else _label(edition, year, kind)
        yield words, [when for when, _ in some], sum(number for _, number in some)


def _month(when: Date) -> int:
    """The month of a date that has no year; 0 for every other date."""
    return int(when.text[5:7]) if when.kind is Kind.NO_YEAR else 0


def _period(when: Date) -> tuple[int, str]:
    if when.kind in (Kind.NO_YEAR, Kind.UNKNOWN):
        return 0, "no_year" if when.kind is Kind.NO_YEAR else "unknown"
    first = when.earliest or when.latest
    return (first.year if first else 0), "unknown"


def _anchor(when: Date) -> str:
    year, kind = _period(when)
    return f"in_{year or kind}"


def _moment(edition: Edition, told: Told, marks: References) -> Moment:
    first, *others = marks.views(told.facts)
    more = edition.phrases.count("timeline.more", len(others)) if others else ""
    about = dict.fromkeys(name for fact in told.facts for name in _about(fact))
    firm = dict.fromkeys(str(fact.certainty) for fact in told.facts)
    when = edition.date(told.when)
    return Moment(when, tuple(about), tuple(firm), first, tuple(others), more)


def _decimal(day: dt.date | None, end: bool = False) -> float | None:
    if day is None:
        return None
    return day.year + (day.timetuple().tm_yday - (not end)) / 366
