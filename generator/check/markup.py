"""Which parts of a document its readers do not see: they are not evidence.

A document is a plain text that may hold HTML and Markdown. What a browser would show of the HTML, a
parser that follows the standard decides (`shown`); what is left out of Markdown, `markdown`. A `<`
that begins no tag is a character of the text, as in `a < b`, `List<String>`, `<jane@example.org>`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.check import markdown, shown
from generator.check.spans import Span, merged

# Every text of a page begins after a `>`, or with the document. There a mark of two private
# characters is put before its first character, which parsing leaves as it is: it says from where in
# the document a text came that the parser found. No markup begins or ends otherwise through it: in
# an attribute it is part of the value, in a comment of the comment.
_LITERAL = "\uf8ff"  # stands for a `<` that begins no tag
_FIRST, _SECOND, _BASE = 0xE000, 0xEC00, 0xC00
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARK = re.compile("([\ue000-\uebff])([\uec00-\uf7ff])")
_BEGINNING = re.compile(r"(?:\A|>)[ \t\n\f\r]*(?=[^ \t\n\f\r<]|<(?![a-zA-Z/!?]))")
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_RAW = {"xmp": re.compile(r"</xmp(?=[\s/>])", re.IGNORECASE), "plaintext": re.compile(r"(?!)")}


@lru_cache(maxsize=8)
def hidden_spans(text: str) -> tuple[Span, ...]:
    """(start, end) of what readers do not see, in order and apart: comments, tags with their
    attributes, scripts, hidden and struck elements, and the same of Markdown.
    """
    page = markdown.read(text)
    hidden = page.hidden
    if "<" in text:
        plain = _replaced(text, page.literal)
        words = _words(plain)
        found = _unseen(plain)
        if words:
            taken = merged(words)
            # Such a `<` is text for a reader of the text, the beginning of a tag for a browser:
            # what is seen must be seen by both, but for the words that the browser takes for a tag.
            found = list(_without(found, taken))
            found = [*_unseen(_replaced(plain, [start for start, _ in words])), *found]
        hidden = [*hidden, *found]
    return tuple(merged(hidden))


def touches(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Whether a part of a text, not empty, shares a character with spans in order and apart."""
    at = bisect_right(spans, (start, start)) - 1
    return (at >= 0 and spans[at][1] > start) or (at + 1 < len(spans) and spans[at + 1][0] < end)


def _replaced(text: str, places: Iterable[int]) -> str:
    """A text with a `<` at some places, in order, made a character that begins no markup."""
    pieces, done = [], 0
    for at in places:
        pieces += [text[done:at], _LITERAL]
        done = at + 1
    return "".join(pieces) + text[done:] if pieces else text


def _without(spans: Iterable[Span], others: list[Span]) -> Iterator[Span]:
    """Spans, in order, less other spans, in order and apart."""
    n = 0
    for start, end in spans:
        while n < len(others) and others[n][1] <= start:
            n += 1
        k = n
        while k < len(others) and others[k][0] < end:
            if start < others[k][0]:
                yield start, others[k][0]
            start = max(start, others[k][1])
            k += 1
        if start < end:
            yield start, end


# --- HTML -------------------------------------------------------------------------------------


def _unseen(text: str) -> list[Span]:
    """What a browser would not show of a text as HTML."""
    seen = merged(_seen(text))
    edges = [0, *(edge for span in seen for edge in span), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _seen(text: str) -> Iterator[Span]:
    """Every text that a browser shows, with the white space around it."""
    clean = _PRIVATE.sub(lambda m: m[0] if m[0] == _LITERAL else "\ufffd", text)
    starts: list[int] = []
    origins: list[int] = []

    def marked(match: re.Match[str]) -> str:
        number = len(starts)
        starts.append(match.end())
        origins.append(match.start() + (match[0][:1] == ">"))
        high, low = divmod(number, _BASE)
        return f"{match[0]}{chr(_FIRST + high)}{chr(_SECOND + low)}"

    html = _BEGINNING.sub(marked, clean)
    origins.append(len(clean))
    for found, element in shown.texts(html, _PRIVATE):
        raw = _RAW.get(element)
        for mark in _MARK.finditer(found):
            n = (ord(mark[1]) - _FIRST) * _BASE + ord(mark[2]) - _SECOND
            start = starts[n]
            if raw:
                stop = origins[n + 1]
                end = raw.search(clean, start, stop)
            else:
                stop = len(clean)
                end = _MARKUP.search(clean, start)
            yield origins[n], end.start() if end else stop


# --- what only looks like a tag ---------------------------------------------------------------

_ELEMENTS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big "
    "blink blockquote body br button canvas caption center cite code col colgroup data datalist dd "
    "del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form "
    "frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins kbd "
    "keygen label legend li link listing main map mark marquee math menu menuitem meta meter nav "
    "nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre "
    "progress q rb rp rt rtc ruby s samp script search section select slot small source span "
    "strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time "
    "title tr track tt u ul var video wbr xmp annotation annotation-xml maction merror mfrac mi "
    "mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder munderover semantics"
)
_NAMES = frozenset(_ELEMENTS.split())
# Most tags hold nothing but a name of HTML's: they are passed over at once.
_TAG = re.compile(rf"<(?=[a-zA-Z/])(?!/?(?:{'|'.join(sorted(_NAMES))})>)/?([a-zA-Z][^\s/>]*)")
_ADDRESS = re.compile(
    r"<(?:[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[^\s<>/@]{1,64}@[^\s<>/@]{1,255})>"
)
_USUAL_NAME = re.compile(r"[a-zA-Z][\w:.-]*")
_HIDES = re.compile(r"[\s/](?:hidden|popover|style|class|id)(?=[\s/>=])", re.IGNORECASE)


class _Ahead:
    """The next place of an expression from places that only grow."""

    def __init__(self, pattern: str | re.Pattern[str], text: str) -> None:
        self._pattern, self._text = re.compile(pattern), text
        self._at = -1

    def after(self, start: int) -> int:
        """The first place from there on; the end of the text if there is none."""
        if self._at < start:
            match = self._pattern.search(self._text, start)
            self._at = match.start() if match else len(self._text) + 1
        return self._at


def _words(text: str) -> list[Span]:
    """What a browser would take for tags and no writer of HTML meant: (start, end), in order.

    A tag is meant where an attribute has a value or hides, or where its name is one of HTML's and
    a `>` ends it before another `<` and before the paragraph ends.
    """
    close_at, open_at = _Ahead(">", text), _Ahead("<", text)
    equals, quoted = _Ahead("=", text), _Ahead("=\\s*[\"']", text)
    hides, blank = _Ahead(_HIDES, text), _Ahead(r"\n[ \t\r]*\n", text)
    found: list[Span] = []
    meant: set[str] = set()  # names that are none of HTML's
    for match in _TAG.finditer(text):
        start, after = match.span()
        close = close_at.after(after)
        if not _ADDRESS.match(text, start):
            name = match[1].lower()
            if hides.after(after) < close or quoted.after(after) < close:
                meant.add(name)
                continue
            value = equals.after(after) < close and _USUAL_NAME.fullmatch(name)
            ends = close < min(blank.after(after), open_at.after(after), len(text))
            if ends and (value or name in _NAMES):
                meant.add(name)
                continue
            if text[start + 1] == "/" and name in meant:
                continue
        found.append((start, min(close + 1, len(text))))
    return found
