"""The commands that take stock of the sources: `coverage` and `origins`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.commands.outcome import CLEAN, FAILED, REFUSED, echo, warn_of_gaps
from generator.commands.progress import checked as check
from generator.output import data, say


@click.command()
@click.argument("seeds", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to write the account.",
)
@click.option("--open", "list_open", is_flag=True, help="List the sentences still open.")
@click.pass_obj
def coverage(root: Path, seeds: tuple[str, ...], form: str, list_open: bool) -> None:
    """Account for every sentence of the sources, and measure how much the site reproduces.

    Each sentence is cited, repeats one that is accounted for, is excluded with a reason, or is
    open. SEEDS are ids of sources; default: all.

    Exit code 0: within `coverage.threshold` and `coverage.budget`. 1: not. 2: could not run.

    \b
    Examples:
      factsheet coverage
      factsheet coverage annual-report --open
      factsheet coverage --format json > account.json
    """
    from generator.review import account as report

    checked = check(root)
    unknown = [seed for seed in seeds if seed not in checked.accounts]
    if unknown:
        say(f"There is no source `{unknown[0]}`. Sources: {', '.join(checked.accounts)}.", err=True)
        sys.exit(FAILED)
    chosen = {seed: checked.accounts[seed] for seed in seeds or checked.accounts}
    if form == "json":
        data(report.as_json(checked.index, chosen) + "\n")
    else:
        echo(report.text(checked.index, chosen, list_open=list_open))
    warn_of_gaps(checked.ok)
    sys.exit(CLEAN if report.within(chosen, checked.settings) else REFUSED)


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to write the report.",
)
@click.option("--single", is_flag=True, help="List the facts that stand on one origin alone.")
@click.pass_obj
def origins(root: Path, form: str, single: bool) -> None:
    """Show which sources share their wording, and which facts stand on one origin alone.

    \b
    Examples:
      factsheet origins
      factsheet origins --single
    """
    from generator.review import origins as report

    checked = check(root)
    if form == "json":
        data(report.as_json(checked.index, checked.origins) + "\n")
    else:
        echo(report.text(checked.index, checked.origins, single=single))
    warn_of_gaps(checked.ok)
