"""The commands of a team that reviews: `diff`, `review` and `status`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.commands.outcome import FAILED


@click.command()
@click.argument("base", metavar="BASE")
@click.argument("head", metavar="[HEAD]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "html"]),
    default="text",
    help="How to write the changes.",
)
@click.pass_obj
def diff(root: Path, base: str, head: str | None, form: str) -> None:
    """Say what changed in meaning from the revision BASE to HEAD (default: the working tree).

    Reads both from git and touches nothing: facts, quotes with their places, sources,
    disagreements, reviews that lapse, pages that show a change; and for every fact the question
    that a reviewer must answer. Whether the content is sound is what `factsheet check` says.

    Exit code 0: done, whatever changed. 2: could not run.

    \b
    Examples:
      factsheet diff main                           what this branch changes
      factsheet diff v1 v2 --format markdown        as a comment under a pull request
      factsheet diff HEAD --format html > diff.html
    """
    from generator import pipeline
    from generator.review import diffs
    from generator.review.history import HistoryError

    try:
        changes, before, after = pipeline.changes(root, base, head)
    except HistoryError as error:
        click.echo(f"factsheet could not compare: {error}.", err=True)
        sys.exit(FAILED)
    click.echo(diffs.written(form, changes, before, after), nl=False)
