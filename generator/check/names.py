"""Finds names: of a project's sheets through all their aliases, and other words with a capital.

Which words are names:

- every name and alias of a sheet. People and organizations are written as their sheet writes
  them, capitals included; technologies and events also in small letters (“world models”);
- inside a sentence, any other word that begins with a capital and belongs to no date or figure. At
  the start of a sentence only an abbreviation, a place or a language, or a word that the text in
  the other language has with a capital too.

When a name is held to stand in other words:

- a sheet, when any of its names or aliases stands there, in whatever language; an event also when
  all the names inside its own name do;
- another word, when it stands there in any case and with or without accents; when it names, or
  is the adjective of, a country, region, language, great city or day of the week that stands there
  under its name in that language (Unicode CLDR: India, « Inde », « indien »); when it is an
  abbreviation of the same letters in another order, as English and French have them (AI, « IA »),
  or of the words that stand there (« intelligence artificielle »); or when it is nearly the same
  word in the other language (president, « président »).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from generator.check import places
from generator.check.language import language
from generator.check.wording import Phrases, Wording, plain
from generator.model import Kind, Sheet

_STARTS = frozenset('.!?:;"“«([')
_PROPER = (Kind.PERSON, Kind.ORGANIZATION)
_COGNATE_LETTERS, _COGNATE_SHARE = 5, 0.8
_LONGEST_ABBREVIATION = 6


class Mention(NamedTuple):
    """A name in a text, by the positions of its words.

    Attributes:
        sheets: whom it may name; empty for a name of no sheet.
        event: it names nothing but events.
    """

    first: int
    last: int
    sheets: frozenset[str] = frozenset()
    event: bool = False


def registered(sheets: Mapping[str, Sheet]) -> str:
    """Everything of the sheets that a register of them depends on."""
    return repr([(s.id, s.kind.value, dict(s.name), s.aliases) for s in sheets.values()])


class Register:
    """The names and aliases of all sheets, found in any text in one pass over its words."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self._phrases: Phrases[tuple[str, Kind, tuple[bool, ...]]] = Phrases(loose=True)
        self._kinds = {sheet.id: sheet.kind for sheet in sheets.values()}
        # The same texts are asked about by several checks in a row.
        self.all = lru_cache(maxsize=1024)(self._all)
        self.sheets = lru_cache(maxsize=1024)(self._sheets)
        self.mentions = lru_cache(maxsize=1024)(self._mentions)
        for sheet in sheets.values():
            for name in dict.fromkeys((*sheet.name.values(), *sheet.aliases)):
                capitals = tuple(word[0].isupper() for word in Wording(name, "en").words)
                self._phrases.add(name, (sheet.id, sheet.kind, capitals))

    def _all(self, text: Wording) -> list[tuple[int, int, str]]:
        """(first word, word after the last, sheet) of every name, names inside names too."""
        found = []
        for first, last, (sheet, kind, capitals) in self._phrases.find(text):
            if kind not in _PROPER or all(
                text.words[first + n][0].isupper() or not capital
                for n, capital in enumerate(capitals)
            ):
                found.append((first, last, sheet))
        return found

    def _sheets(self, text: Wording) -> frozenset[str]:
        """Every sheet that a text names."""
        return frozenset(sheet for _, _, sheet in self.all(text))

    def _mentions(self, text: Wording) -> list[Mention]:
        """The longest names of a text, none overlapping another, in order."""
        best: dict[int, tuple[int, set[str]]] = {}
        for first, last, sheet in self.all(text):
            longest, sheets = best.setdefault(first, (last, set()))
            if last > longest:
                best[first] = (last, {sheet})
            elif last == longest:
                sheets.add(sheet)
        found: list[Mention] = []
        for first, (last, sheets) in sorted(best.items()):
            if not found or first >= found[-1].last:
                event = all(self._kinds[sheet] is Kind.EVENT for sheet in sheets)
                found.append(Mention(first, last, frozenset(sheets), event))
        return found

    def inside(self, text: Wording, mention: Mention) -> list[Mention]:
        """The names within an event's name, itself and other events left out."""
        return [
            Mention(first, last, frozenset([sheet]))
            for first, last, sheet in self.all(text)
            if mention.first <= first
            and last <= mention.last
            and self._kinds[sheet] is not Kind.EVENT
        ]


