"""The one table of the kinds of file that text is taken out of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator.author.extraction import archive, pdf, plain, web, word
from generator.author.extraction.extracted import Extracted


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of an extractor beside the file's bytes.

    Attributes:
        name: the file's name, for messages.
        limit: bytes that what is packed in the file may have together.
        url: the page that is meant, of an archive with several.
        whole: keep all text of a web page.
    """

    name: str
    limit: int
    url: str | None = None
    whole: bool = False


_Kind = Callable[[bytes, Task], Extracted]
_KINDS: dict[str, _Kind] = {
    **dict.fromkeys((".md", ".markdown"), lambda raw, task: plain.markdown(raw, task.name)),
    **dict.fromkeys(
        (".html", ".htm", ".xhtml"), lambda raw, task: web.extract(raw, whole=task.whole)
    ),
    ".pdf": lambda raw, _: pdf.extract(raw),
    ".docx": lambda raw, task: word.extract(raw, task.limit),
    **dict.fromkeys((".mhtml", ".mht"), lambda raw, task: archive.mhtml(raw, whole=task.whole)),
    **dict.fromkeys(
        (".warc", ".warc.gz"),
        lambda raw, task: archive.warc(raw, task.limit, task.url, whole=task.whole),
    ),
    ".wacz": lambda raw, task: archive.wacz(raw, task.limit, task.url, whole=task.whole),
    ".webarchive": lambda raw, task: archive.webarchive(raw, whole=task.whole),
}
PLAIN = (".txt", ".text")
"""Endings of files that are their own text."""
SUFFIXES = (*PLAIN, *_KINDS)
"""Endings of the files that can become sources."""


def extract(suffix: str, raw: bytes, task: Task) -> Extracted:
    """The text of a file, by this very process; `confined.extract` guards against the file.

    Raises:
        ExtractionError: no text can be taken out.
    """
    return _KINDS[suffix](raw, task)
