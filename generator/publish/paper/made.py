"""When a PDF was made and from which revision, as far as the publisher and git say so."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from generator.model import Project, Sheet


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit.

    Attributes:
        changed: whether something was changed after it and is not committed.
    """

    name: str
    time: datetime
    changed: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of when and from what PDFs are made; the clock is never asked.

    Attributes:
        day: the publisher's own date.
        commits: path → the newest commit that changed it: its place from the newest on, its name,
            its time.
        changed: paths that differ from what was committed.
    """

    day: datetime | None = None
    commits: Mapping[str, tuple[int, str, datetime]] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()

    def from_all(self) -> Revision | None:
        """The revision of the whole content."""
        return self._newest({*self.commits, *self.changed})

    def from_sheet(self, project: Project, sheet: Sheet) -> Revision | None:
        """The revision of a sheet's own file and of the documents that it cites."""
        cited = {c.seed for fact in sheet.facts for c in fact.citations}
        seeds = [project.seeds[seed] for seed in cited]
        files = [path for seed in seeds for path in (seed.path, seed.place.path)]
        return self._newest({sheet.place.path, *files})

    def _newest(self, paths: Iterable[str]) -> Revision | None:
        """None where no commit is known, as of a file that was never committed."""
        wanted = set(paths)
        known = [self.commits[path] for path in wanted if path in self.commits]
        if not known:
            return None
        _, name, time = min(known)
        return Revision(name, time, not wanted.isdisjoint(self.changed))

    def stamp(self, revision: Revision | None) -> datetime | None:
        """The date of a file: the publisher's, or else that of the revision it is wholly from."""
        if self.day or revision is None or revision.changed:
            return self.day
        return revision.time


def given_day(environment: Mapping[str, str] = os.environ) -> datetime | None:
    """The date that the publisher gives by `SOURCE_DATE_EPOCH`."""
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdecimal():
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (OverflowError, ValueError, OSError):
        return None
