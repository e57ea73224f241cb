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
_UNSHOWN = re.compile(
    "audio|canvas|datalist|head|iframe|noscript|object|script|style|svg|template|title|video"
)
_ENDLESS = frozenset({"script", "style", "iframe"})  # unless it is closed, up to the end
_HIDDEN = re.compile(
    r"""\shidden(?=[\s=>/])(?!\s*=\s*["']?until-found)
    |\sstyle\s*=\s*["']?[^"'>]{0,100}?(?:display\s*:\s*none|visibility\s*:\s*hidden)""",
    re.IGNORECASE | re.VERBOSE,
)
_EMPTY = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
_LONGEST_TAG = 4000
_COMMENT_END = re.compile(r"--!?>")


def hidden_spans(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of comments, tags with their attributes, scripts and styles, in order.

    A document is not parsed as HTML: what is meant is markup that was left behind in a text.
    """
    spans: list[tuple[int, int]] = []
    ends: dict[str, dict[int, int]] = {}
    done = 0
    for match in _START.finditer(text):
        start = match.start()
        if start < done:
            continue
        if match.group(1):
            close = _COMMENT_END.search(text, match.end() - 2)
            done = close.end() if close else len(text)
        else:
            done = _tag_end(text, match.end())
            if not done:
                continue
            name = match.group(3).lower()
            if not match.group(2) and (
                _UNSHOWN.fullmatch(name)
                or (not _EMPTY.fullmatch(name) and _HIDDEN.search(text, match.end(), done))
            ):
                if name in _ENDLESS:  # what looks like a tag in it is none
                    close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, done)
                    done = close.end() if close else len(text)
                else:
                    if name not in ends:
                        ends[name] = _element_ends(text, name)
                    done = ends[name].get(done, done)
        spans.append((start, done))
    return tuple(spans)


def _element_ends(text: str, name: str) -> dict[int, int]:
    """For each element of a name, where its first tag ends: where the tag that closes it ends."""
    ends: dict[int, int] = {}
    begun: list[int] = []
    for tag in re.compile(rf"<(/?){name}(?=[\s/>])[^<>]*>", re.IGNORECASE).finditer(text):
        if not tag.group(1):
            begun.append(tag.end())
        elif begun:
            ends[begun.pop()] = tag.end()
    return ends


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
