"""The fold table and folding: what two spellings of the same words may differ in.

Folding maps a text to a plainer one of the same words and remembers where each character came
from, so that what is found in the folded text can be shown in the original. Only typography is
folded; letters, accents, case, digits, signs, units and word order never are. Normalization is
NFC (UAX #15), never NFKC, which would turn `10²` into `102`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache

DOUBLE_QUOTES = "“”„‟«»＂〝〞〟"
SINGLE_QUOTES = "‘’‚‛‹›ʼ＇"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
ZERO_WIDTH = "\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff"
EXPANDED = {
    "…": "...",
    **{chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0xFB00, 0xFB07)},
    **{chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0xFB13, 0xFB18)},
}

FOLD_TABLE: tuple[tuple[str, str, str], ...] = (
    ("white-space", "any run of white space, no-break spaces and line breaks too", "one space"),
    ("double-quotes", " ".join(DOUBLE_QUOTES), '"'),
    ("single-quotes", " ".join(SINGLE_QUOTES), "'"),
    ("guillemet-space", "white space just inside « »", "nothing"),
    ("dashes", " ".join(DASHES), "-"),
    ("ellipsis", "…", "..."),
    ("ligatures", " ".join(c for c in EXPANDED if c != "…"), "their letters"),
    ("zero-width", " ".join(f"U+{ord(c):04X}" for c in ZERO_WIDTH), "nothing"),
    ("composition", "a letter and its combining accent", "the accented letter (NFC)"),
)
"""The table as it is published: id, what is folded, what it becomes."""

# Characters that become one other character; everything else special changes the length.
_ONE_TO_ONE = str.maketrans(
    dict.fromkeys(DOUBLE_QUOTES, '"')
    | dict.fromkeys(SINGLE_QUOTES, "'")
    | dict.fromkeys(DASHES, "-")
)
_BLANK = rf"[\s{ZERO_WIDTH}]"
# One space alone is no match: there are too many of them to look at each.
_SPECIAL = re.compile(rf"«{_BLANK}+|(?! (?!{_BLANK}|»)){_BLANK}+»?|[{''.join(EXPANDED)}]")
# Letters, digits and single spaces that folding leaves alone: most short texts hold nothing else.
_PLAIN = re.compile(r"(?:[!-~À-ÖØ-öø-ÿŒœ]++(?: [!-~À-ÖØ-öø-ÿŒœ]++)*)?")

FIRST_MARK = "\u0300"
"""No character before this one is drawn into its neighbour."""

MAX_MARKS = 64
"""More than this in a row of what joins the character before it are refused: normalizing combining
marks takes time, and setting a cluster in type takes memory, in proportion to the square."""

# Any character that could be a combining mark; a text without one needs no closer look.
_PERHAPS_MARK = re.compile(
    "[\u0300-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u309a\ua66f-\uabed\ufb1e"
    "\ufe20-\ufe2f\U00010000-\U0001ffff]"
)
# What could be more than `MAX_MARKS` characters that join the one before.
_PERHAPS_JOINED = re.compile(
    f"[{ZERO_WIDTH}\u0300-\u1dff\u200c\u200d\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u309a\ua66f-\uabed"
    "\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U00010000-\U0001ffff\U000e0000-\U000e01ef]{65,}"
)


class Folded:
    """A folded text that knows its original.

    Attributes:
        text: the folded text.
    """

    __slots__ = ("_at", "_source", "_width", "text")

    def __init__(self, source: str) -> None:
        pieces: list[str] = []
        self._at: list[int] = []  # folded offset at which a run begins; at last, that of the end
        self._source: list[int] = []  # its offset in the original
        self._width: list[int] = []  # length in the original of a replaced run; -1 if kept 1:1
        length = 0
        done = 0

        def piece(folded: str, start: int, end: int, *, kept: bool) -> None:
            nonlocal length
            if folded:
                self._at.append(length)
                self._source.append(start)
                self._width.append(-1 if kept else end - start)
                pieces.append(folded)
                length += len(folded)

        for start, end, folded in _replacements(source):
            piece(source[done:start].translate(_ONE_TO_ONE), done, start, kept=True)
            piece(folded, start, end, kept=False)
            done = end
        piece(source[done:].translate(_ONE_TO_ONE), done, len(source), kept=True)
        self._at.append(length)
        self.text = "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Offsets in the original of `text[start:end]`.

        Returns:
            (start, end) without what folds to nothing at either end; None when an end lies
            inside a replaced run, such as between two of the three dots of `…`.
        """
        first = bisect_right(self._at, start) - 1
        last = bisect_right(self._at, end - 1) - 1
        if self._width[first] >= 0 and self._at[first] != start:
            return None
        begin = self._source[first] + start - self._at[first]
        if self._width[last] < 0:
            return begin, self._source[last] + (end - self._at[last])
        if self._at[last + 1] != end:
            return None
        return begin, self._source[last] + self._width[last]


