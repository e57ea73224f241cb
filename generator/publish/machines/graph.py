"""A page in the words of schema.org: its subject, its claims with what they cite, its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from generator.model import Correction, Fact, Kind, Question, Seed, Sheet
from generator.publish.machines.web import Web
from generator.render.edition import UNKNOWN, seed_url
from generator.render.page import Page
from generator.render.views import corrections, faq
from generator.render.views.fact import quotation
from generator.render.views.sheet import entries, lead_facts

Node = dict[str, Any]
_TYPES = {
    Kind.PERSON: "Person",
    Kind.ORGANIZATION: "Organization",
    Kind.TECHNOLOGY: "Thing",
    Kind.EVENT: "Event",
}
_PAGES = {"faq": "FAQPage", "list": "CollectionPage", "sources": "CollectionPage"}
_INERT = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PLAIN_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


def script(web: Web, page: Page, pages: Mapping[str, Page]) -> str:
    """The structured data of a page as an element that no browser runs."""
    data = {"@context": "https://schema.org", "@graph": graph(web, page, pages)}
    text = _JSON.encode(data)
    for character, escape in _INERT.items():
        text = text.replace(character, escape)
    return f'<script type="application/ld+json">{text}</script>'


def graph(web: Web, page: Page, pages: Mapping[str, Page]) -> list[Node]:
    """Everything that is said of a page, the page itself first.

    Args:
        pages: all generated pages by address, for the way to this one.
    """
    about: list[Node] = []
    node = _page(web, page)
    if page.kind == "home":
        about = [_site(web)]
    elif page.kind == "faq":
        node["mainEntity"] = [
            _question(web, question, page.url) for question in faq.entries(web).held(page.part)
        ]
    elif page.kind == "corrections":
        node["hasPart"] = [
            _correction(web, number, it, page.url) for number, it in _corrections(web, page)
        ]
    elif isinstance(subject := web.subjects.get(page.first), Sheet):
        claims = (_claim(web, fact, page.url) for fact in _facts(web, subject, page))
        about = [_entity(web, subject), *claims]
    elif subject:
        about = [_source(web, subject)]
    if about and page.kind != "home":
        node["mainEntity"] = {"@id": about[0]["@id"]}
    trail = _trail(web, page, pages)
    if trail:
        node["breadcrumb"] = {"@id": trail["@id"]}
        about.append(trail)
    return [node, *about]


def _facts(web: Web, sheet: Sheet, page: Page) -> Iterable[Fact]:
    """A sheet's own facts that stand on one of its pages."""
    if page.parts == 1:
        return sheet.facts
    return (told.fact for told in entries(web, sheet).held(page.part) if told.group)


def _corrections(web: Web, page: Page) -> Iterable[tuple[int, Correction]]:
    """The corrections that stand on a page, in the order of their numbers."""
    return sorted(corrections.entries(web).held(page.part))


def _page(web: Web, page: Page) -> Node:
    changed = web.times.files.get(page.path) if page.path else None
    return _given(
        {
            "@type": _PAGES.get(page.kind, "WebPage"),
            "@id": _page_name(web, page.url),
            "url": web.address(page.url, page.url) or "./",
            "name": page.title,
            "description": page.description,
            "inLanguage": page.language,
            "isPartOf": {"@id": _website(web)},
            "dateModified": changed.date().isoformat() if changed else None,
        }
    )


def _site(web: Web) -> Node:
    settings = web.settings
    return _given(
        {
            "@type": "WebSite",
            "@id": _website(web),
            "url": web.root or "./",
            "name": web.title,
            "description": web.summary,
            "inLanguage": web.language,
            "publisher": {"@type": "Organization", "name": settings.publisher}
            if settings.publisher
            else None,
            "license": settings.license if urlsplit(settings.license).scheme else None,
        }
    )


def _entity(web: Web, sheet: Sheet) -> Node:
    """What a sheet is about; its name in the graph is the same in every language."""
    name = web.text(sheet.name)
    return _given(
        {
            "@type": _TYPES[sheet.kind],
            "@id": web.identifier(sheet.url),
            "name": name,
            "alternateName": [alias for alias in sheet.aliases if alias != name],
            "description": " ".join(web.text(fact.text) for fact in lead_facts(sheet)),
            "mainEntityOfPage": {"@id": _page_name(web, sheet.url)},
        }
    )


