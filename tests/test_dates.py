"""Dates: reading EDTF, bounds, order, words, and finding them in running text."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import DateError, Kind, in_words, mentioned, parse


def day(text: str) -> dt.date | None:
    return None if text == "-" else dt.date.fromisoformat(text)


READ = [
    # text, kind, marks, earliest, latest
    ("2018", "year", "", "2018-01-01", "2018-12-31"),
    ("2018-10", "month", "", "2018-10-01", "2018-10-31"),
    ("2018-10-21", "day", "", "2018-10-21", "2018-10-21"),
    ("2024-02", "month", "", "2024-02-01", "2024-02-29"),
    ("2025-10~", "month", "~", "2025-10-01", "2025-10-31"),
    ("2025-04?", "month", "?", "2025-04-01", "2025-04-30"),
    ("2025-04%", "month", "~?", "2025-04-01", "2025-04-30"),
    ("~2025", "year", "~", "2025-01-01", "2025-12-31"),
    ("2025-10-~21", "day", "~", "2025-10-21", "2025-10-21"),
    ("2025-21", "season", "", "2025-03-01", "2025-05-31"),
    ("2025-22~", "season", "~", "2025-06-01", "2025-08-31"),
    ("2025-23", "season", "", "2025-09-01", "2025-11-30"),
    ("2025-24", "season", "", "2025-12-01", "2026-02-28"),
    ("2025-36", "season", "", "2025-10-01", "2025-12-31"),
    ("2025-41", "season", "", "2025-07-01", "2025-12-31"),
    ("201X", "decade", "", "2010-01-01", "2019-12-31"),
    ("19XX", "century", "", "1900-01-01", "1999-12-31"),
    ("2004-XX", "year", "", "2004-01-01", "2004-12-31"),
    ("2004-02-XX", "month", "", "2004-02-01", "2004-02-29"),
    ("XXXX-10", "no-year", "", "-", "-"),
    ("XXXX-10-21~", "no-year", "~", "-", "-"),
    ("XXXX-02-29", "no-year", "", "-", "-"),
    ("2023/2025", "interval", "", "2023-01-01", "2025-12-31"),
    ("2023~/2025-04?", "interval", "~?", "2023-01-01", "2025-04-30"),
    ("2013/..", "open", "", "2013-01-01", "-"),
    ("../2013", "open", "", "-", "2013-12-31"),
    ("2013/", "open", "", "2013-01-01", "-"),
    ("/2013", "open", "", "-", "2013-12-31"),
    ("XXXX", "unknown", "", "-", "-"),
    ("unknown", "unknown", "", "-", "-"),
]


@pytest.mark.parametrize(("text", "kind", "marks", "earliest", "latest"), READ)
def test_reads(text: str, kind: str, marks: str, earliest: str, latest: str) -> None:
    date = parse(text)
    assert date.text == text
    assert date.kind == kind
    assert (date.approximate, date.uncertain) == ("~" in marks, "?" in marks)
    assert (date.earliest, date.latest) == (day(earliest), day(latest))
    assert parse(text) is date  # cached


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-13-01", "there is no month 13"),
        ("2024-13", "there is no month 13"),
        ("2024-02-30", "that month has no day 30"),
        ("2023-02-29", "that month has no day 29"),
        ("2024-04-00", "that month has no day 00"),
        ("0000-00-00", "there is no year 0000"),
        ("0000", "there is no year 0000"),
        ("XXXX-13", "there is no month 13"),
        ("XXXX-02-30", "that month has no day 30"),
        ("2025/2023", "it ends before it begins"),
        ("2024/01/01", "one “/” between them"),
        ("../..", "a date at one end"),
        ("/", "a date at one end"),
        ("unknown/2023", "a date at one end"),
        ("XXXX-10/2023", "a date at one end"),
        ("2023/2024-13", "there is no month 13"),
        ("20X5", "X stands for"),
        ("201X-05", "X stands for"),
        ("", "write YYYY"),
        ("-", "write YYYY"),
        ("2024-1-1", "write YYYY"),
        ("2018 ", "write YYYY"),
        ("2018\n", "write YYYY"),
        ("October 2018", "write YYYY"),
        ("٢٠١٨", "write YYYY"),
        ("-0044", "write YYYY"),
        ("Y17E7", "write YYYY"),
        ("[2020,2021]", "write YYYY"),
        ("1985-04-12T23:20:30Z", "write YYYY"),
        ("2025-25", "there is no month 25"),
        ("2018??", "write YYYY"),
        ("9" * 1_000_000, "write YYYY"),
    ],
)
def test_refuses_what_is_no_date(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason) as caught:
        parse(text)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 160


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025-10-21~", "2025-10-18", "2025-10-24"),
        ("2025-10~", "2025-09-01", "2025-11-30"),
        ("2025-01~", "2024-12-01", "2025-02-28"),
        ("2025-22~", "2025-05-01", "2025-09-30"),
        ("2025~", "2024-01-01", "2026-12-31"),
        ("201X~", "2005-01-01", "2024-12-31"),
        ("2023~/2025", "2022-01-01", "2025-12-31"),
        ("2013~/..", "2012-01-01", "-"),
        ("2025?", "2025-01-01", "2025-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("0001~", "0001-01-01", "0002-12-31"),
        ("9999-12-30~", "9999-12-27", "9999-12-31"),
    ],
)
def test_an_approximate_date_is_wider(text: str, earliest: str, latest: str) -> None:
    assert parse(text).fuzzy_bounds() == (day(earliest), day(latest))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2018", "2018-10-21", True),
        ("2018", "2019", False),
        ("2018~", "2019", True),
        ("2018?", "2019", False),
        ("2025-10~", "2025-11-30", True),
        ("2025-10~", "2025-12", False),
        ("2013/..", "2025", True),
        ("2013/..", "2012", False),
        ("../2013", "0001", True),
        ("../2013", "2013/..", True),
        ("unknown", "2018", True),
        ("unknown", "XXXX-10", True),
        ("XXXX-10", "2025", True),
        ("XXXX-10", "2025-10-21", True),
        ("XXXX-10", "2025-11", False),
        ("XXXX-10", "2024-11/2025-09", False),
        ("XXXX-10", "2025-11~", True),
        ("XXXX-10~", "2025-11", True),
        ("XXXX-12~", "2025-01", True),
        ("XXXX-12~", "XXXX-01", True),
        ("XXXX-10", "XXXX-10-21", True),
        ("XXXX-10-20", "XXXX-10-21", False),
        ("XXXX-02-29", "2023", False),
        ("XXXX-02-29", "1897/1903", False),
        ("XXXX-02-29", "1897/1904", True),
        ("XXXX-02-29", "../1903", True),
        ("XXXX-02-29", "XXXX-02", True),
    ],
)
def test_overlaps_both_ways(one: str, other: str, expected: bool) -> None:
    assert parse(one).overlaps(parse(other)) is expected
    assert parse(other).overlaps(parse(one)) is expected


def test_order_of_a_timeline() -> None:
    ordered = [
        "../2012", "2013", "2013/..", "2013-01", "2013-01-01", "2018", "2018-10~", "2018-10-21",
        "2025-21", "2025-04", "XXXX-04", "XXXX-10", "XXXX-10-02", "XXXX-10-21", "unknown",
    ]  # fmt: skip
    dates = [parse(text) for text in ordered]
    for mixed in (dates[::-1], sorted(dates, key=lambda date: date.text)):
        assert [date.text for date in sorted(mixed, key=lambda date: date.sort_key)] == ordered


def test_precision_ranks_from_unknown_to_day() -> None:
    texts = ["unknown", "XXXX-10", "19XX", "201X", "2018", "2018-21", "2018-10", "2018-10-21"]
    ranks = [parse(text).precision_rank for text in texts]
    assert ranks == sorted(set(ranks))
    assert ranks[0] == 0
    assert parse("2023-03-01/2025").precision_rank == parse("2025").precision_rank
    assert parse("2013-10/..").precision_rank == parse("2013-10").precision_rank


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("2018", "2018", "2018"),
        ("2025-10~", "about October 2025", "vers octobre 2025"),
        ("2025-04?", "April 2025 (uncertain)", "avril 2025 (incertain)"),
        ("2025-04%", "about April 2025 (uncertain)", "vers avril 2025 (incertain)"),
        ("2024-03-01", "1 March 2024", "1er mars 2024"),
        ("2024-03-11", "11 March 2024", "11 mars 2024"),
        ("2024-03-01~", "about 1 March 2024", "vers le 1er mars 2024"),
        ("2004-XX", "2004", "2004"),
        ("2013/..", "since 2013", "depuis 2013"),
        ("2013~/..", "since about 2013", "depuis 2013 environ"),
        ("2013-10/..", "since October 2013", "depuis octobre 2013"),
        ("2024-03-01/..", "since 1 March 2024", "depuis le 1er mars 2024"),
        ("2013/", "from 2013, end unknown", "à partir de 2013, fin inconnue"),
        ("../2013", "until 2013", "jusqu'en 2013"),
        ("../2024-03-01", "until 1 March 2024", "jusqu'au 1er mars 2024"),
        ("/2013", "until 2013, beginning unknown", "jusqu'en 2013, début inconnu"),
        ("2023/2025", "2023 to 2025", "de 2023 à 2025"),
        ("2023/2023", "2023 to 2023", "de 2023 à 2023"),
        ("2024-08/2024-10", "August to October 2024", "d'août à octobre 2024"),
        ("2024-10/2025-01", "October 2024 to January 2025", "d'octobre 2024 à janvier 2025"),
        ("2024-03-01/2024-03-05", "1 to 5 March 2024", "du 1er au 5 mars 2024"),
        ("2024-03-01/2024-05-02", "1 March to 2 May 2024", "du 1er mars au 2 mai 2024"),
        ("201X/..", "since the 2010s", "depuis les années 2010"),
        ("2025-22/..", "since summer 2025", "depuis l'été 2025"),
        ("201X", "2010s", "années 2010"),
        ("201X~", "about the 2010s", "vers les années 2010"),
        ("19XX", "between 1900 and 1999", "entre 1900 et 1999"),
        ("2025-21", "spring 2025", "printemps 2025"),
        ("2025-22~", "about summer 2025", "vers l'été 2025"),
        ("2025-36", "fourth quarter of 2025", "4e trimestre 2025"),
        ("2025-40", "first half of 2025", "1er semestre 2025"),
        ("XXXX-10", "October, year not given", "octobre, année non précisée"),
        ("XXXX-10-01", "1 October, year not given", "1er octobre, année non précisée"),
        ("unknown", "date unknown", "date inconnue"),
    ],
)
def test_says_dates_in_words(text: str, english: str, french: str) -> None:
    assert in_words(parse(text), "en") == english
    assert in_words(parse(text), "fr") == french


MENTIONED = [
    ("fr", "En 2018, LeCun", ["2018"]),
    ("fr", "à la fin octobre quand", ["XXXX-10"]),
    ("fr", "dès avril dernier", ["XXXX-04"]),
    ("fr", "en octobre 2025.", ["2025-10"]),
    ("fr", "le 21 octobre 2018, puis le 1er mars 2024", ["2018-10-21", "2024-03-01"]),
    ("fr", "le 21\u00a0octobre\u202f2018", ["2018-10-21"]),
    ("fr", "du 10 au 11 février 2025", ["2025-02-11"]),
    ("fr", "12 sept. 2018, 3 déc. 2020", ["2018-09-12", "2020-12-03"]),
    ("fr", "2 fevrier 2021, 1 FÉVRIER", ["2021-02-02", "XXXX-02-01"]),
    ("fr", "2018-10-21 et 2018-10", ["2018-10-21", "2018-10"]),
    ("fr", "2013-2018 et 2019–2020", ["2013", "2018", "2019", "2020"]),
    ("fr", "les années 2010, les années 90", ["201X", "199X"]),
    ("fr", "Mars est rouge ; en mars, le 3 Mars 2024", ["XXXX-03", "2024-03-03"]),
    ("fr", "le 31 février 2024", ["2024-02"]),
    ("fr", "la mi-2018, puis début 2019", ["2018", "2019"]),
    ("fr", "sept personnes sur huit", []),
    ("fr", "2000 €, $2000, 2000 %, 2000 millions, 2000 ans, 2 018, 2018,5, -2018", []),
    ("fr", "2000 employés, 2018 autres chercheurs", []),
    ("fr", "Llama-2018, x2018, 2018x, https://a.org/2018/10/21, a.org/2018", []),
    ("fr", "1499 1500 2100 2101", ["1500", "2100"]),
    ("en", "October 2018, Oct. 2018, Oct 3", ["2018-10", "2018-10", "XXXX-10-03"]),
    ("en", "October 21, 2018 and October 21st 2018", ["2018-10-21", "2018-10-21"]),
    ("en", "21 October 2018, the 21st of October", ["2018-10-21", "XXXX-10-21"]),
    ("en", "It may be in May that they march in March", ["XXXX-05", "XXXX-03"]),
    ("en", "May I ask? March on!", []),
    ("en", "May 2018", ["2018-05"]),
    ("en", "the 2010s, the '90s, a man in his 80s", ["201X", "199X"]),
    ("en", "In mid-2018, 600 people", ["2018"]),
    ("en", "2018% $2018 2018 dollars 2,018 2018 people", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), MENTIONED)
def test_finds_dates_in_running_text(language: str, text: str, expected: list[str]) -> None:
    assert [mention.normalised for mention in mentioned(text, language)] == expected


def test_a_mention_covers_its_words_and_no_more() -> None:
    text = "Le 1er mars 2024, en avril."
    assert [text[m.start : m.end] for m in mentioned(text, "fr")] == ["1er mars 2024", "avril"]


EDTF_LIKE = st.one_of(
    st.text(),
    st.text("0123456789X?~%-/.", max_size=20),
    st.from_regex(r"[~?%]?[012X][0-9X]{3}[~?%]?(-[0-9X]{2}){0,2}[~?%]?(/(\.\.)?)?", fullmatch=True),
    st.builds("{}/{}".format, st.sampled_from(READ).map(lambda row: row[0]), st.text("0128-~./X")),
)


@given(EDTF_LIKE)
def test_parse_raises_nothing_but_date_errors(text: str) -> None:
    try:
        date = parse(text)
    except DateError:
        return
    assert date.overlaps(date)
    assert date.sort_key >= (0, 0, 0, 0, "")
    assert date.precision_rank <= list(Kind).index(Kind.DAY)
    for language in ("en", "fr"):
        assert in_words(date, language).isprintable()


@given(st.text())
def test_every_refusal_is_one_printable_line(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse("!" + text)
    assert str(caught.value).isprintable()


@given(st.dates())
def test_every_day_of_the_calendar_is_read(date: dt.date) -> None:
    read = parse(date.isoformat())
    assert (read.kind, read.earliest, read.latest) == (Kind.DAY, date, date)


def test_order_is_total_and_overlap_symmetric() -> None:
    dates = [parse(row[0]) for row in READ]
    assert len({date.sort_key for date in dates}) == len(dates)
    for one, other in itertools.combinations(dates, 2):
        assert one.overlaps(other) == other.overlaps(one), (one.text, other.text)


# fmt: off
WORDS = [
    "2018", "21", "octobre", "October", "May", "mars", "1er", "21st", ",", ".", "-", "/",
    "années", "s", "'", "2018-10", "sept.", "%", "€", "k", "x", "mi-", "ſ", "ı",
]
# fmt: on


@given(
    st.text()
    | st.lists(st.sampled_from(WORDS)).map(" ".join)
    | st.lists(st.sampled_from(WORDS)).map("".join),
    st.sampled_from("ef"),
)
def test_mentions_are_in_order_and_can_be_parsed(text: str, language: str) -> None:
    end = 0
    for mention in mentioned(text, {"e": "en", "f": "fr"}[language]):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end
        parse(mention.normalised)
