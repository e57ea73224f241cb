"""Writes the generated pages of one language, through the theme, in as many processes as work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as SitePage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from generator import workers
from generator.plugin.frame import Frames
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
    documents, frames = files.documentation_pages(), Frames(env, config)

    def job(page: Page, file: File) -> Callable[[], None]:
        return lambda: _write(page, file, documents, nav, frames, config)

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
        output = frames.around(page, context, alike=ours.kind in _MANY)
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
