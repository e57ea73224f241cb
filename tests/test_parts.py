"""Long pages are cut into parts: everything on exactly one, and every link finds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from click.testing import CliRunner
from conftest import served
from hypothesis import given
from hypothesis import strategies as st

from generator import pipeline
from generator.cli import main
from generator.dates import parse
from generator.model import LANGUAGES, Display, Seed
from generator.place import Place
from generator.publish.machines import feeds
from generator.publish.machines.web import Times, Web
from generator.publish.search.documents import documents
from generator.render import parts
from generator.render.layout import placed
from generator.render.page import html_of
from generator.render.reader import Gap, Highlight, Node, most, pages, rows
from tests.bench.content import Extremes, make
from tests.bench.project import write

ROOM = 30_000
SITE = "https://facts.example/"
LONG = Extremes(document_bytes=45_000, facts=40, mentions=60)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts") / "project"
    write(folder, make(20, extremes=LONG))
    return folder


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Pages with little room, so that a small project has long ones of every kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ROOM", ROOM)
        patch.setattr(parts, "CARDS", 4)
        yield


@pytest.fixture(scope="module")
def cut_site(project: Path) -> Path:
    target = project.parent / "site"
    given = ["-C", str(project), "build", "--site", str(target), "--no-pdf", "--no-cache"]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    return target


@pytest.fixture(scope="module")
def html(cut_site: Path) -> dict[str, str]:
    """Every page by its address from the root."""
    return {
        path.relative_to(cut_site).as_posix().removesuffix("index.html"): path.read_text("utf-8")
        for path in cut_site.rglob("*.html")
    }


def held(html: dict[str, str], url: str) -> str:
    """The page at an address, which must have the address's anchor."""
    page, anchor = urldefrag(url.removeprefix(SITE))
    assert page in html, url
    assert f'id="{anchor}"' in html[page], url
    return page


def parts_of(html: dict[str, str], page: str) -> list[str]:
    further = sorted(
        (url for url in html if re.fullmatch(rf"{page}part_\d+/", url)),
        key=lambda url: int(url.rstrip("/").rpartition("_")[2]),
    )
    return [page, *further]


@pytest.mark.parametrize(
    "kind",
    ["people/", "timeline/", "figures/", "sources/", "account/", "sources/paper-00000/"],
)
def test_every_kind_of_long_page_is_cut(html: dict[str, str], kind: str) -> None:
    found = parts_of(html, kind)
    assert len(found) > 1
    assert [f"fr/{url}" for url in found] == parts_of(html, f"fr/{kind}")


def test_every_link_leads_to_a_page_and_an_anchor(html: dict[str, str]) -> None:
    broken = []
    ids = {url: set(re.findall(r'\bid="([^"]+)"', text)) for url, text in html.items()}
    for url, text in html.items():
        for target in set(re.findall(r'<a\b[^>]*?\bhref="([^"]*)"', text)):
            page, anchor = urldefrag(urljoin(SITE + url, target))
            here = page.removeprefix(SITE)
            ours = page.startswith(SITE) and (here.endswith("/") or not here)
            if ours and (here not in html or (anchor and unquote(anchor) not in ids[here])):
                broken.append((url, target))
    assert not broken[:5]


def test_each_fact_stands_on_one_part_in_order(project: Path, html: dict[str, str]) -> None:
    index = pipeline.check(project).index
    longest = max(index.project.sheets.values(), key=lambda sheet: len(sheet.facts))
    for sheet in index.project.sheets.values():
        found = [
            anchor
            for url in parts_of(html, sheet.url)
            for anchor in re.findall(r'<article class="fs-fact" id="([^"]+)"', html[url])
        ]
        rank = {name: at for at, name in enumerate(index.project.vocabulary.properties)}
        by_rank = sorted(sheet.facts, key=lambda fact: rank[fact.property])
        assert sorted(found) == sorted(fact.id for fact in sheet.facts)
        if sheet is longest:
            same = [fact.id for fact in by_rank if fact.property == "delivery"]
            assert [it for it in found if it in same] == same
    assert len(parts_of(html, longest.url)) > 5


