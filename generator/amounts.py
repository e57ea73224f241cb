"""Find the figures in running English or French text, with everything that belongs to them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from generator import numerals
from generator.digits import CURRENCY_SIGNS, EXACT, FRACTIONS, clings, counts, plain
from generator.numerals import DECADES, JOINT, ROUND_COUNTS, SCALES
from generator.openings import openings
from generator.quantities import bounds, in_words

__all__ = ["Amount", "bounds", "find", "in_words"]

_GAP = r"[^\S\n]{0,2}"
_LEAD = 24  # characters before a figure in which to look for « environ »
_SYMBOL = rf"(?:US\$|CA?\$|A\$|\$US|\$CA|[{CURRENCY_SIGNS}])"
_CODES = (
    *("USD", "EUR", "GBP", "JPY", "CNY", "CHF", "CAD", "AUD", "INR", "KRW"),
    *("RUB", "TRY", "BTC", "UAH", "ILS", "VND", "NGN", "THB"),
)
_CODE = f"(?-i:{'|'.join(_CODES)})"
_ISO_DATE = r"(?:1[5-9]|20)[0-9]{2}-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?"
_GROUPS = "|".join(
    rf"(?:[{m}][0-9]{{3}}(?![0-9]))+" for m in (" \u00a0\u2007\u2009\u202f", "'\u2019")
)
_DIGITS = rf"(?:[0-9]{{1,3}}(?:{_GROUPS})|[0-9]++)(?:[.,][0-9]++)*"
_FRACTION = f"[{''.join(FRACTIONS)}⅓⅔⅙⅚⅐⅑]"
_PERCENT = {**dict.fromkeys("%％﹪٪", Decimal(1)), "‰": Decimal("0.1"), "‱": Decimal("0.01")}
_GROUPED = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]+)?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
# Decimal and grouping marks of Arabic, and those of full width.
_OTHER_MARKS = re.compile(r"(?<=[0-9])(?:(?P<decimal>[٫．])(?=[0-9])|[٬，](?=[0-9]{3}(?![0-9])))")
_GROUPING, _MARK = re.compile(r"[\s'\u2019]"), re.compile("[.,]")
# What may stand between two figures: something that parts them, and marks beside it.
_PARTING = frozenset('-\u2010\u2011\u2012\u2013\u2014\u2212/:+=×&~|;→<>()[]{}…%$"«»“”„°′″')
_BESIDE = frozenset(".,*'\u2018\u2019!?#`")
_ANY_CURRENCY = re.compile(f"[{CURRENCY_SIGNS}]")
_MARKS = re.compile(r"(?:[^\w\s]|_){1,8}")
_MORE = re.compile(r"\+(?![\w+])")  # 700+
_GLUED, _HYPHENATED = re.compile(r"[\w@]"), re.compile(r"[-\u2010\u2011]\w")
# What in a currency's sign or name tells it from the others; the first that fits.
_CURRENCIES = {
    **dict.fromkeys(("ca$", "c$", "$ca", "cad", "canad"), "CAD"),
    **dict.fromkeys(("aud", "a$", "austral"), "AUD"),
    **dict.fromkeys(("try", "₺", "turkish", "turque", "lira"), "TRY"),
    **dict.fromkeys(("$", "﹩", "＄", "usd", "dollar"), "USD"),
    **dict.fromkeys(("€", "eur"), "EUR"),
    **dict.fromkeys(("£", "￡", "gbp", "pound", "livre", "sterling"), "GBP"),
    **dict.fromkeys(("¥", "￥", "jpy", "yen"), "JPY"),
    **dict.fromkeys(("cny", "yuan", "renminbi"), "CNY"),
    **dict.fromkeys(("chf", "franc"), "CHF"),
    **dict.fromkeys(("₹", "inr", "rupee", "roupie"), "INR"),
    **dict.fromkeys(("₩", "￦", "krw"), "KRW"),
    **dict.fromkeys(("₽", "rub", "roubl"), "RUB"),
    **dict.fromkeys(("₿", "btc", "bitcoin"), "BTC"),
    **dict.fromkeys(("₴", "uah", "hryvnia"), "UAH"),
    **dict.fromkeys(("₪", "ils", "shekel"), "ILS"),
    **dict.fromkeys(("₫", "vnd", "dong"), "VND"),
    **dict.fromkeys(("₦", "ngn", "naira"), "NGN"),
    **dict.fromkeys(("฿", "thb", "baht"), "THB"),
}
# A sign of comparison directly before a figure, and no end of a tag or of an arrow.
_ABOUT = r"[~≈±≤≥≲≳≃≅∼]|(?<![-=<>/\"'])[<>](?!\s)"
_ABBREVIATED = {
    "k": Decimal("1E3"),
    "m": Decimal("1E6"),
    **dict.fromkeys(("b", "bn", "md", "mds", "mrd", "mrds"), Decimal("1E9")),
    **dict.fromkeys(("t", "tn"), Decimal("1E12")),
}


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language around a number, as expressions; `openers` are single words."""

    approximate: str
    openers: tuple[str, ...]
    few: str
    half_a: str
    and_a_half: str
    article: str
    link: str
    ordinal: str
    percent: str
    currency: str


