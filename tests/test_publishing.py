"""The steps of a publication one by one, in this process; whole builds: `test_publish.py`."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import io
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.publish import checksums, current, mark, site
from generator.publish.site import PublishError, replacing
from generator.store import Store

if sys.platform == "win32":
    pytest.skip("what is tested here is the way of POSIX", allow_module_level=True)

import fcntl


def publish(target: Path, words: str) -> None:
    with replacing(target) as fresh:
        (fresh / "index.html").write_text(words)


def handles() -> int:
    """The open files of this process."""
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def refused(target: Path, **given: Any) -> str:
    with pytest.raises(PublishError) as caught, replacing(target, **given):
        pytest.fail("it got in")
    return str(caught.value)


# --- what may be replaced ---------------------------------------------------------------------


def test_a_way_from_here_is_followed_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    publish(Path("../deep/er/site"), "one")
    assert (tmp_path / "deep/er/site/index.html").read_text() == "one"
    assert os.listdir(tmp_path / "deep/er") == ["site"]


def test_what_is_refused_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    target.touch()
    folder = "is not a folder: give the folder that holds the result"
    assert refused(target) == f"{target} {folder}"
    target.unlink()
    target.symlink_to(tmp_path)
    assert refused(target) == f"{target} {folder}"
    target.unlink()
    target.mkdir()
    monkeypatch.chdir(target)
    current = "holds the current folder: give a folder of its own"
    assert refused(target) == f"{target} {current}"
    (target / "in").mkdir()
    monkeypatch.chdir(target / "in")
    assert refused(target) == f"{target} {current}"
    monkeypatch.chdir(tmp_path)
    (target / "in").rmdir()
    publish(target, "one")
    (target / ".git").touch()
    assert refused(target) == (
        f"{target} holds something else, which would be lost (.git is not ours): "
        "give a new folder, or remove what is in this one yourself"
    )
    monkeypatch.setattr(os.path, "ismount", lambda path: path == target)
    assert refused(target) == f"{target} is a mount, which cannot be replaced: give a folder in it"


def test_an_empty_folder_or_one_with_the_mark_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "data"
    target.mkdir()
    for words in ("one", "two"):
        with replacing(target, kind="data") as fresh:
            assert os.listdir(fresh) == [".factsheet"]
            assert fresh.parent == tmp_path
            assert re.fullmatch(r"\.data\.[0-9a-f]{16}", fresh.name)  # as leftovers are known
            (fresh / "data.json").write_text(words)
    assert (target / "data.json").read_text() == "two"
    assert "something else" in refused(target)


def test_an_error_of_the_system_is_one_line(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for error, told in (
        (OSError(errno.ENOSPC, "No room", "f"), "No room (f)"),
        (OSError(errno.ENOSPC, "No room"), "No room"),
        (OSError("odd"), "odd"),
    ):
        with pytest.raises(PublishError) as caught, replacing(target):
            raise error
        assert str(caught.value) == f"cannot publish {target}: {told}"
        assert caught.value.__cause__ is error
        assert os.listdir(tmp_path) == []


# --- asked to end -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_acts_like_ctrl_c_while_it_lasts(tmp_path: Path, number: int) -> None:
    target = tmp_path / "site"
    before = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), replacing(target):
            signal.raise_signal(number)
        assert signal.getsignal(number) is signal.SIG_DFL
        signal.signal(number, signal.SIG_IGN)
        with replacing(target):
            assert signal.getsignal(number) is signal.SIG_IGN
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_another_thread_may_publish(tmp_path: Path) -> None:
    thread = threading.Thread(target=publish, args=(tmp_path / "site", "one"))
    thread.start()
    thread.join()
    assert (tmp_path / "site/index.html").read_text() == "one"


# --- one at a time ----------------------------------------------------------------------------


def test_the_lock_is_held_and_let_go(tmp_path: Path) -> None:
    target, lock = tmp_path / "site", tmp_path / ".site.lock"
    mask, before = os.umask(0), handles()
    try:
        with replacing(target):
            assert lock.stat().st_mode & 0o777 == 0o644
            for _ in range(3):
                told = f"another build is writing {target}: wait until it ends"
                assert refused(target) == told
            assert lock.exists()
    finally:
        os.umask(mask)
    assert not lock.exists()
    with replacing(target):
        lock.unlink()  # by somebody who tidies up
    lock.touch()  # left by a build that was killed
    publish(target, "one")
    assert not lock.exists()
    assert handles() == before


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".site.lock").symlink_to("elsewhere")
    assert refused(tmp_path / "site").startswith(f"cannot publish {tmp_path / 'site'}: ")
    assert os.listdir(tmp_path) == [".site.lock"]


def test_a_lock_that_was_removed_meanwhile_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening and locking, the build that held it may end and another may begin."""
    target, lock, before = tmp_path / "site", tmp_path / ".site.lock", handles()
    seize = site._seize
    tried = []

    def late(handle: int) -> bool:
        tried.append(handle)
        if len(tried) < 3:
            lock.unlink()
        if len(tried) == 2:
            lock.touch()
        return seize(handle)

    monkeypatch.setattr(site, "_seize", late)
    with replacing(target):
        assert len(tried) == 3
        with lock.open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert handles() == before


