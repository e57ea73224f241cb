"""The fact sheet to hand out: one sheet on one page or two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import segno

from generator.model import Sheet
from generator.publish.paper.attachment import NAME, facts_json
from generator.publish.paper.book import origin
from generator.publish.paper.edition import COLON, PaperEdition
from generator.publish.paper.evidence import Data, Notes, Reach, flat, source_name
from generator.publish.paper.glyphs import Fonts
from generator.publish.paper.made import Made
from generator.publish.paper.typesetter import UNDATED, Document
from generator.render.views.seed import seed_view
from generator.render.views.sheet import SheetView, sheet_view

_DETAILS = ("author", "authors", "published", "as_of")
"""What is told of a document beside its publisher, which is its name here, and its title."""

_QUIET = 4
"""Light modules that a reader needs around a QR code."""


def handout(edition: PaperEdition, sheet: Sheet, fonts: Fonts, made: Made) -> Document:
    """One sheet's document."""
    say = edition.phrases.say
    facts = facts_json(edition.index, edition.settings, [sheet])
    view = sheet_view(edition, sheet)
    address = edition.address(sheet.url)
    revision = made.from_sheet(edition.index.project, sheet)

    def reach(url: str) -> Data:
        href = edition.address(url)
        return {"href": href} if href else {}

    told = _facts(edition, view, reach)
    kind = view.kind
    data = {
        "lang": edition.language,
        "title": f"{view.head.title} — {edition.title}",
        "summary": view.head.description,
        "project": edition.title,
        "name": view.head.title,
        "about": f"{kind} · {say('sheet.aliases', names=view.aliases)}" if view.aliases else kind,
        "address": address,
        "code": code(address) if address else None,
        "words": {
            "spelled": say("paper.spelled"),
            "colon": COLON[edition.language],
            "disputed": say("fact.disputed"),
            "sources": say("paper.handout.sources"),
            "page": say("paper.handout.page", path=edition.within(sheet.url)),
            "code": say("paper.handout.code", address=address),
            "more": [
                edition.phrases.count("paper.handout.more", n)
                for n in range(1, max(len(told), 1) + 1)
            ],
        },
        "fonts": fonts.stacks,
        "attachment": say("paper.attachment"),
        "colophon": [
            *origin(edition, facts, made, revision, "paper.handout.revision"),
            {"text": say("paper.attached", name=NAME), "href": ""},
        ],
        "facts": told,
        "order": _order(edition, told),
        "sources": _sources(edition, sheet),
    }
    return Document("handout.typ", data, facts, made.stamp(revision) or UNDATED)


def _facts(edition: PaperEdition, view: SheetView, reach: Reach) -> list[Data]:
    """The sheet's facts in its order, those of its summary first."""
    notes = Notes(edition, "handout", reach)
    main = {fact.url for fact in view.lead}
    others = [fact for group in view.groups for fact in group.facts if fact.url not in main]
    return [
        {
            **notes.fact(fact),
            "main": fact.url in main,
            "quotes": [notes.quotation(mark.quotation) for mark in fact.evidence],
        }
        for fact in (*view.lead, *others)
    ]


def _order(edition: PaperEdition, told: list[Data]) -> list[int]:
    """Which facts are the first to find room.

    Those of the summary; then those that readers ask about or sources disagree on; then those with
    a value or a date. Of equal ones, the first of each kind comes before any second.
    """
    seen: Counter[str] = Counter()
    ranks = []
    for at, it in enumerate(told):
        fact = edition.fact(it["address"])
        asked = fact.address in edition.index.answered_in
        if it["main"]:
            rank = 0
        elif asked or fact.address in edition.index.disputed_in:
            rank = 1
        else:
            rank = 2 if fact.value is not None or fact.date is not None else 3
        ranks.append((rank, seen[fact.property], at))
        seen[fact.property] += 1
    return [at for _, _, at in sorted(ranks)]


def _sources(edition: PaperEdition, sheet: Sheet) -> list[Data]:
    """The documents that the sheet's facts stand on, and what each shows of itself."""
    colon = COLON[edition.language]
    labels = {edition.phrases.say(f"source.{key}") for key in _DETAILS}
    cited = dict.fromkeys(c.seed for fact in sheet.facts for c in fact.citations)
    told = []
    for seed_id in cited:
        seed = edition.seed(seed_id)
        details = [it for it in seed_view(edition, seed).details if it.known and it.label in labels]
        told.append(
            {
                "name": source_name(edition, seed_id)["text"],
                "title": flat(seed.title),
                "lang": seed.language,
                "known": [f"{it.label}{colon} {flat(it.words)}" for it in details],
            }
        )
    return told


def code(address: str) -> Data:
    """A QR code as one path: the dark modules row by row, and its size with the quiet zone."""
    matrix = segno.make_qr(address, error="m").matrix
    path = "".join(
        f"M{start + _QUIET} {row + _QUIET}h{end - start}v1h-{end - start}z"
        for row, modules in enumerate(matrix)
        for start, end in _dark(modules)
    )
    return {"size": len(matrix) + 2 * _QUIET, "path": path}


def _dark(modules: bytearray) -> Iterator[tuple[int, int]]:
    start = None
    for at, dark in enumerate([*modules, 0]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            yield start, at
            start = None
