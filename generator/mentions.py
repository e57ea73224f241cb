"""Find the dates that running English or French text mentions."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel.dates import get_month_names

from generator import amounts

# A year in a hyphenated word, as in “mid-2018”, which is otherwise part of an identifier.
_BEFORE_YEAR = r"(?:mid|early|late|pre|post|mi|pré|début|fin)[-\u2010\u2011]"
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
_LEAD = 9
_Width = Literal["abbreviated", "wide"]
_WIDTHS: tuple[_Width, ...] = ("wide", "abbreviated")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in running text.

    Attributes:
        start: Where it starts in the text.
        end: Where it ends, exclusive.
        normalised: The same in EDTF, as precise: ``2018``, ``2018-10``, ``XXXX-10``, ``201X``.
    """

    start: int
    end: int
    normalised: str


def mentioned(text: str, language: str) -> list[DateMention]:
    """Find years, decades, months, and full dates in words or in ISO form.

    A number from 1500 to 2100 is a year when it stands alone: not when a sign, currency, scale,
    unit or thing counted belongs to it. A month that is also another word (“May”, “March”,
    « Mars ») counts alone only where the words before it make it a month.

    Args:
        text: Running text.
        language: ``en`` or ``fr``; any other is read as English.

    Returns:
        The mentions in order, none overlapping another.
    """
    return list(_mentions(text, "fr" if language == "fr" else "en"))


def _mentions(text: str, language: str) -> Iterator[DateMention]:
    figures: dict[int, amounts.Amount] | None = None
    for match in _pattern(language).finditer(text):
        if match["iso"]:
            if _exists(match["iso"]):
                yield DateMention(*match.span(), match["iso"])
        elif match["decade"]:
            decade = match["decade"] if len(match["decade"]) == 4 else "19" + match["decade"]
            yield DateMention(*match.span(), decade[:3] + "X")
        elif match["month"]:
            yield from _month(match, language)
        elif match["year"] and match["hyphenated"]:
            yield DateMention(*match.span("year"), match["year"])
        elif match["year"]:
            if figures is None:
                figures = {figure.start: figure for figure in amounts.find(text, language)}
            figure = figures.get(match.start())
            if figure and figure.end == match.end() and not _COUNTED.match(text, match.end()):
                yield DateMention(*match.span(), match["year"])


def _month(match: re.Match[str], language: str) -> Iterator[DateMention]:
    """Read a month with the day and the year around it, where they are given."""
    name, year = match["month"], match["in_year"]
    day = match["day"] or match["day_after"]
    if not (day or year or _is_month_alone(match, language)):
        return
    month = f"{year or 'XXXX'}-{_month_names(language)[_plain(name)]:02}"
    if day and _exists(f"{month}-{int(day):02}"):
        yield DateMention(*match.span(), f"{month}-{int(day):02}")
    else:
        yield DateMention(match.start("month"), match.end("in_year" if year else "month"), month)


def _is_month_alone(match: re.Match[str], language: str) -> bool:
    """Whether a name without day or year is a month: neither abbreviated nor another word."""
    name = match["month"]
    if _plain(name) not in _month_names(language, "wide"):
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


def _plain(name: str) -> str:
    """A month's name for look-up: lower case, without accents and full stop."""
    letters = unicodedata.normalize("NFD", name.lower().removesuffix("."))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _month_names(language: str, *widths: _Width) -> dict[str, int]:
    """The number of each month by its plain name, in some widths or all."""
    names = {
        _plain(name): number
        for width in widths or _WIDTHS
        for number, name in get_month_names(width, locale=language).items()
    }
    return names if widths else {**names, "sept": 9}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """What finds the candidates of a language, all in one pass."""
    wide, short = (set(get_month_names(width, locale=language).values()) for width in _WIDTHS)
    short = {name.removesuffix(".") for name in (short | {"Sept" if language == "en" else "sept"})}
    names = wide | short | {f"{name}." for name in short - wide}
    if language == "fr":
        names |= {name.replace("é", "e").replace("û", "u") for name in names}
    month = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    year, gap, end = r"(?:1[5-9][0-9]{2}|20[0-9]{2}|2100)", r"\s{1,2}", r"(?![\w%]|[.,][0-9])"
    if language == "fr":
        day_after = "(?P<day_after>(?!))?"  # never: day comes first
        decade = rf"(?<!\w)années{gap}(?P<decade>(?:1[5-9]|20)[0-9]0|[2-9]0)(?!\w)"
    else:
        month = f"(?-i:{month})"  # “may” and “march” are verbs
        day_after = rf"(?:{gap}(?P<day_after>[0-9]{{1,2}})(?:st|nd|rd|th)?{end})?"
        decade = r"(?<!\w)(?P<decade>(?:1[5-9]|20)[0-9]0|(?<=['\u2019])[2-9]0)['\u2019]?s(?!\w)"
    return re.compile(
        rf"""
        {amounts.LINK}
        | (?<![\w-]) (?P<iso>{year}-(?:0[1-9]|1[0-2])(?:-[0-9]{{2}})?) (?![\w-])
        | (?:(?<![\w.,/])(?P<day>[0-9]{{1,2}})(?:er|st|nd|rd|th)?(?:{gap}of)?(?:{gap}|-))?
          (?<!\w)(?P<month>{month})(?!\w) {day_after} (?:,?{gap}(?P<in_year>{year}){end})?
        | {decade}
        | (?P<hyphenated>\b{_BEFORE_YEAR})? (?<!\w)(?P<year>{year})(?!\w)
        """,
        re.IGNORECASE | re.VERBOSE,
    )
