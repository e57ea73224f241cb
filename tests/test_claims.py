"""What is said when a fact and its quotes do not go together, word for word, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from labelled.measure import _project

from generator.check import clash
from generator.check.clash import Difference, at_one_time, difference, said
from generator.check.consistency import _names, consistency, unchecked
from generator.check.joined import join
from generator.check.verify import verify
from generator.dates import parse
from generator.diagnostics import Diagnostic, Severity
from generator.model import (
    Certainty,
    Clash,
    Fact,
    Index,
    Place,
    Quantity,
    Role,
    Sheet,
    SheetRef,
    Value,
)
from generator.settings import QuoteRules

CASES = yaml.safe_load(Path(__file__).with_name("claims.yml").read_text("utf-8"))
KEYS = ("text", "text.en", "text.fr", "value", "date", "certainty", "attributed_to")
ANSWERS = ("negation", "nonsense", "weak-evidence", "hedge-outside-quote", "quote-cuts-negation")
PLACES = {
    key: Place("facts/case.yml", line)
    for line, key in enumerate([*KEYS, *(f"answers.{rule}" for rule in ANSWERS)], 2)
}
"""Each key on a line of its own, the citations after them; the fact itself on the first."""


def joined(fields: Mapping[str, Any], places: Mapping[str, Place]) -> Index:
    base = {"sheet": "orvane", "language": "fr", "source": f"{fields['quote']}."}
    project = _project(base | dict(fields))
    sheet = project.sheets["orvane"]
    (fact,) = sheet.facts
    citations = tuple(
        replace(citation, place=Place("facts/case.yml", line))
        for line, citation in enumerate(fact.citations, 20)
    )
    fact = replace(fact, places=places, citations=citations)
    rail = replace(project.sheets["halden-rail"], aliases=("42 Halden", "Chemins de Halden"))
    prize = replace(project.sheets["alder-prize"], aliases=("Tessel Prize", "prix Tessel"))
    own = {"orvane": replace(sheet, facts=(fact,)), "halden-rail": rail, "alder-prize": prize}
    properties = dict(project.vocabulary.properties)
    if "label" in fields:
        label = {"en": fields["label"], "fr": "x"}
        properties[fact.property] = replace(properties[fact.property], label=label)
    project = replace(
        project,
        sheets={**project.sheets, **own},
        vocabulary=replace(project.vocabulary, properties=properties),
    )
    return join(project, verify(project, QuoteRules()))


def found(fields: Mapping[str, Any], places: Mapping[str, Place]) -> list[Diagnostic]:
    return list(consistency(joined(fields, places)))


def told(finding: Diagnostic) -> str:
    mark = "?" if finding.severity is Severity.WARNING else "!"
    return f"{finding.place.line} {finding.rule}{mark} {finding.message} {finding.hint}"


def test_what_is_said_of_a_fact_and_its_quotes() -> None:
    for case in CASES:
        assert [told(one) for one in found(case, PLACES)] == case.get("says", []), case


def test_what_has_no_place_of_its_own_is_said_of_the_fact() -> None:
    whole = {"text": Place("facts/case.yml", 2)}
    for case in CASES:
        with_text = found(case, whole)
        for one, other in zip(found(case, {}), with_text, strict=True):
            assert replace(one, place=other.place) == other
            assert one.place.line == (1 if other.place.line < 20 else other.place.line)
        for one, other in zip(found(case, PLACES), with_text, strict=True):
            about_text = PLACES["text.en"].line <= one.place.line <= PLACES["text.fr"].line
            assert (other.place.line == 2) == (about_text and one.rule != "negation")


def test_of_which_facts_nothing_can_be_said() -> None:
    fields = {"quote": "Le groupe ferme son usine", "text": "x"}
    assert unchecked(joined(fields, {})) == []
    missing = joined({**fields, "source": "Rien de tel."}, {})
    assert unchecked(missing) == ["orvane#claim"]
    assert list(consistency(missing)) == []


def test_answers_that_another_check_takes_are_named_too() -> None:
    fields = {
        "quote": "Le groupe ferme son usine",
        "text": {"en": "The group is closing its plant.", "fr": "Le groupe ferme son usine."},
        "answers": {"nonsense": "x", "other": "y"},
    }
    (finding,) = consistency(joined(fields, {}), {"other"})
    assert finding.message == "`nonsense` is no rule that takes an answer."
    assert finding.hint == (
        "Remove it. Rules that take an answer: hedge-outside-quote, negation, other, "
        "quote-cuts-negation, weak-evidence."
    )


def test_what_was_found_of_a_sheet_is_known_again_by_all_that_it_depends_on() -> None:
    fields = {"quote": "Le groupe ferme son usine", "text": "x"}
    files = dict.fromkeys(("seeds/seed.yml", "subjects.yml"), "a")

    def named(
        index: Index, made_of: Mapping[str, str] = files, elsewhere: tuple[str, ...] = ()
    ) -> str:
        known = replace(index, project=replace(index.project, made_of=made_of))
        (orvane,) = (s for s in known.project.sheets.values() if s.id == "orvane")
        return _names([orvane], known, elsewhere)[0]

    index = joined(fields, {})
    (passage,) = index.passages["orvane#claim"]
    headline = replace(passage, role=Role.HEADLINE)
    moved = replace(passage, spans=((1, 25),))
    others = {name: s for name, s in index.project.sheets.items() if name != "tessel"}
    (fact,) = index.project.sheets["orvane"].facts
    elsewhere = replace(fact, citations=(replace(fact.citations[0], seed="lost"),))
    uncited = {**index.project.sheets, "orvane": replace(sheet_of(index), facts=(elsewhere,))}
    names = [
        named(index),
        named(index, {**files, "seeds/seed.yml": "b"}),
        named(index, {**files, "subjects.yml": "b"}),
        named(index, elsewhere=("one", "two")),
        named(index, elsewhere=("one",)),
        named(replace(index, passages={"orvane#claim": (headline,)})),
        named(replace(index, passages={"orvane#claim": (moved,)})),
        named(replace(index, passages={})),
        named(replace(index, project=replace(index.project, sheets=others))),
        named(replace(index, project=replace(index.project, sheets=uncited))),
    ]
    assert len({*names}) == len(names)
    assert "" not in names
    assert named(index) == names[0]
    for path in files:
        assert named(index, {key: "a" for key in files if key != path}) == ""


def sheet_of(index: Index) -> Sheet:
    return index.project.sheets["orvane"]


# --- clashes ----------------------------------------------------------------------------------


def fact(value: Value | None, date: str | None = None) -> Fact:
    words = {"en": "x", "fr": "x"}
    place = Place("facts/a.yml")
    return Fact(
        "id", "a", "p", words, Certainty.STATED, (), place, value, parse(date) if date else None
    )


APART = Difference(Clash.CONTRADICTION, frozenset({Clash.CONTRADICTION, Clash.CHANGE}))
NEAR = Difference(Clash.PRECISION, frozenset({Clash.PRECISION, Clash.CHANGE}))
UNTOLD = Difference(Clash.CONTRADICTION, frozenset(Clash))
UNITS = Difference(Clash.CONTRADICTION, frozenset(Clash), units=True)


def money(amount: str, scale: str | None = None, *, about: bool = False) -> Quantity:
    return Quantity(amount, scale, currency="EUR", approximate=about)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (money("3"), money("3"), None),
        (money("3"), money("4"), APART),
        (money("3"), money("3.4"), NEAR),
        (money("3"), money("3.5"), NEAR),
        (money("3"), money("3.6"), APART),
        (money("3", "million"), money("3500000"), NEAR),
        (money("3", "million"), money("3500001"), APART),
        (money("600"), money("650"), UNTOLD),
        (money("600"), money("651"), APART),
        (money("610"), money("616"), APART),
        (money("-3"), money("-3.4"), NEAR),
        (money("-3", about=True), money("-3"), NEAR),
        (money("tens"), money("40"), NEAR),
        (money("tens"), money("5"), APART),
        (money("3"), Quantity("3", currency="USD"), UNITS),
        (money("3"), Quantity("3"), UNITS),
        (Quantity("3", unit="year"), Quantity("3", unit="Year."), None),
        (Quantity("3", unit="year"), Quantity("3", unit="day"), UNITS),
        (Quantity("3", unit="year"), Quantity("3", unit={"en": "year", "fr": "an"}), UNITS),
        (Quantity("3", unit="year"), Quantity("3"), UNITS),
        (Quantity("3"), Quantity("3", unit="year"), UNITS),
        (Quantity("3"), Quantity("4"), APART),
        (Quantity("3"), parse("2019"), None),
        (parse("2019"), parse("2019~"), NEAR),
        (parse("2019"), parse("2021~"), APART),
        (parse("unknown"), parse("2019"), None),
        (parse("2019"), parse("unknown"), None),
        (parse("XXXX-10"), parse("XXXX-11"), APART),
        (SheetRef("a"), SheetRef("b"), APART),
        (SheetRef("a"), {"en": "a"}, None),
        ({"en": "A  b.", "fr": "x"}, {"en": "a b", "fr": "y"}, None),
        ({"en": "a", "fr": "x"}, {"en": "b", "fr": "y"}, UNTOLD),
        ({"en": "a"}, {"fr": "a"}, UNTOLD),
        (None, None, None),
    ],
)
def test_in_which_way_two_values_differ(
    one: Value | None, other: Value | None, wanted: Difference | None
) -> None:
    assert difference(fact(one), fact(other)) == wanted
    assert difference(fact(other), fact(one)) == wanted
    assert wanted is None or wanted.told is (wanted.fits != frozenset(Clash))


@pytest.mark.parametrize(
    ("first", "second", "together", "change"),
    [
        (None, None, True, False),
        ("2019", None, True, False),
        ("2019", "2020", False, False),
        ("2019/2021", "2020", True, False),
        ("2019/..", "2020", True, True),
        ("2019/..", "2020/..", True, True),
        ("2019/..", "2019", True, False),
        ("2019/..", "unknown", True, False),
        ("2018/2021", "2019/..", True, False),
    ],
)
def test_when_two_values_hold(
    first: str | None, second: str | None, together: bool, change: bool
) -> None:
    one, other = fact(money("3"), first), fact(money("9"), second)
    for pair in ((one, other), (other, one)):
        assert at_one_time(*pair) is together
        found = difference(*pair)
        kind = Clash.CHANGE if change else Clash.CONTRADICTION
        assert found == (replace(APART, kind=kind) if together else None)
    near = difference(fact(money("3"), first), fact(money("3.4"), second))
    assert near == (NEAR if together else None)
    dates = fact(parse("2001"), first), fact(parse("2002"), second)
    assert at_one_time(*dates) is True
    assert difference(*dates) == APART


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Quantity("14.3", "billion", currency="USD"), "$14.3 billion"),
        (Quantity("14.3", "billion", currency="USD", approximate=True), "about $14.3 billion"),
        (Quantity("600", unit={"en": "people", "fr": "personnes"}), "600 people"),
        (Quantity("12.6", unit="percent"), "12.6%"),
        (parse("2019-05~"), "2019-05~"),
        (SheetRef("a-b"), "`a-b`"),
        ({"en": "x" * 61, "fr": "y"}, f"“{'x' * 60}…”"),
        ({"fr": "y"}, "“”"),
        (None, "“”"),
    ],
)
def test_a_value_in_few_words(value: Value | None, words: str) -> None:
    assert said(value) == words


def test_how_far_a_number_may_lie_from_what_it_was_rounded_from() -> None:
    for amount, scale, zeros, grain in (
        ("3", None, False, "0.5"),
        ("3.40", None, False, "0.005"),
        ("3.40", None, True, "0.05"),
        ("600", None, False, "0.5"),
        ("600", None, True, "50"),
        ("14.3", "billion", False, "50000000"),
        ("dozens", None, True, "0"),
    ):
        assert clash._grain(Quantity(amount, scale), zeros=zeros) == Decimal(grain), amount
