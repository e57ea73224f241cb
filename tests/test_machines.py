"""What the site says to machines, read back: structured data, site map, feeds, cards, lists."""

from __future__ import annotations

import json
import re
import struct
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from conftest import ONLINE as ROOT
from conftest import published

from generator import pipeline
from generator.model import Index, Project, Vocabulary
from generator.publish.machines.feeds import atom, items, json_feed
from generator.publish.machines.graph import graph, script
from generator.publish.machines.listings import site_maps
from generator.publish.machines.web import Times, Web
from generator.publish.policy import secured
from generator.publish.site import PublishError
from generator.render.page import Page
from generator.review.written import written
from generator.settings import Settings

SCHEMA = "https://schema.org/"
LANGUAGES = {"en": "", "fr": "fr/"}
THING = {"name", "alternateName", "description", "url", "sameAs", "mainEntityOfPage"}
WORK = THING | {
    "inLanguage",
    "isPartOf",
    "about",
    "citation",
    "text",
    "mainEntity",
    "creditText",
    "publisher",
    "datePublished",
    "dateModified",
    "temporalCoverage",
    "correction",
    "hasPart",
    "license",
}
PAGE = WORK | {"breadcrumb"}
VOCABULARY = {  # what schema.org lets each type say, as far as it is said here
    "WebPage": PAGE,
    "CollectionPage": PAGE,
    "FAQPage": PAGE,
    "WebSite": WORK,
    "Person": THING,
    "Organization": THING,
    "Event": THING,
    "Thing": THING,
    "Claim": WORK,
    "Quotation": WORK,
    "CreativeWork": WORK,
    "CorrectionComment": WORK,
    "Question": WORK | {"acceptedAnswer"},
    "Answer": WORK,
    "BreadcrumbList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
}


