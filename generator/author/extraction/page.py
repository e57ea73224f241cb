"""Reads a web page as a reader sees it: its visible text, and what its own tags say of it."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.author.extraction.extracted import ExtractionError, Shown, cleaned, library, value

_UNSEEN = frozenset(
    (
        "head",
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "iframe",
        "object",
        "select",
        "textarea",
        "title",
    )
)
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    )
)
_HEADING = re.compile("h[1-6]")
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AROUND = ("nav", "header", "footer", "aside", "form", "figcaption", "figure", "menu", "dialog")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_NONE_OF_A_PAGE = ("replacement", "x-user-defined")
_AS_DECLARED = {"utf-16le": "utf-8", "utf-16be": "utf-8"}
"""What browsers read a page as that says so itself, without a byte order mark."""
_ARTICLES = ("Article", "Report", "WebPage", "BlogPosting", "Book", "Thesis", "DigitalDocument")

# Field of the metadata → the tags that may say it, the most telling first.
_TAGS: dict[str, tuple[str, ...]] = {
    "title": ("citation_title", "og:title", "dc.title", "dcterms.title", "twitter:title"),
    "author": (
        "citation_author",
        "author",
        "dc.creator",
        "dcterms.creator",
        "article:author",
        "parsely-author",
    ),
    "publisher": (
        "citation_publisher",
        "dc.publisher",
        "dcterms.publisher",
        "og:site_name",
        "citation_journal_title",
    ),
    "published": (
        "article:published_time",
        "citation_publication_date",
        "citation_date",
        "dcterms.issued",
        "dc.date.issued",
        "dc.date",
        "dcterms.date",
        "datepublished",
        "pubdate",
        "date",
        "sailthru.date",
    ),
    "language": ("dc.language", "dcterms.language", "content-language", "og:locale"),
    "url": ("og:url",),
}


@dataclass(frozen=True, slots=True)
class Visible:
    """A block of text that a browser would show.

    Attributes:
        within: the part of the page it stands in, such as `nav`; empty for none of these.
        heading: whether it is a heading.
    """

    text: str
    within: str
    heading: bool


def decoded(raw: bytes, charset: str | None = None) -> tuple[str, str, str]:
    """The text of a page and the name of its encoding, as a browser would choose it.

    The third is a name that came with the page or stands in it and is that of no encoding.

    Args:
        charset: what came with the page, in a saved archive.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(name, "replace"), name, ""
    declared = _CHARSET.search(raw[:2048])
    names = [charset, declared[1].decode("ascii", "replace") if declared else None, "utf-8"]
    # Only the labels of the Encoding standard are encodings of pages; Python knows others, such
    # as `punycode`, `undefined` and `unicode_escape`, which are none.
    strange = ""
    standard = library("webencodings", "webencodings")
    for name in filter(None, names):
        encoding = standard.lookup(name)
        if encoding is None or encoding.name in _NONE_OF_A_PAGE:
            strange = strange or name
            continue
        label = _AS_DECLARED.get(encoding.name) or encoding.codec_info.name
        try:
            return raw.decode(label), label, strange
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", "replace"), "cp1252", strange