def _replacements(source: str) -> list[tuple[int, int, str]]:
    """(start, end, folded) of every run whose length changes, in order."""
    found = [
        (m.start(), m.end(), _special(source, m.start(), m.end()))
        for m in _SPECIAL.finditer(source)
    ]
    if not unicodedata.is_normalized("NFC", source):
        taken = {start for start, _, _ in found}
        found += [c for c in _compositions(source) if c[0] not in taken]
        found.sort()
    return found


def _special(source: str, start: int, end: int) -> str:
    run = source[start:end]
    if run in EXPANDED:
        return EXPANDED[run]
    blank = " " if any(c.isspace() for c in run) else ""
    # In »German« the blank beside a guillemet is outside of it.
    if run[0] == "«":
        return '"' + blank if _beside_word(source, start - 1, -1) else '"'
    if run[-1] == "»":
        return blank + '"' if _beside_word(source, end, 1) else '"'
    return blank


def _beside_word(source: str, at: int, step: int) -> bool:
    """Whether the next character that is seen, in a direction, is directly one of a word."""
    while 0 <= at < len(source) and source[at] in ZERO_WIDTH:
        at += step
    return 0 <= at < len(source) and (is_letter(source[at]) or (step < 0 and source[at] in ".!?…"))


def _compositions(source: str) -> list[tuple[int, int, str]]:
    """Clusters of a text that NFC changes: a starter and all that may compose with it."""
    joins = _joining()
    found = []
    start = 0
    for at in range(1, len(source) + 1):
        if at < len(source) and source[at] in joins:
            continue
        cluster = source[start:at]
        if not cluster.isascii():
            composed = unicodedata.normalize("NFC", cluster)
            if composed != cluster:
                found.append((start, at, composed.translate(_ONE_TO_ONE)))
        start = at
    return found


