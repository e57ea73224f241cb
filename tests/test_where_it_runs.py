"""Terminals, pipes, interruptions, names, paths and machines that are not as one would wish."""

from __future__ import annotations

import ctypes
import fcntl
import io
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from generator import output, pipeline
from generator.author.starter import start
from generator.publish import site
from generator.review import formats
from tests.heeding import heed

ROOT = Path(__file__).parents[1]
FACTSHEET = (sys.executable, "-m", "generator")
BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
NAMES = [
    b"a\nb",
    b"-rf",
    b"--format=json",
    b"\xff\xfe",
    b"\x1b[2J\x07",
    b"\xe2\x80\xaegnp",
    b"a" * 251,
    b" ",
    b"%0A::error::x",
    b"\xc3(",
    b"'; rm x; '",
]


def run(
    *command: str, without: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[bytes]:
    kept = {key: value for key, value in os.environ.items() if key not in without}
    return subprocess.run(
        [*command],
        capture_output=True,
        check=False,
        timeout=120,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
    )


def spoiled(project: Path) -> Path:
    """A project with a mistake in words that ASCII does not have."""
    sheet = project / "facts/technologies/factsheet.yml"
    words = sheet.read_text("utf-8").replace("free program that turns", "frêe 🎉 program")
    sheet.write_text(words, "utf-8")
    return project


# --- terminals --------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "latin-1"}, BARE])
def test_a_terminal_without_utf_8(project: Path, environment: dict[str, str]) -> None:
    """What it lacks is written as JSON writes it; to ASCII, click itself writes UTF-8."""
    spoiled(project)
    told = run(*FACTSHEET, "-C", str(project), "check", **environment)
    assert told.returncode == 1, told.stderr
    assert b"[quote-not-found]" in told.stdout
    if environment is not BARE:
        assert "frêe" in told.stdout.decode("latin-1")
        assert rb"\u201c" in told.stdout
        told = run(*FACTSHEET, "-C", str(project), "check", "--format", "json", **environment)
        report = json.loads(told.stdout.decode("latin-1"))
        assert "frêe 🎉" in report["diagnostics"][0]["message"]


def test_what_a_terminal_lacks_is_written_as_json_writes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("stdout", "stderr"):  # another program's stream need not know how to be set
        monkeypatch.setattr(sys, name, io.StringIO())
    output.speak_any_terminal()
    for words in ("frêe", "🎉", "\ud83c", "“a”"):
        written = words.encode("ascii", "factsheet")
        assert json.loads(b'"' + written + b'"') == words
    with pytest.raises(UnicodeDecodeError):  # what is read is never guessed at
        b"\xff".decode("utf-8", "factsheet")


def on_a_terminal(
    *command: str, until: bytes = b"", columns: int = 40, **environment: str
) -> tuple[int, bytes]:
    """Exit code and output on a terminal; after `until` was seen, Ctrl-C is typed."""
    pid, handle = pty.fork()
    if not pid:
        heed()
        os.environ.update(PYTHONPATH=str(ROOT), **environment)
        os.execv(command[0], command)
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    said, typed, deadline = b"", False, time.monotonic() + 100
    while time.monotonic() < deadline:
        try:
            part = os.read(handle, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
        if until and until in said and not typed:
            os.write(handle, b"\x03")
            typed = True
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(handle)
    return code, said


def test_ctrl_c_on_a_narrow_terminal(project: Path) -> None:
    """The last line is clean, what passes by fits into a line, and no site was begun."""
    command = (*FACTSHEET, "-C", str(project), "build", "--no-pdf")
    code, said = on_a_terminal(*command, until=b"Building the site", TERM="xterm")
    assert code == 128 + signal.SIGINT, said
    assert said.endswith(b"Stopped.\r\n"), said
    assert b"Traceback" not in said
    parts = [part.split(b"^C")[0] for part in said.split(b"\r\x1b[K")]
    passing = [part for part in parts if part and b"\n" not in part]
    assert passing
    assert all(len(line.decode()) < 40 for line in passing), said
    assert not (project / "site").exists()
    assert not [path for path in project.iterdir() if path.name.startswith(".site.")]


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}])
def test_no_colour_and_no_cursor(project: Path, environment: dict[str, str]) -> None:
    code, said = on_a_terminal(*FACTSHEET, "-C", str(spoiled(project)), "check", **environment)
    assert code == 1
    assert b"\x1b" not in said
    assert b"[quote-not-found]" in said


