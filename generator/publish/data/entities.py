"""People, organizations, events and their relations as FollowTheMoney entities (JSON lines)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from generator.model import Kind, Sheet, SheetRef
from generator.publish.data.records import Records, known

_SCHEMATA = {Kind.PERSON: "Person", Kind.ORGANIZATION: "Organization", Kind.EVENT: "Event"}
_PARTIES = (Kind.PERSON, Kind.ORGANIZATION)


def entities(records: Records) -> str:
    """One entity a line; technologies have no schema there and are left out.

    Source: followthemoney.tech. A relation between two people or organizations is an
    `UnknownLink` whose role is the property and whose description is the fact.
    """
    return "".join(
        json.dumps(e, ensure_ascii=False, sort_keys=True) + "\n" for e in _entities(records)
    )


def _entities(records: Records) -> Iterator[dict[str, Any]]:
    project = records.index.project
    for seed in project.seeds.values():
        yield _entity(
            f"seed-{seed.id}",
            "Document",
            {
                "title": [seed.title],
                "language": [seed.language],
                "author": list(seed.authors),
                "publisher": [known(seed.publisher)],
                "sourceUrl": [seed.url],
            },
        )
    for sheet in project.sheets.values():
        schema = _SCHEMATA.get(sheet.kind)
        if schema:
            yield _entity(
                sheet.id,
                schema,
                {
                    "name": list(dict.fromkeys(sheet.name.values())),
                    "alias": list(sheet.aliases),
                    "summary": [f.text["en"] for f in sheet.facts if f.id in sheet.lead],
                    "sourceUrl": [records.url(sheet.url) if records.site else None],
                    "proof": [f"seed-{s}" for s in _sources(sheet)],
                    **(_dates(records, sheet) if sheet.kind is Kind.EVENT else {}),
                },
            )
    for sheet, fact in records.facts():
        if not isinstance(fact.value, SheetRef) or fact.address in records.index.retracted:
            continue
        other = project.sheets[fact.value.sheet]
        if sheet.kind in _PARTIES and other.kind in _PARTIES:
            label = project.vocabulary.properties[fact.property].label["en"]
            yield _entity(
                hashlib.sha1(fact.address.encode()).hexdigest(),
                "UnknownLink",
                {
                    "subject": [sheet.id],
                    "object": [other.id],
                    "role": [label],
                    "description": [fact.text["en"]],
                    "date": [_plain(fact.date.text)] if fact.date else [],
                },
            )


def _dates(records: Records, sheet: Sheet) -> dict[str, list[Any]]:
    """When an event was, as its facts that stand say: on a date, or from one to another."""
    found: dict[str, list[Any]] = {"date": [], "startDate": [], "endDate": []}
    for fact in sheet.facts:
        date = fact.dated
        if date is None or fact.address in records.index.retracted:
            continue
        if "/" not in date.text:
            found["date"].append(_plain(date.text))
            continue
        for name, end in zip(("startDate", "endDate"), date.ends, strict=True):
            found[name].append(_plain(end.text) if end else None)
    return {name: sorted({date for date in dates if date}) for name, dates in found.items()}


def _sources(sheet: Sheet) -> list[str]:
    return list(dict.fromkeys(c.seed for f in sheet.facts for c in f.citations))


def _plain(edtf: str) -> str | None:
    """A date that FollowTheMoney knows (a prefix of an ISO date), or None."""
    return edtf if re.fullmatch(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", edtf) else None


def _entity(name: str, schema: str, properties: dict[str, list[Any]]) -> dict[str, Any]:
    given = {k: [v for v in values if v] for k, values in properties.items()}
    return {"id": name, "schema": schema, "properties": {k: v for k, v in given.items() if v}}
