"""Compares two checked revisions: two indexes in, typed changes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.check.coverage import Account
from generator.check.joined import Checked
from generator.check.reading import State
from generator.check.reviews import lapses
from generator.diagnostics import Severity
from generator.editorial import Lapse, Reviewed
from generator.model import Correction, Fact, Index, Verdict
from generator.review.affected import pages
from generator.review.changes import (
    AccountChange,
    Changes,
    FactChange,
    How,
    Total,
)
from generator.review.nouns import nouns
from generator.review.pairing import Pairing, paired
from generator.review.parts import behind, evidence, fact_parts, quote_changes, said
from generator.review.questions import question

Accounts = Mapping[str, Account]


def compare(
    before: Checked,
    after: Checked,
    *,
    base: str = "base",
    head: str = "head",
    strange: tuple[tuple[str, str], ...] = (),
) -> Changes:
    """Everything that changed in meaning between two revisions.

    Args:
        base, head: what the revisions are called.
        strange: links and submodules that the new revision holds.
    """
    old, new = before.index, after.index
    pairing = paired(old, new)
    lapsed = lapses(old, new, pairing.facts)
    known = frozenset(_content(c) for c in old.project.corrections)
    corrections = tuple(c for c in new.project.corrections if _content(c) not in known)
    before_all = {(r.fact, r.by, r.date) for r in old.project.reviews}
    reviews = tuple(r for r in new.project.reviews if (r.fact, r.by, r.date) not in before_all)
    facts = tuple(_facts(old, new, pairing, lapsed, corrections))
    changed = tuple(nouns(old, new, pairing))
    return Changes(
        base,
        head,
        facts,
        changed,
        tuple(_totals(before, after)),
        tuple(_accounts(before.accounts, after.accounts)),
        lapsed,
        corrections,
        reviews,
        pages(facts, changed, old, new, (*reviews, *corrections)),
        strange,
        tuple(after.diagnostics),
    )


def _content(correction: Correction) -> tuple[object, ...]:
    """What makes two entries one, wherever they stand."""
    words = (correction.was, correction.now or {}, correction.why)
    return (
        correction.fact,
        correction.kind,
        correction.date,
        *(tuple(sorted(each.items())) for each in words),
    )


def _facts(
    old: Index,
    new: Index,
    pairing: Pairing,
    lapsed: Mapping[str, tuple[Lapse, ...]],
    corrections: tuple[Correction, ...],
) -> Iterator[FactChange]:
    """The changes of facts in the order of the new revision, then those that are gone."""
    came_from = {now: was for was, now in pairing.facts.items()}
    for address, fact in new.project.facts.items():
        was = came_from.get(address)
        change = _change(
            old.project.facts[was] if was else None,
            fact,
            old,
            new,
            pairing,
            lapsed.get(address, ()),
            tuple(c for c in corrections if c.fact == address),
        )
        if change is not None:
            yield change
    for address, fact in old.project.facts.items():
        if address not in pairing.facts:
            change = _change(
                fact,
                None,
                old,
                new,
                pairing,
                (),
                tuple(c for c in corrections if c.fact == address),
            )
            assert change is not None
            yield change


def _change(
    before: Fact | None,
    after: Fact | None,
    old: Index,
    new: Index,
    pairing: Pairing,
    lapsed: tuple[Lapse, ...],
    corrections: tuple[Correction, ...],
) -> FactChange | None:
    """What became of a fact; None when nothing did."""
    fact, index = (after, new) if after is not None else (before, old)
    assert fact is not None
    known = index.project.vocabulary.properties.get(fact.property)
    label = known.label["en"] if known else fact.property
    shown = tuple(_shown(fact, index))
    if before is None or after is None:
        how = How.ADDED if before is None else How.REMOVED
        change = FactChange(
            how,
            before,
            after,
            label,
            evidence=evidence(fact, index),
            shown=shown,
            reviewed=index.reviewed.get(fact.address, Reviewed()) if after else Reviewed(),
            corrections=corrections,
            told=tuple(said(fact, index)),
        )
        return _asked(change, old, new)
    parts = fact_parts(before, after, old, new, pairing)
    quotes = quote_changes(before, after, old, new, pairing)
    how = How.CHANGED
    if pairing.sheet(before.sheet) != after.sheet or pairing.merged.get(before.sheet):
        how = How.MOVED
    elif before.id != after.id:
        how = How.RENAMED
    if how is How.CHANGED and not (parts or quotes or corrections):
        return None
    change = FactChange(
        how,
        before,
        after,
        label,
        parts,
        quotes,
        evidence(after, new),
        behind(parts),
        lapses=lapsed,
        reviewed=new.reviewed.get(after.address, Reviewed()),
        corrections=corrections,
        shown=shown,
    )
    return _asked(change, old, new)


def _asked(change: FactChange, old: Index, new: Index) -> FactChange:
    return replace(change, question=question(change, old, new))


def _shown(fact: Fact, index: Index) -> Iterator[str]:
    """Where else readers meet a fact."""
    if fact.id in index.project.sheets[fact.sheet].lead:
        yield f"the summary of {fact.sheet}"
    for name in index.answered_in.get(fact.address, ()):
        yield f"the answer to {name}"
    for name in index.disputed_in.get(fact.address, ()):
        yield f"the disagreement {name}"


def _totals(before: Checked, after: Checked) -> Iterator[Total]:
    def counts(checked: Checked) -> dict[str, int]:
        project = checked.index.project
        return {
            "sheets": len(project.sheets),
            "facts": len(project.facts),
            "facts reviewed": sum(bool(r.standing) for r in checked.index.reviewed.values()),
            "sources": len(project.seeds),
            "questions": len(project.questions),
            "disagreements": len(project.disagreements),
            **{f"quotes {verdict}": checked.verdicts[verdict] for verdict in Verdict},
            "quotes not checked": checked.skipped,
            "errors": sum(d.severity is Severity.ERROR for d in checked.diagnostics),
            "warnings": sum(d.severity is Severity.WARNING for d in checked.diagnostics),
        }

    after_counts = counts(after)
    for name, count in counts(before).items():
        yield Total(name, count, after_counts[name])


def _accounts(before: Accounts, after: Accounts) -> Iterator[AccountChange]:
    for seed in dict.fromkeys((*before, *after)):
        change = AccountChange(seed, _figures(before.get(seed)), _figures(after.get(seed)))
        if change.before != change.after:
            yield change


def _figures(account: Account | None) -> tuple[int, int, int, int | None] | None:
    if account is None:
        return None
    return account.share, account.counts[State.OPEN], account.reproduced_share, account.budget
