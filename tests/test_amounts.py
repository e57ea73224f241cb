"""Amounts: figures in running text, amounts in words, and what numbers they may mean."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]

from generator.amounts import Amount, bounds, find, in_words


def shown(text: str, language: str) -> list[str]:
    """Figures as `words = value marks`, to be read at a glance."""
    return [
        f"{text[a.start : a.end]} = {a.value:f} {marks(a)}".rstrip() for a in find(text, language)
    ]


def marks(amount: Amount) -> str:
    flags = ("percent", "approximate", "ordinal", "spelled", "vague")
    named = [name for name in flags if getattr(amount, name)]
    return " ".join(filter(None, [amount.currency, amount.unit, *named]))


FRENCH = [
    # money and scales
    ("14,3 milliards de dollars", "14,3 milliards de dollars = 14300000000 USD"),
    ("jeté $100 millions de bonus", "$100 millions = 100000000 USD"),
    ("pour 15 milliards de dollars, Meta", "15 milliards de dollars = 15000000000 USD"),
    ("14,3\nmilliards\nde dollars", "14,3\nmilliards\nde dollars = 14300000000 USD"),
    ("5 billions", "5 billions = 5000000000000"),
    ("mille milliards d’euros", "mille milliards d’euros = 1000000000000 EUR spelled"),
    ("100 M€", "100 M€ = 100000000 EUR"),
    ("14,3 Md€", "14,3 Md€ = 14300000000 EUR"),
    ("3 Mds $", "3 Mds $ = 3000000000 USD"),
    ("5 dollars canadiens", "5 dollars canadiens = 5 CAD"),
    # percent
    ("chuté de 12,6 % à la fin", "12,6 % = 12.6 percent"),
    ("12,6\u00a0%", "12,6\u00a0% = 12.6 percent"),
    ("12,6\u202f%", "12,6\u202f% = 12.6 percent"),
    ("12,6 pour cent", "12,6 pour cent = 12.6 percent"),
    ("2 points de pourcentage", "2 points de pourcentage = 2 point"),
    # signs
    ("-3 %", "-3 % = -3 percent"),
    ("3 %", "3 % = 3 percent"),
    ("−3 %", "−3 % = -3 percent"),
    ("+3", "+3 = 3"),
    ("10-15 %", "10 = 10", "15 % = 15 percent"),
    ("2018–2020", "2018 = 2018", "2020 = 2020"),
    # separators
    ("600 employés", "600 = 600"),
    ("1 000 000", "1 000 000 = 1000000"),
    ("1\u202f000\u202f000", "1\u202f000\u202f000 = 1000000"),
    ("1,000,000", "1,000,000 = 1000000"),
    ("1.000.000", "1.000.000 = 1000000"),
    ("1,234", "1,234 = 1.234"),
    ("1.234", "1.234 = 1234"),
    ("0.125 et 14.3", "0.125 = 0.125", "14.3 = 14.3"),
    # units
    ("Wang, 28 ans, co-créateur", "28 ans = 28 year"),
    ("il y a 2 mois", "2 mois = 2 month"),
    ("5 GW", "5 GW = 5 GW"),
    # words
    ("deux ans plus tard", "deux ans = 2 year spelled"),
    ("pendant huit ans", "huit ans = 8 year spelled"),
    ("seuls trois demeurent", "trois = 3 spelled"),
    ("quatorze, vingt et un", "quatorze = 14 spelled", "vingt et un = 21 spelled"),
    ("une start-up, un jour",),
    ("un milliard", "un milliard = 1000000000 spelled"),
    ("un demi-milliard", "un demi-milliard = 500000000 spelled"),
    ("deux millions et demi", "deux millions et demi = 2500000 spelled"),
    ("deux ans et demi", "deux ans et demi = 2.5 year spelled"),
    ("prendre une décennie à", "une décennie = 10 year spelled"),
    ("une centaine d'autres", "une centaine = 100 approximate spelled"),
    ("un téléphone neuf.",),
    ("neuf ans", "neuf ans = 9 year spelled"),
    ("le 12 sept. 2018", "12 = 12", "2018 = 2018"),
    # vague
    ("des centaines de licenciements", "centaines = 100 spelled vague"),
    (
        "des dizaines de milliards de dollars",
        "dizaines de milliards de dollars = 10000000000 USD spelled vague",
    ),
    ("plusieurs centaines", "plusieurs centaines = 100 spelled vague"),
    # approximate
    ("Environ 11 chercheurs", "11 = 11 approximate"),
    ("près de $240 milliards", "$240 milliards = 240000000000 USD approximate"),
    ("plus d’un milliard", "un milliard = 1000000000 approximate spelled"),
    # ordinals
    ("le 1er et le 2e", "1er = 1 ordinal", "2e = 2 ordinal"),
    ("trente-sixième, vingt-et-unième",),
    # names, and no figures at all
    ("Le Llama 4 de Meta", "4 = 4"),
    ("GPT-4, x1, 4K, 10², v2.0, 3.11.2, 2018-10-21, http://a.org/2018/10, a.fr/20",),
]

ENGLISH = [
    ("$14.3 billion", "$14.3 billion = 14300000000 USD"),
    ("14.3 billion dollars", "14.3 billion dollars = 14300000000 USD"),
    ("a $14.3-billion deal", "$14.3-billion = 14300000000 USD"),
    ("£3.5bn, $5m", "£3.5bn = 3500000000 GBP", "$5m = 5000000 USD"),
    ("-$5 and $-5", "-$5 = -5 USD", "$-5 = -5 USD"),
    ("$10-$15, $10 $15", "$10 = 10 USD", "$15 = 15 USD", "$10 = 10 USD", "$15 = 15 USD"),
    ("US$5 or C$6", "US$5 = 5 USD", "C$6 = 6 CAD"),
    ("12.6%", "12.6% = 12.6 percent"),
    ("12.6 percent", "12.6 percent = 12.6 percent"),
    ("12.6 per cent", "12.6 per cent = 12.6 percent"),
    ("1,000,000", "1,000,000 = 1000000"),
    ("1,234 and 1.234", "1,234 = 1234", "1.234 = 1.234"),
    ("1,234.56 and 1.234,56", "1,234.56 = 1234.56", "1.234,56 = 1234.56"),
    ("14,3", "14,3 = 14.3"),
    ("28 years, a 28-year-old", "28 years = 28 year", "28-year-old = 28 year"),
    ("twenty-one people", "twenty-one = 21 spelled"),
    ("one of the two", "two = 2 spelled"),
    ("one million", "one million = 1000000 spelled"),
    ("two and a half million", "two and a half million = 2500000 spelled"),
    ("half a billion dollars", "half a billion dollars = 500000000 USD spelled"),
    ("a decade", "a decade = 10 year spelled"),
    ("two dozen", "two dozen = 24 spelled"),
    ("a hundred", "a hundred = 100 spelled"),
    ("hundreds of layoffs", "hundreds = 100 spelled vague"),
    ("tens of billions of dollars", "tens of billions of dollars = 10000000000 USD spelled vague"),
    ("several hundred thousand", "several hundred thousand = 100000 spelled vague"),
    ("about 600", "600 = 600 approximate"),
    ("nearly $240 billion", "$240 billion = 240000000000 USD approximate"),
    ("21st, twenty-first", "21st = 21 ordinal"),
    ("the 2010s, 70B, version 3.11.2, 10.0.0.1",),
]


@pytest.mark.parametrize(("text", "expected"), [(text, list(rest)) for text, *rest in FRENCH])
def test_finds_figures_in_french(text: str, expected: list[str]) -> None:
    assert shown(text, "fr") == expected


@pytest.mark.parametrize(("text", "expected"), [(text, list(rest)) for text, *rest in ENGLISH])
def test_finds_figures_in_english(text: str, expected: list[str]) -> None:
    assert shown(text, "en") == expected


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("14,3 milliards de dollars", "$14.3 billion"),
        ("1 000 000", "1,000,000"),
        ("12,6 %", "12.6 percent"),
        ("des dizaines de milliers", "dozens of thousands"),
        ("une décennie", "ten years"),
        ("vingt et un", "21"),
    ],
)
def test_both_languages_give_the_same_value(french: str, english: str) -> None:
    assert [a.value for a in find(french, "fr")] == [a.value for a in find(english, "en")]


@given(st.integers(0, 999_999), st.sampled_from(["en", "fr"]))
@example(1_000, "fr")
@example(80, "fr")
@example(200_000, "fr")
def test_every_number_written_out_is_read(number: int, language: str) -> None:
    text = num2words(number, lang=language).replace(",", "")
    expected = [] if number == 1 else [(Decimal(number), 0, len(text))]
    assert [(a.value, a.start, a.end) for a in find(text, language)] == expected


# fmt: off
PIECES = [
    "3", "14,3", "1.234", "1,000,000", "000", "600", "-7", "−", "+", "$", "€", "US$", "%",
    "milliards", "de", "d'", "dollars", "million", "billion", "tens", "of", "dizaines",
    "centaines", "un", "une", "one", "a", "half", "neuf", "deux", "vingt", "et", "twenty", "-",
    "ans", "years", "old", "environ", "about", "cent", "pour", "mille", "quatre-vingt", "several",
    "plusieurs", "1er", "M", "k", "bn", ".", ",", "/", "@", "x", "²", "ſ", "İ",
]
# fmt: on
RUNNING_TEXT = (
    st.text()
    | st.lists(st.sampled_from(PIECES)).map(" ".join)
    | st.lists(st.sampled_from([*PIECES, " ", "\u202f", "\n"])).map("".join)
)


@given(RUNNING_TEXT, st.sampled_from(["en", "fr"]))
def test_figures_are_in_order_and_stand_on_their_own(text: str, language: str) -> None:
    end = 0
    for amount in find(text, language):
        assert end <= amount.start < amount.end <= len(text)
        end = amount.end
        words = text[amount.start : amount.end]
        again = find(words, language)
        assert [(a.start, a.end, a.value) for a in again] == [(0, len(words), amount.value)]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("piece", "size"),
    [
        *[(piece, 5_000_000) for piece in ("1", "123 ", " ", "\u202f", "-", "-+", "$", "a")],
        *[
            (piece, 100_000)
            for piece in ("1.", "un ", "1 ", "$ -", "a.", "neuf-", "http://", "x@1", "cent\n")
        ],
    ],
)
def test_a_long_text_is_read_in_linear_time(piece: str, size: int, language: str) -> None:
    """Where the work grew with the square of the length, this would not end in an hour."""
    text = piece * (size // len(piece))
    found = find(text, language)
    assert all(0 <= amount.start < amount.end <= len(text) for amount in found)


EMPLOYEES, HACKERS = ("employees", "employés"), ("hackers", "hackers")
IN_WORDS = [
    # amount (~: approximate), scale, currency, unit, English, French
    ("14.3", "billion", "USD", None, "$14.3 billion", "14,3 milliards de dollars"),
    ("~-240", "billion", "USD", None, "about −$240 billion", "environ −240 milliards de dollars"),
    ("1.5", "million", "EUR", None, "€1.5 million", "1,5 million d'euros"),
    ("2", "million", "EUR", None, "€2 million", "2 millions d'euros"),
    ("1.5", "trillion", "USD", None, "$1.5 trillion", "1\u202f500 milliards de dollars"),
    ("600", "thousand", "GBP", None, "£600,000", "600\u202f000 livres sterling"),
    ("5", "billion", "CHF", None, "5 billion Swiss francs", "5 milliards de francs suisses"),
    ("1", None, "USD", None, "$1", "1 dollar"),
    ("600", None, None, EMPLOYEES, "600 employees", "600 employés"),
    ("~11", None, None, EMPLOYEES, "about 11 employees", "environ 11 employés"),
    ("7", "billion", None, HACKERS, "7 billion hackers", "7 milliards de hackers"),
    ("-12.6", None, None, "percent", "−12.6%", "−12,6\u202f%"),
    ("0.125", None, None, "percent", "0.125%", "0,125\u202f%"),
    ("65", None, None, "year", "65 years", "65 ans"),
    ("1", None, None, "year", "1 year", "1 an"),
    ("3", "million", None, "year", "3 million years", "3 millions d'années"),
    ("hundreds", None, None, EMPLOYEES, "hundreds of employees", "des centaines d'employés"),
    ("~hundreds", None, None, HACKERS, "hundreds of hackers", "des centaines de hackers"),
    ("thousands", None, None, "year", "thousands of years", "des milliers d'années"),
    ("dozens", None, None, None, "dozens", "des dizaines"),
    ("hundreds", "thousand", None, None, "hundreds of thousands", "des centaines de milliers"),
    ("1234567.89", None, None, None, "1,234,567.89", "1\u202f234\u202f567,89"),
    (
        *("tens", "billion", "USD", None),
        *("tens of billions of dollars", "des dizaines de milliards de dollars"),
    ),
]
Row = tuple[str, str | None, str | None, str | tuple[str, str] | None, str, str]


@pytest.mark.parametrize("row", IN_WORDS, ids=lambda row: row[4])
def test_says_amounts_in_words(row: Row) -> None:
    amount, scale, currency, unit, *expected = row
    english, french = unit if isinstance(unit, tuple) else (unit, unit)
    about, amount = amount.startswith("~"), amount.removeprefix("~")
    assert [
        in_words(amount, scale, currency, english, about, "en"),
        in_words(amount, scale, currency, french, about, "fr"),
    ] == expected


@pytest.mark.parametrize("row", IN_WORDS, ids=lambda row: row[4])
def test_what_is_said_is_found_again_with_one_value(row: Row) -> None:
    (english,), (french,) = find(row[4], "en"), find(row[5], "fr")
    assert (english.value, english.currency) == (french.value, french.currency)
    assert english.approximate == french.approximate


def test_a_decimal_is_as_good_as_its_text() -> None:
    assert in_words(Decimal("1E+3"), None, None, None, False, "en") == "1,000"


@pytest.mark.parametrize(
    ("amount", "scale", "approximate", "least", "greatest"),
    [
        ("600", None, False, "600", "600"),
        ("14.3", "billion", False, "14.3E9", "14.3E9"),
        ("11", None, True, "9.9", "12.1"),
        ("-240", "billion", True, "-264E9", "-216E9"),
        ("tens", None, False, "20", "99"),
        ("tens", "billion", True, "20E9", "99E9"),
        ("dozens", None, False, "24", "99"),
        ("hundreds", None, False, "200", "999"),
        ("thousands", None, False, "2000", "9999"),
    ],
)
def test_bounds(
    amount: str, scale: str | None, approximate: bool, least: str, greatest: str
) -> None:
    assert bounds(amount, scale, approximate) == (Decimal(least), Decimal(greatest))


@pytest.mark.parametrize(
    "amount", ["", "many", "nan", "inf", "1e999", "1_000", "1,5", "9" * 99, "1\n"]
)
def test_what_is_no_amount_is_refused_in_one_line(amount: str) -> None:
    with pytest.raises(ValueError, match="is not an amount") as caught:
        bounds(amount, None, False)
    assert len(str(caught.value).splitlines()) == 1
    with pytest.raises(ValueError, match="is not an amount"):
        in_words(amount, None, None, None, False, "en")


def test_an_unknown_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a scale"):
        in_words("1", "zillion", None, None, False, "en")
