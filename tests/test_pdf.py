"""The PDFs, read by poppler: tagged, whole, faithful to every quote, inert, the same every time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from generator import pipeline
from generator.check.joined import Checked
from generator.cli import main
from generator.diagnostics import Severity
from generator.model import LANGUAGES, Kind, Sheet
from generator.publish import pdf
from generator.publish.paper import glyphs, typesetter
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.glyphs import Fonts
from generator.publish.paper.handout import code
from generator.publish.paper.handout import handout as handout_document
from generator.publish.paper.made import Made, given_day
from generator.publish.paper.names import collation, entry_name, heading, turned
from generator.publish.paper.showable import Showable
from generator.publish.paper.typesetter import TEMPLATES
from generator.render.phrases import phrases
from generator.render.views.details import language_name
from generator.render.views.fact import quotation
from generator.store import Store
from tests.test_cases import lay

HOSTILE = {
    "panic": '#panic("x") and #read("/etc/passwd") stay words',
    "maths": "it costs $x$ or $ y $ today, says @ref or @label",
    "package": '#import "@preview/x:1.0.0": * is only text',
    "brackets": r"a backslash \ and ]])} and *bold* and _low_ and `raw`",
    "comment": "one // two /* three */ four -- five --- six ... seven ~ eight",
    "escape": r"\u{41} = heading + list - item / term: https://x.example/y",
}


def poppler(tool: str, *arguments: object) -> str:
    """What one of poppler's tools says."""
    program = shutil.which(tool)
    assert program, "install Debian's package poppler-utils"
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def words(path: Path) -> str:
    """A PDF's text; only what ends its lines is taken out: a hyphen set by the typesetter (U+00AD),
    and white space, which after a hyphen or dash of the text's own is none."""
    text = re.sub("\u00ad\n", "", poppler("pdftotext", "-raw", path, "-"))
    return plain(re.sub(r"(?<=[-–—/])\n", "", text))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@dataclass(frozen=True)
class Printed:
    checked: Checked
    folder: Path
    store: Store
    sheets: tuple[Sheet, ...]

    def book(self, language: str) -> Path:
        return self.folder / pdf.book_name(language)

    def files(self) -> list[Path]:
        return sorted(self.folder.rglob("*.pdf"))


@pytest.fixture(scope="session")
def printed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """The real project's books, and the handouts of its largest and its smallest sheet."""
    checked = pipeline.check(repository)
    assert checked.ok
    by_size = sorted(checked.index.project.sheets.values(), key=lambda sheet: len(sheet.facts))
    sheets = (by_size[-1], by_size[0])
    folder, store = tmp_path_factory.mktemp("pdf"), Store(tmp_path_factory.mktemp("store"))
    names = [sheet.id for sheet in sheets]
    assert not pdf.pdfs(checked, folder, sheets=names, store=store)
    return Printed(checked, folder, store, sheets)


def test_there_is_a_book_and_handouts_in_both_languages(printed: Printed) -> None:
    wanted = {pdf.book_name(code) for code in LANGUAGES}
    wanted |= {pdf.handout_name(sheet, code) for sheet in printed.sheets for code in LANGUAGES}
    assert {p.relative_to(printed.folder).as_posix() for p in printed.files()} == wanted


def test_each_is_tagged_archivable_titled_and_in_its_language(printed: Printed) -> None:
    for path in printed.files():
        info, about = poppler("pdfinfo", path), poppler("pdfinfo", "-meta", path)
        language = path.name.split(".")[-2]
        assert re.search(r"^Tagged: +yes$", info, re.MULTILINE)
        title = re.search(r"^Title: +(.+)$", info, re.MULTILINE)
        assert title
        assert PaperEdition.of(printed.checked, language).title in title[1]
        assert f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li>" in about
        assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in about
        assert "<pdfuaid:part>1</pdfuaid:part>" in about


