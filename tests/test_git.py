"""A repository is read as data: no program that it names is ever run, wherever it names it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import scratch
import yaml
from click.testing import CliRunner
from scratch import git

from generator import pipeline
from generator.cli import main
from generator.git.command import _QUESTIONS, HistoryError, ask
from generator.review.authors import authors
from generator.review.history import commit_of, prefix, shallow, snapshot, versions
from generator.review.revisions import revisions
from generator.review.scope import touched
from generator.review.written import written

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the planted programs are POSIX's")

COMMANDS = yaml.safe_load(Path(__file__).with_name("git").joinpath("commands.yml").read_text())
ATTRIBUTES = "* filter=planted diff=planted merge=planted text\n"
HOOKS = ("post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout")


class Trap:
    """A program that leaves a trace, and all settings that name it."""

    def __init__(self, folder: Path) -> None:
        self.traces = folder / "traces"
        self.traces.mkdir(parents=True)
        self.hooks = folder / "hooks"
        self.hooks.mkdir()
        self.program = folder / "program"
        self._write(self.program)
        for name in HOOKS:
            self._write(self.hooks / name)

    def _write(self, path: Path) -> None:
        path.write_text(f'#!/bin/sh\ntouch "{self.traces}/{path.name}-$1"\ncat\n', "utf-8")
        path.chmod(0o755)

    def plant(self, config: Path) -> None:
        """Adds every setting to a file of settings."""
        for one in COMMANDS:
            key = one["key"]
            value = one["value"].replace("VALUE", f"{self.program} {key}")
            value = value.replace("HOOKS", str(self.hooks))
            git(config.parent, "config", "--file", str(config), "--add", key, value)

    @property
    def sprung(self) -> list[str]:
        return sorted(path.name for path in self.traces.iterdir())


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path / "trap")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "outer" / "repository"
    scratch.both(root)
    # What differs has to be read, and what only looks so has to be compared.
    for path in (root / "facts").rglob("*.yml"):
        os.utime(path, (1, 1))
    sheet = next(p for p in sorted((root / "facts").rglob("*.yml")) if p.parent.name != "facts")
    sheet.write_text(sheet.read_text("utf-8") + "\n", "utf-8")
    return root


def config(root: Path, trap: Trap) -> None:
    trap.plant(root / ".git" / "config")
    shutil.copytree(trap.hooks, root / ".git" / "hooks", dirs_exist_ok=True)


def included(root: Path, trap: Trap) -> None:
    trap.plant(root / ".git" / "further")
    git(root, "config", "include.path", "further")


def included_if(root: Path, trap: Trap) -> None:
    trap.plant(root / ".git" / "further")
    git(root, "config", "includeIf.gitdir:**.path", "further")


def of_the_tree(root: Path, trap: Trap) -> None:
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.worktreeConfig", "true")
    trap.plant(root / ".git" / "config.worktree")


def elsewhere(root: Path, trap: Trap) -> None:
    (root / ".git").rename(root.parent / "moved")
    (root / ".git").write_text("gitdir: ../moved\n", "utf-8")
    trap.plant(root.parent / "moved" / "config")


def linked(root: Path, trap: Trap) -> None:
    (root / ".git").rename(root.parent / "moved")
    (root / ".git").symlink_to("../moved")
    trap.plant(root.parent / "moved" / "config")


def other_tree(root: Path, trap: Trap) -> None:
    """A repository that says its working tree is another folder."""
    config(root, trap)
    (root.parent / "other").mkdir()
    git(root, "config", "core.worktree", str(root.parent / "other"))


PLACES = [config, included, included_if, of_the_tree, elsewhere, linked, other_tree]


def everything(root: Path) -> list[object]:
    """All that the program asks of a repository."""
    index = pipeline.check(root).index
    addresses = list(index.project.facts)
    return [
        written(root, index, 20, None),
        revisions(root),
        authors(root, index.project, addresses),
        authors(root, index.project, addresses, "HEAD"),
        touched(root, "HEAD~1"),
        [*versions(root, "seeds/harbour-report.txt")],
        commit_of(root, "HEAD~1"),
        prefix(root),
        shallow(root),
    ]


@pytest.mark.parametrize("plant", PLACES, ids=lambda it: it.__name__)
def test_no_program_is_run(
    repository: Path, trap: Trap, plant: Callable[[Path, Trap], None], tmp_path: Path
) -> None:
    for folder in (repository, repository / "facts", repository / "seeds"):
        (folder / ".gitattributes").write_text(ATTRIBUTES, "utf-8")
    expected = everything(repository)
    plant(repository, trap)
    assert everything(repository) == expected
    for arguments in (
        ["status"],
        ["check", "--changed-since", "HEAD~1"],
        ["diff", "HEAD~1"],
        ["review"],
    ):
        CliRunner().invoke(main, ["-C", str(repository), *arguments])
    snapshot(repository, "HEAD", tmp_path / "laid")
    assert trap.sprung == []
    subprocess.run(["git", "diff", "HEAD"], cwd=repository, capture_output=True, check=False)
    assert trap.sprung  # they would have been


def test_no_program_is_run_by_a_build(repository: Path, trap: Trap, tmp_path: Path) -> None:
    config(repository, trap)
    (repository / ".gitattributes").write_text(ATTRIBUTES, "utf-8")
    CliRunner().invoke(main, ["-C", str(repository), "build", "--site", str(tmp_path / "site")])
    assert trap.sprung == []


def bare(root: Path, trap: Trap) -> None:
    """Makes a repository of a folder itself: `HEAD`, `objects` … beside the project's files."""
    git(root, "init", "--quiet", "--bare", ".")
    git(root, "config", "--file", str(root / "config"), "core.bare", "false")
    git(root, "config", "--file", str(root / "config"), "core.worktree", str(root))
    trap.plant(root / "config")


