"""The book's other chapters, from the site's views of the same matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.model import Certainty, Verdict
from generator.publish.paper import drawings
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.evidence import Data, Notes, Reach, flat
from generator.publish.paper.glyphs import Fonts
from generator.render.views.disagreement import disagreements
from generator.render.views.fact import FactView
from generator.render.views.faq import faq
from generator.render.views.head import Head
from generator.render.views.home import home
from generator.render.views.list import Card
from generator.render.views.methodology import methodology
from generator.render.views.quantity import quantities
from generator.render.views.seed import by_title, seed_view
from generator.render.views.timeline import dated, timeline


def how_to_read(edition: PaperEdition) -> Data:
    """What the signs on the pages mean."""
    say = edition.phrases.say
    told = ["note", "side", "page", "address"]
    return {
        **_chapter("howto", Head("how-to-read/", say("paper.howto.title"), say("legend.promise"))),
        "told": [say(f"paper.howto.{key}") for key in told],
        "tables": [
            {
                "title": say("paper.howto.firmness"),
                "note": "",
                "rows": [_term(edition, f"certainty.{c}") for c in Certainty],
            },
            {
                "title": say("paper.howto.found"),
                "note": say("paper.howto.found_note"),
                "rows": [_term(edition, f"verdict.{v}") for v in Verdict if v.passes],
            },
        ],
    }


def _term(edition: PaperEdition, key: str) -> Data:
    return {"word": edition.phrases.say(f"{key}.words"), "why": edition.phrases.say(f"{key}.why")}


def summary(edition: PaperEdition, reach: Reach) -> Data:
    """What it is about, who matters, what happened, where the sources disagree."""
    (view,) = home(edition)
    say = edition.phrases.say
    notes = Notes(edition, "summary", reach)
    events = [
        {**_card(it.card, notes), "date": it.date or say("timeline.undated")} for it in view.events
    ]
    return {
        **_chapter("summary", Head("summary/", say("paper.summary"), view.head.description)),
        "promise": say("home.promise"),
        "subjects": [
            {**notes.pieces([it.sheet])[0], "facts": notes.facts(it.sentences)}
            for it in view.subjects
        ],
        "actors": [{**_card(card, notes), "date": card.kind} for card in view.actors],
        "events": events,
        "disagreements": notes.pieces(view.disagreements),
        "questions": notes.pieces(view.questions),
    }


def _card(card: Card, notes: Notes) -> Data:
    hedge = card.hedge.words if card.hedge else ""
    return {**notes.pieces([card.sheet])[0], "sentence": card.sentence, "hedge": hedge}


def times(edition: PaperEdition, reach: Reach) -> Iterator[Data]:
    """The timeline, drawn and told; none when no fact has a date."""
    entries = dated(edition, edition.index.project.facts.values())
    if not entries:
        return
    (view,) = timeline(edition)
    notes = Notes(edition, "timeline", reach)
    yield {
        **_chapter("timeline", view.head, view.count),
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
    for view in quantities(edition):
        notes = Notes(edition, "figures", reach)
        yield {
            **_chapter("figures", view.head, view.count),
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
    for view in faq(edition):
        if not view.questions:
            return
        yield {
            **_chapter("faq", view.head),
            "unknown": edition.phrases.say("faq.unknown"),
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
    for view in disagreements(edition):
        notes = Notes(edition, "disagreements", reach)
        yield {
            **_chapter("disagreements", view.head),
            "favoured": say("disagreements.favoured"),
            "clashes": [
                {
                    "label": f"disagreements:{it.id}",
                    "title": it.title,
                    "kind": it.kind,
                    "why": it.why_kind,
                    "text": it.text,
                    "verdict": say("disagreements.assessment") if it.assessment else "",
                    "assessment": it.assessment or say("disagreements.open"),
                    "versions": [
                        {
                            "name": say("disagreements.version", n=at),
                            "value": version.value,
                            "favoured": version.favoured,
                            "fact": notes.fact(version.fact),
                            "quotes": [
                                notes.quotation(m.quotation) for m in version.fact.evidence
                            ],
                        }
                        for at, version in enumerate(it.versions, 1)
                    ],
                }
                for it in view.disagreements
            ],
        }


def documents(edition: PaperEdition, reach: Reach) -> Data:
    """The source documents and what is known of each."""
    phrases = edition.phrases
    seeds = edition.index.project.seeds
    count = phrases.count("count.documents", len(seeds))
    head = Head("sources/", phrases.say("sources.title"), phrases.say("sources.summary", seeds=count))
    told = []
    for seed in by_title(edition):
        view = seed_view(edition, seed)
        cited = edition.index.cited_by.get(seed.id, ())
        facts = dict.fromkeys(edition.fact_url(edition.fact(address)) for address, _ in cited)
        details = [
            {
                "label": it.label,
                "words": flat(it.words),
                "known": it.known,
                "lang": it.language,
                "href": it.url,
                "shown_by": [flat(words) for words in it.shown_by],
            }
            for it in view.details
        ]
        told.append(
            {
                "label": f"source:{seed.id}",
                "title": flat(view.title),
                "lang": view.language,
                "at": edition.address(view.url),
                "counts": [view.facts, view.quotes, view.cited],
                "found": [f"{number} {badge.words}" for badge, number in view.verdicts],
                "details": details,
                "map": drawings.coverage(edition, seed),
                "facts": [reach(url) for url in facts],
            }
        )
    return {
        **_chapter("sources", head),
        "caption": phrases.say("source.map.caption"),
        "cited_on": phrases.say("paper.cited_on"),
        "sources": told,
    }


def method(edition: PaperEdition, fonts: Fonts) -> Data:
    """How quotes are checked, with the numbers of this project."""
    (view,) = methodology(edition)

    def say(key: str) -> str:
        return edition.phrases.say(f"methodology.{key}")

    def part(key: str, **content: object) -> Data:
        return {"title": say(f"{key}.title"), "before": [], "items": [], "after": [], **content}

    verdicts = [
        [t.badge.words, t.badge.why, say("yes") if t.passes else say("no"), t.count]
        for t in view.verdicts
    ]
    certainties = [[t.badge.words, t.badge.why, t.count] for t in view.certainties]
    here, meaning = say("here"), say("verdicts.meaning")
    promise = edition.phrases.say(
        "methodology.promise", quotes=view.quotes, documents=view.documents
    )
    return {
        **_chapter("method", Head("methodology/", view.head.title, promise)),
        "parts": [
            part(
                "found",
                before=[say("found.means"), say("found.not_true")],
                items=[say(f"found.{key}") for key in ("not_right", "not_whole", "not_independent")],
            ),
            part(
                "check",
                numbered=True,
                items=[say(f"check.{key}") for key in ("kept", "quoted", "compared", "refused")],
            ),
            part(
                "verdicts",
                before=[say("verdicts.intro")],
                head=[say("verdicts.verdict"), meaning, say("verdicts.published"), here],
                rows=verdicts,
            ),
            part(
                "folds",
                before=[say("folds.intro")],
                head=[say("folds.what"), say("folds.differs"), say("folds.becomes")],
                rows=[[fold.name, fonts.spelled(fold.differs), fold.becomes] for fold in view.folds],
                after=[say("folds.never")],
            ),
            part(
                "certainty",
                before=[say("certainty.intro")],
                head=[say("certainty.word"), meaning, here],
                rows=certainties,
            ),
            part("dates", before=[say("dates.text")]),
            part("mistake", before=[say("mistake.text")]),
        ],
    }


def _chapter(form: str, head: Head, count: str = "") -> Data:
    intro = f"{head.description} {count}." if count else head.description
    label = f"chapter:{head.url.rstrip('/')}"
    return {"form": form, "label": label, "title": head.title, "intro": intro}
