"""Writes the index of one language with Pagefind; the only module that runs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import partial
from html import escape
from pathlib import Path

from generator.publish.search.documents import Document
from generator.publish.site import PublishError
from generator.workers import end_with

FOLDER = "search"
_WORKER = Path(__file__).with_name("worker.js")
_KEPT = ("pagefind.js", "pagefind-entry.json", "*.pf_meta", "wasm.*", "fragment", "index")
_NAME, _ALIAS, _TEXT, _ALSO = 8, 6, 1, 0.4
"""How much a word weighs in a title, another name, a fact, and in what only helps to find it."""


def write(documents: Iterable[Document], language: str, site: Path) -> None:
    """Writes `search/` into a language's site.

    Pagefind reads pages of HTML, so each document is laid out as one in a passing folder: nothing
    of the site itself is read. The folder stands in the site, so that whatever collects the site of
    a killed build collects it too. Pagefind's interfaces for Node and Python answer ten times a
    second at most, and records of theirs have no anchors; its command takes thousands of files.

    Raises:
        PublishError: Pagefind is not installed, or stopped.
    """
    site.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{FOLDER}-", dir=site) as name:
        pages, made = Path(name, "pages"), Path(name, "made")
        for at, document in enumerate(documents):
            path = pages / f"{at // 1000}" / f"{at % 1000}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html(document, language), "utf-8")
        if not pages.exists():
            return
        _run(
            "--site",
            pages,
            "--output-path",
            made,
            "--force-language",
            language,
            "--exclude-selectors",
            ".headerlink",
            "--silent",
        )
        target = site / FOLDER
        target.mkdir(parents=True, exist_ok=True)
        for pattern in _KEPT:
            for path in made.glob(pattern):
                if path.name != "wasm.unknown.pagefind":
                    shutil.move(path, target / path.name)
        shutil.copyfile(_WORKER, target / _WORKER.name)


def html(document: Document, language: str) -> str:
    """A document as Pagefind reads it: each entry a heading, which a result can lead to."""
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">',
        f'<meta data-pagefind-meta="link[content]" content="{escape(document.url)}">',
        f'<meta data-pagefind-meta="kind[content]" content="{escape(document.kind)}">',
        f'<meta data-pagefind-meta="title[content]" content="{escape(document.title)}">',
        f'<meta data-pagefind-meta="names[content]" content="{_names(document)}">',
        f'</head><body data-pagefind-weight="{document.weight}">',
    ]
    if document.html:  # holds its own title
        return "".join([*parts, plain(document.html), "</body></html>"])
    parts.append(_part("h1", document.title, _NAME))
    parts += (_part("p", name, _ALIAS) for name in document.names)
    parts.append(_part("p", document.text, _TEXT))
    for entry in document.entries:
        parts.append(_part("h2", entry.text, _TEXT, f' id="{escape(entry.anchor)}"'))
        parts += (_part("p", words, _ALSO) for words in entry.also)
    return "".join([*parts, "</body></html>"])


def _part(tag: str, words: str, weight: float, attributes: str = "") -> str:
    if not words:
        return ""
    return f'<{tag}{attributes} data-pagefind-weight="{weight}">{escape(plain(words))}</{tag}>'


def _names(document: Document) -> str:
    """All names, by which the engine ranks and the worker knows what is asked for by its name.

    An English genitive is cut off: the engine would count “Meta's” twice as much as “Meta”.
    """
    names = "|".join([document.title, *document.names])
    return escape(re.sub(r"(?<=\w)'s\b", "", plain(names)))


def plain(words: str) -> str:
    """Words with the apostrophes at which Pagefind takes a word apart."""
    return re.sub("[’ʼ]|&#8217;|&rsquo;", "'", words)


def _run(*arguments: object) -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pagefind", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            preexec_fn=partial(end_with, os.getpid()) if os.name == "posix" else None,
        )
    except OSError as error:
        raise PublishError(f"the search index could not be made: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["Pagefind stopped"]
        raise PublishError(f"the search index could not be made: {said[-1]}")
