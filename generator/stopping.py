"""Requests to end: Ctrl-C, and what a system sends before it kills; and where they have to wait."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_REQUESTS = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
_SOON = 0.01  # seconds


class Stopped(BaseException):
    """The system has asked the command to end."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Lets requests to end raise `KeyboardInterrupt` or `Stopped` in the work within.

    Python drops what is raised while it runs a finalizer, or what hangs on the copying of a
    process, and shows a traceback instead: there, the request is made again a moment later. After
    the work the process simply ends, since an exception could only spoil what was said last.
    """
    before = sys.unraisablehook

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
        for number in (signal.SIGINT, signal.SIGTERM):
            if callable(signal.getsignal(number)):  # and not ignored, as in the background
                signal.signal(number, signal.SIG_DFL)
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
    folder = None
    try:
        with undisturbed():
            folder = Path(tempfile.mkdtemp(prefix="factsheet-"))
        yield folder
    finally:
        if folder:
            remove(folder)


def remove(folder: Path) -> None:
    """Removes a folder with all that is in it, as far as possible, and whoever asks to end."""
    with undisturbed():
        shutil.rmtree(folder, ignore_errors=True)
