"""Nothing that we did not write is lost where we publish: whatever is added survives."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.publish import checksums, mark
from generator.publish.site import PublishError, replacing


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
