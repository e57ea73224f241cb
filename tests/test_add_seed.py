"""A file becomes a source: its text, only what it shows of itself, and what was left out."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import importlib.metadata
import io
import plistlib
import zipfile
from pathlib import Path

import pytest

from generator import pipeline
from generator.author import seeding, suggestions
from generator.author.extraction import archive, pdf, plain, web, word
from generator.author.extraction.extracted import Extracted, ExtractionError, Part
from generator.author.extraction.lines import Line, Paragraphs, of_pieces
from generator.check.coverage import account
from generator.read.load import parse_yaml
from generator.settings import Limits
from tests.test_cases import lay
from tests.test_cli import run

PAGE = """<!doctype html><html lang="fr-FR"><head><meta charset="utf-8">
<title>Les résultats d'Example Works – Le Journal</title>
<meta property="og:title" content="Les résultats d'Example Works">
<meta name="author" content="Ada Lovelace"><meta property="og:site_name" content="Le Journal">
<meta property="article:published_time" content="2024-05-12T10:00:00+02:00">
<link rel="canonical" href="https://example.org/a">
<script>document.write("<p>Jamais exécuté, même avec assez de mots pour compter.</p>")</script>
</head><body><nav><ul><li><a href="/">Accueil</a></li><li>Politique</li></ul></nav>
<article><h1>Les résultats d'Example Works</h1>
<p>Example Works a licencié <b>600</b> employés de sa division d’IA, selon un communiqué de la
direction générale publié lundi.</p><h2>Les investissements</h2>
<p>Les investissements atteignent 14,3&nbsp;milliards de dollars en 2024, ce qui représente une
hausse de 10&nbsp;% par rapport à l’année précédente.</p>
<p style="display: none">Cette phrase est cachée aux lecteurs de la page, et assez longue.</p>
<table><tr><th>Année</th><th>Recettes</th></tr><tr><td>2023</td><td>10</td></tr></table>
</article><aside>Lire aussi : un autre article</aside>
<div><p>Un lecteur commente ici avec assez de mots pour compter.</p></div>
<footer>© Le Journal</footer></body></html>"""


def texts(extracted: Extracted) -> list[str]:
    return [block.text for block in extracted.blocks]


def said(extracted: Extracted) -> dict[str, str]:
    return {field: shown.value for field, shown in extracted.shown.items()}


# --- web pages --------------------------------------------------------------------------------


def test_the_article_of_a_page_without_what_stands_around_it() -> None:
    page = web.extract(PAGE.encode())
    assert texts(page) == [
        "Les résultats d'Example Works",
        "Example Works a licencié 600 employés de sa division d’IA, selon un communiqué de la "
        "direction générale publié lundi.",
        "Les investissements",
        "Les investissements atteignent 14,3\u00a0milliards de dollars en 2024, ce qui représente "
        "une hausse de 10\u00a0% par rapport à l’année précédente.",
        "Année\tRecettes",
        "2023\t10",
    ]
    assert [b.part for b in page.blocks][:3] == [Part.HEADING, Part.TEXT, Part.HEADING]
    assert said(page) == {
        "title": "Les résultats d'Example Works",
        "author": "Ada Lovelace",
        "publisher": "Le Journal",
        "published": "2024-05-12T10:00:00+02:00",
        "language": "fr-FR",
        "url": "https://example.org/a",
    }
    assert page.extractor == "trafilatura"
    left, hidden = page.dropped
    assert "2 in nav" in left
    assert "1 in footer" in left
    assert "“Un lecteur commente ici avec assez de mots pour compter.”" in left
    assert hidden.startswith("1 text that a browser does not show: “Cette phrase est cachée")


def test_the_whole_page_is_all_that_a_reader_sees_and_no_more() -> None:
    whole = texts(web.extract(PAGE.encode(), whole=True))
    assert {"Accueil", "© Le Journal", "Lire aussi : un autre article"} <= set(whole)
    assert not any("cachée" in text or "Jamais" in text for text in whole)


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (PAGE.encode("utf-8"), None),
        (b"\xef\xbb\xbf" + PAGE.encode("utf-8"), None),
        (PAGE.replace("utf-8", "iso-8859-1").encode("cp1252"), None),
        (PAGE.replace('<meta charset="utf-8">', "").encode("utf-8"), None),
        (PAGE.replace('<meta charset="utf-8">', "").encode("cp1252"), "iso-8859-1"),
        (PAGE.encode("utf-16"), None),
    ],
)
def test_the_encoding_is_the_one_a_browser_would_choose(raw: bytes, charset: str | None) -> None:
    assert "direction générale" in texts(web.extract(raw, charset=charset))[1]


def test_structured_data_and_old_tags_are_read_and_broken_ones_passed_over() -> None:
    html = """<html><head><title>T | Site</title>
    <script type="application/ld+json">{broken</script>
    <script type="application/ld+json">{"@graph": [{"@type": "Person", "name": "No"}, {"@type":
      ["NewsArticle"], "headline": "Head", "author": [{"name": "A"}, {"name": "B"}],
      "publisher": {"name": "P"}, "datePublished": "2020-01", "inLanguage": "en"}]}</script>
    <meta name="DC.title" content="A\u202etitle\x07"></head><body><p>Some words to be read here.</p>
    </body></html>"""
    assert said(web.extract(html.encode(), whole=True)) == {
        "title": "Atitle",
        "author": "A, B",
        "publisher": "P",
        "published": "2020-01",
        "language": "en",
    }


@pytest.mark.parametrize("html", ["", "<html></html>", "<!-- only -->", "<p>" * 3000])
def test_a_page_without_text_is_refused(html: str) -> None:
    with pytest.raises(ExtractionError):
        web.extract(html.encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"<div>" * 50_000 + b"<p>Some words.</p>",
        b"<" * 200_000,
        b"<p " + b"a=b " * 50_000 + b">Some words.</p>",
        b'<script type="application/ld+json">{"@type":"Article","author":'
        + b"[" * 900
        + b"]" * 900
        + b"}</script><p>Some words.</p>",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]><p>&a;&b;.</p>',
    ],
    ids=["deep", "signs", "attributes", "data", "entities"],
)
def test_a_nasty_page_ends_soon_and_shows_nothing_of_the_machine(raw: bytes) -> None:
    for whole in (True, False):
        try:
            found = " ".join(texts(web.extract(raw, whole=whole)))
        except ExtractionError:
            continue
        assert "root:" not in found


@pytest.mark.parametrize("piece", ["[", "*a ", "[a](", "> ", "- ", "<", "|a"])
def test_nasty_markdown_ends_soon(piece: str) -> None:
    with contextlib.suppress(ExtractionError):
        plain.markdown((piece * 5_000).encode(), "x.md")


# --- PDF --------------------------------------------------------------------------------------

REPORT = """
#set document(title: "Annual report", author: ("Ada Lovelace", "Example Works"))
#set page(height: 10cm, width: 12cm, margin: 2cm, header: [Example Works · Annual report],
  footer: context align(center, counter(page).display()))
