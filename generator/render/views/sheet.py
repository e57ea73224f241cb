"""A sheet's own page: what it is, its facts by group, and everything elsewhere that touches it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from generator.model import Certainty, Fact, Sheet
from generator.render import parts
from generator.render.edition import Edition, Link
from generator.render.parts import Cut
from generator.render.phrases import typeset
from generator.render.views.downloads import of_sheet
from generator.render.views.fact import (
    Badge,
    FactView,
    Mark,
    Reference,
    References,
    certainty,
)
from generator.render.views.head import Head, Later, described
from generator.render.views.head import parts as in_parts
from generator.render.views.relations import Around, around
from generator.render.views.timeline import dated, strip

SHOWN_VALUES = 4
"""Values that a row of the summary box shows; the others stand among the facts."""

MARKS = 8
"""References of one value in the box of a sheet that has several parts."""

_FIRM = (Certainty.STATED, Certainty.REPORTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value in the summary box; `hedge` says so when it is not simply stated."""

    value: Link
    date: str
    hedge: Badge | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One property in the summary box; `more` leads to the values that it leaves out."""

    label: str
    entries: tuple[Entry, ...]
    more: Link | None


class Told(NamedTuple):
    """A fact on a sheet's page, in its group or, with none, among those of other sheets."""

    fact: Fact
    group: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The facts of one group."""

    id: str
    label: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The facts of another sheet that name this one."""

    sheet: Link
    count: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet's page.

    Attributes:
        counts: facts, documents and facts elsewhere, in words.
        strip: drawing of the dated facts; empty when there are fewer than two.
    """

    head: Head
    kind: str
    aliases: str
    counts: tuple[str, ...]
    lead: tuple[FactView, ...]
    box: tuple[BoxRow, ...]
    strip: Markup
    groups: tuple[GroupView, ...]
    elsewhere: tuple[Elsewhere, ...]
    relations: Around | None
    files: tuple[Link, ...]
    questions: tuple[Link, ...]
    disagreements: tuple[Link, ...]
    references: tuple[Reference, ...]


def sheets(edition: Edition) -> Iterable[Later[SheetView]]:
    """The page of every sheet."""
    for kind in edition.sheets.values():
        for sheet in kind:
            view = partial(sheet_view, edition, sheet)
            yield from in_parts(edition, _head(edition, sheet), entries(edition, sheet), view)


def entries(edition: Edition, sheet: Sheet) -> Cut[Told]:
    """The facts of a sheet's page: its own by group, then those of other sheets that name it."""

    def size(told: Told) -> int:
        passages = edition.index.passages[told.fact.address]
        return (parts.whole if told.group else parts.named)(told.fact, passages)

    def anchors(told: Told) -> Iterable[str]:
        return (told.fact.id, f"group_{told.group}") if told.group else ("_elsewhere",)

    return edition.cut(sheet.url, lambda: parts.cut(list(_entries(edition, sheet)), size, anchors))


def _entries(edition: Edition, sheet: Sheet) -> Iterable[Told]:
    by_group: dict[str, list[Fact]] = {}
    for fact in sorted(sheet.facts, key=lambda fact: edition.rank[fact.property]):
        by_group.setdefault(edition.property(fact).group, []).append(fact)
    for group in edition.index.project.vocabulary.groups:
        for fact in by_group.get(group.id, ()):
            yield Told(fact, group.id)
    by_sheet: dict[str, list[Fact]] = {}
    for address in edition.index.mentioned_in.get(sheet.id, ()):
        fact = edition.fact(address)
        by_sheet.setdefault(fact.sheet, []).append(fact)
    for facts in sorted(by_sheet.values(), key=len, reverse=True):
        for fact in facts:
            yield Told(fact, "")


def _head(edition: Edition, sheet: Sheet) -> Head:
    return Head(
        sheet.url,
        edition.text(sheet.name),
        described(*(edition.text(fact.text) for fact in lead_facts(sheet))),
        f"{sheet.kind.folder}/",
        path=sheet.place.path,
    )


def sheet_view(edition: Edition, sheet: Sheet, head: Head | None = None) -> SheetView:
    """The page of a sheet, or one part of it; what sums the sheet up stands on the first."""
    head = head or _head(edition, sheet)
    told = entries(edition, sheet).held(head.part)
    if head.part > 1:
        return _further(edition, sheet, head, told)
    index, phrases = edition.index, edition.phrases
    marks = References(edition)
    lead = marks.views(lead_facts(sheet), sheet.id)
    box = _box(edition, sheet, marks)
    groups = _groups(edition, sheet, told, marks)
    elsewhere = _elsewhere(edition, sheet, told, marks)
    touching = [*(fact.address for fact in sheet.facts), *index.mentioned_in.get(sheet.id, ())]
    asked = {q for address in touching for q in index.answered_in.get(address, ())}
    disputed = {d for address in touching for d in index.disputed_in.get(address, ())}
    seeds = {c.seed for fact in sheet.facts for c in fact.citations}
    in_time = dated(edition, sheet.facts)
    return SheetView(
        head=head,
        kind=phrases.say(f"kind.{sheet.kind}"),
        aliases=_aliases(edition, sheet),
        counts=(
            phrases.count("count.facts", len(sheet.facts)),
            phrases.count("count.documents", len(seeds)),
            phrases.count("count.mentions", len(index.mentioned_in.get(sheet.id, ()))),
        ),
        lead=lead,
        box=box,
        strip=strip(edition, in_time, "strip") if len(in_time) > 1 else Markup(),
        groups=groups,
        elsewhere=elsewhere,
        relations=around(edition, sheet, some=head.parts > 1),
        files=of_sheet(edition, sheet),
        questions=tuple(
            Link(edition.text(q.question), f"faq/#{q.id}")
            for q in edition.questions
            if q.id in asked
        ),
        disagreements=tuple(
            Link(edition.text(index.project.disagreements[d].title), f"disagreements/#{d}")
            for d in sorted(disputed)
        ),
        references=marks.listed(),
    )


