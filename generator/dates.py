"""Compare the dates of facts, put them in order, and say them as a native would."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import format_date

from generator.edtf import DateError, Kind, error, month_number, read, span, unmarked
from generator.mentions import DateMention, mentioned

__all__ = ["Date", "DateError", "DateMention", "Kind", "in_words", "mentioned", "parse"]


# What "about" may mean, in months on either side; a day is widened by days instead.
_PADDING = {Kind.MONTH: 1, Kind.SEASON: 1, Kind.YEAR: 12, Kind.DECADE: 60, Kind.CENTURY: 300}
_DAYS = 3
# EDTF number of a part of a year: in English, in French, and the French article.
_SEASONS = {
    21: ("spring", "printemps", "le"),
    22: ("summer", "été", "l'"),
    23: ("autumn", "automne", "l'"),
    24: ("winter", "hiver", "l'"),
    33: ("first quarter of", "1er trimestre", "le"),
    34: ("second quarter of", "2e trimestre", "le"),
    35: ("third quarter of", "3e trimestre", "le"),
    36: ("fourth quarter of", "4e trimestre", "le"),
    40: ("first half of", "1er semestre", "le"),
    41: ("second half of", "2e semestre", "le"),
}
# How French leads up to a date, by the article of its words: about, from, to, since, until.
_ABOUT, _FROM, _TO, _SINCE, _UNTIL = range(5)
_FRENCH_LINKS = {
    "": ("vers ", "de ", "à ", "depuis ", "jusqu'en "),
    "le": ("vers le ", "du ", "au ", "depuis le ", "jusqu'au "),
    "l'": ("vers l'", "de l'", "à l'", "depuis l'", "jusqu'à l'"),
    "les": ("vers les ", "des ", "aux ", "depuis les ", "jusqu'aux "),
}
_PATTERNS = {Kind.DAY: "d MMMM y", Kind.MONTH: "MMMM y", Kind.YEAR: "y"}


@dataclass(frozen=True, slots=True)
class Date:
    """A date as precise as it was written, and no more.

    Attributes:
        text: The date as written, in EDTF.
        kind: What it says: a day, a month, …, a period, or nothing.
        approximate: Marked ``~`` or ``%``, or a period with such an end.
        uncertain: Marked ``?`` or ``%``, or a period with such an end.
        earliest: First day it may mean, by the calendar; None where it is open or not known.
        latest: Last day it may mean, likewise.
    """

    text: str
    kind: Kind
    approximate: bool = False
    uncertain: bool = False
    earliest: dt.date | None = None
    latest: dt.date | None = None

    @property
    def ends(self) -> tuple["Date | None", "Date | None"]:
        """Both ends of a period, None where it is open; any other date is both ends itself."""
        if "/" not in self.text:
            return self, self
        first, last = (_end(part) for part in self.text.split("/"))
        return first, last

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day, where both are told for certain; None of anything vaguer."""
        told = all(end is not None and end.kind is Kind.DAY for end in self.ends)
        if not told or self.approximate or self.uncertain or not (self.earliest and self.latest):
            return None
        return self.earliest, self.latest

    @property
    def precision_rank(self) -> int:
        """Higher is more precise and 0 is unknown; a period counts as its least precise end."""
        return min(list(Kind).index(end.kind) for end in self.ends if end)

    @property
    def sort_key(self) -> tuple[int, int, int, int, str]:
        """A total order for timelines: by first day, and a year before its months.

        A period without a beginning stands where it ends. Dates without a year follow all others,
        by month and day; unknown dates close the list.
        """
        if self.kind is Kind.UNKNOWN:
            return 2, 0, 0, 0, self.text
        if self.kind is Kind.NO_YEAR:
            return 1, int(self.text[5:7]), int(_day_without_year(self.text) or 0), 0, self.text
        latest = self.latest or dt.date.max
        first = (self.earliest or latest).toordinal()
        return 0, first, self.precision_rank, latest.toordinal(), self.text

    def fuzzy_bounds(self) -> tuple[dt.date | None, dt.date | None]:
        """The bounds, widened where the date is approximate.

        A day is widened by 3 days on either side, a month or season by 1 month, a year by 1 year, a
        decade by 5 years, a century by 25; of a period, only the end so marked. Doubt (``?``)
        widens nothing: it asks whether a date is right, not where it lies.
        """
        first, last = self.ends
        if first is not self:
            return (
                first.fuzzy_bounds()[0] if first else None,
                last.fuzzy_bounds()[1] if last else None,
            )
        if not (self.approximate and self.earliest and self.latest):
            return self.earliest, self.latest
        if self.kind is Kind.DAY:
            low, high = self.earliest.toordinal() - _DAYS, self.latest.toordinal() + _DAYS
            low, high = max(low, dt.date.min.toordinal()), min(high, dt.date.max.toordinal())
            return dt.date.fromordinal(low), dt.date.fromordinal(high)
        padding = _PADDING[self.kind]
        return span(month_number(self.earliest) - padding, month_number(self.latest) + padding)

    def overlaps(self, other: "Date") -> bool:
        """Whether both may mean the same day, by their fuzzy bounds.

        An unknown date overlaps every date, an open end reaches as far as the calendar, and a month
        without a year overlaps whatever holds that month of some year.
        """
        if Kind.UNKNOWN in (self.kind, other.kind):
            return True
        if self.kind is Kind.NO_YEAR:
            anchor = parse("2000" + other.text[4:]) if other.kind is Kind.NO_YEAR else other
            return any(each.overlaps(anchor) for each in self._near(anchor))
        if other.kind is Kind.NO_YEAR:
            return other.overlaps(self)
        first, last = self.fuzzy_bounds()
        other_first, other_last = other.fuzzy_bounds()
        begins_in_time = (first or dt.date.min) <= (other_last or dt.date.max)
        return begins_in_time and (other_first or dt.date.min) <= (last or dt.date.max)

    def _near(self, other: "Date") -> list["Date"]:
        """This date without a year, in each year around another date; ten hold any leap day."""
        first, last = (other.earliest or dt.date.min).year, (other.latest or dt.date.max).year
        years = range(max(first - 1, 1), min(last + 1, first + 9, 9999) + 1)
        leap_day = self.text.startswith("XXXX-02-29")
        return [
            parse(f"{year:04}{self.text[4:]}")
            for year in years
            if calendar.isleap(year) or not leap_day
        ]


