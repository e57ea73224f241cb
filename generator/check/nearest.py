"""The words of a document that are most like a quote: shown beside it, never taken for it."""

from __future__ import annotations

import difflib
import re
from collections import Counter

from rapidfuzz import fuzz

from generator.check.match import Haystack, Span
from generator.diagnostics import shown
from generator.model import Place
from generator.text import fold

COPY = "Copy the words from the document, character for character."
NEAREST_IN = 200_000
"""Characters of a document in which the nearest words are looked for."""
NEAREST_FOR = 1_000
"""Characters of a quote that are compared."""
COMPARED = 1_000_000
"""Characters of a quote times those of a text that are compared at once."""

_PLACES = 20
_VOTERS, _VOTES = 60, 20  # words of a quote, and places of each, that tell where to compare
_PIECE = re.compile(r"\w{3,8}")
_WORDS = 300


def nearest(quote: str, stack: Haystack) -> tuple[float, Place, str] | None:
    """The words of the document most like a quote: (likeness to 100, place, words).

    Only ever a help: no likeness, however high, lets a quote pass.
    """
    text = stack.folded.text[:NEAREST_IN]
    best = most_like(fold(quote)[:NEAREST_FOR], text)
    if best is None:
        return None
    score, (start, end) = best
    source = stack.folded.span(start, end)
    place = in_document(stack, source[0] if source else 0)
    return score, place, text[start:end].strip()


def most_like(needle: str, text: str) -> tuple[float, Span] | None:
    """Likeness to 100, and the place of the likest words.

    What this takes grows with both lengths: in a longer text only those places are compared that
    share most words with what is looked for.
    """
    if not needle or len(needle) > len(text):
        return None
    whole = len(needle) * len(text) <= COMPARED
    best: tuple[float, Span] | None = None
    for start, end in [(0, len(text))] if whole else _likely(needle, text):
        likest = fuzz.partial_ratio_alignment(needle, text[start:end], score_cutoff=60)
        if likest and (best is None or likest.score > best[0]):
            best = likest.score, (start + likest.dest_start, start + likest.dest_end)
    return best and (best[0], to_blanks(text, best[1]))


def _likely(needle: str, text: str) -> list[Span]:
    """Stretches of a text, three times as long as the needle, that share words with it."""
    size = len(needle)
    votes: Counter[int] = Counter()
    pieces = dict.fromkeys((m[0], m.start()) for m in _PIECE.finditer(needle))
    for word, offset in list(pieces)[:_VOTERS]:
        at = -1
        for _ in range(_VOTES):
            at = text.find(word, at + 1)
            if at < 0:
                break
            votes[max(at - offset, 0) // size] += 1
    most = max(1, min(_PLACES, COMPARED // (3 * size * size)))
    likely = sorted(at * size for at, _ in votes.most_common(most))
    return [(max(at - size, 0), at + 2 * size) for at in likely]


def to_blanks(text: str, span: Span) -> Span:
    """A span with all of the words in which it begins and ends."""
    start, end = span
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def in_document(stack: Haystack, offset: int) -> Place:
    """The place of an offset into the document."""
    line = stack.seed.line_of(offset)
    return Place(stack.seed.path, line, offset - stack.seed.line_starts[line - 1] + 1)


def in_words(quote: str, nearest: str) -> str:
    """The first differing words of a quote and the document, as a hint."""
    ours, theirs = quote.split()[:_WORDS], nearest.split()[:_WORDS]
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    changes = [
        f"“{shown(' '.join(ours[a:b]), 60)}” → “{shown(' '.join(theirs[c:d]), 60)}”"
        for op, a, b, c, d in matcher.get_opcodes()
        if op != "equal"
    ]
    return f"Nearest words differ: {'; '.join(changes[:3])}." if changes else COPY
