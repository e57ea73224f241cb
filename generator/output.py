"""The one door through which all that this program prints leaves it.

Text (`say`, `echo`, and whatever a library prints while `opened` holds) is made harmless: no
character of it moves a cursor, reverses a line or hides, and no line of it is a command to the
platform that keeps the log. Data (`data`) is written by the writer of its form, and only what no
form needs raw is escaped as that form escapes it. What cannot be written changes no exit code.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import logging
import os
import re
import shutil
import sys
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

_ODD = re.compile(r"[^ -~]+")
_ODD_IN_DATA = re.compile(r"[^\n -~]+")
_HARMFUL = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_SHORT = {"\n": "\\n", "\t": "\\t"}
_JOINERS = "\u200c\u200d"
_EAST_OF = "\u0590"
"""Behind characters from here on a joiner belongs to the word, as in Persian, Hindi and emoji."""
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Controls, and what turns the direction of a line."""

# GitHub takes a line for a command when it begins with `::` behind any white space, and `##[`
# wherever it stands; others have `##vso[` and `##teamcity[`. (`%0A` means something inside of a
# command only, and there its writer escapes it.)
_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#\w*\[)", re.MULTILINE)

_OURS = re.compile("::(?:error|warning) file=")

_READER_GONE = (errno.EPIPE, errno.EBADF, errno.ESHUTDOWN)


# --- text that does no harm -------------------------------------------------------------------


def line(text: str) -> str:
    """Any text as one line that is safe in a terminal and in the log of any platform."""
    return _COMMAND.sub(_disarmed, visible(text))


def visible(text: str) -> str:
    """A text whose control, format, surrogate, private and unassigned characters are written out.

    A line break becomes `\\n`, others `\\u….` in units of UTF-16, as in JSON.
    """
    return _ODD.sub(lambda run: _seen(run[0], _as_json), text)


def _disarmed(match: re.Match[str]) -> str:
    return "\\u0023" if match[0] == "#" else f"{match[1]}\\u003a"


def _seen(run: str, escaped: Callable[[str], str]) -> str:
    if run.isprintable():
        return run
    out, before = [], ""
    for char in run:
        joins = char in _JOINERS and before > _EAST_OF
        harmful = unicodedata.category(char) in _HARMFUL and not joins
        out.append(escaped(char) if harmful else char)
        before = "" if harmful or joins else char
    return "".join(out)


def _as_json(char: str) -> str:
    return _SHORT.get(char) or _units(char)


def _units(text: str) -> str:
    written = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{written[at : at + 2].hex()}" for at in range(0, len(written), 2))


def _as_markup(char: str) -> str:
    """As HTML and XML name a character; of what they cannot hold, the sign of what is missing."""
    return "\ufffd" if unicodedata.category(char) in ("Cc", "Cs") else f"&#x{ord(char):x};"


_MARKUP = frozenset(("html", "junit", "markdown"))


def _harmless(text: str, form: str) -> str:
    escaped = _as_markup if form in _MARKUP else _as_json
    text = _ODD_IN_DATA.sub(lambda run: _seen(run[0], escaped), text)
    if form == "github":  # its own lines are commands, and nothing else is meant to be one
        lines = text.split("\n")
        return "\n".join(one if _OURS.match(one) else line(one) for one in lines)
    hash_, colon = ("&#x23;", "&#x3a;") if form in _MARKUP else ("\\u0023", "\\u003a")
    return _COMMAND.sub(lambda m: hash_ if m[0] == "#" else f"{m[1]}{colon}", text)


def patch(text: str) -> str:
    """A change in the unified format; what is escaped in it keeps it from being applied.

    Whatever fact files rightly hold stays as it is.
    """
    return _COMMAND.sub(_disarmed, _NEVER.sub(lambda match: _units(match[0]), text))


# --- streams that may be lost -----------------------------------------------------------------


