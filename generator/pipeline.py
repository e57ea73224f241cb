"""The order of the stages, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.check.consistency import consistency
from generator.check.coverage import coverage
from generator.check.disagreements import disagreements
from generator.check.joined import Checked, join
from generator.check.verify import haystacks, verify
from generator.diagnostics import ordered
from generator.model import Project
from generator.read.configuration import read_settings
from generator.read.project import read_project
from generator.render.page import Page
from generator.settings import Settings


def settings(root: Path) -> Settings:
    """A project's settings; findings in them are reported by `check`."""
    return read_settings(root)[0]


def check(root: Path, progress: Callable[[int], None] | None = None) -> Checked:
    """Reads a project and holds it against every rule."""
    options, found = read_settings(root)
    project, reading = read_project(options)
    verified = verify(project, haystacks(project, options.quotes), progress)
    index = join(project, verified)
    judged = [*consistency(index), *disagreements(index), *coverage(index, options)]
    return Checked(
        options,
        index,
        ordered([*found, *reading, *verified.found, *judged]),
        verified.verdicts,
        verified.skipped,
    )


def read(root: Path) -> tuple[Project, Settings]:
    """A project as it was read, without any check."""
    options, _ = read_settings(root)
    return read_project(options)[0], options


def pages(checked: Checked, language: str) -> list[Page]:
    """Every page of the site in a language."""
    from generator.render.pages import pages as render

    return render(checked.index, checked.settings, language)


def assets() -> dict[str, Path]:
    """Style sheets and scripts of the pages: address on the site → file."""
    folder = Path(__file__).parent / "render" / "assets"
    return {f"assets/{path.name}": path for path in sorted(folder.iterdir()) if path.is_file()}
