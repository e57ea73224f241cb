"""What a page's head says to those who share, follow and index it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from generator.model import LANGUAGES
from generator.publish.machines import graph
from generator.publish.machines.web import Web
from generator.render.edition import Link
from generator.render.page import Page

_LOCALES = {"en": "en_US", "fr": "fr_FR"}
_MEDIA = {"json": "application/json", "pdf": "application/pdf"}
CARD_SIZE = (1200, 630)


def head(
    web: Web,
    url: str,
    title: str,
    description: str,
    image: str,
    up: str,
    *,
    feeds: bool,
    files: Sequence[Link] = (),
) -> Markup:
    """The elements for any page, with its share card.

    Args:
        url: of the page, from the language's root.
        image: whole address of its share card; empty for none.
        up: the way from the page to the language's root.
        feeds: whether the site has them.
        files: what holds the same as the page, in other forms, from the language's root.
    """
    social = [
        ("og:type", "article" if url else "website"),
        ("og:site_name", web.title),
        ("og:title", title),
        ("og:description", description),
        ("og:url", web.root and web.root + url),
        ("og:locale", _LOCALES[web.language]),
        *(("og:locale:alternate", _LOCALES[c]) for c in LANGUAGES if c != web.language),
        ("og:image", image),
    ]
    if image:
        width, height = CARD_SIZE
        social += [
            ("og:image:type", "image/png"),
            ("og:image:width", str(width)),
            ("og:image:height", str(height)),
            ("og:image:alt", title),
        ]
    lines = [
        Markup(f'<meta property="{key}" content="{escape(value)}">')
        for key, value in social
        if value
    ]
    card = "summary_large_image" if image else "summary"
    lines += [
        Markup('<meta name="twitter:card" content="{}">').format(card),
        Markup('<meta name="theme-color" content="#17324d">'),
        Markup('<link rel="manifest" href="{}">').format(f"{up}manifest.webmanifest"),
    ]
    other = '<link rel="alternate" type="{}" title="{}" href="{}">'
    lines += [
        Markup(other).format(_MEDIA[file.url.rpartition(".")[2]], file.text, up + file.url)
        for file in files
    ]
    if feeds:
        lines += [
            Markup(other).format("application/atom+xml", web.title, f"{up}feed.atom"),
            Markup(other).format("application/feed+json", web.title, f"{up}feed.json"),
        ]
    return Markup("\n      ").join(lines)


def data(web: Web, page: Page, pages: Mapping[str, Page]) -> Markup:
    """The structured data of a generated page."""
    return Markup(graph.script(web, page, pages))