@lru_cache(maxsize=4096)
def parse(text: str) -> Date:
    """Read a date in EDTF, or the word ``unknown``.

    Args:
        text: ``2018``, ``2018-10-21``, ``2025-10~``, ``2025-21``, ``2013/..``, ``201X``, …

    Returns:
        The date, no more precise than its text.

    Raises:
        DateError: The text is not such a date, or there is no such day.
    """
    if text == "unknown":
        return Date(text, Kind.UNKNOWN)
    if "/" not in text:
        return Date(text, *read(text))
    if text.count("/") > 1:
        raise error(text, "a period is two dates with one “/” between them")
    first, last = (_end(part) for part in text.split("/"))
    known = [end for end in (first, last) if end]
    if not known or any(not end.earliest for end in known):
        raise error(text, "a period needs a date at one end at least, and with its year")
    earliest, latest = first.earliest if first else None, last.latest if last else None
    if earliest and latest and earliest > latest:
        raise error(text, "it ends before it begins")
    kind = Kind.INTERVAL if len(known) == 2 else Kind.OPEN
    approximate, uncertain = any(e.approximate for e in known), any(e.uncertain for e in known)
    return Date(text, kind, approximate, uncertain, earliest, latest)


@lru_cache(maxsize=16_384)  # the same dates stand on many pages
def in_words(date: Date, language: str) -> str:
    """Say a date as a native writes it: “about October 2025”, « depuis 2013 ».

    Args:
        date: Any date.
        language: ``en`` or ``fr``; any other is said in English.
    """
    french = language == "fr"
    first, last = date.ends
    if first is date:
        words, article = _phrase(date, french)
        if _is_about(date):
            words = (_FRENCH_LINKS[article][_ABOUT] if french else f"about {article}") + words
        return words + _doubt(date, french)
    if first and last:
        return f"{_led(first, french, _FROM, _shared(first, last))} {_led(last, french, _TO)}"
    is_open = ".." in date.text  # otherwise the other end exists but nobody knows it
    if first and is_open:
        return _led(first, french, _SINCE)
    if first:
        words = _led(first, french, _FROM)
        return f"à partir {words}, fin inconnue" if french else f"from {words}, end unknown"
    words = _led(last, french, _UNTIL) if last else ""
    return words if is_open else words + (", début inconnu" if french else ", beginning unknown")


