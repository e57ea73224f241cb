"""Holds the files that documents were taken out of against what the metadata say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from generator.diagnostics import Diagnostic, shown
from generator.model import Place, Seed
from generator.read.load import read_bytes
from generator.settings import Settings

FOLDER = "seeds/originals/"


def originals(
    settings: Settings, paths: Sequence[str], seeds: Iterable[Seed], *, lost: bool
) -> Iterator[Diagnostic]:
    """Originals that are missing, changed, or belong to no document.

    Args:
        paths: the files in their folder.
        lost: some metadata could not be read, so that an original may belong to these.
    """
    own: set[str] = set()
    for seed in seeds:
        if seed.original is None:
            continue
        path = f"seeds/{seed.original.file}"
        own.add(path)
        if path not in paths:
            yield Diagnostic(
                "seed-missing",
                seed.original.place,
                f"The original of {seed.id} is missing: {path}.",
                "Put the file back, or remove `extracted_from`.",
            )
            continue
        raw = read_bytes(settings.root, path, settings.limits.original_bytes, "original_bytes")
        if isinstance(raw, Diagnostic):
            yield raw
        elif hashlib.sha256(raw).hexdigest() != seed.original.sha256:
            yield Diagnostic(
                "seed-changed",
                seed.original.place,
                f"{path} is not the file that the text of {seed.id} was taken out of.",
                "Put that file back; a new version is a new source (`factsheet add-seed`).",
            )
    for path in paths:
        if path not in own and not lost:
            yield Diagnostic(
                "unexpected-file",
                Place(shown(path, 200)),
                "This original belongs to no document.",
                "Name it under `extracted_from` in its document's metadata, or remove it.",
            )
