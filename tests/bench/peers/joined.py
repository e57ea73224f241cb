"""What each sheet's page shows, worked out and ready to print: what Hugo is given.

Hugo has no notion of a quote that is found, so everything that is known of a fact only after the
checks (line, place, verdict, origins, numbers of references) is handed to it finished.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator import pipeline
from generator.render.edition import Edition
from generator.render.pages import relative
from generator.render.views.fact import Badge, FactView
from generator.render.views.sheet import SheetView, sheet_view


def joined(project: Path, language: str = "en") -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Each sheet's address on the site → its page as data; and why each badge is shown."""
    checked = pipeline.check(project)
    assert checked.ok, "the project is refused"
    index, settings = checked.index, checked.settings
    edition = Edition(index, settings, language, checked.accounts, checked.origins)
    why: dict[str, str] = {}
    views = (sheet_view(edition, sheet) for sheet in index.project.sheets.values())
    return {view.head.url: _Sheet(edition, view, why).data() for view in views}, why


class _Sheet:
    def __init__(self, edition: Edition, view: SheetView, why: dict[str, str]) -> None:
        self.edition, self.view, self.why = edition, view, why

    def data(self) -> dict[str, Any]:
        view = self.view
        return {
            "title": view.head.title,
            "description": view.head.description,
            "kind": view.kind,
            "parent": self.link(view.head.parent or ""),
            "aliases": view.aliases,
            "counts": view.counts,
            "lead": [self.sentence(fact) for fact in view.lead],
            "disagreements": self.links(view.disagreements),
            "box": [
                {
                    "label": row.label,
                    "more": self.links([row.more]) if row.more else None,
                    "entries": [
                        {
                            "value": self.links([entry.value])[0],
                            "date": entry.date,
                            "marks": [[mark.number, mark.id] for mark in entry.marks],
                            "hedge": self.badge(entry.hedge),
                        }
                        for entry in row.entries
                    ],
                }
                for row in view.box
            ],
            "strip": str(view.strip),
            "groups": [
                {"id": g.id, "label": g.label, "facts": [self.fact(f) for f in g.facts]}
                for g in view.groups
            ],
            "relations": self.relations(),
            "questions": self.links(view.questions),
            "elsewhere": [
                {
                    "sheet": self.links([other.sheet])[0],
                    "count": other.count,
                    "facts": [{**self.sentence(f), "url": self.link(f.url)} for f in other.facts],
                }
                for other in view.elsewhere
            ],
            "files": self.links(view.files),
            "refs": [
                {"n": entry.number, "q": self.quotation(entry.quotation), "uses": entry.uses}
                for entry in view.references
            ],
        }

    def link(self, url: str) -> str:
        return relative(url, self.view.head.url, self.edition)

    def links(self, links: Iterable[Any]) -> list[dict[str, str]]:
        return [{"t": x.text, "u": self.link(x.url) if x.url else ""} for x in links]

    def badge(self, badge: Badge | None) -> dict[str, str] | None:
        if badge is None:
            return None
        key = badge.name if badge.name != "sources" else f"sources {len(badge.why)}"
        self.why[key] = badge.why
        return {"n": badge.name, "w": badge.words, "y": key, "t": badge.term}

    def quotation(self, found: Any) -> dict[str, Any]:
        return {
            "w": found.words,
            "l": found.language,
            "f": self.badge(found.found),
            "d": found.document,
            "line": found.line,
            "u": self.link(found.url),
            "a": found.addresses,
        }

    def sentence(self, fact: FactView) -> dict[str, Any]:
        numbered = [mark for mark in fact.evidence if mark.number]
        return {
            "s": self.links(fact.sentence),
            "marks": [[mark.number, mark.id] for mark in numbered],
            "places": [
                [self.link(m.quotation.url), m.quotation.line, m.quotation.document]
                for m in fact.evidence
                if not m.number
            ],
            "c": None if fact.stated else self.badge(fact.certainty),
        }

    def fact(self, fact: FactView) -> dict[str, Any]:
        assert fact.cite is not None
        csl = json.loads(fact.cite.csl)[0]
        return {
            **self.sentence(fact),
            "id": fact.id,
            "label": fact.label,
            "date": fact.date,
            "disputes": self.links(fact.disputes),
            "badges": [self.badge(b) for b in (fact.certainty, fact.found, fact.sources)],
            "several": fact.several,
            "reviewed": fact.reviewed,
            "text": csl["title"],
            "note": csl["note"],
            "url": csl["URL"],
        }

    def relations(self) -> dict[str, Any] | None:
        around = self.view.relations
        if around is None:
            return None
        return {
            "drawing": str(around.drawing),
            "left_out": around.left_out,
            "count": around.count,
            "rows": [
                {
                    field.name: (
                        self.links([value])[0]
                        if hasattr(value := getattr(row, field.name), "url")
                        else self.badge(value)
                        if isinstance(value, Badge)
                        else value
                    )
                    for field in dataclasses.fields(row)
                }
                for row in around.relations
            ],
        }
