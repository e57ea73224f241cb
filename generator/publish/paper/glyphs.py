"""Which characters the fonts can show, what stands for the others, and where these were written."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont, TTLibError

from generator.diagnostics import Diagnostic, Severity, ordered, shown
from generator.model import LANGUAGES, Index, Place, Words
from generator.publish.paper.evidence import Data, flat
from generator.settings import Settings

OWN = Path(__file__).resolve().parent.parent / "fonts"
"""The fonts that come with the package."""

PROJECT_FOLDER = ".fonts"
"""Where a project may put fonts for characters that ours lack."""

_SERIF, _SANS = "Source Serif 4", "Source Sans 3"
_OTHERS = ("Noto Sans", "Noto Sans Math", "Noto Sans Symbols2")
_LISTED = 8
UNSEEN = frozenset("\ufeff")
"""What shows nothing, but is forbidden in a PDF for the archive."""


@dataclass(frozen=True)
class Fonts:
    """The fonts of one project."""

    folders: tuple[Path, ...] = (OWN,)

    @cached_property
    def families(self) -> dict[str, list[tuple[Path, int]]]:
        """Each family, ours first, and the files and faces that hold it."""
        held: dict[str, list[tuple[Path, int]]] = {n: [] for n in (_SERIF, _SANS, *_OTHERS)}
        found = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in self.folders],
        )
        for font in sorted(found.fonts(), key=lambda f: (f.family, str(f.path), f.index)):
            held.setdefault(font.family, []).append((Path(str(font.path)), font.index))
        return held

    @property
    def stacks(self) -> Data:
        """Both of our families with all others behind them, as the typesetter takes them."""
        others = [name for name in self.families if name not in (_SERIF, _SANS)]
        return {"serif": [_SERIF, _SANS, *others], "sans": [_SANS, _SERIF, *others]}

    @cached_property
    def coverage(self) -> list[frozenset[int]]:
        """For each family, the characters that all its faces have."""
        return [
            frozenset.intersection(*(_characters(path, face) for path, face in faces))
            for faces in self.families.values()
            if faces
        ]

    @cached_property
    def _anywhere(self) -> frozenset[int]:
        return frozenset(c for c in frozenset.union(*self.coverage) if not _is_forbidden(chr(c)))

    def missing(self, texts: Iterable[str]) -> set[str]:
        """The characters, with the marks on them, that no family can show."""
        return {
            cluster
            for cluster in {c for text in set(texts) for c in _clusters(text, self._anywhere)}
            if not any(
                self._shows(family, form) for family in self.coverage for form in _forms(cluster)
            )
        }

    def spelled(self, text: str) -> str:
        """A list of characters with those that no family can show by their numbers instead."""
        missing = self.missing([text])
        return "".join(_code_points(c) if c in missing else c for c in text)

    @staticmethod
    def _shows(family: frozenset[int], cluster: str) -> bool:
        return all((ord(c) in family or _is_invisible(c)) and not _is_forbidden(c) for c in cluster)


def fonts_of(settings: Settings) -> Fonts:
    """Our fonts and those that the project puts beside its files."""
    folder = settings.root / PROJECT_FOLDER
    return Fonts((OWN, folder)) if folder.is_dir() and not folder.is_symlink() else Fonts()


def _characters(path: Path, face: int) -> frozenset[int]:
    try:
        with TTFont(path, fontNumber=face, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError):
        return frozenset()


def _clusters(text: str, known: frozenset[int]) -> Iterator[str]:
    """The parts of a text that must be shown by one font; single known characters are left out."""
    composed = unicodedata.normalize("NFC", text)
    start = 0
    for at in range(1, len(composed) + 1):
        if at < len(composed) and unicodedata.category(composed[at])[0] == "M":
            continue
        cluster = composed[start:at]
        if len(cluster) > 1 or ord(cluster) not in known:
            yield cluster
        start = at


def _forms(cluster: str) -> tuple[str, str]:
    return cluster, unicodedata.normalize("NFD", cluster)


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cf", "Zl", "Zp", "Cc") or 0xFE00 <= ord(character) <= 0xFE0F


def _is_forbidden(character: str) -> bool:
    """Whether PDF/A forbids a character whatever the font: private ones, and what is none."""
    code = ord(character)
    nothing = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return nothing or unicodedata.category(character) in ("Co", "Cs")


# --- what stands for them ------------------------------------------------------------------------


def replaced(data: Any, missing: Collection[str]) -> Any:
    """What goes to the typesetter, with code points in white brackets for what has no glyph.

    A text that holds none of them stays as it is.
    """
    if isinstance(data, str):
        return _replaced(data, missing)
    if isinstance(data, dict):
        return {name: replaced(part, missing) for name, part in data.items()}
    if isinstance(data, list):
        return [replaced(part, missing) for part in data]
    return data


def _replaced(text: str, missing: Collection[str]) -> str:
    held = [] if text.isascii() else clusters(text)
    if not any(cluster in missing for cluster in held):
        return text
    return "".join(_stand_in(it) if it in missing else it for it in held)


def clusters(text: str) -> list[str]:
    """A text, composed, character by character, each with the marks on it."""
    return list(_clusters(text, frozenset()))


def _stand_in(cluster: str) -> str:
    return "" if cluster in UNSEEN else f"⟦{_code_points(cluster)}⟧"


def _code_points(cluster: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in cluster)


# --- where they stand ---------------------------------------------------------------------------


def texts_in(data: object) -> Iterator[str]:
    """Every text in what goes to the typesetter."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for part in data.values():
            yield from texts_in(part)
    elif isinstance(data, list):
        for part in data:
            yield from texts_in(part)