# Units by their code, in English and in French.
_UNITS = {
    "year": (f"years?(?:{JOINT}olds?)?", "ans?|années?"),
    "month": ("months?", "mois"),
    "week": ("weeks?", "semaines?"),
    "day": ("days?", "jours?"),
    "hour": ("hours?", "heures?"),
    "minute": ("minutes?", "minutes?"),
    "point": (f"percentage{JOINT}points?", f"points?{JOINT}de{JOINT}pourcentage"),
}
_WORDS = {
    "en": _Words(
        approximate=r"about|around|approximately|roughly|nearly|almost|some|over|under|circa|ca\.|"
        r"more than|less than|fewer than|up to|at least|at most|close to|an estimated|"
        rf"plus or minus|{_ABOUT}",
        openers=("several", "a", "an", "half", "us", "c", "ca"),
        few=f"several|a{JOINT}few",
        half_a=f"half(?:{JOINT}an?)?",
        and_a_half=f"and{JOINT}a{JOINT}half",
        article="an?",
        link=f"of{JOINT}",
        ordinal="st|nd|rd|th|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ",
        percent=f"percent|per{JOINT}cent|pct",
        currency=r"(?:us\s|u\.s\.\s|american\s|canadian\s|australian\s)?dollars?|euros?|"
        r"(?:british\s)?pounds?(?:\ssterling)?|yen|yuan|renminbi|swiss\sfrancs?|rupees?|"
        r"(?:turkish\s)?liras?|rou?bles?|bitcoins?|hryvnias?|shekels?|dongs?|nairas?|bahts?",
    ),
    "fr": _Words(
        approximate=r"environ|quelque|presque|(?:près|plus|moins|autour|pas loin) d[e'\u2019]|"
        r"au moins|au plus|jusqu['\u2019]à|à peu près|plus ou moins|"
        rf"{_ABOUT}",
        openers=("plusieurs", "quelques", "un", "demi", "us", "c", "ca", "a"),
        few="plusieurs|quelques",
        half_a=f"(?:un{JOINT})?demi",
        and_a_half=f"et{JOINT}demie?",
        article="(?!)",  # « un » and « une » are numerals too
        link=f"(?:de{JOINT}|d['\u2019])",
        ordinal="ers?|ère|res?|nde?|è?mes?|es?|ᵉʳ?|ʳᵉ|ⁿᵈᵉ?|ᵈᵉ?|ᵉᵐᵉ",
        percent=f"pour{JOINT}cents?|pourcents?",
        currency=r"dollars?(?:\s(?:américain|canadien|australien)s?)?|euros?|livres?\ssterling|yens?|"
        r"yuans?|francs?\ssuisses?|roupies?|"
        r"livres?\sturques?|roubles?|bitcoins?|hryvnias?|shekels?|dongs?|nairas?|bahts?",
    ),
}


