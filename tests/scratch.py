"""A scratch git repository with a base and a head of realistic edits, from `tests/revisions/`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from generator import pipeline
from generator.review.record import record, reviewable

REVISIONS = Path(__file__).parent / "revisions"
# What git writes down of a commit; with these its name is always the same.
_ALWAYS = {
    "GIT_AUTHOR_NAME": "Ada Author",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-11-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada Author",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-11-01T12:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(root: Path, *arguments: str, **environment: str) -> str:
    """Runs git in a folder, apart from the configuration of this machine."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**os.environ, **_ALWAYS, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def commit(root: Path, message: str, **environment: str) -> str:
    """Commits everything there is; gives the commit's name."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message, **environment)
    return git(root, "rev-parse", "HEAD")


def lay(name: str, root: Path) -> None:
    """Lays one of the revisions over a folder; `sha256: SHA` becomes the document's checksum."""
    source = REVISIONS / name
    (root / "docs").mkdir(exist_ok=True)  # which MkDocs wants, and git does not keep empty
    for path in sorted(source.rglob("*")):
        target = root / path.relative_to(source)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif path.name != "removed.txt":
            shutil.copyfile(path, target)
    for metadata in (root / "seeds").glob("*.yml"):
        digest = hashlib.sha256(metadata.with_suffix(".txt").read_bytes()).hexdigest()
        text = metadata.read_text("utf-8").replace("sha256: SHA\n", f"sha256: {digest}\n")
        metadata.write_text(text, "utf-8")
    removed = source / "removed.txt"
    for path in removed.read_text("utf-8").split() if removed.exists() else ():
        (root / path).unlink()


def start(root: Path) -> None:
    """A repository whose only commit is the base, reviewed in part, with the tag `base`."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    lay("base", root)
    for address, by in (
        ("harbour-bridge#opened", "Bo Reviewer"),
        ("harbour-bridge#designer", "Bo Reviewer"),
        ("port-authority#staff", "Cy Reviewer"),
        ("port-authority#founded", "Bo Reviewer"),
    ):
        review(root, address, by)
    commit(root, "Base")
    git(root, "tag", "base")


def review(root: Path, address: str, by: str, day: str = "2026-10-01") -> None:
    """Records a review."""
    checked = pipeline.check(root)
    facts = reviewable(checked.index, address)
    assert list(record(facts, checked.index, checked.settings, by, day))


def both(root: Path) -> None:
    """The same with a second commit, the head, and the tag `head`."""
    start(root)
    lay("head", root)
    commit(root, "Head")
    git(root, "tag", "head")
