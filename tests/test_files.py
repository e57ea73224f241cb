"""Files below a folder: what is read and written, what is refused, and with which words."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator import fingerprint
from generator.runtime import files

SECRET = "a secret of the publisher's"


@pytest.fixture(params=[True, False], ids=["from folder to folder", "by its whole way"])
def relative(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways to reach a file: Windows opens nothing relative to a folder."""
    monkeypatch.setattr(files, "_RELATIVE", request.param)
    return bool(request.param)


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    before = os.listdir("/proc/self/fd")
    yield
    assert len(os.listdir("/proc/self/fd")) <= len(before)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(kind: type[OSError], do: Callable[..., object], *given: object, **more: object) -> Any:
    with pytest.raises(OSError) as caught:  # noqa: PT011
        do(*given, **more)
    assert type(caught.value) is kind
    return caught.value.errno, caught.value.strerror, caught.value.filename


def all_pieces(root: Path, path: str, limit: int | None = None) -> bytes:
    return b"".join(files.pieces(root, path, limit))


def exchange(monkeypatch: pytest.MonkeyPatch, path: Path, outside: Path) -> None:
    """Exchanges a file or folder for a link once it has been looked at."""
    look, done = os.stat, []

    def stat(name: object, **given: object) -> os.stat_result:
        about = look(name, **given)  # type: ignore[arg-type]
        if str(name) == path.name and not done:
            done.append(True)
            path.rename(path.with_name("aside"))
            path.symlink_to(outside)
        return about

    monkeypatch.setattr(os, "stat", stat)


@pytest.mark.parametrize("step", ["a", "b", "c.yml"])
@pytest.mark.parametrize("writing", [False, True])
def test_a_link_that_is_made_between_look_and_use_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, writing: bool
) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root / "a/b", outside / "b"):
        folder.mkdir(parents=True)
    (root / "a/b/c.yml").write_text("ours")
    for path in (outside / "c.yml", outside / "b/c.yml"):
        path.write_text(SECRET)
    at = {"a": root / "a", "b": root / "a/b", "c.yml": root / "a/b/c.yml"}[step]
    exchange(monkeypatch, at, outside / "c.yml" if step == "c.yml" else outside)
    if writing:
        try:
            files.write(root, "a/b/c.yml", b"new")
        except OSError:
            assert step != "c.yml"  # whose link is itself replaced
    else:
        with pytest.raises(OSError, match=r"link|Too many levels"):
            files.read(root, "a/b/c.yml", 100)
    monkeypatch.undo()
    assert {p.read_text() for p in outside.rglob("*.yml")} == {SECRET}


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as it:
        it.bind(str(path))


ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a socket": _socket,
    "a link": lambda path: path.symlink_to("/etc/hostname"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
}


LINK = "it is a symbolic link; links are never followed"
NO_FILE = "it is not a regular file"


@pytest.mark.usefixtures("relative")
@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_file_is_neither_read_nor_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    Path("a").mkdir()
    ODD[odd](Path("a/x"))
    link = "link" in odd
    kind = files.LinkError if link else files.NotAFileError
    said = (errno.ELOOP, LINK, "a/x") if link else (errno.EINVAL, NO_FILE, "a/x")
    assert refused(kind, files.read, tmp_path, "a/x", 100) == said
    assert refused(kind, all_pieces, tmp_path, "a/x") == said
    assert refused(kind, files.write, tmp_path, "a/x", b"new") == said
    assert refused(kind, files.write, tmp_path, "a/x", b"new", new=True) == said
    assert os.listdir("a") == ["x"]


@pytest.mark.usefixtures("relative")
@pytest.mark.parametrize("read", [files.read, all_pieces])
def test_a_file_may_be_as_large_as_was_allowed(
    tmp_path: Path, read: Callable[[Path, str, int], bytes]
) -> None:
    whole = os.urandom(3 << 20)
    (tmp_path / "x").write_bytes(whole)
    assert read(tmp_path, "x", len(whole)) == whole
    assert all_pieces(tmp_path, "x") == whole
    said = errno.EFBIG, os.strerror(errno.EFBIG), "x"
    assert refused(files.TooLargeError, read, tmp_path, "x", len(whole) - 1) == said
    with (tmp_path / "x").open("wb") as file:
        file.truncate(1 << 40)  # takes no room
    with pytest.raises(files.TooLargeError) as caught:
        read(tmp_path, "x", 100)
    assert caught.value.size == 1 << 40


@pytest.mark.parametrize("read", [files.read, all_pieces])
def test_a_file_that_grows_while_it_is_read_is_read_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Callable[[Path, str, int], bytes]
) -> None:
    (tmp_path / "x").write_bytes(b"four")
    look = os.fstat

    def fstat(handle: int) -> os.stat_result:
        about = look(handle)
        with (tmp_path / "x").open("ab") as file:
            file.write(b"more")
        return about

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(files.TooLargeError) as caught:
        read(tmp_path, "x", 6)
    assert caught.value.size > 6


