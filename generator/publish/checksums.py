"""Writes the checksums of files, in the form that `sha256sum -c` reads."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.workers import spread

NAME = "SHA256SUMS"
MARK = ".factsheet"
"""What `mark` leaves, which in its turn names the checksums."""

_MANY = 2000  # files, from which on several processes are faster than one


def write(folder: Path, files: Iterable[Path] | None = None) -> Path:
    """Writes `SHA256SUMS` into a folder.

    Args:
        files: what it lists, in this order; every file of the folder, in order of name, if None.

    Returns:
        The file written.
    """
    sums = folder / NAME
    listed = _all(folder, sums) if files is None else list(files)
    lines = (f"{d}  {_way(folder, p)}\n" for d, p in zip(digests(listed), listed, strict=True))
    sums.write_text("".join(lines), "utf-8", newline="\n")
    return sums


def _all(folder: Path, but: Path) -> list[Path]:
    """Every file of a folder, in an order that no system decides."""
    found = [Path(path, name) for path, _, names in os.walk(folder) for name in names]
    left = (but, folder / MARK)
    return sorted((path for path in found if path not in left), key=lambda path: path.parts)


def digests(paths: Sequence[Path]) -> Sequence[str]:
    """The SHA-256 of each file, in hexadecimal digits."""
    return spread(_digest, paths, least=_MANY)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _way(folder: Path, path: Path) -> str:
    """How a file is reached from the folder, which may stand inside the site."""
    return Path(os.path.relpath(path, folder)).as_posix()
