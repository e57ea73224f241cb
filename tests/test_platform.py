"""What runs around the repository, run without any platform: gate, check, comment, workflows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from generator import pipeline
from generator.author.seeding import SUFFIXES
from tests.conftest import REPOSITORY

CI = REPOSITORY / ".ci"
GITHUB = REPOSITORY / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SHEET = "facts/technologies/factsheet.yml"
CANARY = "canary"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@localhost",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@localhost",
        },
    )
    return done.stdout.strip()


class Scratch:
    """A repository with the starter project on `main`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        git(root, "init", "--quiet", "--initial-branch=main")
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", "start")

    def branch(self, name: str = "change") -> None:
        git(self.root, "checkout", "--quiet", "-b", name, "main")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def commit(self) -> str:
        """Commits everything and goes back to `main`; gives the commit."""
        git(self.root, "add", "--all", "--force")
        git(self.root, "commit", "--quiet", "--message", "change", "--allow-empty")
        commit = git(self.root, "rev-parse", "HEAD")
        git(self.root, "checkout", "--quiet", "--force", "main")
        git(self.root, "clean", "--quiet", "-dffx")
        return commit

    def gate(self, head: str = "change") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", CI / "gate.py", "main", head],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )

    def check(self, head: str, out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [CI / "check-change", "main", head, out],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        )


@pytest.fixture
def scratch(project: Path) -> Scratch:
    return Scratch(project)


def factsheet(tmp_path: Path) -> str:
    """The program under test, as one executable file."""
    program = tmp_path / "factsheet"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m generator "$@"\n', "utf-8")
    program.chmod(0o755)
    return str(program)


def canary(tmp_path: Path) -> str:
    """A program that leaves a trace when it is run."""
    program = tmp_path / "trap"
    program.write_text(f'#!/bin/sh\ntouch "{tmp_path / CANARY}"\n', "utf-8")
    program.chmod(0o755)
    return str(program)


# --- the gate ---------------------------------------------------------------------------------


def test_a_change_of_facts_and_sources_passes_and_brings_nothing_else(scratch: Scratch) -> None:
    scratch.branch()
    scratch.edit(SHEET, "lead: [what-it-is]", "lead: [python]")
    scratch.write("seeds/more.txt", "Some words of a source.\n")
    scratch.write("seeds/more.yml", "id: more\n")
    scratch.write("seeds/originals/more.pdf", "%PDF")
    (scratch.root / "facts/faq/what-is-checked.yml").unlink()
    scratch.commit()
    scratch.write("mkdocs.yml", "site_name: newer\n")  # meanwhile on main
    git(scratch.root, "commit", "--quiet", "--all", "--message", "settings")
    result = scratch.gate()
    assert result.returncode == 0, result.stderr
    merge = result.stdout.strip()
    assert git(scratch.root, "diff", "--name-status", "--no-renames", "main", merge).split() == [
        "D",
        "facts/faq/what-is-checked.yml",
        "M",
        SHEET,
        "A",
        "seeds/more.txt",
        "A",
        "seeds/more.yml",
        "A",
        "seeds/originals/more.pdf",
    ]
    assert git(scratch.root, "show", f"{merge}:mkdocs.yml") == "site_name: newer"
    assert git(scratch.root, "status", "--porcelain") == ""


HOSTILE: dict[str, str] = {
    "mkdocs.yml": "hooks: [evil.py]\n",
    "evil.py": "raise SystemExit\n",
    "conftest.py": "raise SystemExit\n",
    "facts/conftest.py": "raise SystemExit\n",
    ".github/workflows/check.yml": "on: pull_request_target\n",
    ".ci/gate.py": "print('main')\n",
    "facts/.gitattributes": "* filter=evil\n",
    "seeds/.hidden.txt": "x\n",
    ".gitmodules": "[submodule]\n",
    "docs/page.md": "--8<-- '/etc/passwd'\n",
    "facts/people/a b.yml": "kind: person\n",
    "facts/people/é.yml": "kind: person\n",
    "facts/people/a\nb.yml": "kind: person\n",
    "facts/people/deep/a.yml": "kind: person\n",
    "facts/people/a.py": "x\n",
    "seeds/a.html": "<script>\n",
    "seeds/originals/run.sh": "x\n",
    "generator/cli.py": "x\n",
}


