"""Checks that every reference in a project leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, shown
from generator.model import Citation, Disagreement, Fact, Place, Project, Question, SheetRef
from generator.read.validate import near


def references(project: Project, lost: set[str]) -> Iterator[Diagnostic]:
    """Every reference that leads nowhere; what was lost to another finding is not repeated."""
    sheets, seeds = project.sheets, project.seeds

    def unknown(what: str, name: str, known: Mapping[str, object], place: Place) -> Diagnostic:
        return Diagnostic(
            "unknown-reference",
            place,
            f"There is no {what} `{shown(name, 80)}`.",
            near(name, known),
        )

    def citations(group: tuple[Citation, ...]) -> Iterator[Diagnostic]:
        for c in group:
            if c.seed not in seeds and c.seed not in lost:
                yield unknown("source", c.seed, seeds, c.place)

    for fact in project.facts.values():
        yield from citations(fact.citations)
        for name, place in _named_sheets(fact):
            if name not in sheets and name not in lost:
                yield unknown("sheet", name, sheets, place)
        by = fact.attributed_to
        if by is not None and by not in sheets and by not in seeds and by not in lost:
            yield unknown("sheet or source", by, {**sheets, **seeds}, fact.places["attributed_to"])
    nouns: list[tuple[tuple[str, ...], str, Question | Disagreement]] = [
        *((q.answer, "answer", q) for q in project.questions.values()),
        *((d.facts, "facts", d) for d in project.disagreements.values()),
    ]
    for addresses, field, noun in nouns:
        for n, address in enumerate(addresses):
            if address not in project.facts and address.partition("#")[0] not in lost:
                yield unknown("fact", address, project.facts, noun.places[f"{field}.{n}"])
    for question in project.questions.values():
        yield from citations(question.asked_in)


def _named_sheets(fact: Fact) -> Iterator[tuple[str, Place]]:
    for n, name in enumerate(fact.mentions):
        yield name, fact.places[f"mentions.{n}"]
    if isinstance(fact.value, SheetRef):
        yield fact.value.sheet, fact.places["value"]
