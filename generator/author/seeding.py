"""Makes a new source of a file: its text, its metadata, and the original kept beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.author import metadata
from generator.author.extraction import confined, plain
from generator.author.extraction.extracted import (
    ExtractionError,
    MissingLibraryError,
    counted,
)
from generator.author.extraction.kinds import PLAIN, SUFFIXES, Task
from generator.author.starter import slug
from generator.diagnostics import Diagnostic, shown
from generator.model import Project
from generator.read.build import RESERVED
from generator.read.load import bad_characters, read_bytes
from generator.read.strings import ID_PATTERN
from generator.runtime import files
from generator.settings import Settings


class SeedingError(Exception):
    """Why no source was made, in one sentence without a final stop."""


class RefusedFileError(SeedingError):
    """The reason is what the file holds."""


@dataclass(frozen=True, slots=True)
class NewSeed:
    """A source that is ready to be written.

    Attributes:
        files: path in the project → content.
        said: what an editor should know, one line each.
    """

    id: str
    files: Mapping[str, bytes]
    said: tuple[str, ...]


def prepared(
    project: Project,
    settings: Settings,
    file: Path,
    *,
    name: str | None = None,
    url: str | None = None,
    whole: bool = False,
) -> NewSeed:
    """A file as a source; nothing is written, and nothing fetched.

    Args:
        name: the id; default: made from the file's name.
        url: where it was published.
        whole: keep all text of a web page.

    Raises:
        RefusedFileError: the file holds no text, or is not read within the limits.
        SeedingError: the file cannot be opened, or is there already.
    """
    if re.match(r"[a-z][a-z+.-]+:/", str(file), re.IGNORECASE):
        raise SeedingError(
            "nothing is fetched from an address; save the page from a browser as one file (MHTML "
            "or HTML), then give that file, with its address as --url"
        )
    raw = read_bytes(file.parent, file.name, settings.limits.original_bytes, "original_bytes")
    if isinstance(raw, Diagnostic):
        raise SeedingError(f"{shown(str(file), 300)}: {raw.message.rstrip('.')}")
    if url is not None and not metadata.URL.fullmatch(url):
        raise SeedingError(f"“{shown(url)}” is not a web address")
    suffix = _suffix(file)
    id_ = _id(project, settings, name or slug(file.name.removesuffix(suffix)), name is not None)
    try:
        if suffix in PLAIN:
            text, extracted = plain.text_of(raw, file.name), None
        else:
            task = Task(file.name, settings.limits.original_bytes, url, whole)
            extracted = confined.extract(raw, suffix, task, settings.limits)
            text = "\n\n".join(block.text for block in extracted.blocks) + "\n"
    except (confined.ProcessError, MissingLibraryError) as error:
        raise SeedingError(f"{shown(str(file), 300)}: {error}") from error
    except ExtractionError as error:
        raise RefusedFileError(f"{shown(str(file), 300)}: {error}") from error
    document = raw if extracted is None else text.encode("utf-8", "replace")
    _fits(text, len(document), settings, file)
    _is_new(project, document, raw)
    original = f"originals/{id_}{suffix}"
    said: list[str] = []
    found = extracted.shown if extracted else metadata.plainly(text)
    data = {
        "id": id_,
        **metadata.fields(found, text, url, said),
        "as_of": "unknown",
        "sha256": hashlib.sha256(document).hexdigest(),
        "display": "excerpt",
        **(metadata.origin(extracted, original, raw) if extracted else {}),
    }
    try:
        metadata_file = metadata.as_yaml(data, settings)
    except metadata.MetadataError as error:
        raise SeedingError(str(error)) from error
    parts = {f"seeds/{id_}.txt": document, f"seeds/{id_}.yml": metadata_file}
    if extracted is not None:
        parts[f"seeds/{original}"] = raw
        said.append(
            f"Text taken out with {extracted.extractor} {extracted.version}: "
            f"{counted(len(extracted.blocks), 'block')}, one a line."
        )
        said += [f"Dropped: {text}" for text in extracted.dropped]
        said += [f"Compare with the original: {text}" for text in extracted.doubts]
    return NewSeed(id_, parts, tuple(said))


def write(root: Path, seed: NewSeed) -> list[str]:
    """Writes the files of a source, all or none; never over one that is there.

    Returns:
        their paths.

    Raises:
        SeedingError: one cannot be written.
    """
    written: list[str] = []
    path = next(iter(seed.files))
    try:
        for path, content in seed.files.items():
            files.write(root, path, content, new=True)
            written.append(path)
        written.clear()
    except OSError as error:
        raise SeedingError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        for done in written:
            files.remove(root, done)
    return list(seed.files)


# --- the file ---------------------------------------------------------------------------------


def _suffix(file: Path) -> str:
    suffix = next((s for s in SUFFIXES if file.name.lower().endswith(s)), None)
    if suffix is None:
        raise SeedingError(
            f"{shown(file.name, 300)} has no ending that is known; known are {', '.join(SUFFIXES)}"
        )
    return suffix


def _id(project: Project, settings: Settings, id_: str, given: bool) -> str:
    fit = re.fullmatch(ID_PATTERN, id_) and len(id_) <= 64 and id_ not in RESERVED
    if not fit:
        what = f"“{shown(id_)}” is not an id" if given else "the file's name gives no id"
        raise SeedingError(f"{what}; give one with --id: small letters, digits, hyphens")
    taken = list((settings.root / "seeds").glob(f"**/{id_}.*"))
    if id_ in project.seeds or taken:
        raise SeedingError(f"there is a source `{id_}` already; give another id with --id")
    return id_


def _fits(text: str, size: int, settings: Settings, file: Path) -> None:
    if not text.strip():
        raise RefusedFileError(f"{shown(str(file), 300)} holds no text")
    bad = next(bad_characters(text, file.name), None)
    if bad is not None:
        raise RefusedFileError(f"{shown(str(bad.place), 300)}: {bad.message.rstrip('.')}")
    if size > settings.limits.seed_bytes:
        raise RefusedFileError(
            f"the text of {shown(str(file), 300)} has {size:,} bytes; the limit is "
            f"{settings.limits.seed_bytes:,} (`limits.seed_bytes` in mkdocs.yml); "
            "add it in parts, or raise the limit"
        )


def _is_new(project: Project, document: bytes, raw: bytes) -> None:
    digests = {hashlib.sha256(content).hexdigest() for content in (document, raw)}
    for seed in project.seeds.values():
        if digests & {seed.sha256, seed.original.sha256 if seed.original else ""}:
            raise SeedingError(f"this document is there already, as `{seed.id}`")
