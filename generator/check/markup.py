"""Which parts of a document are markup that a browser would not show: they are not evidence."""

from __future__ import annotations

import re

_ELEMENTS = (
    "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas "
    "caption cite code col colgroup data datalist dd del details dfn dialog div dl dt em embed "
    "fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header "
    "hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta meter "
    "nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s "
    "samp script search section select slot small source span strong style sub summary sup svg "
    "table tbody td template textarea tfoot th thead time title tr track u ul var video wbr"
)
_START = re.compile(
    rf"<(?:(!--)|(/?)({'|'.join(sorted(_ELEMENTS.split(), key=len, reverse=True))})(?=[\s/>]))",
    re.IGNORECASE,
)
_UNSHOWN = frozenset({"script", "style", "template", "iframe", "noscript", "object", "svg"})
_LONGEST_TAG = 4000


def hidden_spans(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of comments, tags with their attributes, scripts and styles, in order.

    A document is not parsed as HTML: what is meant is markup that was left behind in a text.
    """
    spans: list[tuple[int, int]] = []
    done = 0
    for match in _START.finditer(text):
        start = match.start()
        if start < done:
            continue
        if match.group(1):
            end = text.find("-->", match.end())
            done = len(text) if end < 0 else end + 3
        else:
            done = _tag_end(text, match.end())
            if not done:
                continue
            name = match.group(3).lower()
            if not match.group(2) and name in _UNSHOWN:
                close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, done)
                done = close.end() if close else done
        spans.append((start, done))
    return tuple(spans)


def _tag_end(text: str, at: int) -> int:
    """Offset after the `>` that closes a tag, or 0 when it is not a tag after all."""
    limit = min(len(text), at + _LONGEST_TAG)
    quote = ""
    for n in range(at, limit):
        char = text[n]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and text[n - 1] in "= ":
            quote = char
        elif char == ">":
            return n + 1
        elif char == "<":
            return 0
    return 0
