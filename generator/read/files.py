"""Finds a project's files: links are reported and never followed, odd names refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, shown
from generator.model import Place
from generator.runtime.files import LinkError
from generator.runtime.files import entries as files_of

Report = Callable[[Diagnostic], None]
SEED_SUFFIXES = (".txt",)
"""Endings of documents."""
DEEPEST = 20
"""Folders in folders; what lies deeper is reported and not looked at."""


def files(root: Path, folder: str, report: Report) -> Iterator[str]:
    """Every file under a folder in order of name; links are reported, not followed."""
    waiting = [_Found(folder, True)]
    while waiting:  # no recursion: how deep folders lie is a stranger's choice
        found = waiting.pop()
        if not found.folder:
            yield found.path
        elif found.path.count("/") > DEEPEST:
            report(too_deep(found.path))
        else:
            waiting += reversed(list(_held(root, found.path, report)))


def too_deep(path: str) -> Diagnostic:
    """What is to be said of a folder that lies too deep."""
    what = f"Folders are nested more than {DEEPEST} deep here."
    return Diagnostic("limit", Place(shown(path, 200)), what, "Move what they hold up.")


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    folder: bool


def _held(root: Path, folder: str, report: Report) -> Iterator[_Found]:
    """What a folder holds that is of use; all else is reported."""
    try:
        entries = files_of(root, folder)
    except LinkError:
        report(
            Diagnostic(
                "file-type",
                Place(folder),
                "This folder is a symbolic link, or stands behind one.",
                "Put the folder itself here; links are never followed.",
            )
        )
        return
    except OSError as error:
        report(
            Diagnostic(
                "file-unreadable",
                Place(folder),
                f"The folder cannot be read: {error.strerror}.",
                "Create it, or choose the project's folder with -C.",
            )
        )
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if shown(path, len(path)) != path:
            report(
                Diagnostic(
                    "unexpected-file",
                    Place(shown(path, 200)),
                    "This name holds characters that cannot be shown.",
                    "Rename it, with letters, digits and hyphens.",
                )
            )
        elif entry.is_dir(follow_symlinks=False):
            if path.endswith((".yml", *SEED_SUFFIXES)):
                report(
                    Diagnostic(
                        "file-type",
                        Place(path),
                        "This is a folder with the name of a file.",
                        "Rename it, or put the file itself here.",
                    )
                )
            yield _Found(path, True)
        elif entry.is_symlink():
            report(
                Diagnostic(
                    "file-type",
                    Place(path),
                    "This is a symbolic link.",
                    "Put the file itself here; links are never followed.",
                )
            )
        else:
            yield _Found(path, False)
