"""Reads a project's past from git, without a shell, and changes nothing there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.diagnostics import shown

_PATIENCE = 60  # seconds for one answer of git
_SAFE = {
    "GIT_TERMINAL_PROMPT": "0",  # never asks
    "GIT_OPTIONAL_LOCKS": "0",  # never writes
    "GIT_NO_LAZY_FETCH": "1",  # never goes to the network
    "GIT_NO_REPLACE_OBJECTS": "1",  # what was committed, not what stands in for it
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


class HistoryError(Exception):
    """Why the past cannot be read, in one sentence without a final stop."""


def versions(root: Path, path: str, revision: str = "HEAD", limit: int = 2**26) -> Iterator[bytes]:
    """Every version that a file had up to a revision, newest first, each once.

    Args:
        root: the project's folder, anywhere in a repository.
        path: relative to the project.
        limit: versions of more bytes are passed over.

    Raises:
        HistoryError: there is no git, no repository, or no such revision.
    """
    commit = _commit(root, revision)
    prefix = _run(root, ["rev-parse", "--show-prefix"]).decode("utf-8", "surrogateescape")
    full = prefix.rstrip("\n") + path
    if "\n" in full:
        raise HistoryError("git cannot be asked for a file whose name holds a line break")
    touching = _run(root, ["--literal-pathspecs", "rev-list", "--full-history", commit, "--", path])
    commits = [commit, *touching.decode("ascii").split()]
    wanted = "".join(f"{one}:{full}\n" for one in dict.fromkeys(commits))
    answer = _run(root, ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
                  said=wanted.encode("utf-8", "surrogateescape"))
    seen: set[bytes] = set()
    for line in answer.splitlines():
        name, _, rest = line.partition(b" ")
        kind, _, size = rest.partition(b" ")
        if kind == b"blob" and name not in seen and int(size) <= limit:
            seen.add(name)
            yield _run(root, ["cat-file", "blob", name.decode("ascii")])


def shallow(root: Path) -> bool:
    """Whether the repository holds only the newest part of its history."""
    try:
        return _run(root, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"
    except HistoryError:
        return False


def _commit(root: Path, revision: str) -> str:
    """The full name of the commit that a revision means."""
    if not revision or revision.startswith("-") or any(c in revision for c in "\0\n"):
        raise HistoryError(f"“{shown(revision)}” is not the name of a revision")
    _run(root, ["rev-parse", "--git-dir"])  # says by itself that there is no repository
    try:
        found = _run(root, ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"])
    except HistoryError as error:
        raise HistoryError(f"git knows no revision “{shown(revision)}”") from error
    return found.decode("ascii").strip()


def _run(root: Path, arguments: Sequence[str], *, said: bytes = b"") -> bytes:
    """What git answers to one question; the caller's `GIT_…` variables do not reach it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | _SAFE
    try:
        done = subprocess.run(
            ["git", "--no-pager", *arguments], cwd=root, env=environment, input=said,
            capture_output=True, timeout=_PATIENCE, check=False)
    except FileNotFoundError as error:
        raise HistoryError("there is no git on this machine") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HistoryError(f"git did not answer: {error}") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it failed"]
        raise HistoryError(f"git says: {shown(lines[0].removeprefix('fatal: '), 200)}")
    return done.stdout
