"""How MkDocs is told that something cannot be built or published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mkdocs.exceptions import PluginError

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
