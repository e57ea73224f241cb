"""Bad inputs as files, laid into a project and held against what the command makes of them.

Run as a program, it does so for every variant of every case in a process with little memory, and
prints one line of JSON for each. `test_bad_inputs.py` describes the files and judges the lines.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner

from generator import rules
from generator.author.starter import start
from generator.cli import main
from generator.publish import mark

CASES = sorted((Path(__file__).parent / "bad_inputs").glob("*.yml"))
SECONDS = 5
MEBIBYTES = 512
FINDING = re.compile(r"^(.*:\d+:\d+): (?:error|warning): .* \[([a-z-]+)\]$", re.MULTILINE)


def variants(case: Path) -> list[dict[str, Any]]:
    """A case's variants; a fragment `fact` has become a file."""
    read = yaml.load(case.read_text("utf-8"), yaml.CSafeLoader)
    assert read["about"]
    return [v | {"files": rules.example_files(v["files"])} for v in read["variants"]]


def content(pieces: Any) -> bytes:
    """The bytes of a file: a text, or pieces of text, repetitions and bytes."""
    out = b""
    for piece in pieces if isinstance(pieces, list) else [pieces]:
        if isinstance(piece, str):
            out += piece.encode("utf-8")
        elif "hex" in piece:
            out += bytes.fromhex(piece["hex"])
        else:
            out += piece["repeat"].encode("utf-8") * piece["times"]
    return out


def lay(root: Path, files: dict[str, Any]) -> None:
    """Lays files over a project; null removes one, `SHA` is the checksum of its document."""
    for path, given in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if given is None:
            target.unlink()
        elif isinstance(given, dict) and "link" in given:
            target.symlink_to(given["link"])
        elif isinstance(given, dict) and "folder" in given:
            target.mkdir()
        elif isinstance(given, dict) and "pipe" in given:
            os.mkfifo(target)
        else:
            target.write_bytes(content(given))
    for path, given in files.items():
        if path.startswith("seeds/") and isinstance(given, str) and "sha256: SHA\n" in given:
            digest = hashlib.sha256((root / path).with_suffix(".txt").read_bytes()).hexdigest()
            (root / path).write_text(given.replace("SHA\n", digest + "\n"), "utf-8")


@contextmanager
def laid(root: Path, files: dict[str, Any]) -> Iterator[None]:
    """Lays files over a project, and takes them away again."""
    before = {p: (root / p).read_bytes() for p in files if (root / p).is_file()}
    folders = {path for path in root.rglob("*") if path.is_dir()}
    try:
        lay(root, files)
        yield
    finally:
        for path in files:
            target = root / path
            if target.is_dir() and not target.is_symlink():
                target.rmdir()
            else:
                target.unlink(missing_ok=True)
        for path in sorted({p for p in root.rglob("*") if p.is_dir()} - folders, reverse=True):
            path.rmdir()
        for path, raw in before.items():
            (root / path).write_bytes(raw)


def digest(folder: Path) -> str:
    """What stands in a folder: names, content, modes and times."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        whole.update(f"{path} {stat.st_mode} {stat.st_ino} {stat.st_mtime_ns}\n".encode())
        if path.is_file():
            whole.update(path.read_bytes())
    return whole.hexdigest()


class LateError(BaseException):
    """Nothing in the program catches it."""


def _late(*_: object) -> None:
    raise LateError


def run(root: Path, site: Path, variant: dict[str, Any]) -> dict[str, Any]:
    """What the command makes of a variant."""
    # What is accepted would be built; that it is, other tests show.
    arguments = ["build", "--site", str(site)] if variant.get("finds") else ["check"]
    before = digest(site)
    with laid(root, variant["files"]):
        started = time.process_time()
        signal.setitimer(signal.ITIMER_REAL, 12 * SECONDS)  # other processes may keep it waiting
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            result = CliRunner().invoke(main, ["-C", str(root), *arguments])
        except LateError:
            return {"exit": "late", "finds": [], "report": "", "seconds": 99, "untouched": False}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
        seconds = time.process_time() - started
    return {
        "exit": result.exit_code,
        "finds": [" ".join(found) for found in FINDING.findall(result.output)],
        "report": result.output[:20_000] + "\n…\n" + result.output[-1_000:],
        "seconds": seconds,
        "untouched": digest(site) == before,
    }


def all_of_them(folder: Path) -> None:
    """Prints what the command makes of every variant, in a process with little memory."""
    root, site = folder / "project", folder / "site"
    start(root)
    site.mkdir()
    (site / "index.html").write_text("<!doctype html><title>Before</title>", "utf-8")
    mark.finish(site, "site")
    signal.signal(signal.SIGALRM, _late)
    signal.signal(signal.SIGPROF, _late)
    most = MEBIBYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for case in CASES:
        for number, variant in enumerate(variants(case)):
            print(json.dumps({"case": case.stem, "variant": number, **run(root, site, variant)}))
    shutil.rmtree(root)


if __name__ == "__main__":
    all_of_them(Path(sys.argv[1]))
