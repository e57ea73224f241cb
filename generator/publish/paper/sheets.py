"""The sheets as chapters of the book: one for each kind, one section for each sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from generator.model import Kind, Sheet
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.evidence import Data, Notes, Reach
from generator.render.views.sheet import SheetView, sheet_view


def kinds(edition: PaperEdition, reach: Reach) -> list[Data]:
    """A chapter for each kind that has a sheet."""
    phrases = edition.phrases
    return [
        {
            "form": "sheets",
            "label": f"chapter:{kind.folder}",
            "title": phrases.say(f"list.{kind.folder}"),
            "intro": phrases.say(f"list.{kind.folder}_summary"),
            "sheets": [section(edition, sheet, reach, numbers) for sheet in edition.sheets[kind]],
        }
        for kind in Kind
        if edition.sheets[kind]
        for numbers in [count(1)]
    ]


def section(edition: PaperEdition, sheet: Sheet, reach: Reach, numbers: Iterator[int]) -> Data:
    """A sheet: what it is, its facts by group, and where else it stands."""
    view = sheet_view(edition, sheet)
    notes = Notes(edition, sheet.id, reach, numbers)
    return {
        "label": f"sheet:{sheet.id}",
        "name": view.head.title,
        "aliases": edition.phrases.say("sheet.aliases", names=view.aliases) if view.aliases else "",
        "at": edition.address(view.head.url),
        "lead": notes.facts(view.lead),
        "disputes": notes.pieces(view.disagreements),
        "groups": [
            {"title": group.label, "facts": notes.facts(group.facts, own=True)}
            for group in view.groups
        ],
        "questions": notes.pieces(view.questions),
        "elsewhere": _elsewhere(view, notes),
    }


def _elsewhere(view: SheetView, notes: Notes) -> list[Data]:
    """The other sheets whose facts name this one, and where those facts stand."""
    return [
        {
            **notes.pieces([other.sheet])[0],
            "count": other.count,
            "facts": [notes.reach(fact.url) for fact in other.facts],
        }
        for other in view.elsewhere
    ]
