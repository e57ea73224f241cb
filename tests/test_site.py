"""The real site as readers get it: built once, every link followed, opened in a real browser."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

BASE = "http://site.test/"
KINDS = [
    "",
    "people/",
    "people/yann-lecun/",
    "organizations/",
    "organizations/meta/",
    "technologies/",
    "technologies/jepa/",
    "events/",
    "events/lecun-departure/",
    "timeline/",
    "faq/",
    "figures/",
    "disagreements/",
    "sources/",
    "sources/developpez-llm-impasse/",
    "methodology/",
]


class Links(HTMLParser):
    """What a page links to, loads and offers as anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if tag == "a" and given.get("name"):
            self.ids.add(str(given["name"]))
        if tag == "html":
            self.language = str(given.get("lang"))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        rel = str(given.get("rel") or "")
        if tag == "link" and not {"canonical", "alternate"} & set(rel.split()):
            self.loads.append(str(given.get("href")))
        if given.get("src"):
            self.loads.append(str(given["src"]))


@pytest.fixture(scope="session")
def parsed(site: Path) -> dict[str, Links]:
    """Every page by its path from the site's root."""
    pages = {}
    for path in site.rglob("*.html"):
        parser = Links()
        parser.feed(path.read_text("utf-8"))
        pages[path.relative_to(site).as_posix()] = parser
    return pages


@pytest.mark.parametrize("prefix", ["", "fr/"])
def test_every_page_kind_exists_in_both_languages(site: Path, prefix: str) -> None:
    for kind in KINDS:
        assert (site / prefix / kind / "index.html").is_file(), prefix + kind
    assert (site / prefix / "404.html").is_file()


def test_every_internal_link_leads_to_a_page_and_an_anchor(
    site: Path, parsed: dict[str, Links]
) -> None:
    broken = []
    for name, page in parsed.items():
        if name.endswith("404.html"):
            continue  # served under any address, so its links begin at the root
        here = urljoin(BASE, name.removesuffix("index.html"))
        for link in page.links + page.loads:
            url, fragment = urldefrag(urljoin(here, link))
            if urlsplit(url).netloc != "site.test":
                continue
            path = unquote(urlsplit(url).path).lstrip("/")
            file = path + "index.html" if path.endswith("/") or not path else path
            if file in parsed:
                if fragment and unquote(fragment) not in parsed[file].ids:
                    broken.append(f"{name}: {link} (no such anchor)")
            elif not (site / file).is_file():
                broken.append(f"{name}: {link}")
    assert not broken, "\n".join(sorted(set(broken))[:40])


def test_pages_say_their_language(parsed: dict[str, Links]) -> None:
    for name, page in parsed.items():
        assert page.language == ("fr" if name.startswith("fr/") else "en"), name


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("prefix", ["", "fr/"])
def test_pages_in_a_browser(browser, address: str, prefix: str, width: int) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    requests: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on(
        "console",
        lambda message: (
            trouble.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: trouble.append(str(error)))
    for kind in KINDS:
        page.goto(address + prefix + kind)
        # Widths differ in layout only; what a page asks for late is waited for at one of them.
        page.wait_for_load_state("networkidle" if width == 1280 else "load")
        assert page.locator("h1").count() == 1, prefix + kind
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{prefix}{kind} is {wide} pixels too wide at {width}"
    assert not trouble
    assert not [url for url in requests if not url.startswith(address)]
    context.close()


def test_a_quote_is_one_click_away_without_a_script(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "people/yann-lecun/#turing-award")
    fact = page.locator("#turing-award")
    assert fact.is_visible()
    link = page.locator("a[href*='sources/developpez-llm-impasse/#p_']").first
    href = link.get_attribute("href")
    page.goto(urljoin(page.url, href))
    passage = page.locator("mark:target, :target mark, :target").first
    assert passage.is_visible()
    context.close()


def test_the_language_switch_stays_on_the_page(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(address + "people/yann-lecun/")
    href = page.locator("a[hreflang=fr]").first.get_attribute("href")
    assert urljoin(page.url, href) == address + "fr/people/yann-lecun/"
    page.goto(address + "fr/people/yann-lecun/")
    href = page.locator("a[hreflang=en]").first.get_attribute("href")
    assert urljoin(page.url, href) == address + "people/yann-lecun/"
    page.close()
