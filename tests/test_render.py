"""Pages, as HTML that a browser, a keyboard and a screen reader get: from a small index by hand."""

from __future__ import annotations

import ast
import json
import re
import string
from collections import defaultdict
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator.render
from generator import dates
from generator.check.origins import Origins
from generator.model import (
    LANGUAGES,
    AsOf,
    Certainty,
    Citation,
    Clash,
    Correction,
    CorrectionKind,
    Derived,
    Disagreement,
    Display,
    Exclusion,
    Fact,
    Group,
    Index,
    Kind,
    Original,
    Passage,
    Place,
    Project,
    Property,
    Quantity,
    Question,
    Role,
    Seed,
    Sheet,
    SheetRef,
    ValueType,
    Verdict,
    Vocabulary,
    Words,
)
from generator.publish.data.export import export
from generator.render import figures, network
from generator.render.citations import cite
from generator.render.edition import Edition
from generator.render.page import Page
from generator.render.pages import KINDS, pages, relative
from generator.render.phrases import phrases, sort_key, typeset
from generator.render.reader import Gap, Highlight, Node, Row, covered, rows
from generator.render.references import address
from generator.render.views.details import language_name
from generator.render.views.fact import References, linked
from generator.render.views.methodology import GLOSSARY
from generator.settings import Settings
from generator.text import FOLD_TABLE

HOUSE = Path(generator.render.__file__).parent
NASTY = "<script>alert(1)</script> {{ 7*7 }} \"'><img src=x onerror=alert(1)> &amp; [x](y)"
TEXT = (
    "Ada Byron a écrit le premier programme en 1843.\n"
    "\n"
    "« La machine n’a pas la prétention de créer », dit-elle ; Charles Babbage a dépensé"
    " 17 000 livres. Voici, pour éloigner ce qui entoure, quelques mots de plus. Une phrase que"
    " personne ne cite se trouve ici, assez longue et assez loin de tout le reste pour qu’il y"
    " ait un trou à la place de ces mots, quand on ne montre que des extraits. Babbage aurait eu"
    " plus de cent plans.\n"
    f"{NASTY}\n"
)


def both(en: str, fr: str | None = None) -> Words:
    return {"en": en, "fr": fr or en}


def passage(seed: Seed, quote: str, verdict: Verdict = Verdict.EXACT) -> Passage:
    """Where a quote stands, its parts at `[…]` apart."""
    spans = []
    for part in quote.split(" […] "):
        start = seed.text.index(part)
        spans.append((start, start + len(part)))
    place = Place("facts/people/ada.yml", 9)
    line = seed.line_of(spans[0][0])
    return Passage(Citation(seed.id, quote, place), verdict, tuple(spans), line)


def seed(display: Display = Display.EXCERPT) -> Seed:
    return Seed(
        id="notes",
        title=f"Notes : {NASTY}",
        language="fr",
        publisher="unknown",
        authors=("Luigi Menabrea",),
        published=dates.parse("unknown"),
        as_of=AsOf(dates.parse("1843"), ("le premier programme en 1843",)),
        sha256="0" * 64,
        display=display,
        text=TEXT,
        path="seeds/notes.txt",
        place=Place("seeds/notes.yml"),
        url="javascript:alert(1)",
    )


WROTE = "Ada Byron a écrit le premier programme en 1843"
SPENT = "Charles Babbage a dépensé 17 000 livres"
SAID = "La machine n’a pas la prétention de créer"
ASKED = "un trou à la place de ces mots"
PLANS = "Babbage aurait eu […] cent plans"


