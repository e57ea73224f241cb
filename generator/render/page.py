"""A page: a title and sections of finished HTML, whatever publishes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import escape

TITLE = "page_title"
"""The anchor of a page's title."""

_PERMALINK = {"en": "Permanent link", "fr": "Lien permanent"}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the HTML under it.

    Attributes:
        level: 2 for a section, 3 below it …; 0 for HTML without a heading.
        id: the heading's anchor; generated ones hold an underscore, which no fact's id can.
        heading: plain text, not HTML.
        html: finished, safe HTML.
    """

    level: int
    id: str
    heading: str
    html: str


@dataclass(frozen=True)
class Page:
    """A page of one language; drawn when its sections are asked for.

    Attributes:
        url: address from the root of that language's site: `` for home, `people/`,
            `people/yann-lecun/`, `404.html`.
        parent: url of the page above it in the breadcrumbs; None for home and 404.
        tab: whether it stands in the navigation tabs (home, the lists …).
        path: the file that an edit button opens, relative to the project; "" for none.
        headings: anchor and words of those that a search leads to, where that is known undrawn.
        part, parts: which part of a long page it is, and of how many; its parent is the first.
        title, description: plain text.
        draw: makes the sections, which can be large, anew at each call.
    """

    url: str
    language: str
    kind: str
    title: str
    description: str
    draw: Callable[[], tuple[Section, ...]] = field(repr=False, compare=False)
    parent: str | None = None
    tab: bool = False
    path: str = ""
    headings: Callable[[], Iterable[tuple[str, str]]] | None = field(
        default=None, repr=False, compare=False
    )
    part: int = 1
    parts: int = 1

    @property
    def first(self) -> str:
        """The address of the page's first part."""
        return self.url if self.part == 1 else self.parent or ""

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections, kept in memory from the first use on."""
        return self.draw()


def html_of(sections: Sequence[Section], language: str) -> str:
    """Sections with their headings; the title gets an anchor, where the skip link leads."""
    label = _PERMALINK[language]
    html = "".join(
        f'<h{s.level} id="{escape(s.id)}">{escape(s.heading)}<a class="headerlink" '
        f'href="#{escape(s.id)}" title="{label}">¶</a></h{s.level}>\n{s.html}\n'
        if s.level
        else f"{s.html}\n"
        for s in sections
    )
    return html.replace("<h1", f'<h1 id="{TITLE}"', 1)
