"""Runs a command again after every change of a project's files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from generator.output import echo, say, unread

_PAUSE = 0.5  # seconds between two looks; looking at a thousand files takes some milliseconds
_STOPPED = 130

Stamps = dict[str, tuple[int, int]]


def stamps(root: Path) -> Stamps:
    """When each file of a project was changed last, and its size."""
    found: Stamps = {}
    for top in ("facts", "seeds"):
        for folder, folders, names in os.walk(root / top):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                _look(Path(folder) / name, found)
    _look(root / "mkdocs.yml", found)
    return found


def _look(path: Path, into: Stamps) -> None:
    try:
        status = path.lstat()
    except OSError:
        return  # gone since the folder was read
    into[str(path)] = (status.st_mtime_ns, status.st_size)


def watch(root: Path, run: Callable[[], bool]) -> bool:
    """Runs something now and after every change, until Ctrl-C; or until nobody reads it any more.

    Returns:
        What came of it last.
    """
    before: Stamps | None = None
    sound = True
    try:
        while not unread():
            now = stamps(root)
            if now != before:
                if before is not None:
                    echo(("", f"--- {time.strftime('%H:%M:%S')} ---"))
                before = now
                sound = run()
                say("Waiting for a change; Ctrl-C ends this.", err=True)
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        sys.exit(_STOPPED)
    return sound