def small(display: Display = Display.EXCERPT) -> Index:
    """Two people, one machine and one event; every kind of value, certainty and date."""
    source = seed(display)
    at = Place("facts/people/ada.yml", 7)
    quotes: dict[str, tuple[tuple[str, Verdict], ...]] = {}

    def fact(sheet: str, name: str, prop: str, text: Words, *cited: str, **more: object) -> Fact:
        edited = [(q, Verdict.EDITED if "[…]" in q else Verdict.EXACT) for q in cited]
        quotes[f"{sheet}#{name}"] = tuple(edited)
        citations = tuple(Citation(source.id, quote, at) for quote in cited)
        certainty = more.pop("certainty", Certainty.STATED)
        return Fact(name, sheet, prop, text, certainty, citations, at, **more)  # type: ignore[arg-type]

    ada = Sheet(
        "ada",
        Kind.PERSON,
        both("Ada Byron"),
        ("Ada", "Lovelace"),
        ("wrote",),
        (
            fact(
                "ada",
                "wrote",
                "work",
                both("Ada wrote the first program."),
                WROTE,
                SPENT,
                date=dates.parse("1843"),
                value=both("First program", "Premier programme"),
            ),
            fact(
                "ada",
                "view",
                "view",
                both(
                    "Ada says that the Engine of Babbage cannot create.",
                    "Ada dit : « la machine de Babbage ne crée pas » !",
                ),
                SAID,
                certainty=Certainty.OPINION,
                attributed_to="ada",
                mentions=("engine", "babbage"),
                value=both("It cannot create"),
            ),
            fact(
                "ada",
                "met",
                "met",
                both("Ada met Babbage about 1833."),
                WROTE,
                value=SheetRef("babbage"),
                date=dates.parse("1833~"),
                mentions=("babbage",),
                derived=(Derived("1833", both("Ten years before 1843."), at),),
            ),
        ),
        at,
    )
    babbage = Sheet(
        "babbage",
        Kind.PERSON,
        both("Charles Babbage"),
        ("Babbage",),
        ("spent",),
        (
            fact(
                "babbage",
                "spent",
                "price",
                both("Babbage spent 17,000 pounds."),
                SPENT,
                value=Quantity("17", "thousand", currency="GBP"),
            ),
            fact(
                "babbage",
                "dozens",
                "price",
                both("Babbage spent tens of thousands of pounds."),
                SPENT,
                value=Quantity("tens", "thousand", currency="GBP"),
                certainty=Certainty.REPORTED,
                attributed_to="notes",
            ),
            fact(
                "babbage",
                "plans",
                "plans",
                both("Babbage may have had a hundred plans."),
                PLANS,
                certainty=Certainty.PREDICTED,
                attributed_to="notes",
                date=dates.parse("XXXX-10"),
            ),
            fact("babbage", "nasty", "work", both(NASTY, NASTY), NASTY),
        ),
        at,
    )
    engine = Sheet(
        "engine",
        Kind.TECHNOLOGY,
        both("Engine", "Machine"),
        (),
        ("built",),
        (
            fact(
                "engine",
                "built",
                "work",
                both("The Engine was built from 1833 on."),
                WROTE,
                date=dates.parse("1833/.."),
            ),
        ),
        at,
    )
    event = Sheet(
        "notes-1843",
        Kind.EVENT,
        both("Notes of 1843"),
        (),
        ("out",),
        (
            fact(
                "notes-1843",
                "out",
                "work",
                both("The Notes appeared in 1843."),
                WROTE,
                date=dates.parse("1843"),
            ),
        ),
        at,
    )
    vocabulary = Vocabulary(
        (Group("life", both("Life", "Vie")), Group("views", both("Views", "Opinions"))),
        {
            "work": Property("work", both("Work", "Œuvre"), ValueType.TEXT, "life"),
            "met": Property(
                "met",
                both("Met", "A rencontré"),
                ValueType.SHEET,
                "life",
                inverse=both("Met by", "Rencontré par"),
            ),
            "price": Property("price", both("Spent", "Dépense"), ValueType.QUANTITY, "life"),
            "plans": Property("plans", both("Plans"), ValueType.TEXT, "life"),
            "view": Property("view", both("View", "Opinion"), ValueType.TEXT, "views"),
        },
    )
    project = Project(
        vocabulary,
        {source.id: source},
        {sheet.id: sheet for sheet in (ada, babbage, engine, event)},
        {
            "who": Question(
                "who",
                both("Who wrote it?", "Qui l'a écrit ?"),
                ("ada#wrote",),
                at,
                unknown=both("Where is not known.", "On ignore où."),
                asked_in=(Citation("notes", ASKED, at),),
            )
        },
        {
            "cost": Disagreement(
                "cost",
                both("What it cost", "Ce que cela a coûté"),
                Clash.PRECISION,
                ("babbage#spent", "babbage#dozens"),
                both("Two sums."),
                at,
                favours="babbage#spent",
                why=both("It is exact."),
            )
        },
    )
    passages = {
        address: tuple(passage(source, quote, verdict) for quote, verdict in cited)
        for address, cited in quotes.items()
    }
    return Index(
        project,
        passages,
        {"who": (passage(source, ASKED),)},
        {
            "notes": tuple(
                sorted(
                    ((a, p) for a, ps in passages.items() for p in ps),
                    key=lambda pair: pair[1].start,
                )
            )
        },
        {"babbage": ("ada#view", "ada#met"), "engine": ("ada#view",)},
        {"ada#wrote": ("who",)},
        {"babbage#spent": ("cost",), "babbage#dozens": ("cost",)},
    )


SETTINGS = Settings(
    root=Path("/nowhere"),
    site=Path("/nowhere/site"),
    site_url="https://example.org/sub/",
    title=both("Engines & people", "Machines et gens"),
    edit_url="https://example.org/edit",
    report_url="https://example.org/new?title={fact}",
)
OFFERS = ("data", "pdf")
SITE = {
    code: {page.url: page for page in pages(small(), SETTINGS, code, offers=OFFERS)}
    for code in LANGUAGES
}
EVERY = [
    pytest.param(page, id=f"{code}:{page.url}")
    for code in LANGUAGES
    for page in SITE[code].values()
]


def html(page: Page) -> str:
    """A page as the plugin puts it together."""
    return "".join(
        (f'<h{s.level} id="{s.id}">heading</h{s.level}>' if s.level else "") + s.html
        for s in page.sections
    )


class Outline(HTMLParser):
    """What a page is made of; fails on a tag that does not close where it should."""

    VOID = frozenset({"br", "hr", "img", "meta", "link", "input"})

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[dict[str, str]] = []
        self.headings: list[int] = []
        self.seen: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(html(page))
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"an attribute twice in <{tag}>"
        self.attributes |= set(given)
        self.seen[tag].append(given)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            assert "a" not in self.open, "a link inside a link"
            self.links.append(given)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


# --- every page -------------------------------------------------------------------------------


def test_every_kind_is_there_in_both_languages() -> None:
    for code in LANGUAGES:
        assert {page.kind for page in SITE[code].values()} == {kind for kind, _ in KINDS}
    assert list(SITE["en"]) == list(SITE["fr"])


@pytest.mark.parametrize("page", EVERY)
def test_a_page_is_sound_html(page: Page) -> None:
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids)), "an id twice"
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert page.sections[0].level == 0
    assert page.sections[0].html.startswith("<h1")
    levels = outline.headings
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert not {"script", "style", "iframe"} & set(outline.seen)
    assert not {name for name in outline.attributes if name == "style" or name.startswith("on")}
    assert page.title
    assert page.description
    for block in outline.seen["blockquote"]:
        assert block["lang"] == "fr"


