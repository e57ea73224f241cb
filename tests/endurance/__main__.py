"""Runs every kind of accident, as often as is asked for, and says in Markdown what became of it."""

from __future__ import annotations

import argparse
import datetime
import itertools
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.endurance import crashes
from tests.endurance.builds import DamageError, Press

_COLUMNS = ("what happened", "times", "what became of it", "damage")


def main() -> None:
    """The command."""
    options = _parser().parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="endurance-") as name:
        Path(name).chmod(0o755)
        press = Press(Path(name), *(() if options.pdf else ("--no-pdf",)))
        rows = [
            _row(what, times, accidents, began + options.minutes * 60)
            for what, times, accidents in _accidents(press, options)
            if times
        ]
    print(
        f"{datetime.date.today()}: {platform.system()}, Python {platform.python_version()}, "
        f"{(time.monotonic() - began) / 60:.0f} minutes, seed {options.seed}."
    )
    print()
    for cells in (_COLUMNS, ["---"] * len(_COLUMNS), *rows):
        print("|", " | ".join(cells), "|")
    sys.exit(any(cells[-1] != "none" for cells in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    for name, times in (("kill", 500), ("term", 200), ("int", 200), ("together", 24)):
        parser.add_argument(f"--{name}", type=int, default=times, metavar="TIMES")
    parser.add_argument("--sizes", type=int, default=20, help="of disks, files and handles")
    parser.add_argument("--places", type=int, default=1, help="0 leaves odd places out")
    parser.add_argument("--minutes", type=float, default=24 * 60, help="after which it ends")
    parser.add_argument("--seed", type=int, default=8, help="of the random moments")
    parser.add_argument("--pdf", action="store_true", help="make the PDFs too")
    return parser


def _accidents(
    press: Press, options: argparse.Namespace
) -> Iterator[tuple[str, int, Iterator[str]]]:
    """Each kind: its name, how often it is to happen, and its results."""
    chance = random.Random(options.seed)
    sizes: int = options.sizes
    yield "an odd place", 99 * options.places, crashes.places(press)
    if crashes.can_mount(press.passing):
        yield "full disk", sizes, crashes.full_disks(press, sizes)
    else:
        print("A full disk is left out: this process may not mount one.", file=sys.stderr)
    yield "files that may not grow", sizes, crashes.small_files(press, sizes)
    yield "no more open files", sizes, crashes.few_handles(press, sizes)
    yield "two to four builds at once", options.together, crashes.together(press, chance)
    for name in ("INT", "TERM", "KILL"):
        times = getattr(options, name.lower())
        yield name, times, crashes.kills(press, f"SIG{name}", chance)


def _row(what: str, times: int, accidents: Iterator[str], until: float) -> list[str]:
    """Lets one kind of accident happen; the first damage ends it."""
    found: Counter[str] = Counter()
    damage = "none"
    try:
        for result in itertools.islice(accidents, times):
            found[result] += 1
            if time.monotonic() > until:
                break
    except DamageError as error:
        damage = str(error)
        print(f"{what}, after {found.total()}: {damage}", file=sys.stderr)
    told = ", ".join(f"{n} {result}" for result, n in sorted(found.items()))
    print(f"{what}: {told}", file=sys.stderr, flush=True)
    return [what, str(found.total()), told, damage.splitlines()[0]]


if __name__ == "__main__":
    main()
