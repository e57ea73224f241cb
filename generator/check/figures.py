"""Compares figures: the value with its scale, currency, percent, unit and sign."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache

from babel.units import format_unit

from generator.amounts import Amount
from generator.check.language import language, marks
from generator.check.wording import Phrases, Wording, wording
from generator.model import Quantity

_ORDERS = {"tens": 10, "dozens": 10, "hundreds": 100, "thousands": 1000}
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_BEFORE, _AFTER = 10, 4  # words around a figure in which its direction is looked for
# CLDR units that a fact may measure in; the names come with Babel, in each language.
_UNITS = [
    "length-kilometer",
    "length-meter",
    "length-centimeter",
    "length-millimeter",
    "length-micrometer",
    "length-nanometer",
    "length-nautical-mile",
    "length-light-year",
    "length-mile",
    "length-foot",
    "length-inch",
    "length-yard",
    "area-square-kilometer",
    "area-square-meter",
    "area-hectare",
    "area-acre",
    "mass-tonne",
    "mass-kilogram",
    "mass-gram",
    "mass-milligram",
    "mass-microgram",
    "mass-pound",
    "mass-ounce",
    "volume-liter",
    "volume-milliliter",
    "volume-hectoliter",
    "volume-cubic-meter",
    "volume-barrel",
    "power-watt",
    "power-milliwatt",
    "power-kilowatt",
    "power-megawatt",
    "power-gigawatt",
    "energy-joule",
    "energy-kilowatt-hour",
    "electric-volt",
    "electric-ampere",
    "electric-ohm",
    "speed-kilometer-per-hour",
    "speed-mile-per-hour",
    "speed-knot",
    "temperature-celsius",
    "temperature-fahrenheit",
    "duration-year",
    "duration-month",
    "duration-week",
    "duration-day",
    "duration-hour",
    "duration-minute",
    "duration-second",
    "duration-millisecond",
    "duration-microsecond",
    "duration-nanosecond",
    "digital-bit",
    "digital-kilobit",
    "digital-megabit",
    "digital-gigabit",
    "digital-byte",
    "digital-kilobyte",
    "digital-megabyte",
    "digital-gigabyte",
    "digital-terabyte",
    "frequency-hertz",
    "frequency-kilohertz",
    "frequency-megahertz",
    "frequency-gigahertz",
]
_DEGREES = {
    **dict.fromkeys(("°C", "°c", "° C", "° c", "℃"), "temperature-celsius"),
    **dict.fromkeys(("°F", "°f", "° F", "° f", "℉"), "temperature-fahrenheit"),
}
_LOCALES = {"en": ("en", "en_GB"), "fr": ("fr", "fr_CA")}


class Slip(Enum):
    """How a figure misses the ones it should stand on, the closest first."""

    IMPRECISE = "imprecise"
    SIGN = "sign"
    UNIT = "unit"
    SCALE = "scale"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a text means it.

    Attributes:
        words: as it is written.
        trend: -1 where its sign or the words around it make it a fall, 1 a rise, 0 neither.
        signed: the sign is written.
        span: where it stands, which is no part of what it says.
    """

    words: str
    value: Decimal
    currency: str | None = None
    percent: bool = False
    unit: str | None = None
    vague: bool = False
    approximate: bool = False
    ordinal: bool = False
    trend: int = 0
    signed: bool = False
    span: tuple[int, int] = field(default=(0, 0), compare=False)


@lru_cache(maxsize=8192)
def figures(text: Wording) -> tuple[Figure, ...]:
    """The figures of a text, years and other dates among them."""
    return tuple(_figure(text, n) for n in range(len(text.amounts)))


@lru_cache(maxsize=8192)
def apart_from_dates(text: Wording) -> tuple[Figure, ...]:
    """The figures of a text that are no part of a date."""
    if not text.dates:
        return figures(text)
    return tuple(
        _figure(text, n)
        for n, amount in enumerate(text.amounts)
        if not text.dated(amount.start, amount.end)
    )


def _figure(text: Wording, n: int) -> Figure:
    """A figure; what belongs to it stands between the figures before and after it."""
    others = text.amounts
    amount = others[n]
    floor = text.at(others[n - 1].end) if n else 0
    ceiling = text.at(others[n + 1].start) if n + 1 < len(others) else len(text.words)
    before = text.at(amount.start)
    after = text.at(amount.end)
    return Figure(
        words=text.text[amount.start : amount.end].strip(),
        value=amount.value.copy_abs(),
        currency=amount.currency,
        percent=amount.percent,
        unit=_unit(text, amount, after),
        vague=amount.vague,
        approximate=amount.approximate,
        ordinal=amount.ordinal,
        trend=-1 if amount.value < 0 else _trend(text, before, after, (floor, ceiling)),
        signed=amount.value < 0,
        span=(amount.start, amount.end),
    )


