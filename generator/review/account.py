"""Writes the account of every document's sentences and its quotation budget: text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.check.coverage import Account
from generator.check.reading import Entry, State
from generator.diagnostics import shown
from generator.model import Index, Seed
from generator.settings import Settings

_WIDTH = 160


def text(
    index: Index, accounts: Mapping[str, Account], *, list_open: bool = False
) -> Iterator[str]:
    """Lines for a terminal: each document's account, its open sentences if wanted, and the sum."""
    for name, account in accounts.items():
        counts = account.counts
        reasons = ", ".join(f"{reason} {n}" for reason, n in account.reasons.items())
        yield (
            f"{name}: {account.accounted} of {len(account.entries)} sentences accounted for "
            f"({account.share} %)"
        )
        yield (
            f"    {counts[State.CITED]} cited, {counts[State.REPEATS]} repeat others, "
            f"{counts[State.EXCLUDED]} excluded{f' ({reasons})' if reasons else ''}, "
            f"{counts[State.OPEN]} open"
        )
        once = (
            ""
            if account.share_once == account.reproduced_share
            else f", {account.share_once} % without what the document repeats"
        )
        yield (
            f"    reproduced on the site: {account.reproduced:,} of {account.characters:,} "
            f"characters ({account.reproduced_share} %{once}); {_budget(account)}"
        )
        if list_open:
            seed = index.project.seeds[name]
            yield from (_line(seed, entry) for entry in account.open)
    total = sum(len(account.entries) for account in accounts.values())
    done = sum(account.accounted for account in accounts.values())
    yield (
        f"{len(accounts)} documents, {total:,} sentences: {done:,} accounted for, "
        f"{total - done:,} open."
    )


def as_json(index: Index, accounts: Mapping[str, Account]) -> str:
    """The accounts as JSON; the shape is documented in `docs/reference/commands.md`."""
    return json.dumps(
        {
            "version": 1,
            "documents": [
                _record(index.project.seeds[name], account) for name, account in accounts.items()
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def within(accounts: Mapping[str, Account], settings: Settings) -> bool:
    """Whether every account reaches the threshold of the settings and keeps to its budget."""
    return all(
        account.reaches(settings.coverage.threshold) and not account.over_budget
        for account in accounts.values()
    )


def _budget(account: Account) -> str:
    if account.budget is None:
        return "shown in full by its metadata, no budget"
    return f"budget {account.budget} %"


def _line(seed: Seed, entry: Entry) -> str:
    sentence = entry.sentence
    column = sentence.start - seed.line_starts[sentence.line - 1] + 1
    words = shown(seed.text[sentence.start : sentence.end], _WIDTH)
    tells = ", ".join(shown(t, 40) for t in entry.tells[:5])
    note = f" [in no quote: {tells}]" if entry.partly else f" [{tells}]" if tells else ""
    return f"    {seed.path}:{sentence.line}:{column}: {words}{note}"


def _record(seed: Seed, account: Account) -> dict[str, Any]:
    return {
        "seed": account.seed,
        "path": seed.path,
        "sentences": len(account.entries),
        **{state.value: n for state, n in account.counts.items()},
        "excluded_by_reason": dict(account.reasons),
        "accounted_percent": account.share,
        "characters": account.characters,
        "reproduced": account.reproduced,
        "reproduced_percent": account.reproduced_share,
        "reproduced_percent_without_repetition": account.share_once,
        "budget_percent": account.budget,
        "account": [_entry(entry) for entry in account.entries],
        "open_first": [[e.sentence.start, e.sentence.end] for e in account.open],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    record: dict[str, Any] = {
        "start": entry.sentence.start,
        "end": entry.sentence.end,
        "line": entry.sentence.line,
        "state": entry.state.value,
    }
    if entry.reason:
        record |= {"reason": entry.reason, "by_editor": entry.by_editor}
    if entry.like:
        record["like"] = {"seed": entry.like[0], "line": entry.like[1]}
    if entry.tells:
        record["tells"] = list(entry.tells)
        record["partly_cited"] = entry.partly
    return record