class Stream(io.TextIOBase):
    """One of the two outputs: what is written to it is text, line by line, and does no harm.

    Attributes:
        lost: whether nobody can read what is still to come.
    """

    def __init__(self, under: TextIO) -> None:
        self.lost = False
        self._under = under
        self._begun = ""  # a line without its end
        # What a stream cannot write is escaped; ASCII is what is there when nobody has said.
        if hasattr(under, "reconfigure"):  # a stream that tests or programs put there may not
            ascii_alone = codecs.lookup(under.encoding).name == "ascii"
            under.reconfigure(errors="factsheet", encoding="utf-8" if ascii_alone else None)

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the stream below."""
        return getattr(self._under, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """That of the stream below."""
        return getattr(self._under, "errors", None) or "strict"

    def writable(self) -> bool:
        """Always."""
        return True

    def isatty(self) -> bool:
        """Whether a terminal shows it."""
        return not self.lost and self._under.isatty()

    def fileno(self) -> int:
        """That of the stream below."""
        return self._under.fileno()

    def write(self, text: str) -> int:
        """Writes text as libraries do, in any pieces."""
        *whole, self._begun = (self._begun + text.expandtabs(4)).split("\n")
        self.put("".join(f"{line(one)}\n" for one in whole))
        return len(text)

    def flush(self) -> None:
        """Writes out what was held back."""
        begun, self._begun = self._begun, ""
        self.put(line(begun))
        with self._losing():
            self._under.flush()

    def put(self, text: str) -> None:
        """Writes what was made harmless before."""
        if text and not self.lost:
            with self._losing():
                self._under.write(text)

    @contextmanager
    def _losing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._lose(error)
        except ValueError:
            if not self._under.closed:
                raise
            self.lost = True

    def _lose(self, error: OSError) -> None:
        """From here on what is written goes nowhere, also what Python does when it ends."""
        if self.lost:
            return
        self.lost = True
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._under.fileno())
            os.close(nowhere)
        if error.errno not in _READER_GONE and self is not sys.stderr:
            say(f"What is printed could not be written: {error.strerror}.", err=True)


def speak_any_terminal() -> None:
    """Lets every character be written: as `\\u….`, which JSON reads too, where there is none."""
    codecs.register_error("factsheet", _escaped)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _units(error.object[error.start : error.end]), error.end


speak_any_terminal()


@contextmanager
def opened(*, for_good: bool = False) -> Iterator[None]:
    """Has all that is printed go through here, whoever prints it.

    Args:
        for_good: until the process ends.
    """
    if for_good:
        _complete()
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _stream(err=False), _stream(err=True)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        if not for_good:
            sys.stdout, sys.stderr = before


def _complete() -> None:
    """Opens what the process was started without.

    Or the next file that is opened, one of the site perhaps, would become the standard output, and
    whatever writes there would write into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _stream(*, err: bool) -> Stream:
    there = sys.stderr if err else sys.stdout
    return there if isinstance(there, Stream) else Stream(there)


# --- what is printed --------------------------------------------------------------------------


def say(text: str, *, err: bool = False) -> None:
    """Prints one line of text, whatever it holds."""
    echo((text,), err=err)


def echo(lines: Iterable[str], *, err: bool = False) -> None:
    """Prints lines of text, each as one line whatever it holds."""
    stream = _stream(err=err)
    for text in lines:
        stream.put(f"{line(text)}\n")
    stream.flush()


def data(text: str, form: str = "json") -> None:
    """Prints what was written in a form that machines read, up to its last line break.

    Args:
        form: says how what must not be raw is escaped: as JSON does, or HTML and XML.
    """
    stream = _stream(err=False)
    stream.put(_harmless(text, form))
    stream.flush()


def changes(text: str) -> None:
    """Prints a change in the unified format, and says if it cannot be applied as it is."""
    safe = patch(text)
    stream = _stream(err=False)
    stream.put(safe)
    stream.flush()
    if safe != text:
        say("Some of it is written as \\u…., so this patch does not apply as it is.", err=True)


def failure(error: BaseException) -> None:
    """Prints where an error came from, for who asks."""
    for part in traceback.format_exception(error):
        echo(part.splitlines(), err=True)


def lively() -> bool:
    """Whether somebody watches a terminal that can write over a line."""
    return _stream(err=True).isatty() and os.environ.get("TERM") != "dumb"


def passing(words: str) -> None:
    """Writes a line that the next one replaces, on a terminal; without words, an empty one.

    It is cut to the width, since a line that breaks cannot be written over.
    """
    if lively():
        width = shutil.get_terminal_size().columns - 1
        stream = _stream(err=True)
        stream.put("\r\033[K" + line(words)[:width])
        stream.flush()


def to_terminal(sequence: str) -> bool:
    """Sends a terminal a sequence of our own making; False where there is none."""
    stream = _stream(err=False)
    if watched := stream.isatty():
        stream.put(sequence)
        stream.flush()
    return watched


def unread() -> bool:
    """Whether nobody can read what is still to be printed."""
    return _stream(err=False).lost


# --- what libraries log -----------------------------------------------------------------------


class _Harmless(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _each_line(record.getMessage()), None
        if record.exc_info:
            text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_text = _each_line(text)
        return True


def _each_line(text: str) -> str:
    return "\n".join(map(line, text.split("\n")))


_HARMLESS = _Harmless()


def guard(logger: logging.Logger) -> None:
    """Has all that a logger's handlers write be harmless, whoever made them."""
    for handler in logger.handlers:
        handler.addFilter(_HARMLESS)


def printer() -> logging.Handler:
    """A handler that prints what is logged."""
    handler = logging.StreamHandler(_stream(err=True))
    handler.addFilter(_HARMLESS)
    return handler
