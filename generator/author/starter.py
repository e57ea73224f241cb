"""Starts projects and sheets: writes files that did not exist, and never over one that did."""

from __future__ import annotations

import json
import re
import unicodedata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from generator.model import Kind
from generator.output import visible
from generator.read.build import RESERVED
from generator.read.editor_schema import json_schema
from generator.read.schema import SHAPES
from generator.runtime.files import read, write

_METADATA = 1_000_000  # bytes of a seed's metadata that are read for its id
_RENAMED = {"gitignore": ".gitignore", "vscode": ".vscode"}  # packaging tools drop dot-files


class StarterError(Exception):
    """What could not be written, and why, in one sentence without a final stop."""


def start(folder: Path) -> list[str]:
    """Writes a small, complete project.

    Returns:
        one line for each file written.

    Raises:
        StarterError: the folder exists and holds something, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StarterError(f"{folder} is there already and is not an empty folder")
        written = _copy(files("generator.author").joinpath("starter"), folder)
        return [f"Wrote {path}" for path in [*written, *write_schemas(folder)]]
    except OSError as error:
        raise StarterError(f"{error.filename}: {error.strerror}") from error


def _copy(source: Traversable, target: Path) -> list[Path]:
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for entry in sorted(source.iterdir(), key=lambda e: e.name):
        path = target / _RENAMED.get(entry.name, entry.name)
        if entry.is_dir():
            written += _copy(entry, path)
        else:
            write(target, path.name, entry.read_bytes(), new=True, lasting=False)
            written.append(path)
    return written


def write_schemas(root: Path) -> list[Path]:
    """Writes the JSON Schema of every kind of file where the files' first lines point to.

    Raises:
        StarterError: one cannot be written, or a link stands there.
    """
    written = []
    try:
        for name in SHAPES:
            path = f".schemas/{name}.json"
            write(root, path, schema_text(name).encode("utf-8"))
            written.append(root / path)
    except OSError as error:
        raise StarterError(f"{path} cannot be written: {error.strerror or error}") from error
    return written


def schema_text(name: str) -> str:
    """The JSON Schema of a kind of file, as it is printed and written."""
    return json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n"


def new_sheet(root: Path, kind: str, name: str) -> Path:
    """Writes the file of a new sheet, with a first fact to fill in.

    Raises:
        StarterError: the file exists, the name gives no id, or there is no project here.
    """
    if visible(name) != name:
        raise StarterError(f"“{name}” holds characters that no name can have")
    stem = slug(name)
    if not stem or stem in RESERVED:
        raise StarterError(f"“{name}” gives no usable id; use a name with letters or digits")
    if not (root / "facts").is_dir():
        raise StarterError(f"there is no facts/ in {root}; choose the project's folder with -C")
    taken = [p for k in Kind for p in (root / "facts" / k.folder).glob(f"{stem}.yml")]
    if taken:
        raise StarterError(f"{taken[0]} is there already")
    seed = next((_id_in(root, p.name) for p in sorted((root / "seeds").glob("*.yml"))), "TODO-seed")
    path = f"facts/{Kind(kind).folder}/{stem}.yml"
    text = _SHEET.format(kind=kind, name=json.dumps(name, ensure_ascii=False), seed=seed)
    try:
        write(root, path, text.encode("utf-8"), new=True)
    except OSError as error:
        raise StarterError(f"{path} cannot be written: {error.strerror or error}") from error
    return root / path


def slug(name: str) -> str:
    """An id made from a name: small letters without accents, digits and hyphens, at most 64."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:64].rstrip("-")


def _id_in(root: Path, name: str) -> str:
    try:
        text = read(root, f"seeds/{name}", _METADATA).decode("utf-8", "replace")
    except OSError:
        text = ""
    match = re.search(r"^id:\s*([a-z0-9-]+)", text, re.MULTILINE)
    return match.group(1) if match else "TODO-seed"


_SHEET = """\
# yaml-language-server: $schema=../../.schemas/sheet.json
kind: {kind}
name: {name}
aliases: []
lead: [todo]
facts:
  - id: todo
    property: description
    text:
      en: TODO one sentence.
      fr: TODO une phrase.
    certainty: stated
    citations:
      - seed: {seed}
        quote: TODO the words of the source
"""
