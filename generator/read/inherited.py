"""The files whose settings `mkdocs.yml` takes over by `INHERIT`: they must be there, and end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Diagnostic, Severity, shown
from generator.model import Place
from generator.read.load import parse_yaml, read_bytes
from generator.read.nodes import Document
from generator.read.site_file import SiteFile
from generator.settings import Limits

_KEY = "INHERIT"
_LARGEST = 2**20  # bytes of a file of settings


def inherited(document: Document, raw: bytes, root: Path) -> Iterator[Diagnostic]:
    """What a build would refuse on the way from one file to the next.

    Args:
        raw: the bytes of the file.
        root: the project's folder.
    """
    here, held, bytes_ = Path(os.path.abspath(root / document.path)), document, raw
    passed = {os.path.realpath(here)}
    while _KEY in held.data:
        reader = SiteFile(held, bytes_, root)
        if reader.tagged(_KEY):
            return
        name = reader.text(_KEY)
        if name is None:
            yield reader.wrong(
                "wrong-type", (_KEY,), f"`{_KEY}` must be a text.", "Name one file of settings."
            )
            return
        there = Path(os.path.normpath(here.parent / name.replace("\0", "")))
        if not there.is_file():
            yield reader.wrong(
                "file-unreadable",
                (_KEY,),
                f"There is no file “{shown(name, 60)}” to take settings from.",
                "Correct its name, which counts from the folder of this file.",
            )
            return
        if os.path.realpath(there) in passed:
            yield reader.wrong(
                "bad-value",
                (_KEY,),
                f"“{shown(name, 60)}” takes its settings from this file in turn.",
                "Remove this line, or name another file.",
            )
            return
        passed.add(os.path.realpath(there))
        path = shown(os.path.relpath(there, root).replace(os.sep, "/"), 200)
        content = read_bytes(there.parent, there.name, _LARGEST, "fact_file_bytes")
        if isinstance(content, Diagnostic):
            yield Diagnostic(content.rule, Place(path), content.message, content.hint)
            return
        if not content.strip():
            return
        following, found = parse_yaml(content, path, Limits(), tags=True)
        yield from (one for one in found if one.severity is Severity.ERROR)
        if following is None:
            return
        here, held, bytes_ = there, following, content
