"""What every command ends with: lines on the terminal and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import NoReturn

import click

CLEAN, REFUSED, FAILED = 0, 1, 2


def echo(lines: Iterable[str], *, err: bool = False) -> None:
    """Prints lines one by one."""
    for line in lines:
        click.echo(line, err=err)


def fail(reason: str) -> NoReturn:
    """Says why the command could not run, and ends it."""
    click.echo(f"Nothing was written: {reason}.", err=True)
    sys.exit(FAILED)