def _further(edition: Edition, sheet: Sheet, head: Head, told: Sequence[Told]) -> SheetView:
    """A part after the first: facts and their references."""
    marks = References(edition)
    groups = _groups(edition, sheet, told, marks)
    elsewhere = _elsewhere(edition, sheet, told, marks)
    return SheetView(
        head=head,
        kind=edition.phrases.say(f"kind.{sheet.kind}"),
        aliases="",
        counts=(),
        lead=(),
        box=(),
        strip=Markup(),
        groups=groups,
        elsewhere=elsewhere,
        relations=None,
        files=(),
        questions=(),
        disagreements=(),
        references=marks.listed(),
    )


def _aliases(edition: Edition, sheet: Sheet) -> str:
    """A proper name's other forms; those of a translated name belong to one language each."""
    if len(set(sheet.name.values())) > 1:
        return ""
    name = edition.text(sheet.name)
    typed = (typeset(alias, edition.language) for alias in sheet.aliases)
    return edition.phrases.listing(alias for alias in typed if alias != name)


def lead_facts(sheet: Sheet) -> tuple[Fact, ...]:
    """The facts that together are a sheet's summary."""
    by_id = {fact.id: fact for fact in sheet.facts}
    return tuple(by_id[fact_id] for fact_id in sheet.lead if fact_id in by_id)


def _box(edition: Edition, sheet: Sheet, marks: References) -> tuple[BoxRow, ...]:
    """Values by property in the vocabulary's order, those that other sheets give included.

    Judgements and forecasts have their place among the facts, not here. Equal values under one
    label are one entry with the references of all.
    """
    told = [
        (edition.rank[fact.property], fact, edition.property(fact).label)
        for fact in sheet.facts
        if fact.value is not None and fact.certainty in _FIRM
    ]
    for fact in edition.pointing.get(sheet.id, ()):
        inverse = edition.property(fact).inverse
        if inverse and fact.sheet != sheet.id and fact.certainty in _FIRM:
            told.append((edition.rank[fact.property], fact, inverse))
    rows: dict[str, dict[Link, list[Fact]]] = {}
    for _, fact, label in sorted(told, key=lambda row: row[0]):
        value = _seen_from(edition, sheet, fact)
        rows.setdefault(edition.text(label), {}).setdefault(value, []).append(fact)
    return tuple(_box_row(edition, sheet, label, values, marks) for label, values in rows.items())


def _seen_from(edition: Edition, sheet: Sheet, fact: Fact) -> Link:
    if fact.sheet != sheet.id or fact.value is None:
        return edition.sheet(fact.sheet)
    return edition.value(fact.value)


def _box_row(
    edition: Edition, sheet: Sheet, label: str, values: dict[Link, list[Fact]], marks: References
) -> BoxRow:
    here = sheet.url if (split := entries(edition, sheet).parts > 1) else ""
    told = []
    for value, facts in list(values.items())[:SHOWN_VALUES]:
        some = facts[:MARKS] if split else facts
        dates = dict.fromkeys(edition.date(f.date) for f in some if f.date)
        hedged = [f for f in facts if f.attributed_to]
        told.append(
            Entry(
                value,
                edition.phrases.listing(d for d in dates if d != value.text),
                certainty(edition, hedged[0]) if len(hedged) == len(facts) else None,
                marks.marks(some),
            )
        )
    left = len(values) - SHOWN_VALUES
    own = (fact for facts in values.values() for fact in facts if fact.sheet == sheet.id)
    fact = next(own, None)
    anchor = f"{here}#group_{edition.property(fact).group}" if fact else f"{here}#_elsewhere"
    more = Link(edition.phrases.count("sheet.more", left), anchor) if left > 0 else None
    return BoxRow(label, tuple(told), more)


def _groups(
    edition: Edition, sheet: Sheet, told: Iterable[Told], marks: References
) -> tuple[GroupView, ...]:
    by_group: dict[str, list[Fact]] = {}
    for fact, group in told:
        if group:
            by_group.setdefault(group, []).append(fact)
    labels = {group.id: group.label for group in edition.index.project.vocabulary.groups}
    return tuple(
        GroupView(f"group_{group}", edition.text(labels[group]), marks.views(facts, sheet.id))
        for group, facts in by_group.items()
    )


def _elsewhere(
    edition: Edition, sheet: Sheet, told: Iterable[Told], marks: References
) -> tuple[Elsewhere, ...]:
    by_sheet: dict[str, list[Fact]] = {}
    for fact, group in told:
        if not group:
            by_sheet.setdefault(fact.sheet, []).append(fact)
    return tuple(
        Elsewhere(
            edition.sheet(other),
            edition.phrases.count("count.facts", len(facts)),
            tuple(marks.view(fact, sheet.id, numbered=False) for fact in facts),
        )
        for other, facts in by_sheet.items()
    )
