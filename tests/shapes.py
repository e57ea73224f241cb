"""Projects that are heavy in one way: what `shapes.yml` describes, laid into a starter project.

Run as a program, it says what memory and processor time each takes:
`python -m tests.shapes [--command "build"] [--times 4] [SHAPE …]`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
SHAPES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "shapes.yml").read_text("utf-8"))
COMMANDS = {
    "check": ["check"],
    "build": ["build", "--site", "{out}/site"],
    "pdf": ["pdf", "--into", "{out}/pdf"],
    "export": ["export", "data", "{out}/data"],
    "markdown": ["export", "markdown", "{out}/markdown"],
    "diff": ["diff", "HEAD"],
}


def content(given: Any, size: int, n: int) -> bytes:
    """The bytes of a file: text, or a list of texts and `{each: TEXT}`, one for each of the size.

    In a text `<n>` is the number of the file, in an `each` `<i>` that of the piece, `<w>` a word
    of its own, and `<j>`, `<k>` numbers that share its digits; `times` divides or fixes the size.
    """
    if isinstance(given, str):
        return given.replace("<n>", str(n)).encode("utf-8", "surrogatepass")
    pieces = []
    for piece in given:
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        each, times = piece["each"], piece.get("times", size)
        if isinstance(times, str):
            times = size // int(times.removeprefix("/"))
        if "<" not in each:
            pieces.append(each * times)
            continue
        for i in range(times):
            pieces.append(each.replace("<i>", str(i)).replace("<w>", word(i)))
    return "".join(pieces).replace("<n>", str(n)).encode()


def word(number: int) -> str:
    """A word of letters, another for each number."""
    letters = ""
    while True:
        number, rest = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5]
        if not number:
            return letters


def lay(root: Path, shape: dict[str, Any], size: int) -> None:
    """Lays a shape over a project."""
    for path, given in shape["files"].items():
        copies = size if "<n>" in path else 1
        for n in range(copies):
            target = root / path.replace("<n>", str(n))
            if "<deep>" in path:
                _deep(root, path, size)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content(given, size, n))
    for target in root.glob("seeds/*.yml"):
        text = target.read_text("utf-8")
        if "sha256: SHA" in text:
            digest = sha256(target.with_suffix(".txt").read_bytes()).hexdigest()
            target.write_text(text.replace("sha256: SHA", f"sha256: {digest}"), "utf-8")


def _deep(root: Path, path: str, size: int) -> None:
    """Folders in folders; deeper than a path may be long."""
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(root / path.partition("/")[0])
        for _ in range(size):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.fchdir(before)
        os.close(before)


def run(root: Path, out: Path, command: str) -> tuple[int, float, int, str]:
    """(exit code, seconds of processor time, MiB of its largest process, last lines)."""
    arguments = [a.replace("{out}", str(out)) for a in COMMANDS[command]]
    cache = out / "cache"
    with (out / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "-C", str(root), *arguments],
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=HERE.parent,
            env={**os.environ, "FACTSHEET_WORKERS": "1", "XDG_CACHE_HOME": str(cache)},
        )
        _, status, usage = os.wait4(process.pid, 0)
    text = (out / "said").read_text("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    return code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, text


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", default="check")
    parser.add_argument("--times", type=float, default=1)
    parser.add_argument("--cpu", type=int, default=120)
    parser.add_argument("shapes", nargs="*")
    given = parser.parse_args()
    import resource

    from generator.author.starter import start

    resource.setrlimit(resource.RLIMIT_CPU, (given.cpu, given.cpu))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    for name in given.shapes or SHAPES:
        shape = SHAPES[name]
        size = int(shape["size"] * given.times)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            root, out = Path(folder) / "P", Path(folder) / "out"
            out.mkdir()
            start(root)
            env = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null")
            for args in (
                ["init", "-q"],
                ["add", "-A"],
                ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "commit", "-qm", "x"],
            ):
                subprocess.run(["git", "-C", str(root), *args], check=True, env=env)
            lay(root, shape, size)
            for command in given.command.split(","):
                code, seconds, memory, text = run(root, out, command)
                lines = text.strip().splitlines()
                last = next((l for l in lines if ": error" in l), lines[-1] if lines else "")
                mark = (
                    "!!"
                    if code not in (0, 1) or seconds > 10 or memory > 1024 or "Traceback" in text
                    else "  "
                )
                print(
                    f"{mark} {name:28} {size:8} {command:8} {code:3} {seconds:7.1f} s {memory:5} MiB  {last[:150]}",
                    flush=True,
                )
            shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
