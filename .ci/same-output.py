#!/usr/bin/env python3
"""Holds two versions of the program against each other: do they publish the same, to the byte?

    same-output.py OLD/bin/factsheet NEW/bin/factsheet [PROJECT]…

Each makes the site, with PDFs and data, and the Markdown export of every project: by default a
clone of this repository and a project of 200 sheets that `tests.bench` writes. Both build the same
folder, so pages written by hand are the same too. Exit codes: 0 the same, 1 not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 20
OUTPUTS = {"site": ("build", "--no-cache", "--site"), "pages": ("export", "markdown")}


def main() -> int:
    """The command."""
    old, new, *projects = sys.argv[1:]
    differing = 0
    with tempfile.TemporaryDirectory(prefix="same-output-") as name:
        work = Path(name)
        for project in map(Path, projects) if projects else _projects(work):
            for output, command in OUTPUTS.items():
                made = {
                    version: _made(program, project, command, work / version / output)
                    for version, program in (("old", old), ("new", new))
                }
                found = _differences(made["old"], made["new"])
                differing += len(found)
                files = sum(path.is_file() for path in made["new"].rglob("*"))
                print(
                    f"{project.name}: {output}: {files:,} files, {len(found):,} differ", flush=True
                )
                for path in found[:SHOWN]:
                    print(f"  {path}")
                for folder in made.values():
                    shutil.rmtree(folder)
    return bool(differing)


def _projects(work: Path) -> list[Path]:
    """This repository as it was committed, and a generated project."""
    own, large = work / "this repository", work / "200 sheets"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(own)], check=True)
    module = ["-m", "tests.bench.project", str(large), "--sheets", "200"]
    subprocess.run([sys.executable, *module], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return [own, large]


def _made(program: str, project: Path, command: tuple[str, ...], target: Path) -> Path:
    """A folder with what a program publishes of a project, on a fixed day, from no cache."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="same-output-cache-") as cache:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600", "XDG_CACHE_HOME": cache}
        subprocess.run(
            [program, "-C", str(project), *command, str(target)],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return target


def _differences(old: Path, new: Path) -> list[str]:
    """The files and folders that are not in both, or not the same."""
    names = {path.relative_to(folder) for folder in (old, new) for path in folder.rglob("*")}
    return sorted(str(name) for name in names if _content(old / name) != _content(new / name))


def _content(path: Path) -> bytes | None:
    if path.is_file():
        return path.read_bytes()
    return b"" if path.is_dir() else None


if __name__ == "__main__":
    sys.exit(main())
