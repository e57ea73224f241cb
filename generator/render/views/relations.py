"""Relations: which sheets the facts link to which, and how; of the project and of each sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.model import Certainty, Fact, Sheet, SheetRef
from generator.render import network
from generator.render.edition import Edition, Link, shortened
from generator.render.views.fact import Badge, certainty
from generator.render.views.head import Head

DRAWN = 60
"""Sheets that the project's drawing holds, those with most relations; the table holds more."""

AROUND = 24
"""Sheets that the drawing around one sheet holds."""

LISTED = 1000
"""Relations that the project's table lists; each sheet's own page lists all of its own."""

LISTED_AROUND = 250
"""Relations that the table of a sheet lists which has several parts; all stand there as facts."""

_LABEL = 34


@dataclass(frozen=True, slots=True)
class Relation:
    """One link as a row: who, how, to whom; `hedge` says so when it is not simply stated."""

    subject: Link
    label: str
    other: Link
    date: str
    hedge: Badge | None
    fact: Link


@dataclass(frozen=True, slots=True)
class Around:
    """The relations of one sheet, from its side."""

    drawing: Markup
    left_out: str
    count: str
    relations: tuple[Relation, ...]
    more: str


@dataclass(frozen=True, slots=True)
class RelationsView:
    """Every relation of the project."""

    head: Head
    count: str
    drawing: Markup
    left_out: str
    relations: tuple[Relation, ...]
    more: str


def linking(edition: Edition, facts: Iterable[Fact]) -> list[tuple[Fact, str]]:
    """The facts whose value is another sheet, each with that sheet's id; no withdrawn ones."""
    return [
        (fact, fact.value.sheet)
        for fact in facts
        if isinstance(fact.value, SheetRef)
        and fact.value.sheet != fact.sheet
        and fact.address not in edition.index.retracted
    ]


def relations(edition: Edition) -> Iterable[RelationsView]:
    """The page of relations; none where no fact links two sheets."""
    phrases = edition.phrases
    found = linking(edition, edition.index.project.facts.values())
    if not found:
        return
    degrees = Counter(sheet for fact, other in found for sheet in (fact.sheet, other))
    nodes = _in_order(edition, [name for name, _ in degrees.most_common(DRAWN)])
    place = {sheet.id: at for at, (sheet, _) in enumerate(nodes)}
    url = "relations/"
    count = phrases.count("relations.count", len(found))
    yield RelationsView(
        Head(url, phrases.say("relations.title"), phrases.say("relations.summary")),
        count,
        network.drawing(
            "network",
            phrases.say("relations.drawn"),
            phrases.say("relations.drawn_desc", relations=count),
            [_node(edition, sheet, url, heading=heading) for sheet, heading in nodes],
            _arcs(
                (place[fact.sheet], place[other], fact)
                for fact, other in found
                if fact.sheet in place and other in place
            ),
        ),
        _left_out(edition, len(degrees) - len(nodes)),
        tuple(_relation(edition, fact, fact.sheet) for fact, _ in _sorted(edition, found)[:LISTED]),
        phrases.count("relations.more", len(found) - LISTED) if len(found) > LISTED else "",
    )


def around(edition: Edition, sheet: Sheet, *, some: bool = False) -> Around | None:
    """The relations of one sheet; None where it has none.

    Args:
        some: whether it has so many facts that its table cannot list them all.
    """
    phrases = edition.phrases
    elsewhere = (edition.fact(a) for a in edition.index.mentioned_in.get(sheet.id, ()))
    found = linking(edition, sheet.facts)
    found += [(fact, other) for fact, other in linking(edition, elsewhere) if other == sheet.id]
    if not found:
        return None
    told = [_relation(edition, fact, sheet.id) for fact, _ in found]
    links: dict[str, list[tuple[Fact, str]]] = {}
    for (fact, other), relation in zip(found, told, strict=True):
        far = other if fact.sheet == sheet.id else fact.sheet
        links.setdefault(far, []).append((fact, relation.label))
    sheets = edition.index.project.sheets
    shown = list(links.items())[:AROUND]
    nodes = [network.Node(shortened(edition.text(sheet.name), _LABEL), "", str(sheet.kind))]
    for far, facts in shown:
        how = " · ".join(dict.fromkeys(label for _, label in facts))
        note = shortened(how, _LABEL + 4).replace(" ·…", "…")
        nodes.append(_node(edition, sheets[far], sheet.url, note=note))
    count = phrases.count("relations.count", len(found))
    return Around(
        network.drawing(
            "network",
            phrases.say("relations.around", name=edition.text(sheet.name)),
            phrases.say("relations.around_desc", relations=count),
            nodes,
            _arcs((0, at, fact) for at, (_, facts) in enumerate(shown, 1) for fact, _ in facts),
        ),
        _left_out(edition, len(links) - len(shown)),
        count,
        tuple(told[:LISTED_AROUND] if some else told),
        phrases.count("relations.more", len(told) - LISTED_AROUND)
        if some and len(told) > LISTED_AROUND
        else "",
    )


def _left_out(edition: Edition, number: int) -> str:
    return edition.phrases.count("relations.left_out", number) if number > 0 else ""


def _in_order(edition: Edition, names: Sequence[str]) -> list[tuple[Sheet, str]]:
    """Sheets kind by kind, the main ones of each first; the first one with the kind's heading."""
    found, wanted = [], set(names)
    for kind, sheets in edition.sheets.items():
        here = [sheet for sheet in sheets if sheet.id in wanted]
        here.sort(key=lambda sheet: edition.weight[sheet.id], reverse=True)
        heading = edition.phrases.say(f"list.{kind.folder}")
        found += [(sheet, heading if at == 0 else "") for at, sheet in enumerate(here)]
    return found


def _node(
    edition: Edition, sheet: Sheet, page: str, heading: str = "", note: str = ""
) -> network.Node:
    name = shortened(edition.text(sheet.name), _LABEL)
    return network.Node(name, "../" * page.count("/") + sheet.url, str(sheet.kind), heading, note)


def _arcs(ends: Iterable[tuple[int, int, Fact]]) -> list[network.Arc]:
    """One arc for each pair, firm if one fact simply states the link."""
    firm: dict[tuple[int, int], bool] = {}
    for one, other, fact in ends:
        pair = (min(one, other), max(one, other))
        firm[pair] = firm.get(pair, False) or fact.certainty is Certainty.STATED
    return [network.Arc(a, b, not stated) for (a, b), stated in firm.items()]


def _sorted(edition: Edition, found: list[tuple[Fact, str]]) -> list[tuple[Fact, str]]:
    order = [sheet.id for sheet, _ in _in_order(edition, list(edition.index.project.sheets))]
    place = {name: at for at, name in enumerate(order)}
    return sorted(found, key=lambda it: (place[it[0].sheet], edition.rank[it[0].property]))


def _relation(edition: Edition, fact: Fact, side: str) -> Relation:
    """A fact's link as it reads from one of its two sheets."""
    assert isinstance(fact.value, SheetRef)
    it = edition.property(fact)
    label = edition.text(it.label)
    other = fact.value.sheet
    if side != fact.sheet:
        other = fact.sheet
        label = (
            edition.text(it.inverse)
            if it.inverse
            else edition.phrases.say("relations.reverse", label=label)
        )
    return Relation(
        edition.sheet(side),
        label,
        edition.sheet(other),
        edition.date(fact.date) if fact.date else "",
        None if fact.certainty is Certainty.STATED else certainty(edition, fact),
        Link(edition.text(fact.text), edition.fact_url(fact)),
    )
