"""Replaces a published folder in one step, so that readers see all of the old or all of the new."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import secrets
import signal
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, shown
from generator.publish import mark
from generator.store import users_store

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP)
_ASIDE = ".old"
_SAID = 3
"""Files that a refusal names."""

_PROGRAM = Path(__file__).resolve().parent.parent
_REPOSITORY = ("HEAD", "objects", "refs")


class PublishError(Exception):
    """Why nothing was published, in one line; what was published before is untouched."""


class RefusedError(PublishError):
    """Content that proved to be too much only while it was published.

    Attributes:
        found: what, and where it stands.
    """

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.found = found


@contextlib.contextmanager
def replacing(target: Path, *, kind: str = "site", sources: Iterable[Path] = ()) -> Iterator[Path]:
    """Gives an empty folder to build in, and puts it in the target's place when the block succeeds.

    The folder stands beside the target, on the same file system. On Linux the two are exchanged by
    one system call, so the target is whole at every moment, whatever kills the process. Where that
    call is missing, two renames follow each other: a process killed between them leaves the old
    folder aside, and the next build puts it back. A build that fails leaves the target alone; what
    a killed one left lying beside it is removed by the next.

    What is put there carries a `mark` that names every file. Only a folder all of whose files an
    earlier mark names, unchanged, is replaced. That is looked at before the work, and once more
    when the old folder has been taken out of its place, so that nothing added meanwhile is lost.

    Args:
        target: the published folder; it need not exist, and its parent is made.
        kind: of output; one kind does not replace another.
        sources: folders that the work reads, of which the target may be no part and hold none.

    Yields:
        The folder to build in.

    Raises:
        PublishError: the target cannot be replaced, another build is at it, or an `OSError` came
            out of the block, such as a full disk.
    """
    target = placed(target)
    try:
        guard(target, sources)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _terminable(), _locked(target):  # or it would be exchanged while it is looked at
            _refuse(target, kind)
            _tidy(target)
            fresh = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
            try:
                fresh.mkdir()
                mark.begin(fresh, kind)
                yield fresh
                mark.finish(fresh, kind)
                _settle(fresh)
                _replace(fresh, target, kind)
            finally:  # after the exchange, this is the old site
                mark.discard(fresh)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise PublishError(f"cannot publish {target}: {error.strerror or error}{where}") from error


@contextlib.contextmanager
def adding(target: Path, *, kind: str, sources: Iterable[Path] = ()) -> Iterator[Path]:
    """Gives an empty folder, whose files are put into the target when the block succeeds.

    What else the target holds stays. A file of the same name is replaced only if the mark of an
    earlier time names it, and it is still what was written then.

    Takes, yields and raises what `replacing` does.
    """
    target = placed(target)
    try:
        guard(target, sources)
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise PublishError(f"{target} is not a folder: give the folder that holds the result")
        target.parent.mkdir(parents=True, exist_ok=True)
        with _terminable(), _locked(target):
            _tidy(target)
            fresh = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
            try:
                fresh.mkdir()
                mark.begin(fresh, kind)
                yield fresh
                target.mkdir(exist_ok=True)
                found = mark.add(fresh, target, kind)
            finally:
                mark.discard(fresh)
            if found:
                raise PublishError(_strange(target, found))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise PublishError(f"cannot write {target}: {error.strerror or error}{where}") from error


def _replace(fresh: Path, target: Path, kind: str) -> None:
    """Exchanges the two, and takes it back if the target holds what nobody can make again."""
    _exchange(fresh, target)
    if not os.path.lexists(fresh):
        return
    try:
        found = mark.strangers(fresh, kind) if os.listdir(fresh) else []
    except OSError:  # nobody knows whose it is
        _exchange(fresh, target)
        raise
    if found:
        _exchange(fresh, target)
        raise PublishError(_strange(target, found))


def _refuse(target: Path, kind: str) -> None:
    """Stops before anything that we did not publish could be lost."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise PublishError(f"{target} is not a folder: give the folder that holds the result")
    if mounted := _mounted(target):
        if mounted == target:
            raise PublishError(
                f"{target} is a mount, which cannot be replaced: give a folder in it"
            )
        raise PublishError(
            f"{target} holds a mount, {shown(str(mounted), 200)}, which cannot be replaced: "
            "give another folder"
        )
    if target.exists() and os.listdir(target) and (found := mark.strangers(target, kind)):
        raise PublishError(_strange(target, found))


def _strange(target: Path, found: list[str]) -> str:
    """Says what stands in the way, and how to go on."""
    said = ", ".join(shown(phrase, 200) for phrase in found[:_SAID])
    more = f" and {len(found) - _SAID} more" if len(found) > _SAID else ""
    return (
        f"{target} holds something else, which would be lost ({said}{more}): "
        "give a new folder, or remove what is in this one yourself"
    )


# --- where nothing is written -----------------------------------------------------------------


def placed(target: Path) -> Path:
    """A folder's place, with the links on the way to it followed, as the system does."""
    if target.name in ("", ".."):
        return Path(os.path.realpath(target))
    return Path(os.path.realpath(target.parent), target.name)


def sources(root: Path, docs: Path) -> list[Path]:
    """The folders of a project that are read, beside which results may stand.

    Args:
        docs: where the pages stand that are written by hand.
    """
    return [root / "facts", root / "seeds", docs]


