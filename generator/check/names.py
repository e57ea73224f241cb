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

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from generator.check import places
from generator.check.language import language
from generator.check.wording import Phrases, Wording, plain
from generator.model import Kind, Sheet
from generator.once import once

_STARTS = frozenset('.!?:;"“«([')
_PROPER = (Kind.PERSON, Kind.ORGANIZATION)
_COGNATE_LETTERS, _COGNATE_SHARE = 5, 0.8
_LONGEST_ABBREVIATION = 6
_WAYS = 8  # of writing a name with capitals that are told apart
_LONGEST_WORD = 64  # letters; longer ones are the same word in two languages only as they stand


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


class _Bearers:
    """Who bears a name: every sheet, and those that bear it in small letters too.

    Sheets may write the same words with other capitals. However many do, few such ways are told
    apart, and whom they name together is worked out once.
    """

    def __init__(self) -> None:
        self._ways: dict[tuple[bool, ...], tuple[frozenset[str], frozenset[str]]] = {}
        self._known: dict[tuple[bool, ...], frozenset[str]] = {}

    def add(
        self, capitals: tuple[bool, ...], every: frozenset[str], common: frozenset[str]
    ) -> None:
        """Adds sheets that bear the name with a capital where `capitals` says so."""
        if capitals not in self._ways and len(self._ways) >= _WAYS:
            capitals = ()  # found however it is written
        before = self._ways.get(capitals, (frozenset(), frozenset()))
        self._ways[capitals] = (before[0] | every, before[1] | common)

    def named(self, words: Sequence[str]) -> frozenset[str]:
        """The sheets that words name, which are those of the name in any case."""
        written = tuple(
            all(word[0].isupper() or not capital for word, capital in zip(words, way, strict=False))
            for way in self._ways
        )
        if written not in self._known:
            ways = zip(written, self._ways.values(), strict=True)
            sheets = (every if as_written else common for as_written, (every, common) in ways)
            self._known[written] = frozenset[str]().union(*sheets)
        return self._known[written]


