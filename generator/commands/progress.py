"""Checks a project for a command, with progress on a terminal when it takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.outcome import lively, passing
from generator.store import users_store

if TYPE_CHECKING:  # loading them would slow `--help`
    from generator.check.joined import Checked
    from generator.review.outcome import Outcome


_MANY = 20  # documents, below which a check is over at once


def checked(root: Path) -> Checked:
    """The checked project; quiet in a pipe."""
    from generator import pipeline

    with _told() as tick:
        return pipeline.check(root, tick)


def outcome(root: Path, *, keep: bool) -> Outcome:
    """What the check of a project comes to; quiet in a pipe.

    Args:
        keep: whether an outcome kept from before may answer.
    """
    from generator.review.kept import kept
    from generator.review.outcome import outcome as outcome_of

    def check() -> Outcome:
        return outcome_of(checked(root))

    return kept(root, users_store("check"), check) if keep else check()


@contextmanager
def _told() -> Iterator[Callable[[int, int], None] | None]:
    if not lively():
        yield None
        return

    def tick(done: int, total: int) -> None:
        if total >= _MANY:
            passing(f"{done:,} of {total:,} sources checked …")

    yield tick
    passing("")
