"""The Markdown export: no text becomes markup, and MkDocs makes a site of it."""

from __future__ import annotations

import hashlib
import html
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from click.testing import CliRunner
from counting import calls
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from profiles import examples

from generator import pipeline
from generator.cli import main
from generator.model import LANGUAGES
from generator.publish import mark
from generator.publish.markdown import export as exporting
from generator.publish.markdown.escape import block, link, plain, table, title
from generator.publish.site import PublishError
from generator.render.pages import KINDS

BARE = ["toc", "tables", "fenced_code", "footnotes"]
"""What MkDocs turns on by itself, and what the export asks for."""

EVERYTHING = [
    *BARE,
    *("abbr", "admonition", "attr_list", "def_list", "md_in_html", "nl2br", "sane_lists", "meta"),
    *("wikilinks", "legacy_attrs", "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret"),
    *("pymdownx.critic", "pymdownx.details", "pymdownx.emoji", "pymdownx.escapeall"),
    *("pymdownx.extra", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys"),
    *("pymdownx.magiclink", "pymdownx.mark", "pymdownx.progressbar", "pymdownx.saneheaders"),
    *("pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist"),
    *("pymdownx.tilde", "pymdownx.blocks.admonition", "pymdownx.blocks.html"),
]
"""Every extension by which somebody might read it, save those that change signs on purpose."""

HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) ![y](//example.org/z.png) [a][b] [^1] [^2]",
    "[x]: https://example.org 'y'",
    "[^1]: a note",
    "*[HTML]: abbreviation",
    "*a* **b** _c_ __d__ ***e*** snake_case a*b*c",
    "`code` ``more`` ```",
    "~~~ tilde ~~~ ~a~ ~~b~~ ^c^ ==d== ++ctrl+alt++ {++e++} {--f--} {>>g<<}",
    "# heading #",
    "=====",
    "-----",
    "- item",
    "+ item",
    "1. first",
    "2018) later",
    "> quote",
    ": definition",
    "!!! note",
    "??? note",
    "/// html | div",
    "::: module",
    '=== "Tab"',
    "| a | b |",
    "|---|",
    "{: onmouseover=alert(1) } {#id} { .x }",
    "{{ 7*7 }} {% include 'x' %}",
    "--8<-- 'pyproject.toml'",
    ";--8<-- 'pyproject.toml'",
    '[TOC] [=50% "x"] [[wiki]] [ ] [x] done',
    "&amp; &lt;b&gt; &#42; &copy; & <",
    "<!-- hidden --> <? php ?> <![CDATA[x]]> <https://example.org> <a@example.org>",
    "https://example.org www.example.org a@example.org mailto:a@example.org #1 @someone",
    ":smile: 12:30 a::b: http://x:80/",
    "$x$ $$y$$ $5 and $6 \\(z\\) \\[w\\]",
    "back\\slash \\\\ \\* ends\\",
    "Wow!",
    "title: not metadata",
    "---",
    "    four spaces",
    "\ta tab\tand another",
    "\u00a0no break\u00a0",
    "  two spaces  ",
    "klzzwxh:0001 zz1337820767766393qq wzxhzdk:0 STX ETX",
    "open-source re-use 1-2 – — a -b c- d",
    "« L’été » “quoted” 'single' \"double\" 50 % (c) (tm) ...",
    "‮right to left‬ \u200b zero 👩‍👩‍👧 e\u0301",
    "a.b.c 3.14 etc. ",
)

CONTEXTS: dict[str, Callable[[str], str]] = {
    "paragraph": lambda s: f"# before\n\n{block(plain(s))}\n\nafter",
    "item": lambda s: f"-   {block(plain(s))}\n\n    {block(plain(s))}\n\n-   next",
    "cell": lambda s: table(["h", plain(s)], [["x", plain(s)], [plain(s), "y"]]),
    "heading": lambda s: f'# {title(s)}\n\n## <a id="x"></a>{plain(s)}',
    "bold": lambda s: f"-   **{plain('x' + s + 'x')}** — y",
    "link": lambda s: f"see {link(plain('x' + s + 'x'), 'a.md#b')} there",
    "note": lambda s: f"word[^1]{plain(s)}[^1]\n\n[^1]: “{plain(s)}” — {plain(s)}",
}


