"""Nothing that we did not write is lost where we publish: whatever is added survives."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.memo import Memo
from generator.publish import checksums, mark
from generator.publish.site import PublishError, adding, replacing
from generator.runtime import files as room
from generator.store import Store, passed_over, users_store


def publish(target: Path, words: str = "new") -> None:
    with replacing(target) as fresh:
        for name in ("index.html", "fr/index.html", "assets/a.css", "CNAME", "data/x.json"):
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_text(words)
        checksums.write(fresh)


def files(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in folder.rglob("*")
    }


NAMES = st.text("abé.日 _-GNCI", min_size=1, max_size=8).filter(lambda it: it.strip("."))


@given(way=st.lists(st.one_of(NAMES, st.sampled_from(["fr", "data"])), min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_that_is_added_survives(tmp_path: Path, way: list[str]) -> None:
    shutil.rmtree(tmp_path / "site", ignore_errors=True)
    publish(tmp_path / "site", "old")
    mine = tmp_path.joinpath("site", *way)
    if mine.is_dir():
        mine = mine / "mine"
    try:
        mine.parent.mkdir(parents=True, exist_ok=True)
    except OSError:  # stands on one of our files
        return
    mine.write_text("a thesis")
    with pytest.raises(PublishError, match="something else"):
        publish(tmp_path / "site")
    assert mine.read_text() == "a thesis"


@pytest.mark.parametrize(
    "name", ["thesis.odt", ".git/HEAD", ".well-known/x", "fr/.htaccess", "data/.git/config", "é日"]
)
def test_what_is_added_while_the_site_is_built_survives(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    publish(site, "old")

    def build() -> None:
        with replacing(site) as fresh:
            (fresh / "index.html").write_text("new")
            (site / name).parent.mkdir(exist_ok=True)
            (site / name).write_text("mine")

    with pytest.raises(PublishError, match="something else"):
        build()
    assert (site / name).read_text() == "mine"
    assert (site / "index.html").read_text() == "old"
    assert os.listdir(tmp_path) == ["site"]


def test_links_empty_folders_and_changed_files_are_strangers(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site)
    for plant in (
        lambda: (site / "link").symlink_to(tmp_path),
        lambda: (site / "empty").mkdir(),
        lambda: (site / "index.html").write_text("mine"),
        lambda: os.mkfifo(site / "pipe"),
        lambda: ((site / "CNAME").unlink(), (site / "CNAME").mkdir()),
    ):
        shutil.rmtree(site)
        publish(site)
        plant()
        with pytest.raises(PublishError, match="something else"):
            publish(site)


@pytest.mark.parametrize("missing", ["index.html", "fr/index.html", "SHA256SUMS", "CNAME"])
def test_a_site_that_lost_files_is_replaced(tmp_path: Path, missing: str) -> None:
    publish(tmp_path / "site")
    (tmp_path / "site" / missing).unlink()
    publish(tmp_path / "site", "newer")
    assert (tmp_path / "site/index.html").read_text() == "newer"


def test_a_site_of_an_earlier_version_is_known_by_its_checksums(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site)
    (site / mark.NAME).unlink()
    publish(site, "newer")
    (site / mark.NAME).unlink()
    (site / "thesis.odt").touch()
    with pytest.raises(PublishError, match=r"thesis[.]odt is not ours"):
        publish(site)
    (site / "thesis.odt").unlink()
    (site / "SHA256SUMS").unlink()
    with pytest.raises(PublishError, match="not known to be ours"):
        publish(site)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "[" * 9999, '{"factsheet": "site"}', "\0", '{"files": {}}']
)
def test_a_mark_of_somebody_else_is_none(tmp_path: Path, text: str) -> None:
    site = tmp_path / "site"
    publish(site)
    (site / mark.NAME).write_text(text)
    before = files(site)
    with pytest.raises(PublishError, match="something else"):
        publish(site)
    assert files(site) == before


def test_one_kind_of_output_does_not_replace_another(tmp_path: Path) -> None:
    publish(tmp_path / "site")
    with (
        pytest.raises(PublishError, match="something else"),
        replacing(tmp_path / "site", kind="markdown"),
    ):
        pass


@pytest.mark.parametrize(
    "way", ["", "facts", "facts/site", "seeds/a/b", "a/../facts", "link/facts", ".git/site", ".."]
)
def test_no_folder_of_a_project_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    root = tmp_path / "project"
    for name in ("facts", "seeds", "docs", "a", ".git"):
        (root / name).mkdir(parents=True)
    (root / "link").symlink_to(root)
    target = root / way
    with pytest.raises(PublishError), replacing(target, sources=[root / "facts", root / "seeds"]):
        pass
    assert (root / "facts").is_dir()


def test_home_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "site")
    monkeypatch.setenv("HOME", str(tmp_path / "site"))
    with pytest.raises(PublishError, match="your home folder"):
        publish(tmp_path / "site")


# --- the cache ----------------------------------------------------------------------------------

KEY = "0123456789abcdef" * 2


def kept(folder: Path) -> Store:
    store = Store(folder / "cache")
    store.put(KEY, b"found")
    assert store.get(KEY) == b"found"
    return store


def test_a_cache_is_its_users_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = kept(tmp_path)
    finally:
        os.umask(before)
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert (store.folder / KEY).stat().st_mode & 0o777 == 0o600


SHARED: dict[str, Callable[[Path], object]] = {
    "an entry of others": lambda folder: (folder / KEY).chmod(0o602),
    "an entry of the group": lambda folder: (folder / KEY).chmod(0o660),
    "a folder of others": lambda folder: folder.chmod(0o1777),
    "a folder of the group": lambda folder: folder.chmod(0o775),
    "a link for an entry": lambda folder: (
        (folder / KEY).rename(folder / "x"),
        (folder / KEY).symlink_to("x"),
    ),
    "a link for the folder": lambda folder: (
        folder.rename(folder.with_name("real")),
        folder.symlink_to("real"),
    ),
    "a pipe": lambda folder: ((folder / KEY).unlink(), os.mkfifo(folder / KEY)),
    "a second name of an entry": lambda folder: os.link(folder / KEY, folder / "x"),
    "an entry that says nothing": lambda folder: (folder / KEY).write_bytes(b""),
    "an entry without its end": lambda folder: os.truncate(folder / KEY, 33),
    "an entry of any length": lambda folder: os.truncate(folder / KEY, 1 << 40),
    "an entry with another byte": lambda folder: (folder / KEY).write_bytes(
        (folder / KEY).read_bytes()[:-1] + b"D"
    ),
    "an entry of another name": lambda folder: (
        Store(folder).put("f" * 32, b"other"),
        (folder / ("f" * 32)).replace(folder / KEY),
    ),
    "a parent of others": lambda folder: folder.parent.chmod(0o777),
    "a parent of the group": lambda folder: folder.parent.chmod(0o770),
    "a parent's parent of others": lambda folder: folder.parent.parent.chmod(0o703),
    "a link on the way whose folder is of others": lambda folder: (
        folder.parent.rename(folder.parent.with_name("real")),
        (folder.parent.parent / "shared").mkdir(),
        (folder.parent.parent / "shared").chmod(0o777),
        (folder.parent.parent / "shared/link").symlink_to("../real"),
        folder.parent.symlink_to("shared/link"),
    ),
    "a folder for an entry": lambda folder: ((folder / KEY).unlink(), (folder / KEY).mkdir()),
}


@pytest.mark.parametrize("shared", SHARED)
def test_what_others_may_have_written_is_not_read(tmp_path: Path, shared: str) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    store = kept(tmp_path / "a/b")
    passed_over()
    SHARED[shared](store.folder)
    assert store.get(KEY) is None
    told = any(
        word in shared for word in (" others", " group", "link for the", "pipe", "second name")
    )
    if told:
        (hint,) = passed_over()
        assert str(store.folder) in hint
        assert "chmod go-w" in hint or "remove" in hint
    assert not passed_over()


@pytest.mark.parametrize(
    "prepare",
    [
        lambda folder: folder.chmod(0o1777),
        lambda folder: folder.chmod(0o755),
        lambda folder: (
            folder.rename(folder.with_name("real")),
            folder.symlink_to(folder.with_name("real")),
        ),
        lambda folder: (
            folder.rename(folder.with_name("real")),
            folder.symlink_to("../b/./real"),
        ),
    ],
)
def test_what_nobody_else_can_exchange_is_read(
    tmp_path: Path, prepare: Callable[[Path], object]
) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    store = kept(tmp_path / "a/b/c")
    prepare(tmp_path / "a/b/c")
    assert store.get(KEY) == b"found"
    assert not passed_over()


@pytest.mark.parametrize(
    ("cache", "home"),
    [
        (".cache", "FULL"),
        ("", "."),
        ("./x/../y", "."),
        ("~/.cache", ".."),
        ("../project/.cache", "x/y"),
        (".", ""),
        (None, "."),
    ],
)
def test_a_cache_is_never_looked_for_from_the_current_folder_on(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: str | None, home: str
) -> None:
    """Where a project may hold one, made by a stranger."""
    monkeypatch.chdir(project)
    monkeypatch.setenv("HOME", home.replace("FULL", str(tmp_path / "home")))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if cache is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", cache)
    assert users_store("check").folder.is_absolute()
    if home:  # an empty one is the root, where nothing is to be written here
        before = files(project)
        assert CliRunner().invoke(main, ["check"]).exit_code == 0
        assert files(project) == before


def test_a_command_says_once_that_a_cache_is_passed_over(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "shared"))
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    said = CliRunner().invoke(main, ["-C", str(project), "check"])
    assert said.exit_code == 0
    hints = [line for line in said.stderr.splitlines() if "passed over" in line]
    assert len(hints) == len({*hints}) == 2  # of outcomes, and of what is remembered
    assert all(f"chmod go-w {tmp_path / 'shared'}" in line for line in hints)


ODD_PICKLES = [
    b"cos\nsystem\n(S'touch trace'\ntR.",
    b"cgenerator.store\nos\n.",
    b"cbuiltins\neval\n(S'1'\ntR.",
    b"cgenerator.memo\nusers_store\n(S'x'\ntR.",
    b"cgenerator.runtime.children\nrun\n(tR.",
    b"\x80\x05h\x07.",
    b"\x80\x05\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.",
    b"\x80\x05B\xff\xff\xff\x7f.",
    b"(" * 100_000,
    b"]" * 10 + b"0" * 50,
    b"",
    b"garbage",
    pickle.dumps(["a list"]),
]


@pytest.mark.parametrize("raw", ODD_PICKLES, ids=range(len(ODD_PICKLES)))
def test_what_is_remembered_makes_nothing_but_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes
) -> None:
    """Even of an entry that bears the right digest."""
    monkeypatch.chdir(tmp_path)
    store = Store(tmp_path / "cache")
    store.put(Memo(store, "project")._key("work"), raw)
    memo = Memo(store, "project")
    assert memo.results("work", ["a"], lambda at: [f"made {n}" for n in at]) == ["made 0"]
    assert os.listdir(tmp_path) == ["cache"]


def test_what_another_user_wrote_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = kept(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert store.get(KEY) is None
    store.put("f" * 32, b"more")
    store.tidy()
    assert os.listdir(store.folder) == [KEY]


def test_an_entry_that_was_given_away_is_not_read(tmp_path: Path) -> None:
    store = kept(tmp_path)
    try:
        os.chown(store.folder / KEY, 12345, -1)
    except PermissionError:
        pytest.skip("only root gives files away")
    assert store.get(KEY) is None


def test_tidying_removes_old_entries_and_nothing_else(tmp_path: Path) -> None:
    store = kept(tmp_path)
    for name in ("thesis.odt", "notes", KEY + ".bak", "e" * 32):
        (store.folder / name).touch()
    for path in store.folder.iterdir():
        os.utime(path, (0, 0))
    store.tidy()
    assert sorted(os.listdir(store.folder)) == [KEY + ".bak", "notes", "thesis.odt"]


# --- PDFs beside other files --------------------------------------------------------------------


def put(target: Path, words: str) -> None:
    with adding(target, kind="pdf") as fresh:
        for name in ("factsheet.en.pdf", "people/ada.en.pdf"):
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_text(words)


def test_pdfs_are_put_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf/mine.pdf").write_text("mine")
    for words in ("one", "two", "two"):
        put(tmp_path / "pdf", words)
        assert (tmp_path / "pdf/people/ada.en.pdf").read_text() == words
    assert (tmp_path / "pdf/mine.pdf").read_text() == "mine"
    assert os.listdir(tmp_path) == ["pdf"]


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("name", ["factsheet.en.pdf", "people/ada.en.pdf"])
def test_no_pdf_is_put_over_somebody_elses(tmp_path: Path, marked: bool, name: str) -> None:
    if marked:
        put(tmp_path / "pdf", "one")
    (tmp_path / "pdf" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "pdf" / name).write_text("mine")
    before = files(tmp_path)
    with pytest.raises(PublishError, match="something else"):
        put(tmp_path / "pdf", "two")
    assert files(tmp_path) == before


def test_no_pdf_is_put_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "pdf/people").symlink_to("../outside")
    with pytest.raises(PublishError, match="link"):
        put(tmp_path / "pdf", "two")
    assert not list((tmp_path / "outside").iterdir())


def test_two_exports_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    for way in (replacing, adding):
        with (
            way(tmp_path / "out", kind="data"),
            pytest.raises(PublishError, match="another build"),
            way(tmp_path / "out", kind="data"),
        ):
            pass


def test_a_lock_of_somebody_else_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / ".site.lock").write_text("words")
    with pytest.raises(PublishError, match="not ours"):
        publish(tmp_path / "site")
    assert (tmp_path / ".site.lock").read_text() == "words"


# --- marks that somebody else wrote -------------------------------------------------------------

FORGED: dict[str, dict[str, str]] = {
    "a file beside": {"../thesis.odt": "0" * 64},
    "a file far off": {"a/../../thesis.odt": "0" * 64},
    "a full path": {"FULL": "0" * 64},
    "a file behind a link": {"link": "to ../outside", "link/thesis.odt": "0" * 64},
    "a file behind a link that it does not name": {"link/thesis.odt": "0" * 64},
    "the folder itself": {"./": "", ".": "0" * 64},
    "a link": {"link": "to ../outside"},
    "a repository": {"nested/.git/": "a repository"},
    "a pipe": {"pipe": "no file"},
    "no checksum": {"index.html": "yes"},
    "an empty name": {"": "0" * 64},
    "a step of nothing": {"..//thesis.odt": "0" * 64},
    "a NUL": {"\0": "0" * 64},
    "a number": {"index.html": 1},  # type: ignore[dict-item]
}


@pytest.mark.parametrize("way", ["mark", "checksums"])
@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_mark_loses_nothing(tmp_path: Path, forged: str, way: str) -> None:
    site = tmp_path / "site"
    for folder in (site / "nested/.git", tmp_path / "outside"):
        folder.mkdir(parents=True)
    (site / "nested/.git/HEAD").write_text("mine")
    (tmp_path / "thesis.odt").write_text("a thesis")
    (tmp_path / "outside/thesis.odt").write_text("a thesis")
    if "link" in forged:
        (site / "link").symlink_to("../outside")
    if forged == "a pipe":
        os.mkfifo(site / "pipe")
    if "repository" not in forged:
        shutil.rmtree(site / "nested")
    named = {
        name.replace("FULL", str(tmp_path / "thesis.odt")): said
        for name, said in FORGED[forged].items()
    }
    if way == "mark":
        data = {"factsheet": "site", "form": 1, "files": named}
        (site / mark.NAME).write_text(json.dumps(data))
    else:
        lines = (f"{said}  {name}\n" for name, said in named.items())
        (site / "SHA256SUMS").write_text("".join(lines))
    with contextlib.suppress(PublishError):
        publish(site)
    mark.discard(site)
    mark.clear(site)
    assert (tmp_path / "thesis.odt").read_text() == "a thesis"
    assert (tmp_path / "outside/thesis.odt").read_text() == "a thesis"
    if "repository" in forged:
        assert (site / "nested/.git/HEAD").read_text() == "mine"


def test_a_link_is_not_followed_where_files_are_removed(tmp_path: Path) -> None:
    """Also not one that has taken a folder's place since it was looked at."""
    site = tmp_path / "site"
    publish(site)
    (site / "fr").rename(tmp_path / "outside")
    (site / "fr").symlink_to(tmp_path / "outside")
    mark.clear(site)
    assert files(tmp_path / "outside") == {"index.html": b"new"}


