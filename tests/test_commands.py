"""What commands say of questions that have no answer, and of failures that nobody foresaw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator import cli, pipeline, rules
from generator.read.schema import SHAPES


def said(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.main, ["-C", str(project), *arguments])


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("coverage exampel", "There is no source `exampel`. Sources: example."),
        ("explain quote-not-fuond", "There is no rule `quote-not-fuond`. Did you mean"),
        ("schema shete", "There is no kind `shete`. Kinds: sheet, faq,"),
        ("pdf factshete", "There is no sheet `factshete`. Did you mean `factsheet`?"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(project: Path, arguments: str, answer: str) -> None:
    result = said(project, *arguments.split())
    assert result.exit_code == 2
    assert answer in result.stderr


def test_rules_and_kinds_are_listed(project: Path) -> None:
    listed = said(project, "explain").output.splitlines()
    assert [line.split()[0] for line in listed] == list(rules.rules())
    assert "quote-not-found" in said(project, "explain", "quote-not-found").output
    assert said(project, "schema").output.split() == list(SHAPES)
    assert json.loads(said(project, "schema", "faq").output)["title"] == "Factsheet faq file"
    (project / ".schemas/faq.json").unlink()
    assert f"{len(SHAPES)}" == str(len(said(project, "schema", "--write").output.splitlines()))
    assert (project / ".schemas/faq.json").is_file()


def test_accounts_in_words(project: Path) -> None:
    told = said(project, "coverage", "--open").output
    assert "shown in full by its metadata, no budget" in told
    assert "seeds/example.txt:5" in told
    assert "No two documents share their wording." in said(project, "origins").output


def test_accounts_as_data(project: Path) -> None:
    account = json.loads(said(project, "coverage", "--format", "json").output)
    assert "example" in json.dumps(account)
    origins = json.loads(said(project, "origins", "--format", "json").output)
    assert "example" in json.dumps(origins)
    told = said(project, "origins", "--single")
    assert told.exit_code == 0
    assert "factsheet#python" in told.output


@pytest.mark.parametrize("command", ["export data", "export markdown", "pdf --into"])
def test_a_place_that_is_a_file(project: Path, command: str) -> None:
    place = project.parent / "file"
    place.write_text("kept", "utf-8")
    result = said(project, *command.split(), str(place))
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert place.read_text("utf-8") == "kept"


def test_nothing_is_written_of_what_is_refused(project: Path) -> None:
    sheet = project / "facts/technologies/factsheet.yml"
    sheet.write_text(sheet.read_text("utf-8").replace("100 %", "99 %"), "utf-8")
    for command in ("export data", "export markdown", "pdf --into"):
        result = said(project, *command.split(), str(project.parent / "out"))
        assert result.exit_code == 1
        assert "Nothing was published." in result.stderr
        assert not (project.parent / "out").exists()


@pytest.mark.parametrize("debug", [False, True])
def test_a_failure_that_nobody_foresaw(
    project: Path, monkeypatch: pytest.MonkeyPatch, debug: bool
) -> None:
    """One line without control characters; the traceback only for who asks for it."""

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a\x1b[31m\nb")

    monkeypatch.setattr(pipeline, "check", broken)
    monkeypatch.delenv("FACTSHEET_DEBUG", raising=False)
    if debug:
        monkeypatch.setenv("FACTSHEET_DEBUG", "1")
    result = said(project, "coverage")
    if debug:
        assert isinstance(result.exception, RuntimeError)
        return
    assert result.exit_code == 2
    assert "factsheet could not go on: a\\u001b[31m\\nb\n" in result.stderr
    assert "Traceback" not in result.output


def test_a_wrong_use_is_explained(project: Path) -> None:
    result = said(project, "check", "--nonsense")
    assert result.exit_code == 2
    assert "No such option" in result.stderr


# --- a folder that is none --------------------------------------------------------------------

NEEDED = {
    "add-seed": ["x.txt"],
    "coverage": [],
    "diff": ["HEAD"],
    "explain": ["reserved-id"],
    "export": ["data", "out"],
    "init": ["there"],
    "new": ["person", "Ada"],
    "quote": ["some words of it"],
    "review": ["a#b"],
    "reanchor": ["example"],
}


@pytest.mark.parametrize("command", sorted(cli.main.commands))
@pytest.mark.parametrize(
    "where", ["", "nowhere", "nowhere/deeper", "a file", "a file/..", "a\nb", "x" * 300, "a\udcffb"]
)
def test_a_folder_that_is_none_is_an_error_of_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a file").write_text("", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(cli.main, ["-C", where, command, *NEEDED.get(command, [])])
    assert result.exit_code == 2, result.output
    assert result.output.startswith("-C ")
    assert result.output.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", ["coverage", "origins", "status"])
@pytest.mark.parametrize("holds", [(), ("facts",), ("facts", "seeds"), ("mkdocs.yml",), ("site",)])
def test_nothing_is_said_of_a_folder_without_a_project(
    tmp_path: Path, command: str, holds: tuple[str, ...]
) -> None:
    for name in holds:
        (tmp_path / name).mkdir()
    result = CliRunner().invoke(cli.main, ["-C", str(tmp_path), command])
    assert result.exit_code == 2
    assert not result.stdout
    assert "there is no mkdocs.yml" in result.stderr
