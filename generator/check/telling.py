"""Says what makes a sentence telling: figures, dates, and names that the sheets know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from generator import amounts
from generator.check.spans import Span, merged
from generator.digits import FRACTIONS
from generator.mentions import dated, mentioned
from generator.model import Sheet
from generator.openings import parts
from generator.text import fold, words

_DIGIT = re.compile(rf"[\d{''.join(FRACTIONS)}]")
_END = ""  # no word: here a name ends
_Tree: TypeAlias = "dict[str, _Tree]"


def figures(text: str, language: str) -> list[Span]:
    """Where a sentence holds figures in digits, and dates."""
    own = parts(text)
    if not _DIGIT.search(text) and not dated(own, language):
        return []
    known = amounts.find(text, language, own)
    found = [(a.start, a.end) for a in known if not a.spelled]
    return merged([*found, *((d.start, d.end) for d in mentioned(text, language, known, own))])


class Names:
    """Every name and alias of the sheets."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._tree: _Tree = {}
        for sheet in sheets:
            for name in (*sheet.name.values(), *sheet.aliases):
                place = self._tree
                for word in (parts := words(fold(name))):
                    place = place.setdefault(word, {})
                if parts:
                    place[_END] = {}

    def within(self, text: str) -> Iterator[str]:
        """The known names that a sentence holds, in order, the longest at each place."""
        own = _unelided(fold(text))
        at = 0
        while at < len(own):
            place, last, longest = self._tree, at, at
            while last < len(own) and own[last] in place:
                place = place[own[last]]
                last += 1
                if _END in place:
                    longest = last
            if longest > at:
                yield " ".join(own[at:longest])
            at = max(longest, at + 1)


def _unelided(text: str) -> list[str]:
    """Words without an elided article or a possessive: `l'IA` is `IA`, `Ada's` is `Ada`."""
    found = []
    for word in words(text):
        before, apostrophe, after = word.partition("'")
        found.append(before if apostrophe and len(after) <= 1 else after or before)
    return found
