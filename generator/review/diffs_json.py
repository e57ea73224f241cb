"""Writes what changed as JSON; the shape is documented in `docs/reference/commands.md`."""

from __future__ import annotations

import json
from typing import Any

from generator.editorial import Correction, Lapse, Review
from generator.model import Fact
from generator.review.changes import (
    AccountChange,
    Changes,
    Evidence,
    FactChange,
    NounChange,
    PartChange,
)
from generator.review.telling import quote_word, summary

Record = dict[str, Any]


def as_json(changes: Changes) -> str:
    """Everything that changed."""
    return json.dumps(
        {
            "version": 1,
            "base": changes.base,
            "head": changes.head,
            "summary": summary(changes),
            "facts": [_fact(change) for change in changes.facts],
            **{key: [_noun(change) for change in changes.of(noun)] for key, noun in _NOUNS},
            "corrections": [_correction(correction) for correction in changes.corrections],
            "reviews": [{"fact": review.fact, **_review(review)} for review in changes.reviews],
            "lapsed_reviews": [
                {"fact": address, **_lapse(lapse)}
                for address, lapses in changes.lapses.items()
                for lapse in lapses
            ],
            "translations_behind": [
                {"id": name, "languages": list(codes)} for name, codes in changes.behind
            ],
            "accounts": [_account(account) for account in changes.accounts],
            "totals": {
                total.name.replace(" ", "_"): [total.before, total.after]
                for total in changes.totals
            },
            "pages": list(changes.pages),
            "not_files": [{"path": path, "is": what} for path, what in changes.strange],
        },
        ensure_ascii=False,
        indent=2,
    )


_NOUNS = (
    ("sheets", "sheet"),
    ("sources", "source"),
    ("questions", "question"),
    ("disagreements", "disagreement"),
    ("properties", "property"),
)


def _fact(change: FactChange) -> Record:
    return {
        "address": change.address,
        "how": change.how.value,
        "before": _side(change.before),
        "after": _side(change.after),
        "parts": [_part(part) for part in change.parts],
        "says": dict(change.told),
        "quotes": [_evidence(evidence) for evidence in change.evidence],
        "changed_quotes": [
            {
                "how": quote_word(quote),
                "before": _evidence(quote.before) if quote.before else None,
                "after": _evidence(quote.after) if quote.after else None,
            }
            for quote in change.quotes
        ],
        "question": change.question,
        "shown_in": list(change.shown),
        "languages_behind": list(change.behind),
        "reviews": [_review(review) for review in change.reviewed.standing],
        "reviews_by_author": [_review(review) for review in change.reviewed.own],
        "reviews_not_counted": [
            {**_review(it.review), "because": it.doubt.value} for it in change.reviewed.discounted
        ],
        "lapsed_reviews": [_lapse(lapse) for lapse in change.lapses],
        "corrections": [_correction(correction) for correction in change.corrections],
    }


def _side(fact: Fact | None) -> Record | None:
    if fact is None:
        return None
    return {
        "address": fact.address,
        "path": fact.place.path,
        "line": fact.place.line,
        "property": fact.property,
        "text": dict(fact.text),
        "certainty": fact.certainty.value,
        "attributed_to": fact.attributed_to,
        "date": fact.date.text if fact.date else None,
        "mentions": list(fact.mentions),
    }


def _part(part: PartChange) -> Record:
    return {
        "part": part.part,
        "before": part.before,
        "after": part.after,
        "only_typography": part.typographic,
    }


def _evidence(evidence: Evidence) -> Record:
    return {
        "seed": evidence.citation.seed,
        "quote": evidence.citation.quote,
        "verdict": evidence.verdict.value,
        "path": evidence.path,
        "line": evidence.line,
        "words": evidence.words,
        "prefix": evidence.lead,
        "suffix": evidence.tail,
    }


def _noun(change: NounChange) -> Record:
    return {
        "before": change.before,
        "after": change.after,
        "how": change.how.value,
        "title": change.title,
        "path": change.path,
        "parts": [_part(part) for part in change.parts],
        "languages_behind": list(change.behind),
        "note": change.note,
    }


def _review(review: Review) -> Record:
    return {"by": review.by, "date": review.date}


def _lapse(lapse: Lapse) -> Record:
    return {**_review(lapse.review), "changed": [part.value for part in lapse.parts]}


def _correction(correction: Correction) -> Record:
    return {
        "fact": correction.fact,
        "kind": correction.kind.value,
        "date": correction.date,
        "was": dict(correction.was),
        "now": dict(correction.now) if correction.now else None,
        "why": dict(correction.why),
    }


def _account(change: AccountChange) -> Record:
    def side(figures: tuple[int, int, int, int | None] | None) -> Record | None:
        if figures is None:
            return None
        share, left, reproduced, budget = figures
        return {
            "accounted_percent": share,
            "open": left,
            "reproduced_percent": reproduced,
            "budget_percent": budget,
        }

    return {"seed": change.seed, "before": side(change.before), "after": side(change.after)}
