"""Takes the article out of a web page with trafilatura, and says what it left on the page."""

from __future__ import annotations

import logging
from array import array
from collections import Counter
from dataclasses import replace
from typing import Any

from generator.author.extraction.extracted import (
    Block,
    Extracted,
    ExtractionError,
    Part,
    cleaned,
    counted,
    library,
    listed,
    version,
)
from generator.author.extraction.page import Page, Visible, decoded

_LEAST = 25
"""Characters from which a block that was dropped is shown."""


def extract(raw: bytes, *, whole: bool = False, charset: str | None = None) -> Extracted:
    """The article of a web page.

    Args:
        whole: keep all visible text, menus and footers too.
        charset: the encoding that came with the page.

    Raises:
        ExtractionError: there is no text, or a library is missing.
    """
    html, encoding, strange = decoded(raw, charset)
    page = Page(html)
    doubts = []
    if "\ufffd" in html:
        doubts.append(f"Some bytes are not {encoding}; they stand as U+FFFD in the text.")
    if strange:
        doubts.append(
            f"The page names an encoding that no page has: {listed([strange])}; it was read as "
            f"{encoding}."
        )
    elif encoding == "cp1252":
        doubts.append(
            "The page does not say its encoding or names an old one; it was read as windows-1252."
        )
    if whole:
        blocks = [Block(v.text, Part.HEADING if v.heading else Part.TEXT) for v in page.blocks]
        dropped: list[str] = []
        name, release = "lxml", version("lxml")
    else:
        blocks, dropped = _article(html, page)
        name, release = "trafilatura", version("trafilatura")
    if not blocks:
        raise ExtractionError(
            "no article was found in this page; --whole keeps all its text"
            if not whole
            else "this page holds no visible text"
        )
    if page.hidden:
        dropped.append(
            f"{counted(len(page.hidden), 'text')} that a browser does not show: "
            f"{listed(page.hidden, 3)}."
        )
    return Extracted(tuple(blocks), name, release, page.shown(), tuple(dropped), tuple(doubts))


def _article(html: str, page: Page) -> tuple[list[Block], list[str]]:
    """What trafilatura takes for the article, and what it leaves, in sentences."""
    trafilatura = library("trafilatura", "trafilatura")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = trafilatura.bare_extraction(
        html,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        include_links=False,
        deduplicate=False,
        with_metadata=False,
    )
    body = getattr(document, "body", None)
    found = _blocks(body) if body is not None else []
    seen = _Seen(page.blocks)
    blocks, unseen = [], []
    for block in found:
        own = seen.own(block.text)
        if own is None:
            unseen.append(block.text)
        else:
            blocks.append(replace(block, text=own))
    dropped = []
    if unseen:
        dropped.append(
            f"{counted(len(unseen), 'block')} whose words do not stand on the page in "
            f"this order: {listed(unseen, 3)}."
        )
    kept = _squeezed(" ".join(b.text for b in blocks))
    left = [v for v in page.blocks if _squeezed(v.text) not in kept]
    if left:
        dropped.append(_said(left))
    return blocks, dropped


class _Seen:
    """The visible text of a page, in which the words of the article stand as the page has them."""

    def __init__(self, blocks: list[Visible]) -> None:
        self.text = "\n".join(block.text for block in blocks)
        self.places = array("L", (n for n, c in enumerate(self.text) if not c.isspace()))
        self.squeezed = _squeezed(self.text)
        self.at = 0

    def own(self, text: str) -> str | None:
        """The words as the page spaces them; a row of a table keeps its tabs. None: not there."""
        wanted = _squeezed(text)
        at = self.squeezed.find(wanted, self.at)
        at = at if at >= 0 else self.squeezed.find(wanted)
        if at < 0 or not wanted:
            return None
        self.at = at + len(wanted)
        if "\t" in text:
            return text
        return cleaned(self.text[self.places[at] : self.places[self.at - 1] + 1])


def _squeezed(text: str) -> str:
    """A text without any white space: how two libraries space it makes no difference."""
    return "".join(text.split())


def _said(left: list[Visible]) -> str:
    """What was left on the page, by the part of the page it stands in."""
    count = Counter(v.within or "elsewhere" for v in left)
    parts = ", ".join(
        f"{n} {'in ' + where if where != 'elsewhere' else where}"
        for where, n in count.most_common()
    )
    telling = [v.text for v in left if not v.within and len(v.text) >= _LEAST]
    shown = f"; of those elsewhere: {listed(telling)}" if telling else ""
    return f"{counted(len(left), 'block')} of the page ({parts}){shown}."


def _blocks(body: Any) -> list[Block]:
    """The blocks of an article: paragraphs, headings, items of lists, rows of tables."""
    blocks: list[Block] = []

    def add(text: str, part: Part = Part.TEXT) -> None:
        if text := cleaned(text):
            blocks.append(Block(text, part))

    def read(element: Any) -> None:
        tag = element.tag
        if tag == "head":
            add(_text(element), Part.HEADING)
        elif tag == "row":
            cells = [cleaned(_text(cell)) for cell in element.iter("cell")]
            row = "\t".join(cells).strip("\t")
            if row.strip():
                blocks.append(Block(row))
        elif tag in ("p", "item", "code", "fw") or not len(element):
            for line in _text(element).split("\n"):
                add(line)
        else:
            add(element.text or "")
            for child in element:
                read(child)
                add(child.tail or "")

    read(body)
    return blocks


def _text(element: Any) -> str:
    """All text of an element; its line breaks become line breaks."""
    pieces = [element.text or ""]
    for child in element:
        pieces.append("\n" if child.tag == "lb" else _text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
