"""Which pages are cut: of each, its own view knows the entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.render.edition import Edition
from generator.render.parts import Cut
from generator.render.views import account, corrections, disagreement, faq, quantity, seed, sheet
from generator.render.views import timeline as course

_SINGLE: Mapping[str, Callable[[Edition], Cut[Any]]] = {
    "account/": account.entries,
    "corrections/": corrections.entries,
    "disagreements/": disagreement.entries,
    "faq/": faq.entries,
    "figures/": quantity.entries,
    "sources/": seed.entries,
    "timeline/": course.entries,
}


def placed(edition: Edition, page: str) -> Cut[Any]:
    """The entries of the page at an address, in its parts; none of a page that is never cut."""
    project = edition.index.project
    if page in _SINGLE:
        return _SINGLE[page](edition)
    folder, _, name = page.rstrip("/").rpartition("/")
    if folder == "sources" and name in project.seeds:
        return seed.passages(edition, project.seeds[name])
    found = project.sheets.get(name)
    return sheet.entries(edition, found) if found and found.url == page else Cut(())
