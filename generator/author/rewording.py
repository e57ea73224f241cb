"""Finds what became of quoted words in a changed document: the passage that stands there now.

Whatever is found here is a proposal: it is checked by the one engine that finds quotes, shown to
an editor with the difference, and never passes for the words that were quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from generator.author.alignment import Alignment, opcodes
from generator.check.match import Haystack
from generator.model import Verdict
from generator.text import Folded, fold

Span = tuple[int, int]
Beside = tuple[str | None, str | None]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_BRACKETS = re.compile(r"(\[[^\[\]]{0,200}\])")
_BEGINS = re.compile(r"""[.,;:!?…)\]»”"'’\-–—\s]+""")
_ENDS = re.compile(r"""[.,;:!?…(\[«“"'‘\-–—\s]+$""")
# How alike, of 100, a passage at the same place must be to count as reworded: by its characters,
# and by its words. Unrelated passages of one language reach 48 and 29 once in a hundred times.
_HERE = 55
_WORDS_HERE = 30
_ELSEWHERE = 75  # by its characters, for a passage anywhere else
_CONTEXT = 600  # characters on each side of a quote that help to find its place
_WIDE = 6_000  # a stretch of changes longer than this is narrowed down first
_WIDEST = 200_000
_MOST = 5_000  # sentences in which a passage is looked for elsewhere
_CHOICE = 15  # words beside a quote that may be named to choose its place
_MORE = 8  # words by which a passage may grow on each side to be found


@dataclass(frozen=True, slots=True)
class Rewording:
    """What stands where quoted words stood.

    Attributes:
        start: offset in the new text.
        words: the passage, fit to be quoted.
        prefix, suffix: what stands directly beside it, when the citation must name that.
        refused: the rule that a citation of it would break; empty when it would be found.
    """

    start: int
    words: str
    prefix: str | None
    suffix: str | None
    refused: str = ""


def reworded(
    quote: str,
    spans: tuple[Span, ...],
    old: Haystack,
    new: Haystack,
    alignment: Alignment,
    beside: Beside,
    *,
    choosing: bool,
) -> Rewording | None:
    """The passage of the new text that a quote of the old one became, or None.

    Args:
        spans: where the quote stood, one span per part; empty when that is not known.
        beside: prefix and suffix of the citation.
        choosing: whether a prefix or suffix may be added to choose between several places.
    """
    if len(spans) > 1:
        return _edited(quote, spans, old, new, alignment, beside)
    place = _carried(spans[0], old, new, alignment) if spans else None
    if place is None or not _alike(quote, new.seed.text[slice(*place)]):
        place = _elsewhere(quote, new, alignment)
        if place is None:
            return None
    return settled(place, new, beside, choosing=choosing)


def difference(old: str, new: str) -> str:
    """Two wordings as one, word by word: `the same [-old-] {+new+} words`."""
    ours, theirs = old.split(), new.split()
    pieces = []
    for tag, i1, i2, j1, j2 in opcodes(ours, theirs):
        if tag == "equal":
            pieces.append(" ".join(ours[i1:i2]))
            continue
        if i2 > i1:
            pieces.append(f"[-{' '.join(ours[i1:i2])}-]")
        if j2 > j1:
            pieces.append(f"{{+{' '.join(theirs[j1:j2])}+}}")
    return " ".join(pieces)


def _likeness(quote: str, words: str) -> float:
    return fuzz.ratio(fold(quote), fold(words))


def _alike(quote: str, words: str) -> bool:
    """Whether a passage at the place of a quote may be the same, reworded."""
    ours, theirs = (_TOKEN.findall(fold(text)) for text in (quote, words))
    return _likeness(quote, words) >= _HERE and fuzz.ratio(ours, theirs) >= _WORDS_HERE


# --- where the words went ---------------------------------------------------------------------


