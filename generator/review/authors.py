"""Who wrote each line of a fact, and when, as git tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from generator.model import Project
from generator.review.history import HistoryError, ask, shallow

_HOW = ("-c", "blame.ignoreRevsFile=", "blame", "--porcelain", "-w", "-M", "-C", "--")
_NOBODY = "0" * 40


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote a fact.

    Attributes:
        names: names and mail addresses of everybody who wrote one of its lines.
        day: the day of its newest line; empty where it is not committed.
    """

    names: frozenset[str]
    day: str


def authors(root: Path, project: Project, addresses: Iterable[str]) -> dict[str, Authorship]:
    """Who wrote some facts; those are left out of which git knows nothing.

    Moved lines and lines that are only indented otherwise keep their author. Lines that are not
    committed are taken for those of whoever uses git here.
    """
    wanted: dict[str, list[str]] = {}
    for address in addresses:
        fact = project.facts[address]
        wanted.setdefault(fact.place.path, []).append(address)
    try:
        if not wanted or shallow(root):
            return {}
        here = _here(root)
    except HistoryError:
        return {}
    found = {}
    for path, facts in wanted.items():
        lines = _lines(root, path, here)
        for address in facts:
            first, last = extent(project, address)
            told = [line for line in lines[first - 1 : last] if line is not None]
            if told:
                found[address] = Authorship(
                    frozenset(name for names, _ in told for name in names),
                    "" if any(not day for _, day in told) else max(day for _, day in told),
                )
    return found


def extent(project: Project, address: str) -> tuple[int, int]:
    """First and last line of a fact in its file; the last may lie beyond the end."""
    fact = project.facts[address]
    after = [
        other.place.line
        for other in project.sheets[fact.sheet].facts
        if other.place.line > fact.place.line
    ]
    return fact.place.line, min(after) - 1 if after else 2**31


Line = tuple[frozenset[str], str]


def _here(root: Path) -> frozenset[str]:
    """Name and mail address of whoever uses git here; empty where nothing is set."""
    found = set()
    for key in ("user.name", "user.email"):
        try:
            found.add(ask(root, ["config", "--get", key]).decode("utf-8", "replace").strip())
        except HistoryError:
            continue
    return frozenset(found)


def _lines(root: Path, path: str, here: frozenset[str]) -> list[Line | None]:
    """For each line who wrote it and when; nothing for a file that git does not know."""
    try:
        said = ask(root, [*_HOW, path]).decode("utf-8", "replace")
    except HistoryError:
        return [(here, "")] * 100_000 if _untracked(root, path) else []
    commits: dict[str, dict[str, str]] = {}
    lines: list[Line | None] = []
    name = ""
    expecting = True
    for line in said.split("\n"):
        if line.startswith("\t"):
            expecting = True
            lines.append(_told(name, commits[name], here))
        elif expecting and line:
            name = line.split(" ", 1)[0]
            commits.setdefault(name, {})
            expecting = False
        elif line:
            key, _, value = line.partition(" ")
            commits[name][key] = value
    return lines


def _told(name: str, about: dict[str, str], here: frozenset[str]) -> Line:
    if name == _NOBODY:
        return here, ""
    day = datetime.fromtimestamp(int(about["author-time"]), UTC).date().isoformat()
    return frozenset({about["author"], about["author-mail"].strip("<>")}), day


def _untracked(root: Path, path: str) -> bool:
    try:
        return bool(ask(root, ["ls-files", "--others", "-z", "--", path]))
    except HistoryError:
        return False
