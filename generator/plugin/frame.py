"""The theme's frame around pages of one kind, drawn once for all that differ only in their words.

Of a sheet's or a document's page the theme shows the title, the description, the address, the
content and what machines read; all else is the same on every page with the same place, the same
headings and the same further facts. So the theme draws one such page with marks in the place of its
words, and the words of each are put in their places.

That holds for the theme as we know it: with templates from elsewhere, or another plugin that gives
templates something to show, the theme draws every page. And it is not taken for granted: each frame
is filled for a page that the theme has drawn as well, and dropped if the two are not the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mkdocs
from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page as SitePage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_theme_dir
from mkdocs.utils.templates import TemplateContext

THEME = str(Path(__file__).parents[1] / "render" / "theme")
"""Our own templates, before those of the theme."""

_KNOWN = {THEME, get_theme_dir("material"), str(Path(mkdocs.__file__).with_name("templates"))}
"""Where all templates stand that we know."""

_WORDS = ("title", "description", "name", "edit", "machines", "content", "contents")
_MARKS = {word: f"\ue001{at}\ue001" for at, word in enumerate(_WORDS)}
_MARKS["content"] += "<h1"  # without one, the theme would add it
_MARK = re.compile("\ue001([0-9])\ue001(?:<h1)?")

_ITEM, _AT, _HEADING = "partials/toc-item.html", "\ue002", "\ue003"
"""The theme's template of one entry in a table of contents; marks of its address and heading."""

Contexts = Callable[[SitePage], TemplateContext]
"""What the theme's templates are given for a page."""


@dataclass(slots=True)
class _Frame:
    """What was drawn for pages that are alike; nothing until the second of them.

    Attributes:
        parts: the text between the words, and at every odd place the number of a word.
        entry: one entry of the table of contents, with marks; `between`: what stands between two.
    """

    seen: int = 0
    trusted: bool = False
    parts: tuple[str, ...] = ()
    entry: str = ""
    between: str = ""

    def filled(self, words: Mapping[str, str], headings: Sequence[AnchorLink]) -> str:
        """The frame around a page."""
        entries = (
            self.entry.replace(_AT, it.url).replace(_HEADING, str(it.title)) for it in headings
        )
        known = {**words, "contents": self.between.join(entries)}
        told = list(self.parts)
        told[1::2] = [known[_WORDS[int(at)]] for at in self.parts[1::2]]
        return "".join(told)


class Frames:
    """The frames of one language's pages."""

    def __init__(self, env: Any, config: MkDocsConfig) -> None:
        self._env, self._template = env, env.get_template("main.html")
        self._frames: dict[Hashable, _Frame] = {}
        self.possible = (
            config.theme.name == "material"
            and not config.theme.custom_dir
            and len(config.plugins.events["page_context"]) == 1
            and set(config.theme.dirs) <= _KNOWN
        )

    def around(self, page: SitePage, contexts: Contexts, *, alike: bool) -> str:
        """A whole page; `alike` when there are many of its kind."""
        context = contexts(page)
        words = _words(page, context) if alike and self.possible else {}
        if not words:
            return str(self._template.render(context))
        headings = _flat(page)
        likeness = _likeness(page, context, bool(headings))
        frame = self._frames.setdefault(likeness, _Frame())
        frame.seen += 1
        if frame.trusted:
            return frame.filled(words, headings)
        html = str(self._template.render(context))
        if frame.parts:
            frame.trusted = frame.filled(words, headings) == html
            frame.parts = frame.parts if frame.trusted else ()
        elif frame.seen == 2:  # for a page without its like, a frame would be drawn in vain
            self._draw(frame, page, contexts, bool(headings))
        return html

    def _draw(self, frame: _Frame, page: SitePage, contexts: Contexts, flat: bool) -> None:
        blank = _blank(page)
        context = {**contexts(blank), "machines": _MARKS["machines"]}
        if not flat:
            frame.parts = tuple(_MARK.split(self._template.render(context)))
            return
        # Two entries, which differ, show what stands between them.
        entries = [AnchorLink(f"{_HEADING}{at}", f"{_AT}{at}", 2) for at in range(2)]
        blank.toc = TableOfContents([copy(page.toc.items[0])])
        blank.toc.items[0].children = entries
        item = self._env.get_template(_ITEM)
        first, second = (item.render({**context, "toc_item": entry}) for entry in entries)
        html = self._template.render(context)
        before, _, rest = html.partition(first)
        frame.between, _, rest = rest.partition(second)
        frame.entry = first.replace(f"#{_AT}0", _AT).replace(f"{_HEADING}0", _HEADING)
        frame.parts = tuple(_MARK.split(f"{before}{_MARKS['contents']}{rest}"))


def _words(page: SitePage, context: Mapping[str, Any]) -> dict[str, str]:
    """What a page's frame is filled with; nothing for a page that only the theme can draw."""
    title, content = str(page.title), page.content or ""
    if "<h1" not in content or escape(Markup(title).striptags()) != title:
        return {}  # the theme would add a heading, or write the title in more than one way
    words = {
        "title": title,
        "description": str(page.meta.get("description", "")),
        "name": _name(page.url),
        "edit": page.edit_url or "",
        "machines": str(context["machines"]),
        "content": content,
    }
    return words if page.meta.get("title") == title else {}


def _name(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _flat(page: SitePage) -> Sequence[AnchorLink]:
    """The headings of a page under its title; none if there are more under one of these."""
    headings = page.toc.items[0].children
    return headings if not any(it.children for it in headings) else ()


def _likeness(page: SitePage, context: Mapping[str, Any], flat: bool) -> Hashable:
    """What pages have in common that can be put in one frame.

    Args:
        flat: whether their headings are words to be put in it.
    """
    return (
        page.url.removesuffix(f"{_name(page.url)}/"),
        repr(page.ancestors),
        flat or repr([str(it) for it in page.toc.items[0].children]),
        page.toc.items[0].url,
        bool(page.edit_url),
        bool(page.meta.get("description")),
        repr({k: v for k, v in page.meta.items() if k not in ("title", "description")}),
        context["exact"],
        repr((page.previous_page, page.next_page)),
    )


def _blank(page: SitePage) -> SitePage:
    """A page with marks in the place of its words."""
    blank, name = copy(page), _name(page.url)
    blank.file = copy(page.file)

    def marked(url: str | None) -> str | None:
        return url and url.removesuffix(f"{name}/") + f"{_MARKS['name']}/"

    blank.file.url = marked(page.url) or ""
    blank.canonical_url, blank.abs_url = marked(page.canonical_url), marked(page.abs_url)
    blank.title = Markup(_MARKS["title"])
    blank.content = _MARKS["content"]
    blank.edit_url = page.edit_url and _MARKS["edit"]
    described = page.meta.get("description") and Markup(_MARKS["description"])
    blank.meta = {**page.meta, "title": blank.title, "description": described}
    return blank