def _trend(text: Wording, before: int, after: int, bounds: tuple[int, int]) -> int:
    """Direction that the words around a figure give it: the nearest of its clause counts."""
    lists = language(text.language)
    if lists is None or (before and text.lower[before - 1] in lists.level):
        return 0
    best: tuple[int, int] | None = None
    for name, sign in (("rise", 1), ("fall", -1)):
        found = marks(text, name)
        begin = bisect_left(found, (before - _BEFORE - _AFTER, 0))
        for first, last in found[begin : bisect_left(found, (after + _AFTER, 0))]:
            if bounds[0] <= first and last <= before and before - last < _BEFORE:
                gap, distance = (last - 1, before), before - last
            elif after <= first < min(after + _AFTER, bounds[1]):
                gap, distance = (max(after - 1, 0), first), first - after + _BEFORE
            else:
                continue
            if not _parted(text, *gap) and (best is None or distance < best[0]):
                best = (distance, sign)
    return best[1] if best else 0


def _parted(text: Wording, first: int, last: int) -> bool:
    """Whether a sentence or clause ends between two words."""
    last = min(last, len(text.spans) - 1)
    return any(
        mark in text.text[text.spans[first][1] : text.spans[last][0]] for mark in (". ", ";", ":")
    )


def _unit(text: Wording, amount: Amount, after: int) -> str | None:
    """The unit, as CLDR calls it, of a figure by its own word or the ones behind it."""
    if amount.unit in ("year", "month", "week", "day", "hour", "minute"):
        return f"duration-{amount.unit}"
    phrases = _units(text.language)
    if amount.unit in _DEGREES:
        return _DEGREES[amount.unit]
    if amount.unit:  # a sign such as kW, which the figure holds itself
        return next(
            (
                u
                for _, _, (u, sign) in phrases.find(wording(amount.unit, text.language))
                if sign in ("", amount.unit)
            ),
            amount.unit,
        )
    if after == len(text.words) or text.text[amount.end : text.spans[after][0]].strip(" -"):
        return None
    return _units_of(text).get(after)


@lru_cache(maxsize=1024)
def _units_of(text: Wording) -> dict[int, str]:
    """The longest unit that begins at each word of a text."""
    found: dict[int, tuple[int, str]] = {}
    for first, last, (unit, sign) in _units(text.language).find(text):
        if sign in ("", text.between(first, last - 1)):
            found[first] = max(found.get(first, (0, "")), (last, unit))
    return {first: unit for first, (_, unit) in found.items()}


@cache
def _units(code: str) -> Phrases[tuple[str, str]]:
    """Units by their names and, where capitals count, by their signs."""
    phrases: Phrases[tuple[str, str]] = Phrases(loose=True)
    for locale in _LOCALES.get(code, ()):
        for unit in _UNITS:
            for number in (1, 2):
                phrases.add(_bare(number, unit, "long", locale), (unit, ""))
            sign = _bare(2, unit, "short", locale)
            if sign.rstrip("²³").isalpha():
                phrases.add(sign, (unit, sign))
                if "μ" in sign:  # the letter, and the sign that keyboards have
                    micro = sign.replace("μ", "µ")
                    phrases.add(micro, (unit, micro))
    return phrases


def _bare(number: int, unit: str, length: str, locale: str) -> str:
    text = format_unit(number, unit, length="long" if length == "long" else "short", locale=locale)
    return text.replace(str(number), "").strip()


# --- comparing --------------------------------------------------------------------------------


def slip(claim: Figure, evidence: Iterable[Figure]) -> tuple[Slip | None, Figure | None]:
    """How a figure misses the evidence, and the figure it comes closest to.

    Returns:
        (None, figure) when one supports it.
    """
    best: tuple[Slip, Figure | None] = (Slip.NONE, None)
    order = list(Slip)
    for figure in evidence:
        found = _against(claim, figure)
        if found is None:
            return None, figure
        if order.index(found) < order.index(best[0]):
            best = (found, figure)
    return best


