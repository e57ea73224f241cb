"""Measures the checks on labelled pairs of facts and quotes, and prints a table per class.

`python -m tests.labelled.measure` from the project's folder; nothing is written.

Each file beside this one holds cases of one class. A case is a document, a fact that it supports,
and under `broken` what changes to make the fact unsound in exactly one way: one sound pair and one
broken pair. The subjects are invented. A pair is *refused* when anything is found in it, errors
and warnings alike; the checks are the ones that every command runs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from generator.check.consistency import consistency
from generator.check.joined import join
from generator.check.verify import verify
from generator.dates import parse
from generator.diagnostics import Diagnostic, Severity
from generator.model import (
    Certainty,
    Citation,
    Derived,
    Display,
    Fact,
    Group,
    Kind,
    Place,
    Project,
    Property,
    Quantity,
    Role,
    Seed,
    Sheet,
    SheetRef,
    Value,
    ValueType,
    Vocabulary,
)
from generator.settings import QuoteRules

HERE = Path(__file__).parent
SEED = "seed"
_TEXT, _QUANTITY, _SHEET, _DATE = (
    ValueType.TEXT,
    ValueType.QUANTITY,
    ValueType.SHEET,
    ValueType.DATE,
)
_PROPERTIES = {
    "description": ("Description", _TEXT),
    "place": ("Place", _TEXT),
    "count": ("Number", _QUANTITY),
    "price": ("Price", _QUANTITY),
    "spending": ("Spending", _QUANTITY),
    "duration": ("Duration", _QUANTITY),
    "share-price-change": ("Share price change", _QUANTITY),
    "market-value-change": ("Market value change", _QUANTITY),
    "employer": ("Employer", _SHEET),
    "occurred": ("Date", _DATE),
}


@dataclass(frozen=True)
class Pair:
    """A fact with its document, sound or broken in one way."""

    kind: str
    id: str
    sound: bool
    fields: Mapping[str, Any]
    rules: tuple[str, ...]
    held_out: bool


@dataclass
class Row:
    """What came of a class of pairs; `caught` counts only what the class's own rules find."""

    title: str
    broken: int = 0
    caught: int = 0
    sound: int = 0
    refused: int = 0
    warned: int = 0

    def add(self, pair: Pair, found: list[Diagnostic]) -> None:
        """Counts a pair in."""
        if pair.sound:
            self.sound += 1
            self.refused += any(d.severity is Severity.ERROR for d in found)
            self.warned += bool(found) and all(d.severity is Severity.WARNING for d in found)
        else:
            self.broken += 1
            self.caught += any(d.rule in pair.rules for d in found)


def pairs() -> Iterator[Pair]:
    """Every labelled pair."""
    for path in sorted(HERE.glob("*.yml")):
        file = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        for case in file.get("cases", ()):
            base = {key: value for key, value in case.items() if key != "broken"}
            rules = tuple(file["rules"])
            held = case.get("held_out") == "true"
            broken = base | case["broken"]
            yield Pair(file["title"], case["id"], True, base, rules, held)
            yield Pair(file["title"], case["id"], False, broken, rules, held)


def findings(pair: Pair) -> list[Diagnostic]:
    """Everything that the checks find in a pair."""
    project = _project(pair.fields)
    verified = verify(project, QuoteRules())
    return [*verified.found, *consistency(join(project, verified))]


def measured() -> list[Row]:
    """The outcome per class, then of all pairs, and of those among them that were held out."""
    rows: dict[str, Row] = {}
    total, held = Row("**All**"), Row("Of these held out")
    for pair in pairs():
        found = findings(pair)
        kind = rows.setdefault(pair.kind, Row(pair.kind))
        for row in (kind, total, held) if pair.held_out else (kind, total):
            row.add(pair, found)
    return [*rows.values(), total, held]


def table(rows: list[Row]) -> str:
    """The outcome as a Markdown table."""
    lines = [
        "| Class | broken | caught | share | sound | wrongly refused | wrongly warned |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        lines.append(
            f"| {row.title} | {row.broken} | {row.caught} | {row.caught / row.broken:.0%} "
            f"| {row.sound} | {row.refused} | {row.warned} |"
        )
    return "\n".join(lines)