class Read(HTMLParser):
    """The elements of a page with their attributes, and the text a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted(f"{name}={value}" for name, value in attrs if name not in {"id"})
        self.tags.append(" ".join([tag, *kept]))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    @property
    def text(self) -> str:
        return "".join(self.words)


def by_python_markdown(source: str) -> Read:
    return Read(markdown.markdown(source, extensions=BARE))


def by_every_extension(source: str) -> Read:
    return Read(markdown.markdown(source, extensions=EVERYTHING))


def by_commonmark(source: str) -> Read:
    return Read(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))


def one_line(text: str) -> str:
    return " ".join(text.splitlines())


def stays_text(words: str, context: str, read: Callable[[str], Read]) -> None:
    """A text gives the elements of a harmless one, and stands there as often, as it is."""
    wrote = CONTEXTS[context]
    found, harmless = read(wrote(words)), read(wrote("Zq"))
    assert found.tags == harmless.tags, wrote(words)
    shown = one_line(words)
    if context in {"cell", "heading", "note"} or read is by_commonmark:
        shown = shown.strip(" \u00a0\t")  # a cell and a heading have no edges
    seen = found.text.replace("<\u2060", "<")
    assert seen.count(shown) >= harmless.text.count("Zq"), wrote(words)


@pytest.mark.parametrize("context", CONTEXTS)
def test_hostile_text_stays_text(context: str) -> None:
    for words in HOSTILE:
        stays_text(words, context, by_python_markdown)
        stays_text(words, context, by_every_extension)
        if context != "note":  # footnotes are no part of CommonMark
            stays_text(words, context, by_commonmark)


LINES = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()<>#+-.!|~^=:;&$@%\"'/? \t19az"),
        st.characters(
            exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"), exclude_characters="\u2060"
        ),
    ),
    min_size=1,
    max_size=30,
).filter(str.strip)


@settings(max_examples=examples(300), deadline=None)
@given(LINES)
def test_any_text_stays_text(words: str) -> None:
    source = f"before\n\n{block(plain(words))}\n\nafter"
    for read in (by_python_markdown, by_commonmark):
        found = read(source)
        assert found.tags == ["p", "p", "p"], source
        assert found.text == f"before\n{words}\nafter" + "\n" * (read is by_commonmark), source


def test_long_rows_of_signs_take_no_time() -> None:
    for sign in "[]*_`<>&!\\|~{}$":
        once, twice = (
            calls(partial(by_python_markdown, block(plain(sign * size)))) for size in (1_000, 2_000)
        )
        assert twice < 3 * once, sign


def test_an_address_cannot_leave_its_link() -> None:
    found = by_python_markdown(link("x", "https://example.org/a_(b)?c=<d>&e='f' \"g\")[h](i"))
    assert [tag.split("=")[0] for tag in found.tags] == ["p", "a href"]
    assert found.text == "x"


def test_every_kind_of_page_is_exported_or_is_the_sites_own() -> None:
    assert {kind for kind, _ in KINDS} - set(exporting._WRITERS) == {"downloads", "not-found"}


# --- a project --------------------------------------------------------------------------------

NAME = "</title><script>alert(1)</script> & *Co* [x](y)"
SENTENCE = (
    "Factsheet is <b>free</b> {{ x*x }} *and* [safe](javascript:x) | --a<-- `x` & $x$ :smile:"
)


@pytest.fixture
def hostile(project: Path) -> Path:
    """The starter project with hostile texts in every kind of field."""
    changes = {
        "facts/technologies/factsheet.yml": [
            ("name: Factsheet\n", f"name: {NAME!r}\n"),
            ("aliases: [", "aliases: [Factsheet, "),
            ("en: Factsheet is a free program that", f"en: |-\n        {SENTENCE}\n       "),
            ("value: Python 3.11\n", "value: '<i>Python</i> 3.11 | *x*'\n"),
        ],
        "facts/faq/what-is-checked.yml": [("What does Factsheet check?", f"{NAME}?")],
        "seeds/example.yml": [("title: About this example", f"title: {NAME!r}")],
        "mkdocs.yml": [("title: {en: Example fact sheet", f"title: {{en: {NAME!r}")],
    }
    for name, edits in changes.items():
        text = (project / name).read_text("utf-8")
        for old, new in edits:
            assert old in text, (name, old)
            text = text.replace(old, new)
        (project / name).write_text(text, "utf-8")
    source = project / "seeds/example.txt"
    source.write_text(source.read_text("utf-8") + f"\n    {SENTENCE}\n", "utf-8")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    metadata = project / "seeds/example.yml"
    text = re.sub(r"sha256: \w+", f"sha256: {digest}", metadata.read_text("utf-8"))
    metadata.write_text(text, "utf-8")
    return project


def test_mkdocs_builds_it_and_every_text_stands_as_written(hostile: Path, tmp_path: Path) -> None:
    pages, site = tmp_path / "pages", tmp_path / "site"
    done = CliRunner().invoke(main, ["-C", str(hostile), "export", "markdown", str(pages)])
    assert done.exit_code == 0, done.output
    for language in LANGUAGES:
        its = pages / language / "mkdocs.yml"
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", its, "-d", site / language],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
        assert built.returncode == 0, built.stderr
    texts = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    for path, page in texts.items():
        read = Read(page)
        allowed = {"html", "head", "meta", "title", "style", "body", "nav", "ul", "li", "a", "main"}
        allowed |= {"h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "em"}
        allowed |= {"sup", "div", "hr", "ol", "mark", "span"}
        assert {tag.split()[0] for tag in read.tags} <= allowed, path
        assert "javascript:" not in re.sub(r"\[safe\]\(javascript:x\)", "", page)
    sheet = Read((site / "en/technologies/factsheet/index.html").read_text("utf-8")).text
    for words in (NAME, SENTENCE, "<i>Python</i> 3.11 | *x*"):
        assert words in sheet.replace("<\u2060", "<"), words
    reader = Read((site / "fr/sources/example/index.html").read_text("utf-8")).text
    assert NAME in reader.replace("<\u2060", "<")
    assert SENTENCE in reader
    assert f"{NAME}?" in Read((site / "en/faq/index.html").read_text("utf-8")).text
    home = (site / "en/index.html").read_text("utf-8")
    assert re.search("<title>(.*)</title>", home)
    assert "<\u2060/title>" in html.unescape(home)


def test_titles_begin_no_tag_even_where_a_theme_resolves_them(hostile: Path) -> None:
    written = dict(exporting.files(pipeline.check(hostile)))
    pages = [text for name, text in written.items() if name.endswith(".md") and "/" in name]
    assert len(pages) > 20
    heads = [html.unescape(page.split("\n")[0].replace("\\", "")) for page in pages]
    assert any("\u2060script>" in head for head in heads)
    for text in (*heads, written["en/mkdocs.yml"]):
        assert not re.search("<[a-zA-Z/!?]", text), text


def test_an_export_takes_the_place_of_an_earlier_one_and_of_nothing_else(
    project: Path, tmp_path: Path
) -> None:
    checked = pipeline.check(project)
    folder = tmp_path / "pages"
    exporting.export(checked, folder)
    before = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    (folder / "en/docs/stale.md").write_text("x", "utf-8")
    mark.finish(folder, "markdown")  # as if an earlier export had written it
    assert exporting.export(checked, folder) == len(before) - 1  # the mark is none of its files
    after = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert after == before
    (folder / "en/docs/mine.md").write_text("x", "utf-8")
    with pytest.raises(PublishError, match=r"en/docs/mine\.md is not ours"):
        exporting.export(checked, folder)
    assert (folder / "en/docs/mine.md").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("x", "utf-8")
    done = CliRunner().invoke(main, ["-C", str(project), "export", "markdown", str(other)])
    assert done.exit_code == 2
    assert "holds something else" in done.output
    assert [p.name for p in other.iterdir()] == ["mine.txt"]


def test_a_document_is_shown_no_further_than_on_the_site(project: Path) -> None:
    metadata = project / "seeds/example.yml"
    words = "It checks 100 % of the quotes before anything is published"
    shown = {}
    for display in ("full", "excerpt", "none"):
        text = re.sub("display: .*", f"display: {display}", metadata.read_text("utf-8"))
        metadata.write_text(text, "utf-8")
        written = dict(exporting.files(pipeline.check(project)))
        shown[display] = markdown.markdown(written["en/docs/sources/example.md"], extensions=BARE)
    length = {display: len(Read(page).text) for display, page in shown.items()}
    assert length["full"] > length["excerpt"] > length["none"]
    assert all(words in Read(page).text for page in shown.values())
    assert 'id="p_' in shown["none"]
