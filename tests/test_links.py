"""No link below a project's folder is followed, neither for reading nor for writing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.author.starter import start
from generator.cli import main

SECRET = "a secret of the publisher's"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    start(tmp_path / "project")
    return tmp_path / "project"


def moved_out(path: Path, outside: Path) -> None:
    """Puts a file or folder outside, and a link to it in its place."""
    outside.mkdir(exist_ok=True)
    path.rename(outside / path.name)
    path.symlink_to(outside / path.name)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


PLACES = ["facts", "seeds", "facts/technologies", "facts/vocabulary.yml"]
COMMANDS = [
    ["check"],
    ["fmt"],
    ["fmt", "--check"],
    ["status"],
    ["export", "data", "out"],
    ["reanchor", "--write"],
    ["build", "--no-pdf", "--site", "out"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("place", PLACES)
def test_what_a_link_leads_to_is_neither_read_nor_changed(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, command: list[str]
) -> None:
    moved_out(project / place, tmp_path / "outside")
    for path in (tmp_path / "outside").rglob("*.yml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"   \n"))  # what fmt would change
    before = contents(tmp_path / "outside")
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["-C", str(project), *command])
    assert contents(tmp_path / "outside") == before
    assert not (tmp_path / "out").exists()
    if command[0] in ("check", "export", "build"):
        assert said.exit_code == 1
        assert "symbolic link" in said.output


@pytest.mark.parametrize(
    ("link", "command"),
    [
        (".schemas", ["schema", "--write"]),
        (".schemas/sheet.json", ["schema", "--write"]),
        ("facts/people", ["new", "person", "Ada Lovelace"]),
        ("facts", ["new", "person", "Ada Lovelace"]),
        ("seeds", ["add-seed", "../letter.txt"]),
        ("seeds/originals", ["add-seed", "../letter.md"]),
    ],
    ids=lambda it: it if isinstance(it, str) else " ".join(it),
)
def test_nothing_is_written_through_a_link(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str, command: list[str]
) -> None:
    path = project / link
    if not path.exists():
        path.mkdir()
    moved_out(path, tmp_path / "outside")
    (tmp_path / "letter.txt").write_text("A letter of some words.\n")
    (tmp_path / "letter.md").write_text("A letter of some words.\n")
    before = contents(tmp_path / "outside")
    monkeypatch.chdir(project)
    said = CliRunner().invoke(main, command)
    assert said.exit_code != 0, said.output
    assert "link" in said.output
    assert contents(tmp_path / "outside") == before


# --- pages written by hand ----------------------------------------------------------------------

IN_DOCS: dict[str, Callable[[Path], object]] = {
    "a page out of the project": lambda docs: (docs / "a.md").symlink_to("/etc/hostname"),
    "a page of the project": lambda docs: (docs / "a.md").symlink_to("../mkdocs.yml"),
    "a picture": lambda docs: (docs / "a.png").symlink_to(docs.parent.parent / "secret"),
    "a link to nothing": lambda docs: (docs / "a.png").symlink_to("nowhere"),
    "a link to itself": lambda docs: (docs / "a.md").symlink_to("a.md"),
    "a link to a device": lambda docs: (docs / "a.md").symlink_to("/dev/zero"),
    "a link to a process": lambda docs: (docs / "a").symlink_to("/proc/self/environ"),
    "a folder out of the project": lambda docs: (docs / "a").symlink_to("/etc"),
    "a folder that holds it": lambda docs: (docs / "a").symlink_to(".."),
    "folders in a ring": lambda docs: [
        ((docs / one).mkdir(), [(docs / one / n).symlink_to(f"../{two}") for n in "xy"])
        for one, two in ("ab", "ba")
    ],
    "a link deep down": lambda docs: (
        (docs / "b/c").mkdir(parents=True),
        (docs / "b/c/a").symlink_to("../../../.git"),
    ),
    "a page that is a pipe": lambda docs: os.mkfifo(docs / "a.md"),
    "a picture that is a pipe": lambda docs: os.mkfifo(docs / "a.png"),
    "a page of any size": lambda docs: (
        (docs / "a.md").touch(),
        os.truncate(docs / "a.md", 1 << 40),
    ),
    "the folder itself": lambda docs: (docs.rename(docs.parent / "x"), docs.symlink_to("x")),
}


@pytest.mark.parametrize("odd", IN_DOCS)
def test_no_link_among_pages_is_followed_or_published(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (project / "docs").mkdir(exist_ok=True)
    (project / "docs/about.md").write_text("# Words\n")
    monkeypatch.chdir(tmp_path)
    IN_DOCS[odd](project / "docs")
    for command in (["check"], ["build", "--no-pdf", "--no-data", "--site", "out"]):
        said = CliRunner().invoke(main, ["-C", str(project), *command])
        assert said.exit_code == 1, said.output
        assert re.search(r"\bdocs[/a-c]*(a|a.md|a.png|[ab]/[xy])?:1:1: error: ", said.output)
        assert re.search(r"symbolic link|no regular file|the limit is", said.output)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["a.md", "a.png", "b/c/a.md", ".a", ".b/link", "templates/x"])
def test_plain_files_and_hidden_ones_are_no_matter(project: Path, name: str) -> None:
    path = project / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name[0] in ".t":  # which no site shows
        path.symlink_to("/etc/hostname")
    else:
        path.write_text("words")
    assert CliRunner().invoke(main, ["-C", str(project), "check"]).exit_code == 0


@pytest.mark.parametrize("docs", ["pages", "a/b", "../manual", "FULL"])
def test_wherever_the_pages_stand(project: Path, tmp_path: Path, docs: str) -> None:
    docs = docs.replace("FULL", str(tmp_path / "elsewhere"))
    text = (project / "mkdocs.yml").read_text()
    (project / "mkdocs.yml").write_text(text.replace("docs_dir: docs", f"docs_dir: {docs}"))
    folder = project / docs
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("# Words\n")
    assert CliRunner().invoke(main, ["-C", str(project), "check"]).exit_code == 0
    (folder / "b.md").symlink_to("a.md")
    said = CliRunner().invoke(main, ["-C", str(project), "check"])
    assert said.exit_code == 1
    assert "b.md:1:1: error: This is a symbolic link" in said.output


# --- what a name of all files stands for --------------------------------------------------------

HUGE = ["seeds/x.txt", "seeds/originals/x.pdf", "facts/x.yml", "facts/a/b/x.yml", "seeds/x.md"]


@pytest.mark.parametrize("path", HUGE)
@pytest.mark.parametrize("command", [["check"], ["build", "--no-pdf", "--site", "out"]])
def test_no_file_of_any_size_is_read_whole(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, command: list[str]
) -> None:
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    with (project / path).open("wb") as file:
        file.truncate(1 << 40)  # takes no room
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["-C", str(project), *command])
    assert said.exit_code == 1, said.output
    assert path in said.output


# --- names --------------------------------------------------------------------------------------

LOCALES = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    {"LC_ALL": "C.UTF-8"},
    {"LANG": "", "LC_ALL": "", "LC_CTYPE": "C", "PYTHONUTF8": "0"},
]


@pytest.mark.parametrize("locale", LOCALES, ids=str)
@pytest.mark.parametrize("name", ["été", "日本", "e\u0301te\u0301"])
def test_a_name_is_the_same_in_every_locale(
    project: Path, locale: dict[str, str], name: str
) -> None:
    (project / f"seeds/{name}.txt").write_text("Some words.\n")
    said = subprocess.run(
        [sys.executable, "-P", "-m", "generator", "-C", str(project), "check", "--no-cache"],
        env={**os.environ, **locale},
        capture_output=True,
        check=False,
    )
    assert f"seeds/{name}.txt:1:1: error: This document has no metadata" in said.stdout.decode()