class Head(HTMLParser):
    """What a page's head says."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.data: list[str] = []
        self.inside = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta":
            name = given.get("property") or given.get("name")
            self.metas[str(name)] = str(given.get("content"))
        if tag == "link":
            self.links.append(given)
        self.inside = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.data.append(data)
            self.inside = False

    def link(self, rel: str) -> list[dict[str, str | None]]:
        return [link for link in self.links if str(link.get("rel")).split() == [rel]]


@pytest.fixture(scope="session")
def heads(online: Path) -> dict[str, Head]:
    return {
        path.parent.relative_to(online).as_posix().removeprefix(".") + "/": Head(path)
        for path in sorted(online.rglob("index.html"))
    }


def generated(heads: dict[str, Head]) -> dict[str, Head]:
    return {url: head for url, head in heads.items() if head.data}


# --- structured data --------------------------------------------------------------------------


def test_structured_data_is_schema_org(heads: dict[str, Head]) -> None:
    """Expanded by a JSON-LD library, every type and property is one that schema.org has."""
    rdflib = pytest.importorskip("rdflib")
    said = generated(heads)
    assert len(said) > 150
    for url, head in list(said.items())[::7] + [(u, said[u]) for u in ("/", "faq/", "fr/faq/")]:
        (text,) = head.data
        data = json.loads(text)
        assert data["@context"] == "https://schema.org"
        data["@context"] = {"@vocab": SCHEMA}  # its essence, without a request
        graph = rdflib.Graph().parse(data=json.dumps(data), format="json-ld")
        types = {
            subject: str(kind).removeprefix(SCHEMA)
            for subject, kind in graph.subject_objects(rdflib.RDF.type)
        }
        assert types, url
        for subject, predicate, _ in graph:
            if predicate != rdflib.RDF.type:
                kind = types[subject]
                assert str(predicate).removeprefix(SCHEMA) in VOCABULARY[kind], (url, predicate)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_a_claim_that_cites_quotations(
    heads: dict[str, Head], repository: Path, language: str
) -> None:
    index = pipeline.check(repository).index
    seeds = {f"{ROOT}sources/{seed.id}/": seed for seed in index.project.seeds.values()}
    claims = {}
    for head in generated(heads).values():
        for node in json.loads(head.data[0])["@graph"]:
            if node["@type"] == "Claim" and node["inLanguage"] == language:
                claims[node["@id"]] = node
    at = ROOT + LANGUAGES[language]
    sheets = index.project.sheets
    assert set(claims) == {
        f"{at}{sheets[f.sheet].url}#{f.id}" for f in index.project.facts.values()
    }
    for claim in claims.values():
        assert claim["text"]
        assert claim["citation"]
        for quotation in claim["citation"]:
            seed = seeds[quotation["isPartOf"]["@id"]]
            assert quotation["inLanguage"] == seed.language
            parts = re.split(r"\s*(?:\[.*?\]|\(…\))\s*", quotation["text"])
            assert all(part in seed.text for part in parts), quotation


def test_questions_and_subjects(heads: dict[str, Head], repository: Path) -> None:
    project = pipeline.check(repository).index.project
    for at in LANGUAGES.values():
        page = json.loads(heads[f"{at}faq/"].data[0])["@graph"][0]
        assert page["@type"] == "FAQPage"
        assert len(page["mainEntity"]) == len(project.questions)
        assert all(q["acceptedAnswer"]["text"] for q in page["mainEntity"])
    kinds = {
        "people": "Person",
        "organizations": "Organization",
        "technologies": "Thing",
        "events": "Event",
    }
    for sheet in project.sheets.values():
        for at in LANGUAGES.values():
            page, subject, *_ = json.loads(heads[at + sheet.url].data[0])["@graph"]
            assert subject["@type"] == kinds[sheet.kind.folder]
            assert subject["@id"] == page["mainEntity"]["@id"] == ROOT + sheet.url
            trail = json.loads(heads[at + sheet.url].data[0])["@graph"][-1]
            assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3]
            assert trail["itemListElement"][-1]["item"] == ROOT + at + sheet.url


def test_hostile_words_stay_inside(tmp_path: Path) -> None:
    bad = "</script><script>alert(1)</script><!-- \u2028"
    page = Page("people/", "en", "list", bad, bad, (), parent="")
    index = Index(Project(Vocabulary(), {}, {}, {}, {}), {}, {}, {}, {}, {}, {})
    text = script(Web(index, Settings(root=tmp_path, site=tmp_path), "en"), page, {"people/": page})
    assert text.count("<") == 2
    assert "\u2028" not in text
    data = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert data["@graph"][0]["name"] == bad


# --- sharing ----------------------------------------------------------------------------------


def test_canonical_and_alternates(heads: dict[str, Head]) -> None:
    for url, head in generated(heads).items():
        own = ROOT + url.lstrip("/")
        assert [link["href"] for link in head.link("canonical")] == [own]
        alternates = {
            link["hreflang"]: link["href"]
            for link in head.link("alternate")
            if link.get("hreflang")
        }
        assert set(alternates) == {"en", "fr", "x-default"}
        assert alternates["fr" if url.startswith("fr/") else "en"] == own
        for link in head.links:
            assert str(link.get("rel")).strip() == link.get("rel")
        forms = {link.get("type") for link in head.links if link.get("rel") == "alternate"}
        assert {"application/atom+xml", "application/feed+json"} <= forms
        for link in head.link("alternate"):
            if link.get("hreflang"):
                assert str(link["href"]).removeprefix(ROOT).rstrip("/") + "/" in heads


def test_cards_are_drawn_in_each_language(heads: dict[str, Head], online: Path) -> None:
    seen = set()
    for url, head in heads.items():
        metas = head.metas
        assert metas["og:url"] == ROOT + url.lstrip("/")
        assert metas["og:title"]
        assert metas["og:description"]
        assert metas["og:locale"] == ("fr_FR" if url.startswith("fr/") else "en_US")
        assert metas["twitter:card"] == "summary_large_image"
        picture = online / metas["og:image"].removeprefix(ROOT)
        content = picture.read_bytes()
        assert content.startswith(b"\x89PNG")
        assert struct.unpack(">II", content[16:24]) == (1200, 630)
        seen.add(picture)
    assert len(seen) > 150


def test_feeds(online: Path, repository: Path) -> None:
    """Both formats, in each language, with the same facts; their dates are the publisher's."""
    atom = "{http://www.w3.org/2005/Atom}"
    for code, at in LANGUAGES.items():
        feed = ElementTree.parse(online / at / "feed.atom").getroot()
        other = json.loads((online / at / "feed.json").read_text("utf-8"))
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == other["language"] == code
        for tag in ("id", "title", "updated", "author", "link"):
            assert feed.find(atom + tag) is not None
        ids = [str(entry.findtext(atom + "id")) for entry in feed.iter(atom + "entry")]
        assert len(ids) == len(set(ids)) == 50
        assert ids == [item["id"] for item in other["items"]]
        for item in other["items"]:
            page, fragment = item["url"].split("#")
            html = (online / page.removeprefix(ROOT) / "index.html").read_text("utf-8")
            assert f'id="{fragment}"' in html
            assert item["date_modified"] == "2023-11-14T22:13:20Z"
        assert {e.findtext(atom + "updated") for e in feed.iter(atom + "entry")} == {
            "2023-11-14T22:13:20Z"
        }


