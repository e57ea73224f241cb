"""The tables as an SQLite database with full-text search, ready for Datasette."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from generator.publish.data.records import Records
from generator.publish.data.tables import _KEYS, _REFERENCES, FIELDS, rows

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}


def write_database(records: Records, target: Path) -> None:
    """Writes the database; the same input gives the same bytes."""
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    try:
        for table, fields in FIELDS.items():
            columns = [f'"{name}" {_TYPES.get(type_, "TEXT")}' for name, type_, _ in fields]
            if table in _KEYS:
                columns.append(f'PRIMARY KEY ("{_KEYS[table]}")')
            columns += [
                f'FOREIGN KEY ("{field}") REFERENCES "{to}" ("{key}")'
                for (frm, field), (to, key) in _REFERENCES.items()
                if frm == table
            ]
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(columns)})')
        for table in ("sheets", "seeds", "facts", "citations", "relations", "dates"):
            marks = ", ".join("?" * len(FIELDS[table]))
            connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows(records, table))
        connection.execute(
            "CREATE VIRTUAL TABLE facts_fts USING fts5(text_en, text_fr, content='facts', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        connection.execute("INSERT INTO facts_fts (facts_fts) VALUES ('rebuild')")
        for table, field in _REFERENCES:
            connection.execute(f'CREATE INDEX "{table}_{field}" ON "{table}" ("{field}")')
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()
