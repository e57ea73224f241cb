"""Where a quote may begin or end: never inside a word, a figure or what is drawn as one character.

The rules hold for any script. What a figure of running English or French is, `amounts` knows
better; here stand the figures of every script, and what belongs to them by its look.
"""

from __future__ import annotations

import re
import unicodedata

from generator.text import FIRST_MARK, ZERO_WIDTH, is_letter, is_mark, is_unspaced

HYPHENS = "\u2010\u2011\u058a\u05be\ufe63\uff0d-"
_WINDOW = 60
# A hyphen between letters, or one at the end of a line with the white space up to the next letter.
_ANY_HYPHEN = re.compile(f"[\u00ad{HYPHENS}]")
_HYPHEN = re.compile(
    rf"[{ZERO_WIDTH}]*(?:[\u00ad{HYPHENS}][{ZERO_WIDTH}]*[^\S\n]*\n\s*|[{HYPHENS}][{ZERO_WIDTH}]*)"
)

# --- characters -------------------------------------------------------------------------------

# Characters drawn into the one before that are no combining marks (UAX #29): the skin tones and
# tags of emoji, the sound marks of half-width katakana, the vowel AM of Thai and Lao.
_JOINED_BEFORE = re.compile(
    "[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\uff9e\uff9f\u0e33\u0eb3\u200d]"
)
# Characters into which the next is drawn: joiner, stackers of Khmer, Myanmar and others, signs
# that Arabic and Kaithi write around a number.
_JOINED_AFTER = re.compile(
    "[\u200d\u17d2\u1039\u1a60\ua9c0\uaaf6\u0600-\u0605\u06dd\u08e2\U000110bd\U000110cd]"
)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def _inside_character(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before < FIRST_MARK and after < FIRST_MARK:
        return False
    if is_mark(after) or _JOINED_BEFORE.match(after) or _JOINED_AFTER.match(before):
        return True
    if _FLAG.match(before) and _FLAG.match(after):  # two letters make a flag
        first = at
        while first > 0 and _FLAG.match(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 1
    return False


# --- words ------------------------------------------------------------------------------------

# What is cut short before a vowel in French, Italian and Catalan; after it a quote may begin. Not
# the `n'` of a negation. Elsewhere (O'Brien, aujourd'hui, м'ята) an apostrophe is inside a word.
_ELIDED = re.compile(
    "[cdjlmst]|(?:jus|lors|puis|quoi)?qu|un|[dns]?[aeu]ll|dall|coll|quell|bell|anch|com|dov|cos|"
    "(?:de|a)?gl",
    re.IGNORECASE,
)
_LONGEST_ELIDED = 6
_HEBREW = re.compile("[\u05d0-\u05ea]")
_INNER = "·‧׳״&@"
# Han numerals: 三百五十 is one figure though it is written without digits.
_HAN_NUMERAL = re.compile("[〇零一二三四五六七八九十百千万萬億亿兆两兩壱弐参拾]")


def is_boundary(text: str, at: int) -> bool:
    """Whether a quote may begin or end at `at` in a folded text.

    Not inside a word, nor between a letter and its marks, nor after the `n'` of a French negation,
    nor before the apostrophe of an elided word or of `don't`.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if _inside_character(text, at):
        return False
    if is_letter(before) and is_letter(after):
        return _between_characters(before, after)
    if is_letter(after) and at >= 2 and is_letter(text[at - 2]):
        return not _joins(text, at - 1) or (before == "'" and _elides(text, at - 1))
    if is_letter(before) and at + 1 < len(text) and is_letter(text[at + 1]):
        return not _joins(text, at)
    # C++, C#, Canal+
    return not (is_letter(before) and after in "+#")


def _between_characters(before: str, after: str) -> bool:
    """Whether words may part between two letters: beside one of a script without spaces."""
    if "N" in (unicodedata.category(before)[0], unicodedata.category(after)[0]):
        return False  # 12万, 2025年: a figure and what it counts stay together
    if _HAN_NUMERAL.match(before) and _HAN_NUMERAL.match(after):
        return False
    return is_unspaced(before) or is_unspaced(after)


def _joins(text: str, at: int) -> bool:
    """Whether the character at `at`, between two letters, makes one word of them."""
    before, char, after = text[at - 1], text[at], text[at + 1]
    if is_unspaced(before) or is_unspaced(after):
        return False
    if char == "'" or char in _INNER:
        return True
    if char == '"':
        return bool(_HEBREW.match(before) and _HEBREW.match(after))
    if char == ".":  # U.S., example.com; in `finie.Elle` only a space is missing
        return after.islower() or (before.isupper() and after.isupper())
    return False


def _elides(text: str, apostrophe: int) -> bool:
    word = ""
    at = apostrophe - 1
    while at >= 0 and is_letter(text[at]) and len(word) <= _LONGEST_ELIDED:
        word = text[at] + word
        at -= 1
    return bool(_ELIDED.fullmatch(word))


def splits_compound(text: str, at: int) -> bool:
    """Whether `at` in an unfolded text lies beside the hyphen that joins two words.

    Quoting `violent` from `non-violent` would turn it round. Dashes between words do not join. The
    hyphen may stand at the end of a line.
    """
    begin = max(0, at - _WINDOW)
    window = text[begin : at + _WINDOW]
    if not _ANY_HYPHEN.search(window):
        return False
    return any(
        m.start() <= at - begin <= m.end()
        and m.start() > 0
        and m.end() < len(window)
        and is_letter(window[m.start() - 1])
        and is_letter(window[m.end()])
        for m in _HYPHEN.finditer(window)
    )


# --- figures ----------------------------------------------------------------------------------

_MONEY = "".join(chr(c) for c in range(0x24, 0xFFE7) if unicodedata.category(chr(c)) == "Sc")
_HALVES = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_SCALES = (
    "thousand million billion trillion milliers? millions? milliards? tausend million(?:en)? mio "
    "milliarden? mrd mil mill[oó]n(?:es)? [mb]ilh(?:ão|ões) mila milion[ei] miliard[oi] "
    "duizend miljoen miljard tysi\\w+ milion\\w* miliard\\w* miljoner miljarder bin milyon milyar "
    "тыс(?:яч\\w*)? млн млрд миллион\\w* миллиард\\w* тисяч\\w* мільйон\\w* мільярд\\w* "
    "χιλιάδες εκατομμύρι\\w+ δισεκατομμύρι\\w+ nghìn triệu tỷ ribu juta miliar triliun tisíc "
    "mii milioane miliarde ezer millió milliárd tuhatta miljoonaa miljardia "
    "ألف آلاف مليون ملايين مليار مليارات אלף אלפים מיליון מיליארד लाख करोड़ हज़ार हजार"
)
_MONEY_NAMES = "euros? dollars? kr zł руб(?:л\\w+)? Kč Ft lei CHF USD EUR GBP JPY CNY"
_UNITS = (
    "[kcdmµμn]?m[²³]? [kmµμ]?g t [cdmh]?[lL] ha [kMGT]?Hz [kMGT]?Wh? [kMGT][oB] mph ft lb "
    "oz dB hPa kcal kJ ms s min h"
)
_UNSPACED_SCALES = "พัน|หมื่น|แสน|ล้าน|บาท|[百千万萬億亿兆元円圓]|만|억|조"


def _any(words: str) -> str:
    return "|".join(words.split())


_DIGIT = re.compile(r"\d")
_SIGN = "-+±∓~≈≃<>≤≥≠√"
_FIGURE = re.compile(
    rf"""
    (?=[{_SIGN}%A-Z{_MONEY}\d])  # most characters begin none: this is tried first
    (?:(?<![\w%)\]"'{_MONEY}])[{_SIGN}]+[ ]?|(?<!\w)%)?
    (?:[A-Z]{{0,3}}(?<![0-9] )[{_MONEY}][ ]?[-+]?)?
    (?<!\d)(?:\d{{1,3}}(?:[ ]\d{{3}}(?!\d))+|\d++)
    (?:[-.,:/\u2044'’·٫٬،^×÷+]\d++)*
    (?:[ ]?[{_HALVES}])?
    (?:[ ]?(?:[%‰‱٪％﹪°℃℉′″º][CFK]?(?!\w)|[{_MONEY}](?!\d)|{_UNSPACED_SCALES}
        |(?i:{_any(_SCALES)})(?!\w)|(?:de[ ]|d')?(?:{_any(_MONEY_NAMES)})(?![\w'])
        |(?:{_any(_UNITS)})(?:/[^\W\d]+)?(?![\w'])))*
    """,
    re.VERBOSE,
)


def splits_figure(text: str, at: int) -> bool:
    """Whether `at` in a folded text lies inside a figure of any script.

    Its sign, decimal mark, groups, fraction, range, scale, unit, percent sign and currency are
    parts of it.
    """
    begin = max(0, at - _WINDOW)
    window = text[begin : at + _WINDOW]
    if not _DIGIT.search(window):
        return False
    for match in _FIGURE.finditer(window):
        if match.end() > at - begin:
            return match.start() < at - begin
    return False
