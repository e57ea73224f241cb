"""What is kept of an earlier run answers only when it would be the same again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples

from generator import pipeline
from generator.check.joined import Checked
from generator.cli import main
from generator.memo import Memo
from generator.publish import current
from generator.review.kept import kept, key
from generator.review.outcome import Outcome, outcome
from generator.store import Store


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments])


def checked(root: Path) -> Outcome:
    return outcome(pipeline.check(root))


def never() -> Outcome:
    raise AssertionError("nothing has changed, yet the project was checked again")


def test_an_outcome_is_kept_whole(project: Path, tmp_path: Path) -> None:
    (project / "facts" / "vocabulary.yml").write_text("name: [\n")
    store = Store(tmp_path / "store")
    first = kept(project, store, lambda: checked(project))
    assert not first.ok
    assert kept(project, store, never) == first


def test_a_damaged_entry_is_passed_over(project: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first = kept(project, store, lambda: checked(project))
    (entry,) = store.folder.iterdir()
    entry.write_bytes(entry.read_bytes().replace(b'"errors": 0', b'"errors": 1'))
    assert kept(project, store, lambda: checked(project)) == first


def test_nothing_is_kept_of_files_that_change_meanwhile(project: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")

    def change() -> Outcome:
        found = checked(project)
        (project / "facts" / "notes.txt").write_text("new")
        return found

    kept(project, store, change)
    assert not store.folder.exists()


EDITS = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(["append", "cut", "letter", "remove", "again", "rename", "tag"]),
        st.integers(0, 400),
    ),
    min_size=1,
    max_size=4,
)


@given(edits=EDITS)
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_changes_the_answer_is_that_of_a_fresh_check(
    project: Path, tmp_path: Path, edits: list[tuple[int, str, int]]
) -> None:
    store = Store(tmp_path / "store")
    originals = {p: p.read_bytes() for p in _files(project)}
    try:
        for edit in edits:
            _edit(project, *edit)
            assert kept(project, store, lambda: checked(project)) == checked(project)
    finally:
        for path in _files(project):
            path.unlink()
        for path, raw in originals.items():
            path.write_bytes(raw)


@given(edits=EDITS, again=st.lists(st.booleans(), min_size=4, max_size=4))
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_remembered_of_parts_is_what_a_fresh_check_finds(
    project: Path, tmp_path: Path, edits: list[tuple[int, str, int]], again: list[bool]
) -> None:
    """In one process that goes on, and in another that begins with what was stored."""
    store = Store(tmp_path / "parts")
    memo = Memo(store, "project")
    originals = {p: p.read_bytes() for p in _files(project)}
    try:
        for edit, anew in zip(edits, again, strict=False):
            _edit(project, *edit)
            memo = Memo(store, "project") if anew else memo
            assert _whole(pipeline.check(project, memo=memo)) == _whole(pipeline.check(project))
            memo.finish()
    finally:
        for path in _files(project):
            path.unlink()
        for path, raw in originals.items():
            path.write_bytes(raw)


def _whole(checked: Checked) -> tuple[object, ...]:
    index, accounts = checked.index, dict(checked.accounts)
    return outcome(checked), index.project, index.passages, index.asked, accounts


def test_a_damaged_memory_is_none(project: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "parts")
    memo = Memo(store, "project")
    first = _whole(pipeline.check(project, memo=memo))
    memo.finish()
    for entry in store.folder.iterdir():
        entry.write_bytes(entry.read_bytes()[:-1])
    assert _whole(pipeline.check(project, memo=Memo(store, "project"))) == first


class Loud:
    """Would be heard if it were made."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.putenv, ("HEARD", "yes")


def test_a_memory_makes_nothing_but_records(tmp_path: Path) -> None:
    store = Store(tmp_path / "parts")
    memo = Memo(store, "project")
    assert memo.results("work", ["name"], lambda _: [Loud()])
    memo.finish()
    (entry,) = store.folder.iterdir()
    assert b"putenv" in entry.read_bytes()
    assert Memo(store, "project").results("work", ["name"], lambda _: ["anew"]) == ["anew"]


def test_only_what_has_changed_is_done_again(project: Path) -> None:
    memo = Memo()
    asked: list[int] = []

    def squares(wanted: list[int]) -> list[int]:
        def make(missing: Sequence[int]) -> list[int]:
            asked.extend(wanted[at] for at in missing)
            return [wanted[at] ** 2 for at in missing]

        found = memo.results("squares", [str(n) for n in wanted], make)
        memo.finish()
        return found

    assert squares([2, 3]) == [4, 9]
    assert squares([3, 4]) == [9, 16]
    assert asked == [2, 3, 4]
    assert squares([2]) == [4]  # forgotten, since the last run had no use for it
    assert asked == [2, 3, 4, 2]


