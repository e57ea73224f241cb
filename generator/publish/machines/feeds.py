"""The newest facts and corrections: an Atom feed (RFC 4287), a JSON Feed (jsonfeed.org, 1.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from generator.model import Correction, Fact
from generator.publish.machines.web import Web, stamp
from generator.render.views.fact import certainty, quotation

NEWEST = 50
"""The most entries of a feed."""

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Item:
    """A fact or a correction in a feed; its permalink is its name, however its page is cut."""

    id: str
    url: str
    title: str
    text: str
    first: datetime
    last: datetime


def items(web: Web) -> list[Item]:
    """What changed last; nothing while addresses or times are not known."""
    if not web.followed:
        return []
    known = web.index.project.facts
    times = [(address, *when) for address, when in web.times.facts.items() if address in known]
    newest = sorted(times, key=lambda told: told[2], reverse=True)[:NEWEST]
    found = [_item(web, known[address], first, last) for address, first, last in newest]
    found += [_correction(web, number, it) for number, it in web.corrections.items()]
    return sorted(found, key=lambda item: item.last, reverse=True)[:NEWEST]


def _correction(web: Web, number: int, it: Correction) -> Item:
    """A correction, at the beginning of its day."""
    fact = web.index.project.facts.get(it.fact)
    subject = web.sheet(fact.sheet).text if fact else it.fact
    title = f"{web.phrases.say(f'corrections.{it.kind}.words')} – {subject}"
    day = datetime.fromisoformat(it.date).replace(tzinfo=UTC)
    url = f"corrections/#correction_{number}"
    return Item(web.root + url, web.root + web.place(url), title, web.corrected(it), day, day)


def _item(web: Web, fact: Fact, first: datetime, last: datetime) -> Item:
    quotes = [quotation(web, passage) for passage in web.index.passages[fact.address]]
    text = [web.text(fact.text), certainty(web, fact).words + "."]
    text += [f"“{q.words}” ({q.document}, {q.line})" for q in quotes]
    title = f"{web.sheet(fact.sheet).text} – {web.text(web.property(fact).label)}"
    url = web.fact_url(fact)
    return Item(web.root + url, web.root + web.place(url), title, "\n\n".join(text), first, last)


def atom(web: Web, told: list[Item]) -> bytes:
    """The Atom feed."""
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": web.language})

    def add(parent: ElementTree.Element, tag: str, text: str = "", **given: str) -> None:
        child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", given)
        child.text = text or None

    add(feed, "id", web.root)
    add(feed, "title", web.title)
    add(feed, "subtitle", web.summary)
    add(feed, "updated", stamp(max(item.last for item in told)))
    add(feed, "link", rel="self", type="application/atom+xml", href=f"{web.root}feed.atom")
    add(feed, "link", rel="alternate", type="text/html", href=web.root, hreflang=web.language)
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    add(author, "name", web.title)
    for item in told:
        entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        add(entry, "id", item.id)
        add(entry, "title", item.title)
        add(entry, "link", rel="alternate", type="text/html", href=item.url)
        add(entry, "published", stamp(item.first))
        add(entry, "updated", stamp(item.last))
        add(entry, "content", item.text, type="text")
    ElementTree.register_namespace("", _ATOM)
    ElementTree.indent(feed)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def json_feed(web: Web, told: list[Item]) -> str:
    """The JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": web.title,
        "description": web.summary,
        "language": web.language,
        "home_page_url": web.root,
        "feed_url": f"{web.root}feed.json",
        "authors": [{"name": web.title}],
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "content_text": item.text,
                "date_published": stamp(item.first),
                "date_modified": stamp(item.last),
            }
            for item in told
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"
