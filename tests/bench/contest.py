"""This project and its peers on the same content, in turn, several times."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cases import Found, Workplace, facts_of
from tests.bench.measure import FailedError, Measure, middle, run, size
from tests.bench.ours import Project, one_language
from tests.bench.peers.peer import Peer
from tests.bench.programs import programs

OURS = "Factsheet"


@dataclass(frozen=True, slots=True)
class Entry:
    """One program at one size.

    Attributes:
        again: removes what the last run left, then runs the program.
        output: where it publishes; None for a program that only checks.
        double: it is there to show how the time grows, and runs once.
    """

    name: str
    project: Project
    again: Callable[[], Measure]
    output: Path | None
    double: bool


def entries(place: Workplace, peers: Iterable[Peer], home: Path) -> list[Entry]:
    """All entries at the given size, then at twice that size where growth is wanted."""
    peers = list(peers)
    found: list[Entry] = []
    for factor in (1, 2) if place.growth else (1,):
        project = place.project(place.sheets * factor)
        sites: dict[str, tuple[str, ...]] = {f"{OURS}, both languages": ()}
        try:
            sites[f"{OURS}, one language"] = one_language()
        except FailedError as error:
            print(f"{OURS}, one language: {error}", file=sys.stderr)
        for name, options in sites.items():
            found.append(Entry(name, project, _ours(project, options), project.site, factor > 1))
        for peer in peers:
            few = min(place.sheets, peer.most or place.sheets) * factor
            again, output = _theirs(place, peer, place.project(few), home)
            found.append(Entry(peer.name, place.project(few), again, output, factor > 1))
    return found


def _ours(project: Project, options: tuple[str, ...]) -> Callable[[], Measure]:
    def again() -> Measure:
        project.forget()
        return project.build(*options)

    return again


def _theirs(
    place: Workplace, peer: Peer, project: Project, home: Path
) -> tuple[Callable[[], Measure], Path | None]:
    assert project.content is not None
    short = re.sub(r"\W+", "-", peer.name.lower())
    folder = place.folder / f"{short}-{len(project.content.sheets)}"
    command = peer.command(programs(home, peer))
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            peer.prepare(project.folder, project.content, unfinished)
        except subprocess.CalledProcessError as error:
            return _unprepared(error), None
        unfinished.rename(folder)
    output = folder / peer.output if peer.output else None
    kept = {path.name for path in folder.iterdir()}

    def again() -> Measure:
        for path in folder.iterdir():
            if path.name not in kept or path == output:  # what the last run left, caches too
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        environment = {"NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": str(folder) + ".cache"}
        shutil.rmtree(environment["XDG_CACHE_HOME"], ignore_errors=True)
        return run(command, folder, timeout=place.timeout, environment=environment)

    return again, output


def _unprepared(error: subprocess.CalledProcessError) -> Callable[[], Measure]:
    """What is run of a peer whose input could not be made."""

    def again() -> Measure:
        raise FailedError(f"its input could not be made: {error.stderr.decode()[-500:]}")

    return again


def contest(found: list[Entry], repeat: int) -> dict[str, Found]:
    """Runs all entries in turn, `repeat` times; twice the size runs once.

    Returns:
        `name @ sheets` → medians; or why it failed.
    """
    measures: dict[str, list[Measure]] = {}
    results: dict[str, Found] = {}
    for turn in range(repeat):
        for entry in found:
            about = {**facts_of(entry.project), "double": entry.double}
            key = f"{entry.name} @ {about['sheets']}"
            if (turn and entry.double) or "failed" in results.get(key, {}):
                continue
            try:
                measure = entry.again()
            except FailedError as error:
                results[key] = {"failed": str(error), "name": entry.name, **about}
                print(f"{key}: {error}", file=sys.stderr)
                continue
            measures.setdefault(key, []).append(measure)
            output = {"output": size(entry.output)} if entry.output else {}
            results[key] = {"name": entry.name, **about, **middle(measures[key]), **output}
            print(f"{key}: {measure.wall:.2f} s", file=sys.stderr)
    return results