def _files(project: Path) -> list[Path]:
    found = [p for top in ("facts", "seeds") for p in sorted((project / top).rglob("*.*"))]
    return [*found, *project.glob("*.yml")]


def _edit(project: Path, which: int, how: str, at: int) -> None:
    files = _files(project)
    path = files[which % len(files)]
    raw = path.read_bytes()
    if how == "append":
        path.write_bytes(raw + b"# a remark\n")
    elif how == "cut":
        path.write_bytes(raw[: at % (len(raw) + 1)])
    elif how == "letter":
        path.write_bytes(raw[:at] + b"x" + raw[at + 1 :])
    elif how == "rename":
        path.rename(path.with_name(f"other{path.suffix}"))
    elif how == "remove" and path.name != "mkdocs.yml":
        path.unlink()
    elif how == "tag":
        os.utime(path, (at, at))


# --- a site that is published already -----------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root, site = (
        tmp_path_factory.mktemp("kept") / "project",
        tmp_path_factory.mktemp("out") / "site",
    )
    assert CliRunner().invoke(main, ["init", str(root)]).exit_code == 0
    said = run(root, "build", "--no-pdf", "--site", str(site))
    assert "Published" in said.output, said.output
    return root, site


def test_a_site_that_is_current_is_not_built_again(published: tuple[Path, Path]) -> None:
    root, site = published
    before = {p: p.stat().st_ino for p in site.rglob("*")}
    said = run(root, "build", "--no-pdf", "--site", str(site))
    assert said.exit_code == 0
    assert "is published as it would be now" in said.output
    assert "facts compared with their quotes" in said.output
    assert {p: p.stat().st_ino for p in site.rglob("*")} == before


def test_a_site_that_was_touched_is_no_longer_what_would_be_published(
    published: tuple[Path, Path],
) -> None:
    root, site = published
    page = site / "index.html"
    page.unlink()
    said = run(root, "build", "--no-pdf", "--site", str(site))
    assert "Published" in said.output, said.output
    page.write_text(page.read_text("utf-8").replace("<h1", "<h2"), "utf-8")
    said = run(root, "build", "--no-pdf", "--site", str(site))
    assert said.exit_code == 2
    assert "index.html was changed" in said.output
    assert "<h2" in page.read_text("utf-8")


def name(root: Path) -> str:
    return current.name(root, root / "site", key(root), "pdf: False")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("facts/vocabulary.yml", "# seen"),
        ("seeds/notes.yml", "# seen"),
        ("docs/guide.md", "# A guide"),
        ("mkdocs.yml", "copyright: Anybody"),
        ("overrides/main.html", "<p>"),
    ],
)
def test_a_change_of_any_file_asks_for_a_build(project: Path, file: str, words: str) -> None:
    before = name(project)
    path = project / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "") + f"\n{words}\n", "utf-8")
    assert before
    assert name(project) not in ("", before)


def test_options_and_the_time_that_is_given_ask_for_a_build(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = name(project)
    assert current.name(project, project / "site", key(project), "pdf: True") != before
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert name(project) != before


def test_the_published_site_itself_asks_for_none(project: Path) -> None:
    before = name(project)
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("<h1>")
    assert name(project) == before


@pytest.mark.parametrize(
    "line",
    [
        "hooks: [../hooks.py]",
        "INHERIT: ../base.yml",
        "copyright: !ENV OWNER",
        "docs_dir: ../docs",
        "docs_dir: /srv/docs",
        "markdown_extensions: [pymdownx.snippets]",
        "markdown_extensions: [{my_own.extension: {a: b}}]",
    ],
)
def test_of_what_reaches_outside_the_project_nothing_is_known(project: Path, line: str) -> None:
    config = project / "mkdocs.yml"
    kept_lines = [
        one
        for one in config.read_text("utf-8").splitlines()
        if not one.startswith(line.partition(":")[0])
    ]
    config.write_text("\n".join([*kept_lines, line, ""]), "utf-8")
    assert name(project) == ""


def test_another_plugin_may_read_anything(project: Path) -> None:
    config = project / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("plugins:\n", "plugins:\n  - search\n"), "utf-8")
    assert name(project) == ""


def test_a_link_may_lead_to_what_changes_unseen(project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.md").write_text("# Elsewhere\n")
    (project / "docs").mkdir(exist_ok=True)
    (project / "docs" / "linked.md").symlink_to(tmp_path / "elsewhere.md")
    assert name(project) == ""