class Amount(NamedTuple):
    """A figure in running text.

    Attributes:
        start: Where it starts in the text: its sign or currency included, « environ » not.
        end: Where it ends, exclusive: scale, currency, percent sign and unit of time included.
        value: The number, its scale multiplied in and its sign kept.
        currency: ISO 4217.
        unit: ``year`` … ``minute``, ``point`` (of percentage), or a measure as written: ``GW``.
            What else is counted is no part of a figure.
        percent: It is a percentage.
        approximate: Words like « environ », « plus de », “nearly” stand before it, or it is a round
            count itself: « une centaine ».
        ordinal: It ranks: « 2e », “21st”.
        spelled: It is written in words, its scale aside.
        vague: Only its order is known: « des centaines » is 100, “tens of billions” 10 times 10⁹.
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
    openers: frozenset[str]
    telling: frozenset[str]  # those that are more than an article, a “half” or a “several”
    head: re.Pattern[str]
    tail: re.Pattern[str]
    tail_of_money: re.Pattern[str]  # where “m” and “b” are scales: “$5m”
    approximate: re.Pattern[str]


def find(text: str, language: str, words: Iterable[str] | None = None) -> list[Amount]:
    """Find the figures of a text, in digits or in words.

    « un », « une » and “one” count only before a scale (« un milliard »). Decimal marks follow the
    language, unless the other reading is the only one. Digits of any script are read, and fractions
    in one character. No figures are: digits inside words and identifiers (GPT-4), dates like
    2018-10-21, version numbers, web addresses, and what has marks beside it that may make another
    number of it (10^2, 1·5). The time it takes grows with the length of the text and nothing else.

    Args:
        text: Running text.
        language: ``en`` or ``fr``; any other is read as English.
        words: Its words in lower case, where they are known already.

    Returns:
        The figures in order, none overlapping another.
    """
    return list(_amounts(text, _grammar("fr" if language == "fr" else "en"), words))


def spelled(words: Iterable[str], language: str) -> bool:
    """Whether words, in lower case, can hold a figure without any digit."""
    return not _grammar("fr" if language == "fr" else "en").telling.isdisjoint(words)


def splits(text: str, at: int, language: str) -> bool:
    """Whether `at` in a short text lies inside one of the figures that `find` finds in it."""
    for amount in _amounts(text, _grammar("fr" if language == "fr" else "en")):
        if amount.end > at:
            return amount.start < at
    return False


def _amounts(text: str, grammar: _Grammar, words: Iterable[str] | None = None) -> Iterator[Amount]:
    text, end = _plain(text, grammar.language), 0
    for start in openings(text, grammar.openers, grammar.telling, words):
        head = grammar.head.match(text, start) if start >= end else None
        if head:
            amount = None if head["iso"] else _amount(head, grammar)
            end = amount.end if amount else head.end()
            if amount and _stands_alone(text, amount):
                at_least = _MORE.match(text, amount.end)
                yield amount._replace(approximate=True) if at_least else amount


def _plain(text: str, language: str) -> str:
    """A text with digits and marks of every script as a language writes them, in their places."""
    text = plain(text)
    if text.isascii():
        return text
    decimal, group = ",." if language == "fr" else ".,"
    return _OTHER_MARKS.sub(lambda mark: decimal if mark["decimal"] else group, text)


def _stands_alone(text: str, amount: Amount) -> bool:
    """Whether no mark beside a figure makes another of it, with digits or without: 10^2, 1·5."""
    start, end = amount.start, amount.end
    if any(map(clings, (text[max(0, start - 1) : start], text[end : end + 1]))):
        return False
    marks = _MARKS.match(text, end)
    if marks and any(map(counts, text[marks.end() : marks.end() + 1])) and not _part(marks[0]):
        return False
    first = start
    while first > 0 and start - first < 8 and _MARKS.match(text[first - 1]):
        first -= 1
    marks_before = text[first:start]
    return (
        not marks_before
        or not any(map(counts, text[max(0, first - 1) : first]))
        or _part(marks_before)
    )


def _part(marks: str) -> bool:
    marks = _ANY_CURRENCY.sub("$", marks)
    return not _PARTING.isdisjoint(marks) and _PARTING.union(_BESIDE).issuperset(marks)


def _amount(head: re.Match[str], grammar: _Grammar) -> Amount | None:
    """Read the figure that begins with this head; None when it turns out to be none."""
    text, (start, end), language = head.string, head.span(), grammar.language
    number = _number(head, language)
    tail = (grammar.tail_of_money if head["money"] else grammar.tail).match(text, end)
    if number is None or tail is None:
        return None
    approximate = bool(grammar.approximate.search(text, max(0, start - _LEAD), start))
    if head["ordinal"]:
        return Amount(start, end, number, approximate=approximate, ordinal=True)
    spelled = not (head["digits"] or head["part"])
    if spelled and not tail["scale"] and (not head["spelled"] or number == 1):
        return None  # an article or a pronoun
    if tail.end() == end:  # nothing but a number
        if (_HYPHENATED if spelled else _GLUED).match(text, end):
            return None  # “twenty-first”, “4K”
        currency = _currency(head["money"])
        return Amount(start, end, number, currency, approximate=approximate, spelled=spelled)

    vague = spelled and not (head["spelled"] or head["half"] or head["article"])
    scales = [SCALES[language].get(word.lower()) for word in tail.group("scale", "more") if word]
    scales += [_ABBREVIATED.get(tail["short"].lower())] if tail["short"] else []
    if vague and scales[0]:
        scales[0] = Decimal(10) ** scales[0].adjusted()
    first = (tail["scale"] or "").lower()
    approximate |= first in ROUND_COUNTS and number == 1 and not vague
    if any(tail.group("half", "half_scale", "half_unit")):
        number = EXACT.add(number, Decimal("0.5"))
    for scale in scales:
        if scale is None:
            return None  # a letter that only resembles the right one
        number = EXACT.multiply(number, scale)
    number = EXACT.multiply(number, _PERCENT.get(tail["percent"], Decimal(1)))
    unit = next((code for code in _UNITS if tail[code]), tail["measure"])
    return Amount(
        start,
        tail.end(),
        Decimal(f"{number:f}"),
        currency=_currency(head["money"] or tail["currency"]),
        unit="year" if first in DECADES else unit,
        percent=any(tail.group("percent", "percent_word")),
        approximate=approximate,
        spelled=spelled,
        vague=vague,
    )


def _number(head: re.Match[str], language: str) -> Decimal | None:
    """The number of a head; None where its digits are none, like 3.11.2."""
    digits, sign, inner_sign = head.group("digits", "sign", "inner_sign")
    part = head["fraction"] or head["part"]
    if part and part not in FRACTIONS:
        return None
    if not digits and not part:
        if head["spelled"]:
            return numerals.read(head["spelled"], language)
        return Decimal("0.5") if head["half"] else Decimal(1)
    digits = _GROUPING.sub("", digits or "0")
    if _INDIAN.fullmatch(digits):
        digits = digits.replace(",", "")
    if marks := _MARK.findall(digits):
        grouped = _GROUPED.fullmatch(digits)
        decimal = "," if language == "fr" else "."
        if grouped and (len(marks) > 1 or (marks[0] != decimal and digits[0] != "0")):
            digits = digits.replace(grouped[1], "")
        elif len(marks) > 1:
            return None
        digits = digits.replace(",", ".")
    number = EXACT.add(Decimal(digits), FRACTIONS.get(part, Decimal(0)))
    return number.copy_negate() if (sign or inner_sign or "+") in "-\u2212" else number


def _currency(words: str | None) -> str | None:
    """The code of a currency by its sign, its code or its name; another sign stands for itself."""
    if not words:
        return None
    known = (code for key, code in _CURRENCIES.items() if key in words.lower())
    return next(known, words)


@cache
def _grammar(language: str) -> _Grammar:
    """Compile what finds the figures of a language; no loop in it can be entered in two ways."""
    words = _WORDS[language]
    openers = frozenset({*numerals.words(language), *words.openers, *map(str.lower, _CODES)})
    scale = f"(?:{'|'.join(sorted(SCALES[language], key=len, reverse=True))})"
    to_scale = rf"(?={JOINT}{scale}s?(?!\w))"
    head = rf"""
        (?P<iso>(?<![\w-]){_ISO_DATE}(?![\w-]))
        | (?<![\w.,])(?<![^\W\d][-\u2010\u2011./@:+^])
          (?:(?<![%)\]$€£¥])(?P<sign>[-+\u2212]))?
          (?:(?P<money>{_SYMBOL}|{_CODE}){_GAP}(?P<inner_sign>[-+\u2212])?)?
          (?:(?P<digits>{_DIGITS})(?:(?P<ordinal>(?:{words.ordinal})(?!\w|(?<=\de)[-+\u2212]\d++(?!\w)))
              |{_GAP}(?P<fraction>{_FRACTION}))?
            |(?P<part>{_FRACTION}))
        | (?<!\w)(?<!\w[-\u2010\u2011])(?:
            (?:(?P<few>{words.few})|(?P<half>{words.half_a})){to_scale}
          | (?P<spelled>{numerals.NUMERALS[language]})(?!\w)
          | (?P<article>{words.article}){to_scale}
          | (?P<plural>)(?={scale}s?(?<=s)(?!\w)))
    """
    units = "|".join(
        rf"(?P<{code}>{names[language == 'fr']})(?!\w)" for code, names in _UNITS.items()
    )

    def half(name: str) -> str:
        return rf"(?:{JOINT}(?P<{name}>{words.and_a_half})(?!\w))?"

    def tail(short: str, sign: str) -> re.Pattern[str]:
        return re.compile(
            rf"""
            {half("half")}
            (?:{JOINT}?(?P<scale>{scale})s?(?!\w)(?:{JOINT}(?:{words.link})?(?P<more>{scale})s?(?!\w))?
              | {_GAP}(?P<short>bn(?!\w)|tn(?!\w)|m(?:r?ds?)(?![^\W_])|[kmbt]{short}))?
            {half("half_scale")}
            (?:{_GAP}(?P<percent>[{"".join(_PERCENT)}])
              | {_GAP}(?P<measure>[kKMGT]Wh?|k[mg]|°[^\S\n]?[CF]|[℃℉])(?!\w)
              | (?:{JOINT}(?:{words.link})?)?
                (?:(?P<percent_word>{words.percent})(?!\w)
                  | (?P<currency>{sign}{_CODE}(?!\w)|(?:{words.currency})(?!\w))
                  | {units}))?
            {half("half_unit")}
            """,
            re.IGNORECASE | re.VERBOSE,
        )

    return _Grammar(
        language,
        openers,
        openers - {*words.openers, *numerals.ONES},
        re.compile(head, re.IGNORECASE | re.VERBOSE),
        tail(rf"(?={_GAP}{_SYMBOL}(?![0-9]))", rf"{_SYMBOL}(?![0-9])|"),
        tail(r"(?!\w)", ""),
        re.compile(rf"(?<!\w)(?:{words.approximate})\s*\Z", re.IGNORECASE),
    )
