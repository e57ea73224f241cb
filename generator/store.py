"""What was made before, kept in the user's cache folder under a name of all that it depends on.

An entry says by its digest which name and bytes belong together; one that is damaged, exchanged or
of another version is passed over as if it were not there, and so can never change a result. Nor
can one that somebody else may have written: a folder or an entry that is not our own, or that
others may write to, is neither read nor written, nor is a link followed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
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


class Store:
    """Results by their key; without a folder to write in, it is empty and stays so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """The result of a key, if it is here and whole."""
        path = self._path(key)
        try:
            with self._own_folder(), open(path, "rb", opener=_opener) as file:
                if not own(os.fstat(file.fileno())):
                    return None
                entry = file.read()
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
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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

    @contextlib.contextmanager
    def _own_folder(self) -> Iterator[None]:
        """Raises an `OSError` where others may put entries."""
        about = os.lstat(self.folder)
        if not stat.S_ISDIR(about.st_mode) or not _owned(about):
            raise PermissionError(errno.EPERM, "this folder is not ours alone", str(self.folder))
        yield

    def _path(self, key: str) -> Path:
        return self.folder / key


def own(about: os.stat_result) -> bool:
    """Whether a file is a regular one of ours, to which nobody else may write."""
    return stat.S_ISREG(about.st_mode) and _owned(about)


if sys.platform == "win32":

    def _owned(about: os.stat_result) -> bool:
        """Taken to be so: a user's own folders are closed to others there."""
        return True

else:

    def _owned(about: os.stat_result) -> bool:
        return about.st_uid == os.geteuid() and not about.st_mode & _OTHERS


def _opener(path: str, flags: int) -> int:
    more = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.open(path, flags | more, 0o600)


def users_store(kind: str) -> Store:
    """The store for one kind of results of the user who runs this."""
    try:
        home = Path.home()
    except RuntimeError:  # nobody's process
        return Store(Path(os.devnull, kind))
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or home / ".cache"
    return Store(Path(base) / "factsheet" / kind)


def _digest(key: str, result: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + result).digest()