@pytest.mark.parametrize("path", HOSTILE, ids=repr)
def test_any_other_file_is_refused(scratch: Scratch, path: str) -> None:
    scratch.branch()
    scratch.edit(SHEET, "lead: [what-it-is]", "lead: [python]")
    scratch.write(path, HOSTILE[path])
    scratch.commit()
    result = scratch.gate()
    assert (result.returncode, result.stdout) == (1, "")
    assert re.fullmatch(
        r"gate: refused: [ -~]+ stands outside of facts/ and seeds/, or is no file "
        r"of them\n",
        result.stderr,
    )


def test_every_original_that_can_be_added_passes(scratch: Scratch) -> None:
    scratch.branch()
    kept = [ending for ending in SUFFIXES if ending not in (".txt", ".text")]
    for at, ending in enumerate(kept):
        scratch.write(f"seeds/originals/s{at}{ending}", "x")
    scratch.commit()
    assert scratch.gate().returncode == 0


def test_a_file_that_is_removed_elsewhere_is_refused(scratch: Scratch) -> None:
    scratch.branch()
    (scratch.root / "mkdocs.yml").unlink()
    scratch.commit()
    assert "mkdocs.yml stands outside" in scratch.gate().stderr


def test_links_submodules_and_executables_are_refused(scratch: Scratch) -> None:
    scratch.branch()
    (scratch.root / "facts/people").mkdir()
    (scratch.root / "facts/people/passwd.yml").symlink_to("/etc/passwd")
    (scratch.root / "seeds/run.txt").write_text("#!/bin/sh\n", "utf-8")
    (scratch.root / "seeds/run.txt").chmod(0o755)
    (scratch.root / SHEET).unlink()
    (scratch.root / SHEET).symlink_to("../../mkdocs.yml")
    git(
        scratch.root,
        "update-index",
        "--add",
        "--cacheinfo",
        f"160000,{git(scratch.root, 'rev-parse', 'HEAD')},facts/people/module.yml",
    )
    git(scratch.root, "add", "--all", "facts/people/passwd.yml", "seeds", SHEET)
    git(scratch.root, "commit", "--quiet", "--message", "change")
    git(scratch.root, "checkout", "--quiet", "--force", "main")
    result = scratch.gate()
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "gate: refused: facts/people/module.yml is a submodule",
        "gate: refused: facts/people/passwd.yml is a symbolic link",
        f"gate: refused: {SHEET} is a symbolic link",
        "gate: refused: seeds/run.txt is executable",
    ]


def test_too_much_is_refused(scratch: Scratch) -> None:
    scratch.branch()
    scratch.write("facts/people/big.yml", "#" * 1_048_577)
    scratch.commit()
    assert "has 1,048,577 bytes; at most 1,048,576" in scratch.gate().stderr
    scratch.branch("many")
    for n in range(2_001):
        scratch.write(f"seeds/s{n}.txt", "x")
    scratch.commit()
    assert "2,001 files are changed; at most 2,000" in scratch.gate("many").stderr


def test_names_that_differ_in_capitals_only_are_refused(scratch: Scratch) -> None:
    scratch.branch()
    scratch.write("seeds/Example.txt", "x")
    scratch.commit()
    assert "seeds/example.txt and seeds/Example.txt differ in capitals" in scratch.gate().stderr


def test_what_does_not_fit_or_is_no_revision_could_not_run(scratch: Scratch) -> None:
    scratch.branch()
    scratch.edit(SHEET, "name: Factsheet", "name: One")
    scratch.commit()
    scratch.edit(SHEET, "name: Factsheet", "name: Two")
    git(scratch.root, "commit", "--quiet", "--all", "--message", "other")
    result = scratch.gate()
    assert result.returncode == 2
    assert "merge that into it first" in result.stderr
    for name in ("nope", "--help", "-c", ""):
        assert scratch.gate(name).returncode == 2


# --- the check of a change --------------------------------------------------------------------


