"""Lists of the site's pages for machines: site map, `llms.txt` and the web manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from xml.etree import ElementTree

from generator.model import LANGUAGES
from generator.publish.machines.web import Web, folder, stamp
from generator.render.page import Page

_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_MOST = 50_000  # addresses that one site map may hold
_GROUPS = {"sheet": "sheets", "sources": "sources", "reader": "sources"}


def site_maps(
    site: str,
    pages: Mapping[str, Iterable[str]],
    changed: Callable[[str], datetime | None] = lambda url: None,
) -> dict[str, bytes]:
    """The site map over all languages, each page with its versions in the others.

    Args:
        site: the site's address with a slash at its end.
        pages: language → the addresses of its pages, from its root.
        changed: address → when what stands there last changed; None where that is not known.

    Returns:
        file → content; more than one when the pages do not fit into one, with their index.
    """
    held = {language: list(dict.fromkeys(urls)) for language, urls in pages.items()}
    known = {language: set(urls) for language, urls in held.items()}
    urls = [(language, url) for language, told in held.items() for url in told]
    parts = [urls[start : start + _MOST] for start in range(0, len(urls), _MOST)]
    ElementTree.register_namespace("", _MAP)
    ElementTree.register_namespace("xhtml", _XHTML)
    made = [_site_map(site, part, known, changed) for part in parts]
    if len(made) == 1:
        return {"sitemap.xml": made[0]}
    index = ElementTree.Element(f"{{{_MAP}}}sitemapindex")
    for number in range(1, len(made) + 1):
        entry = ElementTree.SubElement(index, f"{{{_MAP}}}sitemap")
        ElementTree.SubElement(entry, f"{{{_MAP}}}loc").text = f"{site}sitemap-{number}.xml"
    numbered = {f"sitemap-{number}.xml": xml for number, xml in enumerate(made, 1)}
    return {"sitemap.xml": _xml(index), **numbered}


def _site_map(
    site: str,
    urls: Iterable[tuple[str, str]],
    known: Mapping[str, set[str]],
    changed: Callable[[str], datetime | None],
) -> bytes:
    top = ElementTree.Element(f"{{{_MAP}}}urlset")
    for language, url in urls:
        entry = ElementTree.SubElement(top, f"{{{_MAP}}}url")
        ElementTree.SubElement(entry, f"{{{_MAP}}}loc").text = site + folder(language) + url
        if when := changed(url):
            ElementTree.SubElement(entry, f"{{{_MAP}}}lastmod").text = stamp(when)
        versions = [code for code in LANGUAGES if url in known.get(code, ())]
        if len(versions) > 1:
            for code, shown in [*((c, c) for c in versions), (versions[0], "x-default")]:
                ElementTree.SubElement(
                    entry,
                    f"{{{_XHTML}}}link",
                    {"rel": "alternate", "hreflang": shown, "href": site + folder(code) + url},
                )
    return _xml(top)


def _xml(top: ElementTree.Element) -> bytes:
    ElementTree.indent(top)
    return bytes(ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)) + b"\n"


def llms(web: Web, pages: Iterable[Page], manual: Mapping[str, tuple[str, str]]) -> str:
    """`llms.txt` (llmstxt.org): what this is and where everything stands, for language models."""
    say = web.phrases.say
    told = list(pages)
    lines = [
        f"# {_line(web.title)}",
        "",
        f"> {_line(web.summary)}",
        "",
        _line(say("machines.promise")),
        "",
    ]
    for heading in ("pages", "sheets", "sources"):
        lines += [f"## {say(f'machines.{heading}')}", ""]
        lines += [
            _link(web, page.url, page.title, page.description)
            for page in told
            if _GROUPS.get(page.kind, "pages") == heading and page.part == 1
        ]
        lines.append("")
    if manual:
        lines += [f"## {say('search.kind.manual')}", ""]
        lines += [_link(web, url, title, "") for url, (title, _) in manual.items()]
    return "\n".join(lines).rstrip() + "\n"


def _link(web: Web, url: str, title: str, description: str) -> str:
    name = _line(title).replace("[", "(").replace("]", ")")
    words = f": {_line(description)}" if description else ""
    return f"- [{name}]({web.root + url or './'}){words}"


def _line(text: str) -> str:
    return " ".join(text.split())


def manifest(web: Web) -> str:
    """The web manifest, by which the site can be put on a home screen."""
    return (
        json.dumps(
            {
                "name": web.title,
                "description": web.summary,
                "lang": web.language,
                "id": "./",
                "start_url": "./",
                "scope": "./",
                "display": "minimal-ui",
                "background_color": "#ffffff",
                "theme_color": "#17324d",
                "icons": [{"src": "assets/icon.svg", "type": "image/svg+xml", "sizes": "any"}],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )
