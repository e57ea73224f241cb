"""Work shared among the workers of a scheduler comes to the same, to the byte, whoever is lost."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator import cluster, fingerprint
from generator.check.verify import Answer, Job, Verified, look, verify
from generator.cli import main
from generator.cluster import Cluster, ClusterError
from generator.model import Project
from generator.pipeline import read
from generator.settings import QuoteRules
from tests.bench import content, project
from tests.conftest import REPOSITORY

Loaded = tuple[Project, QuoteRules]
NOWHERE = "tcp://127.0.0.1:9"  # the port that discards what it is sent, where there still is one


@dataclass
class Running:
    """A scheduler and two workers, each a process of its own, by name."""

    address: str
    processes: dict[str, subprocess.Popen[bytes]]

    def asked(self, question: Callable[[Any], object]) -> Any:
        """What the scheduler says of itself."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return client.run_on_scheduler(question)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    here = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(told)]
    # The workers know the functions of this module.
    paths = os.pathsep.join((str(REPOSITORY), str(REPOSITORY / "tests")))

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, *here],
                stdout=log,
                stderr=log,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": paths},
            )

    processes = {"scheduler": start("scheduler", "--port", "0")}
    try:
        for name in ("first", "second"):
            options = ["--name", name, "--nthreads", "1", "--local-directory", str(folder)]
            processes[name] = start("worker", "--no-nanny", *options)
        when(lambda: told.is_file() and told.read_text("utf-8"))
        found = Running(json.loads(told.read_text("utf-8"))["address"], processes)
        when(lambda: found.asked(lambda dask_scheduler: len(dask_scheduler.workers)) == 2)
        yield found
    finally:
        for process in processes.values():
            process.kill()
            process.wait()


def when(true: Callable[[], object], seconds: float = 60) -> object:
    """What comes true, sooner or later."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)
    return found


@pytest.fixture
def parcels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document goes alone, however small."""
    monkeypatch.setattr(cluster, "_PARCEL", 1)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five documents, and quotes of which some are not in them."""
    root = tmp_path_factory.mktemp("archive")
    project.write(root, content.make(50))
    for path in sorted((root / "facts").glob("*/*.yml"))[:20]:
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(quote: .*?) the ", r"\1 no such ", text, count=1), "utf-8")
    return root


@pytest.fixture(scope="module")
def loaded(archive: Path) -> Loaded:
    """The same, read."""
    found, options = read(archive)
    return found, options.quotes


def checked(root: Path, *options: str) -> tuple[int, str]:
    said = CliRunner().invoke(main, ["-C", str(root), "check", "--format", "json", *options])
    return said.exit_code, said.output


def slowly(job: Job) -> list[Answer]:
    time.sleep(0.3)
    return look(job)


def slowly_counted(number: int) -> int:
    time.sleep(0.3)
    return number


def caught(job: Job) -> list[Answer]:
    """One of the workers never comes to an end, and the other waits until it has begun."""
    from distributed import Event, get_worker

    try:
        name = get_worker().name
    except ValueError:
        return look(job)  # at the client, which does what was lost on its way
    begun = Event("begun")
    if name == "first":
        begun.set()
        time.sleep(600)
    begun.wait(timeout=60)
    return look(job)


def refuse(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def test_a_check_says_the_same_to_the_byte(running: Running, archive: Path, parcels: None) -> None:
    here = checked(archive, "--no-cache")
    assert here[0] == 1
    assert here[1].count('"quote-not-found"') >= 5
    assert checked(archive, "--scheduler", running.address) == here


def test_an_error_is_raised_as_without_a_cluster(running: Running, parcels: None) -> None:
    with pytest.raises(ValueError, match="seven"):
        Cluster(running.address)(refuse, range(20))


class Counted:
    """A number that says when it is sent."""

    def __init__(self, number: int, sent: list[int]) -> None:
        self.number = number
        self.sent = sent

    def __reduce__(self) -> tuple[object, ...]:
        self.sent.append(self.number)
        return int, (self.number,)


def test_few_are_on_their_way_at_once_and_none_goes_twice(running: Running, parcels: None) -> None:
    sent: list[int] = []
    ahead: list[int] = []
    told: list[int] = []

    def tell(done: int) -> None:
        told.append(done)
        ahead.append(len(sent) - done)

    jobs: Any = [Counted(number, sent) for number in range(40)]
    assert Cluster(running.address)(abs, jobs, told=tell) == list(range(40))
    assert sent == list(range(40))
    assert max(ahead) <= 2 * cluster._AHEAD + 1  # for two workers, and the next in hand
    assert told == list(range(1, 41))


def test_small_jobs_go_together(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(cluster, "_PARCEL", 50)
    assert Cluster(running.address)(abs, range(40), told=told.append) == list(range(40))
    assert told[-1] == 40
    assert 1 < len(told) < 20


def test_a_large_job_goes_when_nothing_else_is_on_its_way(
    running: Running, parcels: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_MOST", 1)
    assert Cluster(running.address)(len, ["a" * n for n in range(5)]) == list(range(5))


def test_nothing_is_left_on_the_scheduler_after_ctrl_c(
    running: Running, loaded: Loaded, parcels: None
) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(*loaded, stop, reached(running, slowly))
    when(lambda: running.asked(lambda dask_scheduler: not dask_scheduler.tasks), seconds=10)


@pytest.fixture
def another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """Takes other files for this program's own, from when it is called to the end of the test."""

    def become() -> None:
        monkeypatch.setattr(fingerprint, "_OURS", tmp_path)
        fingerprint.program.cache_clear()

    yield become
    monkeypatch.undo()
    fingerprint.program.cache_clear()