def test_a_sound_change_leaves_its_report_and_its_site(scratch: Scratch, tmp_path: Path) -> None:
    scratch.branch()
    scratch.edit(SHEET, "makes fact sheets from", "makes fact sheets out of")
    head = scratch.commit()
    result = scratch.check(head, tmp_path / "out", FACTSHEET=factsheet(tmp_path))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "factsheet#what-it-is" in (tmp_path / "out/review/comment.md").read_text("utf-8")
    assert "out of source documents" in (
        tmp_path / "out/site/technologies/factsheet/index.html"
    ).read_text("utf-8")
    assert git(scratch.root, "worktree", "list").count("\n") == 0
    assert git(scratch.root, "status", "--porcelain") == ""


def test_an_unsound_change_is_refused_and_no_site_built(scratch: Scratch, tmp_path: Path) -> None:
    scratch.branch()
    scratch.edit(SHEET, "quote: Factsheet is a free", "quote: Factsheet is an expensive")
    head = scratch.commit()
    result = scratch.check(
        head,
        tmp_path / "out",
        FACTSHEET=factsheet(tmp_path),
        FORMAT="github",
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )
    assert result.returncode == 1
    assert re.search(rf"^::error file={SHEET},line=15,", result.stdout, re.MULTILINE)
    assert "quote-not-found" in (tmp_path / "summary.md").read_text("utf-8")
    assert (tmp_path / "out/review/comment.md").is_file()
    assert not (tmp_path / "out/site").exists()


def test_words_of_the_content_are_no_commands_of_the_platform(
    scratch: Scratch, tmp_path: Path
) -> None:
    scratch.branch()
    scratch.edit(
        SHEET,
        "quote: Factsheet is a free",
        'quote: "::error::x ::set-output name=a::b Factsheet is an expensive',
    )
    scratch.edit(SHEET, "into a published fact sheet\n  - id: share", 'into"\n  - id: share')
    head = scratch.commit()
    result = scratch.check(head, tmp_path / "out", FACTSHEET=factsheet(tmp_path), FORMAT="github")
    lines = result.stdout.splitlines()
    stops = [n for n, line in enumerate(lines) if line.startswith("::stop-commands::")]
    word = lines[stops[0]].removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", word)
    resumes = lines.index(f"::{word}::")
    for n, line in enumerate(lines):
        if line.strip().startswith("::") and not stops[0] <= n <= resumes:
            assert line.startswith(("::error file=facts/", "::notice", "::warning"))


def test_a_hostile_pull_request_is_stopped_and_runs_nothing(
    scratch: Scratch, tmp_path: Path
) -> None:
    trap = canary(tmp_path)
    scratch.branch()
    scratch.write(
        "mkdocs.yml",
        "site_name: x\nhooks: [hook.py]\nplugins: [factsheet, {exec: {run: hook.py}}]\n",
    )
    code = f"import subprocess\nsubprocess.run({trap!r})\n"
    for path in (
        "hook.py",
        "conftest.py",
        "generator.py",
        "facts/conftest.py",
        "sitecustomize.py",
        "factsheet.py",
    ):
        scratch.write(path, code)
    scratch.write(".github/workflows/check.yml", f"on: push\njobs: {{x: {{run: {trap}}}}}\n")
    scratch.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
    scratch.write(".githooks/post-checkout", f"#!/bin/sh\n{trap}\n")
    (scratch.root / ".githooks/post-checkout").chmod(0o755)
    (scratch.root / "facts/technologies/link.yml").symlink_to("../../hook.py")
    scratch.write("facts/technologies/sound.yml", "kind: technology\nname: Sound\nfacts: []\n")
    module = scratch.root / "facts/technologies/module.yml"
    module.mkdir()
    git(module, "init", "--quiet")
    git(module, "commit", "--quiet", "--allow-empty", "--message", "module")
    scratch.write(".gitmodules", f'[submodule "m"]\npath = {module}\nupdate = !{trap}\n')
    head = scratch.commit()
    # The worst of machines: what the change names would be run, were any of it taken.
    for name in (
        "filter.evil.smudge",
        "filter.evil.clean",
        "diff.evil.command",
        "diff.evil.textconv",
        "merge.evil.driver",
    ):
        git(scratch.root, "config", name, trap)
    git(scratch.root, "config", "core.hooksPath", ".githooks")
    result = scratch.check(head, tmp_path / "out", FACTSHEET=trap)
    assert result.returncode == 1
    refused = [line for line in result.stderr.splitlines() if line.startswith("gate: refused: ")]
    assert len(refused) == 13
    assert "gate: refused: facts/technologies/module.yml is a submodule" in refused
    assert "gate: refused: facts/technologies/link.yml is a symbolic link" in refused
    assert not (tmp_path / CANARY).exists()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["gate.txt", "review"]
    assert not list((tmp_path / "out/review").iterdir())
    assert not (scratch.root / "hook.py").exists()


