"""The book's chapters that tell the facts in another order, from the site's views of the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.publish.paper import drawings
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.evidence import Data, Notes, Reach
from generator.render.edition import Link
from generator.render.views.disagreement import disagreements
from generator.render.views.fact import FactView
from generator.render.views.faq import faq
from generator.render.views.head import Head
from generator.render.views.home import home
from generator.render.views.list import Card
from generator.render.views.quantity import quantities
from generator.render.views.timeline import dated, timeline


def summary(edition: PaperEdition, reach: Reach) -> Data:
    """What it is about, who matters, what happened, where the sources disagree."""
    (view,) = home(edition)
    say = edition.phrases.say
    notes = Notes(edition, "summary", reach)
    events = [
        {**_card(it.card, notes), "date": it.date or say("timeline.undated")} for it in view.events
    ]
    return {
        **chapter("summary", Head("summary/", say("paper.summary"), view.head.description)),
        "promise": say("home.promise"),
        "subjects": [
            {**notes.pieces([it.sheet])[0], "facts": notes.facts(it.sentences)}
            for it in view.subjects
        ],
        "actors": [{**_card(card, notes), "date": card.kind} for card in view.actors],
        "events": events,
        "disagreements": notes.pieces(
            [*view.disagreements, *_more(view.more_disagreements, "disagreements/")]
        ),
        "questions": notes.pieces([*view.questions, *_more(view.more_questions, "faq/")]),
    }


def _more(words: str, url: str) -> list[Link]:
    return [Link(words, url)] if words else []


def _card(card: Card, notes: Notes) -> Data:
    hedge = card.hedge.words if card.hedge else ""
    return {**notes.pieces([card.sheet])[0], "sentence": card.sentence, "hedge": hedge}


def times(edition: PaperEdition, reach: Reach) -> Iterator[Data]:
    """The timeline, drawn and told; none when no fact has a date."""
    entries = dated(edition, edition.index.project.facts.values())
    if not entries:
        return
    (page,) = timeline(edition)
    view = page.view()
    notes = Notes(edition, "timeline", reach)
    yield {
        **chapter("timeline", view.head, view.count),
        "drawing": drawings.strip(edition, entries),
        "caption": edition.phrases.say("timeline.how_drawn"),
        "periods": [
            {
                "title": period.label,
                "note": period.why,
                "moments": [
                    {
                        "date": moment.date,
                        "fact": notes.fact(moment.fact),
                        "others": _others(moment.others, reach),
                        "more": moment.more,
                    }
                    for moment in period.moments
                ],
            }
            for period in view.periods
        ],
    }


def _others(views: Iterable[FactView], reach: Reach) -> list[Data]:
    """Sheets with the pages of their facts, each once."""
    found: dict[str, list[Data]] = {}
    for view in views:
        found.setdefault(view.subject.text, []).append(reach(view.url))
    return [{"text": subject, "facts": facts} for subject, facts in found.items()]


def amounts(edition: PaperEdition, reach: Reach) -> Iterator[Data]:
    """Every quantity, comparable ones drawn to one scale; none when no fact states one."""
    for page in quantities(edition):
        view = page.view()
        notes = Notes(edition, "figures", reach)
        yield {
            **chapter("figures", view.head, view.count),
            "caption": edition.phrases.say("figures.scale"),
            "also": edition.phrases.say("figures.also"),
            "properties": [
                {
                    "title": property_.label,
                    "amounts": [
                        {
                            "words": amount.words,
                            "bar": bar,
                            "fact": notes.fact(amount.fact),
                            "also": notes.pieces(amount.also),
                        }
                        for amount, bar in zip(
                            property_.amounts,
                            drawings.bars(edition, [a.fact.url for a in property_.amounts]),
                            strict=True,
                        )
                    ],
                }
                for property_ in view.properties
            ],
        }


def questions(edition: PaperEdition, reach: Reach) -> Iterator[Data]:
    """The questions and their answers; none when nobody asks."""
    for page in faq(edition):
        view = page.view()
        if not view.questions:
            return
        yield {
            **chapter("faq", view.head),
            "unknown": _side(edition.phrases.say("faq.unknown")),
            "asked": edition.phrases.say("faq.asked"),
            "questions": [
                {
                    "label": f"faq:{it.id}",
                    "title": it.question,
                    "answer": notes.facts(it.answer),
                    "unknown": it.unknown,
                    "asked": [notes.quotation(quotation) for quotation in it.asked],
                }
                for it in view.questions
                for notes in [Notes(edition, f"faq:{it.id}", reach)]
            ],
        }


def clashes(edition: PaperEdition, reach: Reach) -> Iterator[Data]:
    """Where the sources disagree, each version with its quotes; none when they agree."""
    say = edition.phrases.say
    for page in disagreements(edition):
        view = page.view()
        notes = Notes(edition, "disagreements", reach)
        yield {
            **chapter("disagreements", view.head),
            "favoured": say("disagreements.favoured"),
            "clashes": [
                {
                    "label": f"disagreements:{it.id}",
                    "title": it.title,
                    "kind": it.kind,
                    "why": it.why_kind,
                    "text": it.text,
                    "verdict": _side(say("disagreements.assessment")) if it.assessment else "",
                    "assessment": it.assessment or say("disagreements.open"),
                    "versions": [
                        {
                            "name": say("disagreements.version", n=at),
                            "value": version.value,
                            "favoured": version.favoured,
                            "fact": notes.fact(version.fact),
                            "quotes": [notes.quotation(m.quotation) for m in version.fact.evidence],
                        }
                        for at, version in enumerate(it.versions, 1)
                    ],
                }
                for it in view.disagreements
            ],
        }


def _side(words: str) -> str:
    """Words for the left column, where no colon follows."""
    return words.rstrip(": \u00a0\u202f")


def chapter(form: str, head: Head, count: str = "") -> Data:
    """What every chapter says of itself."""
    intro = f"{head.description} {count}." if count else head.description
    label = f"chapter:{head.url.rstrip('/')}"
    return {"form": form, "label": label, "title": head.title, "intro": intro}