@pytest.mark.parametrize("inside", [True, False], ids=["in a clone", "in a plain folder"])
def test_a_folder_that_looks_like_a_repository_is_none(
    project: Path, trap: Trap, inside: bool
) -> None:
    bare(project, trap)
    if inside:
        git(project.parent, "init", "--quiet")
        scratch.commit(project.parent, "All of it")
        assert prefix(project) == "project/"
    else:
        with pytest.raises(HistoryError, match="not a git repository"):
            commit_of(project, "HEAD")
    for arguments in (["status"], ["check", "--changed-since", "HEAD"], ["review"]):
        CliRunner().invoke(main, ["-C", str(project), *arguments])
    assert trap.sprung == []
    subprocess.run(["git", "status"], cwd=project, capture_output=True, check=False)
    assert trap.sprung


def test_a_submodule_is_asked_nothing(repository: Path, trap: Trap) -> None:
    other = repository.parent / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    (other / "a").write_text("a", "utf-8")
    scratch.commit(other, "One")
    add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"]
    git(repository, *add, str(other), "facts/other")
    scratch.commit(repository, "With a submodule")
    trap.plant(repository / ".git/modules/facts/other/config")
    (repository / "facts/other/a").write_text("b", "utf-8")
    revisions(repository)
    touched(repository, "HEAD~1")
    assert trap.sprung == []
    assert prefix(repository / "facts/other") == ""  # it is a repository of its own
    assert len(commit_of(repository / "facts/other", "HEAD")) == 40


