"""Corrections: what readers were told before, what is right, and why it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from generator import dates
from generator.model import Correction, CorrectionKind
from generator.render.edition import Edition, Link
from generator.render.parts import Cut, cut
from generator.render.views.fact import Badge
from generator.render.views.head import Head, Later, parts


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


def corrections(edition: Edition) -> Iterable[Later[CorrectionsView]]:
    """The page of corrections."""
    say = edition.phrases.say
    title, summary = say("corrections.title"), say("corrections.summary")
    head = Head("corrections/", title, summary, "methodology/")
    yield from parts(edition, head, entries(edition), partial(_page, edition))


def entries(edition: Edition) -> Cut[tuple[int, Correction]]:
    """The corrections, the newest first, each with the number in its address."""

    def size(entry: tuple[int, Correction]) -> int:
        texts = (entry[1].was, entry[1].now or {}, entry[1].why)
        # On the page, and in its structured data.
        return 1_800 + 2 * sum(len(words.encode()) for text in texts for words in text.values())

    def make() -> Cut[tuple[int, Correction]]:
        numbered = enumerate(edition.index.project.corrections, 1)
        found = sorted(numbered, key=lambda it: (it[1].date, it[0]))[::-1]
        return cut(found, size, lambda entry: (f"correction_{entry[0]}",))

    return edition.cut("corrections/", make)


def _page(edition: Edition, head: Head) -> CorrectionsView:
    phrases, found = edition.phrases, entries(edition)
    return CorrectionsView(
        head,
        phrases.count("corrections.count", len(found.items)) if found.items else "",
        tuple(kind(edition, it) for it in CorrectionKind) if head.part == head.parts else (),
        tuple(_view(edition, number, it) for number, it in found.held(head.part)),
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
