"""Disagreements: the versions of the sources side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.render.edition import Edition, Link
from generator.render.phrases import sort_key
from generator.render.views.fact import FactView, Reference, References
from generator.render.views.head import Head, listed


@dataclass(frozen=True, slots=True)
class Version:
    """One side; `value` is its typed value in words, `favoured` whether the editors find it better."""

    fact: FactView
    value: str
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
class DisagreementsView:
    """Every disagreement."""

    head: Head
    disagreements: tuple[DisagreementView, ...]
    references: tuple[Reference, ...]


def disagreements(edition: Edition) -> Iterable[DisagreementsView]:
    """The page of disagreements; none when the sources agree."""
    found = edition.index.project.disagreements.values()
    if not found:
        return
    marks = References(edition)
    views = []
    for item in sorted(found, key=lambda d: sort_key(edition.text(d.title))):
        versions = []
        for address in item.facts:
            fact = edition.fact(address)
            value = edition.value(fact.value) if fact.value is not None else Link("")
            versions.append(Version(marks.view(fact), value.text, address == item.favours))
        views.append(
            DisagreementView(
                item.id,
                edition.text(item.title),
                edition.phrases.say(f"clash.{item.kind}.words"),
                edition.phrases.say(f"clash.{item.kind}.why"),
                edition.text(item.text),
                tuple(versions),
                edition.text(item.why) if item.favours and item.why else "",
                edition.edit_url(item.place),
            )
        )
    yield DisagreementsView(listed(edition, "disagreements"), tuple(views), marks.listed())