# --- a pair as a project ----------------------------------------------------------------------


def _project(fields: Mapping[str, Any]) -> Project:
    sheets = {sheet.id: sheet for sheet in _subjects()}
    fact = _fact(fields)
    sheets[fact.sheet] = replace(sheets[fact.sheet], facts=(fact,))
    properties = {
        name: Property(name, {"en": label, "fr": label}, type_, "all")
        for name, (label, type_) in _PROPERTIES.items()
    }
    vocabulary = Vocabulary((Group("all", {"en": "All", "fr": "Tout"}),), properties)
    return Project(vocabulary, {SEED: _seed(fields)}, sheets, {}, {})


@cache
def _subjects() -> tuple[Sheet, ...]:
    file = yaml.load((HERE / "subjects.yml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return tuple(
        Sheet(
            name,
            Kind(s["kind"]),
            _words(s["name"]),
            tuple(s["aliases"]),
            (),
            (),
            Place("subjects.yml"),
        )
        for name, s in file["subjects"].items()
    )


def _seed(fields: Mapping[str, Any]) -> Seed:
    roles = []
    for role, ranges in fields.get("roles", {}).items():
        for lines in ranges:
            first, _, last = lines.partition("-")
            roles.append((int(first), int(last or first), Role(role)))
    unknown = parse("unknown")
    return Seed(
        SEED,
        "A document",
        fields["language"],
        "unknown",
        "unknown",
        unknown,
        None,
        "0" * 64,
        Display.FULL,
        fields["source"],
        "seeds/seed.txt",
        Place("seeds/seed.yml"),
        roles=tuple(roles),
    )


def _fact(fields: Mapping[str, Any]) -> Fact:
    place = Place("facts/case.yml")
    citations = fields.get("citations") or [
        {key: fields[key] for key in ("quote", "prefix", "suffix") if key in fields}
    ]
    name = fields.get("property", "description")
    attributed = fields.get("attributed_to", "~")
    date = fields.get("date", "~")
    return Fact(
        id="claim",
        sheet=fields["sheet"],
        property=name,
        text=_words(fields["text"]),
        certainty=Certainty(fields.get("certainty", "stated")),
        place=place,
        citations=tuple(
            Citation(SEED, c["quote"], place, c.get("prefix"), c.get("suffix")) for c in citations
        ),
        value=_value(fields["value"], _PROPERTIES[name][1]) if "value" in fields else None,
        date=None if date == "~" else parse(date),
        attributed_to=None if attributed == "~" else attributed,
        derived=tuple(
            Derived(d["value"], _words(d["how"]), place) for d in fields.get("derived", ())
        ),
        answers=MappingProxyType(dict(fields.get("answers", {}))),
    )


def _value(value: Any, type_: ValueType) -> Value:
    if type_ is _QUANTITY:
        unit = value.get("unit")
        return Quantity(
            value["amount"],
            value.get("scale"),
            MappingProxyType(unit) if isinstance(unit, dict) else unit,
            value.get("currency"),
            value.get("approximate") == "true",
        )
    if type_ is _SHEET:
        return SheetRef(value)
    return parse(value) if type_ is _DATE else _words(value)


def _words(text: Any) -> Mapping[str, str]:
    return MappingProxyType(text if isinstance(text, dict) else {"en": text, "fr": text})


def main() -> None:
    """Prints the table; with `-v`, first every pair that came out wrong."""
    if "-v" in sys.argv[1:]:
        for pair in pairs():
            found = findings(pair)
            caught = any(d.rule in pair.rules for d in found)
            if (pair.sound and found) or not (pair.sound or caught):
                print(f"{'sound' if pair.sound else 'broken'}: {pair.kind}: {pair.id}")
                for d in found:
                    print(f"    {d.rule}: {d.message}")
    print(table(measured()))


if __name__ == "__main__":
    main()
