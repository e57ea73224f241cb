"""Say an amount as a native writes it, and tell which numbers it may mean."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal, format_percent, get_currency_name, get_currency_symbol
from babel.units import format_unit

ORDERS = {"tens": 10, "dozens": 10, "hundreds": 100, "thousands": 1000}
"""The amount words, and the order that each names; a dozen is ten in round figures."""

SCALES = {
    "thousand": Decimal("1E3"),
    "million": Decimal("1E6"),
    "billion": Decimal("1E9"),
    "trillion": Decimal("1E12"),
}
"""The scales of a quantity, in the short scale: a billion is 10⁹."""

_FRENCH_ORDERS = {
    "tens": "dizaines",
    "dozens": "dizaines",
    "hundreds": "centaines",
    "thousands": "milliers",
}
_FRENCH_SCALES = {
    "thousand": "milliers",
    "million": "millions",
    "billion": "milliards",
    "trillion": "milliers de milliards",
}
# Where the name in running text is not the one of the Unicode locale data: one, several; en, fr.
_NAMES = {
    "USD": ("dollar", "dollars", "dollar", "dollars"),
    "GBP": ("pound", "pounds", "livre sterling", "livres sterling"),
    "JPY": ("yen", "yen", "yen", "yens"),
    "CNY": ("yuan", "yuan", "yuan", "yuans"),
}
# Beginnings of words before which French keeps « de » although they begin with a vowel or an h.
_NO_ELISION = ("hack", "handicap", "hangar", "harcel", "hauss", "haut", "héros", "hub", "onz")
_TENTH = Decimal("0.1")


@lru_cache(maxsize=16_384)  # the same quantities stand on many pages
def in_words(
    quantity_amount: Decimal | str,
    scale: str | None,
    currency: str | None,
    unit: str | None,
    approximate: bool,
    language: str,
) -> str:
    """Write an amount for a reader: “$14.3 billion”, « des centaines d'employés ».

    Args:
        quantity_amount: A decimal number, or one of the words in `ORDERS`.
        scale: A key of `SCALES`.
        currency: ISO 4217.
        unit: ``percent``, ``year``, or the plural of what is counted, in the language.
        approximate: Whether to say “about”; an order is vague already.
        language: ``en`` or ``fr``; any other is written in English.

    Raises:
        ValueError: The amount or the scale is none of these.
    """
    french = language == "fr"
    if quantity_amount in ORDERS:
        return _order(str(quantity_amount), _known(scale), currency, unit, french)
    words = _exact(_number(quantity_amount), _known(scale), currency, unit, french)
    return ("environ " if french else "about ") + words if approximate else words


def bounds(amount: str, scale: str | None, approximate: bool) -> tuple[Decimal, Decimal]:
    """The least and the greatest number that an amount may mean, to compare two of them.

    An exact number means itself, an approximate one ten percent less to ten percent more. “Tens”
    are 20 to 99, “dozens” 24 to 99, “hundreds” 200 to 999, “thousands” 2000 to 9999, approximate
    or not. A scale multiplies both bounds: “tens of billions” are 20 to 99 billion.

    Raises:
        ValueError: The amount or the scale is not one of `in_words`.
    """
    factor = SCALES[known] if (known := _known(scale)) else Decimal(1)
    if amount in ORDERS:
        order = Decimal(ORDERS[amount])
        least = Decimal(24) if amount == "dozens" else 2 * order
        return least * factor, (10 * order - 1) * factor
    number = _number(amount) * factor
    margin = abs(number) * _TENTH if approximate else Decimal(0)
    return number - margin, number + margin


def _number(amount: Decimal | str) -> Decimal:
    text = f"{amount:f}" if isinstance(amount, Decimal) else amount
    if not re.fullmatch(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?", text):
        raise ValueError(f"{text!r} is not an amount: write a number or one of {', '.join(ORDERS)}")
    return Decimal(text)


def _known(scale: str | None) -> str | None:
    if scale is not None and scale not in SCALES:
        raise ValueError(f"{scale!r} is not a scale: write one of {', '.join(SCALES)}")
    return scale


def _order(
    word: str, scale: str | None, currency: str | None, unit: str | None, french: bool
) -> str:
    """Write an order: “tens of billions of dollars”."""
    noun = _noun(None, currency, unit, french)
    if not french:
        return " of ".join(part for part in (word, scale and f"{scale}s", noun) if part)
    parts = (_FRENCH_ORDERS[word], scale and _FRENCH_SCALES[scale], noun)
    first, *others = (part for part in parts if part)
    return f"des {first}" + "".join(f" {_of(part)}" for part in others)


def _exact(
    number: Decimal, scale: str | None, currency: str | None, unit: str | None, french: bool
) -> str:
    """Write a number with its scale and what it counts."""
    locale = "fr" if french else "en"
    if scale == "thousand":
        number, scale = number * 1000, None  # 600,000, never “600 thousand”
    if scale == "trillion" and french:
        number, scale = number * 1000, "billion"  # « billion » would be read as a milliard
    sign = "\u2212" if number < 0 else ""
    digits = format_decimal(abs(number), locale=locale, decimal_quantization=False)
    if unit == "percent" and not (scale or currency):
        share = format_percent(abs(number).scaleb(-2), locale=locale, decimal_quantization=False)
        return sign + share.replace("\u00a0", "\u202f")
    if unit == "year" and not (scale or currency):
        years = format_unit(abs(number), "duration-year", locale=locale)
        return sign + years.replace("\u00a0", " ")
    symbol = get_currency_symbol(currency, "en") if currency and not french else ""
    if symbol and not symbol.isalpha():
        return " ".join(filter(None, (f"{sign}{symbol}{digits}", scale)))
    noun = _noun(None if scale else number, currency, unit, french)
    if french and scale:
        one = _is_one(number, locale)
        scale = _FRENCH_SCALES[scale].removesuffix("s") if one else _FRENCH_SCALES[scale]
        noun = _of(noun) if noun else ""
    return " ".join(filter(None, (sign + digits, scale, noun)))


def _noun(number: Decimal | None, currency: str | None, unit: str | None, french: bool) -> str:
    """What is counted, a currency first; in the plural unless a number asks for the singular."""
    locale = "fr" if french else "en"
    one = number is not None and _is_one(number, locale)
    if currency in _NAMES:
        return _NAMES[currency][2 * french + (not one)]
    if currency:
        return get_currency_name(currency, 1 if one else 2, locale)
    if unit == "year":
        return "années" if french else "years"
    if unit == "percent":
        return "pour cent" if french else "percent"
    return unit or ""


def _is_one(number: Decimal, locale: str) -> bool:
    """Whether a number takes the singular: in French all below two."""
    return Locale(locale).plural_form(abs(number)) == "one"


def _of(noun: str) -> str:
    """Put the French « de » before a noun, elided where it has to be."""
    letter = unicodedata.normalize("NFD", noun[0].lower())[0]
    elided = letter in "aeiouhœæ" and not noun.lower().startswith(_NO_ELISION)
    return f"d'{noun}" if elided else f"de {noun}"