def test_another_version_is_refused(
    running: Running, archive: Path, another_version: Callable[[], None]
) -> None:
    before = Cluster(running.address)
    another_version()
    code, said = checked(archive, "--scheduler", running.address)
    assert code == 2
    assert re.fullmatch(
        r"factsheet could not check: the worker at tcp://\S+ does not run this version of "
        r"factsheet with the same libraries; install the same everywhere and start it again\.\n",
        said,
    )
    with pytest.raises(ClusterError, match="a worker that has come since does not run"):
        before(abs, range(4))


@pytest.mark.parametrize("address", ["", NOWHERE, "no such thing://there", "tls://127.0.0.1:9"])
def test_an_address_where_nobody_answers_is_said(
    address: str, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_SOON", 4.0)  # a busy machine takes a second to be refused
    code, said = checked(archive, "--scheduler", address)
    assert code == 2
    assert said.startswith(f"factsheet could not check: no scheduler can be reached at {address} (")
    assert said.count("\n") == 1


def silent(peer: socket.socket) -> None:
    peer.recv(1)
    time.sleep(600)


def dripping(peer: socket.socket) -> None:
    for _ in range(600):
        peer.sendall(b"\0")
        time.sleep(0.2)


def half_a_greeting(peer: socket.socket) -> None:
    peer.sendall((3).to_bytes(8, "little") + b"\x10")
    time.sleep(600)


def web(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def zeros(peer: socket.socket) -> None:
    peer.sendall(bytes(1024))


def endless(peer: socket.socket) -> None:
    peer.sendall((2**62).to_bytes(8, "little"))
    time.sleep(600)


def hanging_up(peer: socket.socket) -> None:
    peer.recv(1)


@pytest.mark.parametrize(
    "says", [silent, dripping, half_a_greeting, web, zeros, endless, hanging_up]
)
def test_whatever_listens_there_is_given_up_in_seconds(
    says: Callable[[socket.socket], None], archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_SOON", 1.0)

    def answer(peer: socket.socket) -> None:
        with contextlib.suppress(OSError), peer:
            says(peer)

    def listen(server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=answer, args=server.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=listen, args=(server,), daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        code, said = checked(archive, "--scheduler", address)
        assert code == 2
        assert re.fullmatch(
            rf"factsheet could not check: (the scheduler at {address} has not answered for 2 "
            rf"seconds|what answers at {address} is no scheduler \(.+\)"
            rf"|no scheduler can be reached at {address} \(.+\))\.\n",
            said,
        ), said


def test_a_scheduler_that_falls_silent_is_given_up(
    running: Running, parcels: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = running.processes["scheduler"]
    found = Cluster(running.address)
    monkeypatch.setattr(cluster, "_LOOK", 0.1)
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    monkeypatch.setattr(cluster, "_SOON", 1.0)
    try:
        with pytest.raises(ClusterError, match="has not answered for 1 second"):
            found(slowly_counted, range(40), told=lambda _: scheduler.send_signal(signal.SIGSTOP))
        with pytest.raises(ClusterError, match=r"has not answered|can be reached"):
            Cluster(running.address)
    finally:
        scheduler.send_signal(signal.SIGCONT)


def test_a_missing_library_is_said(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert checked(archive, "--scheduler", NOWHERE) == (
        2,
        "factsheet could not check: Dask is not installed here: "
        "pip install 'factsheet[cluster]'.\n",
    )


def in_work(dask_scheduler: Any) -> dict[str, int]:
    """How many jobs lie with each worker, by its name."""
    return {worker.name: len(worker.processing) for worker in dask_scheduler.workers.values()}


def reached(
    running: Running, instead: Callable[[Job], list[Answer]]
) -> Callable[..., list[list[Answer]]]:
    """The cluster as an engine that does other work than it is asked for."""
    found = Cluster(running.address)

    def engine(
        _: object, jobs: Sequence[Job], /, *, told: Callable[[int], None] | None = None
    ) -> list[list[Answer]]:
        return found(instead, jobs, told=told)

    return engine


class Last:
    """A number with whose sending something else happens."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self.happens = happens

    def __reduce__(self) -> tuple[object, ...]:
        self.happens()
        return int, (1,)


def test_what_is_lost(  # the last one, since nobody starts it again
    running: Running, loaded: Loaded, parcels: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy: list[int] = []
    engine = reached(running, caught)
    before = Cluster(running.address)

    def without(*names: str) -> Verified:
        waiting = list(names)

        def lose(done: int, of: int) -> None:
            if waiting:
                assert done < of
                busy.append(running.asked(in_work)[waiting[0]])
                running.processes[waiting.pop(0)].kill()

        return verify(*loaded, lose, engine)

    assert without("first") == verify(*loaded)
    assert busy[0] > 0, "it was lost with work in its hands"

    monkeypatch.setattr(cluster, "_LOOK", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "_PATIENCE", 0.5)
        with pytest.raises(ClusterError, match="has lost all workers"):
            without("second")

    with monkeypatch.context() as patch:
        patch.setattr(cluster, "_SOON", 3)
        with pytest.raises(ClusterError, match="has no worker"):
            Cluster(running.address)

    jobs: Any = [Last(running.processes["scheduler"].kill)]
    with pytest.raises(ClusterError, match=r"connection with the scheduler at \S+ was lost"):
        before(abs, jobs)
