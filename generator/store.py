"""What was made before, kept in the user's cache folder under a name of all that it depends on.

An entry says by its digest which name and bytes belong together; one that is damaged, exchanged or
of another version is passed over as if it were not there, and so can never change a result. Nor
can one that somebody else may have written: a folder or an entry that is not our own, or that
others may write to or put in another's place, is neither read nor written, nor is a link followed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shlex
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_KEPT = 90 * 24 * 3600
"""Seconds after its last use for which an entry is kept."""

_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_NAME = re.compile(r"[0-9a-f]{16,128}(\.[0-9a-f]{8})?")
"""An entry; the second part is that of one which a killed process has not finished."""

_DIGEST = hashlib.sha256().digest_size
_LARGEST = 2**30  # bytes of an entry

_passed_over: dict[str, None] = {}


def passed_over() -> list[str]:
    """Why something of a cache has been passed over, one sentence each; said only once."""
    found = [*_passed_over]
    _passed_over.clear()
    return found


class Store:
    """Results by their key; without a folder to write in, it is empty and stays so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """The result of a key, if it is here and whole."""
        path = self._path(key)
        try:
            with self._own_folder(), open(path, "rb", opener=_opener) as file:
                about = os.fstat(file.fileno())
                if not own(about):
                    _pass_over(path, "it is not yours alone", f"remove {path}")
                if not own(about) or about.st_size > _LARGEST:
                    return None
                entry = file.read(about.st_size)
                os.utime(path)
        except OSError:
            return None
        digest, result = entry[:_DIGEST], entry[_DIGEST:]
        return result if digest == _digest(key, result) else None

    def put(self, key: str, result: bytes) -> None:
        """Keeps a result; a folder that cannot be written to is no reason to fail."""
        path = self._path(key)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with contextlib.suppress(OSError):
            self._make()
            with self._own_folder():
                try:
                    with open(fresh, "xb", opener=_opener) as file:
                        file.write(_digest(key, result) + result)
                    fresh.replace(path)
                finally:
                    fresh.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Removes what nobody has used for long."""
        oldest = time.time() - _KEPT
        with contextlib.suppress(OSError), self._own_folder():
            for path in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    about = path.lstat()
                    if _NAME.fullmatch(path.name) and own(about) and about.st_mtime < oldest:
                        path.unlink()

    def _make(self) -> None:
        """Makes the folder, and those that it stands in, for its user alone."""
        for folder in (*reversed(self.folder.parents), self.folder):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)

    @contextlib.contextmanager
    def _own_folder(self) -> Iterator[None]:
        """Raises an `OSError` where others may put entries."""
        about = os.lstat(self.folder)
        if not stat.S_ISDIR(about.st_mode) or not _owned(about):
            mend = f"remove it, or: chmod go-w {shlex.quote(str(self.folder))}"
            _pass_over(self.folder, "it is not a folder of yours alone", mend)
            raise PermissionError(errno.EPERM, "this folder is not ours alone", str(self.folder))
        if strange := _strange(self.folder.parent):
            mend = f"chmod go-w {shlex.quote(str(strange))}, or name another in XDG_CACHE_HOME"
            _pass_over(self.folder, f"others may put another in its place at {strange}", mend)
            raise PermissionError(errno.EPERM, "this folder can be exchanged", str(self.folder))
        yield

    def _path(self, key: str) -> Path:
        return self.folder / key


def own(about: os.stat_result) -> bool:
    """Whether a file is a regular one of ours, to which nobody else may write, by its one name."""
    return stat.S_ISREG(about.st_mode) and _owned(about) and about.st_nlink <= 1


def _pass_over(path: Path, why: str, mend: str) -> None:
    _passed_over[f"The cache {path} is passed over: {why}; {mend}."] = None


if sys.platform == "win32":

    def _owned(about: os.stat_result) -> bool:
        """Taken to be so: a user's own folders are closed to others there."""
        return True

    def _strange(folder: Path) -> Path | None:
        return None

else:

    def _owned(about: os.stat_result) -> bool:
        return about.st_uid == os.geteuid() and not about.st_mode & _OTHERS

    def _strange(folder: Path) -> Path | None:
        """The folder or link on the way to a folder by which others could lead elsewhere."""
        waiting, looked_at = [folder, *folder.parents], set()
        while waiting:
            path = waiting.pop()
            if path in looked_at:
                continue
            looked_at.add(path)
            about = os.lstat(path)
            if stat.S_ISLNK(about.st_mode):
                target = path.parent / os.readlink(path)
                waiting += [target, *target.parents]
            elif about.st_mode & _OTHERS and not about.st_mode & stat.S_ISVTX:
                return path  # where names stick, only who owns a file may exchange it
            if about.st_uid not in (0, os.geteuid()):
                return path
        return None


def _opener(path: str, flags: int) -> int:
    more = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.open(path, flags | more, 0o600)


def users_store(kind: str) -> Store:
    """The store for one kind of results of the user who runs this.

    A variable that names a folder from the current one on is passed over: a project could hold it.
    """
    try:
        home = Path.home()
    except RuntimeError:  # nobody's process
        home = Path()
    if sys.platform == "win32":
        base = _named("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = _named("XDG_CACHE_HOME") or home / ".cache"
    return Store((base if base.is_absolute() else Path(os.devnull)) / "factsheet" / kind)


def _named(variable: str) -> Path | None:
    said = os.environ.get(variable, "")
    return Path(said) if os.path.isabs(said) else None


def _digest(key: str, result: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + result).digest()