# --- leftovers --------------------------------------------------------------------------------


def test_only_leftovers_of_this_target_go(tmp_path: Path) -> None:
    target = tmp_path / "a.b"
    stays = [
        *(f".a.b.{'a' * 15}", f".a.b.{'a' * 17}", f".a.b.{'g' * 16}", f".axb.{'a' * 16}"),
        *(f".a.b.{'a' * 16}xold", f".a.b.{'a' * 16}.OLD", f"x.a.b.{'a' * 16}", ".a.b."),
    ]
    goes = [f".a.b.{'0123456789abcdef'}", f".a.b.{'f' * 16}", f".a.b.{'e' * 16}.old"]
    for name in (*stays, *goes):
        (tmp_path / name / "in").mkdir(parents=True)
        mark.begin(tmp_path / name, "site")
    mine = tmp_path / f".a.b.{'c' * 16}"  # a name is no proof
    mine.mkdir()
    (mine / "thesis.odt").touch()
    stays.append(mine.name)
    (tmp_path / f".a.b.{'b' * 16}").touch()  # no folder: not ours
    target.mkdir()
    with replacing(target):
        left = {path.name for path in tmp_path.iterdir()}
    assert left >= {*stays, f".a.b.{'b' * 16}"}
    assert not left & {*goes}


def test_what_cannot_be_removed_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f".site.{'a' * 16}").mkdir()
    (tmp_path / f".site.{'a' * 16}/stuck").touch()
    unlink = os.unlink

    def stuck(path: Any, **given: Any) -> None:
        if path == "stuck":
            raise PermissionError(errno.EACCES, "stuck")
        unlink(path, **given)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", stuck)
        for _ in range(2):
            with replacing(tmp_path / "site") as fresh:
                (fresh / "index.html").touch()
                (fresh / "stuck").touch()
    assert (tmp_path / f".site.{'a' * 16}/stuck").exists()
    assert (tmp_path / "site/stuck").exists()


