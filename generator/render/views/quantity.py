"""Figures: every quantity that a fact states, comparable ones drawn to one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from generator.model import Fact, Quantity
from generator.quantities import bounds
from generator.render import figures
from generator.render.edition import Edition, Link
from generator.render.views.fact import FactView, Reference, References
from generator.render.views.head import Head, listed
from generator.render.views.together import same_words


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


def quantities(edition: Edition) -> Iterable[FiguresView]:
    """The page of figures; none when no fact states one."""
    by_property: dict[str, list[tuple[Quantity, Fact]]] = {}
    for fact in edition.standing:
        if isinstance(fact.value, Quantity):
            by_property.setdefault(fact.property, []).append((fact.value, fact))
    if not by_property:
        return
    marks = References(edition)
    views = tuple(
        _property(edition, name, by_property[name], marks)
        for name in edition.index.project.vocabulary.properties
        if name in by_property
    )
    count = edition.phrases.count("count.figures", sum(len(view.amounts) for view in views))
    yield FiguresView(listed(edition, "figures"), count, views, marks.listed())


def extent(value: Quantity) -> tuple[Decimal, Decimal]:
    """Least and greatest size of a quantity; they differ when the source gives only an order."""
    least, most = (abs(size) for size in bounds(value.amount, value.scale, approximate=False))
    return min(least, most), max(least, most)


def _property(
    edition: Edition, name: str, told: list[tuple[Quantity, Fact]], marks: References
) -> PropertyView:
    together = _together(edition, told)
    ends = _scale_ends(value for value, _ in together)
    amounts = []
    for value, facts in together:
        end = ends.get(_measure(value))
        words = edition.quantity(value)
        least, most = (float(size / end) if end else 0.0 for size in extent(value))
        bar = figures.bar(words, least, most, value.approximate) if end else Markup()
        also = tuple(
            Link(edition.sheet(fact.sheet).text, edition.fact_url(fact)) for fact in facts[1:]
        )
        amounts.append(Amount(words, bar, marks.view(facts[0]), also))
    label = edition.text(edition.index.project.vocabulary.properties[name].label)
    return PropertyView(f"of_{name}", label, tuple(amounts))


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
