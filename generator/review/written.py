"""When each file and each fact was last written, as far as git tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from generator.git.command import HistoryError, ask
from generator.model import Index
from generator.review.history import moment, shallow

Times = tuple[dict[str, datetime], dict[str, tuple[datetime, datetime]]]
_FOLDERS = ("facts", "seeds", "docs")


def written(root: Path, index: Index, newest: int, epoch: str | None) -> Times:
    """The times of all committed files, and of at least the newest facts.

    No clock is asked. Without git, or in a shallow clone, which shows every file as new, all facts
    have the time that the publisher gives.

    Args:
        root: the project's folder.
        newest: how many facts are asked for.
        epoch: `SOURCE_DATE_EPOCH`, if it is set.

    Returns:
        (path → last change; fact address → (first, last change)); empty where nothing is known.
    """
    files = {} if shallow(root) else _files(root)
    if files:
        return files, _facts(root, index, files, newest)
    try:
        given = datetime.fromtimestamp(int(epoch or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return {}, {}
    return {}, dict.fromkeys(index.project.facts, (given, given))


def _files(root: Path) -> dict[str, datetime]:
    """Every committed file, unless it differs now from what was committed."""
    try:
        log = ask(
            root,
            [
                "-c",
                "core.quotePath=false",
                "log",
                "--format=%x01%ct",
                "--name-only",
                "--relative",
                "--no-renames",
                "-z",
                "--",
                *_FOLDERS,
            ],
        )
        changed = ask(root, ["diff", "--name-only", "--relative", "-z", "HEAD", "--", *_FOLDERS])
    except HistoryError:
        return {}
    found: dict[str, datetime] = {}
    when = datetime.fromtimestamp(0, UTC)
    for piece in log.decode("utf-8", "surrogateescape").split("\0"):
        name = piece.strip("\n")
        if name.startswith("\x01"):
            when = moment(name[1:])
        elif name:
            found.setdefault(name, when)
    for name in changed.decode("utf-8", "surrogateescape").split("\0"):
        found.pop(name, None)
    return found


def _facts(
    root: Path, index: Index, files: Mapping[str, datetime], newest: int
) -> dict[str, tuple[datetime, datetime]]:
    """The times of facts, file by file from the newest, until no other file can hold a newer."""
    sheets = {sheet.place.path: sheet for sheet in index.project.sheets.values()}
    found: dict[str, tuple[datetime, datetime]] = {}
    for path, last in sorted(files.items(), key=lambda told: told[1], reverse=True):
        if sum(times[1] > last for times in found.values()) >= newest:
            break
        if path not in sheets:
            continue
        lines = list(_lines(root, path))
        starts = [*(fact.place.line - 1 for fact in sheets[path].facts), len(lines)]
        for at, fact in enumerate(sheets[path].facts):
            if own := lines[starts[at] : starts[at + 1]]:
                found[fact.address] = min(own), max(own)
    return found


def _lines(root: Path, path: str) -> Iterator[datetime]:
    """When each line of a file was written."""
    try:
        blame = ask(root, ["blame", "--porcelain", "--", path])
    except HistoryError:
        return
    times: dict[bytes, datetime] = {}
    commit = b""
    for line in blame.split(b"\n"):
        first, _, rest = line.partition(b" ")
        if line.startswith(b"\t"):
            yield times[commit]
        elif len(first) in (40, 64) and not first.strip(b"0123456789abcdef"):
            commit = first
        elif first == b"committer-time":
            times[commit] = moment(rest.decode("ascii", "replace"))
