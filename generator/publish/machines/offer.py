"""Everything that one language's site offers machines, in one place for whoever builds the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from generator.model import Sheet
from generator.publish.machines import feeds, head, listings
from generator.publish.machines.cards import Cards
from generator.publish.machines.web import Web
from generator.render.page import Page
from generator.render.views.downloads import of_sheet

Manual = Mapping[str, tuple[str, str]]
"""Hand-written pages: address → title and HTML."""


class Offer:
    """What the pages of one language say in their heads, and the files beside them."""

    def __init__(self, web: Web, pages: Sequence[Page]) -> None:
        self.web = web
        self.pages = {page.url: page for page in pages}
        self.cards = Cards(web, pages)
        self.items = feeds.items(web)

    def head(self, url: str, up: str, title: str, description: str) -> Markup:
        """The elements in the head of a page, generated or written by hand.

        Args:
            url: of the page, from the language's root.
            up: the way from it to that root.
            title, description: plain text; a generated page has its own.
        """
        page = self.pages.get(url)
        if page:
            title, description = page.title, page.description
        first = page.first if page else url
        image, subject = self.cards.address(first), self.web.subjects.get(first)
        said = head.head(
            self.web,
            url,
            title,
            description or self.web.summary,
            image,
            up.rstrip("/") + "/",
            feeds=bool(self.items),
            files=of_sheet(self.web, subject) if isinstance(subject, Sheet) else (),
        )
        return said + head.data(self.web, page, self.pages) if page else said

    def write(self, site: Path, manual: Manual) -> None:
        """Writes the files into this language's site, all but the share cards."""
        (site / "manifest.webmanifest").write_text(listings.manifest(self.web), "utf-8")
        (site / "llms.txt").write_text(
            listings.llms(self.web, self.pages.values(), manual), "utf-8"
        )
        if self.items:
            (site / "feed.atom").write_bytes(feeds.atom(self.web, self.items))
            (site / "feed.json").write_text(feeds.json_feed(self.web, self.items), "utf-8")


def map_site(web: Web, site: Path, addresses: Mapping[str, Sequence[str]]) -> None:
    """Puts one site map over all languages in the place of the builder's.

    Args:
        site: the whole site.
        addresses: language → the addresses of its pages, from its root.
    """
    for path in site.rglob("sitemap.xml*"):
        path.unlink()
    if web.site:
        for name, xml in listings.site_maps(web.site, addresses, web.changed).items():
            (site / name).write_bytes(xml)