def test_code_from_a_branch_of_the_repository_is_left_to_other_checks(
    scratch: Scratch, tmp_path: Path
) -> None:
    scratch.branch()
    scratch.write("generator.py", "x\n")
    head = scratch.commit()
    result = scratch.check(head, tmp_path / "out", FACTSHEET=canary(tmp_path), OUTSIDE="skip")
    assert result.returncode == 0
    assert "nothing of it was run here" in result.stdout
    assert not (tmp_path / CANARY).exists()


# --- the comment ------------------------------------------------------------------------------

FAKE = """#!{python}
import json, os, sys
from pathlib import Path
state = Path({state!r})
arguments = sys.argv[1:]
with (state / "calls").open("a") as log:
    log.write(json.dumps(arguments) + "\\n")
if arguments[:2] == ["run", "download"]:
    folder = Path(arguments[arguments.index("--dir") + 1])
    if not (state / "comment.md").exists():
        sys.exit("no artifact")
    os.rename(state / "comment.md", folder / "comment.md")
elif "--input" in arguments:
    (state / "sent").write_text(sys.stdin.read())
elif arguments[1].endswith("/pulls"):
    print((state / "pulls").read_text())
elif arguments[1].endswith("/comments"):
    print((state / "comments").read_text())
"""


class Platform:
    """A platform with one pull request, 7, and a program `gh` that remembers what it was told."""

    def __init__(self, scratch: Scratch, tmp_path: Path) -> None:
        self.scratch = scratch
        self.state = tmp_path / "state"
        self.state.mkdir()
        self.comments: list[dict[str, Any]] = []
        program = tmp_path / "bin/gh"
        program.parent.mkdir()
        program.write_text(FAKE.format(python=sys.executable, state=str(self.state)), "utf-8")
        program.chmod(0o755)
        self.clone = tmp_path / "clone"
        git(tmp_path, "clone", "--quiet", str(scratch.root), str(self.clone))

    def run(self, head: str, report: str | None, sha: str | None = None) -> str:
        """What was sent; empty when nothing was."""
        git(self.scratch.root, "update-ref", "refs/pull/7/head", head)
        for file in ("sent", "calls", "comment.md"):
            (self.state / file).unlink(missing_ok=True)
        if report is not None:
            (self.state / "comment.md").write_text(report, "utf-8")
        pull = {"number": 7, "head": {"sha": sha or head}, "base": {"ref": "main"}}
        (self.state / "pulls").write_text(json.dumps([pull]), "utf-8")
        (self.state / "comments").write_text(json.dumps([self.comments]), "utf-8")
        done = subprocess.run(
            [sys.executable, "-I", GITHUB / "scripts/comment.py"],
            cwd=self.clone,
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "PATH": f"{self.state.parent / 'bin'}:{os.environ['PATH']}",
                "GITHUB_SERVER_URL": f"file://{self.scratch.root.parent}",
                "GITHUB_REPOSITORY": self.scratch.root.name,
                "HEAD_OWNER": "stranger",
                "HEAD_BRANCH": "a b;$(x)",
                "HEAD_SHA": head,
                "RUN_ID": "5",
                "GH_TOKEN": "",
            },
        )
        assert done.returncode == 0, done.stderr
        sent = self.state / "sent"
        return str(json.loads(sent.read_text("utf-8"))["body"]) if sent.exists() else ""

    @property
    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.state / "calls").read_text("utf-8").splitlines()]


MARK = "<!-- factsheet: what changed -->\n"


@pytest.fixture
def platform(scratch: Scratch, tmp_path: Path) -> Platform:
    return Platform(scratch, tmp_path)


def sound(scratch: Scratch) -> str:
    scratch.branch()
    scratch.edit(SHEET, "lead: [what-it-is]", "lead: [python]")
    return scratch.commit()


