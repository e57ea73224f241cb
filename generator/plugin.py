"""The MkDocs face: hands the checked pages to MkDocs, once for each language."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from markupsafe import Markup, escape
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
_MANUAL = {"en": "Documentation", "fr": "Documentation (anglais)"}
_ENGLISH = "_english_"
"""In the French build, first part of the address of a page that only the English site has."""


class Refused(PluginError):
    """The content has errors: nothing was built, and what was built before is untouched."""


class _Options(Config):
    """Whatever stands in `mkdocs.yml`: `generator.read.configuration` reads and judges it."""

    def validate(self) -> tuple[list[Any], list[Any]]:
        return [], []


class FactsheetPlugin(BasePlugin[_Options]):
    """Puts a project's pages on the site.

    MkDocs makes a new plugin for every build. The one of the first language checks the project,
    builds its site, and then has MkDocs build each other language's into a folder of it, giving
    the plugin of that build what it found.
    """

    def __init__(self) -> None:
        self.language = LANGUAGES[0]
        self.checked: Checked | None = None
        self.manual = ""  # the first documentation page of the first language's site
        self.pages: dict[str, Page] = {}
        self.missing: Page | None = None
        self.translated: set[str] = set()

    # --- before anything is written ---------------------------------------------------------

    @event_priority(100)  # before the search plugin asks for the theme's language
    def on_config(self, config: MkDocsConfig) -> None:
        """Checks the project, then sets what every page of this language shares."""
        checked = self._check(Path(config.config_file_path).parent)
        settings = checked.settings
        if not config.use_directory_urls:
            raise PluginError("mkdocs.yml: `use_directory_urls: false` would break every link")
        theme = config.theme
        theme.dirs.insert(1 if theme.custom_dir else 0, str(_THEME))
        theme["language"] = self.language
        # No reader's browser may be sent to another host: these two would.
        theme["font"] = False
        config.repo_url = None
        # Templates write these as they are, into text and attributes.
        config.site_name = escape(settings.named(self.language))
        config.site_description = escape(settings.summary.get(self.language, ""))
        # True and not a list: the header shows our switch, and the theme writes no links of its
        # own, which its script would take for the homes of other sites.
        config.extra["alternate"] = True
        urls = list(pipeline.assets())
        config.extra_css = [*config.extra_css, *(u for u in urls if u.endswith(".css"))]
        config.extra_javascript = [*config.extra_javascript, *(u for u in urls if u.endswith(".js"))]
        folders = (settings.root / name for name in ("facts", "seeds"))
        config.watch = [*config.watch, *(str(path) for path in folders if path.is_dir())]

    def _check(self, root: Path) -> Checked:
        self.checked = self.checked or pipeline.check(root)
        if not self.checked.ok:
            for found in self.checked.diagnostics:
                print(f"{found.place}: {found.rule}: {found.message}", file=sys.stderr)
            raise Refused("The content is refused for the reasons above; nothing was built.")
        return self.checked

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Adds the pages and their assets, and lays out the navigation."""
        assert self.checked is not None
        manual = self._documentation(files, config)
        written = {f.dest_uri.casefold(): f for f in files if f.src_dir == config.docs_dir}
        for url, path in pipeline.assets().items():
            files.append(File.generated(config, url, abs_src_path=str(path)))
        tabs: list[Any] = []
        for page in pipeline.pages(self.checked, self.language):
            if page.url == "404.html":
                self.missing = page
                continue
            uri = f"{page.url.strip('/') or 'index'}.md"
            file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            if clash := written.get(file.dest_uri.casefold()):
                raise PluginError(f"{clash.abs_src_path}: this page's address, /{page.url}, is that"
                                  f" of a page made from the facts ({page.title}): rename the file")
            files.append(file)
            file.page = SitePage(escape(page.title), file, config)
            self.pages[uri] = page
            if page.tab or not page.url:
                tabs.append(uri)
        self.translated.update(self.pages)
        config.nav = [*tabs, *([{"Documentation": manual}] if manual else [])]

    def _documentation(self, files: Files, config: MkDocsConfig) -> list[Any]:
        """Leaves this language's hand-written pages among the files; the tree of those in the nav.

        `guide.fr.md` is the French of `guide.md`: it takes its name and so its address. A page
        without a French version stays known to the French build, under an address that
        `on_page_content` turns into that of the English page.
        """
        pages = {f.src_uri: f for f in files.documentation_pages()}
        for code in LANGUAGES[1:]:
            if wrong := next((f for f in files if f.dest_uri.startswith(f"{code}/")), None):
                raise PluginError(f"{wrong.src_uri}: /{code}/ is where the other language goes")
            versions = {uri: f for uri, f in pages.items() if uri.endswith(f".{code}.md")}
            self.translated.update(uri.replace(f".{code}.md", ".md") for uri in versions)
            for uri, file in versions.items():
                files.remove(pages.pop(uri))
                if code == self.language:
                    base = uri.replace(f".{code}.md", ".md")
                    file.src_uri = base
                    file.dest_uri
        return []