def guard(target: Path, sources: Iterable[Path] = ()) -> None:
    """Refuses a folder that holds what nobody may replace, or is a part of it.

    Folders are compared by what they are, however they are spelled or reached.

    Args:
        sources: folders that are read.

    Raises:
        PublishError: the folder is refused.
    """
    holds = {"the current folder": Path.cwd(), "this program": _PROGRAM}
    with contextlib.suppress(RuntimeError):
        holds["your home folder"] = Path.home()
    holds["the cache folder"] = users_store("").folder
    sources = [Path(it) for it in sources]
    inside = {**holds, **{f"the folder {it.name}": it for it in sources}}
    for name, path in inside.items():
        if _same(target, _way(path)):
            raise PublishError(f"{target} holds {name}: give a folder of its own")
    way = _way(target)
    for path in (*sources, _PROGRAM, users_store("").folder):
        if path.exists() and _same(path, way):
            raise PublishError(f"{target} is part of {path}: give a folder of its own")
    for path in way:
        if path.name.lower() == ".git" or all((path / it).exists() for it in _REPOSITORY):
            raise PublishError(f"{target} is part of a repository of git: give another folder")


def _mounted(folder: Path) -> Path | None:
    """The folder if something is mounted there, or else the first such folder in it; else None.

    What is mounted there may belong to somebody else, also a folder of the same disk.
    """
    try:
        table = Path("/proc/self/mountinfo").read_bytes()
    except OSError:  # not on Linux
        table = b""
    points = (line.split(b" ")[4] for line in table.splitlines())
    plain = (re.sub(rb"\\([0-7]{3})", lambda it: bytes([int(it[1], 8)]), at) for at in points)
    found = sorted(path for path in map(Path, map(os.fsdecode, plain)) if folder in _way_up(path))
    return found[0] if found else folder if os.path.ismount(folder) else None


def _way_up(path: Path) -> list[Path]:
    return [path, *path.parents]


def _way(path: Path) -> list[Path]:
    """A place and all folders that it stands in."""
    return _way_up(Path(os.path.realpath(path)))


def _same(folder: Path, others: Iterable[Path]) -> bool:
    """Whether a folder is one of others."""
    try:
        about = os.stat(folder)
    except OSError:
        return False
    for other in others:
        with contextlib.suppress(OSError):
            if os.path.samestat(about, os.stat(other)):
                return True
    return False


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Makes a request to end act like Ctrl-C, unless the program already answers it its own way."""
    before: dict[int, Any] = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        with contextlib.suppress(ValueError):  # only the main thread may set a handler
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# --- one build at a time ----------------------------------------------------------------------


@contextlib.contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Holds the lock file beside the target; the system lets go of it when the process ends."""
    path = target.with_name(f".{target.name}.lock")
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_size:  # ours is always empty
                raise PublishError(f"{path} is not ours: give another folder, or move it away")
            if not _seize(handle):
                raise PublishError(f"another build is writing {target}: wait until it ends")
            if _same_file(handle, path):
                break
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # the build that held it has just removed it
    try:
        yield
    finally:
        if sys.platform != "win32":  # which does not remove an open file
            path.unlink(missing_ok=True)
        os.close(handle)


def _same_file(handle: int, path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), os.stat(path))
    return False


if sys.platform == "win32":
    import msvcrt

    def _seize(handle: int) -> bool:
        """Locks the first byte, which is how Windows locks a file that may be empty."""
        with contextlib.suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _seize(handle: int) -> bool:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False


def _tidy(target: Path) -> None:
    """Clears up after killed builds; whoever holds the lock knows that none of them is alive."""
    ours = re.compile(re.escape(f".{target.name}.") + "[0-9a-f]{16}(" + re.escape(_ASIDE) + ")?")
    left = sorted(p for p in target.parent.iterdir() if ours.fullmatch(p.name) and p.is_dir())
    for path in left:
        if path.suffix != _ASIDE or os.path.lexists(target):
            mark.discard(path)  # and if somebody else's has such a name, nothing
        elif not mark.strangers(path):
            path.rename(target)


# --- the exchange -----------------------------------------------------------------------------


def _settle(folder: Path) -> None:
    """Makes the folder readable to a web server, whatever the umask, and puts it on the disk."""
    for path, _, files in os.walk(folder):
        os.chmod(path, 0o755)
        for name in files:
            if not os.path.islink(file := os.path.join(path, name)):
                os.chmod(file, 0o644)
    if sys.platform != "win32":
        os.sync()  # one call: syncing thousands of files one by one takes longer than the build


def _exchange(fresh: Path, target: Path) -> None:
    """Puts `fresh` in the target's place, and the target, if there was one, in that of `fresh`."""
    if not os.path.lexists(target):
        fresh.rename(target)
    elif not _exchange_at_once(fresh, target):
        aside = fresh.with_name(fresh.name + _ASIDE)
        try:
            target.rename(aside)
            fresh.rename(target)
            aside.rename(fresh)
        except BaseException:
            if not os.path.lexists(target):
                aside.rename(target)
            raise
    if sys.platform != "win32":
        parent = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(parent)
        finally:
            os.close(parent)


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchanges two names by Linux's `renameat2` or macOS's `renamex_np`; False without either."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        done = library.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    elif hasattr(library, "renamex_np"):
        done = library.renamex_np(*paths, _RENAME_SWAP)
    else:
        return False
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))
