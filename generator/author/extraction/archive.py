"""Finds the page inside a saved web archive: MHTML, WARC, WACZ, or that of Safari."""

from __future__ import annotations

import email
import email.policy
import io
import plistlib
import re
import zipfile
from collections.abc import Iterable
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
from generator.author.extraction.unpacked import BROKEN as _BROKEN
from generator.author.extraction.unpacked import unpacked

_CHARSET = re.compile(r"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_WARC = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")
_HTML = ("text/html", "application/xhtml+xml")
_BUILT_IN = ("email", "plistlib")  # parts of Python, which have no version of their own
_MOST_RECORDS = 100_000
_MOST_PARTS = 20_000
_MOST_MEMBERS = 10_000
_LONGEST_HEADER = 8_192
_TIMES = 16
"""How many times the limit of a page all records of an archive may have, unpacked."""


@dataclass(frozen=True, slots=True)
class _Saved:
    """A page as an archive holds it."""

    html: bytes
    url: str
    charset: str | None


class _Bounded(email.policy.EmailPolicy):
    """Reads no header that is longer than a program writes: its parts multiply."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        if sum(map(len, sourcelines)) > _LONGEST_HEADER:
            name = value(sourcelines[0].partition(":")[0], 40)
            raise ExtractionError(
                f"its header “{name}” has more than {_LONGEST_HEADER:,} characters; save the page "
                "anew, as one HTML file"
            )
        return super().header_source_parse(sourcelines)


def mhtml(raw: bytes, *, whole: bool = False) -> Extracted:
    """The page that an MHTML file shows first.

    Raises:
        ExtractionError: there is none.
    """
    message = email.message_from_bytes(raw, policy=_Bounded())
    pages: list[_Saved] = []
    root = message.get_param("start") if isinstance(message, EmailMessage) else None
    for count, part in enumerate(message.walk()):
        if count >= _MOST_PARTS:
            raise ExtractionError(f"the archive has more than {_MOST_PARTS:,} parts")
        if part.get_content_type() not in _HTML:
            continue
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            first = root is not None and part.get("Content-ID") == root
            url = str(part.get("Content-Location") or message.get("Snapshot-Content-Location", ""))
            pages.insert(0 if first else len(pages), _Saved(body, url, part.get_content_charset()))
    return _page(pages, "email", None, whole)


def webarchive(raw: bytes, *, whole: bool = False) -> Extracted:
    """The page of a web archive as Safari writes it, a property list.

    Raises:
        ExtractionError: there is none, or the file cannot be read.
    """
    try:
        held = plistlib.loads(raw)
    except Exception as error:  # the library has no one exception for a broken file
        raise ExtractionError("this is no web archive of Safari") from error
    page = held.get("WebMainResource") if isinstance(held, dict) else None
    pages = []
    if isinstance(page, dict) and page.get("WebResourceMIMEType") in _HTML:
        html, charset = page.get("WebResourceData"), page.get("WebResourceTextEncodingName")
        if isinstance(html, bytes):
            url = str(page.get("WebResourceURL", ""))
            pages.append(_Saved(html, url, str(charset) if charset else None))
    return _page(pages, "plistlib", None, whole)


def wacz(raw: bytes, limit: int, url: str | None, *, whole: bool = False) -> Extracted:
    """The page of an address in a WACZ file, which holds WARC files; or its first page.

    Args:
        limit: bytes that its WARC files may have together.

    Raises:
        ExtractionError: there is none, it is too large, or it cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            inside = sorted(
                (part for part in parts.infolist() if _WARC.fullmatch(part.filename)),
                key=lambda part: part.filename,
            )
            if len(inside) > _MOST_MEMBERS:
                raise ExtractionError(f"the archive has more than {_MOST_MEMBERS:,} files")
            files = unpacked(parts, inside, limit)
            return _archived((content for _, content in files), limit, url, whole)
    except _BROKEN as error:
        raise ExtractionError("this archive cannot be read: it is no zip file") from error


def warc(raw: bytes, limit: int, url: str | None, *, whole: bool = False) -> Extracted:
    """The page of an address in a WARC file, or its first page.

    Args:
        limit: bytes of a page that are read.

    Raises:
        ExtractionError: there is none, or the file cannot be read.
    """
    return _archived([raw], limit, url, whole)


def _archived(files: Iterable[bytes], limit: int, url: str | None, whole: bool) -> Extracted:
    library("warcio", "warcio")
    iterator = library("warcio.archiveiterator", "warcio")
    pages = []
    count = size = 0
    try:
        for raw in files:
            for record in iterator.ArchiveIterator(io.BytesIO(raw)):
                count += 1
                if count > _MOST_RECORDS:
                    raise ExtractionError(f"the archive has more than {_MOST_RECORDS:,} records")
                saved = _record(record, limit)
                size += _rest(record, _TIMES * limit - size)
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


def _rest(record: Any, most: int) -> int:
    """The bytes of a record, unpacked, that were not read yet; they are counted as they come.

    Raises:
        ExtractionError: there are more.
    """
    size = 0
    while piece := record.raw_stream.read(65_536):
        size += len(piece)
        if size > most:
            raise ExtractionError(
                "unpacked its records have far more bytes than `limits.original_bytes` in "
                "mkdocs.yml allows; save the page anew, as one HTML file, or raise the limit"
            )
    return size


def _record(record: Any, limit: int) -> _Saved | None:
    if record.rec_type not in ("response", "resource"):
        return None
    headers = record.http_headers or record.rec_headers
    kind = headers.get_header("Content-Type") or ""
    ok = record.http_headers is None or record.http_headers.get_statuscode() == "200"
    if not ok or kind.partition(";")[0].strip() not in _HTML:
        return None
    html = record.content_stream().read(limit + 1)
    if len(html) > limit:
        raise ExtractionError(
            f"a page of the archive has more than {limit:,} bytes (`limits.original_bytes` in "
            "mkdocs.yml); save the page anew, as one HTML file, or raise the limit"
        )
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
    if package not in _BUILT_IN:
        name, release = f"{package} and {name}", f"{version(package)} and {release}"
    return replace(
        extracted,
        shown=shown,
        dropped=tuple(dropped),
        doubts=tuple(doubts),
        extractor=name,
        version=release,
    )
