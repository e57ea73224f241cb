"""The events whose day is certain as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt

from generator.model import Fact, Kind
from generator.publish.data.records import Records

_DAY = dt.timedelta(days=1)
_NEXT = "\\n"


def icalendar(records: Records, language: str, stamp: dt.datetime) -> str | None:
    """A calendar of the events that a source dates to the day; None when there is none.

    Of what lasts several days both ends are days. A year or a month is no day: an event of "2018"
    is left out, since a calendar would show it as lasting all year; so is what is in doubt. Facts
    that date one event alike are one entry.
    """
    events: dict[tuple[str, dt.date, dt.date], list[Fact]] = {}
    for sheet, fact in records.facts():
        days = fact.dated.days if fact.dated else None
        if sheet.kind is not Kind.EVENT or not days or fact.address in records.index.retracted:
            continue
        events.setdefault((sheet.id, *days), []).append(fact)
    lines = []
    for (sheet_id, first, last), facts in events.items():
        sheet = records.index.project.sheets[sheet_id]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(facts[0].address)}@{_text(_home(records))}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{_day(first)}",
            # The end is the day after; without one an event ends with its day.
            *([f"DTEND;VALUE=DATE:{_day(last + _DAY)}"] if last < dt.date.max else []),
            f"SUMMARY:{_text(sheet.name[language])}",
            f"DESCRIPTION:{_NEXT.join(_text(fact.text[language]) for fact in facts)}",
            *([f"URL:{records.url(sheet.url, language)}"] if records.site else []),
            "END:VEVENT",
        ]
    if not lines:
        return None
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Factsheet//Factsheet//EN"]
    return "\r\n".join(_folded(line) for line in [*head, *lines, "END:VCALENDAR"]) + "\r\n"


def _home(records: Records) -> str:
    """What tells this fact sheet's events from those of another in the same calendar."""
    return records.site.partition("://")[2].rstrip("/") or "factsheet"


def _day(day: dt.date) -> str:
    """A day with all four digits of its year, which `strftime` leaves out before the year 1000."""
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, "\\" + char)
    return " ".join(text.split())


def _folded(line: str) -> str:
    """A content line broken so that no part has more than 75 octets."""
    parts: list[str] = []
    part = ""
    for char in line:
        if len((part + char).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += char
    return "\r\n ".join([*parts, part])
