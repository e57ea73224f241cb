"""Shares out work among processes, where the system can copy a process; the results never differ.

A copy (`fork`) sees everything that its parent had read, so nothing is sent to it; only results
come back. What a copy does not finish, whatever happened to it, its parent does again itself: so
an error appears as it would have without any copies.
"""

from __future__ import annotations

import contextlib
import copyreg
import gc
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from types import MappingProxyType
from typing import Any, BinaryIO, NoReturn, TypeVar

from generator.runtime.launch import end_with
from generator.stopping import disturbed, undisturbed

T = TypeVar("T")
R = TypeVar("R")

_busy = False
"""Whether this process shares work with others already; a copy knows it from its parent."""

SETTING = "FACTSHEET_WORKERS"
"""The variable of the environment that says how many processes may work at once."""


def frozen(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that is only to be read."""
    return MappingProxyType(mapping)


# Python cannot send a mapping that is only to be read to another process.
copyreg.pickle(MappingProxyType, lambda mapping: (frozen, (dict(mapping),)))


def count() -> int:
    """How many processes may work at once: as many as processors, unless the setting says less."""
    if sys.platform != "linux":
        return 1  # elsewhere copying a process is missing, or breaks the system's own libraries
    said = os.environ.get(SETTING, "")
    return max(1, int(said)) if said.isdecimal() else len(os.sched_getaffinity(0))


def spread(
    work: Callable[[T], R],
    items: Sequence[T],
    *,
    least: int = 2,
    told: Callable[[int], None] | None = None,
) -> list[R]:
    """What some work makes of every item, in the order of the items.

    Args:
        work: its results can be pickled; what else it changes in memory is lost.
        least: with fewer items no process is copied, nor for work that is itself a shared item.
        told: is given the number of items done, now and then.
    """
    global _busy
    alone = _busy or len(items) < least  # all processors are at work already, or it is too little
    workers = 1 if alone else min(count(), len(items))
    results: dict[int, R] = {}
    following = get_context("fork").Value("l", 0) if workers > 1 else None

    def taken() -> Iterator[int]:
        """The next item that nobody has taken, until there is none."""
        if following is None:
            yield from range(len(items))
            return
        while True:
            with following.get_lock():
                at = following.value
                following.value += 1
            if at >= len(items):
                return
            yield at

    copies: list[_Copy] = []
    _busy = _busy or workers > 1
    try:
        for _ in range(workers - 1):
            with undisturbed():
                copies.append(_copied(lambda: [(at, work(items[at])) for at in taken()]))
        for at in taken():
            results[at] = work(items[at])
            if told:
                told(at + 1)
        for copy in copies:
            results.update(copy.answer())
    finally:
        _busy = alone and _busy
        for copy in copies:
            copy.end()
    return [results[at] if at in results else work(item) for at, item in enumerate(items)]


@dataclass
class _Copy:
    """A copy of this process at some work."""

    process: int
    pipe: BinaryIO
    answered: bool = False

    def answer(self) -> list[tuple[int, Any]]:
        """Waits for what the copy has done; nothing if it came to grief."""
        with contextlib.suppress(EOFError, pickle.PickleError):
            answer: list[tuple[int, Any]] = pickle.load(self.pipe)
            self.answered = True
            return answer
        return []

    def end(self) -> None:
        """Waits for the end of the copy, and brings it about unless all is done."""
        with undisturbed():
            self.pipe.close()
            with contextlib.suppress(ProcessLookupError, ChildProcessError):  # already waited for
                if not self.answered:
                    os.kill(self.process, signal.SIGKILL)
                os.waitpid(self.process, 0)


def _copied(work: Callable[[], Any]) -> _Copy:
    """Copies this process, and has the copy do the work."""
    ours, theirs = os.pipe()
    frozen = gc.get_freeze_count()
    gc.freeze()  # or the first collection would copy all memory that is shared
    parent = os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a preview's server has threads
        process = os.fork()
    if not process:
        _be_copy(work, parent, ours, theirs)
    os.close(theirs)
    if not frozen:
        gc.unfreeze()
    return _Copy(process, os.fdopen(ours, "rb"))


def _be_copy(work: Callable[[], Any], parent: int, ours: int, theirs: int) -> NoReturn:
    """Does the work in the copy and ends it, whatever happens."""
    code = 1
    try:
        os.close(ours)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and decides
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        disturbed()
        end_with(parent)
        with os.fdopen(theirs, "wb") as pipe:
            pickle.dump(work(), pipe)
        code = 0
    finally:
        os._exit(code)
