"""Checks a project for a command, with progress on a terminal when it takes long."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # loading them would slow `--help`
    from generator.check.joined import Checked


_STEP = 500  # quotes between two words of progress


def checked(root: Path) -> Checked:
    """The checked project; quiet in a pipe."""
    from generator import pipeline

    if not sys.stderr.isatty():
        return pipeline.check(root)
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        before, done = done, done + count
        if done // _STEP > before // _STEP:
            click.echo(f"\r{done:,} quotes checked …", err=True, nl=False)

    result = pipeline.check(root, tick)
    if done >= _STEP:
        click.echo("\r" + " " * 40 + "\r", err=True, nl=False)
    return result
