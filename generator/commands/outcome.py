"""What every command ends with: lines on the terminal and an exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

from generator.output import echo as echo
from generator.output import say

CLEAN, REFUSED, FAILED = 0, 1, 2


def fail(reason: str) -> NoReturn:
    """Says why the command could not run, and ends it."""
    say(f"Nothing was written: {reason}.", err=True)
    sys.exit(FAILED)
