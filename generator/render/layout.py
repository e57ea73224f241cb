"""Where an address stands once long pages are cut: each page's own view knows its entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.render.edition import Edition
from generator.render.parts import Cut, address
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


def placed(edition: Edition, url: str) -> str:
    """The address at which an anchor of a page stands: the page's own, or that of a part."""
    page, _, anchor = url.partition("#")
    cut = _cut(edition, page) if anchor else None
    part = cut.part_of(anchor) if cut else 1
    return f"{address(page, part)}#{anchor}" if part > 1 else url


def _cut(edition: Edition, page: str) -> Cut[Any] | None:
    """The parts of a page; None for one that is never cut."""
    project = edition.index.project
    if page in _SINGLE:
        return _SINGLE[page](edition)
    folder, _, name = page.rstrip("/").rpartition("/")
    if folder == "sources":
        return seed.passages(edition, project.seeds[name]) if name in project.seeds else None
    found = project.sheets.get(name)
    return sheet.entries(edition, found) if found and found.url == page else None
