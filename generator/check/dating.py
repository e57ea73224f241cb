"""Compares dates: whether one stands in other words, and is no more precise than they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

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


class Dates:
    """Dates of some texts, ready to be asked for any number of others."""

    def __init__(self, found: Iterable[str]) -> None:
        self._all = tuple(dict.fromkeys(found))
        self._held = frozenset(self._all)
        self._vague = [n for n, date in enumerate(self._all) if "X" in date[:4]]
        self._of_year: dict[str, list[int]] = defaultdict(list)
        for n, date in enumerate(self._all):
            self._of_year[date[:4]].append(n)

    def stand(self, date: str) -> bool:
        """Whether one of them says a date: the same, or more precisely the same."""
        return date in self._held or any(_says(other, date) for other in self._near(date))

    def vaguer(self, date: str) -> str | None:
        """The first of them that says the same less precisely."""
        return next((other for other in self._near(date) if _says(date, other)), None)

    def _near(self, date: str) -> Iterator[str]:
        """Those that may say it, in their order: of its year, or of one that is not known."""
        year = date[:4]
        if "X" in year:
            return iter(self._all)
        own = self._of_year.get(year, [])
        return (self._all[n] for n in (sorted({*own, *self._vague}) if self._vague else own))


def _says(precise: str, vague: str) -> bool:
    """Whether a date says another, of which it may know more; X is any digit."""
    if len(precise) < len(vague):
        return False
    return all(v in ("X", p) for p, v in zip(precise, vague, strict=False))
