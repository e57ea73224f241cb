"""The one table of the kinds of file that text is taken out of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator.author.extraction import archive, pdf, plain, web, word
from generator.author.extraction.extracted import Extracted, ExtractionError


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
    if not raw:
        raise ExtractionError("the file is empty")
    begins = _BEGINNINGS.get(suffix)
    if begins and begins not in raw[:_NEAR]:
        raise ExtractionError(_named_wrongly(raw, suffix))
    return _KINDS[suffix](raw, task)


_NEAR = 1_024  # bytes in which a file says what it is
_BEGINNINGS = {".pdf": b"%PDF-", ".docx": b"PK", ".wacz": b"PK", ".warc.gz": b"\x1f\x8b"}
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_OTHERS = {b"%PDF-": "a PDF", b"PK\x03\x04": "a zip file", b"\x89PNG": "a picture", b"<": "a page"}


def _named_wrongly(raw: bytes, suffix: str) -> str:
    """Why a file is not of the kind that its name says."""
    if suffix == ".docx" and raw.startswith(_OLD_WORD):
        return (
            "it is an old Word document, or one locked with a password; open it in Word and save "
            "it as .docx without one"
        )
    start = raw[:_NEAR].lstrip()
    what = next((name for mark, name in _OTHERS.items() if start.startswith(mark)), "")
    known = f": it begins like {what}" if what else ""
    return f"it is no {suffix} file{known}; give it the ending of its kind, or save it anew"
