"""Checks a project for a command, with progress on a terminal when it takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generator.output import lively, passing
from generator.store import users_store

if TYPE_CHECKING:  # loading them would slow `--help`
    from generator.check.joined import Checked
    from generator.check.verify import Engine
    from generator.review.outcome import Outcome


_MANY = 20  # documents, below which a check is over at once


def checked(root: Path, scheduler: str | None = None, *, keep: bool = True) -> Checked:
    """The checked project; quiet in a pipe.

    Args:
        keep: whether what is remembered of what has not changed may answer.
        scheduler: the address of the one whose workers look for the quotes.

    Raises:
        ClusterError: it cannot be used.
    """
    from generator import pipeline
    from generator.check.verify import locally
    from generator.memo import Memo, of_project

    engine = locally if scheduler is None else _cluster(scheduler)
    memo = of_project(root) if keep and scheduler is None else Memo()
    with _told() as tick:
        found = pipeline.check(root, tick, engine=engine, memo=memo)
    memo.finish()
    return found


def outcome(root: Path, *, keep: bool, scheduler: str | None = None) -> Outcome:
    """What the check of a project comes to; quiet in a pipe.

    Args:
        keep: whether an outcome kept from before may answer.
        scheduler: as in `checked`; with one, nothing kept answers.
    """
    from generator.review.kept import kept
    from generator.review.outcome import outcome as outcome_of

    def check() -> Outcome:
        return outcome_of(checked(root, scheduler, keep=keep))

    return kept(root, users_store("check"), check) if keep and scheduler is None else check()


def _cluster(address: str) -> Engine:
    from generator.cluster import Cluster

    return Cluster(address)


@contextmanager
def _told() -> Iterator[Callable[[int, int], None] | None]:
    if not lively():
        yield None
        return

    def tick(done: int, total: int) -> None:
        if total >= _MANY:
            passing(f"{done:,} of {total:,} sources checked …")

    try:
        yield tick
    finally:
        passing("")