def test_parts_lead_to_each_other_and_keep_the_language(html: dict[str, str]) -> None:
    (page,) = {url.partition("part_")[0] for url in html if url.endswith("/part_6/")} & {
        url for url in html if url.startswith("organizations/")
    }
    for prefix, title, label in (("", "2 of", "Parts of"), ("fr/", "2 sur", "Parties de")):
        found = parts_of(html, prefix + page)
        second = html[found[1]]
        assert re.search(rf"<title>[^<]+ \({title} {len(found)}\)", second)
        assert f'<link rel="canonical" href="{SITE}{found[1]}">' in second
        assert '<link rel="prev" href="../">' in second
        assert '<link rel="next" href="../part_3/">' in second
        assert 'rel="prev" href="../../../' + page + '"' in second
        assert f'aria-label="{label} ' in second
        assert second.count('aria-current="page"') == 2
        other = "" if prefix else "fr/"
        assert f'href="{SITE}{other}{page}part_2/"' in second  # hreflang
        assert '<link rel="prev"' not in html[found[0]]
        assert '<link rel="next"' not in html[found[-1]]
        assert "fs-lead" in html[found[0]]
        assert 'class="fs-lead"' not in second


def test_machines_are_led_to_the_part(project: Path, cut_site: Path, html: dict[str, str]) -> None:
    for url, text in html.items():
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
        for node in json.loads(data[1])["@graph"] if data else ():
            if node["@type"] == "Claim":
                assert held(html, node["url"]) == url
                assert "part_" not in node["@id"]  # a name that stays
                for quotation in node["citation"]:
                    held(html, quotation["url"])
    data = json.loads((cut_site / "data/factsheet.json").read_text("utf-8"))
    pages_held = {held(html, f["url"]) for s in data["sheets"] for f in s["facts"]}
    assert any("part_" in url for url in pages_held)
    for record in (*data["questions"], *data["disagreements"]):
        held(html, record["url"])
    for sheet in data["sheets"]:
        for fact in sheet["facts"]:
            for citation in fact["citations"]:
                held(html, citation["url"])
    linked = (cut_site / "data/factsheet.jsonld").read_text("utf-8")
    assert "part_" not in linked
    checked = pipeline.check(project)
    index = checked.index
    when = datetime(2026, 1, 1, tzinfo=UTC)
    times = Times(facts=dict.fromkeys(index.project.facts, (when, when)))
    web = Web(index, checked.settings, "en", placing=placed, times=times)
    items = feeds.items(web)
    assert items
    assert all("part_" not in item.id for item in items)
    for item in items:
        held(html, item.url)
    drawn = pipeline.pages(checked, "en", cut=True)
    told = [(d.url, e.anchor) for d in documents(web, drawn, {}) for e in d.entries]
    assert len(told) > len(index.project.facts)
    for url, anchor in told:
        held(html, f"{url}#{anchor}")


def test_addresses_given_out_before_a_page_was_cut_lead_on(browser, cut_site: Path) -> None:  # type: ignore[no-untyped-def]
    facts = json.loads((cut_site / "data/factsheet.json").read_text("utf-8"))["sheets"]
    wanted = [f["url"].removeprefix(SITE) for s in facts for f in s["facts"]]
    moved = next(url for url in wanted if "/part_4/" in url)
    reader = next(path for path in sorted((cut_site / "sources/paper-00000").glob("part_3/*.html")))
    line = re.findall(r'id="(l_\d+)"', reader.read_text("utf-8"))[-1]
    with served(cut_site) as root:
        page = browser.new_page()
        for before, after in (
            (moved.replace("part_4/", ""), moved),
            (moved.replace("part_4/", "part_2/"), moved),
            (f"fr/{moved.replace('part_4/', '')}", f"fr/{moved}"),
            (f"sources/paper-00000/#{line}", f"sources/paper-00000/part_3/#{line}"),
        ):
            page.goto(root + before)
            page.wait_for_url(root + after)
        page.close()


def test_paper_and_review_see_whole_pages(project: Path) -> None:
    whole = pipeline.pages(pipeline.check(project), "en")
    assert {page.parts for page in whole} == {1}
    assert not [page.url for page in whole if "part_" in page.url]


def test_no_part_outgrows_its_room(project: Path) -> None:
    legend = 12_000  # with what else a page begins with
    kinds = set()
    for page in pipeline.pages(pipeline.check(project), "fr", cut=True):
        if page.part > 1 and page.kind != "list":
            kinds.add(page.kind)
            size = len(html_of(page.draw(), "fr").encode())
            # The account of one document is one entry.
            assert size < ROOM + legend or page.kind == "account", page.url
    assert kinds == {"sheet", "reader", "timeline", "figures", "sources", "account"}


SIZES = st.lists(st.integers(0, 120), max_size=60)


