"""What was published survives every failure: `generator.publish.site`."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.publish import checksums, mark, site
from generator.publish.search import bundle
from generator.publish.site import PublishError, replacing
from tests.heeding import heed

ROOT = Path(__file__).parents[1]
PAGES = 60
BUILDER = f"""
import sys, time
from pathlib import Path
from generator.publish.site import PublishError, replacing
target, version = Path(sys.argv[1]), sys.argv[2]
pause = float(sys.argv[3])
try:
    with replacing(target) as fresh:
        (fresh / "index.html").write_text(version)
        print("started", flush=True)
        for n in range({PAGES}):
            (fresh / f"{{n}}.html").write_text(version)
            time.sleep(pause)
except PublishError as error:
    sys.exit(str(error))
"""
CROWD = """
import sys
from pathlib import Path
from generator.publish.site import PublishError, replacing
target = Path(sys.argv[1])
inside = target.with_name("inside")
for attempt in range(100):
    try:
        with replacing(target) as fresh:
            inside.touch(exist_ok=False)
            (fresh / "index.html").touch()
            inside.unlink()
    except PublishError as error:
        if "another build" not in str(error):
            raise
"""


def start(target: Path, version: str, pause: float = 0.0) -> subprocess.Popen[str]:
    """A build of its own process, which has begun to write when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(target), version, str(pause)],
        preexec_fn=heed if os.name == "posix" else None,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def publish(target: Path, version: str) -> None:
    with replacing(target) as fresh:
        (fresh / "index.html").write_text(version)
        for n in range(PAGES):
            (fresh / f"{n}.html").write_text(version)


def versions(target: Path) -> set[str]:
    """The versions that the target's pages show; one when it is whole."""
    pages = list(target.glob("*.html"))
    assert len(pages) == PAGES + 1
    return {page.read_text() for page in pages}


def beside(target: Path) -> list[str]:
    return sorted(p.name for p in target.parent.iterdir() if p != target)


def test_first_and_second_publication(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "site"
    publish(target, "one")
    publish(target, "two")
    assert versions(target) == {"two"}
    assert beside(target) == []


def test_a_failing_build_leaves_everything(tmp_path: Path) -> None:
    target = tmp_path / "site"
    publish(target, "one")
    with pytest.raises(ZeroDivisionError), replacing(target) as fresh:
        (fresh / "index.html").write_text(str(1 // 0))
    assert versions(target) == {"one"}
    assert beside(target) == []


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Whenever a build is killed, the target is whole, and the next build clears up."""
    target = tmp_path / "site"
    publish(target, "0")
    chance = random.Random(8)
    for round_ in range(1, 16):
        process = start(target, str(round_))
        time.sleep(chance.uniform(0, 0.06))
        process.kill()
        process.communicate()
        assert len(versions(target)) == 1
    publish(target, "last")
    assert versions(target) == {"last"}
    assert beside(target) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_asked_to_end(tmp_path: Path, name: str) -> None:
    target = tmp_path / "site"
    publish(target, "one")
    process = start(target, "two", pause=0.2)
    process.send_signal(signal.Signals[name])
    assert "KeyboardInterrupt" in process.communicate(timeout=20)[1]
    assert process.returncode != 0
    assert versions(target) == {"one"}
    assert beside(target) == []


def test_two_builds_at_once(tmp_path: Path) -> None:
    target = tmp_path / "site"
    first = start(target, "one", pause=0.02)
    with pytest.raises(PublishError, match="another build"), replacing(target):
        pytest.fail("a second build got in")
    first.communicate(timeout=20)
    assert first.returncode == 0
    assert versions(target) == {"one"}
    publish(target, "two")
    assert beside(target) == []


def test_an_old_site_that_cannot_be_read_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    publish(target, "one")
    look, looks = mark.strangers, []

    def strangers(folder: Path, kind: str | None = None) -> list[str]:
        if kind:
            looks.append(folder)
        if kind and len(looks) == 2:  # it was taken out of its place
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return look(folder, kind)

    monkeypatch.setattr(mark, "strangers", strangers)
    with pytest.raises(PublishError, match="Input/output error"):
        publish(target, "two")
    monkeypatch.undo()
    assert len(looks) == 2
    assert versions(target) == {"one"}
    publish(target, "three")
    assert versions(target) == {"three"}


def test_a_crowd_is_let_in_one_by_one(tmp_path: Path) -> None:
    """The lock file comes and goes with each build; no two may ever hold it together."""
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", CROWD, str(tmp_path / "site")],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    assert [process.communicate(timeout=60)[1] for process in crowd] == [""] * len(crowd)
    assert beside(tmp_path / "site") == []


def test_a_file_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.write_text("precious")
    with pytest.raises(PublishError, match="not a folder"), replacing(target):
        pass
    assert target.read_text() == "precious"


def test_a_link_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for name, to in (("site", "elsewhere"), ("dangling", "nowhere")):
        (tmp_path / name).symlink_to(to)
        with pytest.raises(PublishError, match="not a folder"), replacing(tmp_path / name):
            pass
        assert (tmp_path / name).is_symlink()


@pytest.mark.parametrize("names", [["thesis.odt"], ["mkdocs.yml"], ["index.html", ".git"]])
def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / "site" / name).mkdir(parents=True)
    with pytest.raises(PublishError, match="something else"), replacing(tmp_path / "site"):
        pass
    assert sorted(os.listdir(tmp_path / "site")) == sorted(names)


@pytest.mark.skipif(not os.path.ismount("/proc"), reason="needs a mount")
def test_a_mount_is_not_replaced() -> None:
    with pytest.raises(PublishError, match="is a mount"), replacing(Path("/proc")):
        pytest.fail("it got in")


def test_checksums_name_every_file_but_themselves(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    for name in ("b.html", "fr/été.html", "SHA256SUMS"):
        (tmp_path / name).write_text(name, "utf-8")
    lines = checksums.write(tmp_path).read_text("utf-8").splitlines()
    digests = {line[66:]: line[:64] for line in lines}
    assert list(digests) == ["b.html", "fr/été.html"]
    for name, digest in digests.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_the_search_index_comes_whole_and_the_same() -> None:
    pages = [f"<!doctype html><html><body><h1>Page {n}</h1><p>word{n}</p>" for n in range(40)]
    first = bundle._indexed(pages, "en")
    assert json.loads(first["pagefind-entry.json"])["languages"]["en"]["page_count"] == len(pages)
    assert bundle._indexed(pages, "en") == first
    assert bundle._indexed(pages[::-1], "en") != first


@pytest.mark.parametrize("program", ["/bin/false", "/bin/cat", "/nonexistent"])
def test_a_search_index_that_cannot_be_made(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(PublishError, match="the search index could not be made"):
        bundle._indexed(["<p>word</p>"] * 1000, "en")


def test_leftovers_go_and_other_folders_stay(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for name in (f".site.{'a' * 16}", f".site.{'b' * 16}.old", ".site.backup", f".cite.{'a' * 16}"):
        (tmp_path / name).mkdir()
    publish(target, "one")
    publish(target, "two")
    assert beside(target) == [".cite." + "a" * 16, ".site.backup"]


def test_without_the_system_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "_exchange_at_once", lambda one, other: False)
    target = tmp_path / "site"
    publish(target, "one")
    publish(target, "two")
    assert versions(target) == {"two"}
    assert beside(target) == []


def test_between_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two renames replace the system call, the second one's failure undoes the first."""
    monkeypatch.setattr(site, "_exchange_at_once", lambda one, other: False)
    target = tmp_path / "site"
    publish(target, "one")
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if to == target and site._ASIDE not in self.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(to))
        return rename(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing)
        with pytest.raises(PublishError, match="Input/output error"):
            publish(target, "two")
    assert versions(target) == {"one"}
    target.rename(tmp_path / (".site." + "c" * 16 + ".old"))  # as a kill there leaves it
    with pytest.raises(ZeroDivisionError), replacing(target):
        raise ZeroDivisionError
    assert versions(target) == {"one"}
    assert beside(target) == []


def test_when_even_the_first_of_two_renames_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "_exchange_at_once", lambda one, other: False)
    target = tmp_path / "site"
    publish(target, "one")

    def failing(self: Path, to: Path) -> Path:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing)
        with pytest.raises(PublishError, match="Device or resource busy"):
            publish(target, "two")
    assert versions(target) == {"one"}
    assert beside(target) == []


