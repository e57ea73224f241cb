"""Odd documents whose text is taken out: what each holds beside plain paragraphs."""

from __future__ import annotations

import io
import json
import plistlib

import pytest

from generator.author.extraction import archive, plain, web, word
from generator.author.extraction.extracted import Extracted, ExtractionError, Part

WORDS = "Example Works dismissed 600 employees in its plant, as its report says."


def texts(extracted: Extracted) -> list[str]:
    return [block.text for block in extracted.blocks]


# --- Word -------------------------------------------------------------------------------------


def test_what_stands_in_a_word_document_beside_paragraphs() -> None:
    docx = pytest.importorskip("docx")
    element = docx.oxml.OxmlElement
    made = docx.Document()
    made.add_paragraph(WORDS)
    control, content = element("w:sdt"), element("w:sdtContent")
    inside = made.add_paragraph("In a form")._p
    inside.addprevious(control)
    control.append(content)
    content.append(inside)
    broken = made.add_paragraph("One line").add_run()
    broken.add_break()
    broken.add_text("and the next")
    boxed = made.add_paragraph("Beside a box")
    picture, box, apart = element("w:pict"), element("w:txbxContent"), element("w:p")
    run, text = element("w:r"), element("w:t")
    text.text = "In the box"
    for outer, inner in ((run, text), (apart, run), (box, apart), (picture, box)):
        outer.append(inner)
    boxed.add_run()._r.append(picture)
    boxed.add_run()._r.append(element("w:drawing"))
    made.add_paragraph(" ")
    table = made.add_table(2, 2)
    table.cell(1, 1).text = "10"
    out = io.BytesIO()
    made.save(out)
    extracted = word.extract(out.getvalue(), 10_000_000)
    assert texts(extracted) == [
        WORDS,
        "In a form",
        "One line",
        "and the next",
        "Beside a box",
        "10",
    ]
    assert {"1 text box.", "1 picture."} <= set(extracted.dropped)


def test_a_word_document_without_text() -> None:
    docx = pytest.importorskip("docx")
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(ExtractionError, match="holds no text"):
        word.extract(out.getvalue(), 10_000_000)


# --- Markdown ---------------------------------------------------------------------------------


def test_tables_code_and_breaks_of_markdown() -> None:
    raw = (
        b"Title\n=====\n\n| a | b |\n|---|---|\n| 1 | 2 |\n|   |   |\n\n"
        b"One\nline  \nand another\n\n"
        b"```\ncode\n\n  more code\n```\n\n    indented\n\n![a picture](x.png)\n"
    )
    extracted = plain.markdown(raw, "seeds/a.md")
    assert texts(extracted) == [
        "Title",
        "a\tb",
        "1\t2",
        "One line",
        "and another",
        "code",
        "more code",
        "indented",
    ]
    assert extracted.blocks[0].part is Part.HEADING
    assert extracted.dropped == ("1 picture.",)


# --- pages ------------------------------------------------------------------------------------


def test_a_page_in_an_encoding_that_is_not_its_own() -> None:
    html = f"<html><body><article><p>{WORDS} Caf\xe9.</p></article></body></html>"
    broken = html.encode("latin-1").replace(b"\xe9", b"\x81")  # of no character in either
    extracted = web.extract(broken, charset="utf-8", whole=True)
    assert texts(extracted) == [f"{WORDS} Caf\ufffd."]
    assert any("U+FFFD" in doubt for doubt in extracted.doubts)
    extracted = web.extract(html.encode("latin-1"), whole=True)
    assert texts(extracted) == [f"{WORDS} Café."]
    assert any("windows-1252" in doubt for doubt in extracted.doubts)


