#!/usr/bin/env python3
"""Posts what changed in meaning as one comment under a pull request, and keeps it up to date.

Runs from the default branch after a check has ended. What the check has left, and the pull
request itself, are data: the pull request is found through the platform and not through the
artifact, passes the gate again before a word of the artifact is used, and the words are only ever
sent on as the text of a comment.

Environment: GH_TOKEN, GITHUB_REPOSITORY, HEAD_OWNER, HEAD_BRANCH, HEAD_SHA, RUN_ID, and
GITHUB_SERVER_URL for fetching.
"""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GATE = HERE.parent.parent / ".ci" / "gate.py"
MARK = "<!-- factsheet: what changed -->"
MOST = 65_000  # characters; the platform holds 65,536
MOST_BYTES = 1_048_576
CUT = "\n\n*This comment was cut; the artifact of the check holds it all.*"
NO_REPORT = (
    "The check ended without a report of what changed: see its log. "
    "The change itself is one of facts and sources only."
)


def run(*command: str, given: str | None = None) -> str:
    """What a program says; its failure ends this one."""
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise SystemExit(f"comment: {command[0]} {command[1]} failed: {done.stderr.strip()[:500]}")
    return done.stdout


def api(path: str, *arguments: str, given: Any = None) -> Any:
    """An answer of the platform."""
    extra = ("--input", "-") if given is not None else ()
    answer = run(
        "gh", "api", path, *arguments, *extra, given=None if given is None else json.dumps(given)
    )
    return json.loads(answer) if answer.strip() else None


def pull_request(repository: str, owner: str, branch: str, sha: str) -> dict[str, Any] | None:
    """The open pull request whose newest commit was checked."""
    found = api(
        f"repos/{repository}/pulls",
        "--method",
        "GET",
        "--raw-field",
        "state=open",
        "--raw-field",
        f"head={owner}:{branch}",
        "--raw-field",
        "per_page=100",
    )
    return next((pull for pull in found if pull["head"]["sha"] == sha), None)


def report(run_id: str) -> str | None:
    """The text that the check has left, as text and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["gh", "run", "download", run_id, "--name", "review", "--dir", folder],
            capture_output=True,
            check=False,
        )
        file = Path(folder, "comment.md")
        if done.returncode or not file.exists() or not stat.S_ISREG(file.lstat().st_mode):
            return None
        if file.stat().st_size > MOST_BYTES:
            return None
        return file.read_bytes().decode("utf-8", "replace")


def harmless(text: str) -> str:
    """A text that calls nobody, hides nothing and fits into a comment."""
    text = re.sub(r"\A<!-- factsheet[ \w:,]*-->\n", "", text)  # a mark of the tool's own
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    text = re.sub(r"@(?=[\w-])", "@\u200b", text).replace("<!--", "&lt;!--")
    return text if len(text) <= MOST else text[: MOST - len(CUT)] + CUT


def refusal(reasons: str) -> str:
    """What is said of a pull request that the gate has stopped."""
    lines = [line.removeprefix("gate: ").replace("`", "'") for line in reasons.splitlines()]
    shown = "\n".join(f"- `{line[:220]}`" for line in lines[:20] if line)
    return (
        "**This pull request changes more than facts and sources**, so that nothing of it was "
        "run or built here. A maintainer has to look at it.\n\n" + shown
    )


def words(pull: dict[str, Any], run_id: str, sha: str) -> str:
    """The comment."""
    base = run("git", "rev-parse", "--verify", f"origin/{pull['base']['ref']}^{{commit}}").strip()
    gate = subprocess.run(
        [sys.executable, "-I", str(GATE), base, sha], capture_output=True, text=True, check=False
    )
    if gate.returncode:
        return refusal(gate.stderr)
    return report(run_id) or NO_REPORT


def main() -> int:
    """The exit code."""
    repository, run_id, sha = (
        os.environ[name] for name in ("GITHUB_REPOSITORY", "RUN_ID", "HEAD_SHA")
    )
    pull = pull_request(repository, os.environ["HEAD_OWNER"], os.environ["HEAD_BRANCH"], sha)
    if pull is None:
        print("comment: no open pull request has this commit as its newest")
        return 0
    number = int(pull["number"])
    run(str(HERE / "fetch-pull"), str(number), sha)
    body = {"body": f"{MARK}\n{harmless(words(pull, run_id, sha))}"}
    comments = api(f"repos/{repository}/issues/{number}/comments", "--paginate", "--slurp")
    own = next(
        (
            c
            for page in comments or ()
            for c in page
            if c["user"]["type"] == "Bot" and c["body"].startswith(MARK)
        ),
        None,
    )
    if own is None:
        api(f"repos/{repository}/issues/{number}/comments", "--method", "POST", given=body)
        print(f"comment: posted under {number}")
    elif own["body"] != body["body"]:
        api(f"repos/{repository}/issues/comments/{int(own['id'])}", "--method", "PATCH", given=body)
        print(f"comment: renewed under {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
