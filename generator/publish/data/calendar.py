"""The events whose day is certain as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt

from generator.dates import Date
from generator.dates import Kind as Precision
from generator.model import Kind
from generator.publish.data.records import Records


def icalendar(records: Records, language: str, stamp: dt.datetime) -> str | None:
    """A calendar of the events that a source dates to the day; None when there is none.

    A year or a month is no day: an event of "2018" is left out, since a calendar would show it as
    lasting all year.
    """
    lines = []
    for sheet, fact in records.facts():
        date = fact.value
        if sheet.kind is not Kind.EVENT or not isinstance(date, Date):
            continue
        if fact.address in records.index.retracted:
            continue
        if date.kind is not Precision.DAY or date.approximate or date.uncertain:
            continue
        assert date.earliest is not None
        lines += [
            "BEGIN:VEVENT",
            f"UID:{fact.address}@factsheet",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{date.earliest:%Y%m%d}",
            f"DTEND;VALUE=DATE:{date.earliest + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(sheet.name[language])}",
            f"DESCRIPTION:{_text(fact.text[language])}",
            *([f"URL:{records.url(sheet.url)}"] if records.site else []),
            "END:VEVENT",
        ]
    if not lines:
        return None
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Factsheet//Factsheet//EN"]
    return "\r\n".join(_folded(line) for line in [*head, *lines, "END:VCALENDAR"]) + "\r\n"


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
