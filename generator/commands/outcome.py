"""What every command ends with: lines on the terminal and an exit code."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import NoReturn

from generator.output import echo as echo
from generator.output import passing, say

CLEAN, REFUSED, FAILED = 0, 1, 2


def warn_of_gaps(sound: bool) -> None:
    """Says beside an account of a project that its content is refused, so that much may lack."""
    if not sound:
        say("This may not be all: the content is refused; `factsheet check` says why.", err=True)


def fail(reason: str, code: int = FAILED) -> NoReturn:
    """Says why nothing was written, and ends the command: by default, as one that could not run."""
    say(f"Nothing was written: {reason}.", err=True)
    sys.exit(code)


@contextlib.contextmanager
def waiting(words: str) -> Iterator[None]:
    """Says on a terminal what is being done, where that takes more than two seconds."""
    timer = threading.Timer(2.0, passing, [words])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        passing("")
