"""A page: a title and sections of finished HTML, whatever publishes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the HTML under it.

    Attributes:
        level: 2 for a section, 3 below it …; 0 for HTML before the first heading.
        id: the heading's anchor; generated ones hold an underscore, which no fact's id can.
        heading: plain text, not HTML.
        html: finished, safe HTML.
    """

    level: int
    id: str
    heading: str
    html: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one language.

    Attributes:
        url: address from the root of that language's site: `` for home, `people/`,
            `people/yann-lecun/`, `404.html`.
        parent: url of the page above it in the breadcrumbs; None for home and 404.
        tab: whether it stands in the navigation tabs (home, the lists …).
        path: the file that an edit button opens, relative to the project; "" for none.
        title, description: plain text.
    """

    url: str
    language: str
    kind: str
    title: str
    description: str
    sections: tuple[Section, ...]
    parent: str | None = None
    tab: bool = False
    path: str = ""
