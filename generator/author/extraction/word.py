"""Takes the text out of a Word document with python-docx: paragraphs, headings, rows of tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from generator.author.extraction.extracted import (
    Block,
    Extracted,
    ExtractionError,
    Part,
    Shown,
    cleaned,
    counted,
    library,
    value,
    version,
)
from generator.author.extraction.unpacked import unpacked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_APART = frozenset((_W + "del", _W + "moveFrom", _W + "txbxContent", _MC + "Fallback"))
_BREAKS = {_W + "tab": " ", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "\u2011"}
_PROPERTIES = "/metadata/core-properties"
_MOST_PARTS = 10_000
_MOST_TAGS = 3_000_000
# Parts of the file that hold text outside the document's own flow, and what they are.
_BESIDE = {
    "footnotes": "footnote",
    "endnotes": "endnote",
    "comments": "comment",
    "header": "page header",
    "footer": "page footer",
}


def extract(raw: bytes, limit: int) -> Extracted:
    """The text of a Word document.

    Args:
        limit: bytes that its parts may have together once they are unpacked.

    Raises:
        ExtractionError: it cannot be read, is too large, or holds no text.
    """
    docx = library("docx", "python-docx")
    try:
        _bounded(raw, limit)
        document = docx.Document(io.BytesIO(raw))
        blocks = tuple(_blocks(document))
        dropped = tuple(_dropped(document))
        # Where the file has no properties, the library makes some up.
        own = any(it.reltype.endswith(_PROPERTIES) for it in document.part.package.rels.values())
        shown = _shown(document.core_properties) if own else {}
    except ExtractionError:
        raise
    except Exception as error:  # the library has no one exception for a broken file
        reason = cleaned(str(error))[:120] or type(error).__name__
        raise ExtractionError(
            f"this Word document cannot be read: {reason}; save it anew, or as text"
        ) from error
    if not blocks:
        raise ExtractionError("the Word document holds no text")
    return Extracted(blocks, "python-docx", version("python-docx"), shown, dropped)


def _bounded(raw: bytes, limit: int) -> None:
    """Looks at a document's parts before a library builds trees of them.

    Raises:
        ExtractionError: there are too many, they are too large, or hold too many elements.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        members = parts.infolist()
        if len(members) > _MOST_PARTS:
            raise ExtractionError(f"the document has more than {_MOST_PARTS:,} parts")
        if any(member.flag_bits & 1 for member in members):
            raise ExtractionError("its parts are encrypted; save it without a password")
        tags = 0
        for member, content in unpacked(parts, members, limit):
            if member.filename.lower().endswith((".xml", ".rels")):
                tags += content.count(b"<")
                # In UTF-16 no tag would be counted; Word writes UTF-8.
                if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:200]:
                    raise ExtractionError("its parts are not UTF-8; save it anew")
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise ExtractionError("its parts declare entities, which Word never writes")
            if tags > _MOST_TAGS:
                raise ExtractionError(
                    f"the document has more than {_MOST_TAGS:,} tags; save it as text, or print "
                    "it to a PDF"
                )


def _blocks(document: Any) -> Iterator[Block]:
    headings = {
        style.style_id
        for style in document.styles
        if (style.name or "").startswith(("Heading", "Title", "heading"))
    }
    for element in _flow(document.element.body):
        if element.tag == _W + "tbl":
            for row in element.iter(_W + "tr"):
                if next(row.iterancestors(_W + "tbl")) is not element:
                    continue  # of a table in a cell, which stands in that cell once
                cells = [
                    cleaned(" ".join(_text(p) for p in cell.iter(_W + "p")))
                    for cell in row.iterchildren(_W + "tc")
                ]
                text = "\t".join(cells).strip("\t")
                if text.strip():
                    yield Block(text)
            continue
        style = element.find(f"{_W}pPr/{_W}pStyle")
        heading = style is not None and style.get(_W + "val") in headings
        for line in _text(element).split("\n"):
            if text := cleaned(line):
                yield Block(text, Part.HEADING if heading else Part.TEXT)


def _flow(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those inside content controls too."""
    for child in parent:
        if child.tag in (_W + "p", _W + "tbl"):
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "customXml"):
            yield from _flow(child)


def _text(paragraph: Any) -> str:
    """The words of a paragraph as they are shown: insertions kept, deletions and boxes left out."""
    pieces: list[str] = []

    def read(element: Any) -> None:
        for child in element:
            if child.tag in _APART or child.tag == _W + "p":
                continue
            if child.tag == _W + "t":
                pieces.append(child.text or "")
            elif child.tag in _BREAKS:
                pieces.append(_BREAKS[child.tag])
            else:
                read(child)

    read(paragraph)
    return "".join(pieces)


def _dropped(document: Any) -> Iterator[str]:
    body = document.element.body
    boxes = sum(
        1
        for box in body.iter(_W + "txbxContent")
        if not any(a.tag == _MC + "Fallback" for a in box.iterancestors())
    )
    if boxes:
        yield f"{counted(boxes, 'text box', 'text boxes')}."
    deletions = sum(1 for _ in body.iter(_W + "del"))
    if deletions:
        yield f"{counted(deletions, 'tracked deletion')}; insertions are kept."
    pictures = sum(1 for _ in body.iter(_W + "drawing"))
    if pictures:
        yield f"{counted(pictures, 'picture')}."
    for part in document.part.package.iter_parts():
        name = str(part.partname).rpartition("/")[2].rstrip("0123456789.xml")
        what = next((w for start, w in _BESIDE.items() if name.startswith(start)), None)
        if what and (b"<w:t>" in part.blob or b"<w:t " in part.blob):
            yield f"{what[0].upper()}{what[1:]}s."


def _shown(properties: Any) -> dict[str, Shown]:
    """What the file's own properties say; when it was made is not when it was published."""
    found = {}
    for field in ("title", "author", "language"):
        if said := value(str(getattr(properties, field) or "")):
            found[field] = Shown(said, f"Word {field}")
    return found