@pytest.mark.parametrize("page", EVERY)
def test_every_link_leads_somewhere(page: Page) -> None:
    anchors = {url: set(Outline(other).ids) for url, other in SITE[page.language].items()}
    root = "https://example.org/sub/" if page.language == "en" else "https://example.org/sub/fr/"
    for link in Outline(page).links:
        assert link["href"], "a link that leads nowhere"
        target = urljoin(root + page.url, link["href"])
        if re.match(r"https://example\.org/sub/(data|pdf)/", target):
            continue
        if target.endswith("/index.json"):  # a sheet's data, beside its page in the first language
            beside = target.removeprefix("https://example.org/sub/").removesuffix("index.json")
            assert beside in SITE["en"], target
            continue
        if not target.startswith(root):
            assert urlsplit(target).path.startswith(("/edit/", "/new"))
            continue
        path, _, anchor = target.removeprefix(root).partition("#")
        assert path in anchors, target
        assert not anchor or anchor in anchors[path], target


@pytest.mark.parametrize("page", EVERY)
def test_own_anchors_cannot_be_a_facts(page: Page) -> None:
    project = small().project
    editors = {fact.id for fact in project.facts.values()}
    editors |= {*project.questions, *project.disagreements}
    for anchor in Outline(page).ids:
        assert "_" in anchor or anchor in editors


@pytest.mark.parametrize("page", EVERY)
def test_text_from_files_stays_text(page: Page) -> None:
    whole = html(page)
    assert "<img" not in whole
    # BibTeX keeps a title as it is written between two braces.
    assert "{{" not in whole.replace("{{ 7*7 }}", "").replace("title = {{", "")
    assert "49" not in "".join(Outline(page).words).replace("1849", "")
    assert "javascript:" not in whole


def test_templates_trust_no_text() -> None:
    for path in (HOUSE / "templates").iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe|autoescape", text), path
        assert not re.search(r"\sstyle=|<script", text), path


def test_a_project_without_content_has_pages_too() -> None:
    nothing = Index(Project(Vocabulary(), {}, {}, {}, {}), {}, {}, {}, {}, {}, {})
    for code in LANGUAGES:
        site = {page.url: page for page in pages(nothing, SETTINGS, code)}
        for page in site.values():
            for link in Outline(page).links:
                target = urljoin(f"https://x/{page.url}", link["href"]).partition("#")[0]
                assert page.url == "404.html" or target.removeprefix("https://x/") in site


# --- words ------------------------------------------------------------------------------------


def test_both_languages_have_the_same_messages() -> None:
    by_language = [phrases(code).messages for code in LANGUAGES]
    assert by_language[0].keys() == by_language[1].keys()
    for key in by_language[0]:
        first, second = (
            {name for _, name, _, _ in string.Formatter().parse(words[key]) if name}
            for words in by_language
        )
        assert first == second, key
        assert all(words[key].strip() for words in by_language), key


def used_keys() -> re.Pattern[str]:
    """Every string in the code and the templates that could be a message's key."""
    found: set[str] = set()
    for path in HOUSE.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.add(
                    "".join(
                        re.escape(part.value)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)
                        else "[a-z_-]+"
                        for part in node.values
                    )
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
    for path in [*HOUSE.glob("templates/*"), *HOUSE.rglob("theme/**/*.html")]:
        text = path.read_text("utf-8")
        found |= {re.escape(name) for name in re.findall(r"""['"]([\w.-]+)['"]""", text)}
        for joined in re.findall(r"'[\w.]+'(?: ~ (?:\w+|'[\w.]+'))+", text):
            parts = joined.split(" ~ ")
            found.add("".join(re.escape(p[1:-1]) if p[0] == "'" else "[a-z_-]+" for p in parts))
    said = (
        key for key in found if "\\." in key and re.search("[a-z]{3}", key.replace("a-z_-", ""))
    )
    return re.compile("|".join(f"(?:{key})" for key in said))


def test_every_message_is_used() -> None:
    used = used_keys()
    for key in phrases("en").messages:
        stem = re.sub(r"\.(one|other)$", "", key)
        assert used.fullmatch(stem) or used.fullmatch(key), f"nothing says {key}"


def test_each_forgiven_difference_is_explained() -> None:
    for code in LANGUAGES:
        messages = phrases(code).messages
        assert {key.split(".")[1] for key in messages if key.startswith("fold.")} == {
            name for name, _, _ in FOLD_TABLE
        }


@pytest.mark.parametrize(
    ("plain", "french"),
    [
        (
            "Quoi ? Oui : non ; « si » !",
            "Quoi\u202f? Oui\u00a0: non\u202f; «\u00a0si\u00a0»\u202f!",
        ),
        ("l'IA d'OpenAI", "l’IA d’OpenAI"),
        ("12,6 % de 14,3 milliards", "12,6\u202f% de 14,3\u00a0milliards"),
        ("https://example.org:80/?a", "https://example.org:80/?a"),
        ("600 000 livres", "600\u202f000 livres"),
    ],
)
def test_french_is_typeset(plain: str, french: str) -> None:
    assert typeset(plain, "fr") == french


def test_plurals_follow_the_language() -> None:
    english, french = phrases("en"), phrases("fr")
    assert [english.count("count.facts", n) for n in (0, 1, 2)] == [
        "0\u00a0facts",
        "1\u00a0fact",
        "2\u00a0facts",
    ]
    assert [french.count("count.facts", n) for n in (0, 1, 2, 1_000_000)] == [
        "0\u00a0fait",
        "1\u00a0fait",
        "2\u00a0faits",
        "1\u202f000\u202f000\u00a0faits",
    ]


def test_names_sort_without_accents() -> None:
    assert sorted(["Zoé", "Émile", "Eva", "emma"], key=sort_key) == ["Émile", "emma", "Eva", "Zoé"]


