"""What a changed document leaves of the quotes and lines that point into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from generator.author.patch import Location
from generator.author.rewording import difference
from generator.model import Place, Seed


class Change(StrEnum):
    """What became of a quote, or of a range of lines."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    REWORDED = "reworded"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that a file quotes from the document, and what became of them.

    Attributes:
        holder: what cites them: a fact's address, the id of a question, or of the seed itself.
        role: the part of the holder: `fact`, `question`, `exclusion` or `as_of`.
        location: where in its file the quote stands.
        old_line, new_line: lines of the document, from 1; 0 where there is none.
        wording: the passage that stands there now, for a reworded quote.
        values: what to write in the place of what stands there.
        added: keys to add, with their values: a prefix or suffix that chooses the place.
        nearest: for a vanished quote, the closest words of the new document.
        note: what an editor must know beyond the change itself; with it, a moved quote needs a
            look as well.
    """

    holder: str
    role: str
    path: str
    location: Location
    place: Place
    quote: str
    change: Change
    old_line: int = 0
    new_line: int = 0
    wording: str = ""
    values: Mapping[Location, str] = field(default_factory=dict)
    added: Mapping[Location, str] = field(default_factory=dict)
    nearest: str = ""
    note: str = ""

    @property
    def needs_a_human(self) -> bool:
        """Whether somebody must read the source again."""
        return self.change in (Change.REWORDED, Change.VANISHED) or bool(self.note)

    @property
    def difference(self) -> str:
        """The old and the new wording as one, word by word."""
        return difference(self.quote, self.wording) if self.wording else ""


@dataclass(frozen=True, slots=True)
class LineRange:
    """Lines that the document's metadata names, and where they stand now.

    Attributes:
        role: the part of the document, or `excluded`.
        old, new: as written in the file, `12` or `12-15`; `new` is empty when nothing is left.
        change: reworded when the new lines are a guess or were torn apart.
    """

    role: str
    path: str
    location: Location
    place: Place
    old: str
    new: str
    change: Change

    @property
    def needs_a_human(self) -> bool:
        """Whether somebody must look at the new lines."""
        return self.change is Change.REWORDED or (
            self.change is Change.VANISHED and self.role == "excluded"
        )


@dataclass(frozen=True, slots=True)
class Dependents:
    """All that stands on reworded or vanished words: addresses and ids, each once.

    Attributes:
        timeline: the facts among them that have a date.
        questions: those that such a fact answers, or that cite such words themselves.
    """

    facts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    timeline: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reanchored:
    """A changed document, and what became of everything that points into it.

    Attributes:
        sha256: checksum of the new document.
    """

    seed: Seed
    sha256: str
    anchors: tuple[Anchor, ...]
    ranges: tuple[LineRange, ...]
    dependents: Dependents

    @property
    def needs_a_human(self) -> bool:
        """Whether anything is left that only a reader of the source can decide."""
        return any(a.needs_a_human for a in self.anchors) or any(
            r.needs_a_human for r in self.ranges
        )
