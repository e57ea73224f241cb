"""Reads a navigation as `mkdocs.yml` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def leaves(tree: Iterable[Any]) -> Iterator[str]:
    """The paths of its pages, in order.

    Args:
        tree: paths, and mappings of a title to a path or to a tree.
    """
    for item in tree:
        if isinstance(item, str):
            yield item
        else:
            for value in item.values():
                yield from leaves([value] if isinstance(value, str) else value)