def test_a_source_is_never_typeset() -> None:
    quote = "La machine n’a pas la prétention de créer"
    assert quote in html(SITE["fr"]["people/ada/"])
    assert typeset("Ada dit : « la machine", "fr") in "".join(
        Outline(SITE["fr"]["people/ada/"]).words
    )


# --- facts ------------------------------------------------------------------------------------


def test_one_passage_has_one_number_and_a_way_back_from_each_use() -> None:
    index = small()
    marks = References(Edition(index, SETTINGS, "en"))
    wrote, met = (index.project.facts[a] for a in ("ada#wrote", "ada#met"))
    assert [m.number for m in marks.marks([wrote, met])] == [1, 2]
    assert [m.id for m in marks.view(met).evidence] == ["use_1_2"]
    assert [entry.uses for entry in marks.listed()] == [("use_1_1", "use_1_2"), ("use_2_1",)]


def test_a_fact_says_its_status_in_words() -> None:
    text = " ".join("".join(Outline(SITE["en"]["people/ada/"]).words).split())
    assert "Opinion — Ada Byron" in text
    assert "found word for word" in text
    assert "about 1833" in text
    assert "Not in these words: “1833”. Ten years before 1843." in text
    plans = " ".join("".join(Outline(SITE["en"]["people/babbage/"]).words).split())
    assert "Forecast — the document “Notes :" in plans
    assert "found, with an editor’s cut" in plans


def test_a_fact_can_be_edited_and_reported() -> None:
    hrefs = {link["href"] for link in Outline(SITE["en"]["people/ada/"]).links}
    assert "https://example.org/edit/facts/people/ada.yml#L7" in hrefs
    assert "https://example.org/new?title=ada%23wrote" in hrefs
    assert "#wrote" in hrefs
    bare = Settings(root=Path("/"), site=Path("/site"))
    for page in pages(small(), bare, "en"):
        assert not any("example.org" in link["href"] for link in Outline(page).links)


def test_the_box_holds_what_others_say_but_no_judgement() -> None:
    box = html(SITE["fr"]["people/babbage/"]).partition("</dl>")[0]
    assert "Rencontré par" in box
    assert "Ada Byron" in box
    ada = html(SITE["en"]["people/ada/"]).partition("</dl>")[0]
    assert "First program" in ada
    assert "It cannot create" not in ada


def test_a_page_shows_what_touches_its_sheet() -> None:
    page = SITE["en"]["people/babbage/"]
    sections = {section.id for section in page.sections if section.level}
    assert sections == {"group_life", "_relations", "_elsewhere", "_references"}
    hrefs = {link["href"] for link in Outline(page).links}
    assert "../../disagreements/#cost" in hrefs
    assert "../../people/ada/#view" in hrefs
    assert "../../faq/#who" in {link["href"] for link in Outline(SITE["en"]["people/ada/"]).links}


def test_names_in_a_sentence_are_links_once_and_as_whole_words() -> None:
    edition = Edition(small(), SETTINGS, "en")
    pieces = linked(edition, "Babbages met Babbage, Charles Babbage and Ada.", ["babbage", "ada"])
    assert [(p.text, p.url) for p in pieces] == [
        ("Babbages met Babbage, ", ""),
        ("Charles Babbage", "people/babbage/"),
        (" and ", ""),
        ("Ada", "people/ada/"),
        (".", ""),
    ]


def test_versions_told_by_overlapping_words_stay_apart() -> None:
    words = "".join(Outline(SITE["en"]["disagreements/"]).words)
    assert "Version 2" in words
    assert "£17,000" in words
    assert "better supported" in words


def words(page: Page) -> str:
    """What a page says, without its shape."""
    return " ".join(" ".join(Outline(page).words).split())


def page_of(index: Index, url: str, code: str = "en", **known: object) -> Page:
    """One page of an index."""
    found = pages(index, SETTINGS, code, **known)  # type: ignore[arg-type]
    return next(page for page in found if page.url == url)


def changed(address: str, **changes: object) -> Index:
    """The small index with one fact changed."""
    index = small()
    fact = index.project.facts[address]
    sheet = index.project.sheets[fact.sheet]
    facts = tuple(replace(f, **changes) if f is fact else f for f in sheet.facts)  # type: ignore[arg-type]
    told = {**index.project.sheets, sheet.id: replace(sheet, facts=facts)}
    return replace(index, project=replace(index.project, sheets=told))


def test_a_fact_says_where_weak_words_come_from_and_why_they_suffice() -> None:
    index = changed("ada#wrote", answers={"weak-evidence": {"en": "Nothing else says it."}})
    headline = tuple(replace(p, role=Role.HEADLINE) for p in index.passages["ada#wrote"])
    index = replace(index, passages={**index.passages, "ada#wrote": headline})
    said = words(page_of(index, "people/ada/"))
    assert "from the headline" in said
    assert "None of these words comes from the body of a document" in said
    assert "in the editors’ words: Nothing else says it." in said
    assert "tiré d’un titre" in words(page_of(index, "people/ada/", "fr"))
    assert "from the headline" not in words(SITE["en"]["people/ada/"])
    half = (headline[0], *small().passages["ada#wrote"][1:])
    index = replace(index, passages={**index.passages, "ada#wrote": half})
    assert "None of these words" not in words(page_of(index, "people/ada/"))


def test_a_fact_counts_its_origins() -> None:
    assert "one document" in words(SITE["en"]["people/ada/"])
    known = Origins((), {}, {"ada#wrote": (3, 2), "ada#view": (2, 2)})
    said = words(page_of(small(), "people/ada/", known_origins=known))
    assert "3 documents, 2 origins" in said
    assert "together they count as one origin" in said
    assert "2 documents, 2 origins" in said
    assert "each in its own words" in said
    known = Origins((), {}, {"ada#wrote": (3, 1)})
    assert "3 documents, 1 origine" in words(
        page_of(small(), "people/ada/", "fr", known_origins=known)
    )


