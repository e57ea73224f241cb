"""Work shared among processes comes to the same as work that was not."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner

from generator import workers
from generator.cli import main

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="one process elsewhere")


@pytest.fixture(params=["1", "2", "3"])
def several(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv(workers.SETTING, request.param)
    return int(request.param)


def test_results_stand_in_the_order_of_the_items(several: int) -> None:
    found = workers.spread(lambda n: (n * n, MappingProxyType({"en": str(n)})), range(50))
    assert found == [(n * n, {"en": str(n)}) for n in range(50)]


def test_several_processes_work(several: int) -> None:
    def who(_: int) -> int:
        time.sleep(0.05)
        return os.getpid()

    assert len(set(workers.spread(who, range(12)))) == several


def test_few_items_stay_in_one_process(several: int) -> None:
    assert set(workers.spread(lambda _: os.getpid(), range(4), least=5)) == {os.getpid()}


def test_an_error_is_raised_as_without_copies(several: int) -> None:
    def refuse(n: int) -> int:
        if n == 7:
            raise ValueError("seven")
        return n

    with pytest.raises(ValueError, match="seven"):
        workers.spread(refuse, range(20))


def test_work_of_a_killed_process_is_done_again(several: int) -> None:
    parent = os.getpid()

    def die(n: int) -> int:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return n

    assert workers.spread(die, range(20)) == list(range(20))


def test_results_that_cannot_be_sent_are_made_again(several: int) -> None:
    found = workers.spread(lambda n: lambda: n, range(8))
    assert [one() for one in found] == list(range(8))


def children() -> str:
    return "".join(p.read_text() for p in sorted(Path("/proc/self/task").glob("*/children")))


def test_no_process_is_left_behind(several: int) -> None:
    def stop(n: int) -> int:
        time.sleep(0.01)
        if n == 3:
            raise KeyboardInterrupt
        return n

    before = children()
    with pytest.raises(KeyboardInterrupt):
        workers.spread(stop, range(9))
    assert children() == before


def test_progress_reaches_the_end_of_what_one_process_did() -> None:
    told: list[int] = []
    workers.spread(lambda n: n, range(5), least=10, told=told.append)
    assert told == [1, 2, 3, 4, 5]


def test_a_site_has_the_same_bytes_however_many_work(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites = []
    for many in ("1", "2"):
        monkeypatch.setenv(workers.SETTING, many)
        target = tmp_path / many
        said = CliRunner().invoke(
            main, ["-C", str(project), "build", "--no-pdf", "--no-cache", "--site", str(target)]
        )
        assert said.exit_code == 0, said.output
        sites.append({p.relative_to(target): p.read_bytes() for p in target.rglob("*.*")})
    assert len(sites[0]) > 50
    assert sites[0] == sites[1]
