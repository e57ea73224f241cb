"""Writes the metadata of a new source: what its document shows, and where the text comes from."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from generator.author.extraction import plain
from generator.author.extraction.extracted import Block, Extracted, Part, Shown
from generator.author.layout import laid_out
from generator.dates import DateError, parse
from generator.diagnostics import shown
from generator.read.load import parse_yaml
from generator.read.schema import SeedShape
from generator.read.validate import validate
from generator.settings import Settings

_MODELINE = "# yaml-language-server: $schema=../.schemas/seed.json\n"
_DATE = re.compile(r"([0-9]{4})(?:[-/]([0-9]{2})(?:[-/]([0-9]{2}))?)?(?:[T ].*)?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]+))?.*")
_FIELDS = ("title", "language", "publisher", "author", "published", "url")
# Frequent words that tell two languages apart; only ever a hint.
_FREQUENT = {
    "English": {"the", "of", "and", "to", "is"},
    "French": {"le", "la", "les", "et", "des"},
}
URL = re.compile(r"https?://[^\s\"'<>@\\]+")


class MetadataError(Exception):
    """Why the metadata do not fit, in one sentence without a final stop."""


def plainly(text: str) -> dict[str, Shown]:
    """What a plain text shows of itself: at most a title."""
    title = plain.title_of(text.replace("\r\n", "\n"))
    return {"title": title} if title else {}


def fields(
    found: Mapping[str, Shown], text: str, url: str | None, said: list[str]
) -> dict[str, str]:
    """The fields of the metadata, with a line for each that says where it comes from."""
    values: dict[str, str] = {}
    for field in _FIELDS:
        given = found.get(field)
        fit = _fit(field, given.value) if given else ""
        if field == "url" and url is not None:
            fit, given = url, Shown(url, "--url")
        if fit and given:
            values[field] = fit
            said.append(f"{field}: {shown(fit)} ({given.where})")
        elif field != "url":
            values[field] = "und" if field == "language" else "unknown"
            why = (
                f"“{shown(given.value, 60)}” ({given.where}) is not understood"
                if given
                else "the document does not say"
            )
            said.append(f"{field}: {values[field]} ({why}{_hint(field, text)})")
    return values


def _fit(field: str, value: str) -> str:
    """A value in the form of its field; empty when it does not fit."""
    if field == "published":
        match = _DATE.fullmatch(value)
        date = "-".join(filter(None, match.groups())) if match else ""
        try:
            return parse(date).text if date else ""
        except DateError:
            return ""
    if field == "language":
        match = _LANGUAGE.fullmatch(value)
        return "-".join(filter(None, (match[1].lower(), match[2]))) if match else ""
    if field == "url":
        return value if URL.fullmatch(value) else ""
    return value


def _hint(field: str, text: str) -> str:
    if field != "language":
        return ""
    words = re.findall(r"[^\W\d_]+", text[:20_000].lower())
    count = {name: sum(word in own for word in words) for name, own in _FREQUENT.items()}
    name = max(count, key=lambda n: count[n])
    likely = count[name] >= 3 and count[name] > 3 * min(count.values())
    return f"; it looks like {name}" if likely else "; write its code"


def origin(extracted: Extracted, original: str, raw: bytes) -> dict[str, object]:
    """Where the text comes from, which lines stand on which page, and which are headings."""
    headings = [
        str(_line(n)) for n, block in enumerate(extracted.blocks) if block.part is Part.HEADING
    ]
    pages = _pages(extracted.blocks)
    return {
        "extracted_from": {
            "file": original,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "extractor": extracted.extractor,
            "version": extracted.version,
        },
        **({"pages": pages} if pages else {}),
        **({"roles": {"headline": headings}} if headings else {}),
    }


def _line(position: int) -> int:
    """The line of a block: an empty line stands between two."""
    return 2 * position + 1


def _pages(blocks: tuple[Block, ...]) -> dict[str, str]:
    lines: dict[str, list[int]] = {}
    for n, block in enumerate(blocks):
        for label in dict.fromkeys(block.pages or ()):
            lines.setdefault(label, []).append(_line(n))
    return {
        label: f"{own[0]}-{own[-1]}" if len(own) > 1 else str(own[0])
        for label, own in lines.items()
    }


def as_yaml(data: Mapping[str, object], settings: Settings) -> bytes:
    """The metadata file, in the layout of `factsheet fmt`."""
    raw = (_MODELINE + json.dumps(data, ensure_ascii=False)).encode("utf-8")
    raw = laid_out(raw, "seeds/new.yml", settings.limits, SeedShape)
    document, found = parse_yaml(raw, "seeds/new.yml", settings.limits)
    if document is not None and not found:
        _, found = validate(document, SeedShape)
    if found:
        raise MetadataError(f"the metadata do not fit: {found[0].message.rstrip('.')}")
    return raw
