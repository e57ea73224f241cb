"""Turns the index into the pages of one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

from markupsafe import Markup

from generator.check.coverage import Account
from generator.check.origins import Origins
from generator.model import LANGUAGES, Index
from generator.render.edition import Edition
from generator.render.house import House, house
from generator.render.layout import placed
from generator.render.page import Page, Section
from generator.render.parts import Cut, address, numbered
from generator.render.views.about import about
from generator.render.views.account import accounts
from generator.render.views.corrections import corrections
from generator.render.views.disagreement import disagreements
from generator.render.views.downloads import downloads
from generator.render.views.faq import faq
from generator.render.views.head import Head, Later, View
from generator.render.views.home import home
from generator.render.views.list import lists
from generator.render.views.methodology import methodology, not_found
from generator.render.views.quantity import quantities
from generator.render.views.relations import relations
from generator.render.views.seed import readers, sources
from generator.render.views.sheet import sheets
from generator.render.views.timeline import timeline
from generator.settings import Settings

KINDS: tuple[tuple[str, Callable[[Edition], Iterable[View | Later[View]]]], ...] = (
    ("home", home),
    ("list", lists),
    ("sheet", sheets),
    ("timeline", timeline),
    ("relations", relations),
    ("faq", faq),
    ("figures", quantities),
    ("disagreements", disagreements),
    ("sources", sources),
    ("reader", readers),
    ("account", accounts),
    ("methodology", methodology),
    ("corrections", corrections),
    ("downloads", downloads),
    ("about", about),
    ("not-found", not_found),
)
"""Every kind of page, which is also the name of its template, and what gives its views."""


def pages(
    index: Index,
    settings: Settings,
    language: str,
    known_accounts: Mapping[str, Account] | None = None,
    known_origins: Origins | None = None,
    known_cuts: dict[str, Cut[Any]] | None = None,
    offers: tuple[str, ...] = (),
    *,
    cut: bool = False,
) -> list[Page]:
    """Every page of the site in one language.

    Args:
        known_accounts, known_origins: what the checks found already; otherwise they are found here.
        known_cuts: of pages that are cut in the same way in every language; others are added.
        offers: what the build puts beside the pages: `data`, `pdf`, `feeds`.
        cut: whether a long page is cut into parts.
    """
    edition = Edition(
        index,
        settings,
        language,
        known_accounts or {},
        known_origins,
        {} if known_cuts is None else known_cuts,
        offers,
        placed if cut else None,
    )
    templates = house(edition)
    return [
        _page(templates, kind, view, edition) for kind, views in KINDS for view in views(edition)
    ]


def _page(templates: House, kind: str, view: View | Later[View], edition: Edition) -> Page:
    head = view.head
    return Page(
        url=head.url,
        language=edition.language,
        kind=kind,
        title=head.title,
        description=head.description,
        draw=partial(_sections, templates, kind, view, edition),
        parent=head.parent,
        tab=head.tab,
        path=head.path,
        headings=view.headings if isinstance(view, Later) else None,
        anchors=view.anchors if isinstance(view, Later) else None,
        part=head.part,
        parts=head.parts,
    )


def _sections(
    templates: House, kind: str, view: View | Later[View], edition: Edition
) -> tuple[Section, ...]:
    """A page's sections from its template.

    The template hands over each section by `{% call section(level, id, heading) %}`; what it
    writes outside them stands before the first heading.
    """
    sections: list[Section] = []

    def section(level: int, anchor: str, heading: str, caller: Callable[[], str]) -> str:
        sections.append(Section(level, anchor, heading, str(caller()).strip()))
        return ""

    def link(url: str) -> str:
        return relative(url, view.head.url, edition)

    def legend() -> Markup:
        """The same on all pages of one depth."""
        depth = view.head.url.count("/")
        drawn = cast(dict[int, Markup], templates.globals["legends"])
        if depth not in drawn:
            words = templates.get_template("legend.html.j2")
            drawn[depth] = Markup(words.render(link=link, terms=link("methodology/")))
        return drawn[depth]

    known = view.view() if isinstance(view, Later) else view
    template = templates.get_template(f"{kind}.html.j2")
    opening = template.render(
        view=known, section=section, link=link, terms=link("methodology/"), legend=legend
    )
    found = [Section(0, "", "", opening.strip()), *sections]
    return tuple(found if view.head.parts == 1 else _in_parts(templates, view.head, found, link))


def _in_parts(
    templates: House, head: Head, sections: list[Section], link: Callable[[str], str]
) -> Iterable[Section]:
    """One part's sections, with the way to the others after what it begins with and at its end."""
    module = templates.get_template("parts.html.j2")
    numbers = [
        (n, link(address(head.first, n)) if n else "") for n in numbered(head.part, head.parts)
    ]
    for place, section in (("top", sections[0]), ("end", Section(0, "", "", ""))):
        nav = module.render(head=head, numbers=numbers, place=place, address=address, link=link)
        yield replace(section, html=f"{section.html}\n{nav.strip()}".strip())
        if place == "top":
            yield from sections[1:]


def relative(url: str, page: str, edition: Edition) -> str:
    """An address from the language's root, as a page reaches it.

    From the not-found page, which is shown at any address, it is absolute.
    """
    if url.startswith("#") or (":" in url and urlsplit(url).scheme):
        return url
    target, _, anchor = edition.place(url).partition("#")
    anchor = f"#{anchor}" if anchor else ""
    if page.endswith(".html"):
        root = urlsplit(edition.settings.site_url).path.rstrip("/")
        if edition.language != LANGUAGES[0]:
            root += f"/{edition.language}"
        return f"{root}/{target}{anchor}"
    if target == page and anchor:
        return anchor
    return ("../" * page.count("/") + target or "./") + anchor
