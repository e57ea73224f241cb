"""Requests to end are heard, also where a shell or `nohup` has this run of the tests ignore them.

What a process ignores, what it starts ignores too.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_REQUESTS = ("SIGINT", "SIGTERM", "SIGHUP")


def heed() -> None:
    """Has a child, before its program begins (`preexec_fn`), end when it is asked to."""
    for name in _REQUESTS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


@contextmanager
def interruptible() -> Iterator[None]:
    """Has Ctrl-C be heard in this process."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
