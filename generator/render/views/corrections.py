"""Corrections: what readers were told before, what is right, and why it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator import dates
from generator.model import Correction, CorrectionKind
from generator.render.edition import Edition, Link
from generator.render.views.fact import Badge
from generator.render.views.head import Head


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One correction; `now` is empty when the fact was withdrawn."""

    id: str
    date: str
    kind: Badge
    sheet: Link
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class CorrectionsView:
    """Every correction, the newest first, and what each kind of them means."""

    head: Head
    count: str
    kinds: tuple[Badge, ...]
    corrections: tuple[CorrectionView, ...]


def corrections(edition: Edition) -> Iterable[CorrectionsView]:
    """The page of corrections."""
    phrases = edition.phrases
    found = sorted(
        enumerate(edition.index.project.corrections, 1), key=lambda it: (it[1].date, it[0])
    )[::-1]
    yield CorrectionsView(
        Head(
            "corrections/",
            phrases.say("corrections.title"),
            phrases.say("corrections.summary"),
            "methodology/",
        ),
        phrases.count("corrections.count", len(found)) if found else "",
        tuple(kind(edition, it) for it in CorrectionKind),
        tuple(_view(edition, number, it) for number, it in found),
    )


def kind(edition: Edition, it: CorrectionKind) -> Badge:
    """How much a correction changes, in words."""
    say = edition.phrases.say
    name = "disputed" if it is CorrectionKind.RETRACTION else "sources"
    return Badge(name, say(f"corrections.{it}.words"), say(f"corrections.{it}.why"))


def _view(edition: Edition, number: int, it: Correction) -> CorrectionView:
    fact = edition.index.project.facts.get(it.fact)
    return CorrectionView(
        f"correction_{number}",
        edition.date(dates.parse(it.date)),
        kind(edition, it.kind),
        Link(edition.sheet(fact.sheet).text, edition.fact_url(fact)) if fact else Link(it.fact),
        edition.text(it.was),
        edition.text(it.now) if it.now else "",
        edition.text(it.why),
    )