@pytest.mark.parametrize("error", [OSError("no such library"), TypeError("no library is none")])
def test_a_system_without_its_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(site.ctypes, "CDLL", missing)
    target = tmp_path / "site"
    publish(target, "one")
    publish(target, "two")
    assert versions(target) == {"two"}
    assert beside(target) == []


@pytest.mark.parametrize(
    ("code", "left"), [(errno.EINVAL, "two"), (errno.ENOSYS, "two"), (errno.EACCES, "one")]
)
def test_the_system_call_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, left: str
) -> None:
    """A file system that cannot exchange gets two renames; any other refusal ends the build."""

    class Library:
        def renameat2(self, *_: object) -> int:
            site.ctypes.set_errno(code)
            return -1

    target = tmp_path / "site"
    publish(target, "one")
    monkeypatch.setattr(site.ctypes, "CDLL", lambda *_, **__: Library())
    refused = pytest.raises(PublishError, match=os.strerror(code))
    with refused if left == "one" else contextlib.nullcontext():
        publish(target, "two")
    assert versions(target) == {left}
    assert beside(target) == []


def test_a_link_in_the_site_keeps_what_it_leads_to(tmp_path: Path) -> None:
    """Modes are set for what is published, never through a link."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    with replacing(tmp_path / "site") as fresh:
        (fresh / "index.html").touch(mode=0o600)
        (fresh / "link").symlink_to(secret)
    assert secret.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "site/index.html").stat().st_mode & 0o777 == 0o644


def test_a_full_disk_is_one_clear_line(tmp_path: Path) -> None:
    target = tmp_path / "site"
    publish(target, "one")
    with pytest.raises(PublishError) as caught, replacing(target) as fresh:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(fresh / "index.html"))
    assert str(caught.value).startswith(f"cannot publish {target}: No space left on device")
    assert "\n" not in str(caught.value)
    assert versions(target) == {"one"}


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 0)() == 0, reason="nothing is unwritable for root or on Windows"
)
def test_an_unwritable_parent(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(PublishError, match="Permission denied"), replacing(tmp_path / "site"):
        pass
    tmp_path.chmod(0o755)


def test_a_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PublishError), replacing(tmp_path / "file" / "site"):
        pass


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        with replacing(tmp_path / "site") as fresh:
            (fresh / "fr").mkdir()
            (fresh / "fr" / "index.html").touch(mode=0o700)
    finally:
        os.umask(before)
    modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.rglob("*")}
    assert modes == {"site": 0o755, ".factsheet": 0o644, "fr": 0o755, "index.html": 0o644}