def capitals(text: Wording, other: Wording | None, taken: Iterable[Mention]) -> list[Mention]:
    """Names that no sheet bears: words with a capital, by the rules at the top.

    Args:
        other: the same sentence in the other language; None for a label, of which the first word
            has a capital anyway.
        taken: names already found.
    """
    found = _capitals(text, other)
    if not found:
        return found
    covered = {n for mention in taken for n in range(mention.first, mention.last)}
    return [mention for mention in found if mention.first not in covered]


@lru_cache(maxsize=1024)
def _capitals(text: Wording, other: Wording | None) -> list[Mention]:
    """All words with a capital that are names by the rules at the top, sheets' names among them."""
    candidates = [(n, word) for n, word in enumerate(text.words) if word[0].isupper()]
    if not candidates:
        return []
    lists = language(text.language)
    spared: Collection[str] = lists.not_names if lists else ()
    spans = [(a.start, a.end) for a in text.amounts] + [(d.start, d.end) for d in text.dates]
    inside = {n for start, end in spans for n in range(text.at(start), text.at(end))}
    found = []
    for n, word in candidates:
        if n in inside or len(word) < 2 or word.lower() in spared:
            continue
        if _starts_sentence(text, n) and not (
            word.isupper()
            or places.is_name(word, text.language)
            or (other is not None and _has_capital(other, word))
        ):
            continue
        found.append(Mention(n, n + 1))
    return found


def _starts_sentence(text: Wording, n: int) -> bool:
    between = text.text[text.spans[n - 1][1] if n else 0 : text.spans[n][0]].rstrip()
    return between[-1] in _STARTS if between else not n


def _has_capital(text: Wording, word: str) -> bool:
    letters = plain(word)
    return any(w[0].isupper() and plain(w) == letters for w in text.words)


def stands(text: Wording, mention: Mention, evidence: Sequence[Wording]) -> bool:
    """Whether a name of no sheet stands in other texts, by the rules at the top."""
    word = text.words[mention.first]
    letters = plain(word)
    if any(letters in other.plain for other in evidence):
        return True
    if _abbreviates(word, evidence):
        return True
    if any(_cognate(letters, w) for o in evidence if o.language != text.language for w in o.plain):
        return True
    ids = {
        i
        for first, last, found in places.named(text)
        for i in found
        if first <= mention.first < last
    }
    if ids and any(ids & found for o in evidence for _, _, found in places.named(o)):
        return True
    stem = places.stem(word, text.language)
    return len(stem) > 3 and any(
        stem == places.stem(w, other.language)
        for other in evidence
        if other.language != text.language
        for w in other.plain
    )


def _abbreviates(word: str, evidence: Sequence[Wording]) -> bool:
    """Whether the letters of an abbreviation are those of another, or of consecutive words."""
    core = word.removesuffix("s")
    if not core.isupper() or len(core) > _LONGEST_ABBREVIATION:
        return False
    letters = sorted(plain(core))
    for other in evidence:
        if any(w.isupper() and sorted(plain(w)) == letters for w in other.words):
            return True
        initials = [plain(w)[0] for w in other.words if len(w) > 3 or w.isupper()]
        if any(sorted(initials[n : n + len(core)]) == letters for n in range(len(initials))):
            return True
    return False


def _cognate(one: str, two: str) -> bool:
    """Whether two words of two languages begin alike for most of their length."""
    length = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        length += 1
    return length >= _COGNATE_LETTERS and length >= _COGNATE_SHARE * max(len(one), len(two))
