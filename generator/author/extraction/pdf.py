"""Takes the text layer out of a PDF with pypdf and joins its lines to paragraphs, page by page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from generator.author.extraction.extracted import (
    Extracted,
    ExtractionError,
    Shown,
    cleaned,
    counted,
    library,
    value,
    version,
)
from generator.author.extraction.lines import Line, Paragraphs, of_pieces

_MOST_PAGES = 5_000
_LABEL = re.compile(r"[\w.-]{1,20}")
_TOOLS = re.compile(r"microsoft \w+ - |untitled|sans titre|\.(?:docx?|indd)$", re.IGNORECASE)


def extract(raw: bytes) -> Extracted:
    """The text of a PDF, paragraph by paragraph.

    Raises:
        ExtractionError: it cannot be read, is locked, or holds no text.
    """
    pypdf = library("pypdf", "pypdf")
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ExtractionError("the PDF is locked with a password")
        count = len(reader.pages)
        if count > _MOST_PAGES:
            raise ExtractionError(f"the PDF has {count:,} pages; at most {_MOST_PAGES:,} are read")
        labels = _labels(reader, count)
        pages = [
            (label, list(_lines(page))) for label, page in zip(labels, reader.pages, strict=True)
        ]
        shown = _shown(reader)
    except ExtractionError:
        raise
    except Exception as error:  # the library has no one exception for a broken file
        reason = cleaned(str(error))[:120] or type(error).__name__
        raise ExtractionError(
            f"this PDF cannot be read: {reason}; print it to a new PDF, or save it as text"
        ) from error
    paragraphs = Paragraphs(pages)
    blocks = tuple(paragraphs.blocks)
    if not blocks:
        raise ExtractionError("the PDF has no text layer: it holds pictures of pages only")
    empty = [label for label, lines in pages if not lines]
    dropped = list(paragraphs.dropped)
    doubts = list(paragraphs.doubts)
    if empty:
        doubts.append(
            f"{counted(len(empty), 'page')} without text: {', '.join(empty[:10])}"
            f"{' …' if len(empty) > 10 else ''}."
        )
    return Extracted(blocks, "pypdf", version("pypdf"), shown, tuple(dropped), tuple(doubts))


def _labels(reader: Any, count: int) -> list[str]:
    """The pages' own labels where each is fit and different, otherwise their numbers."""
    numbers = [str(n + 1) for n in range(count)]
    try:
        labels = [str(label) for label in reader.page_labels]
    except Exception:
        return numbers
    fit = len(set(labels)) == count and all(map(_LABEL.fullmatch, labels))
    return labels if fit else numbers


def _lines(page: Any) -> Iterator[Line]:
    """The lines of a page, in the order in which it draws them."""
    pieces: list[Line] = []
    lines: list[Line] = []

    def flush() -> None:
        if pieces and (line := of_pieces(pieces)) is not None:
            lines.append(line)
        pieces.clear()

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3] - tm[2] * cm[1]) or 1.0
        for n, part in enumerate(text.split("\n")):
            if n:
                flush()
            if part:
                pieces.append(Line(part, x, y, round(size * scale, 1)))

    page.extract_text(visitor_text=visit)
    flush()
    yield from lines


def _shown(reader: Any) -> dict[str, Shown]:
    """What the file's own properties say; when it was made is not when it was published."""
    found: dict[str, Shown] = {}
    info = reader.metadata
    title = value(str(info.title or "")) if info else ""
    if title and not _TOOLS.search(title):
        found["title"] = Shown(title, "PDF title")
    if info and (author := value(str(info.author or ""))):
        found["author"] = Shown(author, "PDF author")
    language = reader.trailer["/Root"].get("/Lang")
    if language:
        found["language"] = Shown(value(str(language)), "PDF language")
    try:
        xmp = reader.xmp_metadata
        publisher = value(", ".join(xmp.dc_publisher or ())) if xmp else ""
    except Exception:  # such metadata is often broken, and never needed
        publisher = ""
    if publisher:
        found["publisher"] = Shown(publisher, "XMP publisher")
    return found