def _claim(web: Web, fact: Fact, page: str) -> Node:
    """A fact, the things it is about, and the quotations it stands on."""
    sheets = web.index.project.sheets
    about = dict.fromkeys([fact.sheet, *fact.mentions])
    when = fact.date.text if fact.date else ""
    return _given(
        {
            "@type": "Claim",
            "@id": _here(web, web.fact_url(fact)),
            "url": web.address(web.fact_url(fact), page),
            "text": web.text(fact.text),
            "inLanguage": web.language,
            "about": [{"@id": web.identifier(sheets[sheet].url)} for sheet in about],
            "temporalCoverage": when if _PLAIN_DATE.fullmatch(when) else None,
            "creditText": web.voice(fact.attributed_to) if fact.attributed_to else None,
            "citation": list(_quotations(web, fact, page)),
            "correction": [
                _correction(web, number, it, page)
                for number, it in web.corrections_of.get(fact.address, ())
            ],
        }
    )


def _correction(web: Web, number: int, it: Correction, page: str) -> Node:
    """What was said before, and why it changed."""
    url = f"corrections/#correction_{number}"
    fact = web.index.project.facts.get(it.fact)
    return _given(
        {
            "@type": "CorrectionComment",
            "@id": _here(web, url),
            "url": web.address(url, page),
            "about": {"@id": _here(web, web.fact_url(fact))} if fact else None,
            "datePublished": it.date,
            "inLanguage": web.language,
            "text": web.corrected(it),
        }
    )


def _quotations(web: Web, fact: Fact, page: str) -> Iterable[Node]:
    for passage in web.index.passages[fact.address]:
        words = quotation(web, passage)
        yield {
            "@type": "Quotation",
            "text": words.words,
            "inLanguage": words.language,
            "url": web.address(words.url, page),
            "isPartOf": {
                "@type": "CreativeWork",
                "@id": web.identifier(seed_url(passage.citation.seed)),
                "name": web.seed(passage.citation.seed).title,
            },
        }


def _question(web: Web, question: Question, page: str) -> Node:
    facts = [web.fact(address) for address in question.answer]
    unknown = [web.text(question.unknown)] if question.unknown else []
    url = f"faq/#{question.id}"
    return {
        "@type": "Question",
        "@id": _here(web, url),
        "name": web.text(question.question),
        "acceptedAnswer": _given(
            {
                "@type": "Answer",
                "text": " ".join([*(web.text(fact.text) for fact in facts), *unknown]),
                "url": web.address(url, page),
                "citation": [
                    {"@type": "Claim", "@id": _here(web, web.fact_url(fact))} for fact in facts
                ],
            }
        ),
    }


def _source(web: Web, seed: Seed) -> Node:
    """A document: what it shows of itself, and nothing else."""
    known = {UNKNOWN: None}
    publisher = known.get(seed.publisher, seed.publisher)
    published = seed.published.text
    return _given(
        {
            "@type": "CreativeWork",
            "@id": web.identifier(seed_url(seed.id)),
            "name": seed.title,
            "inLanguage": seed.language,
            "creditText": _one_or_more(seed.authors),
            "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
            "datePublished": published if _PLAIN_DATE.fullmatch(published) else None,
            "sameAs": seed.url,
        }
    )


def _trail(web: Web, page: Page, pages: Mapping[str, Page]) -> Node:
    """The way from home to a page; nothing for home itself."""
    way = [page]
    while (parent := way[0].parent) is not None and parent in pages:
        way.insert(0, pages[parent])
    if len(way) == 1:
        return {}
    return {
        "@type": "BreadcrumbList",
        "@id": f"{_here(web, page.url)}#_breadcrumbs",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": at,
                "name": step.title,
                "item": web.address(step.url, page.url),
            }
            for at, step in enumerate(way, 1)
        ],
    }


def _here(web: Web, url: str) -> str:
    """An address on this language's site as a name."""
    return web.root + url if web.root else f"urn:factsheet:{web.language}:{url}"


def _page_name(web: Web, url: str) -> str:
    """The name of a page, which is not that of its subject; no fact's id holds an underscore."""
    return f"{_here(web, url)}#_page"


def _website(web: Web) -> str:
    return _here(web, "#_website")


def _one_or_more(texts: Sequence[str]) -> str | list[str] | None:
    """A text alone as it is, several as a list."""
    return list(texts) if len(texts) > 1 else next(iter(texts), None)


def _given(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [])}
