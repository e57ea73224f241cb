"""Names for all that a result depends on, so that it is made again when any of it changes."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import stat
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

_OURS = Path(__file__).parent
_SIZE = 16


class Digest:
    """A digest of parts of which none can be taken for a piece of another."""

    def __init__(self) -> None:
        self._state = hashlib.blake2b(digest_size=_SIZE)

    def add(self, *parts: bytes | str) -> None:
        """Adds parts, each with its length."""
        for part in parts:
            raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            self._state.update(b"%d:" % len(raw))
            self._state.update(raw)

    def name(self) -> str:
        """The digest of all parts, in hexadecimal digits."""
        return self._state.hexdigest()


@cache
def code() -> str:
    """This program and the libraries it stands on, down to their versions, on this system."""
    digest = Digest()
    digest.add(program(), platform.platform())
    _add_versions(digest, extras=True)
    return digest.name()


@cache
def program() -> str:
    """All of this program that decides what is found, wherever it runs."""
    digest = Digest()
    digest.add(platform.python_version())
    _add_versions(digest, extras=False)
    add_files(digest, _OURS, ["."], skipped=("__pycache__",))
    return digest.name()


def _add_versions(digest: Digest, *, extras: bool) -> None:
    for line in sorted(requires("factsheet") or ()):
        if not extras and "extra ==" in line:
            continue
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        try:
            digest.add(name, version(name))
        except PackageNotFoundError:
            digest.add(name, "")


def add_files(
    digest: Digest,
    root: Path,
    paths: Iterable[str],
    *,
    skipped: Iterable[str] = (),
    links: bool = True,
) -> None:
    """Adds files and folders with all that they hold: names, kinds and bytes.

    Args:
        paths: relative to the root; one that is missing is added as missing.
        skipped: names passed over wherever they stand.
        links: whether symbolic links may stand there, which are added as what they say.

    Raises:
        OSError: something cannot be read, or is a link where none may stand.
    """
    names = frozenset(skipped)
    waiting = [(path, os.path.join(root, path)) for path in reversed(list(paths))]
    while waiting:
        path, full = waiting.pop()
        try:
            about = os.lstat(full)
        except FileNotFoundError:
            digest.add(path, "missing")
            continue
        if stat.S_ISDIR(about.st_mode):
            digest.add(path, "folder")
            held = sorted(name for name in os.listdir(full) if name not in names)
            waiting += [(f"{path}/{name}", os.path.join(full, name)) for name in reversed(held)]
        elif stat.S_ISREG(about.st_mode):
            with open(full, "rb", buffering=0) as file:
                digest.add(path, "file", file.readall())
        elif stat.S_ISLNK(about.st_mode):
            if not links:
                raise OSError(f"{path} is a link")
            digest.add(path, "link", os.readlink(full))
        else:
            digest.add(path, "special")
