"""Two projects that are published in turn into one place, and what must be true of it afterwards.

Each build is the command `factsheet build` in a copy of this process that has loaded the program
already, so that a moment to kill it at falls on its work rather than on its start. The copy leads a
group of processes of its own; whatever of the group outlives it comes to this process and is seen.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator import cli, pipeline, plugin, workers
from generator.author.starter import start
from generator.plugin import running, writing
from generator.publish import checksums, current, pdf
from generator.publish.data import export
from generator.publish.machines import cards, feeds

LOADED = (cards, checksums, current, export, feeds, pdf, pipeline, plugin, running, writing)
SOON = 5.0
"""Seconds within which everything that a build has started must have ended after it."""

_ORPHANS_COME_HERE = 36  # PR_SET_CHILD_SUBREAPER of Linux
_TITLE = "Example fact sheet"  # of the starter


@dataclass(frozen=True)
class Ended:
    """How a build ended: its exit code, or minus the signal that ended it, and what it said."""

    code: int
    said: str


class DamageError(AssertionError):
    """Something that must never happen has happened."""


Content = dict[str, str]
"""What a folder holds: a digest of mode and bytes for each name."""


def content(folder: Path) -> Content:
    """All that a folder holds; nothing where there is none."""
    found = {}
    for path in sorted([folder, *folder.rglob("*")]) if folder.is_dir() else ():
        about = hashlib.sha256(f"{path.stat().st_mode:o}\0".encode())
        about.update(path.read_bytes() if path.is_file() else b"")
        found[path.relative_to(folder).as_posix()] = about.hexdigest()
    return found


def differing(one: Content, other: Content) -> str:
    """The names by which two contents differ."""
    names = sorted(n for n in one.keys() | other.keys() if one.get(n) != other.get(n))
    return f"{len(names)} files differ: {', '.join(names[:6])}" if names else ""


class Press:
    """Publishes one project or the other, and looks at what stands there then."""

    def __init__(self, folder: Path, *options: str) -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_ORPHANS_COME_HERE, 1)
        self.options = options
        self.place = folder / "published"
        self.site = self.place / "site"
        self.passing = folder / "passing"
        self.cache = folder / "cache"
        self.whole: dict[Path, Content] = {}
        self.seconds = 0.0
        for path in (folder, self.place, self.passing, self.cache):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o777)  # also for another user's build
        for name in ("one", "two"):
            project = folder / name
            start(project)
            config = project / "mkdocs.yml"
            text = config.read_text("utf-8")
            config.write_text(text.replace(_TITLE, f"{_TITLE} {name}"), "utf-8")
            self.must(project)
            self.whole[project] = content(self.site)
        self.projects = list(self.whole)
        assert differing(*self.whole.values()), "the two projects are published alike"

    def other(self) -> Path:
        """The project that is not published at the moment."""
        now = content(self.site)
        return next(project for project, whole in self.whole.items() if whole != now)

    def damage(self) -> str:
        """How what is published differs from both projects; empty if it is one of them."""
        now = content(self.site)
        return min((differing(now, whole) for whole in self.whole.values()), key=len)

    def begin(
        self,
        project: Path,
        *options: str,
        processes: int = 2,
        target: Path | None = None,
        first: Callable[[], object] = lambda: None,
    ) -> Build:
        """Starts a build; `first` is done in its process before."""
        ours, theirs = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        process = os.fork()
        if not process:  # until the command is under way, nothing here could show an interrupt
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        if process:
            os.close(theirs)
            return Build(process, ours)
        code = 70
        try:
            os.setsid()
            os.close(ours)
            for stream in ("stdout", "stderr"):
                setattr(sys, stream, os.fdopen(os.dup(theirs), "w", 1, "utf-8"))
            os.dup2(theirs, 1)
            os.dup2(theirs, 2)
            os.close(theirs)
            os.environ |= {
                workers.SETTING: str(processes),
                "XDG_CACHE_HOME": str(self.cache),
                "TMPDIR": str(self.passing),
                "GIT_CEILING_DIRECTORIES": str(project.parent),
            }
            tempfile.tempdir = None
            sys.argv = ["factsheet", "-C", str(project), "build"]
            sys.argv += ["--site", str(target or self.site), *self.options, *options]
            first()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            cli.main()
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def must(self, project: Path) -> None:
        """Publishes a project, which must succeed and leave nothing else behind."""
        before = time.monotonic()
        ended = self.begin(project).end()
        self.seconds = time.monotonic() - before
        if ended.code:
            raise DamageError(f"the next build failed with {ended.code}:\n{ended.said}")
        if (left := sorted(os.listdir(self.place))) != ["site"]:
            raise DamageError(f"after a build that succeeded there are {left}")
        if project in self.whole and content(self.site) != self.whole[project]:
            raise DamageError(f"a build that succeeded published something else: {self.damage()}")

    def look(self) -> None:
        """Looks whether the site is the old or the new one, and little else is left."""
        if damage := self.damage():
            raise DamageError(f"neither the old site nor the new one is published: {damage}")
        left = [n for n in os.listdir(self.place) if n not in ("site", ".site.lock")]
        if len(left) > 1:
            raise DamageError(f"more than one folder was left: {sorted(left)}")
        if passing := os.listdir(self.passing):
            raise DamageError(f"in the system's folder for passing files is left: {passing}")


@dataclass
class Build:
    """A build that runs."""

    process: int
    pipe: int

    def wait(self, seconds: float) -> None:
        """Lets the build go on for a while, or to its end."""
        time.sleep(seconds)

    def send(self, number: signal.Signals) -> None:
        """Sends the build itself a signal, and none to what it has started."""
        os.kill(self.process, number)

    def end(self) -> Ended:
        """Waits for the build, and sees that nothing which it started outlives it."""
        with os.fdopen(self.pipe, "rb") as stream:
            with contextlib.suppress(ChildProcessError):
                _, status = os.waitpid(self.process, 0)
            until = time.monotonic() + SOON
            while self._alive():
                if time.monotonic() > until:
                    os.killpg(self.process, signal.SIGKILL)
                    raise DamageError("a process outlived the build that started it")
                time.sleep(0.005)
            said = stream.read().decode("utf-8", "replace")
        ended = Ended(os.waitstatus_to_exitcode(status), said)
        if "Traceback" in said:
            raise DamageError(f"a traceback was shown:\n{said}")
        return ended

    def _alive(self) -> bool:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-self.process, os.WNOHANG)[0]:
                pass
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process, 0)
            return True
        return False
