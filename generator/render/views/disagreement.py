"""Disagreements: the versions of the sources side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from generator.model import Clash, Disagreement, Fact
from generator.render.edition import Edition, Link
from generator.render.parts import DISAGREEMENTS, Cut, counted
from generator.render.phrases import sort_key
from generator.render.views.fact import FactView, References
from generator.render.views.head import Head, Later, listed, parts
from generator.render.views.together import same_words


@dataclass(frozen=True, slots=True)
class Version:
    """One side.

    Attributes:
        value: its typed value in words; empty for none.
        also: facts of other sheets that say it from the same words.
        favoured: whether the editors find it better supported.
    """

    fact: FactView
    value: str
    also: tuple[Link, ...]
    favoured: bool


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """Facts that cannot simply stand side by side, and what the editors make of it."""

    id: str
    title: str
    kind: str
    why_kind: str
    text: str
    versions: tuple[Version, ...]
    assessment: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class KindView:
    """The disagreements whose versions differ in one way."""

    id: str
    label: str
    why: str
    disagreements: tuple[DisagreementView, ...]


@dataclass(frozen=True, slots=True)
class DisagreementsView:
    """Every disagreement: by title, and in `kinds` by how the versions differ."""

    head: Head
    count: str
    disagreements: tuple[DisagreementView, ...]
    kinds: tuple[KindView, ...]


def disagreements(edition: Edition) -> Iterable[Later[DisagreementsView]]:
    """The page of disagreements; none when the sources agree."""
    if edition.index.project.disagreements:
        head = listed(edition, "disagreements")
        yield from parts(edition, head, entries(edition), partial(_page, edition))


def entries(edition: Edition) -> Cut[Disagreement]:
    """The disagreements by how their versions differ, then by title."""

    def make() -> Cut[Disagreement]:
        found = sorted(_by_title(edition), key=lambda it: list(Clash).index(it.kind))
        return counted(found, lambda it: (it.id, f"kind_{it.kind}"), DISAGREEMENTS)

    return edition.cut("disagreements/", make, alike=False)


def _by_title(edition: Edition) -> list[Disagreement]:
    items = edition.index.project.disagreements.values()
    return sorted(items, key=lambda item: sort_key(edition.text(item.title)))


def _page(edition: Edition, head: Head) -> DisagreementsView:
    cut = entries(edition)
    held = {it.id: _view(edition, it) for it in cut.held(head.part)}
    return DisagreementsView(
        head,
        edition.phrases.count("count.disagreements", len(cut.items)),
        tuple(held[it.id] for it in _by_title(edition) if it.id in held),
        tuple(_kinds(edition, tuple(held.values()))),
    )


def _kinds(edition: Edition, found: tuple[DisagreementView, ...]) -> Iterable[KindView]:
    for kind in Clash:
        label = edition.phrases.say(f"clash.{kind}.words")
        of_kind = tuple(view for view in found if view.kind == label)
        if of_kind:
            yield KindView(f"kind_{kind}", label, of_kind[0].why_kind, of_kind)


def _view(edition: Edition, item: Disagreement) -> DisagreementView:
    facts = [edition.fact(address) for address in item.facts]
    sides = same_words(edition, facts)
    if len(sides) == 1:  # both are told by overlapping words
        sides = [[fact] for fact in facts]
    return DisagreementView(
        item.id,
        edition.text(item.title),
        edition.phrases.say(f"clash.{item.kind}.words"),
        edition.phrases.say(f"clash.{item.kind}.why"),
        edition.text(item.text),
        tuple(_version(edition, side, item.favours) for side in sides),
        edition.text(item.why) if item.favours and item.why else "",
        edition.edit_url(item.place),
    )


def _version(edition: Edition, side: list[Fact], favours: str | None) -> Version:
    first = next((fact for fact in side if fact.address == favours), side[0])
    value = edition.value(first.value) if first.value is not None else Link("")
    others = (fact for fact in side if fact is not first)
    return Version(
        References(edition).view(first, numbered=False),
        value.text,
        tuple(Link(edition.sheet(fact.sheet).text, edition.fact_url(fact)) for fact in others),
        first.address == favours,
    )