def test_rows_and_lines_of_an_article() -> None:
    html = f"""<html><head><meta charset="utf-8"></head><body><article><h1>The year</h1>
      <p>{WORDS}</p><p>{WORDS.replace("600", "700")}<br>On the next line.</p>
      <table><tr><th>Year</th><th>Income</th></tr><tr><td>2023</td><td>10</td></tr>
      <tr><td></td><td></td></tr></table>
      <ul><li>One thing</li><li>Another thing</li></ul>
      <blockquote><p>{WORDS.replace("600", "800")}</p></blockquote></article></body></html>"""
    extracted = web.extract(html.encode())
    found = texts(extracted)
    assert found[:4] == [
        "The year",
        WORDS,
        WORDS.replace("600", "700"),
        "On the next line.",
    ]
    assert found[4:6] == ["Year\tIncome", "2023\t10"]
    assert "Another thing" in found
    assert found[-1] == WORDS.replace("600", "800")


def test_structured_data_of_many_kinds() -> None:
    things = [
        "nothing",
        {"@type": "Organization", "name": "Not an article"},
        {
            "@type": ["Thing", "NewsArticle"],
            "headline": "The year",
            "author": [{"name": "Ada"}, "B", 3],
        },
    ]
    html = (
        '<html><head><script type="application/ld+json">{broken</script>'
        f'<script type="application/ld+json">{json.dumps(things)}</script></head>'
        f"<body><p>{WORDS}</p></body></html>"
    )
    shown = web.extract(html.encode(), whole=True).shown
    assert (shown["title"].value, shown["author"].value) == ("The year", "Ada, B")


def test_a_page_of_nothing_but_hidden_words() -> None:
    html = f"<html><body><p hidden>{WORDS}</p></body></html>".encode()
    for whole, why in ((True, "no visible text"), (False, "no article was found")):
        with pytest.raises(ExtractionError, match=why):
            web.extract(html, whole=whole)


# --- archives ---------------------------------------------------------------------------------


def page(words: str) -> bytes:
    return f"<html><body><p>{words}</p></body></html>".encode()


def test_an_mhtml_file_says_which_part_is_shown_first() -> None:
    raw = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"; start="<b>"\n\n'
        b"--X\nContent-Type: text/html\nContent-ID: <a>\nContent-Location: cid:a\n\n"
        + page("A frame")
        + b"\n--X\nContent-Type: text/html\nContent-ID: <b>\nContent-Location: cid:b\n\n"
        + page(WORDS)
        + b"\n--X--\n"
    )
    extracted = archive.mhtml(raw, whole=True)
    assert texts(extracted) == [WORDS]
    assert "url" not in extracted.shown  # `cid:` is no address of the web
    assert extracted.dropped[-1] == "1 other page of the archive: “cid:a”."


def test_a_web_archive_whose_page_is_no_data() -> None:
    held = {"WebResourceMIMEType": "text/html", "WebResourceData": "words"}
    with pytest.raises(ExtractionError, match="no web page"):
        archive.webarchive(plistlib.dumps({"WebMainResource": held}))


def record(kind: str, url: str, body: bytes, status: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n".encode() if status else b""
    of = "application/http; msgtype=response" if status else "text/html"
    held = http + body
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Date: 2026-11-20T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{url}>\r\n"
            f"Content-Type: {of}\r\nContent-Length: {len(held)}\r\n\r\n"
        ).encode()
        + held
        + b"\r\n\r\n"
    )


def test_only_pages_that_came_are_taken_from_a_warc_file(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("warcio")
    raw = (
        record("metadata", "https://example.org/m", page("About it"))
        + record("response", "https://example.org/gone", page("Not here"), "404 Not Found")
        + record("resource", "https://example.org/a", page(WORDS))
    )
    extracted = archive.warc(raw, 1_000_000, None, whole=True)
    assert texts(extracted) == [WORDS]
    assert extracted.dropped == ()
    monkeypatch.setattr(archive, "_MOST_RECORDS", 2)
    with pytest.raises(ExtractionError, match="more than 2 records"):
        archive.warc(raw, 1_000_000, None)
