"""Holds what changed since the last publication against the corrections that readers are told."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from datetime import date

from generator.check.clash import said
from generator.check.misstated import difference, misstated, said_by
from generator.diagnostics import Diagnostic, Related, Severity, shown
from generator.model import (
    LANGUAGES,
    Correction,
    CorrectionKind,
    Fact,
    Index,
    Place,
    Project,
    Quantity,
    SheetRef,
    Value,
    Words,
)
from generator.text import fold

_Content = tuple[tuple[str, ...], frozenset[tuple[str, str]]]


def corrections(
    index: Index, published: Project | None, unread: Set[str] = frozenset()
) -> Iterator[Diagnostic]:
    """Corrections of no fact, retracted facts in use, and what no correction tells, or one tells
    otherwise than it is.

    Args:
        published: what readers were told last; None when nothing was published.
        unread: sheets of which something could not be read, so that nothing can be said of them.
    """
    yield from _unknown(index, unread)
    yield from _in_use(index)
    yield from misstated(index, published, unread)
    if published is not None and index.project.vocabulary.properties:
        yield from _Comparison(published, index, unread).findings()


def sheet_of(address: str) -> str:
    """The sheet on which a fact stands."""
    return address.partition("#")[0]


def _unknown(index: Index, unread: Set[str]) -> Iterator[Diagnostic]:
    for correction in index.project.corrections:
        if correction.fact not in index.project.facts and sheet_of(correction.fact) not in unread:
            yield Diagnostic(
                "correction-unknown-fact",
                correction.place,
                f"There is no fact `{shown(correction.fact, 130)}` to correct.",
                "Correct the address. A retracted fact stays in its file, so that its address "
                "still leads somewhere.",
            )


def _in_use(index: Index) -> Iterator[Diagnostic]:
    """A retracted fact that still stands in a summary or answers a question."""
    project = index.project
    for address in index.retracted & project.facts.keys():
        fact = project.facts[address]
        related = (Related(index.corrected[address][0].place, "retracted here"),)
        if fact.id in project.sheets[fact.sheet].lead:
            yield Diagnostic(
                "retracted-in-use",
                project.sheets[fact.sheet].place,
                f"The summary of {fact.sheet} holds {address}, which is retracted.",
                "Take it out of `lead`.",
                related=related,
            )
        for name in index.answered_in.get(address, ()):
            question = project.questions[name]
            at = question.answer.index(address)
            yield Diagnostic(
                "retracted-in-use",
                question.places.get(f"answer.{at}", question.place),
                f"This answer uses {address}, which is retracted.",
                "Take it out of `answer`.",
                related=related,
            )


class _Comparison:
    """Two projects side by side, with what was renamed."""

    def __init__(self, published: Project, index: Index, unread: Set[str]) -> None:
        self.unread = unread
        self.published, self.project = published, index.project
        self.seeds = {
            seed.id: other.id
            for seed in published.seeds.values()
            if seed.id not in self.project.seeds
            for other in self.project.seeds.values()
            if other.sha256 == seed.sha256
        }
        self.places: dict[_Content, list[str]] = defaultdict(list)
        for fact in self.project.facts.values():
            self.places[self._content(fact, {})].append(fact.address)
        self.sheets = self._renamed()
        told = {said_by(c) for c in published.corrections}
        self.new: dict[str, list[Correction]] = defaultdict(list)
        for correction in self.project.corrections:
            if said_by(correction) not in told:
                self.new[correction.fact].append(correction)

    def findings(self) -> Iterator[Diagnostic]:
        """Every published fact that changed or went without a word to readers."""
        for address, before in self.published.facts.items():
            if before.sheet in self.unread:
                continue
            after = self.project.facts.get(address)
            if after is None:
                if not self._elsewhere(before):
                    yield self._gone(before)
                continue
            parts = list(self._parts(before, after))
            entries = self.new.get(address, ())
            if parts and not entries:
                yield self._silent(before, after, parts)
            beyond = [part for part in parts if not part.startswith("text")]
            for entry in entries:
                if entry.kind is CorrectionKind.TYPO and beyond:
                    yield Diagnostic(
                        "correction-understated",
                        entry.place,
                        f"This calls a typo what changes the {_listed(beyond)} of {address}.",
                        "Call it a clarification or a correction.",
                        Severity.WARNING,
                    )

    def _content(self, fact: Fact, seeds: Mapping[str, str]) -> _Content:
        """What a fact says and on which words, wherever it stands."""
        return (
            tuple(fold(fact.text[code]) for code in LANGUAGES),
            frozenset((seeds.get(c.seed, c.seed), fold(c.quote)) for c in fact.citations),
        )

    def _renamed(self) -> dict[str, str]:
        """Sheets under another id: where most of their facts stand, or one of the same name."""
        found = {}
        for sheet in self.published.sheets.values():
            if sheet.id in self.project.sheets:
                continue
            goes = Counter(
                sheet_of(address)
                for fact in sheet.facts
                for address in self.places.get(self._content(fact, self.seeds), ())
            )
            named = [
                s.id
                for s in self.project.sheets.values()
                if s.kind is sheet.kind and s.name == sheet.name
            ]
            if goes:
                found[sheet.id] = goes.most_common(1)[0][0]
            elif named:
                found[sheet.id] = named[0]
        return found

    def _elsewhere(self, fact: Fact) -> bool:
        """Whether a fact whose address is gone stands under another, changed only with a word."""
        content = self._content(fact, self.seeds)
        if self.places.get(content):
            return True
        return any(
            other.property == fact.property and content[1] & self._content(other, {})[1]
            for address in self.new
            if (other := self.project.facts.get(address)) is not None
        )

    def _parts(self, before: Fact, after: Fact) -> Iterator[str]:
        """What readers were told otherwise."""
        for code in LANGUAGES:
            if fold(before.text[code]) != fold(after.text[code]):
                yield f"text ({code})"
        if _plain(before.value, self.sheets) != _plain(after.value, {}):
            yield "value"
        if (before.date and before.date.text) != (after.date and after.date.text):
            yield "date"
        if before.certainty is not after.certainty:
            yield "certainty"
        by = before.attributed_to
        if by and (self.sheets.get(by) or self.seeds.get(by) or by) != after.attributed_to:
            yield "attribution"
        if self._content(before, self.seeds)[1] - self._content(after, {})[1]:
            yield "quote"

    def _silent(self, before: Fact, after: Fact, parts: list[str]) -> Diagnostic:
        field = parts[0].partition(" ")[0]
        place = after.places.get(field, after.place)
        if field == "quote":
            place = after.citations[0].place if after.citations else after.place
        told = f"“{shown(before.text[LANGUAGES[0]], 100)}”"
        if "value" in parts:
            told = f"{said(before.value)}: {told}"
        return Diagnostic(
            "change-unexplained",
            place,
            f"The {_listed(parts)} of {before.address} changed since it was published, and no "
            "correction says so.",
            f"Readers were told {told}. Add to `corrections:` in facts/corrections.yml: "
            f"{self._to_write(before, after)}",
        )

    def _gone(self, fact: Fact) -> Diagnostic:
        sheet = self.project.sheets.get(self.sheets.get(fact.sheet, fact.sheet))
        return Diagnostic(
            "change-unexplained",
            sheet.place if sheet else Place("facts/corrections.yml"),
            f"{fact.address} was published and is gone, so that links to it lead nowhere.",
            "Put it back, and if it does not hold add to `corrections:` in "
            f"facts/corrections.yml: {self._to_write(fact, None)}",
        )

    def _to_write(self, before: Fact, after: Fact | None) -> str:
        """The entry that would tell readers, with the reason left to write."""
        was, now = dict(before.text), None
        if after:
            was, now = difference(before, after, self.published, self.project)
        right = f", now: {_written(now)}" if now else ""
        return (
            f"- {{fact: {before.address}, kind: {'correction' if now else 'retraction'}, "
            f'date: "{date.today().isoformat()}", was: {_written(was)}{right}, '
            "why: {en: …, fr: …}}"
        )


def _plain(value: Value | None, sheets: Mapping[str, str]) -> object:
    """A value in a form in which only a difference in meaning is one."""
    if isinstance(value, SheetRef):
        return sheets.get(value.sheet, value.sheet)
    if isinstance(value, Quantity):
        unit = value.unit
        plain = (
            unit
            if unit is None or isinstance(unit, str)
            else tuple(fold(unit[code]) for code in LANGUAGES)
        )
        return value.amount, value.scale, plain, value.currency, value.approximate
    if isinstance(value, Mapping):
        return tuple(fold(value[code]) for code in LANGUAGES)
    return value.text if value is not None else None


def _listed(parts: list[str]) -> str:
    return " and ".join(parts)


def _written(words: Words) -> str:
    """A text in both languages, as in a file."""
    texts = (
        f"{code}: {json.dumps(shown(words[code], 200), ensure_ascii=False)}" for code in LANGUAGES
    )
    return f"{{{', '.join(texts)}}}"
