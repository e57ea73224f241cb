"""The injection matrix: every free text holds every payload, and every place shows it as written.

`hostile.py` says what the fields and the payloads are. The site is built once with the payloads and
once with plain words; pages are seen in a real browser, files are read back by their own readers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import hostile
import markdown
import pytest
from click.testing import CliRunner
from conftest import served
from test_pdf import plain, words

from generator import pipeline
from generator.cli import main
from generator.publish import pdf
from generator.review import formats, reports
from generator.review.markdown import inline
from generator.terms import LANGUAGES

SHOWN = {p: re.sub(r"\s+", " ", p) for p in hostile.PAYLOADS}
# Where the fields are to be seen in the site's pages, as text.
VISIBLE = [f for f in hostile.FIELDS if f not in ("alias", "publisher", "note", "summary")]


def built(root: Path) -> Path:
    target = root / "site"
    command = ["-C", str(root), "build", "--no-pdf", "--site", str(target)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    return target


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bad")
    hostile.written(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        built(root)
    return root


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("good")
    hostile.written(root, hostile.plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        built(root)
    return root


def test_there_are_enough() -> None:
    assert len(set(hostile.PAYLOADS)) >= 40
    assert len(hostile.PAYLOADS) <= hostile.SIZE * len(hostile.WORDS)


# --- pages ------------------------------------------------------------------------------------


class Skeleton(HTMLParser):
    """A page's elements with the names of their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: Counter[tuple[str, ...]] = Counter()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A language and a direction say how text runs, `wbr` where it may break: they follow it.
        if tag not in ("wbr", "bdi"):
            self.elements[tag, *(name for name, _ in attrs if name not in ("lang", "dir"))] += 1


def same(one: Counter[Any], other: Counter[Any], page: str) -> None:
    """The same elements; of the same kinds where sentences are counted, which a payload ends."""
    if "account" in page or "sources" in page:
        assert set(one) == set(other), page
    else:
        assert one - other == Counter(), page
        assert other - one == Counter(), page


def test_every_page_has_the_elements_of_its_twin(bad: Path, good: Path) -> None:
    pages = sorted(p.relative_to(bad / "site") for p in (bad / "site").rglob("*.html"))
    assert pages == sorted(p.relative_to(good / "site") for p in (good / "site").rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        one, other = Skeleton(bad / "site" / page), Skeleton(good / "site" / page)
        same(one.elements, other.elements, page.as_posix())


def watch(page: Any, address: str, trouble: list[str]) -> None:
    """Notes what a page must not do."""
    page.on("dialog", lambda dialog: trouble.append(dialog.message) or dialog.dismiss())
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else trouble.append(request.url),
    )


WATCH = """
window.reports = [];
document.addEventListener('securitypolicyviolation', e => reports.push(e.violatedDirective));
window.alert = window.print = (...x) => reports.push('alert');
"""
LOOK = """() => ({
  text: [document.title, document.body.textContent].join(' ').replace(/\\s+/g, ' '),
  tags: [...document.querySelectorAll('*')].map(e => e.localName),
  said: [...document.querySelectorAll('meta[content], [title], [aria-label], [alt]')].map(
    e => [e.content, e.title, e.ariaLabel, e.alt].join(' ')).join(' ').replace(/\\s+/g, ' '),
  reports: window.reports,
})"""


def test_in_a_browser_nothing_runs_and_all_is_shown(browser: Any, bad: Path, good: Path) -> None:
    seen: dict[str, str] = {}
    trouble: list[str] = []
    tags: dict[str, list[Counter[str]]] = {}
    pages = sorted(
        p.parent.relative_to(bad / "site").as_posix() + "/"
        for p in (bad / "site").rglob("index.html")
        if "fr" not in p.relative_to(bad / "site").parts or p.parent.name in ("fr", "amber")
    )
    for folder in (bad, good):
        with served(folder / "site") as address:
            context = browser.new_context()
            context.add_init_script(WATCH)
            page = context.new_page()
            watch(page, address, trouble)
            for name in pages:
                page.goto(address + name, wait_until="load")
                looked = page.evaluate(LOOK)
                trouble += looked["reports"]
                tags.setdefault(name, []).append(
                    Counter(t for t in looked["tags"] if t not in ("wbr", "bdi"))
                )
                if folder is bad:
                    seen[name] = looked["text"] + " " + looked["said"]
            context.close()
    assert not trouble
    for name, (one, other) in tags.items():
        same(one, other, name)
    everything = " ".join(seen.values())
    for payload, text in SHOWN.items():
        assert text in everything, payload
    for field in VISIBLE:
        assert hostile.mark(field) in everything, field
    for field in ("text", "source"):  # one payload each
        for payload, text in SHOWN.items():
            assert f"{text} {hostile.mark(field)}" in everything, (field, payload)


