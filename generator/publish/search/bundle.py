"""Writes the index of one language with Pagefind; the only module that runs it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterable
from fnmatch import fnmatch
from html import escape
from itertools import chain
from pathlib import Path
from subprocess import Popen
from threading import Thread
from typing import Any

from generator.publish.search.documents import Document
from generator.publish.site import PublishError
from generator.runtime.children import PIPE, end, python, start
from generator.stopping import passing_folder

FOLDER = "search"
WORKER = Path(__file__).with_name("worker.js")
_KEPT = ("pagefind.js", "pagefind-entry.json", "*.pf_meta", "wasm.*", "fragment", "index")
_END = '<i id="_"></i>'
"""Behind a heading with entities, which Pagefind decodes once too often where it tells of a place
to lead to, and rightly in the text of the page: from there the worker takes it, up to here."""
_HEADING_END = re.compile("</h[1-6]>")
_OPENED, _ADDED, _FINISHED = range(3)
_NAME, _ALIAS, _TEXT, _ALSO = 8, 6, 1, 0.4
"""How much a word weighs in a title, another name, a fact, and in what only helps to find it."""


def write(documents: Iterable[Document], language: str, site: Path) -> None:
    """Writes `search/` into a language's site.

    Pagefind is given each document as a page of HTML: nothing of the site itself is read. Its
    command takes pages in the order in which the file system lists them, and its index depends on
    that order; its interface for Python answers ten times a second at most; records of its own
    making have no anchors. So we speak to its service ourselves, and all at once; and take the
    files from its answer, since files that it writes itself may be unfinished when it ends.

    Raises:
        PublishError: Pagefind is not installed, or stopped.
    """
    waiting = iter(documents)
    first = next(waiting, None)
    if first is None:
        return
    pages = (html(document, language) for document in chain([first], waiting))
    for name, content in _indexed(pages, language).items():
        path = site / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shutil.copyfile(WORKER, site / FOLDER / WORKER.name)


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
        written = _HEADING_END.sub(rf"\g<0>{_END}", plain_html(document.html))
        return "".join([*parts, written, "</body></html>"])
    parts.append(_part("h1", document.title, _NAME))
    parts += (_part("p", name, _ALIAS) for name in document.names)
    parts.append(_part("p", document.text, _TEXT))
    for entry in document.entries:
        parts.append(_part("h2", entry.text, _TEXT, f' id="{escape(entry.anchor)}"'))
        parts += [_END] if "&" in entry.text else []
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
    return re.sub("[’ʼ]", "'", words)


def plain_html(html: str) -> str:
    """Finished HTML with the same apostrophes, however they were written."""
    return plain(re.sub("&#8217;|&rsquo;", "'", html))


def _indexed(pages: Iterable[str], language: str) -> dict[str, bytes]:
    """The files of Pagefind's index of pages, which it takes in this order."""
    config = {"force_language": language, "exclude_selectors": [".headerlink"]}
    with contextlib.ExitStack() as ends:
        ends.enter_context(contextlib.suppress(BrokenPipeError))  # its answers tell that it ended
        folder = ends.enter_context(passing_folder())
        try:
            command = python("pagefind", "--service")
            service = start(command, folder=folder, stdin=PIPE, stdout=PIPE)
        except OSError as error:
            raise PublishError(f"the search index could not be made: {error}") from error
        answers = _Answers(ends.enter_context(service))
        try:
            _ask(service, _OPENED, type="NewIndex", config=config)
            for at, page in enumerate(pages):
                file = {"file_path": f"{at}.html", "file_contents": page}
                _ask(service, _ADDED, type="AddFile", index_id=0, **file)
            _ask(service, _FINISHED, type="GetFiles", index_id=0)
        except BaseException:
            end(service)
            raise
        finally:
            answers.join()
    if answers.trouble:
        raise PublishError(f"the search index could not be made: {answers.trouble}")
    return {
        file["path"]: base64.b64decode(file["content"])
        for file in sorted(answers.files, key=lambda file: file["path"])
        if any(fnmatch(file["path"].partition("/")[0], pattern) for pattern in _KEPT)
        and file["path"] != "wasm.unknown.pagefind"
    }


def _ask(service: Popen[bytes], number: int, **payload: object) -> None:
    """Sends the service one message; it answers with the same number."""
    assert service.stdin is not None
    message = json.dumps({"message_id": number, "payload": payload})
    service.stdin.write(base64.b64encode(message.encode("utf-8", "replace")) + b",")
    service.stdin.flush()


class _Answers(Thread):
    """Reads what the service answers while it is asked, up to the last answer.

    Attributes:
        files: what was made, each with `path` and `content`.
        trouble: the first error; empty if all went well.
    """

    def __init__(self, service: Popen[bytes]) -> None:
        super().__init__(daemon=True)
        assert service.stdout is not None
        # A handle of its own: whatever ends the work meanwhile closes only the service's.
        self._stream = os.fdopen(os.dup(service.stdout.fileno()), "rb", buffering=0)
        self.files: list[dict[str, str]] = []
        self.trouble = "Pagefind stopped"
        self._errors: list[str] = []
        self.start()

    def run(self) -> None:
        """Does the work of the thread."""
        parts: list[bytes] = []
        with self._stream:
            while more := self._stream.read(1 << 16):
                *ends, rest = more.split(b",")
                for end in ends:
                    if self._finished(json.loads(base64.b64decode(b"".join([*parts, end])))):
                        return
                    parts = []
                parts.append(rest)

    def _finished(self, answer: dict[str, Any]) -> bool:
        """Takes one answer, and says whether it is the last."""
        payload = answer["payload"]
        if payload["type"] == "Error":
            self._errors.append(payload["message"])
        self.files += payload.get("files", [])
        last = bool(answer["message_id"] == _FINISHED)
        if last:
            self.trouble = "".join(self._errors[:1])
        return last