def test_the_site_map_names_every_page_in_every_language(
    online: Path, heads: dict[str, Head]
) -> None:
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    top = ElementTree.parse(online / "sitemap.xml").getroot()
    found = {}
    for entry in top.iter(name + "url"):
        links = entry.findall("{http://www.w3.org/1999/xhtml}link")
        found[str(entry.findtext(name + "loc"))] = {
            link.get("hreflang"): link.get("href") for link in links
        }
    assert {url.removeprefix(ROOT) or "/" for url in found} == set(heads)
    for url, versions in found.items():
        assert not versions or url in versions.values()
        assert not versions or versions["x-default"] == versions["en"]
    assert not list(online.glob("*/sitemap*"))


def test_the_site_map_says_when_a_file_changed(repository: Path) -> None:
    """Of a sheet's and a source's pages, as git tells; of no other page, and of no other file."""
    when = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    checked = pipeline.check(repository)
    sheet = next(iter(checked.index.project.sheets.values()))
    first, other, *_ = checked.index.project.seeds.values()
    known = dict.fromkeys([sheet.place.path, first.place.path, other.place.path], when)
    known[first.path] = when + timedelta(hours=1)
    web = pipeline.web(checked, "en", Times(known, {}))
    urls = [sheet.url, f"{sheet.url}part_2/", f"sources/{first.id}/", f"sources/{other.id}/", ""]
    (xml,) = site_maps(ROOT, {"en": urls, "fr": urls}, web.changed).values()
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    entries = ElementTree.fromstring(xml).findall(name + "url")
    told = ["2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z", "2024-05-06T08:08:09Z", None, None]
    assert [entry.findtext(name + "lastmod") for entry in entries] == told * 2
    order = [child.tag.rpartition("}")[2] for child in entries[0]]
    assert order[:2] == ["loc", "lastmod"]


def test_a_large_site_has_several_maps() -> None:
    many = [f"people/{n}/" for n in range(30_000)]
    made = site_maps(ROOT, {"en": many, "fr": many})
    assert sorted(made) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert made["sitemap.xml"].count(b"<loc>") == 2
    assert made["sitemap-1.xml"].count(b"<loc>") == 50_000


def test_llms_and_manifest(online: Path) -> None:
    for code, at in LANGUAGES.items():
        lines = (online / at / "llms.txt").read_text("utf-8").splitlines()
        assert lines[0].startswith("# ")
        assert lines[2].startswith("> ")
        for url in re.findall(r"\]\(([^)]*)\)", "\n".join(lines)):
            assert (online / url.removeprefix(ROOT) / "index.html").is_file(), url
        manifest = json.loads((online / at / "manifest.webmanifest").read_text("utf-8"))
        assert manifest["lang"] == code
        assert all((online / at / icon["src"]).is_file() for icon in manifest["icons"])


def test_without_an_address_what_needs_one_is_left_out(site: Path) -> None:
    for name in ("sitemap.xml", "sitemap.xml.gz", "feed.atom", "feed.json", "assets/cards"):
        assert not (site / name).exists()
        assert not (site / "fr" / name).exists()
    head = Head(site / "people" / "index.html")
    assert head.metas["og:title"]
    assert "og:image" not in head.metas
    assert head.metas["twitter:card"] == "summary"
    assert head.data
    assert (site / "llms.txt").is_file()
    for link in head.links:
        assert not urlsplit(str(link["href"])).scheme


