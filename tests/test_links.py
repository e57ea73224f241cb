"""No link below a project's folder is followed, neither for reading nor for writing."""

from __future__ import annotations

import errno
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator import fingerprint
from generator.author.starter import start
from generator.cli import main
from generator.runtime import files

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


# --- the room -----------------------------------------------------------------------------------


def exchange(monkeypatch: pytest.MonkeyPatch, path: Path, outside: Path) -> None:
    """Exchanges a file or folder for a link once it has been looked at."""
    look, done = os.stat, []

    def stat(name: object, **given: object) -> os.stat_result:
        about = look(name, **given)  # type: ignore[arg-type]
        if str(name) == path.name and not done:
            done.append(True)
            path.rename(path.with_name("aside"))
            path.symlink_to(outside)
        return about

    monkeypatch.setattr(os, "stat", stat)


@pytest.mark.parametrize("step", ["a", "b", "c.yml"])
@pytest.mark.parametrize("writing", [False, True])
def test_a_link_that_is_made_between_look_and_use_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, writing: bool
) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root / "a/b", outside / "b"):
        folder.mkdir(parents=True)
    (root / "a/b/c.yml").write_text("ours")
    for path in (outside / "c.yml", outside / "b/c.yml"):
        path.write_text(SECRET)
    at = {"a": root / "a", "b": root / "a/b", "c.yml": root / "a/b/c.yml"}[step]
    exchange(monkeypatch, at, outside / "c.yml" if step == "c.yml" else outside)
    if writing:
        try:
            files.write(root, "a/b/c.yml", b"new")
        except OSError:
            assert step != "c.yml"  # whose link is itself replaced
    else:
        with pytest.raises(OSError, match=r"link|Too many levels"):
            files.read(root, "a/b/c.yml", 100)
    monkeypatch.undo()
    assert {p.read_text() for p in outside.rglob("*.yml")} == {SECRET}


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as it:
        it.bind(str(path))


ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a socket": _socket,
    "a link": lambda path: path.symlink_to("/etc/hostname"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_file_is_neither_read_nor_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    ODD[odd](Path("x"))
    kind = (files.LinkError, files.NotAFileError)
    with pytest.raises(kind):
        files.read(tmp_path, "x", 100)
    with pytest.raises(kind):
        files.write(tmp_path, "x", b"new")
    assert os.listdir(tmp_path) == ["x"]


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as file:
        file.truncate(1 << 40)  # takes no room
    with pytest.raises(files.TooLargeError) as caught:
        files.read(tmp_path, "x", 100)
    assert caught.value.size == 1 << 40


@pytest.mark.parametrize("way", ["../x", "a/../../x", "a/.."])
def test_no_way_leads_out(tmp_path: Path, way: str) -> None:
    (tmp_path / "root/a").mkdir(parents=True)
    (tmp_path / "x").write_text(SECRET)
    with pytest.raises(files.LinkError):
        files.read(tmp_path / "root", way, 100)
    with pytest.raises(files.LinkError):
        files.write(tmp_path / "root", way, b"")
    assert (tmp_path / "x").read_text() == SECRET


def test_the_way_to_the_project_may_lead_through_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    files.write(tmp_path / "link", "a/b/x", b"words")
    assert files.read(tmp_path / "link", "a/b/x", 5) == b"words"


def test_writing_keeps_the_mode_and_breaks_a_second_name(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text(SECRET)
    (tmp_path / "mine").chmod(0o640)
    os.link(tmp_path / "mine", tmp_path / "x")
    files.write(tmp_path, "x", b"new")
    assert (tmp_path / "mine").read_text() == SECRET
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640
    with pytest.raises(FileExistsError):
        files.write(tmp_path, "x", b"newer", new=True)
    assert sorted(os.listdir(tmp_path)) == ["mine", "x"]


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


def named(root: Path, **given: Any) -> str:
    digest = fingerprint.Digest()
    fingerprint.add_files(digest, root, ["a"], **given)
    return digest.name()


def test_a_name_stands_for_every_byte_and_kind(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def put(content: bytes | Callable[[Path], object]) -> str:
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        return named(tmp_path)

    alike = bytes(1 << 21)
    names = [put(it) for it in (b"", b"x", alike, alike[:-1] + b"x", b"x" + alike[1:])]
    names += [put(it) for it in (Path.mkdir, os.mkfifo, lambda it: it.symlink_to("x"))]
    names += [put(lambda it: it.symlink_to("y")), put(lambda it: None)]
    assert len({*names}) == len(names)


def test_a_name_follows_no_link_made_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("a/b", "a/b/c"):
        root, outside = tmp_path / step / "root", tmp_path / step / "outside"
        (root / "a/b").mkdir(parents=True)
        (outside / "b").mkdir(parents=True)
        for path in (root / "a/b/c", outside / "c", outside / "b/c"):
            path.write_text(SECRET)
        with monkeypatch.context() as patched:
            exchange(patched, root / step, outside / "c" if step == "a/b/c" else outside)
            with pytest.raises(OSError, match=r"link|Too many levels"):
                named(root)


def test_of_a_file_that_is_too_large_only_its_size_is_named(tmp_path: Path) -> None:
    names = set()
    for content in (b"abc", b"abd", b"abcd"):
        (tmp_path / "a").write_bytes(content)
        names.add(named(tmp_path, limit=2))
    assert len(names) == 2


@pytest.mark.parametrize("code", ["EPERM", "EOPNOTSUPP", "ENOSYS", "EMLINK", "ENOTSUP"])
def test_a_new_file_needs_no_second_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """Which FAT and some network disks cannot give; what stands there stays there, too."""

    def link(*_: object, **__: object) -> None:
        raise OSError(getattr(errno, code), code)

    monkeypatch.setattr(os, "link", link)
    files.write(tmp_path, "a/x", b"words", new=True, mode=0o640)
    assert (tmp_path / "a/x").read_bytes() == b"words"
    look = os.stat
    with monkeypatch.context() as patched:  # it is made after we looked
        patched.setattr(
            os, "stat", lambda name, **given: look("nowhere" if name == "x" else name, **given)
        )
        with pytest.raises(FileExistsError):
            files.write(tmp_path, "a/x", b"others", new=True)
    assert contents(tmp_path) == {"a/x": b"words"}


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
