"""Projects that are heavy in one way keep the promise of time and memory, and say what is too much.

`shapes.yml` holds them, `shapes.py` lays and measures them. The long profile tries every one, with
every command that it concerns; the ordinary one those that are quick.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from shapes import SHAPES

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
