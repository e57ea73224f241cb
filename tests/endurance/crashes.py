"""What happens to builds: each kind of accident, and what must hold after it."""

from __future__ import annotations

import fcntl
import os
import random
import resource
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.endurance.builds import DamageError, Ended, Press

NOBODY = 65534
_STEADY = 10  # killed builds, after which one that must succeed


def kills(press: Press, name: str, chance: random.Random) -> Iterator[str]:
    """Ends builds at random moments, half of them near the exchange; one result for each."""
    number = signal.Signals[name]
    for at in range(1, 1_000_000):
        processes = chance.choice((1, 2, 3))
        options = chance.choice(((), ("--no-cache",)))
        build = press.begin(chance.choice(press.projects), *options, processes=processes)
        earliest = chance.choice((0.0, 0.7))
        build.wait(chance.uniform(earliest, 1.15) * press.seconds)
        build.send(number)
        ended = build.end()
        press.look()
        if ended.code not in (0, 128 + number, -number):
            raise DamageError(f"ended with {ended.code}:\n{ended.said}")
        if at % _STEADY == 0:
            press.must(press.other())
        yield "done before" if ended.code == 0 else "stopped"


def _refused(press: Press, ended: Ended) -> str:
    """What became of a build that may fail, and that the next one works."""
    press.look()
    if ended.code not in (0, 1, 2):
        raise DamageError(f"ended with {ended.code}:\n{ended.said}")
    if ended.code and not ended.said.strip():
        raise DamageError("it failed without a word")
    press.must(press.other())
    return "refused" if ended.code else "published"


# --- what is missing --------------------------------------------------------------------------


def full_disks(press: Press, sizes: int) -> Iterator[str]:
    """Builds on a disk of its own that gets full after a part of the site; needs root."""
    need = sum(p.stat().st_size + 4096 for p in press.site.rglob("*"))
    for at in range(sizes):
        with _disk(press.place, f"size={4 * need}"):
            press.must(press.other())
            status = os.statvfs(press.place)
            used = (status.f_blocks - status.f_bfree) * status.f_frsize
            _mount("-o", f"remount,size={used + need * (at + 1) // sizes}", str(press.place))
            ended = press.begin(press.other()).end()
            press.look()
            _mount("-o", f"remount,size={4 * need}", str(press.place))
            yield _refused(press, ended)
    press.must(press.projects[0])  # where the disk was, there is now the folder again


def small_files(press: Press, sizes: int) -> Iterator[str]:
    """Lets no file grow beyond a size."""
    largest = max(p.stat().st_size for p in press.site.rglob("*") if p.is_file())
    for at in range(sizes):
        limit = largest * at // sizes
        yield _limited(press, resource.RLIMIT_FSIZE, limit)


def few_handles(press: Press, sizes: int) -> Iterator[str]:
    """Lets a process have so many files open and no more."""
    for at in range(sizes):
        yield _limited(press, resource.RLIMIT_NOFILE, 4 + 2 * at)


def _limited(press: Press, what: int, limit: int) -> str:
    first = partial(resource.setrlimit, what, (limit, limit))
    return _refused(press, press.begin(press.other(), "--no-cache", first=first).end())


# --- what is in the way -----------------------------------------------------------------------


def places(press: Press) -> Iterator[str]:
    """Targets and neighbours that nobody would wish for."""
    for target in (_file, _link, _dangling, _under_a_file, _foreign):
        yield _kept(press, target.__name__, target(press.place.parent / "odd"))
    for prepared in (_stale_lock, _held_lock, _lock_is_a_link, _lock_is_a_folder, _leftovers):
        with prepared(press):
            ended = press.begin(press.other()).end()
            if press.damage():
                raise DamageError(f"{prepared.__name__}: the site is damaged")
            refused = prepared not in (_stale_lock, _leftovers)
            if bool(ended.code) != refused:
                raise DamageError(f"{prepared.__name__}: {ended}")
        press.must(press.other())
        yield "refused" if refused else "published"
    if os.geteuid() == 0:
        for prepared in (_unwritable, _locked_site, _read_only, _mounted):
            with prepared(press):
                ended = press.begin(press.other(), first=_be_nobody).end()
                if press.damage() or not ended.code:
                    raise DamageError(f"{prepared.__name__}: {ended}")
            press.must(press.other())
            yield "refused"


