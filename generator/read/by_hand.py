"""What the publisher wrote by hand beside the facts: pages that a build would refuse.

Like `site`, it asks nothing of MkDocs. Where a setting or another plugin changes which pages there
are or what stands in them, their links are left to the build.
"""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import markdown
from markdown.treeprocessors import Treeprocessor

from generator.diagnostics import Diagnostic, shown
from generator.model import LANGUAGES, Kind, Place
from generator.read.files import DEEPEST, too_deep
from generator.read.front_matter import front_matter
from generator.read.load import decode
from generator.read.scripts import Scripts
from generator.runtime.files import LinkError, TooLargeError, read
from generator.runtime.files import entries as files_of

RULE = "page-by-hand"
_LARGEST = 2**20  # bytes of a page
_UNCLOSED = 200  # brackets of a page: Python-Markdown looks for the end of each anew
_BASIC = ("toc", "tables", "fenced_code")  # what MkDocs always reads pages with
_PAGE = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
# What a build writes beside the pages.
_WRITTEN = (
    *("sha256sums", "llms.txt", "manifest.webmanifest", "sitemap.xml", "sitemap.xml.gz"),
    *("feed.atom", "feed.json", "search/pagefind.js", "search/worker.js"),
)
GENERATED = frozenset(
    (
        *("", *(kind.folder for kind in Kind), "timeline", "relations", "faq", "figures"),
        *("disagreements", "sources", "account", "methodology", "corrections", "downloads"),
    )
)
"""How the addresses of the pages made from the facts begin."""


@dataclass(frozen=True, slots=True)
class Page:
    """A hand-written page.

    Attributes:
        path: from the project's folder.
        uri: from the folder of the pages, in the name of its first language.
        language: its code; a page of no particular one has the first.
        links: what it leads to as it is written, outside of this site's other hosts.
        scripts: those that no page may hold, each with what is wrong.
    """

    path: str
    uri: str
    language: str
    text: str
    links: tuple[str, ...] = ()
    scripts: tuple[str, ...] = field(default=())


def by_hand(
    root: Path,
    docs: Path,
    ours: Callable[[], Iterable[str]],
    menu: Iterable[tuple[str, Place]] = (),
    *,
    alone: bool,
    beside: Iterable[str] = (),
) -> Iterator[Diagnostic]:
    """Every finding in the hand-written pages and the files beside them.

    Args:
        docs: the folder that holds them.
        ours: the addresses of the pages made from the facts, such as `people/ada-lovelace/`; asked
            for only where it matters.
        menu: the pages that the menu names, each with its place.
        beside: the addresses of the files that a build puts beside the pages.
        alone: whether nothing else changes which pages there are, and what they say.
    """
    found: list[Diagnostic] = []
    pages: list[Page] = []
    files: dict[str, str] = {}
    addresses = cache(lambda: tuple(ours()))
    base, top = _place_of(root, docs)
    for uri in _files(base, top, found):
        path = shown(os.path.relpath(docs / uri, root).replace(os.sep, "/"), 300)
        first = uri.removesuffix(".md").split("/")[0]
        if first in LANGUAGES[1:]:
            found.append(_taken(path, f"the site of another language, /{first}/"))
        if uri.endswith(_PAGE):
            page = _page((base, f"{top}/{uri}"), path, uri, found)
            if page:
                pages.append(page)
        else:
            files[uri] = path
    yield from found
    for page in pages:
        yield from front_matter(page.text, page.path, root)
    yield from _clashes(pages, files, addresses, {*_WRITTEN, *map(_plain, beside)})
    yield from _scripts(pages)
    if alone:
        yield from _links(pages, files, addresses)
        yield from _listed(menu, {page.uri for page in pages} | files.keys(), addresses)


def _place_of(root: Path, docs: Path) -> tuple[Path, str]:
    """A folder of pages as a way from the project's folder, or from itself if it is elsewhere."""
    way = os.path.relpath(docs, root).replace(os.sep, "/")
    return (
        (docs, ".") if way == ".." or way.startswith("../") or os.path.isabs(way) else (root, way)
    )


