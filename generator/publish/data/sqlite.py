"""The tables as an SQLite database with full-text search, and what Datasette is told of it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from generator.publish.data.records import Records
from generator.publish.data.tables import FIELDS, KEYS, REFERENCES, rows

_LABELS = {"sheets": "name_en", "facts": "text_en", "seeds": "title"}
"""What a row is called where another refers to it."""

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}


def write_database(records: Records, target: Path) -> None:
    """Writes the database; the same input gives the same bytes."""
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    try:
        for table, fields in FIELDS.items():
            columns = [f'"{name}" {_TYPES.get(type_, "TEXT")}' for name, type_, _ in fields]
            if table in KEYS:
                columns.append(f'PRIMARY KEY ("{KEYS[table]}")')
            columns += [
                f'FOREIGN KEY ("{field}") REFERENCES "{to}" ("{key}")'
                for (frm, field), (to, key) in REFERENCES.items()
                if frm == table
            ]
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(columns)})')
        for table in sorted(FIELDS, key=lambda name: name not in KEYS):
            marks = ", ".join("?" * len(FIELDS[table]))
            connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows(records, table))
        connection.execute(
            "CREATE VIRTUAL TABLE facts_fts USING fts5(text_en, text_fr, content='facts', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        connection.execute("INSERT INTO facts_fts (facts_fts) VALUES ('rebuild')")
        for table, field in REFERENCES:
            connection.execute(f'CREATE INDEX "{table}_{field}" ON "{table}" ("{field}")')
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def datasette(records: Records) -> str:
    """The metadata with which Datasette shows the database: titles, columns, labels, search."""
    tables: dict[str, Any] = {}
    for table, fields in FIELDS.items():
        tables[table] = {"columns": {name: words for name, _, words in fields}}
        if table in _LABELS:
            tables[table]["label_column"] = _LABELS[table]
    tables["facts"] |= {"fts_table": "facts_fts", "fts_pk": "rowid"}
    data = {
        "title": records.title["en"],
        **({"source_url": records.site} if records.site else {}),
        "databases": {"factsheet": {"tables": tables}},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