# --- the account ------------------------------------------------------------------------------


def test_the_account_names_what_is_open_but_shows_no_more_than_the_site_may() -> None:
    excerpt = words(SITE["en"]["account/"])
    assert re.search(r"Of \d sentences, \d (?:is|are) still open\.", excerpt)
    assert "may only be shown in extracts" in excerpt
    assert "quelques mots de plus" not in excerpt
    full = page_of(small(Display.FULL), "account/")
    assert "quelques mots de plus" in words(full)
    assert "../sources/notes/#l_3" in {link["href"] for link in Outline(full).links}


def test_the_account_says_why_a_sentence_is_set_aside() -> None:
    index = small()
    aside = replace(
        index.project.seeds["notes"],
        exclusions=(
            Exclusion("rhetoric", Place("s.yml"), lines=(4, 4), note={"en": "Only noise."}),
        ),
    )
    index = replace(index, project=replace(index.project, seeds={"notes": aside}))
    index = replace(index, passages={**index.passages, "babbage#nasty": ()}, cited_by={})
    said = words(page_of(index, "account/"))
    assert "No assertion 1 sentence" in said
    assert "Line 4." in said
    assert "line 4: Only noise." in said


def test_the_bar_of_the_account_is_told_in_words_too() -> None:
    page = SITE["en"]["account/"]
    drawn = figures.shares("x", "<t>", "d", [("cited", "3", 0.75), ("open", "1", 0.25)])
    assert drawn.count("<rect") == 2
    assert "&lt;t&gt;" in drawn
    assert "Quoted: " in words(page)
    assert "reproduced on this site" in words(page)


def test_facts_on_one_origin_are_listed() -> None:
    page = SITE["en"]["account/"]
    assert "9 of 9 facts stand on a single origin." in words(page)
    assert "../people/ada/#wrote" in {link["href"] for link in Outline(page).links}


def test_documents_that_share_wording_say_so() -> None:
    index = small()
    copy = replace(seed(), id="copy", title="A copy")
    both_seeds = {"notes": seed(), "copy": copy}
    index = replace(index, project=replace(index.project, seeds=both_seeds))
    said = words(page_of(index, "sources/"))
    assert "1 pair of documents shares wording." in said
    assert "they count as one origin" in said
    assert "100% of its words also stand in “A copy”" in words(page_of(index, "sources/notes/"))
    other = replace(copy, text="Tout autre chose est dit ici, sans rien reprendre de nulle part")
    index = replace(index, project=replace(index.project, seeds={"notes": seed(), "copy": other}))
    assert "No two of these documents share their wording" in words(page_of(index, "sources/"))
    assert "none of the other documents" in words(page_of(index, "sources/notes/"))


# --- the timeline's filters -------------------------------------------------------------------


def test_the_timeline_is_whole_and_its_filters_wait_for_a_script() -> None:
    outline = Outline(SITE["en"]["timeline/"])
    (form,) = outline.seen["form"]
    assert "hidden" in form
    moments = [item for item in outline.seen["li"] if "data-about" in item]
    assert moments
    assert not any("hidden" in item for item in moments)
    offered = {option["value"] for option in outline.seen["option"]} - {""}
    held = {v for m in moments for v in (m["data-about"] + " " + m["data-certainty"]).split()}
    assert offered <= held
    assert {"ada", "babbage", "engine", "stated", "predicted"} <= offered
    labels = {label["for"] for label in outline.seen["label"]}
    assert {select["id"] for select in outline.seen["select"]} == labels


# --- citing -----------------------------------------------------------------------------------


def test_a_fact_can_be_cited_in_three_forms() -> None:
    index = small()
    wrote = index.project.facts["ada#wrote"]
    given = cite(Edition(index, SETTINGS, "fr"), wrote)
    assert given.plain.startswith("«\xa0Ada wrote the first program.\xa0» Dans")
    assert "https://example.org/sub/fr/people/ada/#wrote (consulté le AAAA-MM-JJ)." in given.plain
    assert "@misc{ada.wrote,\n" in given.bibtex
    assert "urldate = {AAAA-MM-JJ}" in given.bibtex
    (item,) = json.loads(given.csl)
    assert item["URL"] == "https://example.org/sub/fr/people/ada/#wrote"
    assert item["type"] == "webpage"
    bare = Settings(root=Path("/"), site=Path("/site"))
    given = cite(Edition(index, bare, "en"), wrote)
    assert "://" not in given.plain + given.csl
    assert "url = " not in given.bibtex


def test_nasty_words_cannot_leave_their_field() -> None:
    given = cite(Edition(small(), SETTINGS, "en"), small().project.facts["babbage#nasty"])
    title = re.search(r"title = \{\{(.*)\}\},", given.bibtex)
    assert title is not None
    assert not re.search(r"(?<!\\)[{}#%&$_]", re.sub(r"\\text\w+\{\}", "", title[1]))
    assert address("https://x/a b}#c%20_~&") == "https://x/a%20b%7D#c%20_~&"


def test_each_fact_is_cited_on_its_own_page_only() -> None:
    page = SITE["en"]["people/ada/"]
    assert html(page).count("fs-cite") == 3
    assert "fs-cite" not in html(SITE["en"]["timeline/"])


# --- words, corrections, downloads ------------------------------------------------------------


def test_every_word_of_the_trade_is_explained_and_linked() -> None:
    for code in LANGUAGES:
        explained = {i for i in Outline(SITE[code]["methodology/"]).ids if i.startswith("term_")}
        assert explained == {f"term_{name}" for name in GLOSSARY}
        keys = {key.split(".")[1] for key in phrases(code).messages if key.startswith("glossary.")}
        assert keys - {"title", "intro"} == set(GLOSSARY)
    hrefs = {link["href"] for link in Outline(SITE["en"]["people/ada/"]).links}
    assert "../../methodology/#term_certainty" in hrefs
    assert "../../methodology/#term_origin" in hrefs


