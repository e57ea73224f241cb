"""What the book says of itself: how to read it, what it stands on, how that was checked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from generator.model import Certainty, Seed, Verdict
from generator.publish.paper import drawings
from generator.publish.paper.chapters import chapter
from generator.publish.paper.edition import COLON, PaperEdition
from generator.publish.paper.evidence import Data, Reach, flat
from generator.publish.paper.glyphs import Fonts
from generator.render.views.account import DocumentAccount, accounts
from generator.render.views.corrections import corrections as corrected
from generator.render.views.head import Head
from generator.render.views.methodology import methodology
from generator.render.views.seed import by_title, seed_view


def how_to_read(edition: PaperEdition) -> Data:
    """What the signs on the pages mean."""
    say = edition.phrases.say
    told = ["note", "side", "page", "address", "reviewed"]
    return {
        **chapter("howto", Head("how-to-read/", say("paper.howto.title"), say("legend.promise"))),
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


def documents(edition: PaperEdition, reach: Reach) -> Data:
    """The source documents and what is known of each."""
    phrases = edition.phrases
    seeds = edition.index.project.seeds
    count = phrases.count("count.documents", len(seeds))
    head = Head(
        "sources/", phrases.say("sources.title"), phrases.say("sources.summary", seeds=count)
    )
    return {
        **chapter("sources", head),
        "caption": phrases.say("source.map.caption"),
        "cited_on": phrases.say("paper.cited_on"),
        "sources": [_document(edition, seed, reach) for seed in by_title(edition)],
    }


def _document(edition: PaperEdition, seed: Seed, reach: Reach) -> Data:
    """A source document, what it shows of itself, and where it is cited."""
    view = seed_view(edition, seed)
    cited = edition.index.cited_by.get(seed.id, ())
    facts = dict.fromkeys(edition.fact_url(edition.fact(address)) for address, _ in cited)
    details = [
        {
            "label": it.label,
            "words": flat(it.words),
            "known": it.known,
            "lang": it.language,
            **_lead(it.url, reach),
            "shown_by": [flat(words) for words in it.shown_by],
        }
        for it in view.details
    ]
    return {
        "label": f"source:{seed.id}",
        "title": flat(view.title),
        "lang": view.language,
        "at": edition.address(view.url),
        "counts": [view.facts, view.quotes, view.cited],
        "found": [
            f"{badge.words}{COLON[edition.language]} {number}" for badge, number in view.verdicts
        ],
        "details": details,
        "map": drawings.coverage(edition, seed),
        "facts": [reach(url) for url in facts],
    }


def _lead(url: str, reach: Reach) -> Data:
    """Where a detail leads: out, or to a place of the site that the book has too."""
    if not url or urlsplit(url).scheme:
        return {"href": url} if url else {}
    return reach(url)


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
        **chapter("method", Head("methodology/", view.head.title, promise)),
        "parts": [
            part(
                "found",
                before=[say("found.means"), say("found.not_true")],
                items=[
                    say(f"found.{key}") for key in ("not_right", "not_whole", "not_independent")
                ],
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
                rows=[
                    [fold.name, fonts.spelled(fold.differs), fold.becomes] for fold in view.folds
                ],
                after=[say("folds.never")],
            ),
            part(
                "certainty",
                before=[say("certainty.intro")],
                head=[say("certainty.word"), meaning, here],
                rows=certainties,
            ),
            part("dates", before=[say("dates.text")]),
            part("mistake", before=[say("mistake.text"), *_uncorrected(edition)]),
            {
                "title": edition.phrases.say("glossary.title"),
                "before": [edition.phrases.say("glossary.intro")],
                "items": [],
                "after": [],
                "head": [say("certainty.word"), meaning],
                "rows": [[word, meaning] for _, word, meaning in view.glossary],
            },
        ],
    }


def _uncorrected(edition: PaperEdition) -> list[str]:
    none = edition.phrases.say("corrections.none")
    return [] if edition.index.project.corrections else [none]


def account(edition: PaperEdition) -> Iterator[Data]:
    """What became of every sentence of each document; none when there is no document."""
    (page,) = accounts(edition)
    view = page.view()
    if not view.documents:
        return
    say = edition.phrases.say
    yield {
        **chapter("account", view.head, view.total.rstrip(".")),
        "why": say("account.why"),
        "states": [
            {"name": p.name, "word": p.words, "why": p.why} for p in view.documents[0].parts
        ],
        "head": [say("account.became"), say("account.sentences"), say("account.share")],
        "budget": say("account.budget.title"),
        "documents": [_accounted(edition, document) for document in view.documents],
        "sections": [
            {
                "title": say("account.budget.title"),
                "words": [say("account.budget.why")],
                "rows": [],
            },
            {
                "title": say("origins.title"),
                "words": [say("origins.means"), f"{view.origins} {say('origins.not_weak')}"],
                "rows": [
                    {"text": it.title, "lang": it.language, "count": it.count}
                    for it in view.singles
                ],
            },
        ],
    }


def _accounted(edition: PaperEdition, document: DocumentAccount) -> Data:
    counts = edition.accounts[document.id].counts.values()
    total = max(sum(counts), 1)
    phrases = edition.phrases
    return {
        "title": flat(document.title),
        "lang": document.language,
        "summary": document.summary,
        "alt": "; ".join(
            f"{part.words}{COLON[edition.language]} {part.count}" for part in document.parts
        ),
        "shares": [
            {"name": part.name, "share": count / total}
            for part, count in zip(document.parts, counts, strict=True)
        ],
        "rows": [[part.words, part.count, part.share] for part in document.parts],
        "set_aside": document.set_aside if document.reasons else "",
        "reasons": [
            {"word": it.words, "count": it.count, "why": f"{it.why} {it.lines}"}
            for it in document.reasons
        ],
        "open": phrases.count("account.still_open", len(document.open)) if document.open else "",
        "lines": [{"line": it.line.text, "words": flat(it.words)} for it in document.open],
        "budget": f"{document.budget} {document.once}".rstrip(),
    }


def corrections(edition: PaperEdition, reach: Reach) -> Iterator[Data]:
    """Every correction, the newest first; the method says so where there is none."""
    (page,) = corrected(edition)
    view = page.view()
    if not view.corrections:
        return
    say = edition.phrases.say
    yield {
        **chapter("corrections", view.head, view.count.rstrip(".")),
        "was": say("corrections.was"),
        "now": say("corrections.now"),
        "because": say("corrections.because"),
        "kinds_title": say("corrections.kinds"),
        "kinds": [{"word": kind.words, "why": kind.why} for kind in view.kinds],
        "corrections": [
            {
                "date": it.date,
                "kind": it.kind.words,
                "was": it.was,
                "now": it.now,
                "why": it.why,
                "subject": {"text": it.sheet.text, **(reach(it.sheet.url) if it.sheet.url else {})},
            }
            for it in view.corrections
        ],
    }
