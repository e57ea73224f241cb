"""Starts child processes; the only module that does.

A child sees a folder that its caller names, never the current one; an environment of the few
variables below; and the standard library before any other module. On Linux it ends with this
process. Requests to end (Ctrl-C) come to this process alone, which ends its children.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO, Literal

from generator.runtime import launch

Limit = Literal["seconds", "cpu", "memory", "output"]
Stream = int | IO[bytes] | None

PIPE = subprocess.PIPE
NOTHING = subprocess.DEVNULL

_LAUNCH = launch.__file__
_HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_PACKAGE = __name__.partition(".")[0]
_WHOLE = 2**30  # bytes of an answer, where no limit says less
_LAST_WORDS = 1.0  # seconds for what is still on its way from a child that has ended
_ERRORS = 2**16  # bytes kept of what a child says about itself
_PIECE = 2**16

_PASSED = {
    *("LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP"),
    *("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "NUMBER_OF_PROCESSORS"),
    # How the tests measure what they reach: heard by the interpreter's own start-up, as it was
    # for this process, and only where coverage.py is installed.
    *("COVERAGE_FILE", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"),
}
"""The variables that a child is given, beside `LC_…`; the search paths are cleaned first."""

_LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Where some interpreters need to find their own library; other folders are left out."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use; None for as much as this process may.

    Attributes:
        seconds: on the clock on the wall; only `run` sees to it.
        cpu: seconds of processor time.
        memory: bytes of address space, in each process; Linux alone enforces it.
        output: bytes of each file that it writes, and of its answer.
    """

    seconds: float | None = None
    cpu: int | None = None
    memory: int | None = None
    output: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How a child ended.

    Attributes:
        returncode: below 0 if a signal ended it.
        output: what it wrote to its standard output.
        errors: what it wrote to its standard error, 64 KiB at most.
        limit: the one that ended it; None if it ended by itself.
    """

    returncode: int
    output: bytes
    errors: bytes
    limit: Limit | None = None


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter, isolated from the current folder."""
    flags = ["-I"]
    if sys.flags.dont_write_bytecode:
        flags.append("-B")
    if sys.flags.utf8_mode:
        flags += ["-X", "utf8"]
    if sys.pycache_prefix:
        flags += ["-X", f"pycache_prefix={sys.pycache_prefix}"]
    return [sys.executable, *flags, _LAUNCH, module, *arguments]


def program(name: str) -> str | None:
    """Where an installed program is; None if nowhere.

    Only full paths of `PATH` are looked at: an empty one, or `.`, is the current folder.
    """
    return next(
        (it for folder in _folders("PATH") if (it := shutil.which(name, path=folder))), None
    )


def start(
    command: Sequence[str],
    *,
    folder: Path,
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: Stream = NOTHING,
    stdout: Stream = NOTHING,
    stderr: Stream = NOTHING,
) -> subprocess.Popen[bytes]:
    """Starts a child.

    Args:
        command: from `python`, or a program by its full path with its arguments.
        folder: the child's current folder.
        limits: a program that is not `python` ends with this process only if it has one beside
            `seconds`; without, it begins a good deal sooner.
        environment: further variables.

    Raises:
        OSError: it cannot be started.
        ValueError: the program's path is not a full one.
    """
    given = {**_environment(), **(environment or {})}
    launched = command[0] == sys.executable and _LAUNCH in command
    if not os.path.isabs(command[0]):
        raise ValueError(f"not a full path: {command[0]}")
    bound = limits and (limits.cpu or limits.memory or limits.output)
    if bound and not launched and sys.platform != "win32":
        command = [sys.executable, "-I", "-S", _LAUNCH, "--", *command]
        launched = True
    if launched:
        given[launch.SETTING] = _told(limits or Limits())
    return subprocess.Popen(
        command,
        cwd=folder,
        env=given,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        process_group=None if sys.platform == "win32" else 0,
    )


