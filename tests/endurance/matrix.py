"""Builds one project in many surroundings, and compares every byte: `-m tests.endurance.matrix`."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.author.starter import start
from tests.endurance.builds import Content, content, differing

REPOSITORY = Path(__file__).parents[2]
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
_BACKWARDS = """
    import os
    _listdir, _scandir = os.listdir, os.scandir
    class _Scanned:
        def __init__(self, path):
            with _scandir(path) as entries:
                self.entries = iter(sorted(entries, key=lambda e: e.name)[::-1])
        def __iter__(self): return self
        def __next__(self): return next(self.entries)
        def __enter__(self): return self
        def __exit__(self, *_): pass
        def close(self): pass
    os.listdir = lambda path=".": sorted(_listdir(path))[::-1]
    os.scandir = lambda path=".": _Scanned(path)
"""


@dataclass(frozen=True)
class Surroundings:
    """Where and how a project is built; what is not said is as in the first build.

    Attributes:
        folder: the project's, inside the folder of the build.
        within: what holds the folder of the build; None for that of the run.
        before: a command that runs the build.
        old: the project's files were written in the order of their names backwards, in 1999.
        backwards: the system lists every folder backwards.
        warm: uses what the build before it has kept.
    """

    name: str
    folder: str = "project"
    within: Path | None = None
    before: tuple[str, ...] = ()
    python: str = sys.executable
    environment: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    old: bool = False
    backwards: bool = False
    warm: bool = False


FIRST = Surroundings(
    "as it is",
    environment={
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "FACTSHEET_WORKERS": "1",
    },
)


def single() -> Iterator[Surroundings]:
    """One thing different from the first build at a time, as far as this machine has it."""
    yield Surroundings("again, with what was kept", warm=True)
    yield Surroundings("another path", folder="ailleurs/Été à Łódź & co")
    yield Surroundings("time zone Kiritimati", environment={"TZ": "Pacific/Kiritimati"})
    yield Surroundings("locale C, no UTF-8", environment={"LC_ALL": "C", "PYTHONUTF8": "0"})
    yield Surroundings("locale tr_TR", environment={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR"})
    yield Surroundings("umask 077", umask=0o077)
    yield Surroundings("umask 000", umask=0)
    yield Surroundings("hash seed 4242", environment={"PYTHONHASHSEED": "4242"})
    yield Surroundings("files of 1999, written backwards", old=True)
    yield Surroundings("folders listed backwards", backwards=True)
    yield Surroundings("two workers", environment={"FACTSHEET_WORKERS": "2"})
    yield Surroundings("five workers", environment={"FACTSHEET_WORKERS": "5"})
    if elsewhere := _elsewhere():
        yield Surroundings("another file system", within=elsewhere)
    if _can_be_nobody():
        yield Surroundings("user nobody, no home", before=NOBODY, environment={"HOME": "/none"})
    if shutil.which("faketime"):
        for day in ("1999-12-31 23:59:58", "2044-02-29 12:00:00"):
            yield Surroundings(f"date {day[:10]}", before=("faketime", "-f", f"@{day}"))


def combined() -> Surroundings:
    """Everything different at once."""
    return Surroundings(
        "everything different",
        folder="ailleurs/Été à Łódź & co",
        within=_elsewhere(),
        before=NOBODY if _can_be_nobody() else (),
        environment={
            "TZ": "Pacific/Kiritimati",
            "LC_ALL": "C",
            "LANG": "tr_TR.UTF-8",
            "PYTHONHASHSEED": "4242",
            "FACTSHEET_WORKERS": "3",
        },
        umask=0o077,
        old=True,
        backwards=True,
    )


def _elsewhere() -> Path | None:
    """A place on another file system, which lists its files in another order."""
    memory = Path("/dev/shm")
    return memory if os.access(memory, os.W_OK) else None


def _can_be_nobody() -> bool:
    """Whether a build can run as nobody here: by root, with a Python that others may start."""
    if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv")):
        return False
    starts = f"import generator.cli, os, sys; os.execv({sys.executable!r}, ['python', '-V'])"
    tried = [*NOBODY, sys.executable, "-c", starts]
    return subprocess.run(tried, cwd=REPOSITORY, capture_output=True, check=False).returncode == 0


def built(folder: Path, around: Surroundings, *options: str) -> Content:
    """What a build of the starter publishes."""
    place = Path(tempfile.mkdtemp(dir=around.within or folder))
    try:
        return _built(folder, place, around, *options)
    finally:
        shutil.rmtree(place)


def _built(folder: Path, place: Path, around: Surroundings, *options: str) -> Content:
    project = place / around.folder
    project.parent.mkdir(parents=True, exist_ok=True)
    _lay(project, backwards=around.old)
    cache = folder / "cache"
    if not around.warm:
        shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(exist_ok=True)
    paths = [str(REPOSITORY)]
    if around.backwards:
        (place / "sitecustomize.py").write_text(textwrap.dedent(_BACKWARDS))
        paths.insert(0, str(place))
    for path in (folder, cache, place, *place.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    kept = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "LANGUAGE")}
    given = {
        "XDG_CACHE_HOME": str(cache),
        "PYTHONPATH": os.pathsep.join(paths),
        "GIT_CEILING_DIRECTORIES": str(place),
    }
    command = [*around.before, around.python, "-m", "generator", "-C", str(project)]
    done = subprocess.run(
        [*command, "build", "--site", str(place / "published" / "site"), *options],
        env={**kept, **FIRST.environment, **around.environment, **given},
        umask=around.umask,
        cwd=place,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{around.name}: {(done.stdout + done.stderr).decode(errors='replace')}")
    site = place / "published" / "site"
    modes = {p.stat().st_mode & 0o777 for p in site.rglob("*") if p.is_file()}
    assert modes == {0o644}, modes
    assert {p.stat().st_mode & 0o777 for p in [site, *site.rglob("*")] if p.is_dir()} == {0o755}
    return content(site)


def _lay(project: Path, *, backwards: bool) -> None:
    """Writes the starter, in its own order or backwards and long ago."""
    if not backwards:
        start(project)
        return
    with tempfile.TemporaryDirectory() as name:
        start(Path(name, "project"))
        for path in sorted(Path(name, "project").rglob("*"), reverse=True):
            target = project / path.relative_to(Path(name, "project"))
            if path.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
                os.utime(target, (946_000_000, 946_000_000))


def main() -> None:
    """The command: every difference by itself, and all at once."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance.matrix", description=__doc__)
    parser.add_argument("--python", action="append", default=[], help="another interpreter")
    others = [Surroundings(f"interpreter {p}", python=p) for p in parser.parse_args().python]
    found: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="same-bytes-") as name:
        first = built(Path(name), FIRST)
        for around in [*single(), *others, combined()]:
            try:
                found.append((around.name, differing(first, built(Path(name), around)) or "none"))
            except (AssertionError, RuntimeError) as error:
                found.append((around.name, f"not built: {error}"))
            print(*found[-1], sep=": ", file=sys.stderr, flush=True)
    print(f"{datetime.date.today()}: {platform.system()}, Python {platform.python_version()};")
    print(f"{len(first)} files and folders, PDFs among them.\n\n| built with | difference |")
    print("|---|---|", *(f"| {one} | {other} |" for one, other in found), sep="\n")
    sys.exit(any(other != "none" for _, other in found))


if __name__ == "__main__":
    main()
