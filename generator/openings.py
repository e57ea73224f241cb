"""Walk to the places of a text where a figure or a date may begin, past web addresses.

Most words begin neither. Looking them up in a set, before any larger expression is tried, is what
makes it quick to read a long text.
"""

import re
from collections.abc import Iterable, Iterator

from generator.digits import CURRENCY_SIGNS, FRACTIONS

_LINK = r"\bhttps?://\S++|\bwww\.\S++|\b\w++\.[a-z]{2,6}/\S*+"
_SYMBOLS = CURRENCY_SIGNS
_DIGIT = f"0-9{''.join(FRACTIONS)}"
_AFTER_SIGN = rf"(?=[{_DIGIT}{_SYMBOLS}UCAuca])"
_AFTER_SYMBOL = rf"(?=(?i:US|CA)?[^\S\n]{{0,2}}[-+\u2212]?[{_DIGIT}])"
_SIGN = rf"[-+\u2212]{_AFTER_SIGN}|[{_SYMBOLS}]{_AFTER_SYMBOL}"
_PLACES = re.compile(rf"(?P<link>{_LINK})|(?P<sign>{_SIGN})|(?P<number>[{_DIGIT}]\w*+)|\w++", re.I)
# The same without links and words. It looks for a character first, which is quickest.
_FIGURES = re.compile(
    rf"[-+\u2212{_SYMBOLS}{_DIGIT}](?:(?<=[{_DIGIT}])(?<!\w[{_DIGIT}])|(?<=[-+\u2212]){_AFTER_SIGN}"
    rf"|(?<=[{_SYMBOLS}]){_AFTER_SYMBOL})"
)
_MORE = re.compile(r"/|www\.|[SCA]\$", re.I)  # perhaps a link, or the US$ of a country
_WORD = re.compile(r"\w+")


def parts(text: str) -> list[str]:
    """The words of a text in lower case, each part of a hyphenated one for itself."""
    return _WORD.findall(text.lower())


def openings(
    text: str,
    words: frozenset[str],
    telling: frozenset[str],
    own: Iterable[str] | None = None,
) -> Iterator[int]:
    """Where a number, a sign before one, or one of some words begins.

    Args:
        text: Any text.
        words: In lower case.
        telling: Those of them without one of which no other is of use: a text that holds none of
            them has its numbers and signs looked at, but none of its words.
        own: The `parts` of the text, where they are known already.

    Yields:
        The places, in order.
    """
    if telling.isdisjoint(parts(text) if own is None else own) and not _MORE.search(text):
        for match in _FIGURES.finditer(text):
            yield match.start()
        return
    for match in _PLACES.finditer(text):
        if match.lastgroup == "link":
            continue
        if match.lastgroup or match[0].lower() in words:
            yield match.start()