def corrected(kind: CorrectionKind, now: Words | None, fact: str = "ada#wrote") -> Index:
    entry = Correction(
        fact,
        kind,
        "2026-11-21",
        both("She wrote it in 1842."),
        now,
        both("A slip."),
        Place("facts/corrections.yml"),
    )
    index = small()
    project = replace(index.project, corrections=(entry,))
    return replace(index, project=project, corrected={fact: (entry,)})


def test_a_correction_is_told_on_its_page_and_at_its_fact() -> None:
    index = corrected(CorrectionKind.CORRECTION, both("She wrote it in 1843."))
    said = words(page_of(index, "corrections/"))
    assert "21 November 2026" in said
    assert "Before: She wrote it in 1842. Now: She wrote it in 1843. Why: A slip." in said
    assert "Corrected on 21 November 2026" in words(page_of(index, "people/ada/"))
    assert "Corrigé : 21 novembre 2026" in words(page_of(index, "people/ada/", "fr"))
    assert "No correction has been recorded yet." in words(SITE["en"]["corrections/"])


def test_a_withdrawn_fact_says_so_wherever_it_is_told() -> None:
    index = corrected(CorrectionKind.RETRACTION, None)
    assert "Withdrawn on 21 November 2026" in words(page_of(index, "people/ada/"))
    assert "Withdrawn on 21 November 2026" in words(page_of(index, "timeline/"))
    assert "Now:" not in words(page_of(index, "corrections/"))
    (seed,) = {c.seed for c in index.project.facts["ada#wrote"].citations}
    assert "Withdrawn on 21 November 2026" in words(page_of(index, f"sources/{seed}/"))


def test_a_withdrawn_fact_is_no_figure_and_no_relation() -> None:
    facts = small().project.facts.values()
    amount = next(fact for fact in facts if isinstance(fact.value, Quantity))
    link = next(fact for fact in facts if isinstance(fact.value, SheetRef))
    for fact, url in ((amount, "figures/"), (link, "relations/")):
        index = corrected(CorrectionKind.RETRACTION, None, fact.address)
        left = {page.url: page for page in pages(index, SETTINGS, "en")}
        assert fact.text["en"] in words(page_of(small(), url))
        assert url not in left or fact.text["en"] not in words(left[url])


def test_downloads_are_what_the_build_makes(tmp_path: Path) -> None:
    made = export(small(), SETTINGS, tmp_path)
    names = {path.relative_to(tmp_path).as_posix() for path in made}
    for code, up in (("en", "../"), ("fr", "../../")):
        page = SITE[code]["downloads/"]
        links = {link["href"] for link in Outline(page).links}
        offered = {href.removeprefix(f"{up}data/") for href in links if "/data/" in href}
        assert offered == {n for n in names if not n.endswith("/index.json")}
        assert f"{up}pdf/factsheet.{code}.pdf" in links
        sheet = {link["href"] for link in Outline(SITE[code]["people/ada/"]).links}
        assert f"../{up}people/ada/index.json" in sheet
        assert "people/ada/index.json" in names
        assert f"../{up}pdf/people/ada.{code}.pdf" in sheet


def test_without_files_there_is_no_page_of_downloads() -> None:
    found = pages(small(), SETTINGS, "en")
    assert "downloads/" not in {page.url for page in found}
    assert not any("downloads/" in link["href"] for page in found for link in Outline(page).links)
    only = pages(small(), SETTINGS, "en", offers=("data",))
    assert not any(".pdf" in link["href"] for page in only for link in Outline(page).links)


# --- relations --------------------------------------------------------------------------------


def test_relations_are_drawn_and_told_in_words() -> None:
    page = SITE["en"]["relations/"]
    assert "Ada Byron Met (about 1833) Charles Babbage Ada met Babbage" in words(page)
    drawn = html(page).partition("<svg")[2].partition("<table")[0]
    assert drawn.count("<path") == 1
    assert 'href="../people/ada/"' in drawn
    assert 'href="../people/babbage/"' in drawn
    assert "Engine" not in drawn
    assert "relations/" in {link["href"] for link in Outline(SITE["en"][""]).links}


def test_a_sheet_tells_its_relations_from_its_own_side() -> None:
    assert "Charles Babbage Rencontré par (" in words(SITE["fr"]["people/babbage/"])
    assert "Ada Byron Met (about 1833) Charles Babbage" in words(SITE["en"]["people/ada/"])
    assert "_relations" not in {s.id for s in SITE["en"]["technologies/engine/"].sections}


def test_a_relation_that_nobody_states_is_drawn_broken() -> None:
    said = changed("ada#met", certainty=Certainty.REPORTED, attributed_to="notes")
    assert "fs-net__arc--soft" in html(page_of(said, "relations/"))
    assert "fs-net__arc--soft" not in html(SITE["en"]["relations/"])
    assert not any(
        page.url == "relations/" for page in pages(changed("ada#met", value=None), SETTINGS, "en")
    )


