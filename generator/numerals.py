"""Know the number words of English and French: numerals, scales and what stands for a round number.

Everything here is a table, or a regular expression built from one. The expressions have no loops, so
that each looks at a bounded stretch of text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# One joint inside a number: a hyphen, or white space, a single line break included.
JOINT = r"(?:[-\u2010\u2011]|[^\S\n]{1,2}\n?|\n)"
_HUNDRED, _THOUSAND = 100, 1000


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The number words of a language; every expression is a source, for any case of letters.

    Attributes:
        numeral: A number written out, from zero to 999,999.
        words: What each word of a numeral stands for.
        scales: What follows a number and multiplies it, in the singular: million, dozen, decade.
        plurals: The scales that in the plural and without a number make a vague one: “hundreds”.
        articles: What stands for a number only before a scale: “a million”.
        few: What makes a scale vague: “several hundred”.
        linked: What may stand between a scale and the next word: « milliards de », “tens of”.
        half: What adds a half.
        ordinal: What makes digits an ordinal.
        approximate: What stands before an approximate figure.
        percent: Percent in words.
        point: Percentage points.
        units: What follows a number of something, by its code.
        currencies: The currency names, by code.
        adjectives: What may stand around them.
    """

    numeral: str
    words: Mapping[str, int]
