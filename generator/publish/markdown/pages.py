"""The pages that tell the facts: of each sheet, in time, as answers, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from generator.publish.markdown.escape import plain
from generator.publish.markdown.leaf import Leaf
from generator.render.edition import Link
from generator.render.views.disagreement import DisagreementsView, Version
from generator.render.views.fact import FactView
from generator.render.views.faq import FaqView
from generator.render.views.home import HomeView
from generator.render.views.list import Card, ListView
from generator.render.views.quantity import FiguresView
from generator.render.views.relations import Relation, RelationsView
from generator.render.views.sheet import BoxRow, SheetView
from generator.render.views.timeline import Moment, TimelineView

Writer = Callable[[Leaf, Any], None]
"""Fills a page with what a view holds."""


def home(leaf: Leaf, view: HomeView) -> None:
    """What it is about, and the way to everything."""
    say = leaf.say
    leaf.text(view.head.description)
    leaf.text(say("home.promise"))
    leaf.items([f"{plain(it.number)} {plain(it.words)}"] for it in view.numbers)
    if view.subjects:
        leaf.section(2, say("home.about"))
        for subject in view.subjects:
            leaf.paragraph(f"**{leaf.link(subject.sheet)}**", _sentences(leaf, subject.sentences))
    _cards(leaf, "home.actors", view.actors)
    if view.events:
        leaf.section(2, say("home.events"))
        leaf.items(_card(leaf, it.card, it.date) for it in view.events)
    for key, links, more, url in (
        ("home.disagreements", view.disagreements, view.more_disagreements, "disagreements/"),
        ("home.questions", view.questions, view.more_questions, "faq/"),
    ):
        if links:
            leaf.section(2, say(key))
            leaf.links([*links, *([Link(more, url)] if more else [])])
    leaf.section(2, say("home.sources"))
    leaf.links(Link(seed.title, seed.url) for seed in view.seeds)


def listing(leaf: Leaf, view: ListView) -> None:
    """Every sheet of one kind."""
    leaf.text(view.head.description, f"{view.count}.")
    leaf.items(_card(leaf, card) for card in view.cards)


def _cards(leaf: Leaf, key: str, cards: Iterable[Card]) -> None:
    told = [_card(leaf, card) for card in cards]
    if told:
        leaf.section(2, leaf.say(key))
        leaf.items(told)


def _card(leaf: Leaf, card: Card, date: str = "") -> list[str]:
    hedge = f" · {plain(card.hedge.words)}" if card.hedge else ""
    when = f" ({plain(date)})" if date else ""
    name = f"**{leaf.link(card.sheet)}**{when} — {plain(card.facts)}"
    return [name, f"{plain(card.sentence)}{leaf.marks(card.evidence)}{hedge}"]


def _sentences(leaf: Leaf, facts: Iterable[FactView]) -> str:
    return " ".join(_sentence(leaf, fact) for fact in facts)


def _sentence(leaf: Leaf, fact: FactView) -> str:
    hedge = "" if fact.stated else f" ({plain(fact.certainty.words)})"
    return f"{leaf.pieces(fact.sentence)}{leaf.marks(fact.evidence)}{hedge}"


def sheet(leaf: Leaf, view: SheetView) -> None:
    """One sheet: its summary, its values, its facts, and what touches it elsewhere."""
    say = leaf.say
    kind = leaf.link(Link(view.kind, view.head.parent or ""))
    names = plain(say("sheet.aliases", names=view.aliases)) if view.aliases else ""
    leaf.paragraph(" · ".join(filter(None, (kind, names))))
    leaf.paragraph(_sentences(leaf, view.lead))
    if view.box:
        leaf.table((say("markdown.property"), say("markdown.value")), _box(leaf, view.box))
    if view.disagreements:
        leaf.text(leaf.edition.phrases.count("sheet.disputed", len(view.disagreements)))
        leaf.links(view.disagreements)
    for group in view.groups:
        leaf.section(2, group.label, group.id)
        leaf.items(leaf.fact(fact, own=True) for fact in group.facts)
    if view.relations:
        leaf.section(2, say("relations.title"))
        _relations(leaf, view.relations.relations)
    if view.questions:
        leaf.section(2, say("sheet.questions"))
        leaf.links(view.questions)
    if view.elsewhere:
        leaf.section(2, say("sheet.elsewhere"), "_elsewhere")
        for other in view.elsewhere:
            leaf.paragraph(f"**{leaf.link(other.sheet)}**")
            leaf.items([f"{_sentence(leaf, fact)} {_open(leaf, fact)}"] for fact in other.facts)


def _open(leaf: Leaf, fact: FactView) -> str:
    return leaf.link(Link(leaf.say("fact.open"), fact.url))


def _box(leaf: Leaf, rows: Iterable[BoxRow]) -> Iterable[tuple[str, str]]:
    for row in rows:
        for entry in row.entries:
            date = f" ({plain(entry.date)})" if entry.date else ""
            hedge = f" · {plain(entry.hedge.words)}" if entry.hedge else ""
            value = f"{leaf.link(entry.value)}{date}{leaf.marks(entry.marks)}{hedge}"
            yield plain(row.label), value
        if row.more:
            yield plain(row.label), leaf.link(row.more)


def _relations(leaf: Leaf, relations: Iterable[Relation]) -> None:
    leaf.items(
        [
            f"{leaf.link(it.subject)} — {leaf.link(Link(it.label, it.fact.url))} — "
            f"{leaf.link(it.other)}"
            + (f" ({plain(it.date)})" if it.date else "")
            + (f" · {plain(it.hedge.words)}" if it.hedge else "")
        ]
        for it in relations
    )


def relations(leaf: Leaf, view: RelationsView) -> None:
    """Who is linked to whom."""
    leaf.text(view.head.description, f"{view.count}.")
    _relations(leaf, view.relations)
    leaf.text(view.more)


def timeline(leaf: Leaf, view: TimelineView) -> None:
    """Every dated fact in order."""
    leaf.text(view.head.description, f"{view.count}.")
    for period in view.periods:
        leaf.section(2, period.label, period.id)
        leaf.text(period.why)
        leaf.items(_moment(leaf, moment) for moment in period.moments)


def _moment(leaf: Leaf, moment: Moment) -> list[str]:
    first, *rest = leaf.fact(moment.fact)
    others = " · ".join(leaf.link(Link(it.subject.text, it.url)) for it in moment.others)
    more = f"{plain(moment.more)} — {others}" if others else ""
    return [f"**{plain(moment.date)}** — {first}", *rest, more]


def faq(leaf: Leaf, view: FaqView) -> None:
    """Questions answered by facts."""
    say = leaf.say
    leaf.text(view.head.description)
    for it in view.questions:
        leaf.section(2, it.question, it.id)
        leaf.items(leaf.fact(fact) for fact in it.answer)
        leaf.text(say("faq.unknown") if it.unknown else "", it.unknown)
        if it.asked:
            leaf.text(say("faq.asked"))
            leaf.items([leaf.quotation(quotation)] for quotation in it.asked)


def figures(leaf: Leaf, view: FiguresView) -> None:
    """Every quantity."""
    leaf.text(view.head.description, f"{view.count}.")
    for it in view.properties:
        leaf.section(2, it.label, it.id)
        leaf.items(
            [f"**{plain(amount.words)}**", *leaf.fact(amount.fact), _also(leaf, amount.also)]
            for amount in it.amounts
        )


def _also(leaf: Leaf, also: Iterable[Link]) -> str:
    links = " · ".join(map(leaf.link, also))
    return f"{plain(leaf.say('figures.also'))} {links}" if links else ""


def disagreements(leaf: Leaf, view: DisagreementsView) -> None:
    """Where the sources do not say the same."""
    say = leaf.say
    leaf.text(view.head.description, f"{view.count}.")
    for it in view.disagreements:
        leaf.section(2, it.title, it.id)
        leaf.paragraph(f"**{plain(it.kind)}** — {plain(it.why_kind)}")
        leaf.text(it.text)
        leaf.items(_version(leaf, at, version) for at, version in enumerate(it.versions, 1))
        if it.assessment:
            leaf.text(say("disagreements.assessment"), it.assessment)
        else:
            leaf.text(say("disagreements.open"))


def _version(leaf: Leaf, at: int, version: Version) -> list[str]:
    say = leaf.say
    name = say("disagreements.version", n=at)
    told = [version.value, say("disagreements.favoured") if version.favoured else ""]
    head = " · ".join([f"**{plain(name)}**", *(plain(words) for words in told if words)])
    return [head, *leaf.fact(version.fact), _also(leaf, version.also)]