@cache
def _joining() -> frozenset[str]:
    """Every character that may compose with, or be reordered behind, the one before it."""
    joins = {chr(c) for c in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}  # Hangul
    for code in range(0x300, 0x1F000):
        char = chr(code)
        if unicodedata.combining(char):
            joins.add(char)
    for code in range(0xC0, 0x30000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            joins.add(chr(int(parts[1], 16)))
    return frozenset(joins)


def long_mark_run(text: str) -> int | None:
    """Offset of the first run of more than `MAX_MARKS` that join the one before, or None."""
    for run in _PERHAPS_JOINED.finditer(text):
        first, count = run.start(), 0
        for at in range(run.start(), run.end()):
            char = text[at]
            if joins(char):
                first, count = (first, count + 1) if count else (at, 1)
                if count > MAX_MARKS:
                    return first
            elif char not in ZERO_WIDTH:  # which folding drops
                count = 0
    return None


def joins(char: str) -> bool:
    """Whether a character is drawn into the one before it: a mark, a joiner, a part of Hangul."""
    return is_mark(char) or "\u1160" <= char <= "\u11ff" or "\U000e0020" <= char <= "\U000e007f"


def fold(text: str) -> str:
    """A short text, folded and without white space at its ends."""
    return text if _PLAIN.fullmatch(text) else _fold(text)


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    if _SPECIAL.search(text) or not unicodedata.is_normalized("NFC", text):
        return Folded(text).text.strip()
    return text.translate(_ONE_TO_ONE).strip()


# --- words ------------------------------------------------------------------------------------

# Scripts written without spaces between words: any place between two letters may be a boundary.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u3005-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u9fff\ua980-\ua9ff\uaa60-\uaadf\uf900-\ufaff"
    "\uff66-\uff9d\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_UNCOUNTED = re.compile(rf"[{ZERO_WIDTH}]|{_PERHAPS_MARK.pattern}")
_NOT_ONE_EACH = re.compile(f"{_UNCOUNTED.pattern}|{_UNSPACED.pattern}|_")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


# What ends a sentence in any script (Unicode's Sentence_Terminal), apart from `.`, `!` and `?`.
_TERMINAL = (
    "\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965"
    "\u104a\u104b\u1362\u1367\u1368\u166e\u1735\u1736\u1803\u1809\u1944\u1945"
    "\u1aa8-\u1aab\u1b5a\u1b5b\u1b5e\u1b5f\u1b7d\u1b7e\u1c3b\u1c3c\u1c7e\u1c7f\u2024"
    "\u203c\u203d\u2047-\u2049\u2e2e\u2e3c\u2e53\u2e54\u3002\ua4ff\ua60e\ua60f\ua6f3"
    "\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c8\ua9c9\uaa5d-\uaa5f\uaaf0\uaaf1\uabeb"
    "\ufe52\ufe56\ufe57\uff01\uff0e\uff1f\uff61\U00010a56\U00010a57\U00010f55-\U00010f59"
    "\U00010f86-\U00010f89\U00011047\U00011048\U000110be-\U000110c1\U00011141-\U00011143"
    "\U000111c5\U000111c6\U000111cd\U000111de\U000111df\U00011238\U00011239\U0001123b"
    "\U0001123c\U000112a9\U0001144b\U0001144c\U000115c2\U000115c3\U000115c9-\U000115d7"
    "\U00011641\U00011642\U0001173c-\U0001173e\U00011944\U00011946\U00011a42\U00011a43"
    "\U00011a9b\U00011a9c\U00011c41\U00011c42\U00011ef7\U00011ef8\U00016a6e\U00016a6f"
    "\U00016af5\U00016b37\U00016b38\U00016b44\U00016e98\U0001bc9f\U0001da88"
)
_PART = re.compile(rf"\n|\.+(?![a-z0-9.])|[!?{_TERMINAL}]")


def most_sentences(text: str) -> int:
    """How many lines and sentences a text has at most, less one, however it is cut."""
    return sum(1 for _ in _PART.finditer(text))


def counted_words(text: str) -> int:
    """Number of words; in scripts without spaces each character counts as one."""
    if not _NOT_ONE_EACH.search(text):
        return len(_WORD.findall(text))
    if _UNCOUNTED.search(text):  # what would divide words, such as the vowel signs of Devanagari
        text = "".join(c for c in text if not is_mark(c) and c not in ZERO_WIDTH)
    return sum(len(_UNSPACED.findall(word)) or 1 for word in _WORD.findall(text) if word.strip("_"))


def words(text: str) -> list[str]:
    """The words of a text in order, without punctuation."""
    return _WORD.findall(text)


def is_mark(char: str) -> bool:
    """Whether a character belongs to the one before it (a combining mark or a joiner)."""
    return unicodedata.category(char)[0] == "M" or char in "\u200c\u200d"


def is_letter(char: str) -> bool:
    """Whether a character belongs to a word."""
    return char.isalnum() or char == "_" or (char >= FIRST_MARK and is_mark(char))


def is_unspaced(char: str) -> bool:
    """Whether a character is of a script written without spaces between words."""
    return bool(_UNSPACED.match(char))