def test_nothing_is_fetched(repository: Path, trap: Trap, tmp_path: Path) -> None:
    """A partial clone says what it lacks; it does not get it from where it says."""
    git(repository, "config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    how = ["clone", "--quiet", "--no-checkout", "--filter=blob:none"]
    git(tmp_path, *how, f"file://{repository}", str(partial))
    fetched = f"touch {trap.traces}/fetched; false"
    git(partial, "config", "remote.origin.uploadpack", fetched)
    with pytest.raises(HistoryError, match="may be partial"):
        snapshot(partial, "HEAD", tmp_path / "laid")
    assert trap.sprung == []
    subprocess.run(["git", "checkout", "HEAD"], cwd=partial, check=False, capture_output=True)
    assert trap.sprung


@pytest.mark.parametrize("form", ["sha256", "packed", "tree", "shallow", "detached", "alternates"])
def test_ordinary_repositories_are_read(repository: Path, tmp_path: Path, form: str) -> None:
    """Of every form that git itself makes."""
    root = tmp_path / form
    if form == "sha256":
        root.mkdir()
        git(root, "init", "--quiet", "--object-format=sha256")
        scratch.lay("base", root)
        scratch.commit(root, "Base")
        scratch.lay("head", root)
        scratch.commit(root, "Head")
    elif form == "packed":
        git(tmp_path, "clone", "--quiet", str(repository), form)
        git(root, "gc", "--quiet")
        git(root, "pack-refs", "--all")
    elif form == "tree":
        git(repository, "worktree", "add", "--quiet", "--detach", str(root))
    elif form == "shallow":
        git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", form)
    elif form == "detached":
        git(tmp_path, "clone", "--quiet", str(repository), form)
        git(root, "checkout", "--quiet", "--detach", "HEAD")
    else:
        git(tmp_path, "clone", "--quiet", "--shared", str(repository), form)
    assert commit_of(root, "HEAD") == git(root, "rev-parse", "HEAD")
    assert shallow(root) == (form == "shallow")
    if form != "shallow":
        assert touched(root, "HEAD~1").lines
        assert commit_of(root, "HEAD~1") == git(root, "rev-parse", "HEAD~1")
    sheet = next(p for p in sorted((root / "facts").rglob("*.yml")) if p.parent.name != "facts")
    sheet.write_text(sheet.read_text("utf-8").replace("\n", "\n\n", 1), "utf-8")
    assert revisions(root)[1] == {str(sheet.relative_to(root))}
    status = git(root, "status", "--porcelain")
    assert status.split() == ["M", str(sheet.relative_to(root))]


def test_a_repository_of_somebody_else_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(HistoryError, match=r"belongs to another user.*safe\.directory"):
        ask(repository, ["rev-parse", "HEAD"])
    # Only the user may say that it is safe, not the repository.
    git(repository, "config", "safe.directory", "*")
    with pytest.raises(HistoryError, match="belongs to another user"):
        ask(repository, ["rev-parse", "HEAD"])
    for good, value in ((True, "*"), (True, str(repository)), (False, "/elsewhere")):
        (tmp_path / ".gitconfig").write_text(f"[safe]\n\tdirectory = {value}\n", "utf-8")
        if good:
            assert ask(repository, ["rev-parse", "HEAD"])
        else:
            with pytest.raises(HistoryError, match="belongs to another user"):
                ask(repository, ["rev-parse", "HEAD"])


def test_a_strange_form_is_refused(repository: Path) -> None:
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.unheardOf", "true")
    with pytest.raises(HistoryError, match=r"not known here \(extensions.unheardof\)"):
        commit_of(repository, "HEAD")


def test_users_settings_still_count(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who uses git here, also where it depends on the repository; which files are ignored."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (tmp_path / ".gitconfig").write_text(
        f'[user]\n\tname = One\n[includeIf "gitdir:{repository}/"]\n\tpath = work\n', "utf-8"
    )
    (tmp_path / "work").write_text("[user]\n\tname = Other\n", "utf-8")
    assert ask(repository, ["config", "--get", "user.name"]) == b"Other\n"
    (tmp_path / ".config/git").mkdir(parents=True)
    (tmp_path / ".config/git/ignore").write_text("*.swp\n", "utf-8")
    (repository / "facts" / "a.swp").write_text("", "utf-8")
    assert "facts/a.swp" not in revisions(repository)[1]
    (tmp_path / "mine").write_text("*.mine\n", "utf-8")
    with (tmp_path / ".gitconfig").open("a", encoding="utf-8") as settings:
        settings.write("[core]\n\texcludesfile = ~/mine\n")
    (repository / "facts" / "a.mine").write_text("", "utf-8")
    assert "facts/a.mine" not in revisions(repository)[1]


WORDS = re.compile(
    r"(cmd|command|program|editor|pager|helper|askpass|hook|hookspath|driver|clean"
    r"|smudge|process|textconv|external|fsmonitor|difffilter|proxy|vcs|pack)$"
)
HARMLESS = {
    "clone.filtersubmodules", "color.pager", "gitcvs.dbdriver", "http.proxy", "remote.*.proxy",
    "fetch.unpack", "merge.*.name", "advice.ignoredhook", "core.bigfilethreshold",
    "notes.rewrite.*", "pager.*", "sendemail.*", "advice.fsmonitor",
    "column.clean", "advice.waitingforeditor",
}  # fmt: skip


def test_every_setting_that_names_a_command_is_tried() -> None:
    """Held against what the git that is installed says it knows."""
    said = subprocess.run(["git", "help", "-c"], capture_output=True, text=True, check=True).stdout
    known = {re.sub(r"<[^>]*>", "*", it).lower() for it in said.split()}
    tried = {one["key"].lower().replace("planted", "*") for one in COMMANDS}
    tried |= {re.sub(r"(?<=^gpg\.)(x509|ssh)(?=\.program)", "*", it) for it in tried}
    missing = {it for it in known if WORDS.search(it)} - tried - HARMLESS
    assert missing == set()


def test_only_known_words_are_asked() -> None:
    assert not {"status", "fetch", "checkout", "add", "commit", "archive"} & _QUESTIONS.keys()
