"""The commands of a team that reviews: `diff`, `review` and `status`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.commands.outcome import FAILED, echo, fail, warn_of_gaps
from generator.output import data, say


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
    from generator.git.command import HistoryError
    from generator.memo import of_project
    from generator.review import diffs

    try:
        memo = of_project(root)
        changes, before, after = pipeline.changes(root, base, head, memo)
        memo.finish()
    except HistoryError as error:
        say(f"factsheet could not compare: {error}.", err=True)
        sys.exit(FAILED)
    written = diffs.written(form, changes, before, after)
    if form == "text":
        echo(written.removesuffix("\n").split("\n"))
    else:
        data(written, form)


@click.command()
@click.argument("what", metavar="SHEET[#FACT]")
@click.option("--by", required=True, metavar="NAME", help="Who has read it, as readers will see.")
@click.option("--date", "day", default="", metavar="DAY", help="When (default: today).")
@click.pass_obj
def review(root: Path, what: str, by: str, day: str) -> None:
    """Record that a person has read a fact, or every fact of a sheet, against its sources.

    Writes a file of its own in facts/reviews/, bound to each fact as it is now: when its text,
    value, date, certainty, quotes or passages change, the review lapses.

    Exit code 0: recorded, or it stood already. 2: nothing was recorded.

    \b
    Examples:
      factsheet review ada-lovelace#born --by "Jean Dupont"
      factsheet review ada-lovelace --by "Jean Dupont" --date 2026-11-21
    """
    from generator import pipeline
    from generator.check.reviews import person
    from generator.review.authors import authors
    from generator.review.record import RecordError, record, reviewable

    checked = pipeline.check(root)
    try:
        facts = reviewable(checked.index, what)
        told = list(record(facts, checked.index, checked.settings, by, day))
    except RecordError as error:
        fail(str(error))
    echo(told or ["Nothing new to record: these reviews stand already."])
    if not checked.settings.review.author_may_review:
        wrote = authors(checked.settings.root, checked.index.project, (f.address for f in facts))
        own = [
            address for address, found in wrote.items() if person(by) in map(person, found.names)
        ]
        echo(
            (
                f"It does not count: git says that {by} wrote a line of {address}."
                for address in own
            ),
            err=True,
        )


@click.command()
@click.option("--limit", default=20, show_default=True, help="Facts to list; 0 for all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to write it; JSON always lists all.",
)
@click.pass_obj
def status(root: Path, limit: int, form: str) -> None:
    """Say which facts wait for a review, those first that wait longest and are seen most.

    How long is told by git: the day of a fact's newest line. Seen most are facts in summaries and
    answers, and those that name other sheets.

    \b
    Examples:
      factsheet status
      factsheet status --limit 0 --format json
    """
    from generator import pipeline
    from generator.review import waiting
    from generator.review.authors import authors

    checked = pipeline.check(root)
    project = checked.index.project
    found = waiting.waiting(checked, authors(checked.settings.root, project, project.facts))
    if form == "json":
        data(waiting.as_json(checked, found) + "\n")
    else:
        echo(waiting.text(checked, found, max(limit, 0)))
    warn_of_gaps(checked.ok)
