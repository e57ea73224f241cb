"""CSV tables, safe in a spreadsheet, with a Frictionless data package that describes them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from generator.dates import Date
from generator.editorial import Reviewed
from generator.model import Quantity, SheetRef
from generator.publish.data.records import Records, known

Row = tuple[Any, ...]

# Table → (field, type, description). The first field is the key where `id` or `address`.
FIELDS: dict[str, list[tuple[str, str, str]]] = {
    "sheets": [
        ("id", "string", "Id of the sheet."),
        ("kind", "string", "person, organization, technology or event."),
        ("name_en", "string", "Name in English."),
        ("name_fr", "string", "Name in French."),
        ("aliases", "string", "Other forms of the name, separated by `|`."),
        ("url", "string", "Address of the page."),
    ],
    "facts": [
        ("address", "string", "The fact's address, `sheet#fact`."),
        ("sheet", "string", "Id of its sheet."),
        ("property", "string", "What it asserts."),
        ("text_en", "string", "The assertion in English."),
        ("text_fr", "string", "The assertion in French."),
        ("certainty", "string", "stated, reported, predicted or opinion."),
        ("attributed_to", "string", "Whose words: id of a sheet or source."),
        ("date", "string", "EDTF."),
        ("amount", "string", "Amount of a quantity."),
        ("scale", "string", "Its scale; a billion is 10⁹."),
        ("unit", "string", "Its unit, in English."),
        ("currency", "string", "ISO 4217."),
        ("retracted", "boolean", "Whether it was withdrawn after it was published."),
        ("url", "string", "Permalink."),
    ],
    "citations": [
        ("fact", "string", "Address of the fact."),
        ("position", "integer", "Position among the fact's citations, from 1."),
        ("seed", "string", "Id of the source."),
        ("quote", "string", "The quote as the editor wrote it."),
        ("verdict", "string", "exact, typographic or edited."),
        ("start", "integer", "Offset of the first character in the source."),
        ("end", "integer", "Offset after the last character."),
        ("line", "integer", "Line of the source, from 1."),
        ("role", "string", "Part of the document: body, headline …"),
        ("url", "string", "Address of the passage."),
    ],
    "seeds": [
        ("id", "string", "Id of the source."),
        ("title", "string", "Its own title."),
        ("language", "string", "BCP 47."),
        ("publisher", "string", "Empty where the document does not show it."),
        ("author", "string", "Likewise; several separated by `|`."),
        ("published", "string", "EDTF, likewise."),
        ("as_of", "string", "EDTF date against which it speaks, likewise."),
        ("sha256", "string", "Checksum of its bytes."),
        ("url", "string", "Address of its page."),
    ],
    "relations": [
        ("fact", "string", "Address of the fact."),
        ("source", "string", "Id of the sheet it stands on."),
        ("property", "string", "How the two are related."),
        ("target", "string", "Id of the other sheet."),
        ("certainty", "string", "stated, reported, predicted or opinion."),
    ],
    "dates": [
        ("fact", "string", "Address of the fact."),
        ("edtf", "string", "The date."),
        ("earliest", "date", "First day it may mean; empty where open or unknown."),
        ("latest", "date", "Last day it may mean, likewise."),
        ("approximate", "boolean", "Whether the source says about."),
        ("uncertain", "boolean", "Whether it is in doubt."),
    ],
    "corrections": [
        ("fact", "string", "Address of the fact."),
        ("kind", "string", "typo, clarification, correction or retraction."),
        ("date", "date", "Day of the correction."),
        ("was_en", "string", "What was said before, in English."),
        ("was_fr", "string", "The same in French."),
        ("now_en", "string", "What is said now, in English; empty where it was withdrawn."),
        ("now_fr", "string", "The same in French."),
        ("why_en", "string", "Why, in English."),
        ("why_fr", "string", "Why, in French."),
    ],
    "reviews": [
        ("fact", "string", "Address of the fact."),
        ("by", "string", "Who compared it with its sources, and did not write it."),
        ("date", "date", "The day."),
    ],
}
REFERENCES = {
    ("facts", "sheet"): ("sheets", "id"),
    ("citations", "fact"): ("facts", "address"),
    ("citations", "seed"): ("seeds", "id"),
    ("relations", "fact"): ("facts", "address"),
    ("relations", "source"): ("sheets", "id"),
    ("relations", "target"): ("sheets", "id"),
    ("dates", "fact"): ("facts", "address"),
    ("corrections", "fact"): ("facts", "address"),
    ("reviews", "fact"): ("facts", "address"),
}
KEYS = {"sheets": "id", "facts": "address", "seeds": "id"}
# Spreadsheets pass over what stands before a formula and is not seen; those of East Asia take a
# full-width sign for the plain one.
_FORMULA = re.compile("[\t\r\n]|[\\s\u00ad\u200b-\u200f\u2060]*[-=+@＝＋－＠]")


def rows(records: Records, table: str) -> Iterator[Row]:
    """The rows of a table, in the order of `FIELDS`."""
    project = records.index.project
    if table == "sheets":
        for s in project.sheets.values():
            yield (
                s.id,
                s.kind.value,
                s.name["en"],
                s.name["fr"],
                "|".join(s.aliases),
                records.url(s.url),
            )
    elif table == "seeds":
        for d in project.seeds.values():
            yield (
                d.id,
                d.title,
                d.language,
                known(d.publisher),
                "|".join(d.authors) or None,
                known(d.published.text),
                d.as_of.date.text if d.as_of else None,
                d.sha256,
                records.url(f"sources/{d.id}/"),
            )
    elif table == "corrections":
        for entry in project.corrections:
            now = entry.now or {}
            yield (
                entry.fact,
                entry.kind.value,
                entry.date,
                entry.was["en"],
                entry.was["fr"],
                now.get("en"),
                now.get("fr"),
                entry.why["en"],
                entry.why["fr"],
            )
    elif table == "reviews":
        for _, fact in records.facts():
            for review in records.index.reviewed.get(fact.address, Reviewed()).standing:
                yield fact.address, review.by, review.date
    else:
        withdrawn = records.index.retracted
        for sheet, fact in records.facts():
            if table == "facts":
                q = fact.value if isinstance(fact.value, Quantity) else None
                unit = q.unit if q else None
                yield (
                    fact.address,
                    sheet.id,
                    fact.property,
                    fact.text["en"],
                    fact.text["fr"],
                    fact.certainty.value,
                    fact.attributed_to,
                    fact.date.text if fact.date else None,
                    q.amount if q else None,
                    q.scale if q else None,
                    unit if unit is None or isinstance(unit, str) else unit["en"],
                    q.currency if q else None,
                    fact.address in withdrawn,
                    records.url(f"{sheet.url}#{fact.id}"),
                )
            elif table == "citations":
                for n, p in enumerate(records.index.passages[fact.address], 1):
                    yield (
                        fact.address,
                        n,
                        p.citation.seed,
                        p.citation.quote,
                        p.verdict.value,
                        p.start,
                        p.end,
                        p.line,
                        p.role.value,
                        records.url(f"sources/{p.citation.seed}/#p_{p.start}"),
                    )
            elif table == "relations":
                if isinstance(fact.value, SheetRef) and fact.address not in withdrawn:
                    yield (
                        fact.address,
                        sheet.id,
                        fact.property,
                        fact.value.sheet,
                        fact.certainty.value,
                    )
            elif fact.address not in withdrawn:
                for date in (fact.date, fact.value if isinstance(fact.value, Date) else None):
                    if date is not None:
                        yield (
                            fact.address,
                            date.text,
                            _day(date.earliest),
                            _day(date.latest),
                            date.approximate,
                            date.uncertain,
                        )


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def csv_text(records: Records, table: str) -> str:
    """A table as CSV (RFC 4180, UTF-8).

    A cell that a spreadsheet would run as a formula begins with an apostrophe; to read it back,
    remove an apostrophe before `=`, `+`, `-`, `@` (also of full width, or behind spaces and what
    is not seen), a tab or a line break.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _, _ in FIELDS[table]])
    for row in rows(records, table):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and _FORMULA.match(value) and not _is_number(value):
        return "'" + value
    return value


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdecimal() and text[0] in "+-"


def package(records: Records) -> str:
    """The `datapackage.json` that describes the tables and how they refer to each other."""
    resources = []
    for table, fields in FIELDS.items():
        schema: dict[str, Any] = {
            "fields": [{"name": n, "type": t, "description": d} for n, t, d in fields],
            "missingValues": [""],
        }
        if table in KEYS:
            schema["primaryKey"] = KEYS[table]
        keys = [
            {"fields": field, "reference": {"resource": to, "fields": key}}
            for (frm, field), (to, key) in REFERENCES.items()
            if frm == table
        ]
        if keys:
            schema["foreignKeys"] = keys
        resources.append(
            {
                "name": table,
                "path": f"{table}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema,
            }
        )
    return (
        json.dumps(
            {
                "profile": "tabular-data-package",
                "name": "factsheet",
                "title": records.title["en"],
                "resources": resources,
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )
