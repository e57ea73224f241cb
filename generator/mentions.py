"""Find the dates that running English or French text mentions."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

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

    A number from 1500 to 2100 is a year when it stands alone: not when a sign, currency, scale, unit
    or thing counted belongs to it. A month that is also another word (“May”, “March”, « Mars ») counts
    alone only where the words around it make it a month.

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
        if match["iso"] and _exists(match["iso"]):
            yield DateMention(*match.span(), match["iso"])
        elif match["decade"]:
            digits = match["decade"]
            yield DateMention(*match.span(), (digits if len(digits) == 3 else "19" + digits) + "X")
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
    """Read a month with the day and the year around it, if they are there."""
    name = match["month"]
    day, year = match["day"] or match["after"], match["in_year"]
    number = _months(language)[_plain(name)]
    start, end = match.span()
    if not (day or year) and not _is_month_alone(match, language):
        return
    month = f"{year or 'XXXX'}-{number:02}"
    if day and _exists(f"{month}-{int(day):02}"):
        yield DateMention(start, end, f"{month}-{int(day):02}")
    else:
        yield DateMention(match.start("month"), end, month)


def _is_month_alone(match: re.Match[str], language: str) -> bool:
    name = match["month"]
    if len(name) < 3 or _plain(name) not in _wide(language):
        return False
    if language == "fr":
        return name.islower() or name.istitle() and name not in ("Mars", "Avril")
    if not name.istitle():
        return False
    lead = match.string[max(0, match.start() - _LEAD) : match.start()].lower()
    return name not in ("May", "March") or bool(_LEADS_TO_MONTH.search(lead))
