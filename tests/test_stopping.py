"""Whenever somebody asks a command to end, it does, without a traceback and without leftovers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from generator.publish.search.bundle import _Answers
from generator.stopping import Stopped, passing_folder, undisturbed
from tests.heeding import heed, interruptible

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

AT_WORK = """
import os, signal, sys, time
import click
from generator import cli

@cli.main.command()
def work():
{work}
    time.sleep(5)
    print("went on")

sys.argv = ["factsheet", "work"]
{after}
cli.main()
"""


def run(work: str, after: str = "") -> subprocess.CompletedProcess[str]:
    lines = "\n".join(f"    {line}" for line in work.splitlines())
    return subprocess.run(
        [sys.executable, "-c", AT_WORK.format(work=lines, after=after)],
        preexec_fn=heed,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


REQUESTS = [("SIGINT", 130), ("SIGTERM", 143)]


@pytest.mark.parametrize(("name", "code"), REQUESTS)
@pytest.mark.parametrize(
    "work",
    [
        "os.kill(os.getpid(), signal.{name})",
        "class Held:\n    def __del__(self):\n        os.kill(os.getpid(), signal.{name})\nHeld()",
        "os.register_at_fork(before=lambda: os.kill(os.getpid(), signal.{name}))\n"
        "os.waitpid(os.fork() or os._exit(0), 0)",
        "from generator.workers import spread\n"
        "os.environ['FACTSHEET_WORKERS'] = '2'\n"
        "spread(lambda n: n or os.kill(os.getpid(), signal.{name}), [1, 0, 1], least=1)",
    ],
    ids=["anywhere", "in a finalizer", "while a process is copied", "in shared work"],
)
def test_a_request_is_heard_wherever_it_comes(name: str, code: int, work: str) -> None:
    done = run(work.format(name=name))
    assert done.stderr.strip() == "Stopped."
    assert (done.stdout, done.returncode) == ("", code)


@pytest.mark.parametrize(("name", "code"), REQUESTS)
def test_one_that_comes_after_the_work_spoils_nothing(name: str, code: int) -> None:
    """Here, the last moment of a process is what it does at its exit."""
    late = f"import atexit; atexit.register(lambda: os.kill(os.getpid(), signal.{name}))"
    done = run("print('Done.')\nraise SystemExit(0)", late)
    assert (done.stdout, done.stderr) == ("Done.\n", "")
    assert done.returncode == -signal.Signals[name]


WHILE_LOADED = """
import os, signal, sys

class Loading:
    def find_spec(self, name, *_):
        if name == "generator.cli":
            os.kill(os.getpid(), signal.SIGINT)

{before}
sys.meta_path.insert(0, Loading())
sys.argv = ["factsheet", "--version"]
from generator.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("before", "code"), [("", -signal.SIGINT), ("signal.signal(signal.SIGINT, signal.SIG_IGN)", 0)]
)
def test_one_that_comes_before_the_command_shows_no_traceback(before: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHILE_LOADED.format(before=before)],
        preexec_fn=heed,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert ("version" in done.stdout) == (code == 0)


def test_what_is_ignored_stays_so() -> None:
    """A shell has commands in the background ignore Ctrl-C."""
    late = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
    done = run("os.kill(os.getpid(), signal.SIGINT)\nraise SystemExit(0)", late)
    assert (done.stderr, done.returncode) == ("", 0)


def test_an_error_in_a_finalizer_is_still_told() -> None:
    held = "class Held:\n    def __del__(self):\n        raise ValueError('odd')\nHeld()"
    assert "ValueError: odd" in run(f"{held}\nraise SystemExit(0)").stderr


def test_a_request_waits_for_work_that_has_to_be_whole() -> None:
    done = []
    with interruptible(), pytest.raises(KeyboardInterrupt), undisturbed():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        done.append("whole")
    assert done == ["whole"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, Stopped, OSError])
def test_a_passing_folder_is_gone_afterwards(error: type[BaseException]) -> None:
    with pytest.raises(error), passing_folder() as folder:  # noqa: PT012
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("passing")
        raise error
    assert not folder.exists()


def test_a_request_while_it_is_removed_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    remove = os.rmdir

    def rmdir(*args: object, **options: object) -> None:
        signal.raise_signal(signal.SIGINT)
        remove(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "rmdir", rmdir)
    with interruptible(), pytest.raises(KeyboardInterrupt), passing_folder() as folder:
        (folder / "deep").mkdir()
    assert not folder.exists()
    assert str(folder).startswith(tempfile.gettempdir())


def test_what_a_killed_process_left_is_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = (
        "import os, signal\n"
        "from generator.stopping import passing_folder\n"
        "with passing_folder() as folder:\n"
        "    (folder / 'deep').mkdir()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    told = os.environ | {"TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=told, check=False, timeout=60)
    (left,) = tmp_path.iterdir()
    (tmp_path / "of somebody else").mkdir()
    (tmp_path / "factsheet-passing-link").symlink_to("of somebody else")
    with passing_folder():
        assert left.exists()  # it may have begun just now
    with passing_folder() as held:
        os.utime(left, (0, 0))
        os.utime(held, (0, 0))
        with passing_folder():
            assert held.exists()  # it is being worked in
            assert not left.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "factsheet-passing-link",
        "of somebody else",
    ]


def test_a_closed_folder_for_passing_files_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: str) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(os, "scandir", closed)
    with passing_folder() as folder:
        monkeypatch.undo()
        assert folder.is_dir()


def test_the_search_index_left_alone_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers are read in a thread, whose errors nobody could catch."""
    caught: list[object] = []
    monkeypatch.setattr(threading, "excepthook", caught.append)
    service = subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    answers = _Answers(service)
    assert service.stdout
    service.stdout.close()  # as `with` does when a request to end comes in
    service.kill()
    service.communicate()
    answers.join(20)
    assert not answers.is_alive()
    assert caught == []
    assert answers.trouble == "Pagefind stopped"
