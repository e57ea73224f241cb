"""Find the figures in running English or French text, with everything that belongs to them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from generator import numerals
from generator.numerals import DECADES, JOINT, SCALES
from generator.quantities import bounds, in_words

__all__ = ["LINK", "Amount", "bounds", "find", "in_words"]

LINK = r"\bhttps?://\S++|\bwww\.\S++|\b\w++\.[a-z]{2,6}/\S*+"
"""An address on the web, where no figure and no date is looked for."""

_LONGEST = 24  # digits; beyond, it is no figure, and arithmetic would round it
_SPACE = r"[^\S\n]{0,2}"
_SIGNS = "[$€£¥₹₩]"
_SYMBOL = rf"(?:US\$|CA?\$|A\$|\$US|\$CA|{_SIGNS})"
_CODE = r"(?:USD|EUR|GBP|JPY|CNY|CHF|CAD|AUD|INR|KRW)(?!\w)"
# What in a currency's sign or name tells it from the others; the first that fits.
_CURRENCIES = {
    **dict.fromkeys(("ca$", "c$", "$ca", "cad", "canad"), "CAD"),
    **dict.fromkeys(("aud", "a$", "austral"), "AUD"),
    **dict.fromkeys(("$", "usd", "dollar"), "USD"),
    **dict.fromkeys(("€", "eur"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "livre", "sterling"), "GBP"),
    **dict.fromkeys(("¥", "jpy", "yen"), "JPY"),
    **dict.fromkeys(("cny", "yuan", "renminbi"), "CNY"),
    **dict.fromkeys(("chf", "franc"), "CHF"),
    **dict.fromkeys(("₹", "inr", "rupee", "roupie"), "INR"),
    **dict.fromkeys(("₩", "krw"), "KRW"),
}
_ABBREVIATED = {
    "k": Decimal("1E3"),
    "m": Decimal("1E6"),
    **dict.fromkeys(("b", "bn", "md", "mds", "mrd", "mrds"), Decimal("1E9")),
    **dict.fromkeys(("t", "tn"), Decimal("1E12")),
}
_MEASURES = r"(?P<measure>km|kg|kW|MW|GW|TW|kWh|MWh|GWh|TWh)(?!\w)"


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language around a number, as expressions; `units` by their code."""

    approximate: str
    few: str
    half_a: str
    and_a_half: str
    link: str
    ordinal: str
    percent: str
    currency: str
    units: Mapping[str, str]


_WORDS = {
    "en": _Words(
        approximate=r"about|around|approximately|roughly|nearly|almost|some|over|more than|less than|"
        r"fewer than|under|up to|at least|at most|close to|an estimated|circa|ca\.|[~≈±]",
        few=f"several|a{JOINT}few",
        half_a=f"half(?:{JOINT}an?)?",
        and_a_half=f"and{JOINT}a{JOINT}half",
        link=f"of{JOINT}",
        ordinal="st|nd|rd|th",
        percent=f"percent|per{JOINT}cent|pct",
        currency=r"(?:us\s|u\.s\.\s|american\s|canadian\s|australian\s)?dollars?|euros?|"
        r"(?:british\s)?pounds?(?:\ssterling)?|yen|yuan|renminbi|swiss\sfrancs?|rupees?",
        units={
            "year": f"years?(?:{JOINT}olds?)?",
            "month": "months?",
            "week": "weeks?",
            "day": "days?",
            "hour": "hours?",
            "minute": "minutes?",
            "point": f"percentage{JOINT}points?",
        },
    ),
    "fr": _Words(
        approximate=r"environ|quelque|presque|près d[e'’]|plus d[e'’]|moins d[e'’]|autour d[e'’]|"
        r"au moins|au plus|jusqu['’]à|pas loin d[e'’]|à peu près|[~≈±]",
        few="plusieurs|quelques",
        half_a=f"(?:un{JOINT})?demi",
        and_a_half=f"et{JOINT}demie?",
        link=f"(?:de{JOINT}|d['’])",
        ordinal="ers?|ère|res?|nde?|è?mes?|es?",
        percent=f"pour{JOINT}cents?|pourcents?",
        currency=r"dollars?(?:\s(?:américain|canadien|australien)s?)?|euros?|livres?\ssterling|yens?|"
        r"yuans?|francs?\ssuisses?|roupies?",
        units={
            "year": "ans?|années?",
            "month": "mois",
            "week": "semaines?",
            "day": "jours?",
            "hour": "heures?",
            "minute": "minutes?",
            "point": f"points?{JOINT}de{JOINT}pourcentage",
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure in running text.

    Attributes:
        start: Where it starts in the text: its sign or currency included, « environ » not.
        end: Where it ends, exclusive: scale, currency, percent sign and unit of time included.
        value: The number, its scale multiplied in and its sign kept.
        currency: ISO 4217.
        unit: ``year``, ``month``, ``week``, ``day``, ``hour``, ``minute``, ``point`` (of percentage), or
            a measure as written: ``GW``. What is counted otherwise is no part of a figure.
        percent: It is a percentage.
        approximate: Words like « environ », « plus de », “nearly” stand before it, or it is a round
            count itself: « une centaine ».
        ordinal: It ranks: « 2e », “21st”.
        spelled: It is written in words, its scale aside.
        vague: Only its order is known: « des centaines » is 100, “tens of billions” 10 × 10⁹.
    """

    start: int
    end: int
    value: Decimal
    currency: str | None = None
    unit: str | None = None
    percent: bool = False
    approximate: bool = False
    ordinal: bool = False
    spelled: bool = False
    vague: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What finds the figures of a language: the head of one, then the tail behind it."""

    language: str
    head: re.Pattern[str]
    tail: re.Pattern[str]
    money_tail: re.Pattern[str]  # behind a currency: “$5m”
    approximate: re.Pattern[str]


def find(text: str, language: str) -> list[Amount]:
    """Find the figures of a text, in digits or in words.

    « un », « une » and “one” count only before a scale (« un milliard »). Decimal marks follow the
    language, unless the other reading is the only one. No figures are: digits inside words and
    identifiers (GPT-4), dates like 2018-10-21, version numbers, web addresses. The time it takes grows
    with the length of the text and nothing else.

    Args:
        text: Running text.
        language: ``en`` or ``fr``; any other is read as English.

    Returns:
        The figures in order, none overlapping another.
    """
    return list(_amounts(text, _grammar("fr" if language == "fr" else "en")))


def _amounts(text: str, grammar: _Grammar) -> Iterator[Amount]:
    place = 0
    while head := grammar.head.search(text, place):
        amount = None if head["skip"] else _amount(head, grammar)
        if amount:
            yield amount
        place = amount.end if amount else max(head.end(), head.start() + 1)


def _amount(head: re.Match[str], grammar: _Grammar) -> Amount | None:
    """Read the figure that begins with this head; None when it turns out to be none."""
    text, language = head.string, grammar.language
    number = _number(head, language)
    if number is None:
        return None
    start = head.start()
    before = text[max(0, start - 24) : start]
    approximate = bool(grammar.approximate.search(before))
    if head["ordinal"]:
        return Amount(start, head.end(), number, approximate=approximate, ordinal=True)
    tail = (grammar.money_tail if head["money"] else grammar.tail).match(text, head.end())
    if not tail or (not tail["scale"] and _needs_scale(head, number)):
        return None
    end = tail.end()
    if end == head.end() and re.match(r"[\w@]", text[end : end + 1]):
        return None
    vague = not (head["digits"] or head["spelled"] or head["half"] or head["article"])
    scale, decade = Decimal(1), False
    return Amount(start, end, number)
