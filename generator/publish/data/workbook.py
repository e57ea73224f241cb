"""The tables as one workbook (Office Open XML), which a double click opens as it is meant.

A spreadsheet guesses the letters, the separators and the types of CSV from the language of its
machine. A workbook leaves it nothing to guess: accents, columns, and text that is no formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain, count, islice
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from generator.publish.data.records import Records
from generator.publish.data.tables import FIELDS, rows

_MOST_ROWS = 1_000_000  # a sheet has 1,048,576
_MOST_CHARACTERS = 32_767  # of a cell, in units of UTF-16
_WIDTHS = {"boolean": 10, "integer": 10, "date": 12}
_WIDE = ("text_", "quote", "title", "was_", "now_", "why_")


def write_workbook(records: Records, target: Path, stamp: dt.datetime) -> None:
    """Writes the workbook; the same input gives the same bytes.

    Args:
        stamp: when it says that it was made.
    """
    target.unlink(missing_ok=True)
    book = Workbook(
        str(target),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": records.title["en"], "created": stamp.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    for table, fields in FIELDS.items():
        for name, held in _sheets(table, rows(records, table)):
            sheet = book.add_worksheet(name)
            for column, (field, type_, _) in enumerate(fields):
                width = 60 if field.startswith(_WIDE) else _WIDTHS.get(type_, 24)
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, field, bold)
            sheet.freeze_panes(1, 0)
            last = 0
            for last, row in enumerate(held, 1):
                for column, value in enumerate(row):
                    _write(sheet, last, column, value)
            sheet.autofilter(0, 0, last, len(fields) - 1)
    book.close()


def _sheets(table: str, all_rows: Iterator[Any]) -> Iterator[tuple[str, Iterator[Any]]]:
    """A table as one sheet, or as several where it has more rows than one holds."""
    for number in count(1):
        first = next(all_rows, None)
        if first is None and number > 1:
            return
        held = [] if first is None else chain([first], islice(all_rows, _MOST_ROWS - 1))
        yield (table if number == 1 else f"{table} {number}"), iter(held)


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, _fitting(str(value)))


def _fitting(text: str) -> str:
    """A text as long as a cell holds; a longer one ends with “…”."""
    if len(text) * 2 <= _MOST_CHARACTERS:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MOST_CHARACTERS:
        return text
    return units[: 2 * (_MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"