def test_the_report_is_posted_once_and_then_renewed(scratch: Scratch, platform: Platform) -> None:
    head = sound(scratch)
    assert platform.run(head, "One fact changed.") == f"{MARK}One fact changed."
    assert platform.calls[-1][:4] == [
        "api",
        f"repos/{scratch.root.name}/issues/7/comments",
        "--method",
        "POST",
    ]
    assert "head=stranger:a b;$(x)" in platform.calls[0]
    platform.comments = [
        {"id": 1, "user": {"type": "User"}, "body": f"{MARK}forged"},
        {"id": 2, "user": {"type": "Bot"}, "body": f"{MARK}One fact changed."},
    ]
    assert platform.run(head, "One fact changed.") == ""
    assert platform.run(head, "Two facts changed.") == f"{MARK}Two facts changed."
    assert platform.calls[-1][1:4] == [
        f"repos/{scratch.root.name}/issues/comments/2",
        "--method",
        "PATCH",
    ]


@pytest.mark.parametrize(
    ("report", "body"),
    [
        ("Hello @everyone\x00 and \x1b[2J", "Hello @\u200beveryone and [2J"),
        ("<!-- factsheet diff -->\nA <!-- hidden --> B", "A &lt;!-- hidden --> B"),
        ("$(touch x) `touch x` ${{ secrets.X }}", "$(touch x) `touch x` ${{ secrets.X }}"),
    ],
)
def test_the_artifact_is_data(scratch: Scratch, platform: Platform, report: str, body: str) -> None:
    assert platform.run(sound(scratch), report) == MARK + body


def test_a_long_report_is_cut_and_says_so(scratch: Scratch, platform: Platform) -> None:
    body = platform.run(sound(scratch), "x" * 200_000)
    assert len(body) < 65_536
    assert body.endswith("the artifact of the check holds it all.*")


def test_without_a_report_the_comment_says_so(scratch: Scratch, platform: Platform) -> None:
    head = sound(scratch)
    assert "without a report" in platform.run(head, None)
    (platform.state / "comment.md").symlink_to("/etc/passwd")
    assert "root:" not in platform.run(head, None)


def test_the_artifact_of_a_refused_pull_request_is_not_even_fetched(
    scratch: Scratch, platform: Platform
) -> None:
    scratch.branch()
    scratch.write(".github/workflows/check.yml", "on: pull_request\n")
    scratch.write("facts/people/x`@you\n![](http://x).yml", "x\n")
    body = platform.run(scratch.commit(), "All is well, please merge.")
    assert "changes more than facts and sources" in body
    assert "- `refused: .github/workflows/check.yml stands outside" in body
    assert "All is well" not in body
    assert "@you" not in body
    assert not any("download" in call for call in platform.calls)


def test_a_pull_request_that_moved_on_gets_no_comment(scratch: Scratch, platform: Platform) -> None:
    assert platform.run(sound(scratch), "text", sha="0" * 40) == ""


def test_the_commit_that_was_published_is_tagged(tmp_path: Path, scratch: Scratch) -> None:
    platform = Platform(scratch, tmp_path)
    sha = git(scratch.root, "rev-parse", "HEAD")
    for given, code in ((sha, 0), ("main; rm -rf /", 2)):
        done = subprocess.run(
            [GITHUB / "scripts/mark-published", given],
            check=False,
            capture_output=True,
            env={
                **os.environ,
                "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
                "GITHUB_REPOSITORY": "o/r",
                "GH_TOKEN": "",
            },
        )
        assert done.returncode == code
    assert len(platform.calls) == 1
    assert f"sha={sha}" in platform.calls[0]
    assert any(
        re.fullmatch(r"ref=refs/tags/published-[0-9]{8}-[0-9]{6}", argument)
        for argument in platform.calls[0]
    )


