"""Projects that are heavy in one way keep the promise of time and memory, and say what is too much.

`shapes.yml` holds them, `shapes.py` lays and measures them. The long profile tries every one, with
every command that it concerns; the ordinary one those that are quick.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import SHAPES

from generator.check.dating import Dates
from generator.check.figures import Figure, Figures, slip
from generator.check.sentences import sentences_of
from generator.pipeline import check
from generator.text import most_sentences

LONG = bool(os.environ.get("FACTSHEET_LONG"))
MEBIBYTES = 1024
SECONDS = {"check": 10, "json": 10, "sarif": 10, "diff": 20, "build": 60, "export": 60}
"""Of processor time, by command: the promise for checking, more for publishing what it accepts."""

TYPESETTING = 300
"""Each document has `limits.typesetting_seconds`; a project has two."""

Lines = dict[str, list[dict[str, Any]]]
CHOSEN = [name for name, shape in SHAPES.items() if LONG or not shape.get("long")]


@pytest.fixture(scope="session")
def lines() -> Lines:
    """What each command makes of each shape: one process that copies itself for each."""
    here = Path(__file__).parent
    program = [sys.executable, "-m", "tests.shapes"]
    command = [] if LONG else ["--command", "check"]
    done = subprocess.run(
        [*program, "--json", "--seconds", str(TYPESETTING), *command, *CHOSEN],
        capture_output=True,
        text=True,
        check=False,
        cwd=here.parent,
        # What is measured is the program, not what measures how much of it is reached.
        env={name: it for name, it in os.environ.items() if not name.startswith("COVERAGE")},
    )
    assert done.returncode == 0, done.stderr
    found: Lines = {}
    for line in map(json.loads, done.stdout.splitlines()):
        found.setdefault(line["shape"], []).append(line)
    return found


def test_there_are_enough_of_them() -> None:
    assert len(SHAPES) >= 100
    assert len([name for name in SHAPES if not SHAPES[name].get("long")]) >= 60


@pytest.mark.parametrize("name", CHOSEN)
def test_a_shape_keeps_the_promise(name: str, lines: Lines) -> None:
    for line in lines[name]:
        assert line["exit"] in (0, 1), line
        assert not line["traceback"], line
        assert line["mebibytes"] <= MEBIBYTES, line
        assert line["seconds"] <= SECONDS.get(line["command"], TYPESETTING), line
        if line["command"] == "diff":
            continue  # it compares what is refused too
        assert line["file"] or line["exit"] == 0, line
        finds = SHAPES[name].get("finds")
        assert finds is None or bool(line["exit"]) == finds, line


@given(st.text(st.sampled_from('aB1é. !?([\\"-\n؟。။'), max_size=300))
def test_no_text_has_more_sentences_than_are_counted(text: str) -> None:
    """The limit holds for what will be cut: a text with more is refused before that."""
    assert len(sentences_of(text, "en")) <= most_sentences(text) + 1


DATES = st.from_regex(r"\A(?:19|20)[0-9X]{2}(?:-[0X][1-9X](?:-[0X][1-9X])?)?\Z")


@given(st.lists(DATES, max_size=8), DATES)
def test_dates_are_compared_as_character_with_character(dates: list[str], asked: str) -> None:
    def says(precise: str, vague: str) -> bool:
        pairs = zip(precise, vague, strict=False)
        return len(precise) >= len(vague) and all(v in ("X", p) for p, v in pairs)

    known = Dates(dates)
    assert known.stand(asked) == any(says(date, asked) for date in dates)
    assert known.vaguer(asked) == next((date for date in dates if says(asked, date)), None)


FIGURES = st.builds(
    Figure,
    words=st.just(""),
    value=st.sampled_from([Decimal(n) for n in (0, 1, 5, 10, 50, 100, 300, 500, 1000)]),
    currency=st.sampled_from([None, "EUR", "USD"]),
    percent=st.booleans(),
    unit=st.sampled_from([None, "length-meter", "length-foot"]),
    vague=st.booleans(),
    approximate=st.booleans(),
    ordinal=st.booleans(),
    trend=st.sampled_from([-1, 0, 1]),
    signed=st.booleans(),
)


@given(st.lists(FIGURES, max_size=20), FIGURES)
def test_figures_are_compared_as_each_with_each(found: list[Figure], claim: Figure) -> None:
    miss, nearest = Figures(found).slip(claim)
    wanted, _ = slip(claim, found)
    assert miss == wanted
    assert nearest is None or slip(claim, [nearest])[0] == wanted


def test_a_vague_figure_is_compared_with_no_more_when_there_are_more() -> None:
    def compared(size: int) -> int:
        known = Figures(Figure(str(n), Decimal(n)) for n in range(1, size))
        return len(known._stood_for(Figure("hundreds", Decimal(100), vague=True)))

    assert compared(2000) == compared(400) < 4


def test_a_sheet_has_so_many_findings_at_most(project: Path) -> None:
    figures = ", ".join(map(str, range(100, 1400)))
    (project / "facts/technologies/s.yml").write_text(
        "kind: technology\nname: S\nfacts:\n  - id: f\n    property: description\n"
        "    certainty: stated\n"
        f"    text: {{en: 'It has {figures[:4900]}.', fr: 'Il a {figures[:4900]}.'}}\n"
        "    citations: [{seed: example, quote: Factsheet is a free program}]\n",
        "utf-8",
    )
    found = [d for d in check(project).diagnostics if d.place.path.endswith("/s.yml")]
    assert len(found) == 1001
    assert [d.rule for d in found].count("limit") == 1
