"""The MkDocs face, on a tiny project whose pages are given: `generator.plugin`."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import escape
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.pages import Page as SitePage

from generator import pipeline, plugin
from generator.author.starter import start
from generator.check.joined import Checked
from generator.diagnostics import Diagnostic
from generator.model import Index, Place, Project, Vocabulary
from generator.plugin import FactsheetPlugin, RefusedError
from generator.plugin.frame import Contexts, Frames
from generator.plugin.running import build_site
from generator.publish.machines.web import Times
from generator.publish.site import PublishError
from generator.render.page import Page, Section
from generator.settings import Settings

PAYLOAD = "</title><script>alert(1)</script> \"&amp;' <img src=x onerror=alert(2)>"
CONFIG = """
site_name: Tiny
site_url: https://example.org/tiny/
theme:
  name: material
  features: [navigation.tabs, navigation.path, content.action.edit]
  palette:
    - scheme: default
      toggle: {icon: material/weather-night, name: {en: To dark, fr: Au sombre}}
    - scheme: slate
      toggle: {icon: material/weather-sunny, name: {en: To light, fr: Au clair}}
plugins: [factsheet]
extra: {scope: /, generator: false}
validation: {links: {anchors: warn, unrecognized_links: warn}}
"""


def tiny_pages(language: str) -> list[Page]:
    """A home, a list, a sheet with a hostile name, and a page for wrong addresses."""
    said = {"en": "Words of the page.", "fr": "Les mots de l’industrie."}[language]
    opening = Section(0, "", "", f"<h1>The home</h1><p>{said}</p>")
    page = Page("", language, "home", "The home", said, lambda: (opening,), tab=True)
    name = {"en": "People", "fr": "Personnes"}[language]
    sections = (
        Section(0, "", "", f"<h1>{escape(PAYLOAD)}</h1>"),
        Section(2, "g_one", PAYLOAD, '<p id="born">Born.</p>'),
        Section(3, "g_two", "Two", ""),
    )
    return [
        page,
        replace(page, url="people/", kind="list", title=name, parent=""),
        Page(
            "people/ada/",
            language,
            "sheet",
            PAYLOAD,
            PAYLOAD,
            lambda: sections,
            parent="people/",
            path="facts/people/ada.yml",
        ),
        replace(page, url="404.html", tab=False, title=f"Lost {language}"),
    ]


class TinyProject:
    """A project in a folder, with what the pipeline would say of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root / "site"
        self.found: list[Diagnostic] = []
        self.checks = 0
        (root / "docs").mkdir()
        (root / "facts").mkdir()
        (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
        (root / "own.css").touch()

    def check(self, root: Path) -> Checked:
        self.checks += 1
        settings = Settings(
            root=root,
            site=self.site,
            title={"en": PAYLOAD, "fr": "Minuscule"},
            edit_url="https://example.org/edit/",
        )
        project = Project(Vocabulary(), {}, {}, {}, {})
        index = Index(project, {}, {}, {}, {}, {}, {})
        return Checked(settings, index, self.found, Counter(), 0)

    def docs(self, **files: str) -> None:
        for name, text in files.items():
            path = self.root / "docs" / name.replace("__", "/").replace("_fr", ".fr")
            path.parent.mkdir(exist_ok=True)
            path.with_name(path.name + ".md").write_text(text, encoding="utf-8")

    def build(self) -> int:
        return build_site(self.check(self.root), self.site)

    def read(self, address: str) -> str:
        path = self.site / address
        return (path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyProject:
    made = TinyProject(tmp_path)
    known = dict(MkDocsConfig._schema)["plugins"].installed_plugins  # type: ignore[attr-defined]
    entry = EntryPoint("factsheet", "generator.plugin:FactsheetPlugin", "mkdocs.plugins")
    monkeypatch.setitem(known, "factsheet", entry)
    monkeypatch.setattr(
        plugin,
        "pipeline",
        SimpleNamespace(
            remembered=made.check,
            pages=lambda checked, language, **_: tiny_pages(language),
            web=pipeline.web,
            times=lambda checked: Times(),
            assets=lambda: {"assets/own.css": tmp_path / "own.css"},
        ),
    )
    return made


class Text(HTMLParser):
    """The text within each element of some names, and every start tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.within: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in self.open[-1:]:
            self.within[tag] = self.within.get(tag, "") + data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.tags if t == tag and wanted.items() <= a.items()]


def test_each_language_is_a_site(project: TinyProject) -> None:
    assert project.build() == 0
    assert project.checks == 1
    for address, language in (
        ("", "en"),
        ("people/ada/", "en"),
        ("404.html", "en"),
        ("fr/", "fr"),
        ("fr/people/ada/", "fr"),
        ("fr/404.html", "fr"),
    ):
        assert f'<html lang="{language}"' in project.read(address)
    assert "Personnes" in project.read("fr/people/")
    assert "<title>Lost fr – Minuscule</title>" in project.read("fr/404.html")
    assert 'href="/tiny/fr/assets/own.css"' in project.read("fr/404.html")
    assert 'aria-label="To dark"' in project.read("")
    assert 'aria-label="Au sombre"' in project.read("fr/")


def test_each_language_has_its_search(project: TinyProject) -> None:
    project.docs(guide="# Guide\nSomething.", guide_fr="# Le guide\nQuelque chose.")
    project.build()
    for at, language, words in (("", "en", "Something"), ("fr/", "fr", "Quelque chose")):
        entry = json.loads(project.read(f"{at}search/pagefind-entry.json"))
        assert list(entry["languages"]) == [language]
        fragments = (project.site / at / "search/fragment").iterdir()
        found = [gzip.decompress(path.read_bytes()).decode() for path in fragments]
        assert [text for text in found if words in text]


def test_the_policy_of_a_page(project: TinyProject) -> None:
    """Nothing but the site's own files; of inline scripts only the theme's, each by its hash."""
    project.build()
    for address in ("", "fr/people/ada/", "404.html"):
        page = project.read(address)
        said = Text(page).all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
        assert str(said).startswith("default-src 'none'; ")
        assert "unsafe" not in str(said)
        assert page.index("Content-Security-Policy") < page.index("<script")
        scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
        for script in scripts:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in str(said)


@pytest.mark.parametrize(
    "script",
    [
        "<script>alert(1)</script>",
        "<SCRIPT type='module' >alert(1)</SCRIPT >",
        "<script data-a='>'>alert(1)</script>",
        "<script src='https://example.com/a.js'></script>",
        "<script src=//example.com/a.js></script>",
    ],
)
def test_an_unexpected_script_is_refused(
    project: TinyProject, capsys: pytest.CaptureFixture[str], script: str
) -> None:
    project.docs(guide=f"# Guide\n\n{script}\n")
    with pytest.raises(PublishError):
        project.build()
    assert "script" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("", "fr/"),
        ("people/ada/", "../../fr/people/ada/"),
        ("fr/", "../"),
        ("fr/people/ada/", "../../../people/ada/"),
        ("fr/404.html", "/tiny/fr/../"),
    ],
)
def test_the_switch_stays_on_the_page(project: TinyProject, address: str, link: str) -> None:
    project.build()
    switch, again = (a for a in Text(project.read(address)).all("a") if "hreflang" in a)
    assert switch["href"] == again["href"] == link
    assert switch["hreflang"] == switch["lang"] == ("en" if address.startswith("fr") else "fr")


def test_the_head_names_every_language(project: TinyProject) -> None:
    project.build()
    for address in ("people/ada/", "fr/people/ada/"):
        links = Text(project.read(address)).all("link")
        assert {a["hreflang"]: a["href"] for a in links if "hreflang" in a} == {
            "en": "https://example.org/tiny/people/ada/",
            "fr": "https://example.org/tiny/fr/people/ada/",
            "x-default": "https://example.org/tiny/people/ada/",
        }
        assert [a["href"] for a in links if a["rel"] == "canonical"] == [
            f"https://example.org/tiny/{address}"
        ]


def test_without_an_address_links_are_relative(project: TinyProject) -> None:
    config = project.root / "mkdocs.yml"
    config.write_text(CONFIG.replace("site_url: https://example.org/tiny/", ""), encoding="utf-8")
    assert project.build() == 0
    links = Text(project.read("fr/people/ada/")).all("link")
    assert {a["hreflang"]: a["href"] for a in links if "hreflang" in a} == {
        "en": "../../../people/ada/",
        "fr": "./",
        "x-default": "../../../people/ada/",
    }
    assert 'href="/fr/assets/own.css"' in project.read("fr/404.html")


def test_hostile_words_are_only_shown(project: TinyProject) -> None:
    project.build()
    page = Text(project.read("people/ada/"))
    assert page.within["title"] == f"{PAYLOAD} – {PAYLOAD}"
    assert page.within["h1"] == PAYLOAD
    assert page.within["h2"] == PAYLOAD
    assert page.all("meta", name="description")[0]["content"] == PAYLOAD
    assert page.all("img") == []
    scripts = re.findall(r"<script>(.*?)</script>", project.read("people/ada/"), re.S)
    assert not [s for s in scripts if "alert" in s]


def test_no_page_names_another_host(project: TinyProject) -> None:
    project.build()
    for path in project.site.rglob("*.html"):
        for tag, attributes in Text(path.read_text(encoding="utf-8")).tags:
            address = attributes.get("src") or (attributes.get("href") if tag == "link" else "")
            assert str(address).startswith("https://example.org/") or "//" not in str(address)


def test_the_navigation_holds_tabs_and_no_sheet(project: TinyProject) -> None:
    project.build()
    assert "ada" not in project.read("")
    sheet = project.read("people/ada/")
    crumbs = sheet[sheet.index('class="md-path"') : sheet.index("</nav>", sheet.index("md-path"))]
    assert re.findall(r'href="([^"]*)"', crumbs) == ["../..", "../"]
    assert 'href="#g_two"' in sheet
    assert 'href="#page_title" class="md-skip"' in sheet
    assert re.search(r'class="md-tabs__link">\s*Accueil\s*<', project.read("fr/"))
    assert Text(project.read("")).within["h1"] == "The home"


def test_edit_links_open_the_file_behind_a_page(project: TinyProject) -> None:
    project.docs(guide="# Guide", guide_fr="# Le guide")
    assert project.build() == 0
    for address, path in (
        ("people/ada/", "facts/people/ada.yml"),
        ("guide/", "docs/guide.md"),
        ("fr/guide/", "docs/guide.fr.md"),
    ):
        assert f'href="https://example.org/edit/{path}"' in project.read(address)
    assert 'rel="edit"' not in project.read("people/")


def test_documentation_in_each_language(project: TinyProject) -> None:
    project.docs(
        guide="# Guide\n[rules](deep/rules.md) [Ada](people/ada.md#born)",
        guide_fr="# Le guide\n[règles](deep/rules.md#one) [Ada](people/ada.md)",
        deep__rules="# Rules\n\n## One",
    )
    assert project.build() == 0
    assert "Guide</h1>" in re.sub("<a.*?</a>", "", project.read("guide/"))
    assert 'href="../../../people/ada/"' not in project.read("fr/guide/")
    assert 'href="../people/ada/"' in project.read("fr/guide/")
    assert 'href="../../deep/rules/#one"' in project.read("fr/guide/")
    assert not (project.site / "fr/deep").exists()
    assert not list(project.site.rglob("*guide.fr*"))
    assert 'hreflang="fr"' in project.read("guide/")
    assert 'rel="alternate ' not in project.read("deep/rules/")
    assert "Docs (anglais)" in project.read("fr/")
    assert 'href="../guide/"' in project.read("fr/")


def test_french_readers_reach_english_documentation(project: TinyProject) -> None:
    project.docs(guide="# Guide")
    assert project.build() == 0
    links = re.findall(r'href="([^"]*)"[^>]*>\s*Docs \(anglais\)', project.read("fr/people/"))
    assert links == ["../../guide/"]


def test_the_order_of_the_documentation_can_be_given(project: TinyProject) -> None:
    project.docs(a="# A", a_fr="# Le A", z="# Z", z_fr="# Le Z")
    with (project.root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("nav: [z.md, {More: [a.md]}]\n")
    assert project.build() == 0
    assert re.findall(r">\s*(Le [AZ])\s*<", project.read("fr/"))[:2] == ["Le Z", "Le A"]
    assert "More" in project.read("z/")


def test_warnings_are_counted_and_printed(
    project: TinyProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.docs(guide="# Guide\n[no](nowhere.md) [no](people/ada.md#never)")
    assert project.build() == 2
    assert "nowhere.md" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["people", "people__index", "index", "People__ada", "fr__people"])
def test_no_hand_written_page_is_replaced(
    project: TinyProject, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    project.docs(**{name: "# Mine"})
    with pytest.raises(PublishError):
        project.build()
    said = capsys.readouterr().err
    path = f"docs/{name.replace('__', '/')}.md"
    assert re.search(rf"^{path}:1:1: error: .* Rename", said, re.MULTILINE)


def test_refused_content_leaves_the_old_site(
    project: TinyProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.build()
    project.found.append(Diagnostic("no-such", Place("facts/a.yml", 3, 7), "This is wrong."))
    before = project.read("")
    config = load_config(str(project.root / "mkdocs.yml"), site_dir=str(project.site))
    with pytest.raises(Abort):
        build(config)
    assert "facts/a.yml:3:7: error: This is wrong. [no-such]" in capsys.readouterr().err
    assert project.read("") == before


def test_serving_outlives_refused_content() -> None:
    """While the content is refused, the last good pages stay; other failures are not hidden."""

    def failing(cause: Exception) -> Callable[[], None]:
        def builder() -> None:
            try:
                raise cause
            except Exception:
                raise Abort("stopped")  # noqa: B904  # as MkDocs does it

        return builder

    for cause, kept in ((RefusedError("content"), True), (ValueError("bug"), False)):
        server = SimpleNamespace(builder=None)
        FactsheetPlugin().on_serve(server, config=MkDocsConfig(), builder=failing(cause))  # type: ignore[arg-type]
        if kept:
            server.builder()
        else:
            with pytest.raises(Abort):
                server.builder()


def test_a_preview_says_no_policy_in_any_language(project: TinyProject) -> None:
    """MkDocs adds a script to what it serves, so that pages renew themselves."""
    config = load_config(
        str(project.root / "mkdocs.yml"),
        site_dir=str(project.site),
        site_url="http://127.0.0.1:8123/",
        dev_addr="127.0.0.1:8123",
    )
    build(config)
    for page in ("index.html", "fr/index.html", "fr/people/ada/index.html"):
        assert "Content-Security-Policy" not in project.read(page)


def test_a_look_in_one_language_leads_to_no_other(project: TinyProject) -> None:
    assert build_site(project.check(project.root), project.site, ("en",)) == 0
    assert not (project.site / "fr").exists()
    assert 'hreflang="fr"' not in project.read("people/ada/index.html")


def many_sheets(language: str) -> list[Page]:
    """The tiny pages, and more sheets that differ in every way that a frame must know."""
    *few, lost = tiny_pages(language)
    ada = few[-1]
    first, *deeper = ada.sections
    flat = (first, deeper[0], replace(deeper[1], level=2))

    def sheet(name: str, **other: object) -> Page:
        return replace(ada, url=f"people/{name}/", **other)  # type: ignore[arg-type]

    said = {"title": "Ada", "description": "Said."}
    made = [sheet(f"hostile-{n}") for n in range(3)]
    made += [sheet(f"flat-{n}", draw=lambda: flat, path=f"facts/{n}.yml") for n in range(4)]
    made += [sheet(f"plain-{n}", **said | {"title": f"Ada {n}"}) for n in range(4)]
    made += [sheet(f"undescribed-{n}", title="Ada", description="") for n in range(4)]
    made += [sheet(f"spaced-{n}", title=f"Ada\u00a0: {n}", draw=lambda: flat) for n in range(4)]
    made += [sheet(f"bare-{n}", draw=lambda: (Section(0, "", "", "<p>Ada"),)) for n in range(4)]
    made += [sheet(f"brief-{n}", draw=lambda: flat[:1], kind="reader") for n in range(4)]
    made += [sheet(f"homeless-{n}", path="", draw=lambda: flat) for n in range(4)]
    return [*few, *made, lost]


def test_a_frame_gives_what_the_theme_gives(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    around, drawn, all_frames = Frames.around, [], set()

    def both(self: Frames, page: SitePage, contexts: Contexts, *, alike: bool) -> str:
        html = around(self, page, contexts, alike=alike)
        drawn.append(page.url)
        assert html == self._template.render(contexts(page)), page.url
        all_frames.add(self)
        return html

    monkeypatch.setattr(Frames, "around", both)
    monkeypatch.setattr(plugin.pipeline, "pages", lambda _, language, **_o: many_sheets(language))
    monkeypatch.setenv("FACTSHEET_WORKERS", "1")
    assert project.build() == 0
    assert len(drawn) == 2 * (len(many_sheets("en")) - 1)
    used = [f.seen for frames in all_frames for f in frames._frames.values() if f.trusted]
    assert len(all_frames) == 2
    assert len(used) >= 2 * 4, used


@pytest.mark.parametrize("where", ["overrides", "hooks"])
def test_what_others_show_of_a_page_is_on_every_page(
    project: TinyProject, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(plugin.pipeline, "pages", lambda _, language, **_o: many_sheets(language))
    config = project.root / "mkdocs.yml"
    if where == "overrides":
        (project.root / "own").mkdir()
        text = "{% extends 'base.html' %}{% block content %}<i>{{ page.file.src_uri }}</i>"
        (project.root / "own" / "main.html").write_text(text + "{% endblock %}", "utf-8")
        named = CONFIG.replace("name: material", "name: material\n  custom_dir: own")
    else:
        (project.root / "own.py").write_text(
            "def on_page_context(context, page, config, nav):\n"
            "    context['machines'] = f\"{context['machines']}<i>{page.file.src_uri}</i>\"\n"
        )
        named = f"{CONFIG}hooks: [own.py]\n"
    config.write_text(named, "utf-8")
    project.build()
    for page in many_sheets("en")[1:-1]:
        uri = f"{page.url.strip('/')}.md"
        assert f"<i>{uri}</i>" in project.read(page.url)


# --- strict and quiet -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "strict", "words"),
    [
        (["-q"], "--strict", "[a](nowhere.md)"),
        (["-q"], "strict: true", "![a](nowhere.png)"),
        (["-q"], "--strict", "Good."),
        (["--quiet"], "-s", "[a](technologies/nobody.md)"),
        (["-v"], "--strict", "[a](nowhere.md)"),
        (["-q", "-v"], "--strict", "[a](nowhere.md)"),
        ([], "--strict", "[a](nowhere.md)"),
    ],
)
def test_a_strict_build_fails_where_it_must_however_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], strict: str, words: str
) -> None:
    project = tmp_path / "project"
    start(project)
    monkeypatch.chdir(project)
    (project / "docs" / "page.md").write_text(f"# Page\n\n{words}\n", "utf-8")
    arguments = ["build", *options]
    if strict.startswith("-"):
        arguments.append(strict)
    else:
        with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
            settings.write(f"{strict}\n")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mkdocs", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == (0 if words == "Good." else 1), done.stderr
    if options == ["-q"]:
        assert "WARNING" not in done.stderr
