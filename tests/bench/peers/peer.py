"""What every peer is to the benchmark: its input made of the same facts, and one command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.content import Content


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that does some of the same work.

    Attributes:
        requires: what pip installs for it.
        prepare: writes its input into a folder, from a project and its content; not measured.
        command: what is run in that folder, given the folder of its programs.
        output: what it writes, from that folder; `` for a program that only checks.
        does: the work it is given, in a sentence.
        leaves_out: what of ours it does not do.
        most: sheets beyond which it takes too long to be run; 0 for none.
    """

    name: str
    requires: tuple[str, ...]
    prepare: Callable[[Path, Content, Path], None]
    command: Callable[[Path], list[str]]
    output: str
    does: str
    leaves_out: str
    most: int = 0