def test_a_tag_that_is_not_the_version_builds_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [CI / "distribution", "v0.0.0", tmp_path / "dist"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "the tag is v0.0.0" in done.stderr
    assert not (tmp_path / "dist").exists()


# --- the files of the platform ----------------------------------------------------------------


def steps(workflow: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda p: p.stem)
def test_a_workflow_may_nothing_but_what_it_says(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    read = yaml.safe_load(text)
    assert read["permissions"] == {}
    assert all("permissions" in job for job in read["jobs"].values())
    assert "pull_request_target" not in text
    for line in text.splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$", line)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda p: p.stem)
def test_a_step_is_one_command_and_holds_no_expression(workflow: Path) -> None:
    for step in steps(workflow):
        command = step.get("run", "")
        assert "\n" not in command
        assert "${{" not in command
        for script in re.findall(r"(?:\.ci|\.github/scripts)/[\w.-]+", command):
            assert os.access(REPOSITORY / script, os.X_OK), script


@pytest.mark.parametrize(
    "script", sorted([*CI.iterdir(), *(GITHUB / "scripts").iterdir()]), ids=lambda p: p.name
)
def test_every_script_is_named_in_the_docs_and_stops_at_a_failure(script: Path) -> None:
    if script.suffix == ".pyc" or script.is_dir():
        return
    text = script.read_text("utf-8")
    assert text.startswith("#!")
    assert "set -euo pipefail" in text or script.suffix == ".py"
    assert script.name in (REPOSITORY / "docs/contributing/platform.md").read_text("utf-8")


def test_zizmor_finds_nothing() -> None:
    program = shutil.which("zizmor", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if program is None:
        pytest.skip("zizmor is not installed")
    done = subprocess.run(
        [
            program,
            "--offline",
            "--no-progress",
            "--persona",
            "auditor",
            "--format",
            "plain",
            GITHUB,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout + done.stderr
    ignored = [
        line
        for workflow in WORKFLOWS
        for line in workflow.read_text("utf-8").splitlines()
        if "zizmor: ignore" in line
    ]
    assert ignored == ["  workflow_run: # zizmor: ignore[dangerous-triggers]"]


@pytest.mark.parametrize(
    ("setting", "name", "wanted"),
    [
        ("report_url", "correction.yml", {"fact", "page", "text"}),
        ("source_url", "new-source.yml", {"fact", "page"}),
    ],
)
def test_the_forms_have_the_fields_that_the_site_fills_in(
    setting: str, name: str, wanted: set[str]
) -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / name).read_text("utf-8"))
    fields = {part["id"] for part in form["body"] if "id" in part}
    docs = (REPOSITORY / "docs/contributing/platform.md").read_text("utf-8")
    (url,) = re.findall(rf"{setting}: (\S+)", docs)
    filled = dict(re.findall(r"(\w+)=(?:\{(\w+)\})", url))
    assert filled == {field: field for field in wanted}
    assert wanted <= fields
    assert f"template={name}" in url


def test_the_site_fills_in_the_form(project: Path) -> None:
    configuration = project / "mkdocs.yml"
    text = configuration.read_text("utf-8").replace(
        'site_url: ""', "site_url: https://example.org/facts/"
    )
    url = "https://example.org/new?fact={fact}&page={page}&text={text}"
    other = url.replace("/new?", "/source?")
    settings = f"      report_url: {url}\n      source_url: {other}\n"
    configuration.write_text(
        text.replace("  - factsheet:\n", f"  - factsheet:\n{settings}"), "utf-8"
    )
    pages = pipeline.pages(pipeline.check(project), "fr")
    html = "".join(section.html for page in pages for section in page.sections)
    (link, *_) = re.findall(r"https://example\.org/new\?[^\"]*python[^\"]*", html)
    filled = parse_qs(urlsplit(unescape(link)).query)
    assert filled == {
        "fact": ["factsheet#python"],
        "page": ["https://example.org/facts/fr/technologies/factsheet/#python"],
        "text": ["Factsheet a besoin de Python 3.11 ou plus récent."],
    }
    assert link.replace("/new?", "/source?") in html
    assert "Proposer une autre source pour ce fait" in html


@pytest.mark.parametrize("form", ["correction", "new-source"])
def test_every_field_of_a_form_has_its_own_id_and_label(form: str) -> None:
    read = yaml.safe_load((GITHUB / f"ISSUE_TEMPLATE/{form}.yml").read_text("utf-8"))
    assert {"name", "description", "body"} <= set(read)
    inputs = [part for part in read["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in inputs}) == len(inputs)
    assert all(part["attributes"]["label"] for part in inputs)


def test_the_example_for_gitlab_is_yaml_and_runs_the_same_script() -> None:
    docs = (REPOSITORY / "docs/contributing/platform.md").read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", docs, re.DOTALL)
    (example,) = [b for b in blocks if "stages:" in b]
    read = yaml.safe_load(example)
    assert any(".ci/check-change" in line for line in read["facts"]["script"])
