"""Writes the generated pages of one language, through the theme, in as many processes as work."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file

from generator import workers
from generator.render.page import TITLE, Page, Section, html_of

_MANY = ("sheet", "reader")
"""Kinds of which there are many pages; the pages of other kinds are few, and some are long."""


def write_pages(
    pages: Mapping[str, Page],
    files: Files,
    nav: Navigation,
    env: Any,
    config: MkDocsConfig,
    *beside: Callable[[], None],
) -> None:
    """Draws every generated page and writes it; MkDocs is left with the hand-written ones.

    Args:
        pages: by the address of the file that stands for each.
        beside: other work to be done at the same time.
    """
    documents = files.documentation_pages()

    def job(page: Page, file: File) -> Callable[[], None]:
        return lambda: _write(page, file, documents, nav, env, config)

    # Long work first, or one process would still be at it when all others have ended.
    ordered = sorted(pages.items(), key=lambda item: item[1].kind in _MANY)
    jobs = [*beside, *(job(page, files.src_uris[uri]) for uri, page in ordered)]
    workers.spread(_done, jobs)
    for uri in pages:
        files.src_uris[uri].inclusion = InclusionLevel.EXCLUDED


def _done(work: Callable[[], None]) -> None:
    work()


def _write(
    ours: Page,
    file: File,
    documents: Sequence[File],
    nav: Navigation,
    env: Any,
    config: MkDocsConfig,
) -> None:
    """What MkDocs does to write a page, its plugins included."""
    page = file.page
    assert page is not None
    sections = ours.draw()
    page.content, page.toc = html_of(sections, ours.language), _contents(ours.title, sections)
    page.active = True
    try:
        context = get_context(nav, documents, config, page)
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        output = env.get_template("main.html").render(context)
        output = config.plugins.on_post_page(output, page=page, config=config)
        write_file(output.encode("utf-8"), str(file.abs_dest_path))
        if ours.anchors:
            told = json.dumps(ours.anchors(), separators=(",", ":"))
            write_file(told.encode(), str(Path(str(file.abs_dest_path)).with_name("parts.json")))
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