def _kept(press: Press, name: str, target: Path) -> str:
    """A target that must be refused, and stay as it was."""
    odd = press.place.parent / "odd"
    before = sorted((p, os.readlink(p) if p.is_symlink() else "") for p in odd.rglob("*"))
    ended = press.begin(press.projects[0], target=target).end()
    after = sorted((p, os.readlink(p) if p.is_symlink() else "") for p in odd.rglob("*"))
    if before != after or ended.code not in (1, 2):
        raise DamageError(f"{name}: {ended}")
    shutil.rmtree(odd)
    return "refused"


def _file(odd: Path) -> Path:
    odd.mkdir()
    (odd / "site").write_text("precious")
    return odd / "site"


def _link(odd: Path) -> Path:
    (odd / "elsewhere").mkdir(parents=True)
    (odd / "site").symlink_to("elsewhere")
    return odd / "site"


def _dangling(odd: Path) -> Path:
    odd.mkdir()
    (odd / "site").symlink_to("nowhere")
    return odd / "site"


def _under_a_file(odd: Path) -> Path:
    return _file(odd) / "site"


def _foreign(odd: Path) -> Path:
    (odd / "site").mkdir(parents=True)
    (odd / "site" / "thesis.odt").write_text("precious")
    return odd / "site"


@contextmanager
def _stale_lock(press: Press) -> Iterator[None]:
    _lock(press).write_text("12345")
    yield


@contextmanager
def _held_lock(press: Press) -> Iterator[None]:
    with _lock(press).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    _lock(press).unlink()


@contextmanager
def _lock_is_a_link(press: Press) -> Iterator[None]:
    _lock(press).symlink_to(press.projects[0] / "mkdocs.yml")
    yield
    _lock(press).unlink()


@contextmanager
def _lock_is_a_folder(press: Press) -> Iterator[None]:
    _lock(press).mkdir()
    yield
    _lock(press).rmdir()


@contextmanager
def _leftovers(press: Press) -> Iterator[None]:
    for name in (".site." + "a" * 16, ".site." + "b" * 16, ".site." + "c" * 16 + ".old"):
        (press.place / name / "deep").mkdir(parents=True)
        (press.place / name / "deep" / "file").write_text("left")
    yield


def _lock(press: Press) -> Path:
    return press.place / ".site.lock"


@contextmanager
def _unwritable(press: Press) -> Iterator[None]:
    """The folder that holds the site belongs to somebody else."""
    press.place.chmod(0o755)
    yield
    press.place.chmod(0o777)


@contextmanager
def _locked_site(press: Press) -> Iterator[None]:
    """The folder may be written to, but entries of others in it may not be moved."""
    press.place.chmod(0o1777)
    yield
    press.place.chmod(0o777)


@contextmanager
def _read_only(press: Press) -> Iterator[None]:
    with _disk(press.place, "size=64m"):
        press.must(press.other())
        _mount("-o", "remount,ro", str(press.place))
        yield
        _mount("-o", "remount,rw", str(press.place))


@contextmanager
def _mounted(press: Press) -> Iterator[None]:
    """The site itself is a mount."""
    before = press.place / "before"
    shutil.copytree(press.site, before)
    with _disk(press.site, "size=64m"):
        shutil.copytree(before, press.site, dirs_exist_ok=True)
        shutil.rmtree(before)
        yield


def _be_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    os.environ["HOME"] = "/nonexistent"
    os.environ["XDG_CACHE_HOME"] = "/nonexistent/cache"


@contextmanager
def _disk(folder: Path, options: str) -> Iterator[None]:
    """A disk in memory in the place of a folder."""
    _mount("-t", "tmpfs", "-o", options, "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def can_mount(folder: Path) -> bool:
    """Whether this process may mount a disk."""
    try:
        with _disk(folder, "size=64k"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


# --- several at once --------------------------------------------------------------------------


def together(press: Press, chance: random.Random) -> Iterator[str]:
    """Two to four builds at once, one of which is killed every other time."""
    for at in range(1_000_000):
        number = 2 + at % 3
        chosen = [chance.choice(press.projects) for _ in range(number)]
        builds = [press.begin(project, "--no-cache") for project in chosen]
        if at % 2:
            builds[0].wait(chance.uniform(0, 1) * press.seconds)
            builds[0].send(signal.SIGKILL)
        ended = [build.end() for build in builds]
        press.look()
        for one in ended[at % 2 :]:
            if one.code and "another build is writing" not in one.said:
                raise DamageError(f"ended with {one.code}:\n{one.said}")
        if not at % 2 and all(one.code for one in ended):
            raise DamageError("none of several builds published")
        press.must(press.other())
        yield f"{Counter(bool(one.code) for one in ended)[False]} of {number} published"
