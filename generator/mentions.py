"""Find the dates that running English or French text mentions."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from babel.dates import get_month_names

from generator import amounts
from generator.digits import plain
from generator.openings import openings

# A year in a hyphenated word, as in “mid-2018”, which is otherwise part of an identifier.
_HYPHENATED = ("mid", "early", "late", "pre", "post", "mi", "pré", "début", "fin")
_BEFORE_YEAR = rf"(?:{'|'.join(_HYPHENATED)})[-\u2010\u2011]"
# What is counted rather than dated: « 2000 employés ».
_COUNTED = re.compile(
    r"\s(?:autres\s|other\s|new\s|more\s)?(?:people|staff|jobs|workers|employ|salari|personnes|"
    r"researchers|chercheu|engineers|ingénieu|users|utilisat|companies|entreprises|customers|"
    r"clients|pages|articles|documents|words|mots|tokens|param|servers|serveurs|gpus?\b|chips|"
    r"puces|layoffs|licenciements|postes|emplois|followers|abonnés|points|times\b|fois\b)",
    re.IGNORECASE,
)
# Month names that are also other words: alone, they are a month only after one of these.
_LEADS_TO_MONTH = re.compile(
    r"\b(?:in|of|since|until|till|by|last|next|this|early|late|from|to|before|after|during|through|"
    r"mid|and|or|between)[\s-]\Z"
)
_LEAD = 9  # characters, enough for each of them
_NO_ACCENTS = str.maketrans("éû", "eu")


class DateMention(NamedTuple):
    """A date in running text.

    Attributes:
        start: Where it starts in the text.
        end: Where it ends, exclusive.
        normalised: The same in EDTF, as precise: ``2018``, ``2018-10``, ``XXXX-10``, ``201X``.
    """

    start: int
    end: int
    normalised: str


def mentioned(
    text: str,
    language: str,
    figures: Iterable[amounts.Amount] | None = None,
    words: Iterable[str] | None = None,
) -> list[DateMention]:
    """Find years, decades, months, and full dates in words or in ISO form.

    A number from 1500 to 2100 is a year when it stands alone: not when a sign, currency, scale,
    unit or thing counted belongs to it. A month that is also another word (“May”, “March”,
    « Mars ») counts alone only where the words before it make it a month.

    Args:
        text: Running text.
        language: ``en`` or ``fr``; any other is read as English.
        figures: The figures of the text, where they are known already.
        words: Its words in lower case, where they are known already.

    Returns:
        The mentions in order, none overlapping another.
    """
    return list(_mentions(text, "fr" if language == "fr" else "en", figures, words))


def dated(words: Iterable[str], language: str) -> bool:
    """Whether words, in lower case, can hold a date without any digit."""
    return not _grammar("fr" if language == "fr" else "en")[1].isdisjoint(words)


def _mentions(
    text: str,
    language: str,
    figures: Iterable[amounts.Amount] | None,
    words: Iterable[str] | None,
) -> Iterator[DateMention]:
    ends: dict[int, int] | None = None  # where each figure begins: where it ends
    pattern, openers = _grammar(language)
    text, end = plain(text), 0
    for start in openings(text, openers, openers, words):
        match = pattern.match(text, start) if start >= end else None
        if not match:
            continue
        end = match.end()
        if match["month"]:
            yield from _month(match, language)
        elif match["decade"]:
            decade = match["decade"] if len(match["decade"]) == 4 else "19" + match["decade"]
            yield DateMention(start, end, decade[:3] + "X")
        elif match["iso"]:
            if _exists(match["iso"]):
                yield DateMention(start, end, match["iso"])
        elif match["hyphenated"]:
            yield DateMention(match.start("year"), end, match["year"])
        else:
            if ends is None:
                found = amounts.find(text, language, words) if figures is None else figures
                ends = {figure.start: figure.end for figure in found}
            if ends.get(start) == end and not _COUNTED.match(text, end):
                yield DateMention(start, end, match["year"])


def _month(match: re.Match[str], language: str) -> Iterator[DateMention]:
    """Read a month with the day and the year around it, where they are given."""
    year, day = match["in_year"], match["day"] or match["day_after"]
    name = match["month"].lower().removesuffix(".")
    number = (_months(language, "wide") | _months(language, "abbreviated")).get(name)
    if number is None or not (day or year or _is_month_alone(match, language)):
        return
    month = f"{year or 'XXXX'}-{number:02}"
    if day and _exists(f"{month}-{int(day):02}"):
        yield DateMention(*match.span(), f"{month}-{int(day):02}")
    else:
        yield DateMention(match.start("month"), match.end("in_year" if year else "month"), month)


def _is_month_alone(match: re.Match[str], language: str) -> bool:
    """Whether a name without day or year is a month: neither abbreviated nor another word."""
    name = match["month"]
    if name.lower() not in _months(language, "wide"):
        return False
    if language == "fr":
        return name not in ("Mars", "Avril")
    lead = match.string[max(0, match.start() - _LEAD) : match.start()].lower()
    return name not in ("May", "March") or bool(_LEADS_TO_MONTH.search(lead))


def _exists(date: str) -> bool:
    """Whether there is such a day or month; without a year, in a leap year."""
    try:
        dt.date.fromisoformat(date.replace("XXXX", "2000") + ("-01" if len(date) == 7 else ""))
    except ValueError:
        return False
    return True


@cache
def _months(language: str, width: Literal["wide", "abbreviated"]) -> dict[str, int]:
    """The number of each month by its name in lower case, with and without accents."""
    names = {
        name.lower().removesuffix("."): number
        for number, name in get_month_names(width, locale=language).items()
    }
    if width == "abbreviated":
        names["sept"] = 9
    return names | {name.translate(_NO_ACCENTS): number for name, number in names.items()}


@cache
def _grammar(language: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """Compile what finds the dates of a language, and list the words they may begin with."""
    wide, short = set(_months(language, "wide")), set(_months(language, "abbreviated"))
    gap, end = r"\s{1,2}", r"(?![\w%]|[.,][0-9])"
    year, decade = "(?:1[5-9][0-9]{2}|20[0-9]{2}|2100)", "(?:1[5-9]|20)[0-9]0"
    if language == "fr":
        month = f"(?:{'|'.join(wide)}|(?:{'|'.join(short - wide)})\\.?)"
        day_after = "(?P<day_after>(?!))?"  # never: the day comes first
        decades = rf"années{gap}(?P<decade>{decade}|[2-9]0)(?!\w)"
    else:  # with a capital: “may” and “march” are verbs
        wide_names, short_names = map(str.capitalize, wide), map(str.capitalize, short - wide)
        month = f"(?-i:{'|'.join(wide_names)}|(?:{'|'.join(short_names)})\\.?)"
        day_after = rf"(?:{gap}(?P<day_after>[0-9]{{1,2}})(?:st|nd|rd|th)?{end})?"
        decades = rf"(?P<decade>{decade}|(?<=['\u2019])[2-9]0)['\u2019]?s(?!\w)"
    pattern = rf"""
        (?<![\w-])(?P<iso>{year}-(?:0[1-9]|1[0-2])(?:-[0-9]{{2}})?)(?![\w-])
        | (?:(?<![\w.,/])(?P<day>[0-9]{{1,2}})(?:er|st|nd|rd|th)?(?:{gap}of)?(?:{gap}|-))?
          (?P<month>{month})(?!\w){day_after}(?:,?{gap}(?P<in_year>{year}){end})?
        | {decades}
        | (?P<hyphenated>{_BEFORE_YEAR})?(?P<year>{year})(?!\w)
        """
    openers = {*wide, *short, "années", *_HYPHENATED}
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE), frozenset(openers)
