"""The benchmark: `python -m tests.bench` measures this project and its peers in one run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from tests.bench.cases import CASES, Found, Workplace, facts_of
from tests.bench.contest import OURS, Entry, contest, entries
from tests.bench.measure import FailedError
from tests.bench.peers.hugo import HUGO
from tests.bench.peers.hugo import differing as differing_articles
from tests.bench.programs import PEERS, programs, versions
from tests.bench.report import tables


def main() -> int:
    """The command."""
    given = _arguments()
    work = (
        nullcontext(given.work)
        if given.work
        else tempfile.TemporaryDirectory(prefix="factsheet-bench-")
    )
    with work as folder:
        place = Workplace(
            Path(folder),
            given.sheets,
            given.repeat,
            given.timeout,
            shrink=given.shrink,
            growth=not given.no_growth,
        )
        done = measure(place, given.only.split(",") if given.only else None, given.peers)
    text = json.dumps(done, indent=1, ensure_ascii=False) + "\n"
    if given.json:
        given.json.write_text(text, "utf-8")
    print(tables(done))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sheets", type=int, default=500, help="a multiple of ten; of ten facts")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each, medians are given")
    parser.add_argument("--only", help=f"of {','.join(names())}; separated by commas")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one run")
    parser.add_argument("--work", type=Path, help="folder for projects and sites, kept")
    parser.add_argument("--json", type=Path, help="file for the results")
    parser.add_argument("--shrink", type=int, default=1, help="divide the fixed sizes, for a trial")
    parser.add_argument("--no-growth", action="store_true", help="leave out twice the size")
    parser.add_argument(
        "--peers",
        type=Path,
        default=Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        / "factsheet-bench",
        help="folder for the peers, each in a virtual environment of its own",
    )
    return parser.parse_args()


def names() -> list[str]:
    """What can be run alone."""
    return ["build", *CASES, *(peer.name.partition(",")[0].lower() for peer in PEERS)]


def measure(place: Workplace, only: list[str] | None, home: Path) -> Found:
    """Runs what is wanted; gives all results."""
    if only and (wrong := set(only) - set(names())):
        raise SystemExit(f"There is no {', '.join(wrong)}; there are {', '.join(names())}.")
    start = time.time()
    place.folder.mkdir(parents=True, exist_ok=True)
    chosen = [p for p in PEERS if not only or p.name.partition(",")[0].lower() in only]
    for peer in chosen:
        programs(home, peer)
    results: Found = {}
    found = entries(place, chosen, home)
    if only and "build" not in only:
        found = [entry for entry in found if not entry.name.startswith(OURS)]
    results.update(contest(found, place.repeat))
    if not only or {"build", "hugo"} <= set(only):
        results["Hugo: articles that differ"] = _compared(found)
    for name, case in CASES.items():
        if only and name not in only:
            continue
        try:
            for what, result in case(place):
                results[what] = result
                print(f"{what}: {result.get('wall', '')}", file=sys.stderr)
        except FailedError as error:
            results[name] = {"failed": str(error)}
            print(f"{name}: {error}", file=sys.stderr)
    return {
        "version": 1,
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
        },
        "day": time.strftime("%Y-%m-%d", time.gmtime(start)),
        "minutes": round((time.time() - start) / 60, 1),
        "repeat": place.repeat,
        "shrink": place.shrink,
        "project": facts_of(place.project(place.sheets)),
        "peers": {peer.name: {"does": peer.does, "leaves_out": peer.leaves_out} for peer in chosen},
        "versions": versions(home, chosen),
        "results": results,
    }


def _compared(found: list[Entry]) -> Found:
    """Whether Hugo prints the same articles as we do."""
    outputs = {e.name: e.output for e in found if not e.double}
    ours, theirs = outputs[f"{OURS}, both languages"], outputs[HUGO.name]
    assert ours
    assert theirs
    differing = differing_articles(ours, theirs)
    return {"count": len(differing), "first": differing[:1]}


if __name__ == "__main__":
    raise SystemExit(main())
