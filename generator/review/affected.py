"""Which pages show a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.model import Correction, Fact, Index, Quantity, Review, SheetRef
from generator.review.changes import FactChange, How, NounChange

_NAMING = frozenset({"document", "title", "publisher", "language"})
"""What of a source its quotes show on other pages."""


def pages(
    facts: Iterable[FactChange],
    nouns: Iterable[NounChange],
    old: Index,
    new: Index,
    entries: Iterable[Review | Correction] = (),
) -> tuple[str, ...]:
    """Addresses of the pages that show a change, from each language's root, in order.

    Pages that are gone are among them. A page on which only a count changed is not.

    Args:
        entries: reviews and corrections that came with the change.
    """
    found: set[str] = set()
    for entry in entries:
        if isinstance(entry, Correction):
            found.add("corrections/")
        if entry.fact in new.project.facts:
            found.add(new.project.sheets[new.project.facts[entry.fact].sheet].url)
    for change in facts:
        for fact, index in ((change.before, old), (change.after, new)):
            if fact is not None:
                found.update(_of_fact(fact, index))
    for noun in nouns:
        for name, index in ((noun.before, old), (noun.after, new)):
            if name:
                found.update(_of_noun(noun, name, index))
    return tuple(sorted(found))


def _of_fact(fact: Fact, index: Index) -> Iterator[str]:
    """Its own page, those of the sheets it names, and every list that tells it."""
    sheets = index.project.sheets
    sheet = sheets[fact.sheet]
    yield sheet.url
    named = [*fact.mentions, fact.attributed_to or ""]
    if isinstance(fact.value, SheetRef):
        named.append(fact.value.sheet)
        yield "relations/"
    yield from (sheets[name].url for name in named if name in sheets)
    yield from (f"sources/{c.seed}/" for c in fact.citations if c.seed in index.project.seeds)
    if fact.id in sheet.lead:
        yield f"{sheet.kind.folder}/"
        yield ""
    if fact.date is not None:
        yield "timeline/"
    if isinstance(fact.value, Quantity):
        yield "figures/"
    if index.answered_in.get(fact.address):
        yield "faq/"
    if index.disputed_in.get(fact.address):
        yield "disagreements/"


def _of_noun(noun: NounChange, name: str, index: Index) -> Iterator[str]:
    project = index.project
    if noun.noun == "sheet" and name in project.sheets:
        yield from _of_sheet(noun, name, index)
    elif noun.noun == "source":
        yield from ("sources/", f"sources/{name}/", "account/")
        if noun.how is How.CHANGED and not _NAMING.intersection(p.part for p in noun.parts):
            return
        yield ""
        for address, _ in index.cited_by.get(name, ()):
            yield project.sheets[address.partition("#")[0]].url
    elif noun.noun == "question":
        yield from ("faq/", "")
        addresses = project.questions[name].answer
        yield from (project.sheets[sheet].url for sheet in _sheets(addresses, index))
    elif noun.noun == "disagreement":
        yield from ("disagreements/", "")
        addresses = project.disagreements[name].facts
        yield from (project.sheets[sheet].url for sheet in _sheets(addresses, index))
    elif noun.noun == "property":
        yield from {
            project.sheets[f.sheet].url for f in project.facts.values() if f.property == name
        }


def _of_sheet(noun: NounChange, name: str, index: Index) -> Iterator[str]:
    sheet = index.project.sheets[name]
    yield sheet.url
    if noun.how is How.CHANGED and {part.part for part in noun.parts} <= {"lead", "aliases"}:
        yield from (f"{sheet.kind.folder}/", "")
        return
    yield from (f"{sheet.kind.folder}/", "", "timeline/")
    naming = {address.partition("#")[0] for address in index.mentioned_in.get(name, ())}
    yield from (index.project.sheets[other].url for other in naming)


def _sheets(addresses: Iterable[str], index: Index) -> set[str]:
    """The sheets of some facts and those that they name."""
    found = set()
    for address in addresses:
        fact = index.project.facts.get(address)
        if fact is not None:
            found |= {fact.sheet, *(name for name in fact.mentions if name in index.project.sheets)}
    return found
