"""How the fact sheet works, with its own numbers; and the page for an address that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from generator.model import Certainty, Verdict
from generator.render.edition import Edition
from generator.render.views.fact import Badge, verdict
from generator.render.views.head import Head, listed
from generator.text import FOLD_TABLE

GLOSSARY = (
    "fact",
    "sheet",
    "source",
    "quote",
    "passage",
    "verdict",
    "certainty",
    "attribution",
    "derived",
    "weak",
    "origin",
    "disagreement",
    "account",
    "budget",
    "correction",
    "permalink",
)
"""The words of the trade in the order in which they explain each other."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade, what it means and how often it applies here."""

    badge: Badge
    passes: bool
    count: str


@dataclass(frozen=True, slots=True)
class Fold:
    """A difference that is forgiven: its name, what may differ, and what it is read as."""

    name: str
    differs: str
    becomes: str


@dataclass(frozen=True, slots=True)
class MethodologyView:
    """What is promised, what is not, and the tables behind it.

    Attributes:
        glossary: (anchor, word, meaning) of each word of the trade.
    """

    head: Head
    quotes: str
    documents: str
    verdicts: tuple[Term, ...]
    certainties: tuple[Term, ...]
    folds: tuple[Fold, ...]
    glossary: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """What stands at an address where nothing is."""

    head: Head


def methodology(edition: Edition) -> Iterable[MethodologyView]:
    """The methodology."""
    phrases, index = edition.phrases, edition.index
    found = Counter(p.verdict for passages in index.passages.values() for p in passages)
    said = Counter(fact.certainty for fact in index.project.facts.values())
    yield MethodologyView(
        listed(edition, "methodology"),
        phrases.count("count.quotes", found.total()),
        phrases.count("count.documents", len(index.project.seeds)),
        tuple(Term(verdict(edition, v), v.passes, phrases.number(found[v])) for v in Verdict),
        tuple(
            Term(
                Badge(
                    f"certainty-{c}",
                    phrases.say(f"certainty.{c}.words"),
                    phrases.say(f"certainty.{c}.why"),
                ),
                True,
                phrases.count("count.facts", said[c]),
            )
            for c in Certainty
        ),
        tuple(
            Fold(
                phrases.say(f"fold.{name}.name"),
                phrases.messages.get(f"fold.{name}.differs", characters),
                phrases.say(f"fold.{name}.becomes"),
            )
            for name, characters, _ in FOLD_TABLE
        ),
        tuple(
            (f"term_{it}", phrases.say(f"glossary.{it}.word"), phrases.say(f"glossary.{it}.means"))
            for it in GLOSSARY
        ),
    )


def not_found(edition: Edition) -> Iterable[NotFoundView]:
    """The page for an address that is not there."""
    say = edition.phrases.say
    yield NotFoundView(Head("404.html", say("missing.title"), say("missing.summary"), parent=None))