@pytest.mark.parametrize("kind", ["site", "data", "markdown"])
def test_pdfs_do_not_take_the_mark_of_another_output(tmp_path: Path, kind: str) -> None:
    """Or else what it names could never be replaced any more."""
    with replacing(tmp_path / "out", kind=kind) as fresh:
        (fresh / "index.html").write_text("old")
    before = files(tmp_path)
    with pytest.raises(PublishError, match="marks another output"):
        put(tmp_path / "out", "one")
    assert files(tmp_path) == before
    with replacing(tmp_path / "out", kind=kind):
        pass


@pytest.mark.parametrize("written", range(4))
def test_pdfs_that_were_killed_while_they_were_put_there_are_put_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """Whatever file was the last to be written, twice, and with other words each time."""
    put(tmp_path / "pdf", "one")
    really = room.write
    for words in ("two", "three"):
        left = [written]

        def write(*given: object, left: list[int] = left) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            really(*given)  # type: ignore[arg-type]

        with monkeypatch.context() as killed:
            killed.setattr(room, "write", write)
            with contextlib.suppress(KeyboardInterrupt):
                put(tmp_path / "pdf", words)
    put(tmp_path / "pdf", "four")
    assert (tmp_path / "pdf/people/ada.en.pdf").read_text() == "four"
    assert "former" not in (tmp_path / "pdf" / mark.NAME).read_text()


