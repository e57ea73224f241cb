"""Walk to the places of a text where a figure or a date may begin, past web addresses.

Most words begin neither. Looking them up in a set, before any larger expression is tried, is what
makes it quick to read a long text.
"""

import re
from collections.abc import Iterable, Iterator

_LINK = r"\bhttps?://\S++|\bwww\.\S++|\b\w++\.[a-z]{2,6}/\S*+"
_SYMBOLS = "$€£¥₹₩"
_AFTER_SIGN = rf"(?=[0-9{_SYMBOLS}UCAuca])"
_AFTER_SYMBOL = r"(?=(?i:US|CA)?[^\S\n]{0,2}[-+\u2212]?[0-9])"
_SIGN = rf"[-+\u2212]{_AFTER_SIGN}|[{_SYMBOLS}]{_AFTER_SYMBOL}"
_PLACES = re.compile(rf"(?P<link>{_LINK})|(?P<sign>{_SIGN})|(?P<number>[0-9]\w*+)|\w++", re.I)
# The same without links and words. It looks for a character first, which is quickest.
_FIGURES = re.compile(
    rf"[-+\u2212{_SYMBOLS}0-9](?:(?<=[0-9])(?<!\w[0-9])|(?<=[-+\u2212]){_AFTER_SIGN}"
    rf"|(?<=[{_SYMBOLS}]){_AFTER_SYMBOL})"
)
_MORE = re.compile(r"/|www\.|[SCA]\$", re.I)  # perhaps a link, or the US$ of a country
_WORD = re.compile(r"\w+")


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
        own: The words of the text in lower case, where they are known already.

    Yields:
        The places, in order.
    """
    if own is None:
        own = _WORD.findall(text.lower())
    if telling.isdisjoint(own) and not _MORE.search(text):
        for match in _FIGURES.finditer(text):
            yield match.start()
        return
    for match in _PLACES.finditer(text):
        if match.lastgroup == "link":
            continue
        if match.lastgroup or match[0].lower() in words:
            yield match.start()
