"""What was published last, as git keeps it, to hold changes against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.git.command import HistoryError
from generator.memo import Memo
from generator.model import Place, Project
from generator.read.configuration import FILE, read_settings
from generator.read.project import read_project
from generator.review.history import published, snapshot
from generator.settings import Settings
from generator.stopping import passing_folder


@dataclass(frozen=True)
class Publication:
    """The last published revision.

    Attributes:
        name: its tag or commit; empty where nothing was published.
        project: its content; None where nothing was published or it cannot be read.
        why: for a setting that leads nowhere, what git says.
    """

    name: str = ""
    project: Project | None = None
    why: str = ""

    def findings(self) -> Iterator[Diagnostic]:
        """What is wrong with the setting that names it."""
        if self.why:
            yield Diagnostic(
                "published-unknown",
                Place(FILE),
                f"`published: {self.name}` cannot be read: {self.why}.",
                "Write a tag or commit of this repository, fetch it, or remove the setting.",
            )


def last_published(
    settings: Settings, root: Path, revision: str = "HEAD", memo: Memo | None = None
) -> Publication:
    """The revision that the setting names, or the newest tag `published-…` in the past of one.

    Args:
        root: the project's folder in its repository.
        memo: remembers what files held.
    """
    name = settings.published
    try:
        name = name or published(root, revision)
        if not name:
            return Publication()
        with passing_folder() as folder:
            target = folder / "published"
            snapshot(root, name, target)
            return Publication(name, read_project(read_settings(target)[0], memo)[0])
    except HistoryError as error:
        return Publication(name, why=str(error)) if settings.published else Publication()
