"""Accounts for every sentence of every document, and measures how much of each is reproduced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from generator.check.names import registered
from generator.check.reading import Entry, Reading, State
from generator.check.repeats import Budget, Said
from generator.check.reproduced import distinct, reproduced, size
from generator.check.telling import Names, figures
from generator.diagnostics import Diagnostic, Related, Severity, shown
from generator.memo import Memo, named
from generator.model import Display, Index, Place, Seed
from generator.settings import Settings
from generator.workers import spread

_SHOWN = 5
_FEW = 8  # documents below which one process is faster
"""Open sentences, or longest quotes, that a finding lists."""


@dataclass(frozen=True)
class Account:
    """What became of every sentence of a document, and how much of it the site reproduces.

    Attributes:
        reproduced, characters: how many characters of it the site reproduces, of how many.
        once: the same where every sentence counts once that the document repeats.
        budget: percent that may be reproduced; None where the document is shown in full.
        unheld: the first sentence that was not held against all others, for it would have taken
            more comparisons than the limit; None if there is none.
    """

    seed: str
    entries: tuple[Entry, ...]
    reproduced: int
    characters: int
    once: tuple[int, int]
    budget: int | None
    unheld: Entry | None = None

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """Number of sentences by what became of them."""
        found = Counter(entry.state for entry in self.entries)
        return {state: found[state] for state in State}

    @cached_property
    def reasons(self) -> Mapping[str, int]:
        """Number of excluded sentences by reason, the most frequent first."""
        found = Counter(e.reason for e in self.entries if e.state is State.EXCLUDED)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def accounted(self) -> int:
        """Number of sentences that are not open."""
        return len(self.entries) - self.counts[State.OPEN]

    @property
    def share(self) -> int:
        """Percent of sentences accounted for, rounded down: 100 says that none is open."""
        return 100 * self.accounted // len(self.entries) if self.entries else 100

    def reaches(self, threshold: int) -> bool:
        """Whether at least so many percent of the sentences are accounted for."""
        return self.accounted * 100 >= threshold * len(self.entries)

    @property
    def over_budget(self) -> bool:
        """Whether the site reproduces more of the document than it may."""
        return self.budget is not None and self.reproduced * 100 > self.budget * self.characters

    @property
    def reproduced_share(self) -> int:
        """Percent of characters that the site reproduces, rounded up."""
        return _percent(self.reproduced, self.characters)

    @property
    def share_once(self) -> int:
        """Percent of its different sentences' characters that the site reproduces, rounded up."""
        return _percent(*self.once)

    @cached_property
    def open(self) -> tuple[Entry, ...]:
        """Sentences still open, those with figures, dates or known names first."""
        found = [e for e in self.entries if e.state is State.OPEN]
        return tuple(sorted(found, key=lambda e: (not e.tells, e.sentence)))


def account(index: Index, settings: Settings, memo: Memo | None = None) -> Mapping[str, Account]:
    """The account of every document, by the seed's id.

    Args:
        memo: remembers what became of a document's sentences.
    """
    return _accounts(_readings(index, settings), index, settings, memo or Memo())


def coverage(
    index: Index, settings: Settings, accounts: Mapping[str, Account] | None = None
) -> Iterator[Diagnostic]:
    """Holds every document's account against the threshold and the budget of the settings.

    Args:
        accounts: those of the same index and settings, where they are known already.
    """
    readings = _readings(index, settings)
    for name, found in (accounts or _accounts(readings, index, settings, Memo())).items():
        seed = index.project.seeds[name]
        if not found.reaches(settings.coverage.threshold):
            yield _still_open(seed, found, settings.coverage.threshold)
        if found.unheld:
            yield _unheld(seed, found.unheld)
        if found.over_budget:
            yield _over_budget(index, seed, found)
        yield from _cited_exclusions(readings[name])


def _readings(index: Index, settings: Settings) -> dict[str, Reading]:
    return {s.id: Reading(index, s, settings.quotes) for s in index.project.seeds.values()}