class Figures:
    """Figures of some texts, ready to be compared with any number of claims.

    What is said in the same way is compared once, and so are all exact figures that a vague one
    may stand for: as many as there are units, currencies and directions, not as there are figures.
    """

    def __init__(self, found: Iterable[Figure]) -> None:
        said: dict[Hashable, Figure] = {}
        for figure in found:
            said.setdefault((figure.value, figure.vague, *_manner(figure)), figure)
        self._all = list(said.values())
        self._of_digits: dict[tuple[int, ...], list[Figure]] = defaultdict(list)
        for figure in self._all:
            self._of_digits[_digits(figure)].append(figure)
        self._of_order: dict[Decimal, list[Figure]] = {}
        self._known: dict[Hashable, tuple[Slip | None, Figure | None]] = {}

    def slip(self, claim: Figure) -> tuple[Slip | None, Figure | None]:
        """How a figure misses them, as `slip` says it."""
        asked = (claim.value, claim.vague, *_manner(claim))
        if asked not in self._known:
            # What has other digits misses it altogether, unless the claim is vague.
            near = self._of_digits.get(_digits(claim), [])
            self._known[asked] = slip(claim, self._stood_for(claim) if claim.vague else near)
        return self._known[asked]

    def _stood_for(self, claim: Figure) -> list[Figure]:
        """The first figure in each manner that a vague one may stand for or be taken for."""
        if claim.value not in self._of_order:
            firsts: dict[Hashable, Figure] = {}
            for figure in self._all:
                same = _same_value(claim, figure)
                if same or _same_digits(claim, figure):
                    firsts.setdefault((same, *_manner(figure)), figure)
            self._of_order[claim.value] = list(firsts.values())
        return self._of_order[claim.value]


def _manner(figure: Figure) -> tuple[Hashable, ...]:
    """All that a figure says beside its value."""
    return (
        figure.currency,
        figure.percent,
        figure.unit,
        figure.approximate,
        figure.ordinal,
        figure.trend,
        figure.signed,
    )


def _digits(figure: Figure) -> tuple[int, ...]:
    """Its digits without zeros at the end; none for zero. Nothing is rounded, however long."""
    digits = figure.value.as_tuple().digits
    last = max((n for n, digit in enumerate(digits, 1) if digit), default=0)
    return digits[:last]


def _against(claim: Figure, figure: Figure) -> Slip | None:
    """How a figure misses one other; None when it stands on it."""
    if claim.ordinal != figure.ordinal:
        return Slip.NONE
    if not _same_value(claim, figure):
        return Slip.SCALE if _same_digits(claim, figure) else Slip.NONE
    if claim.currency != figure.currency or claim.percent != figure.percent:
        return Slip.UNIT
    if claim.unit and figure.unit and claim.unit != figure.unit:
        return Slip.UNIT
    if claim.trend * figure.trend < 0 or (
        claim.trend != figure.trend and (claim.signed or figure.signed)
    ):
        return Slip.SIGN
    if figure.approximate and not (claim.approximate or claim.vague):
        return Slip.IMPRECISE
    return None


def _same_value(claim: Figure, figure: Figure) -> bool:
    """Whether the numbers agree; “hundreds” may stand for 600, but no number for “hundreds”."""
    if claim.vague and not figure.vague:
        return 2 * claim.value <= figure.value < 10 * claim.value
    return claim.value == figure.value and claim.vague == figure.vague


def _same_digits(claim: Figure, figure: Figure) -> bool:
    """Whether two numbers differ by a power of ten only."""
    if not claim.value or not figure.value:
        return False
    return _digits(claim) == _digits(figure)


def of_quantity(quantity: Quantity) -> Figure:
    """A typed value as the figure that a quote must hold."""
    scale = Decimal(10) ** _SCALES.get(quantity.scale or "", 0)
    number = quantity.number
    value = (number if number is not None else Decimal(_ORDERS[quantity.amount])) * scale
    written = " ".join(filter(None, (quantity.amount, quantity.scale, quantity.currency)))
    if isinstance(quantity.unit, str):
        written += "%" if quantity.unit == "percent" else f" {quantity.unit}s"
    return Figure(
        words=written,
        value=abs(value),
        currency=quantity.currency,
        percent=quantity.unit == "percent",
        unit="duration-year" if quantity.unit == "year" else None,
        vague=number is None,
        approximate=quantity.approximate,
        trend=-1 if value < 0 else 0,
        signed=value < 0,
    )
