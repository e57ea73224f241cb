"""Holds every fact against its quotes: figures, dates, names, hedges, negations, weak places.

A quote that is really in the source can still carry a claim that it does not support. The checks
here read words; they do not understand them. What they cannot tell they leave alone, and what
they only suspect they report as a warning, which the fact may answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from generator import workers
from generator.check import cuts
from generator.check.claims import attribution, claims
from generator.check.evidence import Evidence, complete, evidence
from generator.check.hedging import hedges, keeps
from generator.check.names import Register, registered
from generator.check.negation import denies, negations
from generator.check.wording import wording
from generator.diagnostics import Diagnostic, Severity, shown
from generator.memo import Memo, named
from generator.model import LANGUAGES, Certainty, Fact, Index, Role, Sheet

ANSWERABLE = frozenset({"negation", "weak-evidence", "hedge-outside-quote", "quote-cuts-negation"})
"""Rules of this module that a fact may set aside with a reason, under `answers:`."""

WEAK = frozenset(
    {Role.HEADLINE, Role.SUMMARY, Role.FAQ, Role.BOILERPLATE, Role.NAVIGATION, Role.READER_COMMENT}
)
"""Parts of a document that do not carry a fact alone."""

_MANY = 30
"""Sheets from which on several processes work."""

_MOST = 1000
"""Findings of one sheet; after so many its other facts are not looked at."""

_LANGUAGE = {"en": "English", "fr": "French"}


def consistency(
    index: Index, elsewhere: Collection[str] = (), memo: Memo | None = None
) -> Iterator[Diagnostic]:
    """Every finding about what facts claim and what their quotes hold.

    Args:
        elsewhere: answerable rules of other checks, so that answers to them are left alone.
        memo: remembers what was found of the facts of a sheet.
    """
    sheets = list(index.project.sheets.values())

    def judged(sheet: Sheet) -> list[Diagnostic]:
        found = (
            found
            for fact in {fact.address: fact for fact in sheet.facts}.values()
            if (proof := evidence(fact, index, register()))
            for found in _asked(fact, index, proof, surroundings(), elsewhere)
        )
        first = list(islice(found, _MOST + 1))
        return first if len(first) <= _MOST else [*first[:_MOST], _more(first[_MOST])]

    def make(missing: Sequence[int]) -> Sequence[list[Diagnostic]]:
        register(), surroundings()  # for all copies of the process
        return workers.spread(judged, [sheets[at] for at in missing], least=_MANY)

    register = cache(lambda: Register(index.project.sheets))
    surroundings = cache(lambda: cuts.Surroundings(index.project.seeds))
    for found in (memo or Memo()).results("claims", _names(sheets, index, elsewhere), make):
        yield from found


def _more(found: Diagnostic) -> Diagnostic:
    return Diagnostic(
        "limit",
        found.place,
        f"There are more than {_MOST:,} findings in this file.",
        "Correct those above; the rest of the file is looked at then.",
    )


def _names(sheets: Iterable[Sheet], index: Index, elsewhere: Collection[str]) -> list[str]:
    """What is found of a sheet depends on it, the documents it cites, and the names of all."""
    project = index.project
    common = named(registered(project.sheets), ",".join(elsewhere))
    names = []
    for sheet in sheets:
        cited = dict.fromkeys(c.seed for fact in sheet.facts for c in fact.citations)
        seeds = [project.seeds[name].place.path for name in cited if name in project.seeds]
        parts = [project.made_of.get(path, "") for path in (sheet.place.path, *seeds)]
        found = [
            (p.verdict, p.spans, p.role)
            for fact in sheet.facts
            for p in index.passages.get(fact.address, ())
        ]
        names.append(named(common, repr(found), *cited, *parts) if all(parts) else "")
    return names


def unchecked(index: Index) -> list[str]:
    """Addresses of the facts of which nothing can be said, since a quote was not found."""
    return [fact.address for fact in index.project.facts.values() if not complete(fact, index)]


def _asked(
    fact: Fact,
    index: Index,
    proof: Evidence,
    surroundings: cuts.Surroundings,
    elsewhere: Collection[str],
) -> Iterator[Diagnostic]:
    """What is found of a fact, without what its editors have answered."""
    asked: set[str] = set()
    for found in _fact(fact, index, proof, surroundings):
        if found.rule in ANSWERABLE:
            asked.add(found.rule)
            if found.rule in fact.answers:
                continue
        yield found
    yield from _answers(fact, asked, elsewhere)


def _fact(
    fact: Fact, index: Index, proof: Evidence, surroundings: cuts.Surroundings
) -> Iterator[Diagnostic]:
    yield from claims(fact, index, proof)
    yield from attribution(fact, index, proof)
    yield from _certainty(fact, proof)
    yield from _negation(fact, proof)
    yield from _weak(fact, index)
    for passage, quote in zip(index.passages[fact.address], proof.quotes, strict=True):
        yield from cuts.hidden(passage, index.project.seeds[passage.citation.seed])
        yield from cuts.around(fact, passage, quote, surroundings)


def _certainty(fact: Fact, proof: Evidence) -> Iterator[Diagnostic]:
    """A hedge in a quote of a fact that is said to be stated."""
    if fact.certainty is not Certainty.STATED:
        return
    kept: bool | None = None
    for citation, quote in zip(fact.citations, proof.quotes, strict=True):
        for hedge in hedges(quote):
            if not hedge.strict:
                if kept is None:
                    kept = all(keeps(wording(fact.text[code], code)) for code in LANGUAGES)
                if kept:
                    continue
            yield Diagnostic(
                "hedged-but-stated",
                fact.places.get("certainty", fact.place),
                f"The fact is `stated`, but its quote says “{shown(hedge.words, 40)}”.",
                "Make it `reported`, `predicted` or `opinion`, with `attributed_to:`; or quote "
                f"words without a hedge ({citation.place}).",
            )
            return


def _negation(fact: Fact, proof: Evidence) -> Iterator[Diagnostic]:
    """A negation that stands on one side only."""

    def finding(place: str, message: str) -> Diagnostic:
        return Diagnostic(
            "negation",
            fact.places.get(place, fact.place),
            message,
            "Correct the text, or say under `answers:` why both are right.",
            Severity.WARNING,
        )

    texts = {code: wording(fact.text[code], code) for code in LANGUAGES}
    quoted = [words for quote in proof.quotes for words in negations(quote)]
    denied = any(denies(quote) for quote in proof.quotes)
    for code, text in texts.items():
        where, name = f"text.{code}", _LANGUAGE[code]
        own = negations(text)
        if own and not denied:
            yield finding(
                where, f"The {name} text says “{shown(own[0], 30)}”, the quotes deny nothing."
            )
        elif quoted and not denies(text):
            yield finding(
                where, f"The quotes say “{shown(quoted[0], 30)}”, the {name} text denies nothing."
            )
        elif not denies(text) and any(negations(other) for other in texts.values()):
            yield finding(where, f"The {name} text denies nothing, the other text does.")


def _weak(fact: Fact, index: Index) -> Iterator[Diagnostic]:
    """A fact that stands on nothing but headlines, summaries, boilerplate …"""
    roles = {passage.role for passage in index.passages[fact.address]}
    if roles and roles <= WEAK:
        parts = " and ".join(sorted(roles))
        yield Diagnostic(
            "weak-evidence",
            fact.citations[0].place,
            f"Every quote of this fact comes from the {parts} of its document.",
            "Add a quote from the body, or say under `answers:` that there is none.",
        )


def _answers(fact: Fact, asked: set[str], elsewhere: Collection[str]) -> Iterator[Diagnostic]:
    """Answers to rules that ask nothing of this fact, or that take no answer."""
    for rule in fact.answers:
        if rule in asked or rule in elsewhere:
            continue
        message = (
            f"Nothing asks for the answer to `{rule}`."
            if rule in ANSWERABLE
            else f"`{shown(rule, 64)}` is no rule that takes an answer."
        )
        known = ", ".join(sorted({*ANSWERABLE, *elsewhere}))
        yield Diagnostic(
            "answer-to-nothing",
            fact.places.get(f"answers.{rule}", fact.place),
            message,
            f"Remove it. Rules that take an answer: {known}.",
        )
