"""The list of the sheets of one kind, and the card by which any page introduces a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.model import Sheet
from generator.render.edition import Edition, Link
from generator.render.views.fact import Badge, Mark, certainty, in_place
from generator.render.views.head import Head
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


def lists(edition: Edition) -> Iterable[ListView]:
    """The list of each kind."""
    phrases = edition.phrases
    for kind, sheets in edition.sheets.items():
        yield ListView(
            Head(
                f"{kind.folder}/",
                phrases.say(f"list.{kind.folder}"),
                phrases.say(f"list.{kind.folder}_summary"),
                tab=True,
            ),
            phrases.count("count.sheets", len(sheets)),
            tuple(card(edition, sheet) for sheet in sheets),
        )


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