@pytest.mark.parametrize("piece", [1, 2, 3, 5])
def test_pieces_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    (tmp_path / "x").write_bytes(b"12345")
    monkeypatch.setattr(files, "_PIECE", piece)
    assert all_pieces(tmp_path, "x", 5) == b"12345"
    (tmp_path / "y").touch()
    assert list(files.pieces(tmp_path, "y", 0)) == []


@pytest.mark.usefixtures("relative")
@pytest.mark.parametrize("way", ["../x", "a/../../x", "a/.."])
def test_no_way_leads_out(tmp_path: Path, way: str) -> None:
    (tmp_path / "root/a").mkdir(parents=True)
    (tmp_path / "x").write_text(SECRET)
    said = errno.EINVAL, "it leads out of its folder", way
    assert refused(files.LinkError, files.read, tmp_path / "root", way, 100) == said
    assert refused(files.LinkError, files.write, tmp_path / "root", way, b"") == said
    files.remove(tmp_path / "root", way)
    assert (tmp_path / "x").read_text() == SECRET


@pytest.mark.usefixtures("relative")
@pytest.mark.parametrize("step", ["a", "b"])
def test_no_link_on_the_way_is_followed(tmp_path: Path, step: str) -> None:
    outside = tmp_path / "outside"
    (outside / "b").mkdir(parents=True)
    for path in (outside / "x", outside / "b/x"):
        path.write_text(SECRET)
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    if step == "a":
        (root / "a").rmdir()
    (root / ("a" if step == "a" else "a/b")).symlink_to(outside)
    before = contents(outside)
    words = f"{step} is a symbolic link; links are never followed"
    for do, *given in ((files.read, 100), (files.write, b"new"), (all_pieces,)):
        said = refused(files.LinkError, do, root, "a/b/x", *given)  # type: ignore[arg-type]
        assert said == (errno.ELOOP, words, "a/b/x")
    said = refused(files.LinkError, files.entries, root, "a/b")
    assert said == (errno.ELOOP, words, "a/b/.")
    files.remove(root, "a/b/x")
    assert contents(outside) == before


@pytest.mark.usefixtures("relative")
def test_a_file_on_the_way_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    for do, *given in ((files.read, 100), (files.write, b"new"), (all_pieces,)):
        with pytest.raises(OSError, match=r"Not a directory|link or no folder"):
            do(tmp_path, "a/x", *given)  # type: ignore[operator]
    assert contents(tmp_path) == {"a": b"words"}


@pytest.mark.usefixtures("relative")
def test_the_way_to_the_project_may_lead_through_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    files.write(tmp_path / "link", "a/b/x", b"words")
    assert files.read(tmp_path / "link", "a/b/x", 5) == b"words"
    files.remove(tmp_path / "link", "a/b/x")
    files.remove(tmp_path / "link", "a/b/x")  # which is gone
    assert contents(tmp_path) == {}


@pytest.mark.usefixtures("relative")
def test_what_a_folder_holds_stands_in_order(tmp_path: Path) -> None:
    for name in "dbca":
        (tmp_path / "x" / name).mkdir(parents=True)
    (tmp_path / "x/cc").touch()
    (tmp_path / "x/e").symlink_to("a")
    held = files.entries(tmp_path, "x")
    assert [it.name for it in held] == ["a", "b", "c", "cc", "d", "e"]
    kinds = [(it.is_dir(follow_symlinks=False), it.is_symlink()) for it in held]
    assert kinds == [(True, False)] * 3 + [(False, False), (True, False), (False, True)]


@pytest.mark.usefixtures("relative")
def test_writing_keeps_the_mode_and_breaks_a_second_name(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text(SECRET)
    (tmp_path / "mine").chmod(0o640)
    os.link(tmp_path / "mine", tmp_path / "x")
    files.write(tmp_path, "x", b"new")
    assert (tmp_path / "mine").read_text() == SECRET
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640
    said = refused(FileExistsError, files.write, tmp_path, "x", b"newer", new=True)
    assert said == (errno.EEXIST, os.strerror(errno.EEXIST), "x")
    files.write(tmp_path, "y" * 200, b"long", new=True)
    assert ((tmp_path / ("y" * 200)).stat().st_mode & 0o777) == 0o644
    assert sorted(os.listdir(tmp_path)) == ["mine", "x", "y" * 200]


def test_what_was_opened_is_judged_and_not_what_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x").write_bytes(b"words")
    look = os.stat

    def stat(name: object, **given: object) -> os.stat_result:
        about = look(name, **given)  # type: ignore[arg-type]
        if name == "x":
            (tmp_path / "a/x").unlink()
            os.mkfifo(tmp_path / "a/x")  # for which nobody would ever write
        return about

    monkeypatch.setattr(os, "stat", stat)
    said = refused(files.NotAFileError, files.read, tmp_path, "a/x", 100)
    assert said == (errno.EINVAL, NO_FILE, "a/x")


def test_by_its_whole_way_a_file_is_looked_at_again_when_it_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_RELATIVE", False)
    (tmp_path / "x").write_bytes(b"words")
    reach = os.open

    def opened(path: object, *given: object, **more: object) -> int:
        handle = reach(path, *given, **more)  # type: ignore[arg-type]
        (tmp_path / "x").unlink()
        (tmp_path / "x").symlink_to("/etc/hostname")
        return handle

    monkeypatch.setattr(os, "open", opened)
    said = refused(files.LinkError, files.read, tmp_path, "x", 100)
    assert said == (errno.ELOOP, "it was exchanged for a link", "x")


def test_a_junction_of_windows_is_a_link() -> None:
    plain = SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=0)
    junction = SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=0xA0000003)
    assert [files._is_link(it) for it in (plain, junction)] == [False, True]  # type: ignore[arg-type]