def run(
    command: Sequence[str],
    *,
    folder: Path,
    given: bytes = b"",
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
) -> Result:
    """Runs a child to its end, or to the first of its limits; then its group ends too.

    What it started lives on if it left the group, or, where the child ended by itself, if it closed
    the child's streams.

    Args:
        given: its standard input.

    Raises:
        OSError: it cannot be started.
        ValueError: the program's path is not a full one.
    """
    most = _WHOLE if limits is None or limits.output is None else limits.output
    process = start(
        command,
        folder=folder,
        limits=limits,
        environment=environment,
        stdin=PIPE if given else NOTHING,
        stdout=PIPE,
        stderr=PIPE,
    )
    output, errors, over = bytearray(), bytearray(), Event()

    def too_much() -> None:
        over.set()
        end(process)

    threads = [
        _thread(lambda: _read(process.stdout, output, most, too_much)),
        _thread(lambda: _read(process.stderr, errors, _ERRORS)),
    ]
    if given:
        threads.append(_thread(lambda: _write(process.stdin, given)))
    until = None if limits is None or limits.seconds is None else time.monotonic() + limits.seconds
    late = True
    try:
        for thread in threads:
            thread.join(_left(until))
        if not any(thread.is_alive() for thread in threads):
            process.wait(_left(until))
            late = False
    except subprocess.TimeoutExpired:
        pass
    finally:  # also when this process is asked to end
        end(process)
        process.wait()
        for thread in threads:  # a process that left the child's group may keep its streams open
            thread.join(_LAST_WORDS)
    limit: Limit | None = "output" if over.is_set() else "seconds" if late else None
    limit = limit or met(process.returncode, bytes(errors), limits)
    return Result(process.returncode, bytes(output), bytes(errors), limit)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a child with all that it has started; no harm if it has ended."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


# --- what a child sees --------------------------------------------------------------------------


def _environment() -> dict[str, str]:
    passed = {k: v for k, v in os.environ.items() if k.upper() in _PASSED or k.startswith("LC_")}
    passed["PATH"] = os.pathsep.join(_folders("PATH"))
    base = os.path.realpath(sys.base_prefix)
    for name in _LIBRARIES:
        inside = [it for it in _folders(name) if _within(os.path.realpath(it), base)]
        if inside:
            passed[name] = os.pathsep.join(inside)
    return passed


def _folders(variable: str) -> list[str]:
    """The full paths of a variable that lists folders."""
    return [it for it in os.environ.get(variable, "").split(os.pathsep) if os.path.isabs(it)]


def _within(path: str, folder: str) -> bool:
    return len(folder) > 1 and os.path.commonpath([path, folder]) == folder


def _told(limits: Limits) -> str:
    """What `launch` needs to know."""
    bounds = {"cpu": limits.cpu, "memory": limits.memory, "output": limits.output}
    told = {"parent": os.getpid(), "limits": bounds, "package": _PACKAGE, "home": _HOME}
    return json.dumps({**told, "path": _path()})


def _path() -> list[str]:
    """Where this process finds modules, without the current folder and that of a checkout."""
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # it is gone
        here = ""
    left_out = {here, os.path.realpath(os.path.dirname(_HOME))}
    return [it for it in sys.path if os.path.isabs(it) and os.path.realpath(it) not in left_out]


# --- how it goes --------------------------------------------------------------------------------


def _thread(work: Callable[[], object]) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def _left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - time.monotonic())


def _read(
    stream: IO[bytes] | None,
    into: bytearray,
    most: int,
    over: Callable[[], object] = lambda: None,
) -> None:
    """Keeps what comes, up to its bound; what is beyond is dropped."""
    if stream is None:
        return
    with stream, contextlib.suppress(OSError):
        while piece := os.read(stream.fileno(), _PIECE):
            left = most - len(into)
            into += piece[:left]
            if len(piece) > left:
                over()


def _write(stream: IO[bytes] | None, given: bytes) -> None:
    if stream is None:
        return
    with contextlib.suppress(OSError), stream:  # it may end before it has heard all
        stream.write(given)


def met(code: int, errors: bytes, limits: Limits | None) -> Limit | None:
    """The limit that a child has met, from the way it ended."""
    if limits is None or sys.platform == "win32":
        return None
    if code == -signal.SIGXFSZ:
        return "output"
    if code == -signal.SIGXCPU:
        return "cpu"
    if code in (launch.OUT_OF_MEMORY, -signal.SIGKILL):  # by the system, whose memory is short
        return "memory"
    short = b"memory" in errors.lower() or b"bad_alloc" in errors
    return "memory" if limits.memory is not None and code < 0 and short else None
