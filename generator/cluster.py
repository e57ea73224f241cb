"""Shares out work among the workers of a Dask scheduler, on any number of machines.

The counterpart of `workers`, with the same promise: results never differ. What the cluster does not
finish, whatever happened to it there, is done again here: so an error appears as it would have
without any cluster. Only a cluster that cannot be used at all is an error of its own.
"""

from __future__ import annotations

import logging
import pickle
import queue
import threading
import time
import warnings
from asyncio import CancelledError as Cancelled
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

from generator import fingerprint
from generator.diagnostics import shown

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")
Parcel = tuple[range, bytes]
"""Which of the jobs, and what is sent for them."""

_SOON = 5.0  # seconds in which a scheduler answers, and has a worker
_LOOK = 1.0  # seconds between two looks at who works
_PATIENCE = 30.0  # seconds without any worker, or for one answer to come, before it is given up
_PARCEL = 256 * 1024  # bytes of jobs that go together, since each going costs some milliseconds
_MOST = 256 * 1024 * 1024  # bytes on their way at once, or else one parcel
_AHEAD = 2  # parcels for each thread of the workers: the one in work, and the next

_BROKEN = (Cancelled, CancelledError, OSError)


class ClusterError(Exception):
    """A cluster that cannot be used; the text says why, without a full stop."""


class OtherProgramError(Exception):
    """A worker is asked by another version of this program than its own."""


