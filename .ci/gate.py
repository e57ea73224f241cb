#!/usr/bin/env python3
"""Lets a change through only if it is one of facts and sources, and nothing but text and documents.

    gate.py BASE HEAD

Merges HEAD into BASE among git's objects, without touching the working tree, holds every path that
the merge would change in BASE against the rules below, and prints the merge commit. Exit codes:
0 passed, 1 refused (the reasons stand on standard error), 2 could not run.

Nothing of the change is run, checked out or read but its list of files: no hook, no filter, no
configuration. What passes differs from BASE in `facts/` and `seeds/` only, so that a checkout of
the printed commit has the tool and the settings of BASE.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

MOST_FILES = 2_000
MOST_BYTES = {".yml": 1_048_576, ".txt": 67_108_864}
MOST_OTHER_BYTES = 67_108_864
MOST_TOGETHER = 268_435_456
SHOWN = 50

PLACES = (
    re.compile(r"facts/(?:vocabulary|reviews|corrections)\.yml"),
    re.compile(r"facts/[a-z]+/[a-z0-9-]+\.yml"),
    re.compile(r"seeds/[A-Za-z0-9_-][A-Za-z0-9_.-]*\.(?:txt|yml)"),
    re.compile(
        r"seeds/originals/[A-Za-z0-9_-][A-Za-z0-9_.-]*\."
        r"(?:docx|html?|md|markdown|mht|mhtml|pdf|xhtml|wacz|warc|warc\.gz|webarchive)"
    ),
)
"""Where a change may stand; no name begins with a dot, nor holds anything but these characters."""

KINDS = {
    "120000": "is a symbolic link",
    "160000": "is a submodule",
    "100755": "is executable",
    "040000": "is a folder",
}
PLAIN, GONE = "100644", "000000"


class GateError(Exception):
    """Why nothing could be compared."""


@dataclass(frozen=True)
class Change:
    """One path that the merge would change."""

    path: str
    mode: str
    blob: str


def git(*arguments: str) -> bytes:
    """What git says; hooks, filters and outside configuration play no part."""
    environment = {
        **os.environ,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "gate",
        "GIT_AUTHOR_EMAIL": "gate@localhost",
        "GIT_COMMITTER_NAME": "gate",
        "GIT_COMMITTER_EMAIL": "gate@localhost",
    }
    command = [
        "git",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "commit.gpgSign=false",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    if done.returncode:
        raise GateError(
            done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
            or f"git {arguments[0]} failed"
        )
    return done.stdout


def revision(name: str) -> str:
    """The commit that a name means."""
    if name.startswith("-"):
        raise GateError(f"{said(name)} is no revision")
    return git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()


def merged(base: str, head: str) -> str:
    """The tree of a merge.

    Raises:
        GateError: the two cannot be merged without somebody's decision.
    """
    try:
        return git("merge-tree", "--write-tree", base, head).split(b"\n")[0].decode()
    except GateError as error:
        raise GateError(
            "the change does not fit the present state: merge that into it first "
            f"({said(str(error))})"
        ) from error


def changes(base: str, tree: str) -> Iterator[Change]:
    """What the merge changes in BASE."""
    raw = git("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", base, tree)
    fields = raw.split(b"\0")
    for n in range(0, len(fields) - 1, 2):
        _, mode, _, blob, _ = fields[n].lstrip(b":").decode("ascii").split(" ")
        yield Change(fields[n + 1].decode("utf-8", "backslashreplace"), mode, blob)


def reasons(found: list[Change], tree: str) -> Iterator[str]:
    """Why the change is refused; nothing when it is let through."""
    if len(found) > MOST_FILES:
        yield f"{len(found):,} files are changed; at most {MOST_FILES:,} are let through"
        return
    together = 0
    for change in found:
        if not any(place.fullmatch(change.path) for place in PLACES):
            yield f"{said(change.path)} stands outside of facts/ and seeds/, or is no file of them"
        elif change.mode not in (PLAIN, GONE):
            yield f"{said(change.path)} {KINDS.get(change.mode, 'is no plain file')}"
        elif change.mode == PLAIN:
            size = int(git("cat-file", "-s", change.blob))
            most = MOST_BYTES.get(os.path.splitext(change.path)[1], MOST_OTHER_BYTES)
            together += size
            if size > most:
                yield f"{said(change.path)} has {size:,} bytes; at most {most:,} are let through"
    if together > MOST_TOGETHER:
        yield f"the files have {together:,} bytes together; at most {MOST_TOGETHER:,} are"
    yield from collisions(tree)


def collisions(tree: str) -> Iterator[str]:
    """Names that are one name on a system that does not tell small letters from capitals."""
    raw = git("ls-tree", "-r", "-z", "--name-only", tree, "facts", "seeds")
    known: dict[str, str] = {}
    for name in raw.decode("utf-8", "backslashreplace").split("\0"):
        if known.setdefault(name.casefold(), name) != name:
            yield f"{said(name)} and {said(known[name.casefold()])} differ in capitals only"


def said(text: str) -> str:
    """A text of the change, fit for a log: one line of printable characters."""
    shown = "".join(c if c.isascii() and c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return shown[:200]


def passed(base: str, head: str) -> tuple[str, list[str]]:
    """The merge commit, or the empty string and the reasons against it."""
    base, head = revision(base), revision(head)
    tree = merged(base, head)
    found = list(changes(base, tree))
    against = list(reasons(found, tree))
    if against:
        return "", against
    commit = git("commit-tree", tree, "-p", base, "-p", head, "-m", "Merge for a check")
    return commit.decode().strip(), []


def main(arguments: list[str]) -> int:
    """The exit code."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        commit, against = passed(*arguments)
    except GateError as error:
        print(f"gate: could not run: {error}", file=sys.stderr)
        return 2
    for reason in against[:SHOWN]:
        print(f"gate: refused: {reason}", file=sys.stderr)
    if len(against) > SHOWN:
        print(f"gate: … and {len(against) - SHOWN} more", file=sys.stderr)
    if commit:
        print(commit)
    return 1 if against else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
