"""What is taken out of a document: blocks of text, what it says of itself, what was dropped."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType

_BLANKS = re.compile(r"[ \t\r\n\f\v\u2028\u2029\x85]+")
_CONTROLS = frozenset(("Cc", "Cs"))
_REVERSING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
EXTRA = "factsheet[seeds]"


class ExtractionError(Exception):
    """Why no text can be taken out of a document, in one sentence without a final stop."""


class MissingLibraryError(ExtractionError):
    """A library of the optional extra is not installed."""


class Part(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list or a row of a table: one line of the text.

    Attributes:
        pages: labels of the first and the last page that it stands on.
    """

    text: str
    part: Part = Part.TEXT
    pages: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that the document says of itself, and where it says so."""

    value: str
    where: str


@dataclass(frozen=True)
class Extracted:
    """What was taken out of a document.

    Attributes:
        extractor, version: the library that did it.
        shown: of `title`, `author`, `publisher`, `published`, `language`, `url`, what it shows.
        dropped: what was left out, one sentence each.
        doubts: what an editor should compare with the original, one sentence each.
    """

    blocks: tuple[Block, ...]
    extractor: str
    version: str
    shown: Mapping[str, Shown] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def library(name: str, package: str) -> ModuleType:
    """A library of the optional extra.

    Raises:
        MissingLibraryError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingLibraryError(
            f"{package} is needed for this kind of file and is not installed; run: "
            f"pip install '{EXTRA}'"
        ) from error


def version(package: str) -> str:
    """The version of an installed package."""
    return importlib.metadata.version(package)


def cleaned(text: str) -> str:
    """A block's text on one line, without characters that no file may hold."""
    kept = "".join(
        c
        for c in _BLANKS.sub(" ", text)
        if unicodedata.category(c) not in _CONTROLS and c not in "\ufffe\uffff"
    )
    return kept.strip(" ")


def value(text: str, limit: int = 500) -> str:
    """The same for a single value of the metadata, without what could reverse it."""
    return "".join(c for c in cleaned(text) if c not in _REVERSING)[:limit]


def listed(items: list[str], most: int = 5) -> str:
    """The first of some texts in quotation marks, each shortened, and how many more there are."""
    shown = "; ".join(f"“{t if len(t) <= 60 else t[:59] + '…'}”" for t in items[:most])
    return shown + (f" and {len(items) - most} more" if len(items) > most else "")


def counted(number: int, noun: str, several: str = "") -> str:
    """A number and what it counts: `1 page`, `2 pages`."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"