class Cluster:
    """A scheduler with its workers.

    It is connected only while it works: a process must not be copied (see `workers`) while the
    threads of a connection run in it.
    """

    def __init__(self, address: str) -> None:
        """Holds the scheduler and every worker against this program.

        Raises:
            ClusterError: Dask is missing, nobody answers, or somebody runs another version.
        """
        self._address = address
        with self._connected() as client:
            self._same_everywhere(client)

    def __call__(
        self,
        work: Callable[[T], R],
        jobs: Sequence[T],
        /,
        *,
        told: Callable[[int], None] | None = None,
    ) -> list[R]:
        """What some work makes of every job, in their order.

        Args:
            work: a function of a module; jobs and results can be pickled.
            told: is given the number of jobs done, now and then.

        Raises:
            ClusterError: the scheduler, or every worker, has been lost.
        """
        results: dict[int, R] = {}
        parcels = _parcels(work, jobs)
        with self._connected() as client:
            for which, answers in self._connection(client, self._answers(client, parcels)):
                if answers is None:
                    answers = [work(jobs[at]) for at in which]
                results.update(zip(which, answers, strict=True))
                if told:
                    told(len(results))
        return [results[at] for at in range(len(jobs))]

    @contextmanager
    def _connected(self) -> Iterator[Client]:
        try:
            from distributed import Client
            from distributed.utils import silence_logging_cmgr
        except ImportError as error:
            raise ClusterError(
                "Dask is not installed here: pip install 'factsheet[cluster]'"
            ) from error
        # What it would say is either mended here or said in one sentence.
        with silence_logging_cmgr(logging.CRITICAL + 1), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a document may be large
            try:
                client = self._answered(lambda: Client(self._address, timeout=_SOON), 2 * _SOON)
            except ClusterError:
                raise
            except (OSError, ValueError, TypeError, RuntimeError) as error:
                raise ClusterError(
                    f"no scheduler can be reached at {self._address} ({_said(error)})"
                ) from error
            except Exception as error:  # whatever comes of an answer in another language
                raise ClusterError(
                    f"what answers at {self._address} is no scheduler ({_said(error)})"
                ) from error
            try:
                yield client
            finally:
                # With its client the scheduler forgets all that was asked of it. One that does
                # not answer any more changes nothing about what has come of the work.
                with suppress(OSError):
                    client.close(timeout=_SOON)

    def _answered(self, asked: Callable[[], R], seconds: float | None = None) -> R:
        """What a call makes, which without this could wait for its answer for ever.

        Raises:
            ClusterError: no answer has come in time; the call goes on waiting, and stops nothing.
        """
        come: queue.SimpleQueue[tuple[R | None, BaseException | None]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                come.put((asked(), None))
            except BaseException as error:
                come.put((None, error))

        seconds = _PATIENCE if seconds is None else seconds
        threading.Thread(target=ask, daemon=True).start()
        try:
            answer, error = come.get(timeout=seconds)
        except queue.Empty:
            raise ClusterError(
                f"the scheduler at {self._address} has not answered for {seconds:g} seconds"
            ) from None
        if error:
            raise error
        return cast(R, answer)

    def _connection(self, client: Client, answers: Iterator[R]) -> Iterator[R]:
        """The same answers, with a sentence where the connection breaks."""
        try:
            yield from answers
        except ClusterError:
            raise
        except (Cancelled, Exception) as error:
            if client.status == "running" and not isinstance(error, _BROKEN):
                raise
            raise ClusterError(
                f"the connection with the scheduler at {self._address} was lost"
            ) from error

    def _same_everywhere(self, client: Client) -> None:
        try:
            self._answered(lambda: client.wait_for_workers(1, timeout=_SOON), 2 * _SOON)
        except TimeoutError as error:
            raise ClusterError(f"the scheduler at {self._address} has no worker") from error
        ours = fingerprint.program()
        answers = self._answered(lambda: client.run(fingerprint.program, on_error="return"))
        for name, theirs in answers.items():
            if theirs != ours:
                raise ClusterError(self._differs(f"the worker at {name}", theirs))
        try:
            theirs = self._answered(lambda: client.run_on_scheduler(fingerprint.program))
        except ClusterError:
            raise
        except Exception as error:  # whatever it is that the other side could not do
            theirs = error
        if theirs != ours:
            raise ClusterError(self._differs(f"the scheduler at {self._address}", theirs))

    def _differs(self, who: str, answer: object) -> str:
        reason = f" ({_said(answer)})" if isinstance(answer, Exception) else ""
        return (
            f"{who} does not run this version of factsheet with the same libraries{reason}; "
            "install the same everywhere and start it again"
        )

    def _answers(
        self, client: Client, parcels: Iterator[Parcel]
    ) -> Iterator[tuple[range, list[Any] | None]]:
        """The answers to all parcels as they come; None for one that the cluster cannot do."""
        from distributed import wait

        program = fingerprint.program()
        sent: dict[Future[bytes], tuple[range, int]] = {}
        following = next(parcels, None)
        looked = seen = time.monotonic()
        threads = sum(self._answered(client.nthreads).values())
        while following or sent:
            on_the_way = sum(size for _, size in sent.values())
            while following and (
                not sent
                or (len(sent) < _AHEAD * threads and on_the_way + len(following[1]) <= _MOST)
            ):
                which, packed = following
                future = client.submit(_worked, program, packed, pure=False)
                sent[future] = which, len(packed)
                on_the_way += len(packed)
                following = next(parcels, None)
            try:
                done = wait(list(sent), timeout=_LOOK, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                done = set()
            for future in done:
                which, _ = sent.pop(future)
                yield which, self._answer(future)
            if time.monotonic() - looked > _LOOK:
                looked = time.monotonic()
                threads = sum(self._answered(client.nthreads).values())
                seen = looked if threads else seen
                if looked - seen > _PATIENCE:
                    raise ClusterError(f"the scheduler at {self._address} has lost all workers")

    def _answer(self, future: Future[bytes]) -> list[Any] | None:
        try:
            packed: bytes = future.result(timeout=_PATIENCE)
        except OtherProgramError as error:
            raise ClusterError(self._differs("a worker that has come since", "")) from error
        except CancelledError:
            raise
        except Exception:  # its worker died again and again, or it cannot be done anywhere
            return None
        answers: list[Any] = pickle.loads(packed)
        return answers


def _parcels(work: Callable[[T], R], jobs: Sequence[T]) -> Iterator[Parcel]:
    """All jobs, several small ones together, packed only when they are about to go."""
    first, size, packed = 0, 0, list[bytes]()
    for at, job in enumerate(jobs):
        packed.append(pickle.dumps(job))
        size += len(packed[-1])
        if size >= _PARCEL or at + 1 == len(jobs):
            yield range(first, at + 1), pickle.dumps((work, packed))
            first, size, packed = at + 1, 0, []


def _worked(program: str, parcel: bytes) -> bytes:
    """Does the work of a parcel, on a worker.

    Bytes come and go, since the scheduler unpacks and packs again what is not bytes.

    Raises:
        OtherProgramError: its results could differ.
    """
    if fingerprint.program() != program:
        raise OtherProgramError
    work, jobs = pickle.loads(parcel)
    return pickle.dumps([work(pickle.loads(job)) for job in jobs])


def _said(error: Exception) -> str:
    return shown(str(error), 200) or type(error).__name__
