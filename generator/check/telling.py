"""Says what makes a sentence telling: figures, dates, and names that the sheets know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from generator import amounts
from generator.check.spans import Span, merged
from generator.mentions import mentioned
from generator.model import Sheet
from generator.text import fold, words


def figures(text: str, language: str) -> list[Span]:
    """Where a sentence holds figures in digits, and dates."""
    known = amounts.find(text, language)
    found = [(a.start, a.end) for a in known if not a.spelled]
    return merged([*found, *((d.start, d.end) for d in mentioned(text, language, known))])


class Names:
    """Every name and alias of the sheets."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for sheet in sheets:
            for name in (*sheet.name.values(), *sheet.aliases):
                if parts := tuple(words(fold(name))):
                    self._by_first[parts[0]].add(parts)

    def within(self, text: str) -> Iterator[str]:
        """The known names that a sentence holds, in order, the longest at each place."""
        own = _unelided(fold(text))
        at = 0
        while at < len(own):
            held = [
                parts
                for parts in self._by_first.get(own[at], ())
                if tuple(own[at : at + len(parts)]) == parts
            ]
            longest = max(held, key=len, default=())
            if longest:
                yield " ".join(longest)
            at += len(longest) or 1


def _unelided(text: str) -> list[str]:
    """Words without an elided article or a possessive: `l'IA` is `IA`, `Ada's` is `Ada`."""
    found = []
    for word in words(text):
        before, apostrophe, after = word.partition("'")
        found.append(before if apostrophe and len(after) <= 1 else after or before)
    return found