def _carried(span: Span, old: Haystack, new: Haystack, alignment: Alignment) -> Span | None:
    """Where a stretch of the old text stands in the new one, by the words around and in it."""
    before, after = old.seed.text, new.seed.text
    if not alignment.old or not alignment.new:
        return None
    (o1, o2), (n1, n2) = alignment.around(alignment.touched(*span))
    if n2 <= n1:
        return None
    o1, o2 = max(o1, span[0] - _CONTEXT), min(max(o2, span[1]), span[1] + _CONTEXT)
    if n2 - n1 > _WIDE:
        n1, n2 = _narrowed(before[slice(*span)], after, n1, n2)
    ours = [(m.start() + o1, m.end() + o1, fold(m.group())) for m in _TOKEN.finditer(before[o1:o2])]
    theirs = [
        (m.start() + n1, m.end() + n1, fold(m.group())) for m in _TOKEN.finditer(after[n1:n2])
    ]
    first = sum(end <= span[0] for _, end, _ in ours)
    last = sum(start < span[1] for start, _, _ in ours)
    codes = opcodes([t[2] for t in ours], [t[2] for t in theirs])
    start = end = 0
    for tag, i1, i2, j1, j2 in codes:
        if i1 <= first < i2:
            start = j1 + (first - i1 if tag == "equal" else (first - i1) * (j2 - j1) // (i2 - i1))
        if i1 < last <= i2:
            end = j1 + (last - i1 if tag == "equal" else -((i1 - last) * (j2 - j1) // (i2 - i1)))
    if start >= end:
        return None
    return _trimmed(before[slice(*span)], after, theirs[start][0], theirs[end - 1][1])


def _narrowed(words: str, text: str, start: int, end: int) -> Span:
    """The part of a long stretch that is most like some words, with its surroundings."""
    folded = Folded(text[start : min(end, start + _WIDEST)])
    best = fuzz.partial_ratio_alignment(fold(words), folded.text)
    if best is None or best.dest_end <= best.dest_start:
        return start, start + _WIDE
    source = folded.span(best.dest_start, best.dest_end) or (best.dest_start, best.dest_end)
    return (max(start, start + source[0] - _CONTEXT), min(end, start + source[1] + _CONTEXT))


def _elsewhere(quote: str, new: Haystack, alignment: Alignment) -> Span | None:
    """The passage most like a quote among the sentences that the old text did not have."""
    fresh = alignment.fresh[:_MOST]
    best = process.extractOne(
        fold(quote),
        [piece.key for piece in fresh],
        scorer=fuzz.partial_ratio,
        score_cutoff=_ELSEWHERE,
    )
    if best is None:
        return None
    piece, text = fresh[best[2]], new.seed.text
    begin = max(text.rfind("\n", 0, piece.start) + 1, piece.start - len(quote))
    stop = text.find("\n", piece.end)
    stop = min(stop if stop >= 0 else len(text), piece.end + len(quote))
    ours = [fold(m.group()) for m in _TOKEN.finditer(quote)]
    theirs = list(_TOKEN.finditer(text, begin, stop))
    codes = [c for c in opcodes(ours, [fold(m.group()) for m in theirs]) if c[0] != "insert"]
    _, i1, i2, j1, j2 = codes[0]
    start = max(j1, j2 - (i2 - i1))
    _, i1, i2, j1, j2 = codes[-1]
    end = min(j2, j1 + (i2 - i1))
    if start >= end:
        return None
    place = _trimmed(quote, text, theirs[start].start(), theirs[end - 1].end())
    return place if place and _likeness(quote, text[slice(*place)]) >= _ELSEWHERE else None


def _trimmed(quote: str, text: str, start: int, end: int) -> Span | None:
    """A place without punctuation at its ends, unless the quote has some there too."""
    words = text[start:end]
    left, right = _BEGINS.match(words), _ENDS.search(words)
    if left and not _BEGINS.match(quote):
        start += left.end()
    if right and not _ENDS.search(quote):
        end -= len(right.group())
    return (start, end) if start < end else None


# --- a passage that can be cited --------------------------------------------------------------


def settled(place: Span, new: Haystack, beside: Beside, *, choosing: bool) -> Rewording:
    """A passage, with words beside it or lengthened word by word where it must be to be found.

    Args:
        beside, choosing: as for `reworded`.
    """
    text = new.seed.text
    refused = ""
    for start, end in _grown(place, text):
        words = _line(text[start:end])
        tried = [beside, _beside(text, start, end, beside)]
        if choosing and (start, end) == place:
            tried += _choices(text, start, end)
        for prefix, suffix in dict.fromkeys(tried):
            match = new.find(words, prefix, suffix)
            if match.verdict.passes:
                return Rewording(start, words, prefix, suffix)
            refused = refused or match.rule
            if match.rule not in ("quote-ambiguous", "quote-context"):
                break  # words beside it would not help
    return Rewording(place[0], _line(text[slice(*place)]), *beside, refused)


def _choices(text: str, start: int, end: int) -> Iterator[Beside]:
    """More and more words before a passage, or after it."""
    before = text[max(0, start - _CONTEXT) : start].split()[1 if start > _CONTEXT else 0 :]
    after = text[end : end + _CONTEXT].split()[:_CHOICE]
    for count in range(1, _CHOICE + 1):
        if count <= len(before):
            yield " ".join(before[-count:]), None
        if count <= len(after):
            yield None, " ".join(after[:count])


def _grown(place: Span, text: str) -> Iterator[Span]:
    """A place, then the same with more and more words of its line on either side."""
    line = text.rfind("\n", 0, place[0]) + 1, text.find("\n", place[1])
    stop = line[1] if line[1] >= 0 else len(text)
    before = [m.start() for m in _TOKEN.finditer(text, line[0], place[0])][: -_MORE - 1 : -1]
    after = [m.end() for m in _TOKEN.finditer(text, place[1], stop)][:_MORE]
    starts, ends = [place[0], *before], [place[1], *after]
    for total in range(len(starts) + len(ends) - 1):
        for left in range(total + 1):
            if left < len(starts) and total - left < len(ends):
                yield starts[left], ends[total - left]


def _beside(text: str, start: int, end: int, beside: Beside) -> tuple[str | None, str | None]:
    """As many words directly before and after a place as the citation has there."""
    prefix, suffix = beside
    if prefix:
        words = text[max(0, start - 20 * len(prefix)) : start].split("\n")[-1].split()
        prefix = " ".join(words[-len(prefix.split()) :]) or None
    if suffix:
        words = text[end : end + 20 * len(suffix)].split("\n")[0].split()
        suffix = " ".join(words[: len(suffix.split())]) or None
    return prefix, suffix


def _line(words: str) -> str:
    """Words on one line; what does not stand across a line break stays as it is."""
    return re.sub(r"\s*\n\s*", " ", words)


def _edited(
    quote: str,
    spans: tuple[Span, ...],
    old: Haystack,
    new: Haystack,
    alignment: Alignment,
    beside: Beside,
) -> Rewording | None:
    """A quote with cuts: each part on its own, the editor's brackets as they were."""
    places = [_carried(span, old, new, alignment) for span in spans]
    known = [place for place in places if place is not None]
    if len(known) < len(places) or known != sorted(known):
        return None
    words = iter([_line(new.seed.text[slice(*place)]) for place in known])
    parts = [
        part
        if _BRACKETS.fullmatch(part) or not part.strip()
        else re.sub(r"\S.*\S|\S", lambda _: next(words, ""), part, count=1, flags=re.DOTALL)
        for part in _BRACKETS.split(quote)
    ]
    result = "".join(parts)
    if not _alike(quote, result):
        return None
    start, end = known[0][0], known[-1][1]
    for prefix, suffix in dict.fromkeys([beside, _beside(new.seed.text, start, end, beside)]):
        match = new.find(result, prefix, suffix)
        if match.verdict is Verdict.EDITED:
            return Rewording(start, result, prefix, suffix)
    return Rewording(start, result, *beside, match.rule or "quote-not-found")
