"""What every command ends with: lines on the terminal and an exit code."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import NoReturn

import click

CLEAN, REFUSED, FAILED = 0, 1, 2


def speak_any_terminal() -> None:
    """Lets every character be written: as `\\u….`, which JSON reads too, where there is none."""
    codecs.register_error("factsheet", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a stream that tests or programs put there may not
            stream.reconfigure(errors="factsheet")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    written = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (written[at : at + 2].hex() for at in range(0, len(written), 2))
    return "".join(f"\\u{unit}" for unit in units), error.end


def lively() -> bool:
    """Whether somebody watches a terminal that can write over a line."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def passing(words: str) -> None:
    """Writes a line that the next one replaces, on a terminal; without words, an empty one.

    It is cut to the width, since a line that breaks cannot be written over.
    """
    if lively():
        width = shutil.get_terminal_size().columns - 1
        click.echo("\r\033[K" + words[:width], err=True, nl=False)


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
        if timer.finished.is_set():
            passing("")


def echo(lines: Iterable[str], *, err: bool = False) -> None:
    """Prints lines one by one."""
    for line in lines:
        click.echo(line, err=err)


def fail(reason: str, code: int = FAILED) -> NoReturn:
    """Says why nothing was written, and ends the command: by default, as one that could not run."""
    click.echo(f"Nothing was written: {reason}.", err=True)
    sys.exit(code)
