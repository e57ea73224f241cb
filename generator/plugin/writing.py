"""Writes the generated pages of one language, through the theme, in as many processes as work."""

from __future__ import annotations

import json
import logging
import os
import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as SitePage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler, write_file
from mkdocs.utils.templates import TemplateContext

from generator import workers
from generator.plugin.frame import Frames
from generator.publish.machines import cards
from generator.publish.machines.web import folder
from generator.render.page import TITLE, Page, Section, html_of

ANCHORS = "parts.json"
"""Beside a long page: on which of its parts each anchor stands."""

_MANY = ("sheet", "reader")
"""Kinds of which there are many pages; the pages of other kinds are few, and some are long."""


Job = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What is told of a language's site once it is built.

    Attributes:
        addresses: of its pages.
        cards: what its share cards show, by their names; they are drawn for all languages at once.
    """

    addresses: list[str]
    cards: Mapping[str, cards.Card]


log = logging.getLogger("mkdocs.plugins.factsheet")


def jobs(
    pages: Mapping[str, Page], files: Files, nav: Navigation, env: Any, config: MkDocsConfig
) -> dict[str, Job]:
    """What draws and writes each generated page, by its file in the site, long work first.

    Args:
        pages: by the address of the file that stands for each.
    """
    documents, frames = files.documentation_pages(), Frames(env, config)

    def job(page: Page, file: File) -> Job:
        return lambda: _write(page, file, documents, nav, frames, config)

    # Long work first, or one process would still be at it when all others have ended.
    ordered = sorted(pages.items(), key=lambda item: item[1].kind in _MANY)
    found = [(files.src_uris[uri], page) for uri, page in ordered]
    work = {file.dest_uri: job(page, file) for file, page in found}
    for file, page in found:
        if page.anchors:
            name = posixpath.join(posixpath.dirname(file.dest_uri), ANCHORS)
            path = os.path.join(config.site_dir, name)
            work[name] = partial(_write_anchors, page.anchors, path)
    return work


def _write_anchors(anchors: Callable[[], Mapping[str, Any]], path: str) -> None:
    write_file(json.dumps(anchors(), separators=(",", ":")).encode(), path)


def write(
    work: Mapping[str, Job], others: Sequence[Callable[[], Built]], *beside: Job
) -> list[Built]:
    """Does all work in as many processes as there are.

    Args:
        others: build the sites of other languages: the longest work, and the first to be taken.
        beside: other work to be done at the same time.

    Returns:
        What `others` give.
    """
    first, pages = [_counted(build) for build in others], list(work.values())
    if pages:
        pages.pop()()  # before the process is copied, so that no copy compiles these templates
    done = workers.spread(_done, [*first, *beside, *pages])
    built: list[Built] = []
    for process, warnings, site in done[: len(first)]:
        if warnings and process != os.getpid():
            log.warning("%d warnings in another process, printed above", warnings)
        built.append(site)
    return built


def draw_cards(built: Mapping[str, Built], site: Path, before: Path) -> None:
    """Draws the share cards of all languages.

    Args:
        before: the site that is to be replaced; need not exist.

    Raises:
        PublishError: a card could not be drawn.
    """
    for code, it in built.items():
        cards.draw(it.cards, site / folder(code), before / folder(code))


def _counted(build: Callable[[], Built]) -> Callable[[], tuple[int, int, Built]]:
    """Counts the warnings too: those of a copy of this process are not counted here."""

    def job() -> tuple[int, int, Built]:
        counter = CountHandler(level=logging.WARNING)
        logging.getLogger("mkdocs").addHandler(counter)
        try:
            site = build()
        finally:
            logging.getLogger("mkdocs").removeHandler(counter)
        return os.getpid(), sum(counter.counts.values()), site

    return job


def _done(work: Callable[[], Any]) -> Any:
    return work()


def _write(
    ours: Page,
    file: File,
    documents: Sequence[File],
    nav: Navigation,
    frames: Frames,
    config: MkDocsConfig,
) -> None:
    """What MkDocs does to write a page, its plugins included."""
    page = file.page
    assert page is not None
    sections = ours.draw()
    page.content, page.toc = html_of(sections, ours.language), _contents(ours.title, sections)
    page.active = True

    def context(page: SitePage) -> TemplateContext:
        given = get_context(nav, documents, config, page)
        return config.plugins.on_page_context(given, page=page, config=config, nav=nav)

    try:
        alike = ours.kind in _MANY and ours.parts == 1  # a part names those beside it
        output = frames.around(page, context, alike=alike)
        output = config.plugins.on_post_page(output, page=page, config=config)
        write_file(output.encode("utf-8"), str(file.abs_dest_path))
    finally:
        page.active, page.content = False, None


def _contents(title: str, sections: Sequence[Section]) -> TableOfContents:
    """The headings as a tree, by their levels, under the title."""
    top = AnchorLink(escape(title), TITLE, 1)
    above = [top]
    for section in sections:
        if section.level:
            link = AnchorLink(escape(section.heading), section.id, section.level)
            while len(above) > 1 and above[-1].level >= section.level:
                above.pop()
            above[-1].children.append(link)
            above.append(link)
    return TableOfContents([top])
