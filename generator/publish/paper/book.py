"""The book: everything about one project, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from generator.dates import parse
from generator.publish.paper import apparatus, chapters
from generator.publish.paper.attachment import NAME, facts_json, fingerprint
from generator.publish.paper.edition import COLON, PaperEdition
from generator.publish.paper.evidence import Data, label_of
from generator.publish.paper.glyphs import Fonts
from generator.publish.paper.made import Made, Revision
from generator.publish.paper.names import names
from generator.publish.paper.sheets import kinds
from generator.publish.paper.typesetter import UNDATED, Document
from generator.render.views.home import home

_WORDS = {
    "kind": "paper.kind",
    "contents": "paper.contents",
    "about": "home.about",
    "actors": "home.actors",
    "events": "home.events",
    "disagreements": "home.disagreements",
    "questions": "home.questions",
    "answers": "sheet.questions",
    "elsewhere": "sheet.elsewhere",
    "disputed": "fact.disputed",
    "see": "paper.names.see",
    "spelled": "paper.spelled",
}


def reach(url: str) -> Data:
    """Where an address of the site stands in the book."""
    label = label_of(url)
    return {"to": label} if label else {}


def without_loose_ends(chapters: list[Data]) -> list[Data]:
    """The chapters with only such leads as arrive somewhere in them."""
    labels = set(_found(chapters, "label"))

    def kept(part: object) -> object:
        if isinstance(part, dict):
            return {k: kept(v) for k, v in part.items() if k != "to" or v in labels}
        return [kept(one) for one in part] if isinstance(part, list) else part

    return [{k: kept(v) for k, v in chapter.items()} for chapter in chapters]


def _found(part: object, name: str) -> Iterator[object]:
    for key, value in part.items() if isinstance(part, dict) else ():
        if key == name:
            yield value
        yield from _found(value, name)
    for value in part if isinstance(part, list) else ():
        yield from _found(value, name)


def book(edition: PaperEdition, fonts: Fonts, made: Made) -> Document:
    """The book's document."""
    say = edition.phrases.say
    facts = facts_json(edition.index, edition.settings, edition.index.project.sheets.values())
    (front,) = home(edition)
    revision = made.from_all()
    told = [
        apparatus.how_to_read(edition),
        chapters.summary(edition, reach),
        *kinds(edition, reach),
        *chapters.times(edition, reach),
        *chapters.amounts(edition, reach),
        *chapters.questions(edition, reach),
        *chapters.clashes(edition, reach),
        apparatus.documents(edition, reach),
        *apparatus.account(edition),
        apparatus.method(edition, fonts),
        *apparatus.corrections(edition, reach),
        {
            "form": "index",
            "label": "chapter:index",
            "title": say("paper.names.title"),
            "intro": say("paper.names.note"),
            "letters": names(edition, reach),
        },
    ]
    data = {
        "lang": edition.language,
        "title": edition.title,
        "summary": front.head.description,
        "words": {name: say(key) for name, key in _WORDS.items()}
        | {"colon": COLON[edition.language]},
        "fonts": fonts.stacks,
        "attachment": say("paper.attachment"),
        "numbers": [{"number": it.number, "words": it.words} for it in front.numbers],
        "colophon": [
            *origin(edition, facts, made, revision, "paper.revision"),
            *_about(edition),
        ],
        "chapters": without_loose_ends(told),
    }
    return Document("book.typ", data, facts, made.stamp(revision) or UNDATED)


def origin(
    edition: PaperEdition, facts: str, made: Made, revision: Revision | None, words: str
) -> list[Data]:
    """What a document was made from, and when, as far as publisher and git say so.

    Args:
        words: key of the words that name a revision.
    """
    say = edition.phrases.say
    told = [say("paper.language")]
    if made.day:
        told.append(say("paper.dated", date=_day(edition, made.day)))
    if revision:
        named = say(words, revision=revision.name, date=_day(edition, revision.time))
        told.append(named + (say("paper.revision_changed") if revision.changed else ""))
    told.append(say("paper.fingerprint", digest=fingerprint(facts)))
    return [{"text": text, "href": ""} for text in told]


def _day(edition: PaperEdition, time: datetime) -> str:
    return edition.date(parse(time.date().isoformat()))


def _about(edition: PaperEdition) -> Iterator[Data]:
    """Where the book stands online, what comes with it, and how it was set."""
    say, address = edition.phrases.say, edition.online
    if address:
        yield {"text": say("paper.online", address=address), "href": address}
    yield {"text": say("paper.attached", name=NAME), "href": ""}
    yield {"text": say("paper.fonts"), "href": ""}