def _files(base: Path, top: str, found: list[Diagnostic]) -> Iterator[str]:
    """Every file that MkDocs would take, from the folder of the pages on; no link is followed."""
    waiting = [""]
    while waiting:
        uri = waiting.pop()
        path = f"{top}/{uri}".rstrip("/")
        if uri.count("/") > DEEPEST:
            found.append(too_deep(path))
            continue
        try:
            entries = files_of(base, path)
        except FileNotFoundError:
            continue
        except LinkError:
            found.append(_link(path))
            continue
        except OSError as error:
            found.append(_unreadable(path, error.strerror))
            continue
        folders = []
        for entry in entries:
            inner = f"{uri}{entry.name}"
            if entry.name.startswith(".") or inner == "templates":
                continue
            if entry.is_symlink():
                found.append(_link(f"{top}/{inner}"))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(f"{inner}/")
            elif entry.is_file(follow_symlinks=False):
                yield inner
            else:
                what = "This is no regular file, which no site can hold."
                place = Place(shown(f"{top}/{inner}", 300))
                found.append(Diagnostic("file-type", place, what, "Remove it."))
        waiting += reversed(folders)


def _link(path: str) -> Diagnostic:
    return Diagnostic(
        "file-type",
        Place(shown(path, 300)),
        "This is a symbolic link: what it leads to would be published.",
        "Put the file or folder itself here; links are never followed.",
    )


def _unreadable(path: str, why: str | None) -> Diagnostic:
    what = f"It cannot be read: {why}."
    return Diagnostic("file-unreadable", Place(shown(path, 300)), what, "Mend or remove it.")


def _page(place: tuple[Path, str], path: str, uri: str, found: list[Diagnostic]) -> Page | None:
    try:
        raw = read(*place, _LARGEST)
    except TooLargeError as error:
        what = f"The page has {error.size:,} bytes; the limit is {_LARGEST:,}."
        found.append(Diagnostic("limit", Place(path), what, "Split the page."))
        return None
    except OSError as error:
        found.append(_unreadable(path, error.strerror))
        return None
    text = decode(raw, path)
    if isinstance(text, Diagnostic):
        found.append(text)
        return None
    stem = posixpath.splitext(uri)[0]
    base, _, code = stem.rpartition(".")
    language = code if base and code in LANGUAGES[1:] else LANGUAGES[0]
    named = f"{base if language != LANGUAGES[0] else stem}.md"
    links, scripts = _read(text)
    return Page(path, named, language, text, links, scripts)


class _Links(Treeprocessor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def run(self, root: Any) -> None:
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag)
            if key and element.get(key):
                self.found.append(element.get(key))