def test_a_folder_that_is_exchanged_while_its_file_is_written_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()

    def fsync(_: int) -> None:
        (tmp_path / "a").rename(tmp_path / "b")
        (tmp_path / "a").mkdir()

    monkeypatch.setattr(os, "fsync", fsync)
    said = refused(files.LinkError, files.write, tmp_path, "a/x", b"new")
    assert said == (errno.ELOOP, "its folder was exchanged", "a/x")


@pytest.mark.usefixtures("relative")
@pytest.mark.parametrize("lasting", [True, False])
def test_what_is_to_last_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    done: list[bytes] = []

    def fsync(handle: int) -> None:
        (fresh,) = tmp_path.iterdir()
        assert fresh.stat().st_ino == os.fstat(handle).st_ino
        assert fresh.name.startswith(".x.")
        done.append(fresh.read_bytes())

    monkeypatch.setattr(os, "fsync", fsync)
    files.write(tmp_path, "x", b"words", lasting=lasting)
    assert done == ([b"words"] if lasting else [])


@pytest.mark.usefixtures("relative")
def test_nothing_is_left_of_what_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    (tmp_path / "x").write_bytes(b"old")
    assert refused(OSError, files.write, tmp_path, "x", b"new")[0] == errno.ENOSPC
    assert contents(tmp_path) == {"x": b"old"}


@pytest.mark.usefixtures("relative")
def test_a_place_is_given_up_when_its_folder_is_exchanged(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x").write_bytes(b"old")
    with files.replacing(tmp_path, "a/x", b"new") as place:
        assert place.read(3) == b"old"
        (tmp_path / "a").rename(tmp_path / "b")
        (tmp_path / "a").mkdir()
        said = refused(files.LinkError, place.settle)
        assert said == (errno.ELOOP, "its folder was exchanged", "a/x")
    assert contents(tmp_path / "a") == {}
    with files.replacing(tmp_path, "a/x", b"new") as place:
        pass  # never settled
    assert contents(tmp_path / "a") == {}


def named(root: Path, **given: Any) -> str:
    digest = fingerprint.Digest()
    fingerprint.add_files(digest, root, ["a"], **given)
    return digest.name()


def test_a_name_stands_for_every_byte_and_kind(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def put(content: bytes | Callable[[Path], object]) -> str:
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        return named(tmp_path)

    alike = bytes(1 << 21)
    names = [put(it) for it in (b"", b"x", alike, alike[:-1] + b"x", b"x" + alike[1:])]
    names += [put(it) for it in (Path.mkdir, os.mkfifo, lambda it: it.symlink_to("x"))]
    names += [put(lambda it: it.symlink_to("y")), put(lambda it: None)]
    assert len({*names}) == len(names)


def test_a_name_follows_no_link_made_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in ("a/b", "a/b/c"):
        root, outside = tmp_path / step / "root", tmp_path / step / "outside"
        (root / "a/b").mkdir(parents=True)
        (outside / "b").mkdir(parents=True)
        for path in (root / "a/b/c", outside / "c", outside / "b/c"):
            path.write_text(SECRET)
        with monkeypatch.context() as patched:
            exchange(patched, root / step, outside / "c" if step == "a/b/c" else outside)
            with pytest.raises(OSError, match=r"link|Too many levels"):
                named(root)


def test_of_a_file_that_is_too_large_only_its_size_is_named(tmp_path: Path) -> None:
    names = set()
    for content in (b"abc", b"abd", b"abcd"):
        (tmp_path / "a").write_bytes(content)
        names.add(named(tmp_path, limit=2))
    assert len(names) == 2


@pytest.mark.parametrize("code", ["EPERM", "EOPNOTSUPP", "ENOSYS", "EMLINK", "ENOTSUP"])
def test_a_new_file_needs_no_second_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """Which FAT and some network disks cannot give; what stands there stays there, too."""

    def link(*_: object, **__: object) -> None:
        raise OSError(getattr(errno, code), code)

    monkeypatch.setattr(os, "link", link)
    files.write(tmp_path, "a/x", b"words", new=True, mode=0o640)
    assert (tmp_path / "a/x").read_bytes() == b"words"
    look = os.stat
    with monkeypatch.context() as patched:  # it is made after we looked
        patched.setattr(
            os, "stat", lambda name, **given: look("nowhere" if name == "x" else name, **given)
        )
        with pytest.raises(FileExistsError):
            files.write(tmp_path, "a/x", b"others", new=True)
    assert contents(tmp_path) == {"a/x": b"words"}
