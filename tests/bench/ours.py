"""This project's own commands, and what is measured of them."""

from __future__ import annotations

import filecmp
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.bench.content import Content, Sheet
from tests.bench.measure import FailedError, Measure, run
from tests.bench.templates import KINDS

ROOT = Path(__file__).parents[2]
_HIDDEN = (".factsheet", ".cache")
"""Folders of a project in which something of an earlier run might be kept."""

_LEFT_OUT = ("--no-pdf", "--no-data")
"""Options that leave out what is not the site, as far as there are such."""

_BOOK = """
import sys
from pathlib import Path
from generator import pipeline
from generator.publish.pdf import pdfs
checked = pipeline.check(Path("."))
sys.exit(bool(pdfs(checked, Path(sys.argv[1]), sheets=(), languages=("en",))))
"""


class Project:
    """A generated project with a cache of its own."""

    def __init__(self, folder: Path, content: Content | None, timeout: float) -> None:
        self.folder, self.content, self.timeout = folder, content, timeout
        self.cache = folder.parent / f"{folder.name}.cache"
        self.site = folder.parent / f"{folder.name}.site"

    @property
    def environment(self) -> dict[str, str]:
        """The same day in every build, and nothing from this user's cache."""
        return {
            "SOURCE_DATE_EPOCH": "1767225600",
            "XDG_CACHE_HOME": str(self.cache),
            "PYTHONPATH": str(ROOT),
        }

    def forget(self) -> None:
        """Removes all that an earlier run may have left."""
        for folder in (self.cache, self.site, *(self.folder / name for name in _HIDDEN)):
            shutil.rmtree(folder, ignore_errors=True)

    def run(self, *arguments: str) -> Measure:
        """Runs a command of ours on it."""
        return run(
            factsheet(*arguments),
            self.folder,
            timeout=self.timeout,
            environment=self.environment,
        )

    def build(self, *options: str, into: Path | None = None) -> Measure:
        """Checks everything and builds the site."""
        leave = [option for option in _LEFT_OUT if option in offered("build")]
        return self.run("build", "--site", str(into or self.site), *leave, *options)

    def check(self) -> Measure:
        """Checks everything."""
        return self.run("check")

    def book(self) -> Measure:
        """Checks everything and sets the English book, without handouts."""
        into = str(self.site) + ".pdf"
        return run(
            [sys.executable, "-c", _BOOK, into],
            self.folder,
            timeout=self.timeout,
            environment=self.environment,
        )

    def sheet_file(self, sheet: Sheet) -> Path:
        """Where a sheet stands."""
        return self.folder / "facts" / KINDS[sheet.kind][0] / f"{sheet.id}.yml"

    def change(self, word: str) -> None:
        """Adds a word to one fact in the middle."""
        assert self.content is not None
        sheet = self.content.sheets[len(self.content.sheets) // 2]
        said = sheet.facts[0].en.removesuffix(".")
        path = self.sheet_file(sheet)
        text = path.read_text("utf-8")
        before, found, after = text.partition(said)
        assert found
        changed = f"{before}{said} {word}.{after.partition('.')[2]}"
        if changed == text:
            raise FailedError(f"an earlier run has changed this already: remove {self.folder}")
        path.write_text(changed, "utf-8")


def factsheet(*arguments: str) -> list[str]:
    """Our program, as this Python has it."""
    return [sys.executable, "-m", "generator", *arguments]


@cache
def offered(command: str) -> str:
    """The help of a command, to see which options it has."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        factsheet(command, "--help"), capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def one_language() -> tuple[str, ...]:
    """The options that build the site in one language.

    Raises:
        FailedError: there are none.
    """
    if "--no-translation" not in offered("build"):
        raise FailedError("`factsheet build` cannot build one language alone")
    return ("--no-translation",)


def same(one: Path, two: Path) -> list[str]:
    """What differs between two folders, to the byte."""
    names = {path.relative_to(root) for root in (one, two) for path in root.rglob("*")}
    return sorted(
        str(name)
        for name in names
        if (one / name).is_dir() != (two / name).is_dir()
        or (
            not (one / name).is_dir()
            and not (
                (one / name).is_file()
                and (two / name).is_file()
                and filecmp.cmp(one / name, two / name, shallow=False)
            )
        )
    )


@contextmanager
def serving(project: Project) -> Iterator[str]:
    """Serves a project; gives its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        factsheet("serve", "--address", f"127.0.0.1:{port}"),
        cwd=project.folder,
        env={**os.environ, **project.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        until(lambda: bool(page(address)), project.timeout, process)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def page(address: str) -> str:
    """A page as it is served; empty when nothing answers."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode("utf-8"))
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return ""


def until(reached: Callable[[], bool], timeout: float, process: subprocess.Popen[bytes]) -> float:
    """Waits for something; gives the seconds it took."""
    start = time.perf_counter()
    while not reached():
        if process.poll() is not None:
            raise FailedError(f"it ended with exit code {process.returncode}")
        if time.perf_counter() - start > timeout:
            raise FailedError(f"not done after {timeout:.0f} s")
        time.sleep(0.02)
    return time.perf_counter() - start


def edit_to_reload(project: Project, path: Path, said: str, url: str) -> list[float]:
    """Seconds from the writing of a change to the page that shows it, several times."""
    text = path.read_text("utf-8")
    assert said in text
    found = []
    with serving(project) as address:
        time.sleep(1)  # what watches the files has begun to
        for turn in range(3):
            word = "again" + "x" * turn  # no page holds it yet
            start = time.perf_counter()
            path.write_text(text.replace(said, f"{said} {word}", 1), "utf-8")
            _reloaded(project, address + url, f" {word}.")
            found.append(time.perf_counter() - start)
    path.write_text(text, "utf-8")
    return found


def _reloaded(project: Project, address: str, word: str) -> None:
    start = time.perf_counter()
    while word not in page(address):
        if time.perf_counter() - start > project.timeout:
            raise FailedError(f"no reload after {project.timeout:.0f} s")
        time.sleep(0.02)