def test_only_our_fonts_are_used_and_all_are_embedded(printed: Printed) -> None:
    for path in printed.files():
        fonts = [line.split() for line in poppler("pdffonts", path).splitlines()[2:]]
        assert fonts
        for name, *_, embedded, subset, unicode_map, _, _ in fonts:
            assert re.fullmatch(r"[A-Z]{6}\+(Source|Noto).+", name)
            assert (embedded, subset, unicode_map) == ("yes", "yes", "yes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_holds_every_quote_and_every_fact(printed: Printed, language: str) -> None:
    edition, index = PaperEdition.of(printed.checked, language), printed.checked.index
    text = words(printed.book(language))
    quotes = {
        quotation(edition, passage).words
        for passages in (*index.passages.values(), *index.asked.values())
        for passage in passages
    }
    assert len(quotes) > 200
    assert not [quote for quote in quotes if plain(quote) not in text]
    bare = re.sub(r"[\d,\s]", "", text)  # without the numbers of the notes
    told = [edition.text(fact.text).rstrip(".") for fact in index.project.facts.values()]
    assert not [fact for fact in told if re.sub(r"[\d,\s]", "", fact) not in bare]


def pages(path: Path) -> list[str]:
    """The text of each page, the first at 1."""
    return ["", *poppler("pdftotext", "-raw", path, "-").split("\f")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_stands_on_the_page_of_its_number(printed: Printed, language: str) -> None:
    found = []
    for page in pages(printed.book(language)):
        body, *_ = re.split(r"^1?\d{1,2} ?[“«]", page, maxsplit=1, flags=re.MULTILINE)
        marks = re.findall(r"(?<=[A-Za-zÀ-ÿ.”»)])(\d{1,3}(?:,\d{1,3})*)(?=[\s.]|$)", body)
        notes = re.findall(r"^(\d{1,3}) ?[“«]", page, re.MULTILINE)
        found.append(({int(n) for some in marks for n in some.split(",")}, [*map(int, notes)]))
    assert sum(len(notes) for _, notes in found) > 500
    late = [
        n
        for (marks, notes), (_, following) in pairwise(found)
        for n in following
        if n in marks and n > max(notes, default=n)
    ]
    assert not late
    early = [n for marks, notes in found for n in notes if n not in marks]
    # Some numbers cannot be told from a figure before them, such as a year.
    assert len(early) < 10


def test_the_index_leads_to_the_page_where_an_entry_ends(printed: Printed) -> None:
    edition, text = PaperEdition.of(printed.checked, "en"), pages(printed.book("en"))
    index = plain(text[-1] or text[-2])
    names = [entry_name(edition, it) for it in printed.checked.index.project.sheets.values()]
    ends = {
        name: int(at[1])
        for name in names
        if (at := re.search(rf"{re.escape(name)} +(?:\d+–)?(\d+)[, ]", index))
    }
    assert len(ends) > 30
    told = {name: plain(text[page]) for name, page in ends.items()}
    assert not [name for name, page in told.items() if name.partition(", ")[0] not in page]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_meets_headings_notes_and_figures_in_order(
    printed: Printed, language: str
) -> None:
    tree = poppler("pdfinfo", "-struct", printed.book(language))
    levels = [int(level) for level in re.findall(r"^ +H(\d) ", tree, re.MULTILINE)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    assert len(re.findall(r"^ +Note ", tree, re.MULTILINE)) > 200
    assert len(re.findall(r"^ +Figure", tree, re.MULTILINE)) > 1
    assert "TOCI" in tree


def test_no_handout_is_longer_than_two_pages(printed: Printed) -> None:
    for path in printed.files():
        pages = re.search(r"^Pages: +(\d+)$", poppler("pdfinfo", path), re.MULTILINE)
        assert pages
        assert (int(pages[1]) <= 2) == (path.parent != printed.folder)


def test_the_facts_come_with_it_as_data(printed: Printed, tmp_path: Path) -> None:
    index = printed.checked.index
    for path in printed.files():
        poppler("pdfdetach", "-saveall", "-o", tmp_path, path)
        data = json.loads((tmp_path / "facts.json").read_text("utf-8"))
        facts = {fact["id"]: fact for sheet in data["sheets"] for fact in sheet["facts"]}
        if path.parent == printed.folder:
            assert facts.keys() == index.project.facts.keys()
        for address, fact in facts.items():
            assert fact["text"] == dict(index.project.facts[address].text)
            for citation in fact["citations"]:
                text = index.project.seeds[citation["source"]].text
                for part in citation["parts"]:
                    assert text[part["start"] : part["end"]] == part["text"]


# --- the same every time ------------------------------------------------------------------------


def digests(folder: Path) -> Mapping[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.pdf"))
    }


def test_the_same_content_gives_the_same_bytes(printed: Printed, tmp_path: Path) -> None:
    sheet = printed.sheets[0].id
    again = tmp_path / "again"
    fresh = Store(tmp_path / "store")
    assert not pdf.pdfs(printed.checked, again, sheets=[sheet], languages=["fr"], store=fresh)
    assert not pdf.book(printed.checked, "fr", tmp_path / "book.pdf")
    before = digests(printed.folder)
    assert all(before[name] == digest for name, digest in digests(again).items())
    assert (tmp_path / "book.pdf").read_bytes() == printed.book("fr").read_bytes()


def test_only_what_changed_is_set_again(
    printed: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nothing has changed")

    monkeypatch.setattr(pdf, "_made", lambda jobs, *_: [refuse() for _ in jobs])
    told: list[tuple[str, int, int]] = []
    names = [sheet.id for sheet in printed.sheets]
    assert not pdf.pdfs(
        printed.checked,
        tmp_path,
        lambda *step: told.append(step),
        sheets=names,
        store=printed.store,
    )
    assert digests(tmp_path) == digests(printed.folder)
    assert [(done, total) for _, done, total in told] == [(n, 6) for n in range(1, 7)]


@pytest.mark.parametrize(
    ("setting", "least", "said"),
    [
        ("typesetting_memory", 200 << 20, "{:,} bytes of memory"),
        ("typesetting_seconds", 1, "{} seconds of processor time"),
    ],
)
def test_a_book_that_takes_too_much_is_refused_and_may_take_more_with_each_sheet(
    tmp_path: Path, repository: Path, setting: str, least: int, said: str
) -> None:
    checked = pipeline.check(repository)
    sheets = list(checked.index.project.sheets.values())
    each = 1 if setting == "typesetting_seconds" else 10 << 20
    # As little as it takes to refuse the book of this repository, whatever its number of sheets.
    limits = replace(checked.settings.limits, **{setting: least - each * len(sheets)})
    heavy = replace(checked, settings=replace(checked.settings, limits=limits))
    with pytest.raises(pdf.RefusedError) as refused:
        pdf.pdfs(heavy, tmp_path, sheets=(), languages=("en",), store=Store(tmp_path / "store"))
    found = refused.value.found
    assert found.rule == "limit"
    assert said.format(least) in found.message
    assert f"`limits.{setting}`" in found.hint
    assert found.place == max(sheets, key=lambda it: len(it.facts)).place
    assert not list(tmp_path.glob("*.pdf"))


def test_a_damaged_store_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("one", b"%PDF one")
    store.put("two", b"%PDF two")
    assert (store.get("one"), store.get("two")) == (b"%PDF one", b"%PDF two")
    assert store.get("three") is None
    (tmp_path / "one").write_bytes((tmp_path / "two").read_bytes())
    assert store.get("one") is None
    (tmp_path / "two").write_bytes((tmp_path / "two").read_bytes()[:-1])
    assert store.get("two") is None
    Store(tmp_path / "two" / "not-a-folder").put("three", b"%PDF")


def test_dates_come_from_the_publisher_not_from_the_clock() -> None:
    made = given_day({"SOURCE_DATE_EPOCH": "86400"})
    assert made is not None
    assert made.isoformat() == "1970-01-02T00:00:00+00:00"
    assert given_day({}) is None
    assert given_day({"SOURCE_DATE_EPOCH": "tomorrow"}) is None
    assert given_day({"SOURCE_DATE_EPOCH": "9" * 40}) is None


def test_a_pdf_names_the_revision_it_was_made_from(project: Path, tmp_path: Path) -> None:
    def git(*said: str) -> str:
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        time = {"GIT_COMMITTER_DATE": "2020-02-03T04:05:06Z"}
        done = subprocess.run(
            ["git", *who, *said],
            cwd=project,
            env={**os.environ, **time},
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout.strip()

    def told() -> tuple[str, str]:
        checked, path = pipeline.check(project), tmp_path / "technologies/factsheet.en.pdf"
        made, store = pipeline.made(checked), Store(tmp_path / "store")
        assert not pdf.pdfs(
            checked, tmp_path, books=False, languages=["en"], made=made, store=store
        )
        return words(path), poppler("pdfinfo", "-isodates", path)

    text, _ = told()  # no git at all
    assert "evision" not in text
    assert "1980" not in text
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "First")
    name = git("rev-parse", "HEAD")[:9]
    first = told()
    assert f"revision {name}, 3 February 2020 ·" in first[0]
    assert "2020-02-03T04:05:06" in first[1]
    (project / "notes.txt").write_text("no part of the content")
    git("add", "notes.txt")
    git("commit", "-qm", "Second")
    assert told() == first  # nothing that a reader sees has changed
    sheet = project / "facts/technologies/factsheet.yml"
    sheet.write_text(sheet.read_text("utf-8") + "# a remark\n", "utf-8")
    text, _ = told()
    assert f"revision {name}, 3 February 2020, with changes that are not committed ·" in text


# --- nothing runs -------------------------------------------------------------------------------


def laid(project: Path, texts: Mapping[str, str]) -> Checked:
    """The starter project with a source and a sheet whose facts and quotes are these texts."""

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    source = "".join(f"{text}\n" for text in texts.values())
    seed = project / "seeds" / "hostile.txt"
    seed.write_text(source, "utf-8")
    digest = hashlib.sha256(source.encode()).hexdigest()
    seed.with_suffix(".yml").write_text(
        "id: hostile\ntitle: 'The #title $x$ of @it'\nlanguage: en\npublisher: unknown\n"
        f"author: unknown\npublished: unknown\nas_of: unknown\nsha256: {digest}\ndisplay: full\n",
        "utf-8",
    )
    facts = "".join(
        f"  - id: {name}\n    property: description\n    certainty: stated\n"
        f"    text: {{en: {quoted(text + '.')}, fr: {quoted(text + '.')}}}\n"
        f"    citations:\n      - {{seed: hostile, quote: {quoted(text)}}}\n"
        for name, text in texts.items()
    )
    (project / "facts" / "technologies" / "hostile.yml").write_text(
        f"kind: technology\nname: 'A #name] with $x$ and *'\nfacts:\n{facts}", "utf-8"
    )
    return pipeline.check(project)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_runs_as_markup(project: Path, tmp_path: Path, language: str) -> None:
    checked = laid(project, HOSTILE)
    book, handout = tmp_path / "book.pdf", tmp_path / "handout.pdf"
    assert not pdf.book(checked, language, book)
    assert not pdf.handout(checked, "hostile", language, handout)
    for path in (book, handout):
        text = words(path)
        for hostile in (*HOSTILE.values(), "The #title $x$ of @it"):
            assert plain(hostile) in text
        assert "A#name]with$x$and*" in text.replace(" ", "")


def test_the_templates_reach_for_nothing_outside() -> None:
    ours = [
        TEMPLATES / f"{name}.typ" for name in ("book", "handout", "chapters", "drawing", "style")
    ]
    source = "\n".join(path.read_text("utf-8") for path in ours)
    assert not re.findall(r"@preview|@local|\beval\(|(?<!-)\bread\(|\bplugin\(", source)
    assert set(re.findall(r'#import "([^"]+)"', source)) <= {path.name for path in ours}
    assert not [path for path in ours if path.is_symlink()]


# --- glyphs -------------------------------------------------------------------------------------


def test_a_character_without_a_glyph_is_reported_where_it_was_written(
    project: Path, tmp_path: Path
) -> None:
    texts = {"good": "these words are fine", "bad": "founded by 梁文锋 in the year before"}
    checked = laid(project, texts)
    found = pdf.pdfs(checked, tmp_path / "out", store=Store(tmp_path / "store"))
    assert {(it.rule, it.severity) for it in found} == {("missing-glyph", Severity.WARNING)}
    lines = (project / "facts/technologies/hostile.yml").read_text("utf-8").splitlines()
    places = {(d.place.path, d.place.line) for d in found}
    wanted = [at for at, line in enumerate(lines, 1) if "梁" in line]
    assert places == {("facts/technologies/hostile.yml", line) for line in wanted}
    assert "U+6881" in found[0].message
    hostile = next(s for s in checked.index.project.sheets.values() if s.id == "hostile")
    names = [pdf.book_name("fr"), pdf.handout_name(hostile, "en")]
    for name in names:
        assert "founded by ⟦U+6881⟧⟦U+6587⟧⟦U+950B⟧ in the" in words(tmp_path / "out" / name)
    other = next(s for s in checked.index.project.sheets.values() if s.id != "hostile")
    assert "⟦" not in words(tmp_path / "out" / pdf.handout_name(other, "en"))


def test_what_cannot_be_shown_stands_as_code_points(project: Path, tmp_path: Path) -> None:
    cases = yaml.safe_load(Path(__file__).with_name("glyphs.yml").read_text("utf-8"))
    checked = laid(project, {f"case-{at}": case["text"] for at, case in enumerate(cases)})
    target = tmp_path / "book.pdf"
    found = " ".join(diagnostic.message for diagnostic in pdf.book(checked, "en", target))
    text = words(target)
    for case in cases:
        assert case["paper"].replace("\u200d", "") in text.replace("\u200d", ""), case["name"]
        assert case["named"] in found, case["name"]
    assert plain(PaperEdition.own_words("en")["paper.spelled"]) in text
    attached = tmp_path / "attached"
    attached.mkdir()
    poppler("pdfdetach", "-saveall", "-o", attached, target)
    assert cases[0]["text"] in (attached / "facts.json").read_text("utf-8")


def _simple(*texts: str) -> typesetter.Document:
    """A handout of nothing but these texts."""
    template = "one.typ"
    data = {"lang": "en", "texts": list(texts)}
    return typesetter.Document(template, data, "{}")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that shows texts and nothing else, with our fonts and standards."""
    stacks = ", ".join(f'"{name}"' for name in Fonts().stacks["serif"])
    (tmp_path / "one.typ").write_text(
        '#set document(title: "x")\n'
        f'#set text(font: ({stacks}), lang: "en", fallback: false)\n'
        "#for it in json(bytes(sys.inputs.data)).texts { par(text(it)) }\n",
        "utf-8",
    )
    monkeypatch.setattr(typesetter, "TEMPLATES", tmp_path)


def test_no_text_stops_a_publication(bare: None) -> None:
    @profile(deadline=None)  # a document is set in each
    @given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), max_size=9))
    def always_set(texts: list[str]) -> None:
        showable = Showable(Fonts(), [_simple(*texts)])
        assert typesetter.typeset(showable.document(_simple(*texts)), Fonts()).startswith(b"%PDF")

    always_set()


def test_the_typesetter_has_the_last_word(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the fonts be judged too kindly, what is refused is spelled, and at last all."""
    monkeypatch.setattr(Fonts, "missing", lambda *_: set())
    document = _simple("q\u20dd 梁", "文 錋 \ue000", "plain", *map(chr, range(0x5000, 0x500C)))
    showable = Showable(Fonts(), [document])
    refusals = 0
    while refusals < 50:
        try:
            pdf_ = typesetter.typeset(showable.document(document), Fonts())
            break
        except typesetter.TypesettingError as error:
            refusals += 1
            showable.refuse(error)
    assert 0 < refusals < 12
    assert pdf_.startswith(b"%PDF")
    spelled = showable.document(document).data["texts"]
    assert spelled[:3] == ["⟦U+0071 U+20DD⟧ ⟦U+6881⟧", "⟦U+6587⟧ ⟦U+930B⟧ ⟦U+E000⟧", "plain"]
    with pytest.raises(typesetter.TypesettingError, match="no heading"):
        showable.refuse(typesetter.TypesettingError("there is no heading"))


def test_what_shows_nothing_is_left_out_of_the_paper() -> None:
    document = _simple("one\ufefftwo", "three")
    showable = Showable(Fonts(), [document])
    assert showable.document(document).data["texts"] == ["onetwo", "three"]


def test_files_are_packed(printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half the size, and the same to whoever reads them."""
    checked, fonts = printed.checked, Fonts()
    edition = PaperEdition.of(checked, "en")
    sheets = [handout_document(edition, sheet, fonts, Made()) for sheet in printed.sheets]
    packed = [typesetter.typeset(document, fonts) for document in sheets]
    assert all(typesetter.typeset(d, fonts) == p for d, p in zip(sheets, packed, strict=True))
    monkeypatch.setattr(typesetter, "_packed", lambda pdf: pdf)
    plain_ = [typesetter.typeset(document, fonts) for document in sheets]
    assert sum(map(len, packed)) < 0.8 * sum(map(len, plain_))
    book = printed.book("en").read_bytes()
    loose = re.findall(rb"^\d+ 0 obj\n<< (?!.*\bstream\b)", book, re.MULTILINE)
    assert len(loose) < 0.05 * int(re.findall(rb"/Size (\d+)", book)[-1])


def test_a_project_brings_fonts_for_what_ours_lack(project: Path, tmp_path: Path) -> None:
    """A font with a single square, for U+6881, beside the project's files."""
    pen = TTGlyphPen(None)
    for at, point in enumerate([(100, 0), (100, 700), (800, 700), (800, 0)]):
        (pen.lineTo if at else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap({0x6881: "square"})
    font.setupGlyf({".notdef": square, "square": square})
    font.setupHorizontalMetrics({".notdef": (900, 100), "square": (900, 100)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    names = {"familyName": "Square", "styleName": "Regular", "psName": "Square-Regular"}
    font.setupNameTable(names)
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    (project / ".fonts").mkdir()
    font.save(project / ".fonts" / "square.ttf")
    checked = laid(project, {"one": "founded by 梁 in the year before"})
    target = tmp_path / "handout.pdf"
    assert not pdf.handout(checked, "hostile", "en", target)
    assert "founded by 梁 in the year before" in words(target)
    assert "Square" in poppler("pdffonts", target)


def test_the_words_of_both_languages_have_the_same_keys_and_all_are_used() -> None:
    own = {code: PaperEdition.own_words(code).keys() for code in LANGUAGES}
    site = phrases("en").messages.keys()
    assert own["en"] == own["fr"]
    folder = Path(pdf.__file__).parent / "paper"
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for name in own["en"] - site:
        last = name.removesuffix(".one").removesuffix(".other")
        assert f'"{last}"' in source or f'"{last.rpartition(".")[2]}"' in source, name


def test_coverage_is_judged_by_what_one_font_can_show() -> None:
    fonts = Fonts()
    shown = "Ünïcödé Ελλάδα Привет → ≈ ✓ ﬁ « » \u202f\u00a0\u2011 e\u0301 x\u0301 so\u00adft \ufeff"
    assert fonts.missing([shown]) == set()
    assert fonts.missing(["梁", "a\u0e01", "👩\u200d🔬"]) >= {"梁", "\u0e01"}
    assert fonts.spelled("a＂") == "aU+FF02"


@pytest.mark.parametrize(
    ("template", "was", "now", "why"),
    [
        ("style.typ", "    title: data.title,\n", "", "title"),
        ("drawing.typ", "  alt: alt,\n)\n", ")\n", "alt"),
        ("handout.typ", "heading(level: 2,", "heading(level: 3,", "heading"),
    ],
)
def test_what_a_screen_reader_needs_cannot_be_left_out(
    printed: Printed,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    template: str,
    was: str,
    now: str,
    why: str,
) -> None:
    checked, sheet = printed.checked, printed.sheets[1]
    settings = replace(checked.settings, site_url="https://facts.example/")
    edition = PaperEdition.of(replace(checked, settings=settings), "en")
    document = handout_document(edition, sheet, Fonts(), Made())
    folder = tmp_path / "typst"
    shutil.copytree(TEMPLATES, folder)
    monkeypatch.setattr(typesetter, "TEMPLATES", folder)
    assert typesetter.typeset(document, Fonts()).startswith(b"%PDF")
    text = (folder / template).read_text("utf-8")
    assert was in text
    (folder / template).write_text(text.replace(was, now), "utf-8")
    with pytest.raises(typesetter.TypesettingError, match=why):
        typesetter.typeset(document, Fonts())


# --- names and codes ----------------------------------------------------------------------------


def test_names_are_sorted_as_english_and_french_do() -> None:
    names = ["cote", "coté", "côte", "côté", "Côté", "dé", "de la Tour", "Delacroix"]
    names += ["Œuvre", "Œdipe", "oubli", "Llama 4", "Llama 10", "Zürich", "Ångström", "2018"]
    assert sorted(names, key=collation) == [
        "2018", "Ångström", "cote", "coté", "côte", "côté", "Côté", "dé", "de la Tour",
        "Delacroix", "Llama 4", "Llama 10", "Œdipe", "Œuvre", "oubli", "Zürich",
    ]  # fmt: skip
    long = "9" * 5_000  # more digits than Python turns into an int
    assert sorted([f"{long}1", long], key=collation) == [long, f"{long}1"]
    assert [heading(name) for name in ("Œuvre", "École", "2018", "l'été")] == ["O", "E", "#", "L"]


def test_family_names_stand_first() -> None:
    assert turned("Ada Lovelace") == "Lovelace, Ada"
    assert turned("Ludwig van Beethoven") == "Beethoven, Ludwig van"
    assert turned("Jean de La Fontaine") == "La Fontaine, Jean de"
    assert turned("Robert De Niro") == "De Niro, Robert"
    assert turned("Johan van der Meer") == "Meer, Johan van der"
    assert turned("Ursula von der Leyen", ["von der Leyen"]) == "von der Leyen, Ursula"
    assert turned("Gabriel García Márquez", ["García Márquez"]) == "García Márquez, Gabriel"
    assert turned("Xi Jinping", ["Xi"]) == "Xi Jinping"
    assert turned("Plato") == "Plato"


def test_only_people_are_turned(printed: Printed) -> None:
    for language in LANGUAGES:
        edition = PaperEdition.of(printed.checked, language)
        for sheet in printed.checked.index.project.sheets.values():
            if sheet.kind is not Kind.PERSON:
                assert entry_name(edition, sheet) == edition.text(sheet.name)


def test_a_handout_shows_the_address_of_its_page(printed: Printed) -> None:
    checked, sheet = printed.checked, printed.sheets[1]
    settings = replace(checked.settings, site_url="https://facts.example/")
    edition = PaperEdition.of(replace(checked, settings=settings), "fr")
    data = handout_document(edition, sheet, Fonts(), Made()).data
    assert data["address"] == f"https://facts.example/fr/{sheet.url}"
    drawn = code(data["address"])
    assert drawn == data["code"]
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn["path"])]
    dark = {(x + n, y) for x, y, width in runs for n in range(width)}
    first, last = 4, drawn["size"] - 5
    for x, y in ((first, first), (last - 6, first), (first, last - 6)):  # the three finders
        assert {(x + n, y) for n in range(7)} <= dark
        assert (x + 1, y + 1) not in dark
        assert (x + 3, y + 3) in dark


@pytest.mark.parametrize("tag", ["en-GB", "zh-Hant-TW"])
def test_documents_may_be_in_any_language(project: Path, tmp_path: Path, tag: str) -> None:
    metadata = project / "seeds/example.yml"
    metadata.write_text(metadata.read_text("utf-8").replace("language: en", f"language: {tag}"))
    checked, store = pipeline.check(project), Store(tmp_path / "store")
    made = pipeline.made(checked)
    assert not pdf.pdfs(checked, tmp_path, books=True, languages=["fr"], made=made, store=store)
    text = words(tmp_path / "factsheet.fr.pdf")
    assert language_name(tag.lower(), "fr") in text


def test_the_command_writes_what_is_asked_for(project: Path, tmp_path: Path) -> None:
    into = tmp_path / "handouts"
    given = ["-C", str(project), "pdf", "factsheet", "--language", "fr", "--into", str(into)]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    written = [path.relative_to(into).as_posix() for path in into.rglob("*.*")]
    assert sorted(written) == [".factsheet", "technologies/factsheet.fr.pdf"]


def test_a_character_without_a_glyph_is_found_wherever_it_may_stand(project: Path) -> None:
    """Each text that a PDF may show has its place; a character of nowhere has the settings'."""
    (project / "facts/technologies/factsheet.yml").unlink()
    (project / "facts/faq/what-is-checked.yml").unlink()
    lay(
        project,
        {
            "mkdocs.yml": "site_name: 梁\nplugins:\n  - factsheet:\n      title: {en: 一, fr: T}\n",
            "facts/vocabulary.yml": "groups:\n  - {id: all, label: {en: 丁, fr: T}}\nproperties:\n"
            "  seen:\n    label: {en: 七, fr: T}\n    type: text\n    group: all\n"
            "  size:\n    label: {en: S, fr: T}\n    type: quantity\n    group: all\n",
            "facts/technologies/one.yml": "kind: technology\nname: 万\naliases: [丈]\nfacts:\n"
            "  - id: a\n    property: seen\n    value: {en: 三, fr: T}\n"
            "    text: {en: It is 上., fr: T.}\n    certainty: stated\n"
            "    answers: {negation: 下}\n"
            "    derived:\n      - {value: 不, how: {en: 与, fr: T}}\n"
            "    citations:\n      - {seed: example, quote: before anything is published}\n"
            "  - id: b\n    property: size\n    value: {amount: 2, unit: {en: 丐, fr: T}}\n"
            "    text: {en: It is two., fr: T.}\n    certainty: stated\n"
            "    citations:\n      - {seed: example, quote: 丑 before anything is published}\n",
            "facts/faq/why.yml": "question: {en: 专?, fr: T}\nanswer: [one#a]\n"
            "unknown: {en: 且, fr: T}\nasked_in:\n"
            "  - {seed: example, quote: before anything is published}\n",
            "facts/disagreements/d.yml": "title: {en: 丕, fr: T}\nkind: precision\n"
            "facts: [one#a, one#b]\ntext: {en: 世, fr: T}\nfavours: one#a\nwhy: {en: 丘, fr: T}\n",
            "facts/corrections.yml": "corrections:\n  - fact: one#a\n    kind: typo\n"
            '    date: "2026-01-01"\n    was: {en: 丙, fr: T}\n    now: {en: 业, fr: T}\n'
            "    why: {en: 丛, fr: T}\n",
        },
    )
    checked = pipeline.check(project)
    signs = set("梁一丁七万丈三上下不与丐丑专且丕世丘丙业丛")
    found = glyphs.diagnose(signs | {"东"}, checked.index, checked.settings, "en")
    told = {str(d.place): set(re.findall("“(.)”", d.message)) for d in found}
    assert told == {
        "facts/corrections.yml:2:11": {"丙", "业", "丛"},
        "facts/disagreements/d.yml:1:1": {"丕", "世", "丘"},
        "facts/faq/why.yml:1:1": {"专", "且"},
        "facts/technologies/one.yml:1:1": {"万", "丈"},
        "facts/technologies/one.yml:5:5": {"下"},
        "facts/technologies/one.yml:7:12": {"三"},
        "facts/technologies/one.yml:8:16": {"上"},
        "facts/technologies/one.yml:12:9": {"不", "与"},
        "facts/technologies/one.yml:17:12": {"丐"},
        "facts/technologies/one.yml:21:32": {"丑"},
        "facts/vocabulary.yml:1:1": {"丁"},
        "facts/vocabulary.yml:4:3": {"七"},
        "mkdocs.yml:1:1": {"东", "梁", "一"},
    }
