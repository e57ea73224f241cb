"""Builds and serves a site for the command line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.utils import CountHandler

from generator import output
from generator.check.joined import Checked
from generator.model import LANGUAGES
from generator.plugin import plugin_of, preview
from generator.publish.site import PublishError


@contextmanager
def _console(level: int) -> Iterator[CountHandler]:
    """Prints what MkDocs has to say from a level on, and counts its warnings."""
    log, before = logging.getLogger("mkdocs"), logging.getLogger("mkdocs").level
    printer, counter = output.printer(), CountHandler(level=logging.WARNING)
    log.setLevel(level)
    log.addHandler(printer)
    log.addHandler(counter)
    try:
        yield counter
    finally:
        log.removeHandler(counter)
        log.removeHandler(printer)
        log.setLevel(before)


def build_site(checked: Checked, site_dir: Path, languages: tuple[str, ...] = LANGUAGES) -> int:
    """Builds the site of a checked project.

    Args:
        checked: the project, without errors.
        site_dir: an empty folder.
        languages: those of the site; the first of all must be among them.

    Returns:
        The number of warnings, each of which has been printed.

    Raises:
        PublishError: MkDocs could not go on.
    """
    with _console(logging.WARNING) as warnings:
        try:
            file = str(checked.settings.root / "mkdocs.yml")
            config = load_config(file, site_dir=str(site_dir), strict=False)
            plugin = plugin_of(config)
            plugin.checked, plugin.languages = checked, languages
            build(config)
        except MkDocsException as error:
            raise PublishError(f"MkDocs stopped: {error}".rstrip(".!")) from error
    return sum(warnings.counts.values())


def serve_site(root: Path, address: str) -> None:
    """Serves a project's site to this machine, and builds it again after every change."""
    with _console(logging.INFO):
        preview.serve(root, address)
