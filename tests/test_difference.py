"""What is said of a quote that was not found helps, whatever it and its source hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_match import haystack

from generator.check import lookalikes
from generator.check.difference import Differences
from generator.diagnostics import named, oddities
from generator.read.validate import near

SOURCE = (
    "Titre\nThe annual report of 2019 says that the works employ 1,450 people in Paris.\n"
    "Later, the café of Zoë sells naïve tea; Straße und Größe sind gleich.\n\n"
    "The new director said in May that the company would not close the old plant."
)


def said(quote: str, source: str = SOURCE) -> str:
    stack = haystack(source)
    assert not stack.find(quote).verdict.passes  # what helps never lets a quote pass
    found = Differences(stack).of(quote)
    return f"…{found.but}. {found.hint} ~ {found.nearest}"


ALIKE = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ѕ": "s",
    "ο": "o", "ν": "v", "ɑ": "a", "ɡ": "g", "ı": "i", "ſ": "s", "ａ": "a", "ｒ": "r", "𝐚": "a",
    "𝓮": "e", "ⅰ": "i", "ⅼ": "l", "օ": "o", "հ": "h",
}  # fmt: skip


@pytest.mark.parametrize(("own", "other"), ALIKE.items(), ids=map(ascii, ALIKE))
def test_a_letter_that_looks_alike_is_named(own: str, other: str) -> None:
    source = "Some plain cows are vexingly high"
    assert other in source
    quote = source.replace(other, own, 1)
    told = said(quote, f"Title\n{source} here.")
    assert f"{named(own)} where the source has {named(other)}" in told
    at = source.index(other) + 1
    assert f"(character {at} of the quote; line 2, column {at} of the source)" in told
    assert "where the same words have other characters" in told


@pytest.mark.parametrize("odd", ["\u2062", "\u200d", "\ufe0f", "\u3164", "\u034f", "\u2063"])
def test_what_nobody_sees_is_named(odd: str) -> None:
    assert f"U+{ord(odd):04X}" in said(f"The ann{odd}ual report of")
    told = said("the works employ", SOURCE.replace("works", f"wo{odd}rks"))
    assert f"nothing where the source has {named(odd)}" in told


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("THE ANNUAL REPORT OF", "where the same words have other capitals"),
        ("the cafe of Zoe sells", "where the same words have other accents"),
        ("the that works employ", "where the same words stand in another order"),
        ("the works employ 1,540 people", "where another figure stands"),
        ("the works employ 1,450 persons", "“persons” → “people in”"),
        ("The annual report of 2019 … in Paris", "where no such ellipsis stands"),
        ("The annual report of 2019 . . . in Paris", "where no such ellipsis stands"),
        ("The annual report of 2019 (…) in Paris", "one pair of square brackets"),
        ("The annual report of 2019 [[…]] in Paris", "one pair of square brackets"),
        ("The annual report of 2019 ［…］ in Paris", "one pair of square brackets"),
        ("The annual report of 2019 【...】 in Paris", "one pair of square brackets"),
        ("The annual report of 2019 <…> in Paris", "one pair of square brackets"),
        ("The annual report of 2019 [… in Paris", "one pair of square brackets"),
        ("The annual report of 2019 …] in Paris", "one pair of square brackets"),
        ("zzzz wwww kkkk", "Copy the words from the document"),
        ("the café […] the old plant", "crosses a paragraph"),
        ("in Paris […] the café", "(8 characters) crosses a line: it begins in line 2"),
        ("the café […] in Paris", "where “in Paris” stands before “the café”"),
        ("The annual report […] many people", "; its part “many people” is not"),
        ("The annual rep […] works employ", "A part of it begins or ends inside a word"),
        ("the café [of Zoë] […] zzzz wwww", "; its part “zzzz wwww” is not"),
    ],
)
def test_what_differs_is_said(quote: str, told: str) -> None:
    assert told in said(quote)


def test_how_long_a_cut_is() -> None:
    source = f"Title\nOne begins here {'x' * 300} and ends there."
    assert haystack(source).find("One begins here […] and ends there").verdict.passes
    told = said("One begins here […] and ends there", source.replace(" and", "xxx and"))
    assert "is too long: 303 characters, and at most 300 may be" in told


def test_many_characters_are_counted() -> None:
    told = said("Тhе аnnuаl rероrt оf")
    assert "; and 5 more." in told


@given(st.text(), st.text(min_size=1))
def test_anything_can_be_said_of(source: str, quote: str) -> None:
    stack = haystack(source or "x")
    found = Differences(stack).of(quote)
    assert found.hint
    assert len(found.hint) < 2_000
    assert len(found.nearest) < 2_100


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("a " * 100_000, "а " * 1_000),
        ("a b" + "." * 500_000 + " c", "a b c"),
        ("a b " * 50_000, "a […] b " * 1_000),
        ("x" * 200_000, "x" * 990 + "y z w"),
        ("a ... b " * 20_000, "a ... b " * 19 + "c"),
    ],
)
def test_nothing_is_said_at_length(source: str, quote: str) -> None:
    found = Differences(haystack(source)).of(quote)
    assert len(found.hint) < 2_000
    assert len(found.nearest) < 2_100


def test_an_id_that_looks_right_is_named() -> None:
    assert near("ехample", ["example"]) == (
        "Did you mean `example`? What was written holds ‘е’ U+0435 CYRILLIC SMALL LETTER IE, "
        "‘х’ U+0445 CYRILLIC SMALL LETTER HA."
    )
    assert "‘\\u00a0’ U+00A0 NO-BREAK SPACE" in near("ex\u00a0ample", ["example"])
    assert near("exampel", ["example"]) == "Did you mean `example`?"
    assert oddities("a-1") == ""
    assert lookalikes.prototype("а") == lookalikes.prototype("a")


@pytest.mark.parametrize(
    ("quote", "part"),
    [
        ("The […] report of 2019 says", "The"),
        ("The annual report of […] Paris", "Paris"),
        ("The annual [sic] report [sic] of 2019", "report"),
        ("The annual report […] works […] people in Paris", "works"),
        ("an[…]nual report of 2019", "an"),
    ],
)
def test_a_part_that_is_too_short_is_named(quote: str, part: str) -> None:
    stack = haystack(SOURCE)
    assert stack.find(quote).rule == "quote-too-short"
    assert stack.short_part(quote) == part


@pytest.mark.parametrize("quote", ["[…]", "in […] Paris", "", "The annual", "The annual report of"])
def test_a_quote_that_is_short_as_a_whole_names_no_part(quote: str) -> None:
    assert haystack(SOURCE).short_part(quote) == ""
