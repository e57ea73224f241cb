"""How MkDocs is told that something cannot be built or published."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mkdocs.exceptions import Abort, PluginError
from mkdocs.utils import CountHandler

from generator.publish.site import PublishError


class RefusedError(PluginError):
    """The content has errors: nothing was built, and what was built before is untouched."""


@contextmanager
def told() -> Iterator[None]:
    """Has MkDocs say why something cannot be published."""
    try:
        yield
    except PublishError as error:
        raise PluginError(f"{error}.") from error


def unless_refused(build: Callable[[], None]) -> Callable[[], None]:
    """A build that ends quietly where the content is refused, which has been said already."""

    def tried() -> None:
        try:
            build()
        except Abort as error:
            if not isinstance(error.__context__, RefusedError):
                raise

    return tried


def count_unprinted_warnings() -> None:
    """Lets the strict mode count warnings that `--quiet` only keeps from being printed.

    MkDocs silences its logger, and what a silent logger drops its counter never sees: a strict
    build would succeed with broken links.
    """
    log = logging.getLogger("mkdocs")
    if log.level > logging.WARNING:
        for handler in log.handlers:
            if not isinstance(handler, CountHandler):
                handler.setLevel(max(handler.level, log.level))
        log.setLevel(logging.WARNING)
