"""Know the characters that count, in any script, and the stretches of a text that hold some.

What looks like a figure is either read, by `amounts` and `mentions`, or named by `stretches`:
nothing that a reader takes for a figure passes in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from functools import lru_cache

from generator.text import FIRST_MARK, is_mark

Span = tuple[int, int]

FRACTIONS = {char: Decimal(str(unicodedata.numeric(char))) for char in "½¼¾⅕⅖⅗⅘⅛⅜⅝⅞⅒"}
"""Fractions in one character that are decimal numbers; a third is none."""

EXACT = Context(prec=100_000_000, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Rounds nothing that fits into a file."""

_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_DIGITS = re.compile(r"\d+")
# Signs of units in one character, and pictures of numbers that Unicode calls no numbers.
_SQUARED = frozenset("㎟㎠㎡㎢㎣㎤㎥㎦㎨㎯")
_PICTURES = frozenset("🔟💯\u283c")  # the last is the number sign of Braille
_PICTURED = re.compile(
    "(?:DIE FACE|DOMINO TILE|CLOCK FACE)|MAHJONG TILE .* OF (?:CHARACTERS|BAMBOOS|CIRCLES)"
    "|PLAYING CARD (?:ACE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|TRUMP)"
)
"""Names of characters that show a number as eyes, a hand or a card."""

CURRENCY_SIGNS = "$¢-¥֏؋৲৳৻૱௹฿៛\u20a0-\u20cf﷼﹩＄￠￡￥￦"
"""Every sign of a currency, as a class of characters; what Unicode adds, not each Python knows."""
# The 2 and the 3 of a square or cubic measure belong to its name.
_MEASURE = re.compile(r"(?<![^\W_])(?:[kcdhmµμn]?m|ft|yd|in|mi|s)(?P<power>[²³])(?!\w)")
_LETTERS_FOR_DIGITS = re.compile(r"[IlO]*lO[IlO]*|I+OO+")
# Han numerals, where they make no part of another word: 三百, but not 三菱.
_NUMERAL = "[零一二三四五六七八九十百千万萬億亿兆两兩壱壹弐贰貳叁參参肆伍陆陸柒捌玖拾佰仟廿卅卌]"
_COUNTED = "[年月日人名個个元円圆回次倍時时分秒週周歳岁台件]"
_HAN = r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_HAN_FIGURE = re.compile(rf"{_NUMERAL}{{2,}}|(?<!{_HAN}){_NUMERAL}{_COUNTED}?(?!{_HAN})")
_JOINS = frozenset("-\u2010\u2011.,/@:+")  # between a name and its number: GPT-4
_SIGNS = frozenset("-\u2010\u2011\u2212+±.,")
_PERCENT = frozenset("%％﹪٪‰‱°")
_OPENING = frozenset("([{\"'«“‘\u2019/")
_BEHIND = re.compile(r"[^\S\n]?([^\w\s])")
_BEFORE_NEXT = re.compile(r"[^\S\n]{0,2}[-+\u2212]?")
_NEAR = 3  # characters at most between two parts of one figure
_LETTER = r"[^\W\d_]"
_BETWEEN = re.compile(rf"(?<={_LETTER})[- \u2010\u2011](?=\d)|(?<=\d)[- \u2010\u2011](?={_LETTER})")
_AFTER = re.compile(rf"(?<={_LETTER})[- \u2010\u2011](?=\d)")
_BEFORE = re.compile(rf"(?<=\d)[- \u2010\u2011](?={_LETTER})")
_IN_A_WORD = re.compile(rf"(?<={_LETTER})[²³¹⁰⁴-⁹₀-₉]+")
_POWER = re.compile(r"(?<=\d)(?:[⁺⁻]?[²³¹⁰⁴-⁹]+)|\*\*(?=[-+]?\d)")
_HOUR = re.compile(r"(?<=\d) ?h ?(?=\d\d(?!\w))")
_SPACE = re.compile(r"\s")
_PLURAL = re.compile(r"(?<=\d)s\Z")

# --- digits -----------------------------------------------------------------------------------


def plain(text: str) -> str:
    """A text with the decimal digits of every script as 0 to 9, character for character.

    A number whose digits come from two scripts stays as it is: what it means, nobody can tell.
    """
    if text.isascii() or not _OTHER_DIGIT.search(text):
        return text
    pieces: list[str] = []
    done = 0
    for start, end in _numbers(text):
        number = text[start:end]
        if len({ord(char) - unicodedata.decimal(char) for char in number if char.isdecimal()}) == 1:
            pieces += text[done:start], "".join(map(_plain, number))
            done = end
    return "".join((*pieces, text[done:]))


def _numbers(text: str) -> Iterator[Span]:
    """Runs of digits with what may divide them: two characters at most, and no letter."""
    start, end = -1, -_NEAR
    for match in _DIGITS.finditer(text):
        if match.start() - end <= 2 and not _holds_letter(text[end : match.start()]):
            end = match.end()
            continue
        if start >= 0:
            yield start, end
        start, end = match.span()
    yield start, end