#set text(lang: "fr", size: 10pt, hyphenate: true)
#set par(justify: true)
= Les résultats
L'entreprise Example Works a licencié 600 employés de sa division d'intelligence artificielle,
selon un communiqué particulièrement circonstancié de la direction générale. Les investissements
atteignent 14,3 milliards de dollars.

Le deuxième paragraphe parle des programmes de développement industriel. Il continue sur plusieurs
lignes afin de montrer la césure, et encore un peu plus loin. Il passe à la page suivante du
document, ce que fait aussi cette phrase assez longue, qui ne se termine que là où la page
suivante a déjà commencé, bien après les premières lignes du document.

== Annexe
#lorem(90)
"""


@pytest.fixture(scope="module")
def report() -> bytes:
    typst = pytest.importorskip("typst")
    return bytes(typst.compile(REPORT.encode()))


def test_a_pdf_is_paragraphs_with_their_pages(report: bytes) -> None:
    extracted = pdf.extract(report)
    assert texts(extracted)[:2] == [
        "Les résultats",
        "L’entreprise Example Works a licencié 600 employés de sa division d’intelligence "
        "artificielle, selon un communiqué particulièrement circonstancié de la direction "
        "générale. Les investissements atteignent 14,3 milliards de dollars.",
    ]
    assert extracted.blocks[0].part is Part.HEADING
    second = extracted.blocks[2]
    assert second.text.startswith("Le deuxième paragraphe")
    assert second.text.endswith("bien après les premières lignes du document.")
    assert second.pages == ("1", "2")
    assert said(extracted) == {
        "title": "Annual report",
        "language": "fr",
        "author": "Ada Lovelace, Example Works",
    }
    assert extracted.dropped[0].endswith("or foot: “Example Works · Annual report”.")
    assert "page numbers" in extracted.dropped[1]


def test_what_is_no_pdf_or_has_no_text_is_refused(report: bytes) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    blank = io.BytesIO()
    writer.write(blank)
    with pytest.raises(ExtractionError, match="no text layer"):
        pdf.extract(blank.getvalue())
    locked = pypdf.PdfWriter(clone_from=io.BytesIO(report))
    locked.encrypt("secret", algorithm="RC4-128")
    kept = io.BytesIO()
    locked.write(kept)
    with pytest.raises(ExtractionError, match="locked"):
        pdf.extract(kept.getvalue())
    for raw in (b"", b"%PDF-1.7", b"no pdf at all", report[: len(report) // 2]):
        with pytest.raises(ExtractionError):
            pdf.extract(raw)


def page(*rows: tuple[str, float, float] | tuple[str, float, float, float]) -> list[Line]:
    return [Line(row[0], row[1], row[2], row[3] if len(row) > 3 else 10.0) for row in rows]


@pytest.mark.parametrize(
    ("first", "second", "joined", "unsure"),
    [
        ("a new com-", "muniqué came", "a new communiqué came", True),
        ("this communiqué, com-", "muniqué came", "this communiqué, communiqué came", False),
        ("it is non-violent: non-", "violent means", "it is non-violent: non-violent means", False),
        ("from 2010-", "2012 on", "from 2010- 2012 on", False),
        ("Jean-", "Paul came", "Jean-Paul came", False),
        ("a soft\u00ad", "ware firm", "a software firm", True),
        ("no hyphen", "here", "no hyphen here", False),
    ],
)
def test_words_parted_at_the_end_of_a_line(
    first: str, second: str, joined: str, unsure: bool
) -> None:
    found = Paragraphs([("1", page((first, 0, 100), (second, 0, 88)))])
    assert [block.text for block in found.blocks] == [joined]
    assert bool(found.doubts) is unsure


def test_small_raised_numbers_never_become_part_of_a_figure() -> None:
    line = of_pieces(
        [
            Line("In 2024", 0, 100, 10),
            Line("1", 40, 104, 6),
            Line(" it grew 10", 44, 100, 10),
            Line("2", 90, 104, 6),
            Line(" times, it says", 94, 100, 10),
            Line("3", 170, 104, 6),
        ]
    )
    assert line is not None
    assert line.text == "In 2024¹ it grew 10² times, it says³"
    found = Paragraphs([("1", [line])])
    assert found.blocks[0].text == "In 2024¹ it grew 10² times, it says"
    assert found.dropped == ["1 footnote mark."]


def test_columns_lists_and_headings_part_paragraphs() -> None:
    found = Paragraphs(
        [
            (
                "1",
                page(
                    ("A heading", 0, 300, 14),
                    ("First line of a text that goes", 0, 280),
                    ("on here. It ends.", 0, 268),
                    ("• one", 10, 256),
                    ("• two", 10, 244),
                    ("The second column begins", 200, 280),
                    ("and ends.", 200, 268),
                ),
            )
        ]
    )
    assert [b.text for b in found.blocks] == [
        "A heading",
        "First line of a text that goes on here. It ends.",
        "• one",
        "• two",
        "The second column begins and ends.",
    ]


# --- Word, Markdown, text, archives -----------------------------------------------------------


@pytest.fixture
def document() -> bytes:
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.core_properties.title = "Annual report"
    made.core_properties.author = "Ada Lovelace"
    made.add_heading("The year", 1)
    paragraph = made.add_paragraph("Example Works dismissed ")
    paragraph.add_run("600").bold = True
    paragraph.add_run(" employees.")
    for tag, words in (("ins", " It was said."), ("del", " It was denied.")):
        change = docx.oxml.OxmlElement(f"w:{tag}")
        run = docx.oxml.OxmlElement("w:r")
        text = docx.oxml.OxmlElement("w:t" if tag == "ins" else "w:delText")
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    table = made.add_table(2, 2)
    for n, cell in enumerate(("Year", "Income", "2023", "10")):
        table.cell(n // 2, n % 2).text = cell
    made.sections[0].header.paragraphs[0].text = "A header"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_word_document_with_its_tables_and_tracked_changes(document: bytes) -> None:
    extracted = word.extract(document, 10_000_000)
    assert texts(extracted) == [
        "The year",
        "Example Works dismissed 600 employees. It was said.",
        "Year\tIncome",
        "2023\t10",
    ]
    assert extracted.blocks[0].part is Part.HEADING
    assert said(extracted)["title"] == "Annual report"
    assert "published" not in extracted.shown  # when the file was made is something else
    assert set(extracted.dropped) >= {"1 tracked deletion; insertions are kept.", "Page headers."}


def test_a_word_document_that_unpacks_to_too_much_is_refused(document: bytes) -> None:
    with pytest.raises(ExtractionError, match="limit"):
        word.extract(document, 10_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"0" * 50_000_000)
    with pytest.raises(ExtractionError, match="limit"):
        word.extract(bomb.getvalue(), 40_000_000)
    for raw in (b"", b"PK\x03\x04", bomb.getvalue()):
        with pytest.raises(ExtractionError):
            word.extract(raw, 100_000_000)


def test_markdown_is_what_its_reader_sees() -> None:
    raw = b"""---
