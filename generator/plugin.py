"""The MkDocs face: hands the checked pages to MkDocs, once for each language."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import escape
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page as SitePage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_relative_url, nest_paths
from mkdocs.utils.templates import TemplateContext

from generator import pipeline
from generator.check.joined import Checked
from generator.model import LANGUAGES
from generator.publish.site import PublishError
from generator.render.page import Page

_THEME = Path(__file__).parent / "render" / "theme"
_NAMES = {"en": "English", "fr": "Français"}
_PERMALINK = {"en": "Permanent link", "fr": "Lien permanent"}
_ENGLISH_MANUAL = {"fr": "Documentation (anglais)"}
_ELSEWHERE = "_elsewhere_/"
"""Begins the address of a documentation page that only the first language's site has."""


class Refused(PluginError):
    """The content has errors: nothing was built, and what was built before is untouched."""


class _Options(Config):
    """Whatever stands in `mkdocs.yml`: `generator.read.configuration` reads and judges it."""

    def validate(self) -> tuple[list[Any], list[Any]]:
        return [], []


class FactsheetPlugin(BasePlugin[_Options]):
    """Puts a project's pages on the site of one language.

    MkDocs makes a plugin for every build. The first language's checks the project and builds its
    site; then it has MkDocs build every other language's into a folder of that site, and hands
    what it knows to the plugin of that build.
    """

    def __init__(self) -> None:
        self.language = LANGUAGES[0]
        self.checked: Checked | None = None
        self.manual = ""  # address of the first documentation page, in the first language's site
        self.pages: dict[str, Page] = {}
        self.translated: set[str] = set()  # pages that every language has
        self.missing: Page | None = None

    @event_priority(100)  # before the search plugin asks for the theme's language
    def on_config(self, config: MkDocsConfig) -> None:
        """Checks the project, before MkDocs clears the old site, and sets what all pages share."""
        self.checked = self.checked or pipeline.check(Path(config.config_file_path).parent)
        if not self.checked.ok:
            for found in self.checked.diagnostics:
                print(f"{found.place}: {found.rule}: {found.message}", file=sys.stderr)
            raise Refused("the content is refused for the reasons above; nothing was built")
        if not config.use_directory_urls:
            raise PluginError("mkdocs.yml: `use_directory_urls: false` would break the pages' links")
        settings, theme = self.checked.settings, config.theme
        theme.dirs.insert(1 if theme.custom_dir else 0, str(_THEME))
        theme["language"] = self.language
        for palette in theme.get("palette") or ():
            if isinstance(name := palette.get("toggle", {}).get("name"), dict):
                palette["toggle"]["name"] = name[self.language]
        # These two would send a reader's browser to another host.
        theme["font"] = False
        config.repo_url = None
        # Templates write these as they stand, into text and attributes.
        config.site_name = escape(settings.named(self.language))
        config.site_description = escape(settings.summary.get(self.language, ""))
        # True shows our language switch. A list would have the theme write links of its own, and
        # its script take each for the home of another site.
        config.extra["alternate"] = True
        urls = pipeline.assets()
        config.extra_css = [*config.extra_css, *(u for u in urls if u.endswith(".css"))]
        config.extra_javascript = [*config.extra_javascript, *(u for u in urls if u.endswith(".js"))]
        watched = (settings.root / name for name in ("facts", "seeds"))
        config.watch = [*config.watch, *(str(folder) for folder in watched if folder.is_dir())]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Adds the pages and their assets, and lays out the navigation: tabs, never every page."""
        assert self.checked is not None
        manual = self._manual(files, config)
        written = {f.dest_uri.casefold(): f for f in files if f.src_dir == config.docs_dir}

        def add(file: File, what: str) -> None:
            if clash := written.get(file.dest_uri.casefold()):
                raise PluginError(f"{clash.abs_src_path}:1:1: address-taken: The facts make {what} "
                                  f"at /{file.url}, where this file would stand. Rename the file.")
            files.append(file)

        for url, path in pipeline.assets().items():
            add(File.generated(config, url, abs_src_path=str(path)), "an asset")
        tabs = []
        for page in pipeline.pages(self.checked, self.language):
            if page.url == "404.html":
                self.missing = page
                continue
            uri = f"{page.url.strip('/') or 'index'}.md"
            file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            add(file, f"the page “{page.title}”")
            file.page = SitePage(escape(page.title), file, config)
            self.pages[uri] = page
            if page.tab or not page.url:
                tabs.append(uri)
        self.translated.update(self.pages)
        config.nav = [*tabs, *([{"Documentation": manual}] if manual else [])]

    def _manual(self, files: Files, config: MkDocsConfig) -> list[Any]:
        """Keeps this language's hand-written pages; gives them as a tree for the navigation.

        `guide.fr.md` is the French of `guide.md` and takes its place. A page that has no French
        stays known to the French build, so that links to it lead to the English site.
        """
        versions: dict[str, dict[str, File]] = {}
        for file in sorted(files.documentation_pages(), key=file_sort_key):
            code = next((c for c in LANGUAGES[1:] if file.src_uri.endswith(f".{c}.md")), LANGUAGES[0])
            base = file.src_uri.removesuffix(".md").removesuffix(f".{code}") + ".md"
            versions.setdefault(base, {})[code] = file
            files.remove(file)
        for base, by_code in versions.items():
            source = by_code.get(self.language) or by_code.get(LANGUAGES[0])
            if source is None:
                continue
            file = File(base, source.src_dir, source.dest_dir, source.use_directory_urls,
                        inclusion=source.inclusion)
            file.abs_src_path = source.abs_src_path
            if self.language not in by_code:
                file.url, file.inclusion = _ELSEWHERE + file.url, InclusionLevel.EXCLUDED
            if len(by_code) == len(LANGUAGES):
                self.translated.add(base)
            files.append(file)
        if foreign := next((f for f in files if f.dest_uri.split("/")[0] in LANGUAGES[1:]), None):
            raise PluginError(f"{foreign.abs_src_path}:1:1: address-taken: /{foreign.url} is where "
                              "the site of another language goes. Rename the folder.")
        mine = [base for base in versions if (f := files.get_file_from_path(base))
                and f.inclusion.is_in_nav()]
        tree: list[Any] = config.nav or nest_paths(mine)
        if self.language == LANGUAGES[0]:
            found = map(files.get_file_from_path, _leaves(tree))
            self.manual = next((file.url for file in found if file), "")
            return tree
        return [uri for uri in _leaves(tree) if uri in mine]

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Gives every page its breadcrumbs, and other languages the way to the documentation."""
        at = {page.url: files.src_uris[uri].page for uri, page in self.pages.items()}
        for page in self.pages.values():
            if page.parent:  # the theme itself begins with home
                at[page.url].parent = at[page.parent]  # type: ignore[union-attr, assignment]
        if self.manual and self.language != LANGUAGES[0]:
            link = Link(_ENGLISH_MANUAL[self.language], f"../{self.manual}")
            last = nav.items[-1]
            (last.children if isinstance(last, Section) else nav.items).append(link)

    def on_page_content(
        self, html: str, *, page: SitePage, config: MkDocsConfig, files: Files
    ) -> str:
        """Puts a page's finished sections where its Markdown would have come out."""
        assert self.checked is not None
        root, edit = self.checked.settings.root, self.checked.settings.edit_url
        ours = self.pages.get(page.file.src_uri)
        if ours is None:
            path = os.path.relpath(str(page.file.abs_src_path), root).replace(os.sep, "/")
            html = html.replace(_ELSEWHERE, "../")
        else:
            path = ours.path
            html = self._html(ours)
            page.toc = _contents(ours)
            page.meta = {"description": escape(ours.description), "hide": ["navigation"]}
            page.present_anchor_ids = set(re.findall(r'\bid="([^"]+)"', html))
        page.edit_url = f"{edit.rstrip('/')}/{quote(path)}" if edit and path else None
        return html

    def _html(self, page: Page) -> str:
        parts = []
        for section in page.sections:
            if section.level:
                parts.append(f'<h{section.level} id="{escape(section.id)}">{escape(section.heading)}'
                             f'<a class="headerlink" href="#{escape(section.id)}" '
                             f'title="{_PERMALINK[self.language]}">¶</a></h{section.level}>\n')
            parts.append(section.html)
        return "".join(parts)

    # --- the other languages ----------------------------------------------------------------

    def on_page_context(
        self, context: TemplateContext, *, page: SitePage, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Lets the template link to the same page in every language."""
        here = self.folder(self.language) + page.url
        exact = page.file.src_uri in self.translated
        ...