class Page:
    """A web page, read once.

    Attributes:
        blocks: its visible text, in order.
        hidden: texts that a browser would not show.
    """

    def __init__(self, html: str) -> None:
        lxml = library("lxml.html", "lxml")
        parser = lxml.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
        )
        # A declaration of another encoding inside the page no longer holds.
        raw = html.encode("utf-8", "replace")
        try:
            self.tree: Any = lxml.document_fromstring(raw, parser=parser)
        except (ValueError, library("lxml.etree", "lxml").LxmlError) as error:
            raise ExtractionError("the page holds nothing that can be read") from error
        self.blocks: list[Visible] = []
        self.hidden: list[str] = []
        self._text: list[str] = []
        self._within: list[str] = []
        self._read()

    # --- its text -----------------------------------------------------------------------------

    def _read(self) -> None:
        """Goes through all elements in order."""
        hiding = 0
        walk = library("lxml.etree", "lxml").iterwalk(self.tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if not isinstance(tag, str):
                continue
            hides = (
                tag in _UNSEEN
                or "hidden" in element.attrib
                or bool(_HIDES.search(element.get("style", "")))
            )
            apart = tag not in _INLINE
            if apart and not hiding:
                self._flush()
            if event == "start":
                hiding += hides
                self._within.append(tag)
                if not hiding:
                    self._text.append(element.text or "")
                elif tag not in _UNSEEN and (text := cleaned(element.text or "")):
                    self.hidden.append(text)
            else:
                hiding -= hides
                self._within.pop()
                if not hiding:
                    self._text.append(element.tail or "")
        self._flush()

    def _flush(self) -> None:
        text = cleaned("".join(self._text))
        self._text = []
        if text:
            within = next((tag for tag in reversed(self._within) if tag in _AROUND), "")
            heading = any(_HEADING.fullmatch(tag) for tag in self._within)
            self.blocks.append(Visible(text, within, heading))

    # --- what it says of itself ---------------------------------------------------------------

    def shown(self) -> dict[str, Shown]:
        """What the page's own tags say, by field of the metadata."""
        found: dict[str, Shown] = {}
        meta = self._meta()
        for field, names in _TAGS.items():
            for name in names:
                texts = [text for text in map(value, meta.get(name, ())) if text]
                if field == "author":
                    texts = [t for t in texts if not t.startswith(("http:", "https:"))]
                if texts:
                    said = ", ".join(dict.fromkeys(texts)) if field == "author" else texts[0]
                    found[field] = Shown(said, f"meta {name}")
                    break
        for field, said in self._linked().items():
            found.setdefault(field, Shown(said, "JSON-LD"))
        if title := value(self.tree.findtext(".//title") or ""):
            found.setdefault("title", Shown(title, "title"))
        heading = next((b.text for b in self.blocks if b.heading), "")
        if heading:
            found.setdefault("title", Shown(value(heading), "heading"))
        if language := self.tree.get("lang"):
            found["language"] = Shown(value(language), "html lang")
        for link in self.tree.iter("link"):
            if link.get("rel", "").lower() == "canonical" and link.get("href"):
                found["url"] = Shown(value(link.get("href"), 2000), "link canonical")
        return found

    def _meta(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for tag in self.tree.iter("meta"):
            name = next(
                (
                    tag.get(key)
                    for key in ("name", "property", "http-equiv", "itemprop")
                    if tag.get(key)
                ),
                "",
            )
            found.setdefault(name.lower(), []).append(tag.get("content", ""))
        return found

    def _linked(self) -> dict[str, str]:
        """What structured data in the page says of the article."""
        for article in self._articles():
            fields = {
                "title": _named(article.get("headline") or article.get("name")),
                "author": _named(article.get("author")),
                "publisher": _named(article.get("publisher")),
                "published": _named(article.get("datePublished")),
                "language": _named(article.get("inLanguage")),
            }
            return {field: said for field, said in fields.items() if said}
        return {}

    def _articles(self) -> Iterator[dict[str, Any]]:
        for script in self.tree.iter("script"):
            if script.get("type", "").lower() != "application/ld+json":
                continue
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            graph = data.get("@graph", data) if isinstance(data, dict) else data
            for thing in graph if isinstance(graph, list) else [graph]:
                kinds = thing.get("@type", "") if isinstance(thing, dict) else ""
                if any(
                    str(kind).endswith(_ARTICLES)
                    for kind in (kinds if isinstance(kinds, list) else [kinds])
                ):
                    yield thing


def _named(thing: object) -> str:
    """The text of a value of structured data: itself, its name, or those of a list."""
    things = thing[:20] if isinstance(thing, list) else [thing]
    names = [item.get("name") if isinstance(item, dict) else item for item in things]
    return ", ".join(filter(None, (value(name) for name in names if isinstance(name, str))))