@pytest.mark.parametrize("at", ["site", "site/assets", "site/fr/a b"])
def test_a_folder_that_holds_a_mount_is_not_replaced(tmp_path: Path, at: str) -> None:
    """Also one of the same disk: what is mounted there may be named by our mark."""
    publish(tmp_path / "site")
    (tmp_path / at).mkdir(exist_ok=True)
    (tmp_path / "mine").mkdir()
    mounted = ["mount", "--bind", str(tmp_path / "mine"), str(tmp_path / at)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("no folder can be mounted here")
    try:
        with pytest.raises(PublishError, match=r"(is|holds) a mount"):
            publish(tmp_path / "site")
    finally:
        for path in (tmp_path / at, *tmp_path.glob(".site.*/**")):  # it may have been moved
            if os.path.ismount(path) or path == tmp_path / at:
                subprocess.run(["umount", str(path)], capture_output=True, check=False)


@pytest.mark.parametrize("site", ["facts", "seeds", "facts/people", ".", "..", ".git/x"])
def test_mkdocs_empties_no_folder_of_a_project(project: Path, site: str) -> None:
    (project / ".git").mkdir(exist_ok=True)
    before = files(project)
    command = [sys.executable, "-P", "-m", "mkdocs", "build", "-q", "-f", "mkdocs.yml", "-d", site]
    done = subprocess.run(command, cwd=project, capture_output=True, check=False)
    assert done.returncode
    assert files(project) == before
