"""Reads documents that are text already: plain text, and Markdown as its readers see it."""

from __future__ import annotations

import re
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
from generator.diagnostics import Diagnostic
from generator.read.load import decode, parse_yaml
from generator.settings import Limits

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELDS = {
    "title": ("title",),
    "author": ("author", "authors"),
    "publisher": ("publisher",),
    "published": ("date", "published"),
    "language": ("lang", "language"),
    "url": ("url",),
}
_LONGEST_TITLE = 160


def text_of(raw: bytes, path: str) -> str:
    """The text of a file.

    Raises:
        ExtractionError: it is not UTF-8.
    """
    text = decode(raw, path)
    if isinstance(text, Diagnostic):
        raise ExtractionError(f"{text.place}: {text.message.rstrip('.')}; save it as UTF-8")
    return text


def title_of(text: str) -> Shown | None:
    """The first line of a text, when an empty line after it makes it a title."""
    lines = [line.strip() for line in text.split("\n", 3)]
    if (
        len(lines) > 2
        and lines[0]
        and not lines[1]
        and len(lines[0]) <= _LONGEST_TITLE
        and (lines[0][-1] not in ".,;:")
    ):
        return Shown(value(lines[0]), "first line")
    return None


def markdown(raw: bytes, path: str) -> Extracted:
    """The text of a Markdown file: its marks are gone, its front matter is metadata.

    Raises:
        ExtractionError: it is not UTF-8, or holds no text.
    """
    reader = library("markdown_it", "markdown-it-py")
    text = text_of(raw, path).replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(text)
    shown = _front(front[1]) if front else {}
    tokens = (
        reader.MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .parse(text[front.end() :] if front else text)
    )
    blocks = tuple(_blocks(tokens))
    if not blocks:
        raise ExtractionError("the file holds no text")
    heading = next((b for b in blocks if b.part is Part.HEADING), None)
    if heading is not None:
        shown.setdefault("title", Shown(value(heading.text), "first heading"))
    raw_html = sum(token.type == "html_block" for token in tokens)
    pictures = sum(c.type == "image" for token in tokens for c in token.children or ())
    dropped = []
    if raw_html:
        dropped.append(f"{counted(raw_html, 'block of HTML', 'blocks of HTML')}.")
    if pictures:
        dropped.append(f"{counted(pictures, 'picture')}.")
    return Extracted(blocks, "markdown-it-py", version("markdown-it-py"), shown, tuple(dropped))


def _front(text: str) -> dict[str, Shown]:
    """What the front matter says."""
    document, _ = parse_yaml(text.encode(), "front matter", Limits(), tags=True)
    found: dict[str, Shown] = {}
    for field, names in _FIELDS.items():
        said: Any = (
            next((document.data[n] for n in names if n in document.data), None)
            if document
            else None
        )
        if isinstance(said, list):
            said = ", ".join(item for item in said if isinstance(item, str))
        if isinstance(said, str) and value(said):
            found[field] = Shown(value(said), "front matter")
    return found


def _blocks(tokens: list[Any]) -> Iterator[Block]:
    heading = False
    row: list[str] | None = None
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            if text := "\t".join(row).strip("\t"):
                yield Block(text)
            row = None
        elif token.type == "inline":
            text = _inline(token.children or ())
            if row is not None:
                row.append(cleaned(text))
                continue
            for line in text.split("\n") if not heading else [text]:
                if line := cleaned(line):
                    yield Block(line, Part.HEADING if heading else Part.TEXT)
        elif token.type in ("fence", "code_block"):
            for line in token.content.split("\n"):
                if line := cleaned(line):
                    yield Block(line)


def _inline(tokens: Any) -> str:
    """The words of a paragraph; only a hard break begins a line."""
    pieces = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak":
            pieces.append("\n")
    return "".join(pieces)
