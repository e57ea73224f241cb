"""The account: what became of every sentence of each document, and which facts have one origin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from generator.check.coverage import Account
from generator.check.reading import Entry, Reading, State
from generator.model import Display, Fact, Seed
from generator.render import figures
from generator.render.edition import Edition, Link, Remark, seed_url
from generator.render.parts import Cut, cut, words
from generator.render.views.head import Head, Later, parts
from generator.render.views.seed import by_title

SINGLES = 200
"""Facts on one origin that are listed for each document; the others are counted."""

OPEN = 1000
"""Open sentences that are listed for each document; the others are counted."""


class Told(NamedTuple):
    """What is told of one document: its account, or its facts on one origin."""

    seed: str
    account: Account | None
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Part:
    """What became of some of a document's sentences; `name` chooses its colour."""

    name: str
    words: str
    why: str
    count: str
    share: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some sentences are set aside, where they stand, and what the editors note of them."""

    words: str
    why: str
    count: str
    lines: str
    notes: tuple[tuple[str, Remark], ...]


@dataclass(frozen=True, slots=True)
class OpenSentence:
    """A sentence that nothing accounts for yet.

    Attributes:
        words: the sentence itself; empty when the site may not show it.
        tells: what it holds that no quote holds: figures, dates, known names.
    """

    line: Link
    words: str
    tells: str


@dataclass(frozen=True, slots=True)
class DocumentAccount:
    """One document's account and its quotation budget; `once` does not count repetition."""

    id: str
    title: str
    url: str
    language: str
    summary: str
    bar: Markup
    parts: tuple[Part, ...]
    set_aside: str
    reasons: tuple[Reason, ...]
    still_open: str
    open: tuple[OpenSentence, ...]
    more_open: str
    budget: str
    budget_bar: Markup
    once: str


@dataclass(frozen=True, slots=True)
class Singles:
    """The facts that stand on this document's origin alone; `more` are not listed."""

    title: str
    language: str
    count: str
    facts: tuple[tuple[str, Link], ...]
    more: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """The account of every document."""

    head: Head
    total: str
    complete: bool
    documents: tuple[DocumentAccount, ...]
    origins: str
    singles: tuple[Singles, ...]


def accounts(edition: Edition) -> Iterable[Later[AccountView]]:
    """The account."""
    say = edition.phrases.say
    head = Head("account/", say("account.title"), say("account.summary"), "sources/")
    view, headings = partial(_view, edition), partial(_headings, edition)
    yield from parts(edition, head, entries(edition), view, headings)


def entries(edition: Edition) -> Cut[Told]:
    """The documents by title, then again those that alone hold facts on one origin."""

    def size(told: Told) -> int:
        if told.account:
            open_ = told.account.open[:OPEN]
            sentences = sum(it.sentence.end - it.sentence.start for it in open_)
            notes = sum(400 for _ in edition.seed(told.seed).exclusions)
            return 4_500 + 220 * len(open_) + 2 * sentences + notes
        return 400 + sum(200 + words(fact) for fact in told.facts[:SINGLES])

    def anchors(told: Told) -> Iterable[str]:
        return (f"account_{told.seed}",) if told.account else ()

    return edition.cut("account/", lambda: cut(list(_told(edition)), size, anchors))


def _told(edition: Edition) -> Iterable[Told]:
    seeds = by_title(edition)
    for seed in seeds:
        yield Told(seed.id, edition.accounts[seed.id], ())
    by_seed: dict[str, list[Fact]] = defaultdict(list)
    for address in edition.origins.single_origin:
        fact = edition.fact(address)
        by_seed[fact.citations[0].seed].append(fact)
    for seed in seeds:
        if seed.id in by_seed:
            yield Told(seed.id, None, by_seed[seed.id])


def _view(edition: Edition, head: Head) -> AccountView:
    told = entries(edition).held(head.part)
    found = edition.accounts.values()
    done, total = sum(a.accounted for a in found), sum(len(a.entries) for a in found)
    return AccountView(
        head,
        _accounted(edition, done, total),
        done == total,
        tuple(_document(edition, it.account) for it in told if it.account),
        _origins(edition) if head.part == 1 else "",
        tuple(_singles(edition, it) for it in told if not it.account),
    )


def _headings(edition: Edition, told: Iterable[Told]) -> Iterable[tuple[str, str]]:
    return ((f"account_{it.seed}", edition.seed(it.seed).title) for it in told if it.account)