def _accounts(
    readings: Mapping[str, Reading], index: Index, settings: Settings, memo: Memo
) -> dict[str, Account]:
    all_names = list(readings)
    made_of = [_made_of(reading, index) for reading in readings.values()]

    def read(missing: Sequence[int]) -> Sequence[list[Entry]]:
        wanted = [all_names[at] for at in missing]
        return spread(lambda name: list(readings[name].entries()), wanted, least=_FEW)

    own = dict(zip(all_names, memo.results("sentences", made_of, read), strict=True))
    known = [
        (name, entry)
        for name, entries in own.items()
        for entry in entries
        if entry.state is not State.OPEN and entry.reason != "no-words"
    ]
    said = cache(
        lambda: Said(
            (
                (readings[name].text(entry.sentence), readings[name].seed.language)
                for name, entry in known
            ),
            settings.coverage.likeness,
        )
    )
    names = cache(lambda: Names(index.project.sheets.values()))

    def held_against_others(entry: Entry, reading: Reading, budget: Budget) -> Entry:
        text, language = reading.text(entry.sentence), reading.seed.language
        if entry.state is not State.OPEN or entry.partly:
            return entry
        at = said().like(text, language, budget)
        if at is not None:
            name, like = known[at]
            return replace(entry, state=State.REPEATS, like=(name, like.sentence.line))
        tells = [*(text[a:b] for a, b in figures(text, language)), *names().within(text)]
        return replace(entry, tells=tuple(dict.fromkeys(tells)))

    def finished(name: str) -> Account:
        reading = readings[name]
        spans = reproduced(index, reading.seed, settings.excerpt_context, reading.metadata_quotes())
        full = reading.seed.display is Display.FULL
        budget = Budget(settings.limits.compared_words)
        entries: list[Entry] = []
        unheld = None
        for entry in own[name]:
            entries.append(held_against_others(entry, reading, budget))
            if budget.left < 0 and unheld is None:
                unheld = entry
        return Account(
            name,
            tuple(entries),
            size(spans),
            len(reading.seed.text),
            distinct(reading.seed, reading.sentences, spans),
            None if full else settings.coverage.budget,
            unheld,
        )

    def finish(missing: Sequence[int]) -> Sequence[Account]:
        said(), names()  # for all copies of the process
        return spread(finished, [all_names[at] for at in missing], least=_FEW)

    # What a sentence repeats depends on all that are known, and what an open one tells on names.
    all_known = [(name, entry.sentence.start, entry.sentence.end) for name, entry in known]
    others = named(
        repr(settings.coverage),
        repr(settings.excerpt_context),
        repr(settings.limits.compared_words),
        registered(index.project.sheets),
        repr(all_known),
        *(index.project.made_of.get(r.seed.place.path, "") for r in readings.values()),
    )
    whole = [named(own_name, others) if own_name else "" for own_name in made_of]
    return dict(zip(all_names, memo.results("accounts", whole, finish), strict=True))


def _made_of(reading: Reading, index: Index) -> str:
    """A name for what becomes of a document's sentences by itself: its text, and what is quoted."""
    seed = reading.seed
    known = index.project.made_of.get(seed.place.path)
    quoted = [(p.spans, p.verdict) for p in reading.passages]
    return named(known, repr(reading.rules), repr(quoted)) if known else ""


def _percent(part: int, whole: int) -> int:
    return -(-100 * part // whole) if whole else 0


def _place(seed: Seed, offset: int) -> Place:
    line = seed.line_of(offset)
    return Place(seed.path, line, offset - seed.line_starts[line - 1] + 1)


def _unheld(seed: Seed, entry: Entry) -> Diagnostic:
    return Diagnostic(
        "limit",
        _place(seed, entry.sentence.start),
        f"From here on the sentences of {seed.id} were not all held against those that are known: "
        "too many are nearly alike.",
        "Shorten the document, exclude the lines that repeat each other, or raise "
        "`limits.compared_words` in mkdocs.yml.",
    )


def _still_open(seed: Seed, found: Account, threshold: int) -> Diagnostic:
    count = found.counts[State.OPEN]
    first = found.open[:_SHOWN]
    related = tuple(
        Related(
            _place(seed, e.sentence.start),
            f"“{shown(seed.text[e.sentence.start : e.sentence.end], 80)}”"
            + (f" (in no quote: {', '.join(e.tells)})" if e.partly else ""),
        )
        for e in first
    )
    return Diagnostic(
        "sentence-open",
        _place(seed, first[0].sentence.start),
        f"{found.share} % of the sentences of {seed.id} are accounted for, {threshold} % must be: "
        f"{count} of {len(found.entries)} are open.",
        "Cite each in a fact if it asserts something, or list it under `excluded` with a reason; "
        f"`factsheet coverage {seed.id} --open` prints them all.",
        related=related,
    )


def _over_budget(index: Index, seed: Seed, found: Account) -> Diagnostic:
    longest = sorted(index.cited_by.get(seed.id, ()), key=lambda c: c[1].start - c[1].end)
    once = {passage.spans: (address, passage) for address, passage in reversed(longest)}
    related = tuple(
        Related(passage.citation.place, f"{passage.end - passage.start} characters for {address}")
        for address, passage in list(reversed(once.values()))[:_SHOWN]
    )
    return Diagnostic(
        "budget-exceeded",
        seed.place,
        f"The site would reproduce {found.reproduced_share} % of {seed.id}; its budget is "
        f"{found.budget} %.",
        "Shorten the longest quotes, show less around them (`excerpt_context`), or raise "
        "`coverage.budget` in mkdocs.yml.",
        related=related,
    )


def _cited_exclusions(reading: Reading) -> Iterator[Diagnostic]:
    for exclusion, span in reading.exclusions:
        if reading.quoted(span):
            yield Diagnostic(
                "exclusion-cited",
                exclusion.place,
                f"A passage of {reading.seed.id} is excluded as {exclusion.reason}, but cited.",
                "Remove the exclusion, or the citation.",
                Severity.WARNING,
                (
                    Related(
                        _place(reading.seed, span[0]),
                        f"“{shown(reading.seed.text[span[0] : span[1]].strip(), 80)}”",
                    ),
                ),
            )
