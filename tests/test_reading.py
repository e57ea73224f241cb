"""What a reader does with a page, in a real browser: looks up, cites, narrows down, prints."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import EDIT, ONLINE, REPORT, served

PERSON = "people/joelle-pineau/"
POPUP = ".fs-pop"
TERM = ".fs-fact .fs-status a.fs-term"


@contextmanager
def tab(browser: Any, **given: Any) -> Iterator[Any]:
    """A fresh page, as of a reader who has never been here."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **given})
    context.set_default_timeout(8000)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    yield page
    context.close()
    assert not trouble


def shown_with(page: Any, link: Any) -> str:
    """The words of the popover that describes a link; empty for none."""
    name = link.get_attribute("aria-describedby")
    found = page.locator(f"{POPUP}[role=tooltip]")
    if not name or not found.count():
        return ""
    assert found.get_attribute("id") == name
    assert found.is_visible()
    box = found.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    return str(found.inner_text())


# --- looked up where it stands ----------------------------------------------------------------


def test_a_quote_and_a_meaning_are_shown_by_pointer_and_by_keyboard(
    browser: Any, address: str
) -> None:
    """On hover and on focus; Escape and leaving hide it; Enter follows the link."""
    with tab(browser) as page:
        page.goto(address + PERSON)
        number = page.locator(".fs-lead .fs-ref a").first
        quote = page.locator(".fs-refs__entry").first.locator("blockquote").inner_text()
        term = page.locator(TERM).first
        words = term.locator("[data-why]").all_inner_texts()
        assert len(words) == 3
        for link, wanted in ((number, [quote]), (term, words)):
            link.hover()
            said = shown_with(page, link)
            assert said
            assert all(word in said for word in wanted)
            page.mouse.move(5, 5)
            page.wait_for_selector(POPUP, state="detached")
            page.keyboard.press("Shift")
            link.focus()
            assert all(word in shown_with(page, link) for word in wanted)
            page.keyboard.press("Escape")
            assert not shown_with(page, link)
            assert page.evaluate("document.activeElement.matches('a')")
        whys = term.locator("[data-why]").evaluate_all("all => all.map((one) => one.dataset.why)")
        term.hover()
        assert all(why in shown_with(page, term) for why in whys)
        number.focus()
        page.keyboard.press("Enter")
        assert urlsplit(page.url).fragment == "ref_1"
        assert page.locator("#ref_1").is_visible()


def test_a_quote_and_a_meaning_are_shown_by_touch(browser: Any, address: str) -> None:
    """The first tap shows, the second follows."""
    with tab(browser, has_touch=True, viewport={"width": 390, "height": 800}) as page:
        page.goto(address + "fr/" + PERSON)
        for link in (page.locator(".fs-lead .fs-ref a").first, page.locator(TERM).first):
            before, leads = page.url, link.evaluate("link => link.href")
            link.tap()
            assert shown_with(page, link)
            assert page.url == before
            page.touchscreen.tap(2, 600)
            assert not shown_with(page, link)
            link.tap()
            link.tap()
            page.wait_for_url(leads)
        assert page.locator("[id='_glossary']").is_visible()


def test_without_a_script_a_word_leads_to_what_it_means(browser: Any, address: str) -> None:
    with tab(browser, java_script_enabled=False) as page:
        page.goto(address + PERSON)
        found = page.locator(".fs-refs__where .fs-term").first
        page.locator(TERM).first.click()
        assert page.locator("#_glossary").is_visible()
        page.go_back()
        named = urlsplit(str(found.get_attribute("href"))).fragment
        found.click()
        assert page.locator(f"#{named}").is_visible()
        page.goto(address + "timeline/")
        assert not page.locator(".fs-filter").is_visible()
        moments = page.locator("ol.fs-course > li")
        assert moments.count() > 5
        assert all(moment.is_visible() for moment in moments.all())
        page.goto(address + "faq/#_references")
        page.locator(".fs-fold > summary").first.click()
        assert page.locator(".fs-answer").first.is_visible()


# --- taken along ------------------------------------------------------------------------------


def test_a_fact_is_cited_and_copied(browser: Any, address: str) -> None:
    """As text, BibTeX and CSL-JSON with the day of access; its link to the clipboard."""
    given = {"permissions": ["clipboard-read", "clipboard-write"]}
    with tab(browser, **given) as page:
        page.goto(address + PERSON)
        fact = page.locator(".fs-fact").first
        fact.locator(".fs-cite > summary").click()
        codes = fact.locator(".fs-cite code")
        plain, bibtex, csl = codes.all_inner_texts()
        # Read after the page wrote it: the day may have turned between.
        days = {page.evaluate("new Date().toLocaleDateString('sv')"), dt.date.today().isoformat()}
        sentence = re.sub(r"\d+$", "", fact.locator(".fs-fact__text").inner_text().splitlines()[0])
        start = sentence.split(".")[0]
        assert start in plain
        assert any(day in plain for day in days)
        assert bibtex.startswith("@misc{joelle-pineau.")
        assert re.search(r"urldate = \{\d{4}-\d\d-\d\d\}", bibtex)
        (item,) = json.loads(csl)
        assert item["accessed"]["raw"] in days
        assert item["title"].startswith(start)
        assert "YYYY" not in plain + bibtex + csl
        buttons = fact.locator(".fs-cite button")
        assert buttons.count() == 4
        for button, text in zip(buttons.all(), (plain, bibtex, csl), strict=False):
            button.click()
            page.wait_for_function(
                "(one) => one.textContent === 'Copied'", arg=button.element_handle()
            )
            assert page.evaluate("navigator.clipboard.readText()") == text
        buttons.last.click()
        link = f"{address}{PERSON}#{fact.get_attribute('id')}"
        page.wait_for_function(
            "(link) => navigator.clipboard.readText().then((text) => text === link)", arg=link
        )
        page.goto(link)
        assert page.locator(".fs-fact:target").is_visible()


