"""Requests to end: Ctrl-C, and what a system sends before it kills; and where they have to wait."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_REQUESTS = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
_ENDS = (signal.SIGINT, signal.SIGTERM)
_SOON = 0.01  # seconds
_PASSING = "factsheet-passing-"
_NEW = 60.0
"""Seconds after which a passing folder that nobody holds has been left."""


class Stopped(BaseException):
    """The system has asked the command to end."""


@contextlib.contextmanager
def stoppable(*, last: bool) -> Iterator[None]:
    """Lets requests to end raise `KeyboardInterrupt` or `Stopped` in the work within.

    Python drops what is raised while it runs a finalizer, or what hangs on the copying of a
    process, and shows a traceback instead: there, the request is made again a moment later.

    Args:
        last: whether the process ends with the work. Then a request that comes after it ends the
            process at once: an exception could only spoil what was said last.
    """
    before, handlers = sys.unraisablehook, {it: signal.getsignal(it) for it in _ENDS}

    def dropped(what: Any) -> None:
        if isinstance(what.exc_value, (KeyboardInterrupt, Stopped)):
            _again(what.exc_value)
        else:
            before(what)

    try:
        sys.unraisablehook = dropped
        signal.signal(signal.SIGTERM, _stop)
        yield
    finally:
        for number, handler in handlers.items():  # what a shell had ignored stays so
            signal.signal(number, signal.SIG_DFL if last and callable(handler) else handler)
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = before


def _stop(*_: object) -> NoReturn:
    raise Stopped


def _again(request: BaseException) -> None:
    def handler(*_: object) -> NoReturn:
        raise request.with_traceback(None)

    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, _SOON)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Lets requests to end wait until the short work within is done, which has to be done whole."""
    if sys.platform == "win32":  # knows no waiting signals
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _REQUESTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def disturbed() -> None:
    """Ends the waiting of requests in a copy of a process in which they had to."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _REQUESTS)


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for passing files, which is gone afterwards, whoever asks to end meanwhile."""
    folder, handle = None, -1
    try:
        with undisturbed():
            _collect()
            folder = Path(tempfile.mkdtemp(prefix=_PASSING))
            handle = _held(folder)
        yield folder
    finally:
        if folder:
            remove(folder)
        if handle >= 0:
            os.close(handle)


def _collect() -> None:
    """Removes passing folders that a killed process has left."""
    # A folder may be closed to listing, as may one in it to looking; or it has just gone.
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if not entry.name.startswith(_PASSING) or not entry.is_dir(follow_symlinks=False):
                continue
            with contextlib.suppress(OSError):
                folder, about = Path(entry.path), entry.stat(follow_symlinks=False)
                if sys.platform != "win32" and about.st_uid != os.geteuid():
                    continue  # another user's; root could remove it
                if time.time() - about.st_mtime > _NEW and (handle := _held(folder)) >= 0:
                    remove(folder)
                    os.close(handle)


if sys.platform == "win32":

    def _held(folder: Path) -> int:
        """Never: a folder cannot be locked here, so what is left stays."""
        return -1

else:
    import fcntl

    def _held(folder: Path) -> int:
        """A lock on a folder, which goes with the process; -1 if another has it."""
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return -1
        return handle


def remove(folder: Path) -> None:
    """Removes a folder with all that is in it, as far as possible, and whoever asks to end."""
    with undisturbed():
        shutil.rmtree(folder, ignore_errors=True)
