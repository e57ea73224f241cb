"""Sets the book and the handouts in type with Typst."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf
import typst

from generator.publish.paper.attachment import NAME
from generator.publish.paper.evidence import Data
from generator.publish.paper.glyphs import Fonts
from generator.publish.site import PublishError

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
STANDARDS: list[Any] = ["a-3a", "ua-1"]
"""PDF/A-3a, for the archive and with attachments, and PDF/UA-1, for everybody's eyes and ears."""

UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
"""The date inside a file of which no date is known: PDF/A demands one, the clock gives none."""


class TypesettingError(PublishError):
    """A document could not be set, and why, in one line."""


class TooHeavyError(TypesettingError):
    """Setting a document took more than is allowed.

    Attributes:
        document: the one.
        limit: what it took too much of: `memory` or `cpu`.
    """

    def __init__(self, document: Document, limit: str) -> None:
        super().__init__(f"setting a document took too much {limit}")
        self.document = document
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Document:
    """What a PDF is made from; equal documents give equal bytes.

    Attributes:
        template: name of the file in `TEMPLATES`.
        data: all that is shown.
        facts: the attached JSON.
    """

    template: str
    data: Data
    facts: str
    made: datetime = UNDATED

    def inputs(self) -> dict[str, str]:
        """The document as the template takes it."""
        data = json.dumps(self.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return {"data": data, "facts": self.facts, "attachment": NAME}


def key(document: Document, fonts: Fonts) -> str:
    """Names everything that a document's bytes depend on."""
    parts = [
        version("typst"),
        version("pikepdf"),
        _templates_digest(),
        _fonts_digest(fonts),
        document.template,
        document.made.isoformat(),
        " ".join(STANDARDS),
        *(text for item in sorted(document.inputs().items()) for text in item),
    ]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode())
        digest.update(part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def typeset(document: Document, fonts: Fonts) -> bytes:
    """The PDF.

    Raises:
        TypesettingError: Typst refused it, for instance for a character without a glyph.
    """
    return compiled(document.template, document.inputs(), document.made, fonts.folders)


def compiled(
    template: str, inputs: dict[str, str], made: datetime, folders: tuple[Path, ...]
) -> bytes:
    """The PDF of a document that is taken apart; as `typeset`."""
    try:
        pdf = _compiler(folders).compile(
            input=str(TEMPLATES / template),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=made,
        )
    except typst.TypstError as error:
        raise TypesettingError(str(error).partition("\n")[0]) from error
    if not isinstance(pdf, bytes):
        raise TypesettingError("the typesetter gave no document")
    return _packed(pdf)


def _packed(pdf: bytes) -> bytes:
    """The same document with its objects in compressed streams, which PDF/A-3 allows.

    The typesetter writes each tag and each link as plain text: half of a book.
    """
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()


def _compiler(folders: tuple[Path, ...]) -> typst.Compiler:
    """A compiler that sees our templates and the given fonts, and nothing else of the machine."""
    nowhere = TEMPLATES / "packages"  # does not exist: no package is ever looked for
    return typst.Compiler(
        root=str(TEMPLATES),
        font_paths=[str(folder) for folder in folders],
        ignore_system_fonts=True,
        package_path=str(nowhere),
        package_cache_path=str(nowhere),
    )


@cache
def _templates_digest() -> str:
    return _digest(sorted(TEMPLATES.glob("*.typ")))


@cache
def _fonts_digest(fonts: Fonts) -> str:
    return _digest([path for faces in fonts.families.values() for path, _ in faces])


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in dict.fromkeys(paths):
        content = path.read_bytes()
        digest.update(f"{path.name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()
