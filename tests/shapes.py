"""Projects that are heavy in one way: what `shapes.yml` describes, laid into a starter project.

Run as a program, it says what memory and processor time each takes, as a table or as lines of JSON:
`python -m tests.shapes [--command check,build] [--times 4] [--json] [SHAPE …]`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
SHAPES: dict[str, dict[str, Any]] = yaml.load(
    (HERE / "shapes.yml").read_text("utf-8"), yaml.CSafeLoader
)
COMMANDS = {
    "check": ["check"],
    "json": ["check", "--format", "json"],
    "sarif": ["check", "--format", "sarif"],
    "build": ["build", "--site", "{out}/site"],
    "pdf": ["pdf", "--into", "{out}/pdf"],
    "export": ["export", "data", "{out}/data"],
    "markdown": ["export", "markdown", "{out}/markdown"],
    "diff": ["diff", "HEAD"],
}
FINDING = re.compile(r"^(?P<file>[^:\n]+):\d+:\d+: (?:error|warning): ", re.MULTILINE)
_GIT = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]


def content(given: Any, size: int, n: int) -> bytes:
    """The bytes of a file: text, or a list of texts and `{each: TEXT}`, one for each of the size.

    In a text `<n>` is the number of the file, in an `each` `<i>` that of the piece, `<w>` a word of
    its own, `<c>` words that differ in their capitals alone; `times` fixes how many there are, or
    divides the size: `times: /2`.
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
        if not re.search("<[iwc]>", each):
            pieces.append(each * times)
            continue
        for i in range(times):
            text = each.replace("<i>", str(i)).replace("<w>", word(i))
            pieces.append(text.replace("<c>", capitals(i)))
    return "".join(pieces).replace("<n>", str(n)).encode()


def word(number: int) -> str:
    """A word of letters, another for each number."""
    letters = ""
    while True:
        number, rest = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5]
        if not number:
            return letters


def capitals(number: int) -> str:
    """Sixteen times the same word, with a capital where the number has a bit."""
    return " ".join("bB"[number >> n & 1] for n in range(16))


def lay(root: Path, files: dict[str, Any], size: int) -> None:
    """Lays files over a project: one with `<n>` in its name as often as the size says.

    `<deep>` in a name stands for so many folders in each other; `SHA` for a document's checksum.
    """
    for path, given in files.items():
        if "<deep>" in path:
            _deep(root / path.partition("/")[0], size)
            continue
        for n in range(size if "<n>" in path else 1):
            target = root / path.replace("<n>", str(n))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content(given, size, n))
    for target in root.glob("seeds/*.yml"):
        text = target.read_text("utf-8")
        if "sha256: SHA" in text:
            digest = sha256(target.with_suffix(".txt").read_bytes()).hexdigest()
            target.write_text(text.replace("sha256: SHA", f"sha256: {digest}"), "utf-8")


def _deep(folder: Path, size: int) -> None:
    """Folders in folders; deeper than a path may be long."""
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(size):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.fchdir(before)
        os.close(before)


def start(root: Path) -> None:
    """A starter project with a history."""
    from generator.author.starter import start as begin

    begin(root)
    for arguments in (["init", "-q"], ["add", "-A"], [*_GIT, "commit", "-qm", "start"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True, env=_environment(root))


def prepare() -> None:
    """Loads what the program imports only when it needs it, for every copy of this process."""
    from click.testing import CliRunner

    from generator.cli import main

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        start(root)
        for command in ("check", "build", "pdf", "export"):
            arguments = [a.replace("{out}", folder) for a in COMMANDS[command]]
            CliRunner().invoke(main, ["-C", str(root), *arguments], env=_environment(Path(folder)))


def _environment(folder: Path) -> dict[str, str]:
    """No setting of the machine's own, one process, and a cache that holds nothing yet."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "FACTSHEET_WORKERS": "1",
        "XDG_CACHE_HOME": str(folder / "cache"),
    }


def run(
    root: Path, out: Path, command: str, seconds: int, memory: int
) -> tuple[int, float, int, str]:
    """(exit code, seconds of processor time, MiB of its largest process, what it said).

    A copy of this process does it: what the program imports is loaded once for all of them.

    Args:
        seconds, memory: its limits of processor time and of bytes of address space.
    """
    from generator.cli import main

    arguments = [a.replace("{out}", str(out)) for a in COMMANDS[command]]
    said = os.open(out / "said", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    sys.stdout.flush()
    process = os.fork()
    if not process:
        code = 99
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            os.dup2(said, 1)
            os.dup2(said, 2)
            os.environ.clear()
            os.environ.update(_environment(out))
            main(["-C", str(root), *arguments], prog_name="factsheet")
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        except BaseException:
            import traceback

            os.write(2, traceback.format_exc().encode())
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(code)
    _, status, usage = os.wait4(process, 0)
    os.close(said)
    text = (out / "said").read_text("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    return code, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, text


def measured(
    name: str, template: Path, commands: list[str], times: float, seconds: int, memory: int
) -> Iterator[dict[str, Any]]:
    """What each command makes of a shape; the template is a starter project with a history."""
    shape = SHAPES[name]
    size = int(shape["size"] * times)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root, out = Path(folder) / "project", Path(folder) / "out"
        out.mkdir()
        shutil.copytree(template, root)
        if "before" in shape:
            lay(root, shape["before"], size)
            for arguments in (["add", "-A"], [*_GIT, "commit", "-qm", "before"]):
                git = ["git", "-C", str(root), *arguments]
                subprocess.run(git, check=True, env=_environment(out))
        lay(root, shape["files"], size)
        for command in commands or shape.get("commands", ["check"]):
            code, took, most, text = run(root, out, command, seconds, memory)
            found = FINDING.search(text)
            yield {
                "shape": name,
                "size": size,
                "command": command,
                "exit": code,
                "seconds": took,
                "mebibytes": most,
                "traceback": "Traceback" in text or "could not go on" in text,
                "file": found["file"] if found else "",
                "said": len(text),
                "written": sum(p.stat().st_size for p in out.rglob("*") if p.is_file()) >> 20,
                "lines": _telling(text),
            }
            shutil.rmtree(out / "cache", ignore_errors=True)
        # Folders in each other are removed from within: `shutil.rmtree` follows their depth.
        subprocess.run(["rm", "-rf", str(root)], check=True)


def _telling(text: str) -> str:
    """The line of a report that says most."""
    lines = text.strip().splitlines()
    return next((line for line in lines if ": error" in line), lines[-1] if lines else "")[:300]


def main() -> None:
    """Prints what every shape, or those that are named, costs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", default="", help="instead of the shape's own, with commas")
    parser.add_argument("--times", type=float, default=1, help="of the shape's size")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--mebibytes", type=int, default=4096)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("shapes", nargs="*")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        start(template)
        prepare()
        for name in given.shapes or SHAPES:
            commands = given.command.split(",") if given.command else []
            memory = given.mebibytes << 20
            for line in measured(name, template, commands, given.times, given.seconds, memory):
                print(json.dumps(line) if given.json else _row(line), flush=True)


def _row(line: dict[str, Any]) -> str:
    bad = line["exit"] not in (0, 1) or line["seconds"] > 10 or line["mebibytes"] > 1024
    bad = bad or line["traceback"] or (line["exit"] == 1 and not line["file"])
    return (
        f"{'!!' if bad else '  '} {line['shape']:32} {line['size']:8} {line['command']:8} "
        f"{line['exit']:3} {line['seconds']:6.1f} s {line['mebibytes']:5} MiB "
        f"{line['written']:4} MiB out  {line['lines'][:150]}"
    )


if __name__ == "__main__":
    main()
