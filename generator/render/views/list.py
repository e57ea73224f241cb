"""The list of the sheets of one kind, and the card by which any page introduces a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from generator.model import Sheet
from generator.render import parts as sizes
from generator.render.edition import Edition, Link
from generator.render.parts import Cut, counted
from generator.render.views.fact import Badge, Mark, certainty, in_place
from generator.render.views.head import Head, Later, parts
from generator.render.views.sheet import lead_facts


@dataclass(frozen=True, slots=True)
class Card:
    """A sheet in one sentence; `hedge` says so when that sentence is not simply stated."""

    sheet: Link
    kind: str
    sentence: str
    hedge: Badge | None
    evidence: tuple[Mark, ...]
    facts: str


@dataclass(frozen=True, slots=True)
class ListView:
    """Every sheet of one kind."""

    head: Head
    count: str
    cards: tuple[Card, ...]


def lists(edition: Edition) -> Iterable[Later[ListView]]:
    """The list of each kind."""
    say = edition.phrases.say
    for kind, found in edition.sheets.items():
        name = kind.folder
        head = Head(f"{name}/", say(f"list.{name}"), say(f"list.{name}_summary"), tab=True)
        make = partial(counted, found, lambda _: (), sizes.CARDS)
        cut = edition.cut(head.url, make, alike=False)
        yield from parts(edition, head, cut, partial(_view, edition, cut))


def _view(edition: Edition, cut: Cut[Sheet], head: Head) -> ListView:
    count = edition.phrases.count("count.sheets", len(cut.items))
    return ListView(head, count, tuple(card(edition, it) for it in cut.held(head.part)))


def card(edition: Edition, sheet: Sheet) -> Card:
    """A sheet's card: its name, the first fact of its summary, how much there is."""
    first = next(iter(lead_facts(sheet) or sheet.facts), None)
    return Card(
        edition.sheet(sheet.id),
        edition.phrases.say(f"kind.{sheet.kind}"),
        edition.text(first.text) if first else "",
        certainty(edition, first) if first and first.attributed_to else None,
        in_place(edition, first) if first else (),
        edition.phrases.count("count.facts", len(sheet.facts)),
    )
