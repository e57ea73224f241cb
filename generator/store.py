"""What was made before, kept in the user's cache folder under a name of all that it depends on.

An entry says by its digest which name and bytes belong together; one that is damaged, exchanged or
of another version is passed over as if it were not there, and so can never change a result.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
import time
from pathlib import Path

_KEPT = 90 * 24 * 3600
"""Seconds after its last use for which an entry is kept."""

_DIGEST = hashlib.sha256().digest_size


class Store:
    """Results by their key; without a folder to write in, it is empty and stays so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """The result of a key, if it is here and whole."""
        path = self._path(key)
        try:
            entry = path.read_bytes()
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
            try:
                fresh.write_bytes(_digest(key, result) + result)
                fresh.replace(path)
            finally:
                fresh.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Removes what nobody has used for long."""
        oldest = time.time() - _KEPT
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                with contextlib.suppress(OSError):
                    if path.is_file() and path.stat().st_mtime < oldest:
                        path.unlink()

    def _path(self, key: str) -> Path:
        return self.folder / key


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
