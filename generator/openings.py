"""Walk to the places of a text where a figure or a date may begin, past web addresses.

Most words begin neither. Looking them up in a set, before any larger expression is tried, is what
makes it quick to read a long text.
"""

import re
from collections.abc import Iterator

_LINK = r"\bhttps?://\S++|\bwww\.\S++|\b\w++\.[a-z]{2,6}/\S*+"
_SYMBOLS = "$€£¥₹₩"
_SIGN = (
    rf"[-+\u2212](?=[0-9{_SYMBOLS}UCA])|[{_SYMBOLS}](?=(?:US|CA)?[^\S\n]{{0,2}}[-+\u2212]?[0-9])"
)
_PLACES = re.compile(rf"(?P<link>{_LINK})|(?P<sign>{_SIGN})|(?P<number>[0-9]\w*+)|\w++", re.I)


def openings(text: str, words: frozenset[str]) -> Iterator[int]:
    """Where a number, a sign before one, or one of these words begins.

    Args:
        text: Any text.
        words: In lower case.

    Yields:
        The places, in order.
    """
    for match in _PLACES.finditer(text):
        if match.lastgroup == "link":
            continue
        if match.lastgroup or match[0].lower() in words:
            yield match.start()
