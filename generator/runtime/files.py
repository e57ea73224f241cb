"""Files below a folder: reached without following a link, judged by what was opened.

Each folder on the way is opened by name in the one before, so what is exchanged between a look and
a use changes nothing. Where a system cannot do that (Windows), the way is looked at before and
after the opening. How the first folder is reached is its user's affair: links may lead there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO


def _flags(*names: str) -> int:
    """Flags of opening by their names, of those that this system knows."""
    return sum(getattr(os, name, 0) for name in names)


_RELATIVE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_PLAIN = _flags("O_BINARY", "O_NOFOLLOW")
_READ = os.O_RDONLY | _PLAIN | _flags("O_NONBLOCK", "O_NOCTTY")
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN
_LIST = os.O_RDONLY | _PLAIN | _flags("O_DIRECTORY")
_FOLDER = _LIST | _flags("O_PATH")
_PIECE = 2**20
_NO_SECOND_NAME = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


class LinkError(OSError):
    """A link stands on the way, or in the place of the file."""


class NotAFileError(OSError):
    """What stands there is no regular file."""


class TooLargeError(OSError):
    """The file is larger than was allowed.

    Attributes:
        size: of the file in bytes, as far as it was read or told.
    """

    def __init__(self, path: str, size: int) -> None:
        super().__init__(errno.EFBIG, os.strerror(errno.EFBIG), path)
        self.size = size


def read(root: Path, path: str, limit: int) -> bytes:
    """A regular file's bytes.

    Args:
        path: of the file, relative to the root, with `/`.
        limit: the most bytes that it may have.

    Raises:
        LinkError: it is a link, or is reached through one below the root.
        NotAFileError: it is something else.
        TooLargeError: it is larger.
        OSError: it cannot be read.
    """
    with _folder(root, path) as (folder, name):
        return _read(folder, name, path, limit)


def _read(folder: _Folder, name: str, path: str, limit: int) -> bytes:
    with _opened(folder, name, path) as (file, size):
        if size > limit:
            raise TooLargeError(path, size)
        raw = file.read(limit + 1)
        if len(raw) > limit:  # it grows while it is read
            raise TooLargeError(path, len(raw))
        return raw


def pieces(root: Path, path: str, limit: int | None = None) -> Iterator[bytes]:
    """A regular file's bytes, piece by piece; takes and raises what `read` does.

    Args:
        limit: the most bytes that it may have; any number if None.
    """
    with _folder(root, path) as (folder, name), _opened(folder, name, path) as (file, size):
        if limit is not None and size > limit:
            raise TooLargeError(path, size)
        left = size if limit is None else limit
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0 and limit is not None:
                raise TooLargeError(path, limit - left)
            yield piece


@contextlib.contextmanager
def _opened(folder: _Folder, name: str, path: str) -> Iterator[tuple[IO[bytes], int]]:
    """A regular file and how many bytes it has."""
    _regular(folder.stat(name), path)  # for opening a device may do something
    handle = folder.open(name, _READ)
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        _regular(about, path)
        yield file, about.st_size


def write(
    root: Path,
    path: str,
    content: bytes,
    *,
    new: bool = False,
    mode: int = 0o644,
    lasting: bool = True,
) -> None:
    """Puts a whole file in its place in one step; folders on the way are made.

    A link in the place of the file is no way: it is refused, and what it leads to stays.

    Args:
        new: whether nothing may stand there yet.
        mode: of a new file; one that is replaced keeps its own.
        lasting: whether it is to be on the disk, too, before it takes its place.

    Raises:
        LinkError: a link stands there, or on the way below the root.
        NotAFileError: something else stands there.
        FileExistsError: the file was to be new and is not.
        OSError: it cannot be written.
    """
    with replacing(root, path, content, new=new, mode=mode, lasting=lasting) as place:
        place.settle()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is about to be put: its bytes lie ready beside it.

    Its folder is opened anew for each step, so that there may be thousands of places at once.
    """

    root: Path
    path: str
    fresh: str
    mode: int
    new: bool
    within: os.stat_result

    def read(self, limit: int) -> bytes:
        """What stands there now; raises what `read` does."""
        with self._folder() as (folder, name):
            return _read(folder, name, self.path, limit)

    def settle(self) -> None:
        """Puts the file there."""
        with self._folder() as (folder, name):
            folder.settle(self.fresh, name, self.mode, self.new)

    def abandon(self) -> None:
        """Removes the bytes that lie ready, unless they were put there."""
        with contextlib.suppress(OSError), self._folder() as (folder, _):
            folder.unlink(self.fresh)

    @contextlib.contextmanager
    def _folder(self) -> Iterator[tuple[_Folder, str]]:
        with _folder(self.root, self.path) as (folder, name):
            if not os.path.samestat(folder.about(), self.within):
                raise LinkError(errno.ELOOP, "its folder was exchanged", self.path)
            yield folder, name