def test_search_shows_words_as_words(browser: Any, bad: Path) -> None:
    with served(bad / "site") as address:
        page = browser.new_page()
        trouble: list[str] = []
        watch(page, address, trouble)
        page.add_init_script(WATCH)
        page.goto(address)
        page.locator(".fs-find").click()
        page.locator("#fs-query").fill("amber")
        page.locator("#fs-search li, #fs-search ol a").first.wait_for(timeout=20_000)
        shown = page.locator("#fs-search")
        assert "<script>alert()</script>" in re.sub(r"\s+", " ", shown.text_content())
        assert not shown.locator("script, img, iframe, object, style, [onload], [onerror]").count()
        assert not trouble + page.evaluate("reports")
        page.close()


# --- files ------------------------------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    """Every string in JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value if isinstance(value, list) else value.values():
            yield from texts(item)


def whole(strings: Any, field: str) -> None:
    """Every payload stands before its field's word."""
    joined = re.sub(r"\s+", " ", " ".join(strings))
    for payload, text in SHOWN.items():
        assert f"{text} {hostile.mark(field)}" in joined, (field, payload)


def test_data_reads_back(bad: Path) -> None:
    data = bad / "site/data"
    for field in ("text", "value"):
        whole(texts(json.loads((data / "factsheet.json").read_text("utf-8"))), field)
    database = sqlite3.connect(data / "factsheet.sqlite")
    tables = database.execute("select name from sqlite_master where type = 'table'").fetchall()
    cells = [
        str(cell)
        for (table,) in tables
        for row in database.execute(f'select * from "{table}"')
        for cell in row
    ]
    database.close()
    whole(cells, "text")
    rows = [
        cell
        for path in data.rglob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        for cell in row
    ]
    whole(rows, "text")
    assert not [cell for cell in rows if re.match(r"[=+@\t\r]|-(?![\d.])", cell)]


def test_structured_data_is_one_script_that_reads_back(bad: Path) -> None:
    said: list[str] = []
    for page in (bad / "site").rglob("index.html"):
        text = page.read_text("utf-8")
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
            assert "<" not in block
            said += texts(json.loads(block))
    whole(said, "text")


def test_feeds_calendar_and_references_read_back(bad: Path) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    icalendar = pytest.importorskip("icalendar")
    site = bad / "site"
    atom = " ".join(ElementTree.parse(site / "feed.atom").getroot().itertext())
    feed = " ".join(texts(json.loads((site / "feed.json").read_text("utf-8"))))
    for payload, text in SHOWN.items():
        assert text in re.sub(r"\s+", " ", atom), payload
        assert text in re.sub(r"\s+", " ", feed), payload
    (references,) = (site / "data").rglob("*.bib")
    library = bibtexparser.parse_string(references.read_text("utf-8"))
    assert not library.failed_blocks
    assert len(library.entries) == len(library.blocks) == 8
    assert all({"title", "author", "publisher"} <= set(e.fields_dict) for e in library.entries)
    assert all("note" not in e.fields_dict for e in library.entries)
    for path in (site / "data").rglob("*.ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        assert {part.name for part in calendar.walk()} <= {"VCALENDAR", "VEVENT"}


@pytest.mark.parametrize("language", LANGUAGES[:1])
def test_a_pdf_shows_it(
    bad: Path, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    checked = pipeline.check(bad)
    assert not pdf.handout(checked, "grove", language, tmp_path / "handout.pdf")
    shown = words(tmp_path / "handout.pdf")
    for payload in hostile.PAYLOADS[36:42]:
        assert plain(payload) in shown, payload


# --- reports ----------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", hostile.PAYLOADS)
def test_a_comment_shows_it(payload: str) -> None:
    html = markdown.markdown(f"| {inline(payload)} |", extensions=["tables"])
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags <= {"p", "span", "table", "tr", "td", "th", "tbody", "thead"}, html
    assert not re.search(r"@\w|#\d|!\d|\$\w|://|www\.|:smile|GH-1", inline(payload))


def test_every_report_keeps_a_finding_in_its_place(project: Path) -> None:
    """Payloads as wrong values, which every report repeats."""
    wrong = [p + end for p in hostile.PAYLOADS for end in ("", "\n::error::x", "\r\n##[error]x")]
    for number, value in enumerate(wrong):
        sheet = project / f"facts/technologies/s{number}.yml"
        sheet.write_text(f"kind: {json.dumps(value)}\nname: S\nfacts: []\n", "utf-8")
    checked = pipeline.check(project)
    assert len(checked.diagnostics) == len(wrong)
    lines = [line for found in checked.diagnostics for line in reports.finding(found)]
    assert all(re.match(r"facts/technologies/s\d+\.yml:1:7: error: |    ", line) for line in lines)
    assert all(line.isprintable() for line in lines)
    written = formats.FORMS["github"](formats.Report(checked, None, "", summarized=False))
    commands = [line for line in written.splitlines() if line.startswith(("::", "##"))]
    assert len(commands) <= len(wrong)
    assert all(line.startswith("::error file=facts/technologies/s") for line in commands)
    for name in ("sarif", "gitlab", "rdjson"):
        raw = formats.FORMS[name](formats.Report(checked, None, "", summarized=False))
        told = " ".join(texts(json.loads(raw)))
        assert "<img src=x onerror=alert()>" in told, name
    ElementTree.fromstring(
        formats.FORMS["junit"](formats.Report(checked, None, "", summarized=False))
    )