title: Annual report
authors: [Ada Lovelace, B]
date: 2024-05-12
lang: en
---
# The year

Example Works **dismissed** [600 employees](https://example.org)
of its division.\\
A new line. ![a picture](x.png)

- one
- `two`

<div>raw</div>

| Year | Income |
|---|---|
| 2023 | 10 |
"""
    extracted = plain.markdown(raw, "x.md")
    assert texts(extracted) == [
        "The year",
        "Example Works dismissed 600 employees of its division.",
        "A new line.",
        "one",
        "two",
        "Year\tIncome",
        "2023\t10",
    ]
    assert said(extracted) == {
        "title": "Annual report",
        "author": "Ada Lovelace, B",
        "published": "2024-05-12",
        "language": "en",
    }
    assert extracted.dropped == ("1 block of HTML.", "1 picture.")


def test_the_page_of_an_mhtml_file() -> None:
    raw = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/b\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n'
        "--X\nContent-Type: text/css\n\np{}\n--X\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\nContent-Location: https://example.org/b\n\n"
        f"{PAGE}\n--X--\n"
    ).encode()
    extracted = archive.mhtml(raw)
    assert "600 employés" in texts(extracted)[1]
    assert said(extracted)["url"] == "https://example.org/b"
    with pytest.raises(ExtractionError, match="no web page"):
        archive.mhtml(b"nothing")


def test_the_page_of_a_warc_file() -> None:
    warcio = pytest.importorskip("warcio.warcwriter")
    headers = pytest.importorskip("warcio.statusandheaders")
    out = io.BytesIO()
    writer = warcio.WARCWriter(out, gzip=True)
    for url, body in (
        ("https://example.org/", "<p>Home page with words enough.</p>"),
        ("https://example.org/c", PAGE),
    ):
        http = headers.StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=io.BytesIO(body.encode()), http_headers=http
            )
        )
    raw = out.getvalue()
    extracted = archive.warc(raw, 1_000_000, "https://example.org/c")
    assert "600 employés" in texts(extracted)[1]
    assert said(extracted)["url"] == "https://example.org/c"
    assert extracted.dropped[-1] == "1 other page of the archive: “https://example.org/”."
    other = archive.warc(raw, 1_000_000, "https://example.org/none", whole=True)
    assert "holds no page of https://example.org/none" in other.doubts[-1]
    with pytest.raises(ExtractionError, match="more than 100 bytes"):
        archive.warc(raw, 100, None)
    with pytest.raises(ExtractionError):
        archive.warc(b"WARC/1.0\r\nbroken", 100, None)


def test_the_page_of_a_safari_web_archive() -> None:
    page = {
        "WebResourceData": PAGE.encode(),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": "https://example.org/s",
    }
    for form in (plistlib.FMT_BINARY, plistlib.FMT_XML):
        extracted = archive.webarchive(plistlib.dumps({"WebMainResource": page}, fmt=form))
        assert "600 employés" in texts(extracted)[1]
        assert said(extracted)["url"] == "https://example.org/s"
    for raw in (
        b"nothing",
        b"bplist00" + b"\xff" * 40,
        plistlib.dumps([]),
        plistlib.dumps({"WebMainResource": {**page, "WebResourceMIMEType": "image/png"}}),
        b'<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>',
    ):
        with pytest.raises(ExtractionError):
            archive.webarchive(raw)


def test_the_page_of_a_wacz_file() -> None:
    head = (
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://example.org/w\r\n"
        "WARC-Date: 2026-11-20T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Length: "
    )
    record = f"{head}{len(PAGE.encode())}\r\n\r\n{PAGE}\r\n\r\n".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("datapackage.json", "{}")
        parts.writestr("archive/data.warc.gz", gzip.compress(record))
    extracted = archive.wacz(out.getvalue(), 1_000_000, None)
    assert "600 employés" in texts(extracted)[1]
    assert said(extracted)["url"] == "https://example.org/w"
    with pytest.raises(ExtractionError, match="the limit is 100"):
        archive.wacz(out.getvalue(), 100, None)
    with pytest.raises(ExtractionError, match="no zip file"):
        archive.wacz(b"nothing", 1_000_000, None)


# --- the source -------------------------------------------------------------------------------


def add(project: Path, name: str, raw: bytes, **more: str) -> seeding.NewSeed:
    file = project.parent / name
    file.write_bytes(raw)
    found, options = pipeline.read(project)
    new = seeding.prepared(found, options, file, name=more.get("id"), url=more.get("url"))
    seeding.write(project, new)
    return new


def test_a_page_becomes_a_source_that_the_check_accepts(project: Path) -> None:
    new = add(project, "Les Résultats (1).html", PAGE.encode())
    assert new.id == "les-resultats-1"
    assert (project / "seeds/originals/les-resultats-1.html").read_bytes() == PAGE.encode()
    text = (project / "seeds/les-resultats-1.txt").read_bytes()
    digest, original = (hashlib.sha256(raw).hexdigest() for raw in (text, PAGE.encode()))
    version = importlib.metadata.version("trafilatura")
    assert (
        (project / "seeds/les-resultats-1.yml").read_text("utf-8")
        == f"""\
# yaml-language-server: $schema=../.schemas/seed.json
id: les-resultats-1
title: Les résultats d'Example Works
language: fr-FR
publisher: Le Journal
author: Ada Lovelace
published: "2024-05-12"
as_of: unknown
url: https://example.org/a
sha256: {digest}
display: excerpt
extracted_from:
  file: originals/les-resultats-1.html
  sha256: {original}
  extractor: trafilatura
  version: {version}
roles:
  headline: ["1", "5"]
"""
    )
    checked = pipeline.check(project)
    assert not checked.diagnostics
    assert "title: Les résultats d'Example Works (meta og:title)" in new.said


def test_a_text_is_kept_byte_for_byte_and_says_only_what_it_shows(project: Path) -> None:
    raw = "Le bilan\r\n\r\nLes résultats de la société et des usines sont là.\r\n".encode()
    new = add(project, "bilan.txt", raw, url="https://example.org/bilan")
    assert (project / "seeds/bilan.txt").read_bytes() == raw
    assert not (project / "seeds/originals").exists()
    document, _ = parse_yaml((project / "seeds/bilan.yml").read_bytes(), "x", Limits())
    assert document is not None
    data = document.data
    assert (
        data.items()
        >= {
            "title": "Le bilan",
            "language": "und",
            "publisher": "unknown",
            "author": "unknown",
            "published": "unknown",
            "url": "https://example.org/bilan",
        }.items()
    )
    assert "extracted_from" not in data
    assert "language: und (the document does not say; it looks like French)" in new.said
    assert not pipeline.check(project).diagnostics


def test_the_pages_of_a_pdf_stand_in_the_metadata(project: Path, report: bytes) -> None:
    add(project, "report.pdf", report)
    seed = pipeline.check(project).index.project.seeds["report"]
    assert [page[0] for page in seed.pages] == ["1", "2", "3"]
    line = next(n for n, text in enumerate(seed.text.split("\n"), 1) if "600 employés" in text)
    assert seed.page_at(line) == "1"
    assert "page 1" in run("-C", str(project), "quote", "licencié 600 employés").stdout


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("x.exe", b"MZ", "no ending that is known"),
        ("x.txt", b"  \n", "holds no text"),
        ("x.txt", b"a\x00b", r"U\+0000"),
        ("x.txt", b"\xff\xfea\x00", "UTF-16"),
        ("x.txt", ("a" + "\u0301" * 100).encode(), "combining marks"),
        ("x.pdf", b"no", r"it is no \.pdf file"),
        ("???.txt", b"words", "gives no id"),
        ("example.txt", b"words", "a source `example` already"),
    ],
)
def test_what_cannot_become_a_source_leaves_nothing_behind(
    project: Path, name: str, raw: bytes, reason: str
) -> None:
    before = sorted((project / "seeds").rglob("*"))
    with pytest.raises(seeding.SeedingError, match=reason):
        add(project, name, raw)
    assert sorted((project / "seeds").rglob("*")) == before


def test_links_are_not_followed_and_limits_hold(project: Path) -> None:
    secret = project.parent / "secret.txt"
    secret.write_text("secret words", "utf-8")
    (project.parent / "link.txt").symlink_to(secret)
    found, options = pipeline.read(project)
    with pytest.raises(seeding.SeedingError, match="symbolic link"):
        seeding.prepared(found, options, project.parent / "link.txt")
    (project / "seeds/originals").symlink_to(project.parent)
    with pytest.raises(seeding.SeedingError, match="symbolic link"):
        add(project, "page.html", PAGE.encode())
    assert not (project / "seeds/page.txt").exists()
    configuration = project / "mkdocs.yml"
    configuration.write_text(
        configuration.read_text("utf-8").replace(
            "  - factsheet:\n", "  - factsheet:\n      limits: {original_bytes: 100}\n"
        ),
        "utf-8",
    )
    with pytest.raises(seeding.SeedingError, match="the limit is 100"):
        add(project, "long.txt", b"words " * 40)


def test_a_document_is_not_added_twice(project: Path) -> None:
    add(project, "a.html", PAGE.encode())
    with pytest.raises(seeding.SeedingError, match="there already, as `a`"):
        add(project, "b.html", PAGE.encode())


def test_a_missing_library_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("generator.author.extraction.extracted.importlib.import_module", missing)
    with pytest.raises(ExtractionError, match=r"pip install 'factsheet\[seeds\]'"):
        pdf.extract(b"%PDF-1.7")


# --- originals --------------------------------------------------------------------------------


def findings(project: Path) -> list[str]:
    return [f"{d.place} {d.rule}" for d in pipeline.check(project).diagnostics]


def test_an_original_is_held_against_its_checksum(project: Path) -> None:
    add(project, "a.html", PAGE.encode())
    original = project / "seeds/originals/a.html"
    original.write_bytes(PAGE.encode() + b" ")
    assert findings(project) == ["seeds/a.yml:13:3 seed-changed"]
    original.unlink()
    assert findings(project) == ["seeds/a.yml:13:3 seed-missing"]
    original.write_bytes(PAGE.encode())
    (project / "seeds/originals/b.html").write_bytes(b"x")
    assert findings(project) == ["seeds/originals/b.html:1:1 unexpected-file"]
    (project / "seeds/originals/b.html").unlink()
    original.unlink()
    original.symlink_to("/etc/passwd")
    assert "seeds/originals/a.html:1:1 file-type" in findings(project)


@pytest.mark.parametrize("file", ["../secret", "/etc/passwd", "originals/../x", "originals/a b"])
def test_an_original_stands_in_its_folder(project: Path, file: str) -> None:
    add(project, "a.html", PAGE.encode())
    metadata = project / "seeds/a.yml"
    metadata.write_text(metadata.read_text("utf-8").replace("originals/a.html", file), "utf-8")
    assert findings(project)[0] == "seeds/a.yml:13:9 bad-value"


# --- suggestions ------------------------------------------------------------------------------

NEWS = {
    "facts/organizations/example-works.yml": """\
kind: organization
name: Example Works
facts:
  - id: layoffs
    property: description
    text:
      en: Example Works dismissed 600 employees of its division in 2024.
      fr: Example Works a licencié 600 employés de sa division en 2024.
    certainty: stated
    citations:
      - {seed: first, quote: Example Works dismissed 600 employees of its division in 2024}
  - id: closed
    property: description
    text:
      en: Example Works closed the factory near the harbour.
      fr: Example Works a fermé l'usine près du port.
    certainty: stated
    citations:
      - {seed: first, quote: Example Works closed the factory near the harbour}
""",
    "seeds/first.txt": "Example Works dismissed 600 employees of its division in 2024.\n"
    "Example Works closed the factory near the harbour.\n",
    "seeds/first.yml": "id: first\ntitle: First\nlanguage: en\nsha256: SHA\n",
}


def seen(project: Path, text: str, metadata: str = "language: en\n") -> list[tuple[str, str, str]]:
    lay(
        project,
        {
            **NEWS,
            "seeds/news.txt": text,
            "seeds/news.yml": f"id: news\ntitle: News\n{metadata}sha256: SHA\n",
        },
    )
    checked = pipeline.check(project)
    assert not [d for d in checked.diagnostics if d.severity == "error"]
    seed = checked.index.project.seeds["news"]
    return [
        (s.fact.id, str(s.bearing), s.why) for s in suggestions.suggestions(checked.index, seed)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Last year Example Works dismissed 600 employees of one division.",
            [],
        ),  # its year is not in the sentence: nothing is said
        (
            "In 2024 Example Works dismissed some 600 employees of one division.",
            [("layoffs", "supports", "both say 600, 2024")],
        ),
        (
            "In 2024 Example Works dismissed 500 employees of its division.",
            [("layoffs", "contradicts", "“500” here, “600” there")],
        ),
        (
            "Example Works has not closed the factory near the harbour.",
            [("closed", "contradicts", "only one of them denies it")],
        ),
        (
            "Example Works closed the old factory near the harbour on Monday.",
            [("closed", "supports", "the same words")],
        ),
        (
            "In 2024 Example Works dismissed 600 employees of its division. "
            "In 2024 Example Works dismissed 500 employees of its division.",
            [
                ("layoffs", "contradicts", "“500” here, “600” there"),
                ("layoffs", "supports", "both say 600, 2024"),
            ],
        ),  # a source that says both
        (
            "In 2023 Example Works dismissed 600 employees of one division.",
            [("layoffs", "contradicts", "2023 here, 2024 there")],
        ),
        (
            "Example Works dismissed employees of its division.",
            [],
        ),  # neither its figure nor its year: nothing is said
        ("Another company closed the factory near the harbour.", []),
        ("The weather near the harbour was fine.", []),
    ],
)
def test_facts_that_a_sentence_bears_on(
    project: Path, text: str, wanted: list[tuple[str, str, str]]
) -> None:
    assert seen(project, text + "\n") == wanted


def test_what_is_no_text_or_in_no_language_of_the_facts_bears_on_nothing(project: Path) -> None:
    text = "Example Works closed the old factory near the harbour on Monday.\n"
    assert seen(project, text) == [("closed", "supports", "the same words")]
    assert seen(project, text, "language: en\nroles: {navigation: ['1']}\n") == []
    assert seen(project, text, "language: de\n") == []


def test_what_to_look_at_next_is_listed_up_to_a_number(project: Path) -> None:
    text = "".join(f"Example Works has {n} plants.\n" for n in range(30, 52))
    seen(
        project,
        f"{text}Example Works dismissed 600 employees of its division in 2024.\n"
        "Example Works has not closed the factory near the harbour.\n",
    )
    checked = pipeline.check(project)
    seed = checked.index.project.seeds["news"]
    lines = list(suggestions.lines(checked.index, seed, account(checked.index, checked.settings)))
    assert lines[0].startswith("23 of its 24 sentences hold figures")
    assert lines[21:] == [
        "  … and 3 more: factsheet coverage news --open",
        "1 sentences say again what another document says in the same words.",
        "Facts that it seems to support (look at both):",
        "  seeds/news.txt:23: Example Works dismissed 600 employees of its division in 2024.",
        "    example-works#layoffs: Example Works dismissed 600 employees of its division in 2024. "
        "(both say 600, 2024)",
        "Facts that it seems to contradict (look at both):",
        "  seeds/news.txt:24: Example Works has not closed the factory near the harbour.",
        "    example-works#closed: Example Works closed the factory near the harbour. "
        "(only one of them denies it)",
    ]


def test_open_sentences_with_figures_and_names_come_first(project: Path) -> None:
    seen(project, "Example Works earned 14 million euros. The weather was fine.\n")
    checked = pipeline.check(project)
    seed = checked.index.project.seeds["news"]
    lines = list(suggestions.lines(checked.index, seed, account(checked.index, checked.settings)))
    assert lines[0].startswith("1 of its 2 sentences hold figures, dates or known names")
    assert lines[1].startswith("  seeds/news.txt:1: Example Works earned 14 million euros. [")


def test_the_command_says_what_it_did_and_what_comes_next(project: Path) -> None:
    file = project.parent / "page.html"
    file.write_text(PAGE, "utf-8")
    result = run("-C", str(project), "add-seed", str(file), "--id", "results")
    assert result.returncode == 0, result.stderr
    for part in (
        "Wrote seeds/results.txt",
        "Wrote seeds/originals/results.html",
        "publisher: Le Journal (meta og:site_name)",
        "Dropped: ",
        "and no fact covers",
    ):
        assert part in result.stdout
    again = run("-C", str(project), "add-seed", str(file), "--id", "results")
    assert again.returncode == 2
    assert "a source `results` already" in again.stderr
    assert run("-C", str(project), "check").returncode == 0