def test_a_second_build_takes_its_cards_from_the_first(
    online: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.publish.machines import cards

    monkeypatch.setattr(cards, "_draw", lambda some: pytest.fail("drawn again"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    before = {p.relative_to(online): p.read_bytes() for p in online.rglob("*") if p.is_file()}
    published(online.parent, online)
    after = {p.relative_to(online): p.read_bytes() for p in online.rglob("*") if p.is_file()}
    assert before == after


# --- when it was written ----------------------------------------------------------------------


def test_times_come_from_git(project: Path) -> None:
    """A fact's time is that of its own lines; nothing is known of what is not committed."""

    def git(*arguments: str, at: int = 0) -> None:
        when = f"{1700000000 + at} +0000"
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
            cwd=project,
            check=True,
            capture_output=True,
            env={
                "PATH": "/usr/bin:/bin",
                "GIT_COMMITTER_DATE": when,
                "GIT_AUTHOR_DATE": when,
                "HOME": str(project),
            },
        )

    index = pipeline.check(project).index
    assert written(project, index, 50, None) == ({}, {})
    assert set(written(project, index, 50, "1700000000")[1]) == set(index.project.facts)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    path = next(project.glob("facts/technologies/*.yml"))
    sheet = next(iter(index.project.sheets.values()))
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[sheet.facts[-1].place.line - 1] += "    # looked at again\n"
    path.write_text("".join(lines), "utf-8")
    index = pipeline.check(project).index
    name = path.relative_to(project).as_posix()
    assert name not in written(project, index, 50, None)[0]
    git("commit", "-qam", "two", at=5000)
    files, facts = written(project, index, 50, None)
    assert files[name].timestamp() == 1700005000
    first, last = sheet.facts[0].address, sheet.facts[-1].address
    assert [t.timestamp() for t in facts[last]] == [1700000000, 1700005000]
    assert [t.timestamp() for t in facts[first]] == [1700000000, 1700000000]


# --- the policy -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        '<meta charset="utf-8"><script>x()</script>',
        '<meta charset="utf-8"><script type="text/javascript">x()</script>',
        '<meta charset="utf-8"><script src="//example.com/x.js"></script>',
        '<meta charset="utf-8"><script src="https:x.js"></script>',
        "<p>no encoding</p>",
    ],
)
def test_pages_that_are_refused(page: str) -> None:
    with pytest.raises(PublishError):
        secured(page, frozenset({"known()"}))


def test_pages_that_are_secured() -> None:
    page = (
        '<meta charset="utf-8"><script>known()</script>'
        '<script type="application/ld+json">{"x()": 1}</script><script src="../a.js"></script>'
    )
    told = secured(page, frozenset({"known()"}))
    assert told.count("sha256-") == 1
    assert told.index("Content-Security-Policy") < told.index("<script")


# --- what was corrected -----------------------------------------------------------------------


def test_corrections_are_told_to_machines(project: Path) -> None:
    """On the fact's own page, on the page of corrections, and in both feeds."""
    checked = pipeline.check(project)
    sheet = next(iter(checked.index.project.sheets.values()))
    address, now = sheet.facts[0].address, json.dumps(dict(sheet.facts[0].text))
    (project / "facts" / "corrections.yml").write_text(
        "corrections:\n"
        f"  - fact: {address}\n"
        "    kind: clarification\n"
        '    date: "2024-02-01"\n'
        "    was: {en: It was so., fr: C'était ainsi.}\n"
        f"    now: {now}\n"
        "    why: {en: It was unclear., fr: Ce n'était pas clair.}\n",
        "utf-8",
    )
    checked = pipeline.check(project)
    assert checked.ok
    settings = replace(checked.settings, site_url=ROOT)
    known = written(project, checked.index, 50, "1700000000")
    web = Web(checked.index, settings, "fr", times=Times(*known))
    pages = {page.url: page for page in pipeline.pages(checked, "fr", feeds=web.followed)}
    assert "feed.atom" in "".join(part.html for part in pages["downloads/"].sections)
    own, listed = (graph(web, pages[url], pages) for url in (sheet.url, "corrections/"))
    (claim,) = [node for node in own if node.get("correction")]
    assert claim["@id"] == f"{ROOT}fr/{web.fact_url(sheet.facts[0])}"
    (told,) = claim["correction"]
    assert told["@type"] == "CorrectionComment"
    assert told["datePublished"] == "2024-02-01"
    assert told["about"] == {"@id": claim["@id"]}
    assert "Ce n’était pas clair." in told["text"]
    assert listed[0]["hasPart"] == [told]
    url = f"{ROOT}fr/corrections/#correction_1"
    assert told["url"] == url
    assert 'id="correction_1"' in "".join(part.html for part in pages["corrections/"].sections)
    entries = items(web)
    assert [item.url for item in entries if "corrections/" in item.url] == [url]
    assert entries[0].url == url  # newer than all facts
    assert url in atom(web, entries).decode()
    assert json.loads(json_feed(web, entries))["items"][0]["date_modified"].startswith("2024-02-01")
