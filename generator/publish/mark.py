"""The mark in a published folder, which names every file that we wrote there.

What the mark does not name, or names otherwise, is somebody else's, and is never removed. A mark
may be forged: whatever it says, nothing is removed but files in its own folder, and no link is
followed to them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from generator.publish import checksums
from generator.runtime import files
from generator.stopping import remove, undisturbed

NAME = checksums.MARK
_FORM = 1
_MOST = 64_000_000  # bytes of a mark or of checksums, which name some 500,000 files
_LARGEST = 1 << 32  # bytes of one file that is compared
_SUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")
_SAID = re.compile(r"[0-9a-f]{64}|to .+", re.DOTALL)


def begin(folder: Path, kind: str) -> None:
    """Marks a new folder as one that we are writing, all of which is ours."""
    _put(folder, {"factsheet": kind, "form": _FORM, "unfinished": folder.name})


def finish(folder: Path, kind: str) -> None:
    """Marks a folder as ours, with the checksum of every file in it."""
    named = {path: said for path, said in _found(folder) if _is_ours(path, said)}
    _put(folder, {"factsheet": kind, "form": _FORM, "files": named})


def strangers(folder: Path, kind: str | None = None) -> list[str]:
    """What a folder holds that we did not write, or not so.

    Args:
        kind: of output for which the folder has to be marked; any if None.

    Returns:
        One phrase each, in order of name; empty if all is ours.

    Raises:
        OSError: the folder cannot be read.
    """
    ours = _named(folder, kind)
    if ours is None:
        held = sorted(os.listdir(folder))
        return [f"{name} is not known to be ours" for name in held]
    emptied = {f"{way}/" for path in ours for way in PurePosixPath(path).parents}
    found = []
    for path, digest in _found(folder):
        if path in emptied and not digest:
            continue  # what we wrote there is gone
        if path not in ours:
            found.append(f"{path} is not ours")
        elif ours[path] != digest:
            found.append(f"{path} was changed")
    return sorted(found)


def add(fresh: Path, folder: Path, kind: str) -> list[str]:
    """Puts every file of a new folder into another, which is marked as holding them.

    Returns:
        What stands in their way and is not ours; if anything, nothing was put there.

    Raises:
        OSError: a file cannot be read or written, or a link stands on its way.
    """
    ours, new = _named(folder, kind) or {}, dict(_found(fresh))
    marked = _marked(folder)
    former = marked.get("former")
    former = former if isinstance(former, dict) else {}
    found, before = [], {}
    for path, digest in new.items():
        if not os.path.lexists(folder / path):
            continue
        whole = hashlib.sha256()
        for piece in files.pieces(folder, path, _LARGEST):
            whole.update(piece)
        there = whole.hexdigest()
        if there not in (digest, ours.get(path), former.get(path)):
            found.append(f"{path} was changed" if path in ours else f"{path} is not ours")
        elif there != digest:
            before[path] = there
    if os.path.lexists(folder / NAME) and marked.get("factsheet") != kind:
        found.append(f"{NAME} is not ours" if not marked else f"{NAME} marks another output")
    if found:
        return found
    # Before the files, so that one which is put there is known as ours whatever happens; with what
    # stands there now, so that the same holds for one which is not replaced any more.
    data = {"factsheet": kind, "form": _FORM, "files": {**ours, **new}}
    files.write(folder, NAME, _written({**data, "former": before} if before else data))
    for path in new:
        files.write(folder, path, (fresh / path).read_bytes())
    if before:
        files.write(folder, NAME, _written(data))
    return []


def discard(folder: Path) -> bool:
    """Removes a folder that we wrote, unless it holds anything else; says whether it is gone."""
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            return False
        if _marked(folder).get("unfinished") == folder.name:
            remove(folder)
        elif not strangers(folder):
            clear(folder)
        with contextlib.suppress(OSError):
            folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return not os.path.lexists(folder)


def clear(folder: Path) -> None:
    """Removes what the mark of a folder names, and what then is empty; all else stays."""
    named = _named(folder, None) or {}
    with undisturbed():
        for path in named:
            if not path.endswith("/"):
                files.remove(folder, path)
        for at, _, _ in os.walk(folder, topdown=False):
            if Path(at) != folder:
                with contextlib.suppress(OSError):
                    os.rmdir(at)
        for name in (checksums.NAME, NAME):  # last, so that what is left can still be told
            with contextlib.suppress(OSError):
                os.unlink(folder / name)
        with contextlib.suppress(OSError):
            folder.rmdir()


def _put(folder: Path, data: dict[str, Any]) -> None:
    (folder / NAME).write_bytes(_written(data))


def _written(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, indent=0, sort_keys=True) + "\n").encode("ascii")


def _marked(folder: Path) -> dict[str, Any]:
    """What the mark says; empty without one of ours."""
    try:
        data = json.loads(files.read(folder, NAME, _MOST))
    except (OSError, ValueError, RecursionError):
        return {}
    known = isinstance(data, dict) and "factsheet" in data and data.get("form") == _FORM
    return data if known else {}


def _named(folder: Path, kind: str | None) -> dict[str, str] | None:
    """Our files and their checksums; None if the folder does not say that it is ours."""
    if os.path.lexists(folder / NAME):
        data = _marked(folder)
        named = data.get("files")
        fit = kind is None or data.get("factsheet") == kind
        if not fit or not isinstance(named, dict):
            return None
        return named if all(_is_ours(path, said) for path, said in named.items()) else None
    if kind not in (None, "site", "data"):
        return None
    # Earlier versions left checksums of every other file, and no mark.
    try:
        raw = files.read(folder, checksums.NAME, _MOST)
        text = raw.decode("utf-8")
    except (OSError, ValueError):
        return None
    lines = [_SUM.fullmatch(line) for line in text.splitlines(keepends=True)]
    sums = {match[2]: match[1] for match in lines if match}
    if not sums or len(sums) != len(lines) or not all(map(_is_ours, sums, sums.values())):
        return None
    return {**sums, checksums.NAME: _sha256(raw)}


def _is_ours(path: object, said: object) -> bool:
    """Whether a mark may name this: a file or link below its folder, or an empty folder."""
    if not isinstance(path, str) or not isinstance(said, str):
        return False
    steps = path.removesuffix("/").split("/")
    inside = not any(step in ("", ".", "..") or "\0" in step for step in steps)
    if os.name == "nt" and any(set(step) & set("\\:") for step in steps):
        return False
    return inside and (not said if path.endswith("/") else bool(_SAID.fullmatch(said)))


def _found(folder: Path) -> Iterator[tuple[str, str]]:
    """All that a folder holds but its mark: each file with its checksum, and empty folders."""
    plain, others = [], []
    for at, folders, names in os.walk(folder, onerror=_fail):
        for name in [*folders, *names]:
            path = os.path.join(at, name)
            way = os.path.relpath(path, folder).replace(os.sep, "/")
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode):
                if way != NAME:
                    plain.append((way, path))
            elif not stat.S_ISDIR(mode):
                link = stat.S_ISLNK(mode)
                others.append((way, f"to {os.readlink(path)}" if link else "no file"))
            elif name.lower() == ".git":
                others.append((f"{way}/", "a repository"))
        if not folders and not names and Path(at) != folder:
            others.append((os.path.relpath(at, folder).replace(os.sep, "/") + "/", ""))
    plain.sort()
    digests = checksums.digests([Path(path) for _, path in plain])
    yield from zip((way for way, _ in plain), digests, strict=True)
    yield from sorted(others)


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _fail(error: OSError) -> None:
    raise error
