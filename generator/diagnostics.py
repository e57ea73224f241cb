"""What can be wrong with content, said as data: where, which rule, what, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from generator.place import Place

_ODD = 3


class Severity(StrEnum):
    """Whether a finding refuses publication."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, and why."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about the content.

    Attributes:
        rule: id of a rule in `generator.rules`.
        message: one sentence saying what is wrong, fit for one line of a terminal.
        hint: what to do next; empty when the message already says it.
        nearest: for a refused quote, the closest words of the source.
    """

    rule: str
    place: Place
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()
    nearest: str = ""


def ordered(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings by place, then rule, each once."""
    return sorted(dict.fromkeys(found), key=lambda d: (d.place, d.rule, d.message))


def shown(text: str, limit: int = 120) -> str:
    """Text from a file made fit for a message: one line, bounded, control characters escaped.

    Format, control, surrogate, private and separator characters are written as `\\u….`, so that
    nothing in a file can move a cursor, start a workflow command or reverse a line.
    """
    out: list[str] = []
    for char in text[:limit]:
        if char == " " or unicodedata.category(char)[0] not in "CZ":
            out.append(char)
        else:
            code = ord(char)
            out.append({"\n": "\\n", "\t": "\\t"}.get(char) or f"\\u{code:04x}")
    return "".join(out) + ("…" if len(text) > limit else "")


def named(char: str) -> str:
    """A character as it looks, with its number and its name in Unicode."""
    return f"‘{shown(char)}’ U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"


def oddities(text: str) -> str:
    """A sentence that names the first characters beyond ASCII, or nothing; to stand after a hint.

    An id is written in ASCII: what looks like a letter of it may be that of another script.
    """
    odd = [char for char in dict.fromkeys(text) if not " " < char < "\x7f"]
    return f" What was written holds {', '.join(map(named, odd[:_ODD]))}." if odd else ""
