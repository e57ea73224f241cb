"""What a fact stands on: the words of its passages, the names of its sheet, what it derives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.check import dating
from generator.check.dating import Dates
from generator.check.figures import Figure, Figures, apart_from_dates, figures
from generator.check.names import Ground, Register
from generator.check.wording import Wording, wording
from generator.dates import DateError, parse
from generator.model import LANGUAGES, Derived, Fact, Index, Passage, Seed, Sheet
from generator.once import once

_CUT = " ... "
"""Stands between the parts of an edited quote, so that no figure or name grows across a cut."""


@dataclass(frozen=True)
class Evidence:
    """The texts in which a fact's figures, dates and names must stand.

    Attributes:
        quotes: the passages' own words, each in its document's language; what an editor wrote in
            brackets is no part of them.
        names: the names of the fact's own sheet.
        derived: the values that the fact declares as derived.
        register: the names of the project's sheets.
        own: the sheets that need no words: the fact's own.
    """

    quotes: tuple[Wording, ...]
    names: tuple[Wording, ...]
    derived: tuple[Wording, ...]
    register: Register
    own: frozenset[str]

    @once
    def all(self) -> tuple[Wording, ...]:
        """Every text."""
        return self.quotes + self.names + self.derived

    @once
    def ground(self) -> Ground:
        """The words of every text."""
        return Ground(self.all)

    @once
    def figures(self) -> Figures:
        """Every figure."""
        return Figures(figure for text in self.all for figure in figures(text))

    @once
    def figure_keys(self) -> frozenset[str]:
        """The keys of all that looks like a figure, to find again what is not read."""
        return frozenset[str]().union(*(text.figure_keys for text in self.all))

    @once
    def dates(self) -> Dates:
        """Every date, in EDTF; bare years that stand as figures among them."""
        found = [date.normalised for text in self.all for date in text.dates]
        found += [str(f.value) for t in self.all for f in apart_from_dates(t) if _is_year(f)]
        found += [end for text in self.derived for end in _edtf(text.text)]
        return Dates(found)

    @once
    def sheets(self) -> frozenset[str]:
        """Every sheet that is named, and the fact's own."""
        return self.own.union(*(self.register.sheets(text) for text in self.all))


def _is_year(figure: Figure) -> bool:
    return not (figure.currency or figure.percent or figure.unit) and (
        1000 <= figure.value <= 2999 and figure.value == int(figure.value)
    )


@lru_cache(maxsize=4096)
def _edtf(text: str) -> tuple[str, ...]:
    """The ends of a date that a derived value gives in EDTF, `2025~`."""
    try:
        return tuple(dating.ends(parse(text)))
    except DateError:
        return ()


def evidence(fact: Fact, index: Index, register: Register) -> Evidence | None:
    """A fact's evidence; None when a quote was not found, so that nothing can be said."""
    if not complete(fact, index):
        return None
    passages = index.passages[fact.address]
    sheet = index.project.sheets[fact.sheet]
    quotes = tuple(quoted(p, index.project.seeds[p.citation.seed]) for p in passages)
    derived = tuple(text for d in fact.derived for text in _derived(d))
    return Evidence(quotes, tuple(_names(sheet)), derived, register, frozenset([sheet.id]))


def complete(fact: Fact, index: Index) -> bool:
    """Whether all quotes of a fact were found."""
    passages = index.passages.get(fact.address, ())
    return len(passages) == len(fact.citations) and all(p.verdict.passes for p in passages)


def quoted(passage: Passage, seed: Seed) -> Wording:
    """The words of a passage as they stand in the document."""
    return wording(_CUT.join(seed.text[start:end] for start, end in passage.spans), seed.language)


def _names(sheet: Sheet) -> Iterator[Wording]:
    for language in LANGUAGES:
        yield wording(" ; ".join((sheet.name[language], *sheet.aliases)), language)


def _derived(derived: Derived) -> Iterator[Wording]:
    for language in LANGUAGES:
        yield wording(derived.value, language)