class Register:
    """The names and aliases of all sheets, found in any text in one pass over its words."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self._phrases: Phrases[_Bearers] = Phrases(loose=True)
        self._kinds = {sheet.id: sheet.kind for sheet in sheets.values()}
        # The same texts are asked about by several checks in a row.
        self.all = lru_cache(maxsize=1024)(self._all)
        self.sheets = lru_cache(maxsize=1024)(self._sheets)
        self.mentions = lru_cache(maxsize=1024)(self._mentions)
        self._events = lru_cache(maxsize=1024)(self._only_events)
        named: dict[str, list[Sheet]] = defaultdict(list)
        for sheet in sheets.values():
            for name in dict.fromkeys((*sheet.name.values(), *sheet.aliases)):
                named[name].append(sheet)
        for name, bearers in named.items():
            capitals = tuple(word[0].isupper() for word in Wording(name, "en").words)
            proper = frozenset(sheet.id for sheet in bearers if sheet.kind in _PROPER)
            every = frozenset(sheet.id for sheet in bearers)
            meanings = self._phrases.meanings(name)
            if not meanings:
                meanings.append(_Bearers())
            meanings[0].add(capitals, every, every - proper)

    def _all(self, text: Wording) -> list[tuple[int, int, frozenset[str]]]:
        """(first word, word after the last, sheets) of every name, names inside names too."""
        found = (
            (first, last, bearers.named(text.words[first:last]))
            for first, last, bearers in self._phrases.find(text)
        )
        return [(first, last, sheets) for first, last, sheets in found if sheets]

    def _sheets(self, text: Wording) -> frozenset[str]:
        """Every sheet that a text names."""
        return frozenset[str]().union(*{sheets for _, _, sheets in self.all(text)})

    def _mentions(self, text: Wording) -> list[Mention]:
        """The longest names of a text, none overlapping another, in order."""
        best: dict[int, tuple[int, frozenset[str]]] = {}
        for first, last, sheets in self.all(text):
            if last > best.get(first, (0, sheets))[0]:
                best[first] = (last, sheets)
        found: list[Mention] = []
        for first, (last, sheets) in sorted(best.items()):
            if not found or first >= found[-1].last:
                found.append(Mention(first, last, sheets, self._events(sheets)))
        return found

    def _only_events(self, sheets: frozenset[str]) -> bool:
        return all(self._kinds[sheet] is Kind.EVENT for sheet in sheets)

    def inside(self, text: Wording, mention: Mention) -> list[Mention]:
        """The names within an event's name, itself and other events left out."""
        return [
            Mention(first, last, others)
            for first, last, sheets in self.all(text)
            if mention.first <= first and last <= mention.last
            if (others := frozenset(s for s in sheets if self._kinds[s] is not Kind.EVENT))
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
    return plain(word) in _capital(text)


@lru_cache(maxsize=1024)
def _capital(text: Wording) -> frozenset[str]:
    """The words of a text that begin with a capital, in small letters without accents."""
    return frozenset(plain(w) for w in text.words if w[0].isupper())


class Ground:
    """The words of some texts, ready to be asked for any number of names.

    Each question takes the same time, however long the texts are.
    """

    def __init__(self, texts: Sequence[Wording]) -> None:
        self.texts = texts

    def holds(self, text: Wording, mention: Mention) -> bool:
        """Whether a name of no sheet stands in the texts, by the rules at the top."""
        word = text.words[mention.first]
        letters = plain(word)
        if letters in self._letters or self._abbreviates(word):
            return True
        if any(start in self._foreign(text.language) for start in _starts(letters)):
            return True
        if not self._places.isdisjoint(_places(text).get(mention.first, ())):
            return True
        stem = places.stem(word, text.language)
        return len(stem) > 3 and stem in self._stems(text.language)

    @once
    def _letters(self) -> frozenset[str]:
        return frozenset[str]().union(*(text.plain for text in self.texts))

    @once
    def _places(self) -> frozenset[str]:
        return frozenset(i for text in self.texts for _, _, ids in places.named(text) for i in ids)

    @once
    def _by_language(self) -> dict[tuple[str, str], frozenset[str]]:
        return {}

    def _foreign(self, language: str) -> frozenset[str]:
        """How the words of other languages begin, for most of their length."""
        key = "foreign", language
        if key not in self._by_language:
            others = (text.plain for text in self.texts if text.language != language)
            self._by_language[key] = frozenset(
                start for words in others for word in words for start in _starts(word)
            )
        return self._by_language[key]

    def _stems(self, language: str) -> frozenset[str]:
        """The stems of the words of other languages."""
        key = "stems", language
        if key not in self._by_language:
            others = (text for text in self.texts if text.language != language)
            self._by_language[key] = frozenset(
                places.stem(word, text.language) for text in others for word in text.plain
            )
        return self._by_language[key]

    def _abbreviates(self, word: str) -> bool:
        """Whether the letters of an abbreviation are those of another, or of consecutive words."""
        core = word.removesuffix("s")
        if not core.isupper() or len(core) > _LONGEST_ABBREVIATION:
            return False
        return "".join(sorted(plain(core))) in self._initials

    @once
    def _initials(self) -> frozenset[str]:
        """Letters, in order of the alphabet, of abbreviations and of words side by side."""
        found: set[str] = set()
        for text in self.texts:
            found.update("".join(sorted(plain(w))) for w in text.words if w.isupper())
            first = [plain(w)[0] for w in text.words if len(w) > 3 or w.isupper()]
            for size in range(1, _LONGEST_ABBREVIATION + 1):
                found.update(
                    "".join(sorted(first[n : n + size])) for n in range(len(first) - size + 1)
                )
        return frozenset(found)


def _starts(word: str) -> Iterator[str]:
    """What a word of another language must begin with to be nearly the same word.

    Two words are, when they share a beginning of at least some letters that is most of each.
    """
    least = max(_COGNATE_LETTERS, ceil(_COGNATE_SHARE * len(word)))
    if len(word) <= _LONGEST_WORD:
        yield from (word[:length] for length in range(least, len(word) + 1))


@lru_cache(maxsize=1024)
def _places(text: Wording) -> dict[int, frozenset[str]]:
    """The ids of the places, languages and days that the word at a position belongs to."""
    found: dict[int, frozenset[str]] = {}
    for first, last, ids in places.named(text):
        for n in range(first, last):
            found[n] = found.get(n, frozenset()) | ids
    return found