@given(SIZES, st.integers(1, 100))
def test_every_entry_is_on_one_part_in_order(sizes: list[int], room: int) -> None:
    items = list(enumerate(sizes))
    found = parts.cut(items, lambda it: it[1], lambda it: (f"a{it[0]}", "first"), room)
    spread = [found.held(part) for part in range(1, found.parts + 1)]
    assert [it for part in spread for it in part] == items
    for number, part in enumerate(spread, 1):
        assert part or not items
        assert len(part) == 1 or sum(size for _, size in part) <= room
        assert all(found.part_of(f"a{at}") == number for at, _ in part)
    assert found.part_of("first") == 1
    assert found.whole().parts == 1


@given(st.integers(1, 400), st.data())
def test_the_numbers_of_parts_lead_on(of: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, of))
    shown = list(parts.numbered(part, of))
    numbers = [number for number in shown if number]
    assert numbers == sorted(set(numbers))
    assert {1, part, of} <= set(numbers)
    assert len(shown) <= 9
    for before, number, after in zip(shown, shown[1:], shown[2:], strict=False):
        assert number or after > before + 2


class Passed:
    def __init__(self, start: int, end: int) -> None:
        self.spans = ((start, end),)


def shown_text(nodes: tuple[Node, ...]) -> str:
    return "".join(
        shown_text(node.children)
        if isinstance(node, Highlight)
        else ""
        if isinstance(node, Gap)
        else node
        for node in nodes
    )


TEXTS = st.lists(st.text("ab é'", max_size=60), min_size=1, max_size=30).map("\n".join)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 900), st.integers(1, 90)), max_size=12), st.data())
def test_a_document_is_cut_between_its_passages(
    text: str, spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    known = {(a, min(a + n, len(text))) for a, n in spans if a < len(text)}
    inside = sorted((a, b) for a, b in known if text[a:b].strip() == text[a:b])
    display = data.draw(st.sampled_from(Display))
    seed = document(text, display)
    cited = [Passed(*span) for span in inside]
    found = pages(seed, cited, lambda _: 300, 30, room=data.draw(st.integers(1, 3_000)))
    assert list(found.offsets) == sorted(set(found.offsets))
    told: list[str] = []
    for part in range(1, found.parts + 1):
        low, high = found.bounds(part)
        here = found.held(part)
        for it in here:
            (start, end), *_ = it.spans
            assert (low <= start and end <= high) or display is Display.NONE
            assert found.part_of(f"p_{start}") == part
        first = found.starts[part - 1] + 1
        lines = list(rows(seed, [it.spans for it in here], 30, (low, high), first))
        begun = [number for row in lines for number in row.begins]
        if display is not Display.NONE:
            assert sorted(begun) == list(range(first, first + len(here)))
        told += [shown_text(row.nodes) for row in lines]
    if display is Display.FULL:
        assert "".join(told) == text.replace("\n", "")
        for line, start in enumerate(seed.line_starts, 1):
            low, high = found.bounds(found.part_of(f"l_{line}"))
            assert low <= start <= high


@given(
    st.text('ab &"é😀\n', max_size=200).map(lambda it: it * 30),
    st.lists(st.tuples(st.integers(0, 6_000), st.integers(1, 90)), max_size=12),
    st.sampled_from(Display),
)
def test_what_fits_in_any_case_needs_no_second_part(
    text: str, spans: list[tuple[int, int]], display: Display
) -> None:
    known = sorted({(a, min(a + n, len(text))) for a, n in spans if a < len(text)})
    seed, cited = document(text, display), [Passed(*span) for span in known]
    with pytest.MonkeyPatch.context() as patch:  # the long way
        bound = most(seed, cited, lambda _: 300)
        patch.setattr("generator.render.reader.most", lambda *_: bound + 1)
        assert pages(seed, cited, lambda _: 300, 30, room=bound).parts == 1


def test_pages_that_languages_share_are_cut_alike(project: Path) -> None:
    checked = pipeline.check(project)
    apart = {}
    for language in LANGUAGES:
        alone = replace(checked, cuts={})
        assert len({page.part for page in pipeline.pages(alone, language, cut=True)}) > 3
        apart[language] = alone.cuts
    first, *others = apart.values()
    assert {"faq/", "figures/", "timeline/", "account/", "sources/"} <= set(first)
    assert len(first) > 20
    assert all(other == first for other in others)


def document(text: str, display: Display) -> Seed:
    return Seed(
        id="paper",
        title="Paper",
        language="en",
        publisher="unknown",
        authors=(),
        published=parse("unknown"),
        as_of=None,
        sha256="",
        display=display,
        text=text,
        path="seeds/paper.txt",
        place=Place("seeds/paper.yml", 1, 1),
    )
