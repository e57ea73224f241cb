"""Reads a project's past from git, and changes nothing there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from generator.diagnostics import shown
from generator.git.command import HistoryError, ask, reading

_PARTS = ("facts", "seeds", "mkdocs.yml")
_MOST_BYTES = 2**31  # of one revision; more is no fact sheet
_NOWHERE = "/dev/null/link"
"""Where the links of a snapshot lead: such a path can never exist."""


def versions(root: Path, path: str, revision: str = "HEAD", limit: int = 2**26) -> Iterator[bytes]:
    """Every version that a file had up to a revision, newest first, each once.

    Args:
        root: the project's folder, anywhere in a repository.
        path: relative to the project.
        limit: versions of more bytes are passed over.

    Raises:
        HistoryError: there is no git, no repository, or no such revision.
    """
    commit = commit_of(root, revision)
    prefix = ask(root, ["rev-parse", "--show-prefix"]).decode("utf-8", "surrogateescape")
    full = prefix.rstrip("\n") + path
    if "\n" in full:
        raise HistoryError("git cannot be asked for a file whose name holds a line break")
    touching = ask(root, ["--literal-pathspecs", "rev-list", "--full-history", commit, "--", path])
    commits = [commit, *touching.decode("ascii").split()]
    wanted = "".join(f"{one}:{full}\n" for one in dict.fromkeys(commits))
    answer = ask(
        root,
        ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
        said=wanted.encode("utf-8", "surrogateescape"),
    )
    seen: set[bytes] = set()
    for line in answer.splitlines():
        name, _, rest = line.partition(b" ")
        kind, _, size = rest.partition(b" ")
        if kind == b"blob" and name not in seen and int(size) <= limit:
            seen.add(name)
            yield ask(root, ["cat-file", "blob", name.decode("ascii")])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A revision laid out in a folder.

    Attributes:
        origin: the project's folder in the repository that it comes from.
        strange: (path, what it is) of everything that is not a file: a symbolic link or a
            submodule. In the folder each is a link that leads nowhere, which the check reports.
    """

    origin: Path
    commit: str
    folder: Path
    strange: tuple[tuple[str, str], ...]


def snapshot(root: Path, revision: str, target: Path) -> Snapshot:
    """Writes a project's facts, sources and settings as they were in a revision.

    Everything comes from git's objects: no working tree is touched, no filter or hook runs, and
    no link is made that leads anywhere.

    Args:
        root: the project's folder, anywhere in a repository.
        target: an empty folder outside of it.

    Raises:
        HistoryError: there is no git, no repository, no such revision, or the revision holds
            names that no folder can.
    """
    commit = commit_of(root, revision)
    files: list[tuple[str, str]] = []
    strange: list[tuple[str, str]] = []
    for line in ask(root, ["ls-tree", "-r", "-z", commit, "--", *_PARTS]).split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, kind, blob = about.decode("ascii").split(" ")
        path = name.decode("utf-8", "surrogateescape")
        if any(part in ("", ".", "..") for part in path.split("/")) or path.startswith("/"):
            raise HistoryError(f"{shown(revision)} holds a file named “{shown(path)}”")
        if kind == "blob" and mode != "120000":
            files.append((path, blob))
        else:
            strange.append((path, "symbolic link" if kind == "blob" else "submodule"))
    try:
        _lay(root, files, target)
        for path, _ in strange:  # after all files, so that none is written through a link
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).symlink_to(_NOWHERE)
    except OSError as error:
        raise HistoryError(f"{shown(revision)} cannot be laid out: {error.strerror}") from error
    return Snapshot(root, commit, target, tuple(strange))


def _lay(root: Path, files: Sequence[tuple[str, str]], target: Path) -> None:
    """Writes blobs to paths that are free, asking git for one after the other."""
    left = _MOST_BYTES
    with reading(root) as git:
        for path, blob in files:
            size = git.size(blob)
            if size is None:
                raise HistoryError(
                    f"git does not have the content of {shown(path)}; this clone may be partial"
                )
            left -= size
            if left < 0:
                raise HistoryError(f"it holds more than {_MOST_BYTES:,} bytes")
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            with (target / path).open("xb") as file:
                file.writelines(git.pieces(size))


def shallow(root: Path) -> bool:
    """Whether the repository holds only the newest part of its history."""
    try:
        return ask(root, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"
    except HistoryError:
        return False


def commit_of(root: Path, revision: str) -> str:
    """The full name of the commit that a revision means."""
    if not revision or revision.startswith("-") or any(c in revision for c in "\0\n"):
        raise HistoryError(f"“{shown(revision)}” is not the name of a revision")
    ask(root, ["rev-parse", "--git-dir"])  # says by itself that there is no repository
    try:
        found = ask(root, ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"])
    except HistoryError as error:
        raise HistoryError(f"git knows no revision “{shown(revision)}”") from error
    return found.decode("ascii").strip()


def prefix(root: Path) -> str:
    """The project's folder from its repository's root, `docs/facts/`; empty without git."""
    try:
        said = ask(root, ["rev-parse", "--show-prefix"])
    except HistoryError:
        return ""
    return said.decode("utf-8", "surrogateescape").rstrip("\n")


def published(root: Path, revision: str = "HEAD") -> str:
    """The newest tag `published-…` in the past of a revision; empty for none.

    Raises:
        HistoryError: there is no git, no repository, or no commit.
    """
    found = ask(
        root,
        [
            "for-each-ref",
            "--sort=-version:refname",
            "--sort=-creatordate",
            "--count=1",
            f"--merged={revision}",
            "--format=%(refname:strip=2)",
            "refs/tags/published-*",
        ],
    )
    return found.decode("utf-8", "replace").strip()


def moment(seconds: str) -> datetime:
    """A time as git writes it; 1970 where a commit claims one that no calendar has."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def state(root: Path) -> str:
    """All that answers about the past depend on: references, settings, names of authors."""
    try:
        said = [
            ask(root, ["rev-parse", "HEAD", "--is-shallow-repository", "--show-prefix"]),
            ask(root, ["for-each-ref", "--format=%(refname) %(objectname)"]),
            ask(root, ["config", "--list", "-z"]),
        ]
        top = ask(root, ["rev-parse", "--show-toplevel"]).decode("utf-8", "surrogateescape")
        names = Path(top.rstrip("\n"), ".mailmap")
        said.append(names.read_bytes() if names.is_file() else b"")
    except (HistoryError, OSError) as error:
        return str(error)
    return b"\0\0".join(said).decode("utf-8", "surrogateescape")