@contextlib.contextmanager
def replacing(
    root: Path,
    path: str,
    content: bytes,
    *,
    new: bool = False,
    mode: int = 0o644,
    lasting: bool = True,
) -> Iterator[Place]:
    """Writes beside a file what is to replace it; it goes again unless it is settled.

    Takes and raises what `write` does.
    """
    with _folder(root, path, make=True) as (folder, name):
        with contextlib.suppress(FileNotFoundError):
            about = folder.stat(name)
            _regular(about, path)
            if new:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
            mode = about.st_mode & 0o7777
        fresh = f".{name[:80]}.{secrets.token_hex(8)}"
        try:
            handle = folder.open(fresh, _WRITE, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                if lasting:
                    os.fsync(handle)
        except BaseException:
            folder.unlink(fresh)
            raise
        place = Place(root, path, fresh, mode, new, folder.about())
    try:
        yield place
    finally:
        place.abandon()


def remove(root: Path, path: str) -> None:
    """Removes a file, if it still stands there."""
    with contextlib.suppress(OSError), _folder(root, path) as (folder, name):
        folder.unlink(name)


def entries(root: Path, path: str) -> list[os.DirEntry[str]]:
    """What a folder below the root holds, in order of name; their kinds are known already.

    Raises:
        LinkError: it is a link, or is reached through one below the root.
        OSError: it cannot be read.
    """
    with _folder(root, f"{path}/.") as (folder, _):
        handle = folder.listed()
        try:
            with os.scandir(handle) as found:
                held = sorted(found, key=lambda entry: entry.name)
                for entry in held:  # what an entry says of itself it asks of the open folder
                    entry.is_dir(follow_symlinks=False)
                    entry.is_file(follow_symlinks=False)
                    entry.is_symlink()
            return held
        finally:
            if isinstance(handle, int):
                os.close(handle)


def _regular(about: os.stat_result, path: str) -> None:
    if _is_link(about):
        raise LinkError(errno.ELOOP, "it is a symbolic link; links are never followed", path)
    if not stat.S_ISREG(about.st_mode):
        raise NotAFileError(errno.EINVAL, "it is not a regular file", path)


def _is_link(about: os.stat_result) -> bool:
    """Also a junction of Windows, which says so in a field that other systems lack."""
    return stat.S_ISLNK(about.st_mode) or bool(getattr(about, "st_reparse_tag", False))


class _Folder:
    """An open folder, by which files in it are reached."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self.handle = path, handle

    @property
    def _at(self) -> int | None:
        return self.handle if _RELATIVE else None

    def _way(self, name: str) -> str | Path:
        return name if _RELATIVE else self.path / name

    def about(self) -> os.stat_result:
        return os.fstat(self.handle) if _RELATIVE else os.stat(self.path)

    def stat(self, name: str) -> os.stat_result:
        return os.stat(self._way(name), dir_fd=self._at, follow_symlinks=False)

    def open(self, name: str, flags: int, mode: int = 0) -> int:
        handle = os.open(self._way(name), flags, mode, dir_fd=self._at)
        if not _RELATIVE and not os.path.samestat(self.stat(name), os.fstat(handle)):
            os.close(handle)
            raise LinkError(errno.ELOOP, "it was exchanged for a link", name)
        return handle

    def mkdir(self, name: str) -> None:
        os.mkdir(self._way(name), dir_fd=self._at)

    def settle(self, fresh: str, name: str, mode: int, new: bool) -> None:
        """Gives a file its mode and its name, at once."""
        os.chmod(self._way(fresh), mode, dir_fd=self._at)
        if not new or not hasattr(os, "link"):
            os.replace(self._way(fresh), self._way(name), src_dir_fd=self._at, dst_dir_fd=self._at)
            return
        # Unlike a renaming, a second name is never given over one that stands there.
        try:
            os.link(
                self._way(fresh),
                self._way(name),
                src_dir_fd=self._at,
                dst_dir_fd=self._at,
                follow_symlinks=False,
            )
        except OSError as error:
            if error.errno not in _NO_SECOND_NAME:
                raise
            # Such as on FAT: an empty file takes the place first, which nobody else can then.
            os.close(self.open(name, _WRITE, mode))
            os.replace(self._way(fresh), self._way(name), src_dir_fd=self._at, dst_dir_fd=self._at)

    def unlink(self, name: str) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._way(name), dir_fd=self._at)

    def listed(self) -> int | Path:
        """What `os.scandir` takes."""
        return os.open(".", _LIST, dir_fd=self.handle) if _RELATIVE else self.path


@contextlib.contextmanager
def _folder(root: Path, path: str, *, make: bool = False) -> Iterator[tuple[_Folder, str]]:
    """The open folder of a file, and the file's name in it."""
    *way, name = [step for step in path.split("/") if step]
    if ".." in (*way, name):
        raise LinkError(errno.EINVAL, "it leads out of its folder", path)
    first = os.open(root, _FOLDER & ~_flags("O_NOFOLLOW")) if _RELATIVE else -1
    folder = _Folder(root, first)
    try:
        for step in way:
            folder = _entered(folder, step, path, make)
        yield folder, name
    finally:
        if folder.handle >= 0:
            os.close(folder.handle)


def _entered(folder: _Folder, step: str, path: str, make: bool) -> _Folder:
    """The next folder on a way, in the place of the one before."""
    if make:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(step)
    about = folder.stat(step)
    if _is_link(about):
        raise LinkError(errno.ELOOP, f"{step} is a symbolic link; links are never followed", path)
    inner = folder.path / step
    if not _RELATIVE:
        return _Folder(inner, -1)
    try:
        handle = os.open(step, _FOLDER, dir_fd=folder.handle)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):  # exchanged since we looked
            said = f"{step} is a symbolic link or no folder; links are never followed"
            raise LinkError(errno.ELOOP, said, path) from error
        raise
    os.close(folder.handle)
    return _Folder(inner, handle)
