"""Compares dates: whether one stands in other words, and is no more precise than they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.dates import Date
from generator.edtf import unmarked

_PARTS_OF_YEAR = 20  # EDTF numbers of seasons, quarters and halves lie above it


def ends(date: Date) -> Iterator[str]:
    """The plain EDTF text of each known end of a date.

    A season or quarter is held to its year only: no word list knows all ways of saying it.
    """
    for part in date.text.split("/"):
        text = unmarked(part)
        if text in ("", "..", "unknown"):
            continue
        if len(text) == 7 and text[5:].isdigit() and int(text[5:]) > _PARTS_OF_YEAR:
            text = text[:4]
        if text.strip("X-"):
            yield text


def stands(date: str, evidence: Collection[str]) -> bool:
    """Whether one of some dates says a date: the same, or more precisely the same."""
    return date in evidence or any(_says(other, date) for other in evidence)


def too_precise(date: str, evidence: Collection[str]) -> str | None:
    """The first date among some that says the same less precisely."""
    return next((other for other in evidence if _says(date, other)), None)


def _says(precise: str, vague: str) -> bool:
    """Whether a date says another, of which it may know more; X is any digit."""
    if len(precise) < len(vague):
        return False
    return all(v in ("X", p) for p, v in zip(precise, vague, strict=False))
