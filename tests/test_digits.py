"""Figures in every way of writing: what is read, and that nothing else passes in silence."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from labelled.measure import _project

from generator.check.consistency import consistency
from generator.check.joined import join
from generator.check.verify import verify
from generator.check.wording import Wording
from generator.diagnostics import Diagnostic
from generator.digits import clings, counts, key, keys, plain, stretches
from generator.settings import QuoteRules
from generator.text import fold

WAYS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("figures.yml").read_text("utf-8"))
LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])


def sentence(form: str, language: str) -> Wording:
    return Wording(f"It has {form} people.", language)


def named(text: Wording) -> list[str]:
    return [text.text[start:end] for start, end in text.unread]


@LANGUAGES
@pytest.mark.parametrize(("form", "value"), WAYS["read"].items(), ids=ascii)
def test_what_is_read(form: str, value: str, language: str) -> None:
    if ("1ˢᵗ" in form and language == "fr") or ("2ᵉ" in form and language == "en"):
        return
    text = sentence(form, language)
    assert [amount.value for amount in text.amounts] == [Decimal(value)]
    assert named(text) == []


@LANGUAGES
@pytest.mark.parametrize("form", WAYS["unread"], ids=ascii)
def test_what_is_named(form: str, language: str) -> None:
    text = sentence(form, language)
    assert named(text) == [fold(form)]
    assert [text.text[a.start : a.end] for a in text.amounts if not a.spelled] == []


@LANGUAGES
@pytest.mark.parametrize("form", WAYS["neither"], ids=ascii)
def test_what_is_not_named(form: str, language: str) -> None:
    assert named(sentence(form, language)) == []


def found(quote: str, text: str) -> list[Diagnostic]:
    project = _project(
        {"sheet": "orvane", "language": "en", "source": f"{quote}.", "quote": quote, "text": text}
    )
    return list(consistency(join(project, verify(project, QuoteRules()))))


@pytest.mark.parametrize(("quote", "text"), WAYS["held"], ids=ascii)
def test_what_stands_in_the_quote_is_held(quote: str, text: str) -> None:
    assert [one for one in found(quote, text) if one.rule.startswith("figure")] == []


@pytest.mark.parametrize(("quote", "text", "rule"), WAYS["refused"], ids=ascii)
def test_what_does_not_is_refused(quote: str, text: str, rule: str) -> None:
    assert {one.rule for one in found(quote, text) if one.rule.startswith("figure")} == {rule}


@pytest.mark.parametrize("figure", [">7", "<7", "≥7", "≲7", "7+", "±7", ">$7", "$7+"])
def test_what_only_bounds_a_figure_is_not_exact(figure: str) -> None:
    exact = "$7" if "$" in figure else "7"
    rules = {one.rule for one in found(f"It has {figure} inside", f"It has {exact} inside.")}
    assert rules == {"more-precise-than-quote"}


@pytest.mark.parametrize("figure", ["->7", "<br>7", "7++", "7+8", "> 7"])
def test_what_bounds_nothing_leaves_it_exact(figure: str) -> None:
    amounts = sentence(figure, "en").amounts
    assert not any(amount.approximate for amount in amounts)


def test_what_the_quotes_hold_and_is_not_read_is_said() -> None:
    (first, *_) = found("It has ⑦ people and a GPT-4 model", "It has 7 people.")
    assert first.message == (
        "“7” in the English text stands in no quote. Not read as a figure in the quotes: “⑦”."
    )


def test_the_two_languages_write_the_same_figures() -> None:
    texts = {"en": "It has 10² people.", "fr": "Elle a 10³ personnes."}
    project = _project(
        {
            "sheet": "orvane",
            "language": "en",
            "source": "It has 10² people, then 10³.",
            "quote": "It has 10² people, then 10³",
            "text": texts,
        }
    )
    rules = [one.rule for one in consistency(join(project, verify(project, QuoteRules())))]
    assert rules == ["languages-differ", "languages-differ"]


# --- anything ---------------------------------------------------------------------------------

# Every character that Unicode calls a number, some that hold one, and what may stand between.
NUMBERS = [
    chr(code)
    for code in range(0x20, 0x110000)
    if unicodedata.category(chr(code))[0] == "N" or code in (0x1F51F, 0x32C0, 0x1F101)
]
pieces = st.sampled_from(
    [*"0123456789", *" -.,'/:_%$€+^·٫⁄×xeOlIkB²½¾⅓٣٤７𝟗⑦Ⅻ三百", "\u0301", "\u200d", "\ufe0f\u20e3"]
) | st.sampled_from(["m²", " km² ", "million", "GPT-", "1990s", " 2018-10-21", "st", "twenty "])
texts = st.lists(
    pieces | st.sampled_from(NUMBERS) | st.characters(exclude_categories=["Cs"]), max_size=30
).map("".join)


@given(texts, st.sampled_from(["en", "fr"]))
@example("10m²", "en")
@example("x5-10%-y6", "en")
@example("a-5 m²-7x", "fr")
def test_every_number_is_read_or_named_and_nothing_else_is(text: str, language: str) -> None:
    words = Wording(text, language)
    read = {at for a, b in words._read for at in range(a, b)}
    named = {at for a, b in words.unread for at in range(a, b)}
    assert not read & named
    assert sum(b - a for a, b in words.unread) == len(named)  # none overlaps another
    assert words.unread == sorted(words.unread)
    for at, char in enumerate(words.text):
        power = char in "²³" and words.text[at - 1 : at].isalpha()
        assert at in read or at in named or power or unicodedata.category(char)[0] != "N"
    for a, b in words.unread:
        stretch = words.text[a:b]
        assert stretch == stretch.strip()
        assert any(map(counts, stretch)) or any(map(str.isnumeric, stretch)) or "O" in stretch


@given(texts)
def test_a_stretch_is_found_again_by_its_key(text: str) -> None:
    known = set(keys(text))
    assert {key(text[a:b]) for a, b in stretches(text)} <= known


@given(texts)
def test_digits_become_plain_in_their_places(text: str) -> None:
    easy = plain(text)
    assert len(easy) == len(text)
    assert plain(easy) == easy
    for before, after in zip(text, easy, strict=True):
        assert before == after or unicodedata.decimal(before) == int(after)


@given(st.integers(0, 10**40), st.sampled_from([c for c in NUMBERS if c.isdecimal()]))
def test_the_digits_of_every_script_are_read(number: int, some: str) -> None:
    zero = ord(some) - unicodedata.decimal(some)
    written = "".join(chr(zero + int(digit)) for digit in str(number))
    (amount,) = sentence(written, "en").amounts
    assert amount.value == number


@given(st.integers(-(10**60), 10**60), st.sampled_from(["", " million", " thousand", "%"]))
def test_no_figure_is_rounded_however_long(number: int, scale: str) -> None:
    factor = {"": 1, " million": 10**6, " thousand": 1000, "%": 1}[scale]
    (amount,) = sentence(f"{number}{scale}", "en").amounts
    assert int(amount.value) == number * factor


def test_a_figure_of_any_length_is_compared() -> None:
    digits = "7" * 5_000  # more than Python turns into an int
    rules = [one.rule for one in found(f"It has {digits} people", f"It has {digits[:-1]}8 people.")]
    assert rules == ["figure-not-in-quote", "figure-not-in-quote"]


def test_fractions_that_are_decimal_numbers_are_read() -> None:
    for char in NUMBERS:
        if unicodedata.name(char, "").startswith("VULGAR FRACTION "):
            value = Fraction(unicodedata.numeric(char)).limit_denominator(10)
            decimal = value and all(value.denominator % prime for prime in (3, 7))
            amounts = sentence(char, "en").amounts
            assert [Fraction(amount.value) for amount in amounts] == ([value] if decimal else []), (
                char
            )


def test_what_clings_to_a_character() -> None:
    assert all(map(clings, "\u0301\u20e3\ufe0f\u200d\u2062\u034f"))
    assert not any(map(clings, "a1 ²-\n"))
