"""Lays out the files of a project: finds them, and says of each whether it changes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.author.layout import LayoutError, laid_out, shape_of
from generator.author.revision import Revision
from generator.diagnostics import Diagnostic, shown
from generator.model import Place
from generator.read.load import read_bytes
from generator.read.project import REVIEWS
from generator.settings import Settings


class FormattingError(Exception):
    """Why a file that was named cannot be laid out, in one sentence without a final stop."""


@dataclass(slots=True)
class Formatted:
    """What came of laying out some files.

    Attributes:
        paths: all that were looked at.
        revisions: those that change.
        found: what is wrong with files that cannot be read; those are left alone.
        failures: files that cannot be laid out although they can be read, one sentence each.
    """

    paths: list[str] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def formatted(settings: Settings, files: Sequence[Path] = ()) -> Formatted:
    """Lays out some files of a project, or all of them.

    Args:
        files: as named on the command line, relative to the current folder.

    Raises:
        FormattingError: one of the files is no fact file and no metadata of a source, or a folder
            cannot be read.
    """
    result = Formatted(paths=list(_named(settings.root, files) if files else _all(settings.root)))
    for path in result.paths:
        raw = read_bytes(settings.root, path, settings.limits.fact_file_bytes, "fact_file_bytes")
        if isinstance(raw, Diagnostic):
            result.found.append(raw)
            continue
        try:
            after = laid_out(raw, path, settings.limits, shape_of(path))
        except LayoutError as error:
            result.found += error.found
            if not error.found:
                result.failures.append(str(error))
            continue
        if after != raw:
            result.revisions.append(Revision(path, raw, after))
    return result


def _named(root: Path, files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        # The folder may be reached through a link, the file itself may be none.
        place = file.parent.resolve() / file.name
        path = place.relative_to(root).as_posix() if place.is_relative_to(root) else str(file)
        if _is_left_alone(path):
            continue
        if not place.is_relative_to(root) or shape_of(path) is None:
            raise FormattingError(f"{shown(path)} is no fact file and no metadata of a source")
        yield path


def _all(root: Path) -> Iterator[str]:
    """Every file that has a layout, in order of name; links and hidden files are passed over.

    Raises:
        FormattingError: a folder cannot be read, so that its files would be passed over unsaid.
    """

    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):  # there need not be both
            path = os.path.relpath(error.filename, root)
            raise FormattingError(f"{shown(path)} cannot be read: {error.strerror}") from error

    for top in ("facts", "seeds"):
        for folder, folders, names in os.walk(root / top, onerror=unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = (Path(folder) / name).relative_to(root).as_posix()
                if name.startswith(".") or _is_left_alone(path):
                    continue
                if shape_of(path) is not None:
                    yield path


def lines(result: Formatted, *, check: bool) -> Iterator[str]:
    """What to print: each file that changes, and the sum."""
    verb = "Would lay out" if check else "Laid out"
    for revision in result.revisions:
        yield f"{verb} {Place(revision.path).path}"
    yield from (f"Not laid out: {failure}." for failure in result.failures)
    count = len(result.paths)
    yield (
        f"{len(result.revisions)} of {count} file{'s' if count != 1 else ''} "
        f"{'need a new layout' if check else 'changed'}."
    )


def _is_left_alone(path: str) -> bool:
    """Whether commands write a file, and nobody lays it out by hand."""
    return path == "facts/reviews.yml" or path.startswith(REVIEWS)
