"""What is measured of this project alone, each case by its name."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.content import Content, Extremes, make
from tests.bench.measure import FailedError, Measure, middle, size
from tests.bench.ours import ROOT, Project, edit_to_reload, one_language, same
from tests.bench.project import write
from tests.bench.templates import KINDS

Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where cases make their projects, and how often they run.

    Attributes:
        shrink: what the fixed sizes of the cases are divided by; 1 but in a trial.
        growth: whether twice the size is run too.
    """

    folder: Path
    sheets: int
    repeat: int
    timeout: float
    shrink: int = 1
    growth: bool = True

    def project(self, count: int, extremes: Extremes | None = None, name: str = "") -> Project:
        """A project of a size; made at the first call."""
        content = make(count, extremes=extremes)
        folder = self.folder / f"project-{name or count}"
        if not folder.exists():
            write(folder, content)
        return Project(folder, content, self.timeout)

    def tens(self, count: int) -> int:
        """A fixed number of sheets, in a trial a smaller one."""
        return max(10, count // self.shrink // 10 * 10)


def facts_of(project: Project) -> Found:
    """What a project holds."""
    content = _content(project)
    return {
        "sheets": len(content.sheets),
        "facts": content.facts,
        "citations": content.citations,
        "documents": len(content.documents),
    }


def _content(project: Project) -> Content:
    assert project.content is not None
    return project.content


def _times(place: Workplace, once: Callable[[], Measure]) -> list[Measure]:
    return [once() for _ in range(place.repeat)]


def _cold(project: Project, once: Callable[[], Measure]) -> Callable[[], Measure]:
    def forgotten() -> Measure:
        project.forget()
        return once()

    return forgotten


def again(place: Workplace) -> Iterator[tuple[str, Found]]:
    """The site built again: nothing changed, one fact changed; and what that publishes."""
    options = _options()
    project = place.project(place.sheets, name="again")
    project.forget()
    cold = project.build(*options)
    yield "built before", {**middle([cold]), "output": size(project.site)}
    yield "nothing changed", middle(_times(place, lambda: project.build(*options)))
    changed = []
    for turn in range(place.repeat):
        project.change("again" + "s" * turn)
        changed.append(project.build(*options))
    other = project.site.with_name("again.other")
    kept, project.cache = project.cache, other.with_suffix(".cache")
    project.build(*options, into=other)
    differing = same(project.site, other)
    project.cache = kept
    shutil.rmtree(other)
    yield (
        "one fact changed",
        {
            **middle(changed),
            "differing": len(differing),
            "first": differing[:5],
        },
    )


def _options() -> tuple[str, ...]:
    """One language where that can be built, else both."""
    try:
        return one_language()
    except FailedError:
        return ()


def check(place: Workplace) -> Iterator[tuple[str, Found]]:
    """`check` alone: cold, unchanged, and of 100,000 facts."""
    project = place.project(place.sheets)
    about = facts_of(project)
    yield "check, cold", {**middle(_times(place, _cold(project, project.check))), **about}
    yield "check, unchanged", {**middle(_times(place, project.check)), **about}
    large = place.project(place.tens(10_000))
    large.forget()
    yield "check, 100,000 facts", {**middle([large.check()]), **facts_of(large)}


def extremes(place: Workplace) -> Iterator[tuple[str, Found]]:
    """Shapes far from the usual, and half of each: what is linear takes twice as long."""
    shapes: dict[str, tuple[int, Callable[[int], Extremes], int]] = {
        "one document of 64 MB": (place.tens(20), lambda n: Extremes(document_bytes=n), 67_000_000),
        "one sheet of 3,000 facts": (place.tens(20), lambda n: Extremes(facts=n), 3_000),
        "one name mentioned 10,000 times": (
            place.tens(1_010),
            lambda n: Extremes(mentions=n),
            10_000,
        ),
    }
    for name, (sheets, shape, most) in shapes.items():
        for part, amount in (("half", most // 2), ("whole", most)):
            short = f"{name.replace(' ', '-').replace(',', '')}-{part}"
            project = place.project(sheets, shape(amount // place.shrink), short)
            for what, once in (("check", project.check), ("build", project.build)):
                project.forget()
                found = middle([once()])
                output = {"output": size(project.site)} if what == "build" else {}
                yield f"{name}, {part}, {what}", {**found, **output}
            largest = max((p.stat().st_size for p in project.site.rglob("*.html")), default=0)
            yield f"{name}, {part}, largest page", {"bytes": largest}
            project.forget()


def serve(place: Workplace) -> Iterator[tuple[str, Found]]:
    """From the writing of a change to the page that shows it."""
    real = _real(place)
    path, said = _first_sentence(real.folder / "facts")
    walls = edit_to_reload(real, path, said, f"{path.parent.name}/{path.stem}/")
    yield "edit to reload, the real project", {"wall": sorted(walls)[1], "walls": walls}
    project = place.project(place.sheets, name="serve")
    sheet = _content(project).sheets[0]
    said = sheet.facts[0].en.removesuffix(".")
    walls = edit_to_reload(project, project.sheet_file(sheet), said, f"people/{sheet.id}/")
    yield "edit to reload", {"wall": sorted(walls)[1], "walls": walls}


def _first_sentence(facts: Path) -> tuple[Path, str]:
    """A sheet and a sentence of it, without its full stop, that stands as it is shown."""
    for folder, _ in KINDS.values():
        for path in sorted((facts / folder).glob("*.yml")):
            found = re.search(r"^      en: ([\w ,]+)\.$", path.read_text("utf-8"), re.M)
            if found:
                return path, found[1]
    raise FailedError("no sheet has such a sentence")


def pdf(place: Workplace) -> Iterator[tuple[str, Found]]:
    """The English book of 1,000 facts, and again after one change."""
    project = place.project(place.tens(100), name="pdf")
    yield "book of 1,000 facts", middle(_times(place, _cold(project, project.book)))
    changed = []
    for turn in range(place.repeat):
        project.change("again" + "s" * turn)
        changed.append(project.book())
    yield "book, one fact changed", middle(changed)


def small(place: Workplace) -> Iterator[tuple[str, Found]]:
    """What people wait for most often: the help, and the check of the real project."""
    real = _real(place)
    yield "--help", middle(_times(place, lambda: real.run("--help")))
    yield "check, the real project, cold", middle(_times(place, _cold(real, real.check)))
    yield "check, the real project, unchanged", middle(_times(place, real.check))


def _real(place: Workplace) -> Project:
    """The project of this repository, copied, so that nothing is written there."""
    folder = place.folder / "project-real"
    if not folder.exists():
        folder.mkdir(parents=True)
        for name in ("facts", "seeds", "docs"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "mkdocs.yml", folder)
    return Project(folder, None, place.timeout)


CASES: dict[str, Callable[[Workplace], Iterator[tuple[str, Found]]]] = {
    "again": again,
    "check": check,
    "extremes": extremes,
    "serve": serve,
    "pdf": pdf,
    "small": small,
}
"""Name on the command line → the case."""
