"""Prints the findings of a check in the form that is asked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands import progress
from generator.commands.outcome import FAILED, echo
from generator.output import data, say

if TYPE_CHECKING:  # loading them would slow `--help`
    from generator.check.joined import Checked
    from generator.review.outcome import Outcome


def report(
    root: Path, form: str, since: str | None, *, keep: bool = True, scheduler: str | None = None
) -> bool:
    """Checks a project and prints a report; gives whether nothing in it refuses publication.

    Args:
        form: text, json, or one of `generator.review.formats.FORMS`.
        since: a revision: only what changed since then, and what depends on it, is reported.
        keep: whether the outcome of an earlier check of the same files may answer.
        scheduler: the address of the one whose workers look for the quotes.
    """
    from generator.cluster import ClusterError

    try:
        if since is None and form in ("text", "json"):
            outcome = progress.outcome(root, keep=keep, scheduler=scheduler)
            _print(outcome, form)
            return outcome.ok
        return _whole(progress.checked(root, scheduler), form, since)
    except ClusterError as error:
        say(f"factsheet could not check: {error}.", err=True)
        sys.exit(FAILED)


def _print(outcome: Outcome, form: str, limited_to: str = "") -> None:
    from generator.review import reports

    if form == "text":
        echo(reports.text(outcome, limited_to))
    else:
        data(reports.as_json(outcome, limited_to) + "\n")


def _whole(checked: Checked, form: str, since: str | None) -> bool:
    from generator.git.command import HistoryError
    from generator.review import formats, scope
    from generator.review.formats import github
    from generator.review.history import prefix
    from generator.review.outcome import outcome

    root, limit = checked.settings.root, None
    if since is not None:
        try:
            checked, limit = scope.limited(checked, scope.touched(root, since))
        except HistoryError as error:
            say(f"factsheet could not compare: {error}.", err=True)
            sys.exit(FAILED)
    words = limit.words if limit else ""
    if form in ("text", "json"):
        _print(outcome(checked), form, words)
    else:
        target = os.environ.get("GITHUB_STEP_SUMMARY", "") if form == "github" else ""
        whole = formats.Report(checked, limit, prefix(root), summarized=bool(target))
        data(formats.FORMS[form](whole), form)
        if target:
            with Path(target).open("a", encoding="utf-8") as file:
                file.write(github.summary(whole))
    return checked.ok
