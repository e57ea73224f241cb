"""Finds a repository, and lays a second entrance to it that has no settings and no hooks.

Whatever the repository's own settings name, files that they include, those of a working tree, or a
bare repository in a folder: git never reads it while it answers. The entrance is a folder of ours
that leads to the repository's objects and references, with a copy of its index.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator.diagnostics import shown
from generator.git.settings import Asked, Settings, own, trusted, users
from generator.stopping import passing_folder

_COPIED = ("ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")
_SHARED = ("refs", "packed-refs", "reftable", "logs/refs", "shallow")
_LINE = 4096
"""Bytes of a file that holds one path or name."""


class HistoryError(Exception):
    """Why the past cannot be read, in one sentence without a final stop."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with its working tree.

    Attributes:
        top: the folder that holds `.git`.
        gitdir: what belongs to this working tree: `HEAD`, the index.
        common: what all working trees share: objects, references; usually the same.
    """

    top: Path
    gitdir: Path
    common: Path


def found(root: Path) -> Repository:
    """The repository of a folder: that of the nearest `.git` in it or above.

    A folder that only looks like a repository (a bare one) is none. A file `.git`, which working
    trees and submodules have, is followed: nothing that it leads to is run.

    Raises:
        HistoryError: there is none, or it cannot be read.
    """
    here = Path(os.path.abspath(root))
    try:
        here = here.resolve()
        top = next((it for it in (here, *here.parents) if _is_one(it / ".git")), None)
        if top is None:
            raise HistoryError("git says: not a git repository (or any of the parent directories)")
        gitdir = _followed(top / ".git", "gitdir: ") if (top / ".git").is_file() else top / ".git"
        common = _followed(gitdir / "commondir") if (gitdir / "commondir").is_file() else gitdir
    except (OSError, RuntimeError, ValueError) as error:
        raise HistoryError(f"the repository of {shown(str(root))} cannot be read") from error
    if not (common / "objects").is_dir() or not (gitdir / "HEAD").is_file():
        raise HistoryError(f"the .git in {shown(str(top))} is not a git repository")
    return Repository(top, gitdir, common)


def _is_one(path: Path) -> bool:
    """Whether a `.git` is one: git passes over an empty folder of that name."""
    return path.is_file() or (path / "HEAD").is_file()


def _followed(file: Path, prefix: str = "") -> Path:
    """The folder that a file of one line names."""
    with file.open("rb") as opened:
        line = os.fsdecode(opened.read(_LINE)).rstrip("\r\n")
    if not line.startswith(prefix) or "\n" in line or "\0" in line:
        raise ValueError(line)
    return (file.parent / line.removeprefix(prefix)).resolve(strict=True)


def settings(repository: Repository, asked: Asked) -> tuple[Settings, Settings]:
    """What answers depend on, and the form in which the repository is stored.

    Raises:
        HistoryError: it belongs to somebody else and the user has not said that it is safe, or
            its form is not known.
    """
    personal = _users(asked, repository.gitdir, _marks(_usual_files()))
    strange = [it for it in _owned(repository) if not _ours(it)]
    if strange and not trusted(personal, repository.top):
        top = shown(str(repository.top))
        raise HistoryError(
            f"the repository in {top} belongs to another user; if you trust it, say so: "
            f"git config --global --add safe.directory {top}"
        )
    files = (repository.common / "config", repository.gitdir / "config.worktree")
    try:
        answers, form = _own(asked, tuple(it for it in files if it.is_file()), _marks(files))
    except ValueError as error:
        raise HistoryError(
            f"the repository is stored in a form not known here ({error})"
        ) from error
    return personal + answers, form


@lru_cache(maxsize=16)
def _users(asked: Asked, gitdir: Path, _: object) -> Settings:
    return users(asked, gitdir)


@lru_cache(maxsize=16)
def _own(asked: Asked, files: tuple[Path, ...], _: object) -> tuple[Settings, Settings]:
    return own(asked, files)


def _usual_files() -> tuple[Path, ...]:
    """Where the machine's and the user's settings usually stand."""
    home = Path(os.environ.get("HOME", os.sep))
    config = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"))
    own = (config / "git" / name for name in ("config", "ignore", "attributes"))
    return Path("/etc/gitconfig"), home / ".gitconfig", *own


def _marks(files: tuple[Path, ...]) -> tuple[object, ...]:
    """What changes when one of some files does."""
    found: list[object] = []
    for file in files:
        try:
            about = file.stat()
        except OSError:
            found.append(str(file))
        else:
            found.append((str(file), about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(found)


def _owned(repository: Repository) -> Iterator[Path]:
    yield from {repository.top, repository.top / ".git", repository.gitdir, repository.common}


def _ours(path: Path) -> bool:
    """Whether somebody who may tell us what to do owns a file: we, or who called us by sudo."""
    if sys.platform == "win32":
        return True
    accepted = {os.geteuid()}
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdecimal():
        accepted.add(int(os.environ["SUDO_UID"]))
    return os.lstat(path).st_uid in accepted


@contextmanager
def entrance(repository: Repository, form: Settings, *, index: bool) -> Iterator[Path]:
    """A folder that git takes for the repository, and that holds no settings but ours.

    Args:
        form: how the repository is stored.
        index: whether the question is about the working tree.

    Raises:
        HistoryError: it cannot be laid.
    """
    with passing_folder() as folder:
        gitdir = folder / "entrance"
        try:
            _lay(repository, gitdir, form, index)
        except OSError as error:
            raise HistoryError(f"the repository cannot be read: {error.strerror}") from error
        yield gitdir


def _lay(repository: Repository, gitdir: Path, form: Settings, index: bool) -> None:
    gitdir.mkdir()
    lines = ["[core]", f"\trepositoryformatversion = {int(bool(form))}", "\tbare = false"]
    for key, value in form:
        section, _, name = key.partition(".")
        lines += [f"[{section}]", f"\t{name} = {value}"]
    (gitdir / "config").write_text("\n".join([*lines, ""]), "ascii")
    (gitdir / "HEAD").write_bytes(_head(repository.gitdir / "HEAD"))
    (gitdir / "logs").mkdir()
    (gitdir / "objects").mkdir()  # the true ones are named in the environment
    for name in _SHARED:
        _share(repository.common / name, gitdir / name)
    if not (gitdir / "refs").exists():
        (gitdir / "refs").mkdir()
    _share(repository.gitdir / "logs" / "HEAD", gitdir / "logs" / "HEAD")
    for name in _COPIED:
        _copy(repository.gitdir / name, gitdir / name)
    (gitdir / "info").mkdir()
    for name in ("exclude", "attributes"):
        _copy(repository.common / "info" / name, gitdir / "info" / name)
    if index:
        _copy(repository.gitdir / "index", gitdir / "index")
        for part in repository.gitdir.glob("sharedindex.*"):
            _copy(part, gitdir / part.name)


def _head(path: Path) -> bytes:
    """What is checked out; very old repositories say it with a link."""
    if path.is_symlink() and (target := os.readlink(path)).startswith("refs/"):
        return os.fsencode(f"ref: {target}\n")
    with path.open("rb") as file:
        return file.read(_LINE)


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copyfile(source, target)


def _share(source: Path, target: Path) -> None:
    """Leads to a file or folder of the repository; a copy where links cannot be made."""
    if not source.exists():
        return
    try:
        target.symlink_to(source)
    except OSError:
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