class Facts(HTMLParser):
    """The facts of a page with the addresses of the tools beside each."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.at = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "article":
            self.at = given.get("id", "") if given.get("class") == "fs-fact" else ""
            if self.at:
                self.found[self.at] = []
        elif tag == "a" and self.at:
            self.found[self.at].append(given["href"])


@pytest.mark.parametrize("folder", ["", "fr/"])
def test_a_fact_is_edited_and_reported_where_it_stands(
    online: Path, repository: Path, folder: str
) -> None:
    """The very line of the very file; a report that names the fact and its page."""
    facts = Facts(online / folder / PERSON / "index.html").found
    assert len(facts) > 3
    for name, links in facts.items():
        (edit,) = [link for link in links if link.startswith(EDIT)]
        path, _, line = edit.removeprefix(f"{EDIT}/").partition("#L")
        written = (repository / path).read_text("utf-8").splitlines()[int(line) - 1]
        assert written.strip() == f"- id: {name}"
        (report,) = [link for link in links if link.startswith(REPORT.partition("?")[0])]
        asked = parse_qs(urlsplit(report).query)
        assert asked["title"] == [f"joelle-pineau#{name}"]
        assert asked["body"] == [f"{ONLINE}{folder}{PERSON}#{name}"]


# --- narrowed down and opened -----------------------------------------------------------------


def test_the_timeline_is_narrowed_down_by_keyboard_and_shared(browser: Any, address: str) -> None:
    with tab(browser) as page:
        page.goto(address + "timeline/")
        moments = page.locator("ol.fs-course > li")
        total = moments.count()
        page.locator("#by_person").focus()
        page.keyboard.press("ArrowDown")
        person = page.locator("#by_person").input_value()
        assert person
        shown = [moment for moment in moments.all() if moment.is_visible()]
        assert 0 < len(shown) < total
        assert all(person in str(one.get_attribute("data-about")).split() for one in shown)
        assert str(len(shown)) in page.locator(".fs-filter__status").inner_text()
        link = page.url
        assert parse_qs(urlsplit(link).query) == {"person": [person]}
        for heading in page.locator("h2[id^=in_]").all():
            assert heading.is_visible() == bool(
                heading.evaluate(
                    "(at) => { do at = at.nextElementSibling; while (!at.matches('ol'));"
                    " return [...at.children].some((one) => !one.hidden) }"
                )
            )
        page.goto(address)
        page.goto(link)
        assert sum(moment.is_visible() for moment in moments.all()) == len(shown)
        page.locator(".fs-filter button[type=reset]").focus()
        page.keyboard.press("Enter")
        page.wait_for_function("!location.search")
        assert sum(moment.is_visible() for moment in moments.all()) == total
        page.goto(address + "timeline/?person=nobody&certainty=reported")
        assert page.locator("#by_person").input_value() == ""
        assert 0 < sum(moment.is_visible() for moment in moments.all()) < total


def test_what_an_address_names_is_opened(browser: Any, address: str) -> None:
    """A question opens its answer, a reference the list that holds it; paper shows all."""
    opened = "details.fs-fold--more[open]"
    with tab(browser) as page:
        page.goto(address + "faq/")
        assert page.locator(opened).count() == 0
        second = page.locator("h2").nth(1)
        page.goto(f"{address}faq/#{second.get_attribute('id')}")
        page.wait_for_selector(opened)
        assert page.locator(opened).count() == 1
        assert 0 <= second.bounding_box()["y"] < 300
        number = page.locator(f"{opened} .fs-ref a").first
        leads = urlsplit(number.evaluate("link => link.href")).fragment
        number.click()
        page.wait_for_selector(f"#{leads}:target")
        assert page.locator(f"#{leads}").is_visible()
        page.reload()
        page.emulate_media(media="print")
        assert page.locator(f"#{leads}").is_visible()
        answers = page.locator(".fs-answer")
        assert answers.count() > 5
        sizes = answers.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
        assert min(sizes) > 10


def test_on_paper_addresses_are_printed(browser: Any, online: Path) -> None:
    """A sheet prints without its tools, with its references and where each stands on the web."""
    with served(online) as address, tab(browser) as page:
        page.goto(address + PERSON)
        assert not page.locator(".fs-print").first.is_visible()
        page.emulate_media(media="print")
        printed = page.locator(".fs-refs__entry .fs-print")
        assert printed.count() == page.locator(".fs-refs__entry").count()
        for one in printed.all():
            assert one.is_visible()
            assert one.inner_text().startswith(f"{ONLINE}sources/")
        for hidden in (".fs-tools", ".fs-cite", ".fs-legend", ".md-header", ".fs-more"):
            assert not page.locator(hidden).first.is_visible(), hidden
        assert page.locator(".fs-status").first.is_visible()


def test_every_page_leads_to_what_stands_behind_it(site: Path) -> None:
    """About, method, account, corrections and the rest, from the foot of each page."""
    wanted = {"about", "methodology", "account", "corrections", "relations", "downloads"}
    pages = list(site.rglob("*.html"))
    assert len(pages) > 150
    for path in pages:
        foot = path.read_text("utf-8").partition('<nav class="fs-more"')[2].partition("</nav>")[0]
        links = re.findall(r'href="([^"]*)"', foot)
        led = {
            ((site if at.startswith("/") else path.parent) / at.lstrip("/")).resolve()
            for at in links
        }
        assert all((folder / "index.html").is_file() for folder in led), path
        assert wanted <= {folder.name for folder in led}, path
