"""Finds figures that nobody can read in the editors' own words: names, labels, questions, notes.

A fact's text and value are held against its quotes by `claims`. Elsewhere no figure is compared;
but one in raised, circled or mixed digits, that no document writes so, is refused there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from generator.check.wording import wording
from generator.diagnostics import Diagnostic, oddities, shown
from generator.digits import counts, key, keys
from generator.model import LANGUAGES, Fact, Index, Place, Project, Quantity
from generator.text import fold

Text = tuple[str, str, Place]
"""What a text is, the text, and where it stands."""


def unreadable(index: Index) -> Iterator[Diagnostic]:
    """Figures that are not read in all that editors write beside the texts of facts."""

    @cache
    def documents() -> frozenset[str]:
        seeds = index.project.seeds.values()
        return frozenset(found for seed in seeds for found in keys(fold(seed.text)))

    for what, text, place in _texts(index.project):
        if text.isascii():
            continue  # identifiers, versions: what they say is plain to see
        own = [wording(text, language) for language in LANGUAGES]
        for start, end in own[0].unread:
            words = own[0].text[start:end]
            if any((start, end) not in other.unread for other in own) or not _is_odd(words):
                continue  # in one of the languages it is read
            if key(words) not in documents():
                yield finding(words, what, place, "no document")


def finding(words: str, what: str, place: Place, where: str) -> Diagnostic:
    """What is said of a figure that is not read.

    Args:
        what: the text that holds it, “the English text”.
        where: what does not hold it, “no quote”.
    """
    return Diagnostic(
        "figure-not-read",
        place,
        f"“{shown(words, 60)}” in {what} looks like a figure that is not read, and {where} "
        "holds the same characters.",
        "Write figures in plain digits, as in 777,777, 2.5 or 1970s, and a name or a version as "
        f"the source does; or declare it under `derived:` with how it follows.{oddities(words)}",
    )


def _is_odd(words: str) -> bool:
    """Whether a stretch holds other digits or marks than ASCII; CO₂ is as good as CO2."""
    return any(
        char > "\x7f" and not (char.isalpha() or (counts(char) and before.isalpha()))
        for before, char in pairwise(f" {words}")
    )


def _texts(project: Project) -> Iterator[Text]:
    """Every text of the editors that no quote is held against."""
    for group in project.vocabulary.groups:
        yield from _each(f"the label of the group `{group.id}`", group.label, {})
    for property_ in project.vocabulary.properties.values():
        at = {"": property_.place}
        yield from _each(f"the label of `{property_.id}`", property_.label, at)
        yield from _each(f"the inverse of `{property_.id}`", property_.inverse, at)
    for seed in project.seeds.values():
        for exclusion in seed.exclusions:
            yield from _each("the note", exclusion.note, {"": exclusion.place})
    for sheet in project.sheets.values():
        yield from _each("the name", sheet.name, {"": sheet.place, **sheet.places}, "name")
        for n, alias in enumerate(sheet.aliases):
            yield "the alias", alias, sheet.places.get(f"aliases.{n}", sheet.place)
        for fact in sheet.facts:
            yield from _beside(fact)
    for question in project.questions.values():
        at = {"": question.place, **question.places}
        yield from _each("the question", question.question, at, "question")
        yield from _each("what is unknown", question.unknown, at, "unknown")
    for entry in project.disagreements.values():
        at = {"": entry.place, **entry.places}
        yield from _each("the title", entry.title, at, "title")
        yield from _each("the text", entry.text, at, "text")
        yield from _each("the reason", entry.why, at, "why")
    for correction in project.corrections:
        at = {"": correction.place, **correction.places}
        yield from _each("the correction", correction.now, at, "now")
        yield from _each("the reason", correction.why, at, "why")


def _beside(fact: Fact) -> Iterator[Text]:
    for derived in fact.derived:
        yield from _each("how it follows", derived.how, {"": derived.place})
    for rule, why in fact.answers.items():
        yield from _each("the answer", why, {"": fact.places.get(f"answers.{rule}", fact.place)})
    if isinstance(fact.value, Quantity) and isinstance(fact.value.unit, Mapping):
        yield from _each("the unit", fact.value.unit, {"": fact.places.get("value", fact.place)})


def _each(
    what: str, texts: Mapping[str, str] | None, places: Mapping[str, Place], field: str = ""
) -> Iterator[Text]:
    """A text in every language, each once, at its own place or that of the whole."""
    whole = places.get("", Place("facts/vocabulary.yml"))
    seen = set[str]()
    for code, text in (texts or {}).items():
        if text not in seen:
            seen.add(text)
            yield what, text, places.get(f"{field}.{code}", places.get(field, whole))