def test_what_was_put_aside_comes_back_once(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for letter in "dc":
        (tmp_path / f".site.{letter * 16}.old").mkdir()
        (tmp_path / f".site.{letter * 16}.old/index.html").write_text(letter)
        mark.finish(tmp_path / f".site.{letter * 16}.old", "site")
    (tmp_path / f".site.{'b' * 16}").mkdir()
    with contextlib.suppress(ZeroDivisionError), replacing(target):
        raise ZeroDivisionError
    assert os.listdir(tmp_path) == ["site"]
    assert (target / "index.html").read_text() == "c"


# --- the exchange -----------------------------------------------------------------------------


def test_everything_is_readable_and_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[object] = []
    monkeypatch.setattr(os, "sync", lambda: synced.append("all"))
    monkeypatch.setattr(os, "fsync", lambda at: synced.append(os.readlink(f"/proc/self/fd/{at}")))
    (tmp_path / "outside").touch(mode=0o600)
    before = handles()
    for _ in range(2):
        with replacing(tmp_path / "site") as fresh:
            (fresh / "in/deep").mkdir(mode=0o700, parents=True)
            (fresh / "in/deep/file").touch(mode=0o777)
            (fresh / "in/link").symlink_to(tmp_path / "outside")
            (fresh / "in/gone").symlink_to("nowhere")
            (fresh / "index.html").touch(mode=0o600)
    modes = {
        str(path.relative_to(tmp_path)): oct(path.lstat().st_mode & 0o777)
        for path in tmp_path.rglob("*")
        if not path.is_symlink()
    }
    assert modes == {
        "outside": "0o600",
        "site": "0o755",
        "site/.factsheet": "0o644",
        "site/in": "0o755",
        "site/in/deep": "0o755",
        "site/in/deep/file": "0o644",
        "site/index.html": "0o644",
    }
    if os.path.isdir("/proc/self/fd"):
        assert synced == ["all", str(tmp_path)] * 2
    assert handles() == before


def test_what_another_system_cannot_do_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[object] = []
    monkeypatch.setattr(os, "sync", lambda: synced.append("all"))
    monkeypatch.setattr(os, "fsync", synced.append)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        publish(tmp_path / "site", "one")
    assert not synced
    assert (tmp_path / ".site.lock").exists()  # an open file cannot be removed there


class Library:
    """A C library with one function that answers as it is told."""

    def __init__(self, name: str, answer: int, code: int = 0) -> None:
        def called(*given: object) -> int:
            self.given = given
            ctypes.set_errno(code)
            return answer

        self.given: tuple[object, ...] = ()
        setattr(self, name, called)


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The libraries that are loaded, one after the other."""
    given: list[Any] = []

    def load(name: object, use_errno: bool) -> Any:
        assert name is None
        assert use_errno is True
        library = given.pop(0)
        if isinstance(library, Exception):
            raise library
        return library

    monkeypatch.setattr(ctypes, "CDLL", load)
    yield given
    assert not given


def test_two_names_are_exchanged_by_one_call(libraries: list[Any]) -> None:
    one, other = Path("/x/é"), Path("/x/b")
    linux, mac = Library("renameat2", 0), Library("renamex_np", 0)
    libraries += [linux, mac]
    assert site._exchange_at_once(one, other) is True
    assert linux.given == (-100, os.fsencode(one), -100, b"/x/b", 2)
    assert site._exchange_at_once(one, other) is True
    assert mac.given == (os.fsencode(one), b"/x/b", 2)


def test_where_that_call_is_missing(libraries: list[Any]) -> None:
    one, other = Path("/x/a"), Path("/x/b")
    libraries += [Library("other", 0), OSError(), TypeError()]
    libraries += [Library("renameat2", -1, code) for code in site._UNSUPPORTED]
    while libraries:
        assert site._exchange_at_once(one, other) is False
    assert {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP} <= set(site._UNSUPPORTED)
    libraries += [Library("renameat2", -1, errno.EACCES), Library("renamex_np", 1, errno.EIO)]
    for code in (errno.EACCES, errno.EIO):
        with pytest.raises(OSError, match=os.strerror(code)) as caught:
            site._exchange_at_once(one, other)
        assert (caught.value.errno, caught.value.filename) == (code, "/x/b")


def test_what_is_replaced_is_whole_until_it_is(tmp_path: Path) -> None:
    """The two folders change places: the old one is what is removed."""
    target = tmp_path / "site"
    publish(target, "one")
    old = target.stat().st_ino
    with replacing(target) as fresh:
        new = fresh.stat().st_ino
        (fresh / "index.html").write_text("two")
        assert target.stat().st_ino == old
        assert (target / "index.html").read_text() == "one"
    assert target.stat().st_ino == new
    assert os.listdir(tmp_path) == ["site"]


def test_two_renames_and_their_way_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "_exchange_at_once", lambda one, other: False)
    target, fresh = tmp_path / "site", tmp_path / ".site.x"
    publish(target, "one")
    fresh.mkdir()
    (fresh / "index.html").write_text("two")
    rename, seen = Path.rename, []

    def watched(self: Path, to: Path) -> Path:
        seen.append((self.name, to.name))
        if seen[-1] == failing:
            raise KeyboardInterrupt
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", watched)
    steps = [("site", ".site.x.old"), (".site.x", "site"), (".site.x.old", ".site.x")]
    failing: object = steps[1]
    with pytest.raises(KeyboardInterrupt):
        site._exchange(fresh, target)
    assert seen == [*steps[:2], (".site.x.old", "site")]
    assert (target / "index.html").read_text() == "one"
    assert (fresh / "index.html").read_text() == "two"
    seen.clear()
    failing = steps[0]
    with pytest.raises(KeyboardInterrupt):
        site._exchange(fresh, target)
    assert seen == steps[:1]
    failing = steps[2]
    with pytest.raises(KeyboardInterrupt):
        site._exchange(fresh, target)
    assert (target / "index.html").read_text() == "two"
    assert sorted(os.listdir(tmp_path)) == [".site.x.old", "site"]


# --- checksums --------------------------------------------------------------------------------


def test_checksums_in_the_order_of_names_or_as_given(tmp_path: Path) -> None:
    site_, data = tmp_path / "site", tmp_path / "site/data"
    (data / "é").mkdir(parents=True)
    for path in (site_ / "a.html", data / "b.csv", data / "é/a", data / "SHA256SUMS.txt"):
        path.write_bytes(path.name.encode() * 3)
    (site_ / "SHA256SUMS").write_text("old")

    def line(path: Path, way: str) -> str:
        return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {way}\n"

    sums = checksums.write(data, [data / "é/a", site_ / "a.html"])
    assert sums == data / "SHA256SUMS"
    inner = line(data / "é/a", "é/a") + line(site_ / "a.html", "../a.html")
    assert sums.read_bytes() == inner.encode()
    sums = checksums.write(site_)
    assert sums.read_text("utf-8") == "".join(
        line(site_ / way, way)
        for way in ("a.html", "data/SHA256SUMS", "data/SHA256SUMS.txt", "data/b.csv", "data/é/a")
    )
    assert checksums.write(tmp_path / "site", []).read_bytes() == b""


def test_checksums_are_written_alike_in_every_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    (tmp_path / "a").touch()
    monkeypatch.setattr(io, "text_encoding", lambda given, *_: asked.append(given) or "utf-8")
    checksums.write(tmp_path)
    assert set(asked) == {"utf-8"}


# --- what is already published ----------------------------------------------------------------

CLOSED = (
    "plugins: [factsheet]\n",
    "plugins: factsheet\n",
    "plugins: [factsheet]  #\ta tab\n",
    "plugins:\n  - factsheet:\n      title: {en: x, fr: y}\n",
    "plugins: [factsheet]\ndocs_dir: docs\nsite_dir: a/b\ntheme:\n  custom_dir: x\n",
    "plugins: [factsheet]\ntheme: material\n",
    "plugins: [factsheet]\nmarkdown_extensions: [admonition, pymdownx.details, tables, toc]\n",
    "plugins: [factsheet]\nmarkdown_extensions: [attr_list, def_list, footnotes, md_in_html]\n",
    "plugins: [factsheet]\nmarkdown_extensions:\n  - toc:\n      permalink: x\n",
)
OPEN = (
    "",
    "- plugins\n",
    "plugins: [factsheet]\nsite_name: x\nsite_name: y\n",
    "plugins: [\n",
    "plugins: [factsheet, search]\n",
    "plugins: [search]\n",
    "site_name: x\n",
    "plugins: [factsheet]\nINHERIT: other.yml\n",
    "plugins: [factsheet]\nhooks: [x.py]\n",
    "plugins: [factsheet]\nsite_name: !ENV NAME\n",
    "plugins: [factsheet]\nmarkdown_extensions: [pymdownx.snippets]\n",
    "plugins: [factsheet]\nmarkdown_extensions: [pymdownx.b64: {base_path: /}]\n",
    "plugins: [factsheet]\nmarkdown_extensions: [mine]\n",
    "plugins: [factsheet]\nmarkdown_extensions: [toc, mine.pymdownx.x]\n",
    *(
        f"plugins: [factsheet]\n{key}: {way}\n"
        for key in ("docs_dir", "site_dir", "theme:\n  custom_dir")
        for way in ("../x", "/x", "~/x", "a/../../x", "./x")
    ),
)


@pytest.mark.parametrize(("texts", "closed"), [(CLOSED, True), (OPEN, False)])
def test_what_leads_out_of_the_project_is_never_taken_for_known(
    tmp_path: Path, texts: tuple[str, ...], closed: bool
) -> None:
    for text in texts:
        (tmp_path / "mkdocs.yml").write_text(text)
        assert bool(current.name(tmp_path, tmp_path / "site", "checked")) is closed, text


def test_the_name_depends_on_everything_but_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    for name in (
        "docs/a.md",
        "facts/b.yml",
        "site/index.html",
        "out/site/x",
        ".git/x",
        "docs/__pycache__/x",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    (root / "mkdocs.yml").write_text(CLOSED[0])
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def named(target: str = "site", checked: str = "c", *options: str) -> str:
        return current.name(root, root / target, checked, *options)

    first = named()
    assert len(first) == 32
    for name in ("site/index.html", ".git/x", "docs/__pycache__/x"):
        (root / name).write_text("y")
        assert named() == first
    others = [named("out/site"), named("site", "d"), named("site", "c", "pdf")]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    others.append(named())
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    for name in ("docs/a.md", "facts/b.yml", "out/site/x"):
        (root / name).write_text("y")
        others.append(named())
    assert len({first, *others}) == len(others) + 1
    assert named("site", "") == ""
    (root / "docs/link").symlink_to("a.md")
    assert named() == ""
    assert current.name(tmp_path / "none", root / "site", "c") == ""


def test_a_publication_answers_while_no_file_of_it_was_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, target = Store(tmp_path / "kept"), tmp_path / "site"
    (target / "b").mkdir(parents=True)
    for name in ("index.html", "b/x", "b/y"):
        (target / name).write_text(name)
    assert current.recall(store, "name", target) is None
    for kept in (b"two\nlines\n", b""):
        current.remember(store, "name", target, kept)
        assert current.recall(store, "name", target) == kept
    assert current.recall(store, "other", target) is None
    current.remember(store, "", target, b"x")
    assert current.recall(store, "", target) is None
    assert len(list((tmp_path / "kept").iterdir())) == 1
    at = (target / "b/x").stat()

    monkeypatch.chdir(target)
    assert current.recall(store, "name", target) == b""

    def touched() -> bool:
        known = current.recall(store, "name", target) is None
        current.remember(store, "name", target, b"")
        return known

    assert not touched()
    (target / "b/x").write_text("X/b")  # as long, and as old
    os.utime(target / "b/x", ns=(at.st_atime_ns, at.st_mtime_ns))
    assert touched()
    (target / "b/z").touch()
    assert touched()
    (target / "b/z").rename(target / "b/a")
    assert touched()
    (target / "b/a").unlink()
    assert touched()
    (target / "c").mkdir()
    assert touched()
    (target / "c").rename(target / "d")
    assert touched()
    target.rename(tmp_path / "moved")
    assert current.recall(store, "name", tmp_path / "moved") is None
