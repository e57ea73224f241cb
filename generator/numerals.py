"""Know the number words of English and French: numerals written out, and scales.

The expressions are built from tables and have no loops: each looks at a bounded stretch of text.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

# What joins two words of one number: a hyphen, or white space with one line break at most.
JOINT = r"(?:[-\u2010\u2011]|[^\S\n]{1,2}\n?|\n)"


def _count(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {word: start + step * place for place, word in enumerate(words.split())}


def _any(words: Iterable[str]) -> str:
    """An expression for any of these words, a longer one before its own beginning."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_UNITS = {
    "en": _count("one two three four five six seven eight nine", 1),
    "fr": _count("un deux trois quatre cinq six sept huit neuf", 1) | {"une": 1},
}
_TEENS = {
    "en": _count("ten eleven twelve thirteen fourteen fifteen sixteen", 10)
    | _count("seventeen eighteen nineteen", 17),
    "fr": _count("dix onze douze treize quatorze quinze seize", 10),
}
_TENS = {
    "en": _count("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    "fr": _count("vingt trente quarante cinquante soixante septante huitante nonante", 20, 10),
}
_GREAT = {
    "en": {"zero": 0, "hundred": 100, "thousand": 1000},
    "fr": {"zéro": 0, "cent": 100, "cents": 100, "mille": 1000, "vingts": 20, "octante": 80},
}
_WORDS = {
    language: _UNITS[language] | _TEENS[language] | _TENS[language] | _GREAT[language]
    for language in ("en", "fr")
}

# What follows a number and multiplies it, in the singular, “tens” aside; French in the long scale.
SCALES = {
    "en": {
        "tens": Decimal(10),
        "dozen": Decimal(12),
        "decade": Decimal(10),
        "hundred": Decimal(100),
        "thousand": Decimal("1E3"),
        "million": Decimal("1E6"),
        "billion": Decimal("1E9"),
        "trillion": Decimal("1E12"),
    },
    "fr": {
        "dizaine": Decimal(10),
        "décennie": Decimal(10),
        "douzaine": Decimal(12),
        "quinzaine": Decimal(15),
        "vingtaine": Decimal(20),
        "trentaine": Decimal(30),
        "quarantaine": Decimal(40),
        "cinquantaine": Decimal(50),
        "soixantaine": Decimal(60),
        "centaine": Decimal(100),
        "mille": Decimal("1E3"),
        "millier": Decimal("1E3"),
        "million": Decimal("1E6"),
        "milliard": Decimal("1E9"),
        "billion": Decimal("1E12"),
        "trillion": Decimal("1E18"),
    },
}
ONES = frozenset({"one", "un", "une"})  # articles too: figures only before a scale
DECADES = ("decade", "décennie")  # ten years each
ROUND_COUNTS = ("millier", *(word for word in SCALES["fr"] if word.endswith("aine")))


def _english() -> str:
    units, teens, tens = (_any(table["en"]) for table in (_UNITS, _TEENS, _TENS))
    below_100 = f"(?:{tens}(?:{JOINT}{units})?|{teens}|{units})"
    and_below_100 = f"(?:(?:{JOINT}and)?{JOINT}{below_100})?"
    below_1000 = f"(?:(?:{units}|a){JOINT}hundred{and_below_100}|{below_100})"
    rest = f"(?:(?:{JOINT}and)?{JOINT}{below_1000})?"
    return f"(?:{below_1000}(?:{JOINT}thousand{rest})?|a{JOINT}thousand{rest}|zero)"


def _french() -> str:
    units, teens, tens = (_any(table["fr"]) for table in (_UNITS, _TEENS, _TENS))
    below_20 = f"(?:dix{JOINT}(?:sept|huit|neuf)|{teens}|{units})"
    below_100 = (
        f"(?:quatre{JOINT}vingts?(?:{JOINT}{below_20})?"
        f"|soixante(?:{JOINT}et{JOINT}(?:onze|une?)|{JOINT}{below_20})?"
        f"|(?:octante|{tens})(?:{JOINT}et{JOINT}une?|{JOINT}{units})?|{below_20})"
    )
    hundreds = rf"(?:{units}{JOINT}cents?|(?<!pour\s)cent)"  # not the end of « pour cent »
    below_1000 = f"(?:{hundreds}(?:{JOINT}{below_100})?|{below_100})"
    thousands = f"mille(?:{JOINT}{below_1000})?"
    numeral = f"(?:{below_1000}(?:{JOINT}{thousands})?|{thousands}|zéro)"
    # « neuf » also means new, and « sept. » September: wanted is a plural behind the one, and no
    # number behind the other.
    plural = r"(?!(?:dans|mais|sans|plus)\b)\w{1,30}[sx]\b"
    new = rf"neuf\b(?!\Z|\s?%|{JOINT}(?:{plural}|cent\b|mille\b|pour\scent\b))"
    return rf"(?!{new}|sept\.\s?[0-9]){numeral}"


NUMERALS = {"en": _english(), "fr": _french()}
"""For each language, an expression for a number from zero to 999,999 written out."""


def words(language: str) -> set[str]:
    """Every word that a numeral or a scale may begin with, in lower case."""
    return set(_WORDS[language]) | {word + end for word in SCALES[language] for end in ("", "s")}


def read(numeral: str, language: str) -> Decimal | None:
    """Read a number written out that `NUMERALS` has found.

    Returns:
        The number; None where it holds a letter that only resembles the right one.
    """
    total = group = 0
    for word in re.findall(r"\w+", numeral.lower()):
        value = _WORDS[language].get(word)
        if value is None and word not in ("and", "et", "a"):
            return None
        if value == 1000:
            total, group = (group or 1) * 1000, 0
        elif value == 100:
            group = (group or 1) * 100
        elif value == 20 and group % 100 == 4:  # quatre-vingts
            group += 76
        else:
            group += value or 0
    return Decimal(total + group)