def test_names_in_the_drawing_never_share_a_row() -> None:
    nodes = [
        network.Node(f"n{n}", "x/", "person", "h" * (n == 2), "note" * (n > 3)) for n in range(6)
    ]
    drawn = network.drawing("x", "t", "d", nodes, [network.Arc(0, 5)])
    rows = [int(y) for y in re.findall(r'cy="(\d+)"', drawn)]
    assert all(below - above >= 24 for above, below in pairwise(rows))
    assert drawn == network.drawing("x", "t", "d", nodes, [network.Arc(0, 5)])


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "page", "expected"),
    [
        ("", "", "./"),
        ("", "people/ada/", "../../"),
        ("people/ada/#wrote", "people/ada/", "#wrote"),
        ("people/ada/", "people/", "../people/ada/"),
        ("faq/#who", "", "faq/#who"),
        ("#x", "people/", "#x"),
        ("https://example.org/", "people/", "https://example.org/"),
        ("people/", "404.html", "/sub/fr/people/"),
    ],
)
def test_addresses_are_relative_to_the_page(url: str, page: str, expected: str) -> None:
    assert relative(url, page, Edition(small(), SETTINGS, "fr")) == expected


# --- drawings ---------------------------------------------------------------------------------


def test_dates_are_drawn_as_what_they_are() -> None:
    drawn = SITE["en"]["timeline/"].sections[0].html
    assert "fs-strip__bar--soft" in drawn  # about 1833
    assert "fs-strip__bar--open" in drawn  # from 1833 on
    assert "Month given, year not" in drawn
    assert 'role="img"' in drawn
    ids = [s.id for s in SITE["en"]["timeline/"].sections if s.level]
    assert ids == ["in_1833", "in_1843", "in_no_year", "_references"]


def test_an_order_is_drawn_as_far_as_it_may_go() -> None:
    assert "fs-bar__order" in figures.bar("tens", 0.2, 1, soft=False)
    assert "fs-bar__order" not in figures.bar("20", 0.2, 0.2, soft=False)
    assert html(SITE["en"]["figures/"]).count('class="fs-bar"') == 2


def test_words_in_a_drawing_are_escaped() -> None:
    assert "<script" not in figures.coverage("m", NASTY, NASTY, 10, [(0, 3)], (NASTY, NASTY))


# --- the reader -------------------------------------------------------------------------------


def plain(nodes: tuple[Node, ...]) -> str:
    """The text of nodes; of a gap, as many ␣ as it has characters."""
    return "".join(
        node
        if isinstance(node, str)
        else "␣" * node.characters
        if isinstance(node, Gap)
        else plain(node.children)
        for node in nodes
    )


def marked(nodes: tuple[Node, ...], inside: tuple[int, ...] = ()) -> list[tuple[str, set[int]]]:
    """Each character with the numbers of the passages that it is marked for."""
    found: list[tuple[str, set[int]]] = []
    for node in nodes:
        if isinstance(node, Highlight):
            found += marked(node.children, (*inside, node.number))
        elif isinstance(node, str):
            found += [(char, set(inside)) for char in node]
    return found


def ends(nodes: tuple[Node, ...]) -> list[int]:
    return [
        number
        for node in nodes
        if isinstance(node, Highlight)
        for number in (*ends(node.children), *node.ends)
    ]


def starts(nodes: tuple[Node, ...]) -> list[str]:
    return [
        anchor
        for node in nodes
        if isinstance(node, Highlight)
        for anchor in (node.id, *starts(node.children))
        if anchor
    ]


def document(text: str, display: Display) -> Seed:
    unknown = dates.parse("unknown")
    place = Place("seeds/s.yml")
    return Seed("s", "S", "fr", "", "", unknown, None, "", display, text, "seeds/s.txt", place)


SPANS = st.lists(
    st.tuples(st.integers(0, 59), st.integers(1, 25)).map(
        lambda s: ((s[0], min(60, s[0] + s[1])),)
    ),
    max_size=8,
    unique=True,
).map(sorted)


@given(st.text("ab \n", min_size=60, max_size=60), SPANS)
def test_marks_hold_exactly_their_passages(
    text: str, passages: list[tuple[tuple[int, int]]]
) -> None:
    shown = list(rows(document(text, Display.FULL), passages, 5))
    characters = [pair for row in shown for pair in marked(row.nodes)]
    expected = [
        (char, {n for n, ((start, end),) in enumerate(passages, 1) if start <= at < end})
        for at, char in enumerate(text)
        if char != "\n"
    ]
    assert [c for c in characters if c[0] != "\n"] == expected
    anchors = [anchor for row in shown for anchor in starts(row.nodes)]
    assert len(anchors) == len(set(anchors))


@given(st.text("abc d\n", min_size=60, max_size=60), SPANS, st.integers(0, 12))
def test_an_excerpt_shows_every_passage_and_counts_the_rest(
    text: str, passages: list[tuple[tuple[int, int]]], context: int
) -> None:
    shown = list(rows(document(text, Display.EXCERPT), passages, context))
    told = [n for row in shown for n in row.begins]
    assert told == sorted(told)
    left_out = sum(node.characters for row in shown for node in row.nodes if isinstance(node, Gap))
    seen = sum(len(plain(row.nodes)) for row in shown) - left_out
    breaks = text.count("\n")
    assert left_out + seen <= len(text) <= left_out + seen + breaks
    for ((start, end),) in passages:
        for line in text[start:end].split("\n"):
            assert any(line in plain(row.nodes) for row in shown)


def reader(display: Display) -> Page:
    return next(p for p in pages(small(display), SETTINGS, "en") if p.url == "sources/notes/")


def test_an_excerpt_hides_what_no_fact_cites() -> None:
    hidden = "Une phrase que personne ne cite"
    assert hidden in html(reader(Display.FULL))
    assert hidden not in html(reader(Display.EXCERPT))
    assert re.search(r"\[\d+\u00a0characters not shown\]", html(reader(Display.EXCERPT)))


