"""The labelled pairs: how many broken ones are caught, how many sound ones refused."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from labelled.measure import HERE, Pair, Row, measured, pairs, table

from generator import pipeline
from generator.diagnostics import Diagnostic


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return measured()


def test_there_are_enough_in_both_languages() -> None:
    every = list(pairs())
    assert len(every) >= 300
    assert sum(pair.sound for pair in every) * 2 == len(every)
    french = sum(pair.fields["language"] == "fr" for pair in every)
    assert 0.4 <= french / len(every) <= 0.6
    assert len({(pair.kind, pair.id, pair.sound) for pair in every}) == len(every)


def test_no_class_is_caught_less_than_nine_times_in_ten(rows: list[Row]) -> None:
    assert all(row.caught >= 0.9 * row.broken for row in rows), table(rows)


def test_the_documentation_gives_these_figures(rows: list[Row]) -> None:
    page = HERE.parent.parent / "docs/reference/accuracy.md"
    assert table(rows).strip() in page.read_text("utf-8"), table(rows)


def test_few_sound_pairs_are_refused(rows: list[Row]) -> None:
    total = rows[-2]
    assert total.refused + total.warned <= 0.02 * total.sound, table(rows)


def test_the_table_has_a_line_per_class(rows: list[Row]) -> None:
    assert table(rows).count("\n") == 1 + len(rows)
    assert len(rows) == 2 + sum(1 for path in HERE.glob("*.yml") if path.stem != "subjects")


# --- planted into files -----------------------------------------------------------------------


def test_a_planted_pair_is_refused_in_its_file_and_lines(project: Path) -> None:
    """All broken pairs as facts of one project: each is refused where it stands, with a reason."""
    broken = [pair for pair in pairs() if not pair.sound]
    lines = _plant(project, broken)
    found: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in pipeline.check(project).diagnostics:
        found[diagnostic.place.path].append(diagnostic)
    missed = []
    for pair, (path, first, last) in zip(broken, lines, strict=True):
        hits = [d for d in found[path] if first <= d.place.line < last and d.rule in pair.rules]
        assert all(d.message.endswith(".") and d.place.column for d in hits)
        if not hits:
            missed.append(pair.id)
    assert len(missed) <= 0.02 * len(broken), missed


def _plant(project: Path, broken: list[Pair]) -> list[tuple[str, int, int]]:
    """Writes pairs as files; tells for each its file and the lines from its first to the next's."""
    subjects = yaml.load((HERE / "subjects.yml").read_text("utf-8"), Loader=yaml.BaseLoader)
    folders = {
        "person": "people",
        "organization": "organizations",
        "technology": "technologies",
        "event": "events",
    }
    vocabulary = yaml.safe_load((project / "facts/vocabulary.yml").read_text("utf-8"))
    group = vocabulary["groups"][0]["id"]
    for name, type_ in (
        ("count", "quantity"),
        ("price", "quantity"),
        ("spending", "quantity"),
        ("duration", "quantity"),
        ("share-price-change", "quantity"),
        ("market-value-change", "quantity"),
        ("employer", "sheet"),
        ("occurred", "date"),
        ("place", "text"),
        ("description", "text"),
    ):
        vocabulary["properties"][name] = {
            "label": {"en": name, "fr": name},
            "type": type_,
            "group": group,
            "single": "false",
        }
    (project / "facts/vocabulary.yml").write_text(
        yaml.safe_dump(vocabulary, allow_unicode=True, sort_keys=False), "utf-8"
    )
    texts = {name: _head(subject) for name, subject in subjects["subjects"].items()}
    places: list[tuple[str, int, int]] = []
    for number, pair in enumerate(broken):
        sheet = pair.fields["sheet"]
        _write_seed(project, f"case-{number}", pair.fields)
        first = texts[sheet].count("\n") + 1
        texts[sheet] += _fact(f"case-{number}", pair.fields)
        path = f"facts/{folders[subjects['subjects'][sheet]['kind']]}/{sheet}.yml"
        places.append((path, first, texts[sheet].count("\n") + 1))
    for name, subject in subjects["subjects"].items():
        target = project / "facts" / folders[subject["kind"]] / f"{name}.yml"
        target.parent.mkdir(exist_ok=True)
        target.write_text(
            texts[name]
            if "- id:" in texts[name]
            else texts[name].replace("facts:\n", "facts: []\n"),
            "utf-8",
        )
    return places


def _head(subject: dict[str, Any]) -> str:
    fields = {key: subject[key] for key in ("kind", "name", "aliases")}
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False) + "facts:\n"


def _fact(seed: str, fields: Any) -> str:
    citations = fields.get("citations") or [
        {key: fields[key] for key in ("quote", "prefix", "suffix") if key in fields}
    ]
    fact = {
        "id": seed,
        "property": fields.get("property", "description"),
        "certainty": fields.get("certainty", "stated"),
        "citations": [{"seed": seed, **citation} for citation in citations],
    }
    for key in ("value", "date", "text", "attributed_to", "derived", "answers"):
        if fields.get(key, "~") != "~":
            fact[key] = seed if fields[key] == "seed" else fields[key]
    lines = yaml.safe_dump([fact], allow_unicode=True, sort_keys=False, width=1000).splitlines()
    return "".join(f"  {line}\n" for line in lines)


def _write_seed(project: Path, name: str, fields: Any) -> None:
    text = fields["source"].encode("utf-8")
    (project / f"seeds/{name}.txt").write_bytes(text)
    metadata = {
        "id": name,
        "title": name,
        "language": fields["language"],
        "sha256": hashlib.sha256(text).hexdigest(),
        "roles": fields.get("roles", {}),
    }
    (project / f"seeds/{name}.yml").write_text(
        yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False), "utf-8"
    )
