"""The command as a user runs it: exit codes, output, help, and no traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import main
from generator.read.schema import SHAPES


def run(
    *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
    )


def test_a_clean_project_exits_0_and_says_what_was_checked(project: Path) -> None:
    result = run("-C", str(project), "check")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "3 quotes: 3 exact, 0 typographic, 0 edited, 0 ambiguous, 0 absent" in result.stdout
    assert "No findings." in result.stdout


def test_a_broken_quote_exits_1_naming_its_line(project: Path) -> None:
    sheet = project / "facts/technologies/factsheet.yml"
    sheet.write_text(
        sheet.read_text("utf-8").replace("free program that turns", "free tool that turns"), "utf-8"
    )
    result = run("-C", str(project), "check")
    assert result.returncode == 1
    assert re.search(
        r"^facts/technologies/factsheet.yml:15:16: error: .*\[quote-not-found\]$",
        result.stdout,
        re.MULTILINE,
    )
    assert "“tool” → “program”" in result.stdout


def test_all_problems_are_reported_in_one_run(project: Path) -> None:
    sheet = project / "facts/technologies/factsheet.yml"
    text = sheet.read_text("utf-8")
    sheet.write_text(
        text.replace("free program that", "fre program that").replace("100 %", "101 %"), "utf-8"
    )
    (project / "facts/technologies/Bad Name.yml").write_text("kind: x\n", "utf-8")
    result = run("-C", str(project), "check", "--format", "json")
    report = json.loads(result.stdout)
    assert result.returncode == 1
    assert report["summary"]["errors"] == len(report["diagnostics"]) >= 4
    for found in report["diagnostics"]:
        assert set(found) == {
            "rule",
            "severity",
            "path",
            "line",
            "column",
            "message",
            "hint",
            "nearest",
            "related",
        }


def test_a_folder_without_a_project_is_refused_with_advice(tmp_path: Path) -> None:
    result = run("-C", str(tmp_path), "check")
    assert result.returncode == 1
    assert "mkdocs.yml:1:1: error: There is no mkdocs.yml here." in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_init_makes_a_project_that_checks(tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "mine")).returncode == 0
    assert run("-C", str(tmp_path / "mine"), "check").returncode == 0
    again = run("init", str(tmp_path / "mine"))
    assert again.returncode == 2
    assert "is not an empty folder" in again.stderr


@pytest.mark.parametrize("kind", ["person", "organization", "technology", "event"])
def test_new_writes_a_sheet_to_fill_in(project: Path, kind: str) -> None:
    result = run("-C", str(project), "new", kind, "Élan: Vital")
    assert result.returncode == 0, result.stderr
    assert "elan-vital.yml" in result.stdout
    report = run("-C", str(project), "check").stdout
    assert "quote-not-found" in report
    assert run("-C", str(project), "new", kind, "Élan: Vital").returncode == 2


def test_quote_prints_yaml_to_paste(project: Path) -> None:
    result = run("-C", str(project), "quote", "turns source documents and")
    assert result.returncode == 0
    assert "seeds/example.txt:3:" in result.stdout
    assert "    - seed: example\n      quote: turns source documents and\n" in result.stdout


def test_quote_shows_the_nearest_words(project: Path) -> None:
    result = run("-C", str(project), "quote", "turns source dokuments and")
    assert result.returncode == 1
    assert "Nearest: seeds/example.txt:3:" in result.stdout


def test_quote_of_an_unknown_source_names_the_known(project: Path) -> None:
    result = run("-C", str(project), "quote", "x", "--seed", "nope")
    assert result.returncode == 2
    assert "Sources: example" in result.stderr


@pytest.mark.parametrize("command", [None, *sorted(main.commands)])
def test_help_has_examples(command: str | None) -> None:
    result = run(*([command] if command else []), "--help")
    assert result.returncode == 0
    assert re.search(r"Examples?:", result.stdout)


@pytest.mark.parametrize("name", SHAPES)
def test_schemas_in_the_repository_are_current(name: str, repository: Path) -> None:
    written = (repository / ".schemas" / f"{name}.json").read_text("utf-8")
    assert run("schema", name).stdout == written, "run: factsheet schema --write"


def test_a_closed_pipe_is_no_error(repository: Path) -> None:
    result = subprocess.run(
        f"{sys.executable} -m generator explain --all | head -1",
        shell=True,
        capture_output=True,
        text=True,
        cwd=repository,
        check=False,
    )
    assert result.stdout.strip() == "# Rules"
    assert "Traceback" not in result.stderr
