"""Who wrote each line of a fact, and when, as git tells it."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from generator.git.command import HistoryError, ask
from generator.model import Project
from generator.review.history import moment, prefix, shallow

_PLAIN = ("-c", "blame.ignoreRevsFile=", "-c", "core.quotePath=false", "-c", "log.showSignature=no")
_BLAME = ("blame", "--porcelain", "-w", "-M")
_LOG = ("log", "--format=%H %at%n%aE%n%aN", "--name-status", "-c", "--no-renames", "-z")
_HEAD = re.compile(r"[0-9a-f]{40,64} (?P<seconds>-?\d*)\n(?P<mail>[^\n]*)\n(?P<name>[^\n]*)\n?")
_NOBODY = "0" * 40
_MOST_AT_ONCE = 8
_BULK = 50
"""Sheets changed by one commit beyond which no lines are looked for that moved between them: git
would compare each with all others."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote a fact.

    Attributes:
        names: names and mail addresses of everybody who wrote one of its lines.
        day: the day of its newest line; empty where it is not committed.
    """

    names: frozenset[str]
    day: str


Line = tuple[frozenset[str], str]
"""Names and mail address of who wrote a line, and the day; no day where it is not committed."""


def authors(
    root: Path, project: Project, addresses: Iterable[str], revision: str = ""
) -> dict[str, Authorship]:
    """Who wrote some facts; those are left out of which git knows nothing.

    Moved lines and lines that are only indented otherwise keep their author. Lines that are not
    committed are taken for those of whoever uses git here.

    Args:
        root: the project's folder in its repository.
        revision: the commit that was read; empty for the working tree.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        wanted[project.facts[address].place.path].append(address)
    try:
        if not wanted or shallow(root):
            return {}
        history = _History(root, revision)
    except HistoryError:
        return {}
    found = {}
    for path, lines in history.lines(list(wanted)):
        for address in wanted[path]:
            first, last = extent(project, address)
            told = lines if isinstance(lines, tuple) else lines[first - 1 : last]
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


class _History:
    """What git knows of some files: of most at once, of the others file by file."""

    def __init__(self, root: Path, revision: str) -> None:
        self.root = root
        self.revision = revision
        self.here = frozenset(_here(root))
        self.unclean = frozenset() if revision else frozenset(_unclean(root))
        self.untracked = frozenset() if revision else frozenset(_untracked(root))
        self.once: dict[str, Line] = {}
        self.bulk: set[str] = set()
        self._survey()

    def lines(self, paths: Iterable[str]) -> Iterator[tuple[str, tuple[Line] | list[Line]]]:
        """For each file its lines; one of which all lines are alike gives that one, as a tuple."""
        changed = []
        for path in paths:
            if path in self.untracked:
                yield path, ((self.here, ""),)
            elif path in self.once and path not in self.unclean:
                yield path, (self.once[path],)
            else:
                changed.append(path)
        with ThreadPoolExecutor(min(_MOST_AT_ONCE, os.cpu_count() or 1)) as pool:
            yield from zip(changed, pool.map(self._blamed, changed), strict=True)

    def _survey(self) -> None:
        """Finds the files that came whole with one commit, and those that many changed with.

        A file that came with a commit from whose other files a line may have been moved there, one
        that removes files or changes sheets beside, is left to `git blame`.
        """
        said = ask(self.root, [*_PLAIN, *_LOG, self.revision or "HEAD", "--"])
        top = prefix(self.root)
        commits: dict[str, int] = defaultdict(int)
        for line, files in _commits(said.decode("utf-8", "replace")):
            own = {
                path.removeprefix(top): status
                for path, status in files.items()
                if path.startswith(f"{top}facts/")
            }
            changed = sum(status != "A" and path.count("/") > 1 for path, status in own.items())
            alone = not changed and not any("D" in status for status in files.values())
            for path, status in own.items():
                commits[path] += 1
                if alone and status == "A":
                    self.once[path] = line
                if changed > _BULK:
                    self.bulk.add(path)
        self.once = {path: line for path, line in self.once.items() if commits[path] == 1}

    def _blamed(self, path: str) -> list[Line]:
        """For each line who wrote it and when; nothing for a file that git does not know."""
        try:
            at = [self.revision] if self.revision else []
            moved = [] if path in self.bulk else ["-C"]
            said = ask(self.root, [*_PLAIN, *_BLAME, *moved, *at, "--", path])
        except HistoryError:
            return []
        commits: dict[str, dict[str, str]] = {}
        lines: list[Line] = []
        name = ""
        expecting = True
        for line in said.decode("utf-8", "replace").split("\n"):
            if line.startswith("\t"):
                expecting = True
                lines.append(self._told(name, commits[name]))
            elif expecting and line:
                name = line.split(" ", 1)[0]
                commits.setdefault(name, {})
                expecting = False
            elif line:
                key, _, value = line.partition(" ")
                commits[name][key] = value
        return lines

    def _told(self, name: str, about: Mapping[str, str]) -> Line:
        if name == _NOBODY:
            return self.here, ""
        return _line(about["author"], about["author-mail"].strip("<>"), about["author-time"])


def _line(name: str, mail: str, seconds: str) -> Line:
    return frozenset({name, mail}), moment(seconds).date().isoformat()


def _commits(said: str) -> Iterator[tuple[Line, Mapping[str, str]]]:
    """Who made each commit and when, with the files that it changed and in what way.

    No name holds a line break or a NUL, but they may hold anything else, and paths line breaks
    too: what stands where a status may is either one, or the head of the next commit.
    """
    line: Line | None = None
    files: dict[str, str] = {}
    pieces = iter(said.split("\0"))
    for piece in pieces:
        if head := _HEAD.fullmatch(piece):
            if line is not None:
                yield line, files
            line, files = _line(head["name"], head["mail"], head["seconds"]), {}
        elif status := piece.strip("\n"):
            files[next(pieces, "")] = status
    if line is not None:
        yield line, files


def _here(root: Path) -> Iterator[str]:
    """Name and mail address of whoever uses git here; nothing where nothing is set."""
    for key in ("user.name", "user.email"):
        try:
            yield ask(root, ["config", "--get", key]).decode("utf-8", "replace").strip()
        except HistoryError:
            continue


def _unclean(root: Path) -> Iterator[str]:
    """Files that differ from what was committed."""
    return _names(root, "diff", "--name-only", "--relative", "--no-renames", "-z", "HEAD")


def _untracked(root: Path) -> Iterator[str]:
    return _names(root, "ls-files", "--others", "-z")


def _names(root: Path, *arguments: str) -> Iterator[str]:
    said = ask(root, [*_PLAIN, *arguments, "--", "facts"]).decode("utf-8", "replace")
    return iter(said.split("\0")[:-1])
