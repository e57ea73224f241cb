"""Finds the page inside a saved web archive: MHTML, as browsers write it, or WARC."""

from __future__ import annotations

import email
import email.policy
import io
import re
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Any

from generator.author.extraction import web
from generator.author.extraction.extracted import (
    Extracted,
    ExtractionError,
    Shown,
    counted,
    library,
    listed,
    value,
    version,
)

_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_MOST_RECORDS = 100_000


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page as an archive holds it."""

    html: bytes
    url: str
    charset: str | None


def mhtml(raw: bytes, *, whole: bool = False) -> Extracted:
    """The page that an MHTML file shows first.

    Raises:
        ExtractionError: there is none.
    """
    message = email.message_from_bytes(raw, policy=email.policy.default)
    pages: list[_Saved] = []
    root = message.get_param("start") if isinstance(message, EmailMessage) else None
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            first = root is not None and part.get("Content-ID") == root
            url = str(part.get("Content-Location") or message.get("Snapshot-Content-Location", ""))
            pages.insert(0 if first else len(pages), _Saved(body, url, part.get_content_charset()))
    return _page(pages, "email", None, whole)


def warc(raw: bytes, limit: int, url: str | None, *, whole: bool = False) -> Extracted:
    """The page of an address in a WARC file, or its first page.

    Args:
        limit: bytes of a page that are read.

    Raises:
        ExtractionError: there is none, or the file cannot be read.
    """
    library("warcio", "warcio")
    iterator = library("warcio.archiveiterator", "warcio")
    pages = []
    try:
        for n, record in enumerate(iterator.ArchiveIterator(io.BytesIO(raw))):
            if n > _MOST_RECORDS:
                raise ExtractionError(f"the archive has more than {_MOST_RECORDS:,} records")
            saved = _record(record, limit)
            if saved is not None:
                pages.append(saved)
    except ExtractionError:
        raise
    except Exception as error:  # the library has no one exception for a broken file
        raise ExtractionError(
            f"this archive cannot be read: {value(str(error), 120) or type(error).__name__}"
        ) from error
    if url is not None:
        pages.sort(key=lambda page: page.url.rstrip("/") != url.rstrip("/"))
    return _page(pages, "warcio", url, whole)


def _record(record: Any, limit: int) -> _Saved | None:
    if record.rec_type not in ("response", "resource"):
        return None
    headers = record.http_headers or record.rec_headers
    kind = headers.get_header("Content-Type") or ""
    ok = record.http_headers is None or record.http_headers.get_statuscode() == "200"
    if not ok or kind.partition(";")[0].strip() not in ("text/html", "application/xhtml+xml"):
        return None
    html = record.content_stream().read(limit + 1)
    if len(html) > limit:
        raise ExtractionError(f"a page of the archive has more than {limit:,} bytes")
    charset = _CHARSET.search(kind)
    return _Saved(
        html,
        record.rec_headers.get_header("WARC-Target-URI") or "",
        charset[1] if charset else None,
    )


def _page(pages: list[_Saved], package: str, url: str | None, whole: bool) -> Extracted:
    if not pages:
        raise ExtractionError("the archive holds no web page")
    page, *others = pages
    extracted = web.extract(page.html, whole=whole, charset=page.charset)
    shown = dict(extracted.shown)
    if page.url.startswith(("http://", "https://")):
        shown["url"] = Shown(value(page.url, 2000), "archive")
    dropped = list(extracted.dropped)
    if others:
        dropped.append(
            f"{counted(len(others), 'other page')} of the archive: "
            f"{listed([other.url for other in others], 3)}."
        )
    doubts = list(extracted.doubts)
    if url is not None and page.url.rstrip("/") != url.rstrip("/"):
        doubts.append(f"The archive holds no page of {url}; this is {page.url or 'its first'}.")
    name, release = extracted.extractor, extracted.version
    if package != "email":
        name, release = f"{package} and {name}", f"{version(package)} and {release}"
    return replace(
        extracted,
        shown=shown,
        dropped=tuple(dropped),
        doubts=tuple(doubts),
        extractor=name,
        version=release,
    )