def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The links of a page and its scripts."""
    body = re.sub(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", "", text, count=1, flags=re.DOTALL)
    if "](" not in body and "]:" not in body and "<script" not in body.lower():
        return (), ()
    if body.count("[") - body.count("]") > _UNCLOSED:
        return (), ()  # its links are left to the build
    reader, links, scripts = markdown.Markdown(extensions=_BASIC), _Links(), Scripts()
    reader.treeprocessors.register(links, "links", 0)
    try:
        scripts.feed(reader.convert(body))
    except RecursionError:  # of a page so odd that its links are the least of its troubles
        return (), ()
    return tuple(dict.fromkeys(links.found)), tuple(scripts.found)


def refused(extension: str, options: dict[str, Any], *, whole: bool) -> Exception | None:
    """What Python-Markdown meets when it is given an extension that is installed.

    Args:
        whole: whether a page is read with it too; some look at their options only then.
    """
    reader = markdown.Markdown(extensions=_BASIC)
    try:
        reader.registerExtensions((extension,), {extension: dict(options)})
        if whole:
            reader.convert("# A\n\n[TOC]\n\n## A\n")
    except Exception as error:  # whatever its code does, a build would meet it as well
        return error
    return None


def _taken(path: str, by: str) -> Diagnostic:
    what = f"This file would stand in the place of {by}."
    return Diagnostic(RULE, Place(path), what, "Rename it.")


def _address(uri: str) -> str:
    """Where a page stands on the site: `people/ada/` of `people/ada.md`, empty for home."""
    stem = uri.removesuffix(".md")
    folder, _, name = stem.rpartition("/")
    inner = folder if name in ("index", "README") else stem
    return f"{inner}/" if inner else ""


def _plain(address: str) -> str:
    """What some file systems take for the same name."""
    return unicodedata.normalize("NFC", address).casefold()


def _clashes(
    pages: list[Page],
    files: dict[str, str],
    ours: Callable[[], Iterable[str]],
    written: set[str],
) -> Iterator[Diagnostic]:
    made: set[str] | None = None

    def is_made(address: str) -> bool:
        nonlocal made
        if address == "about/" or address.split("/")[0] not in GENERATED:
            return False  # what the publisher says of the site takes the place of our own words
        if made is None:
            made = {_plain(url) for url in ours()}
        return address in made

    first: dict[tuple[str, str], Page] = {}
    for page in pages:
        address = _plain(_address(page.uri))
        if is_made(address):
            yield _taken(page.path, f"a page made from the facts, /{address}")
        if address.rstrip("/") in written:
            yield _taken(page.path, f"what a build writes, /{address.rstrip('/')}")
        before = first.setdefault((page.language, address), page)
        if before is not page:
            yield _taken(page.path, f"{before.path}, at /{address}")
    of_pages = {f"{address}index.html": page for (_, address), page in first.items()}
    names: dict[str, str] = {}
    for uri, path in files.items():
        plain = _plain(uri)
        other = names.setdefault(plain, path)
        if plain in written:
            yield _taken(path, f"what a build writes, /{plain}")
        elif plain in of_pages:
            yield _taken(path, f"{of_pages[plain].path}, at /{plain}")
        elif other != path:
            yield _taken(path, f"{other}, at /{plain}")
        elif plain.endswith("index.html") and is_made(plain.removesuffix("index.html")):
            yield _taken(path, f"a page made from the facts, /{plain}")


def _place(page: Page, words: str) -> Place:
    at = page.text.find(words)
    if at < 0:
        return Place(page.path)
    line = page.text.count("\n", 0, at) + 1
    return Place(page.path, line, at - page.text.rfind("\n", 0, at))


def _scripts(pages: list[Page]) -> Iterator[Diagnostic]:
    for page in pages:
        for what in dict.fromkeys(page.scripts):
            yield Diagnostic(
                RULE,
                _place(page, "<script"),
                f"This page {what}.",
                "Put the script into a file beside the pages, and name it in `extra_javascript`.",
            )


def _listed(
    menu: Iterable[tuple[str, Place]], written: set[str], ours: Callable[[], Iterable[str]]
) -> Iterator[Diagnostic]:
    """What the menu names that is not there."""
    made: set[str] | None = None
    for name, place in menu:
        try:
            parts = urlsplit(name)
            leads = bool(parts.scheme or parts.netloc) or name.startswith("/")
        except ValueError:
            leads = False
        named = posixpath.normpath(name.replace("\\", "/")) if name else ""
        if leads or named in written:
            continue
        if made is None:
            made = _names(ours())
        if named not in made:
            yield Diagnostic(
                RULE,
                place,
                f"There is no page “{shown(name, 200)}” for the menu to lead to.",
                "Mend the entry of `nav`, or write the page.",
            )


def _names(ours: Iterable[str]) -> set[str]:
    """The names that links give the pages made from the facts."""
    return {f"{url.rstrip('/') or 'index'}.md" for url in ours}


def _links(
    pages: list[Page], files: dict[str, str], ours: Callable[[], Iterable[str]]
) -> Iterator[Diagnostic]:
    """Links to files that are not there; what stands in a theme is left to the build."""
    written = {page.uri for page in pages} | files.keys()
    made: set[str] | None = None
    for page in pages:
        for link in page.links:
            try:
                parts = urlsplit(link)
            except ValueError:
                what = f"The address “{shown(link, 200)}” cannot be read."
                yield Diagnostic(RULE, _place(page, f"({link}"), what, "Mend the link.")
                continue
            path = unquote(parts.path)
            if parts.scheme or parts.netloc or not path or link.startswith(("/", "\\", "\x02")):
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page.uri), path))
            if not posixpath.splitext(path)[1] or "\x02" in link or target.startswith("assets/"):
                continue
            if target in written:
                continue
            if made is None:
                made = _names(ours())
            if target not in made:
                yield Diagnostic(
                    RULE,
                    _place(page, f"({link}"),
                    f"There is no page or file “{shown(target, 200)}” for this link to lead to.",
                    "Mend the link, or write the page.",
                )
