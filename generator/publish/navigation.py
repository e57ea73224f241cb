"""Navigation: as `mkdocs.yml` writes it, and what the foot of every page leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.render.page import Page

_AT_FOOT = ("methodology", "account", "disagreements", "corrections", "relations", "downloads")


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


def at_foot(pages: Iterable[Page], say: Callable[[str], str]) -> list[tuple[str, str]]:
    """Title and address of the pages that the foot of every page leads to.

    The page about the fact sheet is always there, written by hand or not.
    """
    found = [(page.title, page.url) for page in pages if page.kind in _AT_FOOT and page.part == 1]
    return [(say("about.title"), "about/"), *found]