def _plain(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _holds_letter(text: str) -> bool:
    return any(map(str.isalnum, text))


@lru_cache(maxsize=4096)
def counts(char: str) -> bool:
    """Whether a character is a digit, a number, or a sign that holds one."""
    if unicodedata.category(char)[0] == "N" or char in _PICTURES:
        return True
    if char.isascii() or char in _SQUARED:
        return False
    if unicodedata.category(char) == "So" and _PICTURED.match(unicodedata.name(char, "")):
        return True
    whole = unicodedata.normalize("NFKC", char)
    return whole != char and any(c.isdecimal() or c.isnumeric() for c in whole)


def clings(char: str) -> bool:
    """Whether a character is drawn over the one before it, or is seen by nobody."""
    return char >= FIRST_MARK and (is_mark(char) or unicodedata.category(char) == "Cf")


# --- what is not read -------------------------------------------------------------------------


def stretches(text: str, read: Iterable[Span] = ()) -> list[Span]:
    """What looks like a figure and was not read: 10², 777_777, ⑦, 12٫5, GPT-4.

    Args:
        text: Any text.
        read: The stretches of it that were read, none overlapping another.

    Returns:
        Each from its first word to its last, with the name before it that a hyphen joins, as
        (start, end); in order, none overlapping another nor what was read.
    """
    if not _perhaps(text):
        return []
    found: list[Span] = []
    last = 0, 0
    for start, end in _pieces(text, read):
        word, gap = text[start:end], text[last[1] : start]
        if any(map(counts, word)) or _LETTERS_FOR_DIGITS.fullmatch(word):
            near = 0 < len(gap) <= _NEAR and not any(c.isalnum() or c.isspace() for c in gap)
            if near and found and found[-1][1] == last[1]:
                found[-1] = found[-1][0], end
            elif gap in _JOINS and last[1]:
                found.append((last[0], end))
            else:
                found.append((start, end))
        else:
            found += (match.span() for match in _HAN_FIGURE.finditer(text, start, end))
        last = start, end
    return list(_with_signs(text, found))


def _with_signs(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """Stretches with the sign, decimal mark, currency and percent sign directly beside them."""
    done = 0
    for start, end in found:
        first = start
        while first > done and start - first < _NEAR and _is_sign(text[first - 1]):
            first -= 1
        if first == 0 or text[first - 1].isspace() or text[first - 1] in _OPENING:
            start = first
        behind = _BEHIND.match(text, end)
        if behind and (behind[1] in _PERCENT or _is_currency(behind[1])):
            following = _BEFORE_NEXT.match(text, behind.end())
            at = following.end() if following else behind.end()
            if behind[1] in _PERCENT or not any(map(counts, text[at : at + 1])):
                end = behind.end()
        done = end
        yield start, end


def _is_sign(char: str) -> bool:
    return char in _SIGNS or _is_currency(char)


def _is_currency(char: str) -> bool:
    return unicodedata.category(char) == "Sc"


def _perhaps(text: str) -> bool:
    """Whether any character of a text counts, or stands for one that does."""
    if _DIGITS.search(text) or "lO" in text or "IO" in text:
        return True
    return not text.isascii() and any(
        char > "\x7f" and (counts(char) or _HAN_FIGURE.match(char)) for char in set(text)
    )


def _pieces(text: str, read: Iterable[Span]) -> Iterator[Span]:
    """The words of a text, with all that clings to them, cut where something was read."""
    inner = "".join(sorted(c for c in set(text) if c > "\x7f" and (clings(c) or counts(c))))
    word = re.compile(rf"[\w{re.escape(inner)}]+")
    known = sorted([*read, *(match.span("power") for match in _MEASURE.finditer(text))])
    at = 0
    for match in word.finditer(text):
        start, end = match.span()
        while at < len(known) and known[at][1] <= start:
            at += 1
        while at < len(known) and known[at][0] < end:
            if start < known[at][0]:
                yield start, known[at][0]
            start = max(start, known[at][1])
            if start >= end:
                break
            at += 1
        if start < end:
            yield start, end


def key(stretch: str) -> str:
    """What several ways of writing a stretch have in common.

    GPT-4 is GPT 4 and gpt4, CO₂ is CO2, 14h30 is 14:30, and two H100s are an H100. A raised digit
    behind a digit keeps its place: 10² is 10^2 and 10**2, and not 102.
    """
    word = _HOUR.sub(":", _BETWEEN.sub("", stretch.casefold()))
    word = _POWER.sub(_power, word)
    word = _IN_A_WORD.sub(lambda digits: unicodedata.normalize("NFKC", digits[0]), word)
    return _PLURAL.sub("", _SPACE.sub("", word))


def _power(found: re.Match[str]) -> str:
    return "^" + unicodedata.normalize("NFKC", found[0].strip("*")).replace("\u2212", "-")


def keys(text: str, read: Iterable[Span] = ()) -> Iterator[str]:
    """The keys of all stretches of a text that hold a figure, read or not."""
    known = list(read)
    yield from (key(text[start:end]) for start, end in stretches(text, known))
    yield from (key(measure[0]) for measure in _MEASURE.finditer(text))
    for whole in {text, _AFTER.sub("", text), _BEFORE.sub("", text), _HOUR.sub(":", text)}:
        yield from (key(whole[start:end]) for start, end in stretches(whole))