def diagnose(
    missing: set[str], index: Index, settings: Settings, language: str
) -> list[Diagnostic]:
    """Where the characters that cannot be shown were written."""
    missing = missing - UNSEEN
    if not missing:
        return []
    places: dict[Place, set[str]] = {}
    for text, place in _written(index, settings, language):
        held = missing.intersection(clusters(flat(text)))
        if held:
            places.setdefault(place, set()).update(held)
    unplaced = missing.difference(*places.values())
    if unplaced:
        places.setdefault(Place("mkdocs.yml"), set()).update(unplaced)
    return ordered(
        Diagnostic(
            "missing-glyph",
            place,
            f"The fonts of the PDF cannot show {_named(held)}: code points stand there instead.",
            "Write it with other characters, or put an open font that has them into "
            f"{PROJECT_FOLDER}/.",
            severity=Severity.WARNING,
        )
        for place, held in places.items()
    )


def _named(held: set[str]) -> str:
    told = [f"“{shown(it)}” ({_code_points(it)})" for it in sorted(held)[:_LISTED]]
    return ", ".join(told) + (" and others" if len(held) > _LISTED else "")


def _written(index: Index, settings: Settings, language: str) -> Iterator[tuple[str, Place]]:
    """Every text that the PDF may show and where it was written."""
    project, top = index.project, Place("mkdocs.yml")
    for words in (settings.title, settings.summary):
        yield words.get(language, ""), top
    yield settings.site_name, top
    for group in project.vocabulary.groups:
        yield group.label[language], Place("facts/vocabulary.yml")
    for property_ in project.vocabulary.properties.values():
        yield property_.label[language], property_.place
        yield (property_.inverse or {}).get(language, ""), property_.place
    for seed in project.seeds.values():
        as_of = seed.as_of.quotes if seed.as_of else ()
        for text in (seed.title, seed.publisher, *seed.authors, seed.url or "", *as_of):
            yield text, seed.place
    for sheet in project.sheets.values():
        for text in (sheet.name[language], *sheet.aliases):
            yield text, sheet.place
    for fact in project.facts.values():
        yield fact.text[language], fact.places.get(f"text.{language}", fact.place)
        yield _value_text(fact.value, language), fact.places.get("value", fact.place)
        for reason in fact.answers.values():
            yield reason.get(language) or reason[LANGUAGES[0]], fact.place
        for derived in fact.derived:
            yield f"{derived.value} {derived.how[language]}", derived.place
        for passage in index.passages.get(fact.address, ()):
            text = project.seeds[passage.citation.seed].text if passage.spans else ""
            yield passage.citation.quote, passage.citation.place
            if passage.spans:
                yield text[passage.start : passage.end], passage.citation.place
    for question in project.questions.values():
        for words in (question.question, question.unknown or {}):
            yield words.get(language, ""), question.place
        for passage in index.asked.get(question.id, ()):
            yield passage.citation.quote, passage.citation.place
    for item in project.disagreements.values():
        for words in (item.title, item.text, item.why or {}):
            yield words.get(language, ""), item.place
    for correction in project.corrections:
        for words in (correction.was, correction.now or {}, correction.why):
            yield words.get(language, ""), correction.place
    for review in project.reviews:
        yield review.by, review.place


def _value_text(value: object, language: str) -> str:
    words: Words | object = getattr(value, "unit", value)
    return str(words.get(language, "")) if hasattr(words, "get") else ""
