"""Figures: every quantity that a fact states, comparable ones drawn to one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from generator.model import Fact, Quantity
from generator.quantities import bounds
from generator.render import figures, parts
from generator.render.edition import Edition, Link
from generator.render.parts import Cut
from generator.render.views.fact import FactView, Reference, References
from generator.render.views.head import Head, Later, listed
from generator.render.views.head import parts as in_parts
from generator.render.views.together import same_words


class Told(NamedTuple):
    """A quantity and the facts that state it in the same words; `end` is that of its scale."""

    value: Quantity
    facts: list[Fact]
    end: Decimal | None


@dataclass(frozen=True, slots=True)
class Amount:
    """One quantity; `also` are the other sheets that state it from the same words."""

    words: str
    bar: Markup
    fact: FactView
    also: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PropertyView:
    """The quantities of one property, smallest first."""

    id: str
    label: str
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Every quantity by property."""

    head: Head
    count: str
    properties: tuple[PropertyView, ...]
    references: tuple[Reference, ...]


def quantities(edition: Edition) -> Iterable[Later[FiguresView]]:
    """The page of figures; none when no fact states one."""
    cut = entries(edition)
    if cut.items:
        view, headings = partial(_view, edition), partial(_headings, edition)
        yield from in_parts(edition, listed(edition, "figures"), cut, view, headings)


def entries(edition: Edition) -> Cut[Told]:
    """The quantities by property in the vocabulary's order, in each by what they are counted in."""

    def size(told: Told) -> int:
        first, *others = told.facts
        more = sum(60 + 2 * parts.words(fact) for fact in others)
        return 600 + parts.told(first, edition.index.passages[first.address]) + more

    def anchors(told: Told) -> Iterable[str]:
        return (f"of_{told.facts[0].property}",)

    return edition.cut("figures/", lambda: parts.cut(list(_told(edition)), size, anchors))


def _told(edition: Edition) -> Iterable[Told]:
    by_property: dict[str, list[tuple[Quantity, Fact]]] = {}
    for fact in edition.standing:
        if isinstance(fact.value, Quantity):
            by_property.setdefault(fact.property, []).append((fact.value, fact))
    for name in edition.index.project.vocabulary.properties:
        together = _together(edition, by_property.get(name, []))
        ends = _scale_ends(value for value, _ in together)
        for value, facts in together:
            yield Told(value, facts, ends.get(_measure(value)))


def _view(edition: Edition, head: Head) -> FiguresView:
    cut, marks = entries(edition), References(edition)
    views = tuple(
        _property(edition, name, told, marks)
        for name, told in groupby(cut.held(head.part), key=lambda it: it.facts[0].property)
    )
    count = edition.phrases.count("count.figures", len(cut.items))
    return FiguresView(head, count, views, marks.listed())


def _headings(edition: Edition, told: Sequence[Told]) -> Iterable[tuple[str, str]]:
    for name in dict.fromkeys(it.facts[0].property for it in told):
        yield f"of_{name}", _label(edition, name)


def _label(edition: Edition, name: str) -> str:
    return edition.text(edition.index.project.vocabulary.properties[name].label)


def extent(value: Quantity) -> tuple[Decimal, Decimal]:
    """Least and greatest size of a quantity; they differ when the source gives only an order."""
    least, most = (abs(size) for size in bounds(value.amount, value.scale, approximate=False))
    return min(least, most), max(least, most)


def _property(edition: Edition, name: str, told: Iterable[Told], marks: References) -> PropertyView:
    amounts = []
    for value, facts, end in told:
        words = edition.quantity(value)
        least, most = (float(size / end) if end else 0.0 for size in extent(value))
        bar = figures.bar(words, least, most, value.approximate) if end else Markup()
        also = tuple(
            Link(edition.sheet(fact.sheet).text, edition.fact_url(fact)) for fact in facts[1:]
        )
        amounts.append(Amount(words, bar, marks.view(facts[0]), also))
    return PropertyView(f"of_{name}", _label(edition, name), tuple(amounts))


def _together(
    edition: Edition, told: list[tuple[Quantity, Fact]]
) -> list[tuple[Quantity, list[Fact]]]:
    """Quantities by measure and size; facts that give one from the same words are told once."""
    by_value: dict[tuple[str, tuple[Decimal, Decimal], str], list[tuple[Quantity, Fact]]] = {}
    for value, fact in told:
        key = (_measure(value), extent(value), value.amount)
        by_value.setdefault(key, []).append((value, fact))
    return [
        (by_value[key][0][0], facts)
        for key in sorted(by_value)
        for facts in same_words(edition, (fact for _, fact in by_value[key]))
    ]


def _measure(value: Quantity) -> str:
    """What a quantity is counted in; only quantities of one measure can be compared."""
    unit = value.unit if isinstance(value.unit, str) or value.unit is None else value.unit["en"]
    return value.currency or unit or ""


def _scale_ends(values: Iterable[Quantity]) -> Mapping[str, Decimal]:
    """The greatest size of each measure that at least two quantities share."""
    sizes: dict[str, list[Decimal]] = {}
    for value in values:
        sizes.setdefault(_measure(value), []).append(extent(value)[1])
    return {measure: max(found) for measure, found in sizes.items() if len(found) > 1}
