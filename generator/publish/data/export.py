"""Writes every data format into a folder, with checksums; nothing depends on the clock."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from generator.model import LANGUAGES, Index
from generator.publish import checksums
from generator.publish.data import verify_evidence
from generator.publish.data.bibliography import bibtex, csl
from generator.publish.data.calendar import icalendar
from generator.publish.data.entities import entities
from generator.publish.data.linked import json_ld
from generator.publish.data.records import Records, evidence
from generator.publish.data.schema import project_schema
from generator.publish.data.sqlite import datasette, write_database
from generator.publish.data.tables import FIELDS, csv_text, package
from generator.publish.data.workbook import write_workbook
from generator.settings import Settings


def export(index: Index, settings: Settings, folder: Path, pages: Path | None = None) -> list[Path]:
    """Writes all formats.

    Args:
        folder: made if it is not there.
        pages: the site beside whose pages each sheet's own file is written; the folder itself,
            in the same way, if None.

    Returns:
        the files, in order of name, `SHA256SUMS` last.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    records = Records(index, settings)
    project = records.project()
    texts = {
        "factsheet.json": _json(project),
        "factsheet.schema.json": _json(project_schema()),
        "factsheet.jsonld": json_ld(records),
        "entities.ftm.jsonl": entities(records),
        "sources.bib": bibtex(records),
        "sources.csl.json": csl(records),
        "evidence.json": _json(_evidence(project)),
        "datasette.json": datasette(records),
        "verify.py": Path(verify_evidence.__file__).read_text("utf-8"),
        "tables/datapackage.json": package(records),
        **{f"tables/{table}.csv": csv_text(records, table) for table in FIELDS},
    }
    for language in LANGUAGES:
        calendar = icalendar(records, language, build_time())
        if calendar is not None:
            texts[f"events.{language}.ics"] = calendar
    targets = {folder / name: text for name, text in texts.items()}
    for sheet, record in zip(index.project.sheets.values(), project["sheets"], strict=True):
        targets[(pages or folder) / sheet.data_url] = _json(record)
    for path, text in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    write_database(records, folder / "factsheet.sqlite")
    write_workbook(records, folder / "factsheet.xlsx", build_time())
    files = sorted([*targets, folder / "factsheet.sqlite", folder / "factsheet.xlsx"])
    return [*files, checksums.write(folder, files)]


def build_time() -> dt.datetime:
    """SOURCE_DATE_EPOCH as a time in UTC; the epoch itself when it is not set."""
    return dt.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), dt.UTC)


def _evidence(project: dict[str, Any]) -> dict[str, Any]:
    """Each fact with its passages, offsets and digests, as the script beside it verifies them."""
    bundle = {
        "version": verify_evidence.VERSION,
        "build": "",
        "seeds": {
            seed["id"]: {name: seed[name] for name in verify_evidence.SEED}
            for seed in project["seeds"]
        },
        "facts": [evidence(fact) for sheet in project["sheets"] for fact in sheet["facts"]],
    }
    return {**bundle, "build": verify_evidence.build(bundle)}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