def _led(date: Date, french: bool, link: int, pattern: str | None = None) -> str:
    """Say one end of a period with what leads up to it: “since about 2013”, « jusqu'en 2013 »."""
    words, article = _phrase(date, french, pattern)
    if french:
        lead = _FRENCH_LINKS[article][link]
        lead = "d'" if lead == "de " and words[0] in "aeo" else lead
        words = lead + words + (" environ" if _is_about(date) else "")
    else:
        lead = {_TO: "to ", _SINCE: "since ", _UNTIL: "until "}.get(link, "")
        words = lead + ("about " if _is_about(date) else "") + article + words
    return words + _doubt(date, french)


def _phrase(date: Date, french: bool, pattern: str | None = None) -> tuple[str, str]:
    """Say what is neither period nor doubt; and the article these words take in a sentence."""
    first, last = date.earliest, date.latest
    if date.kind is Kind.NO_YEAR:
        day = _day_without_year(date.text)
        anchor = dt.date(2000, int(date.text[5:7]), int(day or 1))
        words = _formatted(anchor, "d MMMM" if day else "MMMM", french)
        words += ", année non précisée" if french else ", year not given"
        return words, "le" if french and day else ""
    if not (first and last):
        return "date inconnue" if french else "date unknown", ""
    if date.kind is Kind.CENTURY:
        words = "entre {} et {}" if french else "between {} and {}"
        if date.approximate:
            words += " environ" if french else " or so"
        return words.format(first.year, last.year), ""
    if date.kind is Kind.DECADE:
        return (f"années {first.year}", "les") if french else (f"{first.year}s", "the ")
    if date.kind is Kind.SEASON:
        english, name, article = _SEASONS[int(unmarked(date.text)[5:7])]
        if french:
            return f"{name} {first.year}", article
        return f"{english} {first.year}", "the " if english.endswith(" of") else ""
    words = _formatted(first, pattern or _PATTERNS[date.kind], french)
    return words, "le" if french and date.kind is Kind.DAY else ""


def _formatted(day: dt.date, pattern: str, french: bool) -> str:
    """Write a day by a CLDR pattern; French says « 1er » where CLDR has 1."""
    words = format_date(day, pattern, locale="fr" if french else "en")
    return re.sub(r"^1(?= |$)", "1er", words) if french and pattern.startswith("d") else words


def _shared(first: Date, last: Date) -> str | None:
    """The pattern that leaves out of a period's first end what its last end repeats."""
    if not (first.kind is last.kind and first.earliest and last.earliest):
        return None
    if first.kind not in (Kind.DAY, Kind.MONTH) or first.earliest.year != last.earliest.year:
        return None
    if first.kind is Kind.DAY and first.earliest.month == last.earliest.month:
        return "d"
    return _PATTERNS[first.kind].removesuffix(" y")


def _is_about(date: Date) -> bool:
    """Whether the words need an “about”; those of a century have their own."""
    return date.approximate and date.kind not in (Kind.UNKNOWN, Kind.CENTURY)


def _doubt(date: Date, french: bool) -> str:
    """What tells the reader that the date may be wrong."""
    if not date.uncertain or date.kind is Kind.UNKNOWN:
        return ""
    return " (incertain)" if french else " (uncertain)"


def _end(part: str) -> Date | None:
    """Read one end of a period; None when it is open or not known."""
    return None if part in ("", "..") else parse(part)


def _day_without_year(text: str) -> str:
    """The day in ``XXXX-10-21``, empty when there is none."""
    return unmarked(text)[8:10].replace("XX", "")
