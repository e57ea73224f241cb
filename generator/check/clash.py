"""Whether two values of one property can hold together, and in which way they differ if not.

Values are compared by their type. Numbers and dates are intervals: a number that is rounded or
approximate stands for all that it may mean. Texts are the same when they are in one language. What
types cannot tell is never guessed: a pair says every kind of clash that fits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from generator import amounts
from generator.dates import Date
from generator.dates import Kind as DateKind
from generator.diagnostics import shown
from generator.model import Clash, Fact, Quantity, Sheet, SheetRef, Value, Words
from generator.text import fold

_ANY = frozenset(Clash)
_APART = frozenset({Clash.CONTRADICTION, Clash.CHANGE})
_NESTED = frozenset({Clash.PRECISION, Clash.CHANGE})


@dataclass(frozen=True, slots=True)
class Difference:
    """In which way two values cannot simply stand side by side.

    Attributes:
        kind: how they differ, as far as their types show.
        fits: every kind that an editor may call it; all of them when types cannot tell.
        units: they are counted in different units, so that their sizes cannot be compared.
    """

    kind: Clash
    fits: frozenset[Clash]
    units: bool = False

    @property
    def told(self) -> bool:
        """Whether the types can tell one kind of clash from another."""
        return self.fits != _ANY


_DIFFERENT = Difference(Clash.CONTRADICTION, _APART)
_COMPATIBLE = Difference(Clash.PRECISION, _NESTED)
_UNTOLD = Difference(Clash.CONTRADICTION, _ANY)
_UNITS = Difference(Clash.CONTRADICTION, _ANY, units=True)


def difference(
    first: Fact, second: Fact, sheets: Mapping[str, Sheet] | None = None
) -> Difference | None:
    """How two facts of one single-valued property differ; None when both can simply hold.

    Facts whose dates do not overlap hold at different times and do not clash. Where a period that
    is left open (`2013/..`) is followed by a value that begins later, the later one has come in
    its place: a change. What looks like a contradiction of facts that are dated less closely, or
    not at all, may be a change too, and an editor may call it so. A date that is itself the value
    is no time at which it holds.

    Args:
        sheets: every sheet by its id, to know two sheets that share a name as one.
    """
    if not at_one_time(first, second):
        return None
    found = _difference(first.value, second.value, sheets or {})
    if found and found.kind is Clash.CONTRADICTION and _succeeds(first, second):
        return replace(found, kind=Clash.CHANGE)
    return found


def at_one_time(first: Fact, second: Fact) -> bool:
    """Whether both facts may hold at one time, as far as their dates show."""
    if first.date is None or second.date is None or isinstance(first.value, Date):
        return True
    return first.date.overlaps(second.date)


def _succeeds(first: Fact, second: Fact) -> bool:
    """Whether the fact that begins later follows a period that was left open."""
    dates = [fact.date for fact in (first, second) if fact.date and fact.date.earliest]
    if len(dates) < 2 or isinstance(first.value, Date) or dates[0].earliest == dates[1].earliest:
        return False
    return min(dates, key=lambda date: str(date.earliest)).kind is DateKind.OPEN


def _difference(
    first: Value | None, second: Value | None, sheets: Mapping[str, Sheet]
) -> Difference | None:
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        return _of_quantities(first, second)
    if isinstance(first, Date) and isinstance(second, Date):
        return _of_dates(first, second)
    if isinstance(first, SheetRef) and isinstance(second, SheetRef):
        return None if _one_sheet(first.sheet, second.sheet, sheets) else _DIFFERENT
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return None if _one_text(first, second) else _UNTOLD
    return None  # a value that is missing, or was refused and reported when it was read


def _of_quantities(first: Quantity, second: Quantity) -> Difference | None:
    if not _one_unit(first, second):
        return _UNITS
    (low, high), (other_low, other_high) = spans = _span(first), _span(second)
    if spans[0] == spans[1]:
        return None
    if low <= other_high and other_low <= high:
        return _COMPATIBLE
    apart = max(low, other_low) - min(high, other_high)
    if apart <= max(_grain(first), _grain(second)):
        return _COMPATIBLE
    if apart <= max(_grain(first, zeros=True), _grain(second, zeros=True)):
        return _UNTOLD
    return _DIFFERENT


def _span(value: Quantity) -> tuple[Decimal, Decimal]:
    low, high = amounts.bounds(value.amount, value.scale, value.approximate)
    return min(low, high), max(low, high)


def _grain(value: Quantity, *, zeros: bool = False) -> Decimal:
    """How far a number may lie from what it was rounded from: half of its last digit's place.

    Args:
        zeros: as if the zeros at its end had been rounded to, as those of 600 may have been.
    """
    number = value.number
    if number is None:
        return Decimal(0)
    exponent = (number.normalize() if zeros else number).as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return half * amounts.bounds("1", value.scale, approximate=False)[0]


def _one_unit(first: Quantity, second: Quantity) -> bool:
    if first.currency != second.currency:
        return False
    if isinstance(first.unit, Mapping) and isinstance(second.unit, Mapping):
        return _one_text(first.unit, second.unit)
    if isinstance(first.unit, str) and isinstance(second.unit, str):
        return _plain(first.unit) == _plain(second.unit)
    return first.unit is second.unit is None


def _of_dates(first: Date, second: Date) -> Difference | None:
    if DateKind.UNKNOWN in (first.kind, second.kind):
        return None  # a source that does not know the date contradicts nobody
    bounds = first.fuzzy_bounds(), second.fuzzy_bounds()
    same = first.text == second.text if bounds[0] == (None, None) else bounds[0] == bounds[1]
    if same:
        return None
    return _COMPATIBLE if first.overlaps(second) else _DIFFERENT


def _one_sheet(first: str, second: str, sheets: Mapping[str, Sheet]) -> bool:
    """Whether two ids are one sheet, or sheets of one kind that share a name."""
    if first == second:
        return True
    one, other = sheets.get(first), sheets.get(second)
    if one is None or other is None or one.kind is not other.kind:
        return False
    return not _names(one).isdisjoint(_names(other))


def _names(sheet: Sheet) -> set[str]:
    return {_plain(name) for name in (*sheet.name.values(), *sheet.aliases)}


def _one_text(first: Words, second: Words) -> bool:
    """Whether two texts are the same in one language, typography and capitals aside."""
    return any(_plain(first[key]) == _plain(second[key]) for key in first.keys() & second.keys())


def _plain(text: str) -> str:
    return fold(text).casefold().rstrip(".")


def said(value: Value | None) -> str:
    """A value in few words, fit for a message."""
    if isinstance(value, Quantity):
        unit = value.unit["en"] if isinstance(value.unit, Mapping) else value.unit
        words = amounts.in_words(
            value.amount, value.scale, value.currency, unit, value.approximate, "en"
        )
        return shown(words)
    if isinstance(value, Date):
        return shown(value.text)
    if isinstance(value, SheetRef):
        return f"`{shown(value.sheet)}`"
    return f"“{shown((value or {}).get('en', ''), 60)}”"
