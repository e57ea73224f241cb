"""The commands that help an editor write: `fmt` and `add-seed`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.commands.outcome import CLEAN, REFUSED, echo, fail


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; say which files need a new layout.")
@click.pass_obj
def fmt(root: Path, files: tuple[Path, ...], check: bool) -> None:
    """Lay out fact files and metadata in one canonical way; data and comments stay.

    FILE is a fact file or the metadata of a source; default: all of the project.

    Exit code 0: done, or nothing to do. 1: with --check, a file needs a new layout; or a file
    cannot be read. 2: could not run.

    \b
    Examples:
      factsheet fmt
      factsheet fmt --check
      factsheet fmt facts/people/ada-lovelace.yml
    """
    from generator import pipeline
    from generator.author import formatting
    from generator.author.revision import RevisionError, write
    from generator.review import reports

    options = pipeline.settings(root)
    try:
        result = formatting.formatted(options, files)
        if not check:
            for _ in write(options.root, result.revisions):
                pass
    except (formatting.FormattingError, RevisionError) as error:
        fail(str(error))
    for found in result.found:
        echo(reports.finding(found))
    echo(formatting.lines(result, check=check))
    hurt = result.found or result.failures or (check and result.revisions)
    sys.exit(REFUSED if hurt else CLEAN)