@pytest.mark.parametrize(
    ("tag", "english", "french"),
    [
        ("fr", "French", "français"),
        ("en-GB", "English (United Kingdom)", "anglais (Royaume-Uni)"),
        ("zh-hant-tw", "Chinese (Traditional, Taiwan)", "chinois (traditionnel, Taïwan)"),
        ("es-419", "Spanish (Latin America)", "espagnol (Amérique latine)"),
        ("grc", "Ancient Greek", "grec ancien"),
        ("de-1996", "German", "allemand"),
        ("und", "Unknown language", "langue indéterminée"),
        ("qaa-x-own", "qaa-x-own", "qaa-x-own"),  # nobody has named it
    ],
)
def test_the_language_of_a_document_is_named(tag: str, english: str, french: str) -> None:
    assert (language_name(tag, "en"), language_name(tag, "fr")) == (english, french)


def test_a_document_that_is_not_shown_gives_only_its_quotes() -> None:
    outline = Outline(reader(Display.NONE))
    words = "".join(outline.words)
    assert "mark" not in outline.seen
    assert SPENT in words
    assert "dit-elle" not in words
    assert f"p_{TEXT.index(SPENT)}" in outline.ids


def test_several_facts_on_one_passage_are_told_together() -> None:
    page = reader(Display.FULL)
    note = html(page).partition('id="note_1"')[2].partition('id="note_2"')[0]
    for fact in ("Ada wrote the first program.", "The Notes appeared in 1843."):
        assert fact in note
    assert "the document does not" not in html(page)
    assert "unknown (not in the document)" in html(page)


def test_passages_that_cross_are_split_and_end_once() -> None:
    crossing = [((0, 6),), ((3, 9),)]
    (row,) = rows(document("abcdefghij", Display.FULL), crossing, 0)
    assert row == Row(
        1,
        (
            Highlight(1, "p_0", (1,), ("abc", Highlight(2, "p_3", (), ("def",)))),
            Highlight(2, "", (2,), ("ghi",)),
            "j",
        ),
        (1, 2),
    )
    assert ends(row.nodes) == [1, 2]
    assert covered([(0, 6), (3, 9), (20, 21)]) == 10


# --- what the editors note, and in which language ---------------------------------------------


def test_a_note_that_a_language_lacks_says_which_it_is_in() -> None:
    one = changed("ada#wrote", answers={"weak-evidence": {"en": "Nothing else says it."}})
    french = page_of(one, "people/ada/", "fr")
    assert '<span lang="en">Nothing else says it.</span>' in html(french)
    both_ways = {"en": "Nothing else says it.", "fr": "Rien d'autre ne le dit."}
    two = changed("ada#wrote", answers={"weak-evidence": both_ways})
    said = html(page_of(two, "people/ada/", "fr"))
    assert "<span>Rien d’autre ne le dit.</span>" in said
    assert "Nothing else" not in said
    assert "<span>Nothing else says it.</span>" in html(page_of(two, "people/ada/"))


# --- where a document's text comes from -------------------------------------------------------


def extracted(display: Display) -> Index:
    """The small index, whose document was taken out of a file of two pages."""
    index = small(display)
    source = index.project.seeds["notes"]
    last = len(source.line_starts)
    source = replace(
        source,
        original=Original("originals/notes.pdf", "0" * 64, "pypdf", "7.1.0", Place("s.yml")),
        pages=(("iv", 1, 2), ("5", 3, last)),
    )
    return replace(index, project=replace(index.project, seeds={"notes": source}))


@pytest.mark.parametrize("display", [Display.FULL, Display.NONE])
def test_a_document_taken_out_of_a_file_says_so_and_gives_its_pages(display: Display) -> None:
    index = extracted(display)
    for url in ("sources/", "sources/notes/"):
        card = words(page_of(index, url))
        assert "Text taken out of notes.pdf" in card
        assert "Taken out by pypdf 7.1.0" in card
        assert "2 pages" in card
    assert "page iv, ligne 1" in words(page_of(index, "people/ada/", "fr"))
    reader = page_of(index, "sources/notes/")
    assert ("page 5, line" in words(reader)) == (display is Display.NONE)
    if display is Display.FULL:
        assert re.findall(r'<p class="fs-page">(.*?)</p>', html(reader)) == ["page iv", "page 5"]
    assert "fs-page" not in html(SITE["en"]["sources/notes/"])


# --- about the fact sheet ---------------------------------------------------------------------


def test_the_page_about_it_says_what_the_settings_say_and_no_more() -> None:
    silent = words(SITE["en"]["about/"])
    for said in ("does not name its publisher", "states no licence", "0 of 8 facts"):
        assert re.sub(r"of \d+", "of", said) in re.sub(r"of \d+", "of", silent)
    assert "link by which an error" in silent
    told = replace(
        SETTINGS,
        publisher="A & Co",
        license="https://example.org/l",
        contact="mailto:a@example.org",
    )
    page = next(p for p in pages(small(), told, "en") if p.url == "about/")
    assert "A & Co" in words(page)
    assert {"https://example.org/l", "mailto:a@example.org"} <= {
        link["href"] for link in Outline(page).links
    }
    bad = replace(SETTINGS, contact="javascript:alert(1)", license="<b>")
    page = next(p for p in pages(small(), bad, "en") if p.url == "about/")
    assert not [link for link in Outline(page).links if "javascript" in link["href"]]


# --- the words of the trade -------------------------------------------------------------------


def test_every_word_of_the_trade_leads_to_what_it_means() -> None:
    glossary = Outline(SITE["en"]["methodology/"]).ids
    seen = set()
    for page in SITE["en"].values():
        for link in Outline(page).links:
            if "fs-term" in link.get("class", ""):
                path, _, anchor = link["href"].partition("#")
                assert path.endswith("methodology/") or (not path and page.url == "methodology/")
                assert anchor in glossary, link
                seen.add(anchor)
    assert {"_glossary", "term_verdict", "term_certainty"} <= seen
