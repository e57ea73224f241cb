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
    """Dates of some texts, ready to be asked for any number of others.

    A question takes the same time however many there are: X is any digit, and few forms of dates,
    by their length and the places of X, are ever asked for.
    """

    def __init__(self, found: Iterable[str]) -> None:
        self._all = tuple(dict.fromkeys(found))
        self._held = frozenset(self._all)
        self._as: dict[_Form, frozenset[str]] = {}
        self._forms: dict[_Form, dict[str, int]] = defaultdict(dict)  # number of the first of each
        for n, date in enumerate(self._all):
            form = _form(date)
            self._forms[form].setdefault(_known(date, form), n)

    def stand(self, date: str) -> bool:
        """Whether one of them says a date: the same, or more precisely the same."""
        if date in self._held:
            return True
        form = _form(date)
        if form not in self._as:
            long_enough = (other for other in self._all if len(other) >= form[0])
            self._as[form] = frozenset(_known(other, form) for other in long_enough)
        return _known(date, form) in self._as[form]

    def vaguer(self, date: str) -> str | None:
        """The first of them that says the same less precisely."""
        found = (
            firsts.get(_known(date, form))
            for form, firsts in self._forms.items()
            if form[0] <= len(date)
        )
        first = min((n for n in found if n is not None), default=None)
        return None if first is None else self._all[first]


_Form = tuple[int, tuple[int, ...]]
"""A date's length and the places of what it knows."""


def _form(date: str) -> _Form:
    return len(date), tuple(n for n, char in enumerate(date) if char != "X")


def _known(date: str, form: _Form) -> str:
    """What a date has in the places of a form."""
    return "".join(date[n] for n in form[1])
