"""The MkDocs face: hands the checked pages to MkDocs, once for each language."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from markupsafe import escape
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key
from mkdocs.structure.nav import Link, Navigation
from mkdocs.structure.pages import Page as SitePage
from mkdocs.utils import nest_paths
from mkdocs.utils.templates import TemplateContext

from generator import output, pipeline
from generator.check.joined import Checked
from generator.model import LANGUAGES
from generator.plugin.by_hand import Anchors, keep_editing_addresses, reachable
from generator.plugin.errors import RefusedError, count_unprinted_warnings, told, unless_refused
from generator.plugin.frame import THEME
from generator.plugin.writing import Built, Job, draw_cards, jobs, write
from generator.publish import search
from generator.publish.machines.offer import Offer, map_site
from generator.publish.machines.web import Times, folder
from generator.publish.navigation import at_foot, leaves
from generator.publish.policy import known_scripts, secured
from generator.publish.site import guard, sources
from generator.render.house import COMPILED
from generator.render.page import Page, html_of
from generator.render.parts import address
from generator.render.phrases import typeset
from generator.review import reports
from generator.review.outcome import outcome

_NAME = {"en": "English", "fr": "Français"}
_HOME = {"en": "Home", "fr": "Accueil"}
_FOREIGN_MANUAL = {"fr": "Docs (anglais)"}
_UP = "\ue000/"
"""Stands for `../`, out of a language's site, until a page is done: MkDocs's own reckoning of
relative links cannot leave the site. No file of a project may hold this character."""


Preview = Callable[["FactsheetPlugin", Files, Any, MkDocsConfig, Mapping[str, Job]], None]
"""Is given the files, the environment and the configuration of a language, and what writes each of
its pages."""


class _Options(Config):  # type: ignore[no-untyped-call]  # untyped in MkDocs
    """Whatever stands in `mkdocs.yml`: `generator.read.configuration` reads and judges it."""

    def validate(self) -> tuple[list[Any], list[Any]]:
        return [], []


class FactsheetPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call]  # untyped in MkDocs
    """Puts a project's pages on the site of one language.

    MkDocs makes a plugin for every build. The first language's checks the project and builds its
    site; then it has MkDocs build every other language's into a folder of that site, and hands
    what it knows to the plugin of that build.
    """

    def __init__(self) -> None:
        output.guard(logging.getLogger("mkdocs"))  # it names files as they are called
        self.language = LANGUAGES[0]
        self.languages: tuple[str, ...] = LANGUAGES  # of the whole site
        self.checked: Checked | None = None
        self.manual = ""  # address of the first documentation page on the first language's site
        self.pages: dict[str, Page] = {}
        self.everywhere: set[str] = set()  # pages that every language has
        self.missing: Page | None = None
        self.by_hand: dict[str, tuple[str, str]] = {}  # pages: address → title, HTML
        self.times: Times | None = None
        self.nav = Navigation([], [])
        self.built: dict[str, Built] = {}  # language → its site
        self.preview: Preview | None = None  # what takes over the pages instead of their writing
        self.scripts: frozenset[str] | None = None  # that a page may hold; None while previewing

    @event_priority(100)  # before other plugins ask for the theme's language
    def on_config(self, config: MkDocsConfig) -> None:
        """Checks the project, before MkDocs clears the old site, and sets what all pages share."""
        if config.strict:
            count_unprinted_warnings()
        if self.checked is None:
            root = Path(config.config_file_path).parent
            with told():  # MkDocs is about to empty it
                guard(Path(config.site_dir), sources(root, Path(config.docs_dir)))
            self.checked = pipeline.remembered(root)
            if self.checked.diagnostics:
                output.echo(reports.text(outcome(self.checked)), err=True)
        if not self.checked.ok:
            raise RefusedError("The content is refused for the reasons above; nothing was built.")
        if not config.use_directory_urls:
            raise PluginError("`use_directory_urls: false` in mkdocs.yml would break all links.")
        settings, theme = self.checked.settings, config.theme
        theme.dirs.insert(1 if theme.custom_dir else 0, THEME)
        theme["language"] = self.language
        for palette in theme.get("palette") or ():
            toggle = palette.get("toggle", {}) if isinstance(palette, dict) else {}
            if isinstance(name := toggle.get("name"), dict):
                toggle["name"] = name[self.language]
        keep_editing_addresses(config)
        # These two would send a reader's browser to another host.
        theme["font"], config.repo_url = False, None
        # Templates write these as they stand, into text and attributes.
        config.site_name = escape(typeset(settings.named(self.language), self.language))
        config.site_description = escape(settings.summary.get(self.language, ""))
        # True shows our language switch. A list would have the theme write links of its own, and
        # its script take each for the home of another site.
        config.extra["alternate"] = True
        # With these the inline scripts are the same on every page, tables need no inline style,
        # and a content security policy can name all there is; and no page advertises the theme.
        config.extra.update(scope="/", generator=False)
        if theme["favicon"] == "assets/images/favicon.png":
            theme["favicon"] = "assets/icon.svg"
        # MkDocs adds a script of its own to the pages that it serves itself.
        if urlsplit(config.site_url or "").netloc != str(config.dev_addr):
            self.scripts = known_scripts(theme.dirs, config.extra["scope"])
            self.times = self.times or pipeline.times(self.checked)
        self.web = pipeline.web(self.checked, self.language, self.times)
        config.mdx_configs.setdefault("tables", {})["use_align_attribute"] = True
        assets = list(pipeline.assets())
        config.extra_css = [*config.extra_css, *(a for a in assets if a.endswith(".css"))]
        scripts = [a for a in assets if a.endswith(".js")]
        config.extra_javascript = [*config.extra_javascript, *scripts]
        watched = (settings.root / name for name in ("facts", "seeds"))
        config.watch = [*config.watch, *(str(folder) for folder in watched if folder.is_dir())]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Adds the pages and their assets, and lays out the navigation: tabs, never every page."""
        assert self.checked is not None
        manual = self._manual(files, config)
        here = [f for f in files if f.src_dir == config.docs_dir and not f.url.startswith(_UP)]
        written = {file.dest_uri.casefold(): file for file in here}

        def add(file: File, what: str) -> None:
            if clash := written.get(file.dest_uri.casefold()):
                raise PluginError(
                    f"{self._path(clash)}:1:1: error: {what} already stands at "
                    f"/{file.url}. Rename this file."
                )
            files.append(file)

        for url, path in pipeline.assets().items():
            add(File.generated(config, url, abs_src_path=str(path)), "One of Factsheet's own files")
        self.pages = self.made("about/index.html" in written)
        for uri, page in self.pages.items():
            file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            add(file, f"The page “{page.title}”, made from the facts,")
            # It becomes the file's page.
            SitePage(self.title(page), file, config)
        self.offered()
        self.everywhere.update(self.pages)
        tabs = [uri for uri, page in self.pages.items() if page.tab or not page.url]
        config.nav = [*tabs, *([{"Documentation": manual}] if manual else [])]

    def made(self, told: bool) -> dict[str, Page]:
        """Our pages, by the file that stands for each.

        Args:
            told: the publisher says by hand what the site is about.
        """
        assert self.checked is not None
        found = {}
        for page in pipeline.pages(self.checked, self.language, feeds=self.web.followed, cut=True):
            if page.url == "404.html":
                self.missing = page
            elif page.kind != "about" or not told:
                found[f"{page.url.strip('/') or 'index'}.md"] = page
        return found

    def title(self, page: Page) -> str:
        """What the site's navigation calls a page."""
        return escape(page.title) if page.url else _HOME[self.language]

    def offered(self) -> None:
        """What machines are offered, and what stands at the foot of every page."""
        self.offer = Offer(self.web, list(self.pages.values()))
        say = self.web.phrases.say
        self.shared = {"say": say, "shelf": at_foot(self.pages.values(), say)}

    def _manual(self, files: Files, config: MkDocsConfig) -> list[Any]:
        """Keeps this language's hand-written pages; gives them as a tree for the navigation.

        `guide.fr.md` is the French of `guide.md` and takes its place. A page that has no French
        stays known to the French build, so that links to it lead to the English site.
        """
        versions: dict[str, dict[str, File]] = {}
        for file in sorted(files.documentation_pages(), key=file_sort_key):
            stem, _, code = file.src_uri.removesuffix(".md").rpartition(".")
            if code not in LANGUAGES[1:]:
                stem, code = file.src_uri.removesuffix(".md"), LANGUAGES[0]
            versions.setdefault(f"{stem}.md", {})[code] = file
            files.remove(file)
        mine = []
        for uri, by_code in versions.items():
            if source := by_code.get(self.language) or by_code.get(LANGUAGES[0]):
                file = File(uri, source.src_dir, source.dest_dir, source.use_directory_urls)
                file.abs_src_path, file.inclusion = source.abs_src_path, source.inclusion
                files.append(file)
                if self.language in by_code:
                    mine.append(uri)
                else:
                    file.url, file.inclusion = _UP + file.url, InclusionLevel.EXCLUDED
            if len(by_code) == len(LANGUAGES):
                self.everywhere.add(uri)
        for file in files:
            if file.dest_uri.split("/")[0] in LANGUAGES[1:]:
                raise PluginError(
                    f"{self._path(file)}:1:1: error: The site of another language "
                    f"stands at /{file.url}. Rename this folder."
                )
        tree: list[Any] = config.nav or nest_paths(mine)  # type: ignore[no-untyped-call]  # untyped in MkDocs
        if self.language != LANGUAGES[0]:
            return [uri for uri in leaves(tree) if uri in mine]
        found = map(files.get_file_from_path, leaves(tree))
        self.manual = next((file.url for file in found if file), "")
        return tree

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Gives every page its breadcrumbs, and other languages the way to the documentation."""
        at: dict[str, Any] = {p.url: files.src_uris[uri].page for uri, p in self.pages.items()}
        for page in self.pages.values():
            if page.parent:  # home needs no breadcrumb: the theme begins with it
                at[page.url].parent = at[page.parent]
            if page.part > 1:  # the theme says which page comes before and after
                before = at[address(page.first, page.part - 1)]
                at[page.url].previous_page, before.next_page = before, at[page.url]
        if self.manual and self.language != LANGUAGES[0]:
            link = Link(_FOREIGN_MANUAL[self.language], _UP + self.manual)
            last = nav.items[-1]
            (last.children or nav.items).append(link)
        self.nav = nav

    @event_priority(-100)  # after other plugins have changed the environment
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        """Writes the generated pages, and what can be found on all pages."""
        env.bytecode_cache = env.bytecode_cache or COMPILED
        work = jobs(self.pages, files, self.nav, env, config)
        others = [self._building(code, config) for code in self._others()]
        if self.preview:
            self.preview(self, files, env, config, work)
            found = [build() for build in others]
        else:
            with told():
                found = write(work, others, self.find(Path(config.site_dir)))
        self.built.update(zip(self._others(), found, strict=True))
        for uri in self.pages:
            files.src_uris[uri].inclusion = InclusionLevel.EXCLUDED

    def _others(self) -> tuple[str, ...]:
        """The languages whose sites this build has built into its own."""
        return self.languages[1:] if self.language == LANGUAGES[0] else ()

    def _building(self, code: str, config: MkDocsConfig) -> Callable[[], Built]:
        """Builds the site of another language into this one."""

        def job() -> Built:
            other = load_config(
                config.config_file_path,
                site_dir=os.path.join(config.site_dir, code),
                site_url=config.site_url and config.site_url + folder(code),
                strict=config.strict,
                dev_addr=str(config.dev_addr),
            )
            plugin = plugin_of(other)
            plugin.language, plugin.checked, plugin.manual = code, self.checked, self.manual
            plugin.times, plugin.preview = self.times, self.preview
            build(other)
            return plugin.built[code]

        return job

    def find(self, site: Path) -> Job:
        """Writes what can be found on all pages."""

        def job() -> None:
            found = search.documents(self.web, self.pages.values(), self.by_hand)
            search.write(found, self.language, site)

        return job

    def on_page_content(
        self, html: str, *, page: SitePage, config: MkDocsConfig, files: Files
    ) -> str:
        """Says of a generated page what is known before it is drawn."""
        assert self.checked is not None
        edit = self.checked.settings.edit_url
        if ours := self.pages.get(page.file.src_uri):
            path = ours.path
            self.describe(page, ours)
        else:
            path = self._path(page.file)
            self.by_hand[page.url] = (str(page.title), html)
            html = reachable(html, self.web.phrases.say("table.named", n="{}"))
        page.edit_url = f"{edit.rstrip('/')}/{quote(path)}" if edit and path else None
        return html

    def describe(self, page: SitePage, ours: Page) -> None:
        """Says of a page what is known of ours before it is drawn."""
        page.title = self.title(ours)
        page.meta = {
            "title": escape(ours.title),
            "description": escape(ours.description),
            "hide": ["navigation"],
        }
        page.present_anchor_ids = Anchors(ours)

    def _path(self, file: File) -> str:
        """A hand-written file, from the project's folder."""
        assert self.checked is not None
        return Path(os.path.relpath(str(file.abs_src_path), self.checked.settings.root)).as_posix()

    # --- from language to language ----------------------------------------------------------

    def _versions(self, config: MkDocsConfig, url: str) -> list[dict[str, str]]:
        """A page in every language: its `link` from this language's root, and its whole address."""
        versions = []
        for code in self.languages:
            up = _UP if folder(self.language) else ""
            link = url if code == self.language else up + folder(code) + url
            whole = config.site_url and urljoin(config.site_url, link.replace(_UP, "../"))
            versions.append({"code": code, "name": _NAME[code], "link": link, "whole": whole or ""})
        return versions

    def on_page_context(
        self, context: TemplateContext, *, page: SitePage, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Lets a page link to itself in every language, or to the home of one that lacks it."""
        exact = page.file.src_uri in self.everywhere
        said = str(page.title), str(page.meta.get("description", ""))
        context.update(  # type: ignore[call-arg]  # a TypedDict, given more keys
            languages=self._versions(config, page.url if exact else ""),
            exact=exact,
            **self.shared,
            machines=self.offer.head(page.url, context["base_url"], *said),
        )

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> None:
        """Makes the page for wrong addresses hold wherever it is shown."""
        if template_name == "404.html":
            context["base_url"] = urlsplit(config.site_url or f"/{folder(self.language)}").path
            context.update(  # type: ignore[call-arg]  # a TypedDict, given more keys
                languages=self._versions(config, ""),
                missing=self.missing,
                html=html_of(self.missing.sections, self.language) if self.missing else "",
                **self.shared,
            )

    def on_post_page(self, output: str, **_: Any) -> str:
        """Lets links leave this language's site, and secures the page."""
        output = output.replace(_UP, "../")
        with told():
            return output if self.scripts is None else secured(output, self.scripts)

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """The same for the pages of the theme's own."""
        return self.on_post_page(output) if template_name.endswith(".html") else output

    @event_priority(-100)  # after whatever else writes into the site
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Writes what is made of all pages."""
        site = Path(config.site_dir)
        with told():
            self.offer.write(site, self.by_hand)
        shown = [*self.offer.pages, *self.by_hand]
        self.built[self.language] = Built(shown, self.offer.cards.wanted)
        if self.language == LANGUAGES[0]:
            map_site(self.web, site, {code: it.addresses for code, it in self.built.items()})
            if not self.preview:
                with told():
                    draw_cards(self.built, site, self.web.settings.site)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]
    ) -> None:
        """Keeps showing the last good pages while the content is refused."""

        server.builder = unless_refused(builder)


def plugin_of(config: MkDocsConfig) -> FactsheetPlugin:
    """This plugin in a configuration that names it."""
    plugin = config.plugins.get("factsheet")
    if not isinstance(plugin, FactsheetPlugin):
        raise PluginError("mkdocs.yml must list the plugin `factsheet`.")
    return plugin
