"""Read one date written in EDTF: what kind it is, how sure, and which days it may mean.

EDTF is the Library of Congress' Extended Date/Time Format (2019). Understood are its levels 0 and 1
and what a sentence can say of level 2: no time of day, no set of dates, no year outside 0001 to
9999. Periods are read in `dates`. Seasons are those of the northern hemisphere; winter 2025 runs
from December 2025 to February 2026.
"""

import calendar
import datetime as dt
import re
from enum import StrEnum
from typing import NamedTuple


class DateError(ValueError):
    """A text that is no date; the message is one line for the person who wrote it."""


class Kind(StrEnum):
    """What a date says, from the vaguest to the most precise; then the two kinds of period."""

    UNKNOWN = "unknown"
    NO_YEAR = "no-year"
    CENTURY = "century"  # or longer
    DECADE = "decade"
    YEAR = "year"
    SEASON = "season"  # or another part of a year: a quarter, a half
    MONTH = "month"
    DAY = "day"
    INTERVAL = "interval"
    OPEN = "open"


# EDTF number of a part of a year: its first and last month.
SEASONS = {
    21: (3, 5),
    22: (6, 8),
    23: (9, 11),
    24: (12, 14),
    33: (1, 3),
    34: (4, 6),
    35: (7, 9),
    36: (10, 12),
    40: (1, 6),
    41: (7, 12),
}
_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_UNSPECIFIED = {
    re.compile(r"[0-9]{3}X"): Kind.DECADE,
    re.compile(r"[0-9]{2}XX|[0-9]XXX"): Kind.CENTURY,
    re.compile(r"[0-9]{4}-XX(?:-XX)?"): Kind.YEAR,
    re.compile(r"[0-9]{4}-[0-9]{2}-XX"): Kind.MONTH,
}
_HELP = "write YYYY, YYYY-MM, YYYY-MM-DD, other EDTF, or unknown"


class Point(NamedTuple):
    """A date that is not a period; the bounds are None where no year is known."""

    kind: Kind
    approximate: bool = False
    uncertain: bool = False
    earliest: dt.date | None = None
    latest: dt.date | None = None


def read(text: str) -> Point:
    """Read a date that is not a period.

    Raises:
        DateError: The text is not such a date, or there is no such day.
    """
    if not re.fullmatch(r"[0-9X?~%-]{4,16}", text) or re.search("[?~%]{2}", text):
        raise error(text)
    approximate, uncertain = bool(re.search("[~%]", text)), bool(re.search("[?%]", text))
    core, bare = re.sub("[?~%]$", "", text), unmarked(text)
    if re.fullmatch("XXXX(-XX){0,2}", core):
        return Point(Kind.UNKNOWN, approximate, uncertain)
    if core.startswith("XXXX"):
        kind, _ = _by_calendar(text, "2000" + core[4:].removesuffix("-XX"))
        if kind not in (Kind.MONTH, Kind.DAY):
            raise error(text)
        return Point(Kind.NO_YEAR, approximate, uncertain)
    if "X" not in bare:
        kind, bounds = _by_calendar(text, bare)
        if core != bare:
            _by_library(text, core)  # marks inside a date: not every place is allowed
        return Point(kind, approximate, uncertain, *bounds)
    for pattern, kind in _UNSPECIFIED.items():
        if pattern.fullmatch(bare):
            return Point(kind, approximate, uncertain, *_by_library(text, core))
    raise error(text, "X stands for the last digits of a year, or for a whole part")


def _by_calendar(text: str, bare: str) -> tuple[Kind, tuple[dt.date, dt.date]]:
    """Place a date that is all digits."""
    match = _PLAIN.fullmatch(bare)
    if not match:
        raise error(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        raise error(text, "there is no year 0000")
    if month is None:
        return Kind.YEAR, span(year * 12, year * 12 + 11)
    if month in SEASONS and day is None:
        first, last = SEASONS[month]
        return Kind.SEASON, span(year * 12 + first - 1, year * 12 + last - 1)
    if not 1 <= month <= 12:
        raise error(text, f"there is no month {match[2]}")
    if day is None:
        return Kind.MONTH, span(year * 12 + month - 1, year * 12 + month - 1)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise error(text, f"that month has no day {match[3]}")
    return Kind.DAY, (dt.date(year, month, day), dt.date(year, month, day))


def _by_library(text: str, core: str) -> tuple[dt.date, dt.date]:
    """Place any other date with the edtf library, slow to import and to call."""
    from edtf import parse_edtf

    try:
        parsed = parse_edtf(core)
        first, last = parsed.lower_strict(), parsed.upper_strict()
        return dt.date(*first[:3]), dt.date(*last[:3])
    except Exception as trouble:  # besides its own, the library lets TypeError and others through
        raise error(text) from trouble


def span(first: int, last: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a run of months, counted from year 0, kept in the calendar."""
    year, month = divmod(max(first, 12), 12)
    end_year, end_month = divmod(min(last, 9999 * 12 + 11), 12)
    last_day = calendar.monthrange(end_year, end_month + 1)[1]
    return dt.date(year, month + 1, 1), dt.date(end_year, end_month + 1, last_day)


def month_number(day: dt.date) -> int:
    """The number of a day's month, counted from year 0."""
    return day.year * 12 + day.month - 1


def unmarked(text: str) -> str:
    """A date's text without its marks of approximation and doubt."""
    return re.sub("[?~%]", "", text)


def error(text: str, why: str = _HELP) -> DateError:
    """Why a text is no date, in one line."""
    shown = text if len(text) <= 40 else text[:39] + "…"
    return DateError(f"{shown!r} is not a date: {why}")
