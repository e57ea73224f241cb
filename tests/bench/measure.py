"""Runs a command and says what it took: time, processor time, memory of all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

_PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY = 0.02  # seconds between two looks at the memory


class FailedError(Exception):
    """A command that did not do its work, or not in time."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one run took.

    Attributes:
        wall: seconds that passed.
        processor: seconds that all cores worked for it, user and system, children included.
        peak: most bytes that all its processes held at one time; shared pages count for each.
    """

    wall: float
    processor: float
    peak: int


def run(
    command: Sequence[str],
    folder: Path,
    *,
    timeout: float = 600,
    environment: Mapping[str, str] | None = None,
) -> Measure:
    """Runs a command to its end.

    Raises:
        FailedError: it fails, or takes longer than `timeout` seconds.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
        late = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        memory = Memory(process.pid)
        memory.start()
        # The times of the process and of all whose end it waited for.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.stop()
        was_late = not late.is_alive()
        late.cancel()
        if was_late:
            raise FailedError(f"not done after {timeout:.0f} s")
        if process.returncode:
            said.seek(0)
            end = said.read()[-2000:].decode("utf-8", "replace").strip()
            raise FailedError(f"exit code {process.returncode}: {end}")
    return Measure(wall, used.ru_utime + used.ru_stime, memory.peak)


class Memory(threading.Thread):
    """Watches how much memory a process and all that come from it hold together."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process, self._done, self.peak = process, threading.Event(), 0

    def run(self) -> None:
        """Looks again and again."""
        # The kernel's own record, ru_maxrss, would begin with the memory of this program.
        while not self._done.wait(_EVERY):
            self.peak = max(self.peak, sum(map(_resident, tree(self._process))))

    def stop(self) -> None:
        """Ends the watch."""
        self._done.set()
        self.join()


def tree(process: int) -> list[int]:
    """A process and all that come from it."""
    found, waiting = [], [process]
    while waiting:
        at = waiting.pop()
        found.append(at)
        for task in Path(f"/proc/{at}/task").glob("*/children"):
            try:
                waiting += map(int, task.read_text().split())
            except OSError:  # it has just ended
                continue
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def middle(measures: Sequence[Measure]) -> dict[str, Any]:
    """The medians of several runs, with all wall times."""
    return {
        **{
            name: median(asdict(m)[name] for m in measures)
            for name in ("wall", "processor", "peak")
        },
        "walls": [round(m.wall, 4) for m in measures],
    }


def size(folder: Path) -> dict[str, int]:
    """How many files a folder holds, and their bytes."""
    files = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return {"files": len(files), "bytes": sum(files)}
