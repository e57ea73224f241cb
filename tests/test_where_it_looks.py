"""A command looks at the project it is given, at nothing else, and says what it cannot read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import main


def run(root: Path | str, *line: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *line])


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, in which everything would be a finding."""
    here = tmp_path / "elsewhere"
    (here / "docs").mkdir(parents=True)
    for folder in (here, here / "docs"):
        (folder / "link.md").symlink_to("/etc/passwd")
        (folder / "page.md").write_text("[nowhere](no.md)\n\n<script>alert(1)</script>\n", "utf-8")
    monkeypatch.chdir(here)
    return here


BROKEN: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: file.unlink(),
    "no YAML": lambda file: file.write_text("a: [\n", "utf-8"),
    "empty": lambda file: file.write_text("", "utf-8"),
    "a list": lambda file: file.write_text("- a\n", "utf-8"),
    "not UTF-8": lambda file: file.write_bytes(b"\xff\n"),
    "too large": lambda file: file.write_text("#" * 3_000_000, "utf-8"),
    "a link": lambda file: (file.rename(file.with_name("m")), file.symlink_to("m")),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("how", BROKEN)
def test_without_settings_the_current_folder_is_not_looked_at(
    project: Path, elsewhere: Path, how: str
) -> None:
    BROKEN[how](project / "mkdocs.yml")
    said = run(project, "check").output
    assert "mkdocs.yml:" in said
    assert "link.md" not in said
    assert "page.md" not in said
    assert ("There is no mkdocs.yml here" in said) == (how == "missing")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes a folder one that cannot be listed, whoever runs this."""

    def close(folder: Path) -> None:
        scan, access = os.scandir, os.access

        def is_closed(path: Any) -> bool:
            return isinstance(path, str | Path) and os.path.abspath(path) == str(folder)

        def scandir(path: Any = ".") -> Any:
            if is_closed(path):
                raise PermissionError(13, "Permission denied", str(path))
            return scan(path)

        monkeypatch.setattr(os, "scandir", scandir)
        monkeypatch.setattr(os, "access", lambda at, *a, **o: not is_closed(at) and access(at, *a))

    return close


@pytest.mark.parametrize("folder", ["facts", "seeds", "facts/technologies"])
@pytest.mark.parametrize("option", [[], ["--check"]])
def test_a_layout_is_not_said_to_be_right_where_none_was_read(
    project: Path, closed: Callable[[Path], None], folder: str, option: list[str]
) -> None:
    closed(project / folder)
    said = run(project, "fmt", *option)
    assert said.exit_code == 2
    assert said.output == f"Nothing was written: {folder} cannot be read: Permission denied.\n"


@pytest.mark.parametrize("command", [*main.commands])
def test_a_project_that_cannot_be_read_is_said_in_one_line(
    project: Path, closed: Callable[[Path], None], command: str
) -> None:
    closed(project)
    said = run(project, command)
    assert (said.exit_code, said.output.count("\n")) == (2, 1), said.output
    assert said.output.startswith(f"-C {project} cannot be read: ")


def test_what_stands_in_a_closed_folder_is_not_said_to_be_missing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lstat(path: Any) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "lstat", lstat)
    said = run(project / "no", "check")
    assert said.exit_code == 2
    assert "stands in a folder that cannot be read" in said.output


@pytest.mark.parametrize("command", ["coverage", "origins", "status"])
def test_an_account_of_refused_content_says_so(project: Path, command: str) -> None:
    assert "refused" not in run(project, command).stderr
    (project / "facts/technologies/factsheet.yml").write_text("kind: [\n", "utf-8")
    for form in ([], ["--format", "json"]):
        said = run(project, command, *form)
        assert "`factsheet check` says why" in said.stderr
        assert "says why" not in said.stdout
