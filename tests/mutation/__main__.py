"""Tries every mutant of the parts named in `parts.toml`; what survives must be known.

Ends with 1 when a mutant survives that `survivors.toml` does not name with a reason, or when a
part has fewer than nine in ten killed.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import signal
import sys
import time
import tomllib
import zlib
from collections import Counter
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trial import Tree, tried

REPOSITORY = Path(__file__).parent.parent.parent
KNOWN = Path(__file__).with_name("survivors.toml")
_COLUMNS = ("module", "mutants", "killed", "too slow", "survived", "killed in all")
_ENOUGH = 0.9


def main() -> None:
    """The command."""
    options = _parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parts = tomllib.loads(Path(__file__).with_name("parts.toml").read_text("utf-8"))
    reasons = {
        (one["module"], one["within"], one["was"], one["now"]): one["why"]
        for one in tomllib.loads(KNOWN.read_text("utf-8")).get("survivor", ())
    }
    began, rows, bad = time.monotonic(), [], 0
    trees = [Tree(REPOSITORY) for _ in range(options.jobs)]
    try:
        for name, part in parts.items():
            modules = [
                m for m in part["modules"] if not options.only or {m, name} & {*options.only}
            ]
            if not modules:
                continue
            made = [
                mutant
                for module in modules
                for mutant in mutants(REPOSITORY, module)
                if _chosen(mutant, part.get("one_in", 1))
                if not options.known or mutant.name in reasons
            ]
            files = [*part["tests"], *(f"--deselect={name}" for name in part.get("but", ()))]
            counted = {module: Counter[str]() for module in modules}
            idle = {name for name in reasons if name[0] in modules}
            for mutant, fate in tried(trees, files, modules, made):
                counted[mutant.path][fate] += 1
                if fate == "survived":
                    idle.discard(mutant.name)
                if options.verbose:
                    print(f"# {fate}: {mutant.name}", flush=True)
                if fate == "survived" and not reasons.get(mutant.name):
                    bad += 1
                    print(_entry(mutant), flush=True)
            for known in sorted(idle):
                print("# to be struck off the list:", known, flush=True)
            together = sum(counted.values(), Counter[str]())
            rows += [_row(f"`{module}`", fates) for module, fates in counted.items()]
            rows.append(_row(f"**{name}**", together))
            for row in rows[-len(counted) - 1 :]:
                print("#", *row, f"after {time.monotonic() - began:.0f} s", flush=True)
            if not options.known and together["survived"] > (1 - _ENOUGH) * together.total():
                bad += 1
    finally:
        for tree in trees:
            tree.remove()
    print(
        f"\n{datetime.date.today()}: {platform.system()}, Python {platform.python_version()}, "
        f"{(time.monotonic() - began) / 60:.0f} minutes.\n"
    )
    for cells in (_COLUMNS, ("---", *["---:"] * 5), *rows):
        print("|", " | ".join(cells), "|")
    sys.exit(bool(bad))


def _chosen(mutant: Mutant, share: int) -> bool:
    """Whether a mutant is one of those of its part that are tried: by its name, ever the same."""
    return zlib.crc32("\n".join(mutant.name).encode()) % share == 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=".ci/mutants", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="PART or MODULE")
    parser.add_argument("--known", action="store_true", help="only those that survived before")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--verbose", action="store_true", help="say what becomes of each")
    return parser


def _row(name: str, counted: Counter[str]) -> tuple[str, ...]:
    dead = counted["killed"] + counted["slow"]
    share = f"{100 * dead / max(1, counted.total()):.1f} %"
    figures = (counted.total(), counted["killed"], counted["slow"], counted["survived"])
    return name, *map(str, figures), share


def _entry(mutant: Mutant) -> str:
    """A survivor, as it is to be named in the list of the known ones."""
    lines = ["", "[[survivor]]"]
    for key, value in zip(("module", "within", "was", "now"), mutant.name, strict=True):
        lines.append(f"{key} = {_text(value)}")
    return "\n".join([*lines, 'why = ""'])


def _text(value: str) -> str:
    if "\n" in value or "'" in value:
        return f"'''\n{value}'''"
    return f"'{value}'"


if __name__ == "__main__":
    os.environ.pop("FACTSHEET_LONG", None)
    main()