def _accounted(edition: Edition, done: int, total: int) -> str:
    phrases = edition.phrases
    if done == total:
        return phrases.count("account.all", total)
    return phrases.count("account.some", total - done, total=phrases.number(total))


def _document(edition: Edition, account: Account) -> DocumentAccount:
    phrases, seed = edition.phrases, edition.seed(account.seed)
    total = len(account.entries)
    parts = tuple(
        Part(
            str(state),
            phrases.say(f"account.state.{state}.words"),
            phrases.say(f"account.state.{state}.why"),
            phrases.number(count),
            phrases.percent(count, total),
        )
        for state, count in account.counts.items()
    )
    reproduced, once = (
        phrases.percent(part, 100) for part in (account.reproduced_share, account.share_once)
    )
    budget = account.budget
    limit = phrases.percent(budget or 0, 100)
    said = "account.budget.none" if budget is None else "account.budget.limit"
    return DocumentAccount(
        id=seed.id,
        title=seed.title,
        url=seed_url(seed.id),
        language=seed.language,
        summary=_accounted(edition, account.accounted, total),
        bar=figures.shares(
            f"account_{seed.id}",
            phrases.say("account.drawn"),
            "; ".join(f"{part.words}: {part.count}" for part in parts),
            [
                (part.name, part.count, count / total if total else 0)
                for part, count in zip(parts, account.counts.values(), strict=True)
            ],
        ),
        parts=parts,
        set_aside=phrases.count("account.set_aside", account.counts[State.EXCLUDED]),
        reasons=tuple(_reasons(edition, account, seed)),
        still_open=phrases.count("account.still_open", len(account.open)),
        open=tuple(_open(edition, seed, entry) for entry in account.open[:OPEN]),
        more_open=phrases.count("account.more_open", len(account.open) - OPEN)
        if len(account.open) > OPEN
        else "",
        budget=phrases.say(said, share=reproduced, **({} if budget is None else {"limit": limit})),
        budget_bar=figures.budget(account.reproduced_share / 100, (budget or 100) / 100),
        once=phrases.say("account.budget.once", share=once)
        if account.share_once != account.reproduced_share
        else "",
    )


def _reasons(edition: Edition, account: Account, seed: Seed) -> Iterable[Reason]:
    phrases = edition.phrases
    lines: dict[str, list[int]] = defaultdict(list)
    for entry in account.entries:
        if entry.state is State.EXCLUDED:
            lines[entry.reason].append(entry.sentence.line)
    notes: dict[str, list[tuple[str, Remark]]] = defaultdict(list)
    for exclusion, (start, _) in Reading(edition.index, seed, edition.settings.quotes).exclusions:
        if exclusion.note:
            line = phrases.say("source.line", line=phrases.number(seed.line_of(start)))
            notes[exclusion.reason].append((line, edition.remark(exclusion.note)))
    for reason, count in account.reasons.items():
        runs = listed_lines(lines[reason])
        yield Reason(
            phrases.say(f"account.reason.{reason}.words"),
            phrases.say(f"account.reason.{reason}.why"),
            phrases.count("count.sentences", count),
            phrases.count("account.lines", len(set(lines[reason])), lines=runs),
            tuple(notes[reason]),
        )


def listed_lines(lines: Iterable[int]) -> str:
    """Numbers of lines, those that follow each other as a run: `1, 3–5`."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _open(edition: Edition, seed: Seed, entry: Entry) -> OpenSentence:
    full = seed.display is Display.FULL
    line = entry.sentence.line
    return OpenSentence(
        Link(
            edition.phrases.say("source.line", line=edition.phrases.number(line)),
            f"{seed_url(seed.id)}#l_{line}" if full else "",
        ),
        seed.text[entry.sentence.start : entry.sentence.end] if full else "",
        ", ".join(entry.tells),
    )


def _origins(edition: Edition) -> str:
    phrases = edition.phrases
    alone, total = len(edition.origins.single_origin), len(edition.index.project.facts)
    return phrases.count("account.singles", alone, total=phrases.number(total))


def _singles(edition: Edition, told: Told) -> Singles:
    """The facts on a single origin by the document that they cite, or cite first."""
    phrases, seed = edition.phrases, edition.seed(told.seed)
    left = len(told.facts) - SINGLES
    return Singles(
        seed.title,
        seed.language,
        phrases.count("count.facts", len(told.facts)),
        tuple(
            (edition.text(f.text), Link(edition.sheet(f.sheet).text, edition.fact_url(f)))
            for f in told.facts[:SINGLES]
        ),
        phrases.count("account.more", left) if left > 0 else "",
    )
