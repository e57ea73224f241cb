"""In which revision each file of the content stands, as far as git tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from generator.git.command import HistoryError, ask
from generator.review.history import moment

Commits = Mapping[str, tuple[int, str, datetime]]
"""Path → the newest commit that changed it: its place from the newest on, its name, its time."""

_PARTS = ("facts", "seeds", "mkdocs.yml")
_NAME = 9
"""Digits of a commit's name; git's own choice differs from clone to clone."""


def revisions(root: Path) -> tuple[Commits, frozenset[str]]:
    """The newest commit of every file, and the files that differ from it; nothing without git."""
    log = ["-c", "core.quotePath=false", "log", "--format=%x01%H %ct", "--name-only"]
    try:
        told = ask(root, [*log, "--relative", "--no-renames", "-z", "--", *_PARTS])
        changed = ask(root, ["diff", "--name-only", "--relative", "-z", "HEAD", "--", *_PARTS])
        new = ask(root, ["ls-files", "--others", "--exclude-standard", "-z", "--", *_PARTS])
    except HistoryError:
        return {}, frozenset()
    return _newest(told), frozenset(_names(changed + new))


def _newest(log: bytes) -> Commits:
    found: dict[str, tuple[int, str, datetime]] = {}
    for place, entry in enumerate(log.split(b"\x01")[1:]):
        head, _, files = entry.partition(b"\0")
        name, _, time = head.decode("ascii").partition(" ")
        commit = place, name[:_NAME], moment(time)
        for path in _names(files):
            found.setdefault(path.lstrip("\n"), commit)
    return found


def _names(listed: bytes) -> list[str]:
    return [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name]
