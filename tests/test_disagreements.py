"""Facts that clash by type, and the entries that acknowledge them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.check import disagreements as module
from generator.check.clash import Difference, difference, said
from generator.check.disagreements import CROWD, clashes, disagreements
from generator.check.joined import join
from generator.check.verify import Verified
from generator.dates import parse
from generator.diagnostics import Diagnostic
from generator.model import (
    Certainty,
    Clash,
    Correction,
    CorrectionKind,
    Disagreement,
    Fact,
    Index,
    Kind,
    Place,
    Project,
    Property,
    Quantity,
    Sheet,
    SheetRef,
    Value,
    ValueType,
    Vocabulary,
)

CONTRADICTION, PRECISION, CHANGE = Clash.CONTRADICTION, Clash.PRECISION, Clash.CHANGE
LABEL = {"en": "Label", "fr": "Libellé"}
PROPERTIES = {
    name: Property(name, LABEL, type_, "all", single)
    for name, type_, single in (
        ("post", ValueType.TEXT, True),
        ("head", ValueType.SHEET, True),
        ("price", ValueType.QUANTITY, True),
        ("begun", ValueType.DATE, True),
        ("note", ValueType.TEXT, False),
    )
}


def fact(
    value: Value | None,
    id_: str = "one",
    property_: str = "price",
    date: str | None = None,
    sheet: str = "acme",
) -> Fact:
    return Fact(
        id_,
        sheet,
        property_,
        LABEL,
        Certainty.STATED,
        (),
        Place(f"facts/{sheet}.yml", 1),
        value,
        parse(date) if date else None,
    )


def sheet(id_: str, facts: Iterable[Fact] = (), aliases: tuple[str, ...] = ()) -> Sheet:
    return Sheet(
        id_,
        Kind.ORGANIZATION,
        {"en": id_, "fr": id_},
        aliases,
        (),
        tuple(facts),
        Place(f"facts/{id_}.yml"),
    )


def entry(kind: Clash, *facts: str) -> Disagreement:
    return Disagreement("entry", LABEL, kind, facts, LABEL, Place("facts/disagreements/entry.yml"))


def index(facts: Sequence[Fact], *entries: Disagreement) -> Index:
    sheets = {
        name: sheet(name, (f for f in facts if f.sheet == name))
        for name in dict.fromkeys(f.sheet for f in facts)
    }
    return join(
        Project(Vocabulary((), PROPERTIES), {}, sheets, {}, {e.id: e for e in entries}), Verified()
    )


def found(facts: Sequence[Fact], *entries: Disagreement) -> list[Diagnostic]:
    return list(disagreements(index(facts, *entries)))


def rules(facts: Sequence[Fact], *entries: Disagreement) -> list[str]:
    return [diagnostic.rule for diagnostic in found(facts, *entries)]


def money(amount: str, scale: str | None = "billion", *, about: bool = False) -> Quantity:
    return Quantity(amount, scale, currency="USD", approximate=about)


def people(amount: str, unit: str = "people") -> Quantity:
    return Quantity(amount, unit={"en": unit, "fr": {"people": "personnes"}.get(unit, unit)})


def text(en: str, fr: str | None = None) -> dict[str, str]:
    return {"en": en, "fr": fr or en}


@pytest.mark.parametrize(("first", "second", "kind"), [
    (money("14.3"), money("14.3"), None),
    (money("14.3"), money("14300", "million"), None),
    (money("14.3"), money("15"), CONTRADICTION),
    (money("14.3"), money("14"), PRECISION),  # 14 may be 14.3 in round figures
    (money("14.3"), money("14.3", "million"), CONTRADICTION),
    (money("14.3"), money("-14.3"), CONTRADICTION),
    (money("240"), money("235", about=True), PRECISION),
    (money("240"), money("240", about=True), PRECISION),
    (money("tens"), money("65"), PRECISION),
    (money("tens"), money("100"), CONTRADICTION),
    (people("600"), people("hundreds"), PRECISION),
    (people("600"), people("601"), CONTRADICTION),
    (people("600"), people("612"), CONTRADICTION),  # or rounded: types cannot tell
    (people("600"), Quantity("600", unit={"en": "PEOPLE", "fr": "gens"}), None),
    (Quantity("3", unit="year"), Quantity("3", unit="year"), None),
    (Quantity("9" * 18, currency="USD"), Quantity("9" * 17, currency="USD"), CONTRADICTION),
])  # fmt: skip
def test_quantities(first: Quantity, second: Quantity, kind: Clash | None) -> None:
    difference_ = difference(fact(first), fact(second))
    assert (difference_ and difference_.kind) == kind


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (money("14.3"), "$14.3 billion"),
        (people("600"), "600 people"),
        (Quantity("9" * 18, unit="percent"), "999,999,999,999,999,999%"),
        (parse("2018-10"), "2018-10"),
        (SheetRef("acme"), "`acme`"),
        (text("chief"), "“chief”"),
        (None, "“”"),
    ],
)
def test_a_value_in_few_words(value: Value | None, words: str) -> None:
    assert said(value) == words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (money("15"), Quantity("15", "billion", currency="EUR")),
        (people("600"), people("600", "layoffs")),
        (people("3"), Quantity("3")),
        (Quantity("12", unit="percent"), Quantity("12", currency="USD")),
    ],
)
def test_units(first: Quantity, second: Quantity) -> None:
    difference_ = difference(fact(first), fact(second))
    assert difference_ is not None
    assert difference_.units
    assert not difference_.told
    assert "another unit" in found([fact(first), fact(second, "two")])[0].message


def test_a_round_number_may_be_a_rounded_one() -> None:
    rounded = difference(fact(people("600")), fact(people("612")))
    assert rounded is not None
    assert not rounded.told
    plain = difference(fact(people("611")), fact(people("612")))
    assert plain is not None
    assert plain.fits == {CONTRADICTION, CHANGE}


@pytest.mark.parametrize(("first", "second", "kind"), [
    ("2018", "2018", None),
    ("2018", "2018?", None),  # doubt does not move a date
    ("unknown", "2018", None),
    ("2018", "2019", CONTRADICTION),
    ("2018", "2018-10", PRECISION),
    ("2018-10", "2018-10-21", PRECISION),
    ("2018", "2019~", PRECISION),
    ("2018/2020", "2019", PRECISION),
    ("2018/..", "2019", PRECISION),
    ("2018/2020", "2021", CONTRADICTION),
    ("XXXX-10", "2018-10-21", PRECISION),
    ("XXXX-10", "XXXX-10", None),
    ("XXXX-10", "XXXX-04", CONTRADICTION),
])  # fmt: skip
def test_dates(first: str, second: str, kind: Clash | None) -> None:
    difference_ = difference(fact(parse(first)), fact(parse(second)))
    assert (difference_ and difference_.kind) == kind


def test_a_date_s_own_time_does_not_part_it_from_another() -> None:
    facts = [fact(parse(year), f"in-{year}", "begun", year) for year in ("2013", "2014")]
    assert rules(facts) == ["clash-unacknowledged"]


def test_sheets() -> None:
    one, other = fact(SheetRef("ann")), fact(SheetRef("bob"))
    assert difference(one, one) is None
    assert difference(one, other) == Difference(CONTRADICTION, frozenset({CONTRADICTION, CHANGE}))


def test_sheets_of_one_name_are_one() -> None:
    one, other = fact(SheetRef("ann")), fact(SheetRef("ann-smith"))
    sheets = {
        "ann": sheet("ann", aliases=("Ann Smith",)),
        "ann-smith": sheet("ann-smith", aliases=("ANN SMITH",)),
    }
    assert difference(one, other, sheets) is None
    person = replace(sheets["ann-smith"], kind=Kind.PERSON)
    assert difference(one, other, {**sheets, "ann-smith": person}) is not None


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        (text("Head of AI"), text("head of AI."), False),
        (text("The lab’s head"), text("The lab's head"), False),
        (text("Head", "Chef"), text("Lead", "Chef"), False),  # the same in French
        (text("Head", "Chef"), text("Head", "Responsable"), False),
        (text("Head of AI"), text("Chief scientist"), True),
    ],
)
def test_texts(first: dict[str, str], second: dict[str, str], clash: bool) -> None:
    difference_ = difference(fact(first), fact(second))
    assert (difference_ is not None) == clash
    assert difference_ is None or not difference_.told


# --- time -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("2013/2020", "2021/..", None),  # one after the other
        ("2013", "2014", None),
        ("2013/..", "2021", CHANGE),  # the open period ended when the next began
        ("2013/..", "2021/..", CHANGE),
        ("2013/..", "2013", CONTRADICTION),  # both from the beginning
        ("2013/2020", "2019/..", CONTRADICTION),
        ("2013", None, CONTRADICTION),  # or a change: the other is not dated
        (None, None, CONTRADICTION),
        ("unknown", "2013", CONTRADICTION),
        ("XXXX-10", "2021", CONTRADICTION),
        ("XXXX-10", "XXXX-11", None),
    ],
)
@pytest.mark.parametrize("values", [
    (SheetRef("ann"), SheetRef("bob")), (money("1"), money("2")), (text("a"), text("b")),
])  # fmt: skip
def test_change_over_time(
    first: str | None, second: str | None, kind: Clash | None, values: tuple[Value, Value]
) -> None:
    one, other = fact(values[0], date=first), fact(values[1], "two", date=second)
    difference_ = difference(one, other)
    assert (difference_ and difference_.kind) == kind
    assert difference(other, one) == difference_
    assert difference_ is None or {CONTRADICTION, CHANGE} <= difference_.fits


# --- rules ------------------------------------------------------------------------------------

PRICES = [fact(money("15"), "high"), fact(money("14.3"), "low")]


def test_an_unacknowledged_clash_names_both_facts_and_the_file_to_write() -> None:
    (diagnostic,) = found(PRICES)
    assert diagnostic.rule == "clash-unacknowledged"
    assert "$14.3 billion (`low`) contradicts $15 billion (`high`)" in diagnostic.message
    assert diagnostic.related[0].message == "acme#high says $15 billion"
    before, _, content = diagnostic.hint.partition(".yml: ")
    assert before.endswith("facts/disagreements/acme-price")
    written = yaml.safe_load(content)
    assert written["facts"] == ["acme#high", "acme#low"]
    assert written["kind"] == "contradiction"
    assert set(written) == {"title", "kind", "facts", "text"}


def test_an_acknowledged_clash_is_no_finding() -> None:
    assert not rules(PRICES, entry(CONTRADICTION, "acme#high", "acme#low"))
    assert not rules(PRICES, entry(CHANGE, "acme#low", "acme#high", "acme#other"))


def test_both_facts_stand_in_one_entry() -> None:
    other = replace(entry(CONTRADICTION, "acme#low", "acme#else"), id="other")
    (diagnostic,) = found(PRICES, entry(CONTRADICTION, "acme#high", "acme#more"), other)
    assert "`facts:` of facts/disagreements/entry.yml hold all of: acme#high, acme#low" in (
        diagnostic.hint
    )


def test_one_finding_for_each_fact_that_clashes_with_those_before_it() -> None:
    facts = [*PRICES, fact(money("20"), "top"), fact(money("20"), "same")]
    diagnostics = found(facts)
    assert [d.message.split("(`")[1].split("`")[0] for d in diagnostics] == ["low", "top", "same"]
    assert [len(d.related) for d in diagnostics] == [1, 2, 2]


def test_only_single_valued_properties_of_one_sheet_clash() -> None:
    assert not rules([fact(text("a"), "one", "note"), fact(text("b"), "two", "note")])
    assert not rules([fact(money("1")), fact(money("2"), sheet="other")])
    assert not rules([fact(money("1")), fact(None, "two")])
    assert not rules([fact(money("1")), fact(money("2"), "two", "unknown-property")])


def test_a_disagreement_of_another_kind_than_its_facts() -> None:
    assert rules(PRICES, entry(PRECISION, "acme#high", "acme#low")) == ["clash-misclassed"]
    rounded = [fact(money("14")), fact(money("14.3"), "two")]
    (diagnostic,) = found(rounded, entry(CONTRADICTION, "acme#one", "acme#two"))
    assert diagnostic.rule == "clash-misclassed"
    assert "a contradiction, but $14 billion and $14.3 billion are a difference of precision" in (
        diagnostic.message
    )


def test_facts_that_types_cannot_compare_may_be_graver() -> None:
    rounded = [fact(money("14")), fact(money("14.3"), "two"), fact(text("x"), "three", "note")]
    assert not rules(rounded, entry(CONTRADICTION, "acme#one", "acme#two", "acme#three"))
    apart = [*PRICES, fact(text("x"), "three", "note")]
    assert rules(apart, entry(PRECISION, "acme#high", "acme#low", "acme#three")) == [
        "clash-misclassed"
    ]


def test_the_gravest_clash_of_an_entry_counts() -> None:
    facts = [*PRICES, fact(money("14"), "rounded")]
    held = ("acme#high", "acme#low", "acme#rounded")
    assert not rules(facts, entry(CONTRADICTION, *held))
    assert rules(facts, entry(PRECISION, *held)) == ["clash-misclassed"]


def test_types_cannot_tell_the_kind_of_differing_texts() -> None:
    facts = [fact(text("a"), "one", "post"), fact(text("b"), "two", "post")]
    for kind in Clash:
        assert not rules(facts, entry(kind, "acme#one", "acme#two"))


def test_a_settled_disagreement() -> None:
    facts = [fact(money("15"), "high"), fact(money("15000", "million"), "low")]
    assert rules(facts, entry(CONTRADICTION, "acme#high", "acme#low")) == ["disagreement-moot"]
    dated = [fact(money("15"), "high", date="2013"), fact(money("14"), "low", date="2014")]
    assert rules(dated, entry(CHANGE, "acme#high", "acme#low")) == ["disagreement-moot"]


def test_a_retracted_fact_contradicts_nobody() -> None:
    facts = [fact(money("15"), "high"), fact(money("14"), "low"), fact(money("14"), "same")]
    held = entry(CONTRADICTION, "acme#high", "acme#low")
    retraction = Correction(
        "acme#low", CorrectionKind.RETRACTION, "2026-11-20", LABEL, None, LABEL, Place("c.yml", 2)
    )

    def judged(*entries: Disagreement) -> list[Diagnostic]:
        project = replace(index(facts, *entries).project, corrections=(retraction,))
        return list(disagreements(join(project, Verified())))

    assert [pair.addresses for pair in clashes(index(facts))] == [
        ("acme#high", "acme#low"),
        ("acme#high", "acme#same"),
    ]
    (clash,) = judged()
    assert [related.message[:9] for related in clash.related] == ["acme#high"]
    assert "(`same`)" in clash.message
    (moot,) = [d for d in judged(held) if d.rule == "disagreement-moot"]
    assert moot.message == (
        "Of the facts of `entry`, acme#low is retracted, so that nothing is left to disagree."
    )
    assert moot.related[0].place == Place("c.yml", 2)


def test_a_clash_that_types_cannot_see_is_accepted() -> None:
    other_sheet = [fact(money("15")), fact(money("14"), sheet="other")]
    assert not rules(other_sheet, entry(CONTRADICTION, "acme#one", "other#one"))
    other_property = [fact(money("15")), fact(text("a"), "two", "post")]
    assert not rules(other_property, entry(CONTRADICTION, "acme#one", "acme#two"))
    not_single = [fact(text("a"), "one", "note"), fact(text("a"), "two", "note")]
    assert not rules(not_single, entry(CONTRADICTION, "acme#one", "acme#two"))
    without_value = [fact(None, "one", "post"), fact(None, "two", "post")]
    assert not rules(without_value, entry(CONTRADICTION, "acme#one", "acme#two"))


def test_an_entry_with_a_lost_fact_says_nothing_more() -> None:
    assert not rules(PRICES[:1], entry(CONTRADICTION, "acme#high", "acme#gone"))


# --- many -------------------------------------------------------------------------------------


def test_the_work_grows_with_the_facts_and_none_stays_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0

    def counting(*args: object) -> Difference | None:
        nonlocal asked
        asked += 1
        return difference(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(module, "difference", counting)
    many = [fact(money(str(n)), f"f{n}") for n in range(1, 1501)]
    seen = {address for pair in clashes(index(many)) for address in pair.addresses}
    assert len(seen) == len(many)
    assert asked <= CROWD * len(many)
    asked = 0
    successive = [fact(money(str(n)), f"f{n}", date=f"{n}") for n in range(1000, 2500)]
    assert not clashes(index(successive))
    assert asked < len(successive)


def test_what_lasts_is_not_crowded_out() -> None:
    brief = [fact(money("1"), f"f{n}", date="2020") for n in range(2 * CROWD)]
    lasting = fact(money("1"), "lasting", date="2020/..")
    later = fact(money("2"), "later", date="2025")
    assert [pair.addresses for pair in clashes(index([*brief, lasting, later]))] == [
        ("acme#lasting", "acme#later")
    ]


def test_the_repository_s_own_facts_are_all_acknowledged(repository: object) -> None:
    from pathlib import Path

    from generator import pipeline

    assert isinstance(repository, Path)
    checked = pipeline.check(repository)
    assert clashes(checked.index)
    assert not list(disagreements(checked.index))


# --- properties -------------------------------------------------------------------------------

DATES = st.sampled_from([
    "2013", "2013/..", "../2013", "2013-10", "2013-10-21", "2013~", "2014?", "2013/2015", "201X",
    "20XX", "XXXX-10", "XXXX-02-29", "2025-21", "unknown", "0001", "9999", "2012/",
])  # fmt: skip
QUANTITIES = st.builds(
    Quantity,
    st.one_of(
        st.sampled_from(["tens", "dozens", "hundreds", "thousands", "0", "-0", "0.0", "9" * 18]),
        st.decimals(-1000, 1000, allow_nan=False, places=1).map(str),
        st.integers(-1000, 1000).map(str),
    ),
    st.sampled_from([None, "thousand", "million", "billion", "trillion"]),
    st.sampled_from([None, "percent", "year", {"en": "people", "fr": "personnes"}, {"en": "x"}]),
    st.sampled_from([None, "USD", "EUR", "XXX"]),
    st.booleans(),
)
VALUES = st.one_of(
    QUANTITIES, QUANTITIES, DATES.map(parse), st.none(),
    st.sampled_from(["ann", "bob", "gone"]).map(SheetRef),
    st.builds(text, st.text(max_size=9), st.text(max_size=9)),
)  # fmt: skip
FACTS = st.builds(
    lambda value, date, property_: fact(value, property_=property_, date=date),
    VALUES,
    st.none() | DATES,
    st.sampled_from([*PROPERTIES, "gone"]),
)


@given(FACTS, FACTS)
def test_a_difference_is_the_same_from_both_sides(first: Fact, second: Fact) -> None:
    sheets = {"ann": sheet("ann"), "bob": sheet("bob", aliases=("Ann",))}
    there = difference(first, second, sheets)
    assert there == difference(second, first, sheets)
    assert there is None or there.kind in there.fits
    assert difference(first, first, sheets) is None
    assert "\n" not in said(first.value)


@given(st.lists(FACTS, max_size=8), st.sampled_from(Clash), st.data())
def test_no_facts_break_the_check(facts: list[Fact], kind: Clash, data: st.DataObject) -> None:
    facts = [replace(f, id=f"f{n}") for n, f in enumerate(facts)]
    held = data.draw(st.lists(st.sampled_from([f.address for f in facts] or ["acme#gone"])))
    for entries in ((), (entry(kind, *held),)):
        for diagnostic in found(facts, *entries):
            assert diagnostic.rule in {
                "clash-unacknowledged",
                "clash-misclassed",
                "disagreement-moot",
            }
    everything = entry(kind, *(f.address for f in facts))
    assert "clash-unacknowledged" not in rules(facts, everything)