@pytest.mark.parametrize("reader", ["head -0", "head -1", "true"])
def test_a_closed_pipe(project: Path, reader: str) -> None:
    spoiled(project)
    script = f'{sys.executable} -m generator -C "{project}" check | {reader}'
    told = run("/bin/bash", "-c", script)
    assert told.stderr == b""


# --- names and paths --------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["facts/technologies", "seeds"])
def test_files_of_any_name(project: Path, folder: str) -> None:
    """Each is refused in one line that every report can hold; none is taken for an option."""
    ending = b".yml" if folder != "seeds" else b".md"
    for name in NAMES:
        target = os.path.join(os.fsencode(project / folder), name + ending)
        with open(target, "wb") as file:
            file.write(b"kind: technology\nname: X\nfacts: []\n")
    checked = pipeline.check(project)
    assert len(checked.diagnostics) == len(NAMES)
    assert {d.rule for d in checked.diagnostics} <= {"bad-id", "unexpected-file"}
    for name in formats.FORMS:
        formats.FORMS[name](formats.Report(checked, None, "")).encode("utf-8")
    told = run(*FACTSHEET, "-C", str(project), "check")
    assert told.returncode == 1
    lines = told.stdout.decode("utf-8").splitlines()
    assert all(line.isprintable() for line in lines)
    assert len([line for line in lines if ": error: " in line]) == len(NAMES)
    assert b"Traceback" not in told.stderr


def test_a_bare_machine(tmp_path: Path) -> None:
    """A path with spaces and accents, no locale, no home folder and, if allowed, no network."""
    root = tmp_path / "Dossier d'été — à relire" / "mon projet"
    start(root)
    alone = ["unshare", "--net", "--map-root-user"]
    allowed = shutil.which("unshare") and not run(*alone, "true").returncode
    command = [*(alone if allowed else []), *FACTSHEET, "-C", str(root), "build", "--no-pdf"]
    told = run(*command, without=("HOME", "XDG_CACHE_HOME"), **BARE)
    assert told.returncode == 0, told.stderr + told.stdout
    assert "vérifie" in (root / "site/fr/technologies/factsheet/index.html").read_text("utf-8")


@pytest.mark.parametrize("home", ["/proc/nobody", "/dev/null"])
def test_a_home_that_nobody_can_write_to(project: Path, home: str) -> None:
    told = run(*FACTSHEET, "-C", str(project), "check", HOME=home, XDG_CACHE_HOME=home + "/cache")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stderr == b""


# --- other systems ----------------------------------------------------------------------------


def test_the_exchange_of_macos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its system call has another name and fewer arguments; here it is played by Linux's."""
    real = ctypes.CDLL(None, use_errno=True)
    calls: list[int] = []

    class Library:
        def renamex_np(self, one: bytes, other: bytes, flags: int) -> int:
            calls.append(flags)
            return int(real.renameat2(-100, one, -100, other, flags))

    monkeypatch.setattr(site.ctypes, "CDLL", lambda *_, **__: Library())
    for version in ("one", "two"):
        with site.replacing(tmp_path / "site") as fresh:
            (fresh / "index.html").write_text(version)
    assert (tmp_path / "site/index.html").read_text() == "two"
    assert calls == [2]
    assert not re.findall(r"\.site\.\S+", " ".join(os.listdir(tmp_path)))


def test_without_any_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has neither: two renames follow each other."""
    monkeypatch.setattr(site.ctypes, "CDLL", lambda *_, **__: object())
    for version in ("one", "two"):
        with site.replacing(tmp_path / "site") as fresh:
            (fresh / "index.html").write_text(version)
    assert (tmp_path / "site/index.html").read_text() == "two"
