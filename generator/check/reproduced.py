"""How much of a document the published site reproduces: what a quotation budget limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.check.sentences import Sentence
from generator.check.spans import Span, merged
from generator.model import Display, Index, Seed
from generator.text import fold


def shown(seed: Seed, spans: Iterable[Span], context: int) -> list[Span]:
    """The parts of a document that its own page on the site shows, in order and apart.

    Args:
        spans: its cited passages, in order.
        context: characters shown on each side of a passage of an excerpted document, and the most
            that a gap between two such parts must have to be closed.
    """
    text = seed.text
    if seed.display is Display.FULL:
        return [(0, len(text))] if text else []
    if seed.display is Display.NONE:
        return []
    windows: list[Span] = []
    for start, end in spans:
        start, end = _widened(text, start, end, context)
        if windows and len(text[windows[-1][1] : start].strip()) <= context:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return windows


def reproduced(index: Index, seed: Seed, context: int, also: Iterable[Span] = ()) -> list[Span]:
    """The parts of a document that stand anywhere on the site, in order and apart.

    That is what its own page shows, and the quotes themselves: of facts, of questions as the
    document asks them, and `also` of its metadata.
    """
    quotes = sorted(s for _, p in index.cited_by.get(seed.id, ()) for s in p.spans)
    asked = [
        s
        for passages in index.asked.values()
        for p in passages
        if p.citation.seed == seed.id and p.verdict.passes
        for s in p.spans
    ]
    return merged([*shown(seed, quotes, context), *quotes, *asked, *also])


def size(spans: Iterable[Span]) -> int:
    """How many characters spans hold that are apart."""
    return sum(end - start for start, end in spans)


def distinct(seed: Seed, sentences: Sequence[Sentence], spans: Sequence[Span]) -> tuple[int, int]:
    """How many characters of a document's different sentences are reproduced, of how many.

    A document that prints its article twice is reproduced by half when the whole article is: this
    measure, in which a sentence counts once however often it stands there, says so.
    """
    sizes: dict[str, tuple[int, int]] = {}
    at = 0
    for sentence in sentences:
        while at < len(spans) and spans[at][1] <= sentence.start:
            at += 1
        covered, n = 0, at
        while n < len(spans) and spans[n][0] < sentence.end:
            covered += min(spans[n][1], sentence.end) - max(spans[n][0], sentence.start)
            n += 1
        words = fold(seed.text[sentence.start : sentence.end])
        most, length = sizes.get(words, (0, sentence.end - sentence.start))
        sizes[words] = max(most, min(covered, length)), length
    return sum(c for c, _ in sizes.values()), sum(n for _, n in sizes.values())


def _widened(text: str, start: int, end: int, context: int) -> Span:
    """A span with some context of its own lines on each side, cut between words."""
    first = max(start - context, text.rfind("\n", 0, start) + 1)
    line_end = text.find("\n", end)
    last = min(end + context, len(text) if line_end < 0 else line_end)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    return first, last
