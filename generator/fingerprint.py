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

from generator.runtime import files

_OURS = Path(__file__).parent
_DEEPEST = 50  # folders in folders: the way to each is gone anew, step by step
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
    limit: int | None = None,
) -> None:
    """Adds files and folders with all that they hold: names, kinds and bytes.

    Args:
        paths: relative to the root; one that is missing is added as missing.
        skipped: names passed over wherever they stand.
        links: whether symbolic links may stand there, which are added as what they say, and files
            beyond the limit, which are added as so large, and not read.
        limit: the most bytes of a file; any number if None.

    Raises:
        OSError: something cannot be read, lies too deep, or stands there and may not.
    """
    names = frozenset(skipped)
    waiting = [(path, _kind(root, path)) for path in reversed(list(paths))]
    while waiting:
        path, kind = waiting.pop()
        if kind == "folder" and path.count("/") > _DEEPEST:
            if not links:
                raise OSError(f"{path} lies too deep")
            digest.add(path, kind)  # a check looks at nothing that lies so deep
        elif kind == "folder":
            digest.add(path, kind)
            held = [it for it in files.entries(root, path) if it.name not in names]
            waiting += [(f"{path}/{it.name}", _kind_of(it)) for it in reversed(held)]
        elif kind == "file":
            digest.add(path, kind, _content(root, path, limit, large=links))
        elif kind == "link":
            if not links:
                raise OSError(f"{path} is a link")
            digest.add(path, kind, os.readlink(os.path.join(root, path)))
        else:
            digest.add(path, kind)


def _kind(root: Path, path: str) -> str:
    try:
        mode = os.lstat(os.path.join(root, path)).st_mode
    except FileNotFoundError:
        return "missing"
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "link" if stat.S_ISLNK(mode) else "special"


def _kind_of(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    plain = entry.is_file(follow_symlinks=False)
    return "file" if plain else "link" if entry.is_symlink() else "special"


def _content(root: Path, path: str, limit: int | None, *, large: bool) -> bytes:
    """What stands for a file's bytes, of which there may be any number."""
    state = hashlib.blake2b()
    try:
        for piece in files.pieces(root, path, limit):
            state.update(piece)
    except files.TooLargeError as error:
        if not large:
            raise
        return b"%d bytes" % error.size
    return state.digest()
