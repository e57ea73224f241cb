"""Finds a project's files: links are reported and never followed, odd names refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from generator.diagnostics import Diagnostic, shown
from generator.model import Place
from generator.runtime.files import LinkError
from generator.runtime.files import entries as files_of

Report = Callable[[Diagnostic], None]
SEED_SUFFIXES = (".txt",)
"""Endings of documents."""


def files(root: Path, folder: str, report: Report) -> Iterator[str]:
    """Every file under a folder in order of name; links are reported, not followed."""
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
            yield from files(root, path, report)
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
            yield path
