"""Lists the facts that wait for a review, those first that wait longest and are seen most."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.check.joined import Checked
from generator.check.reviews import needed
from generator.editorial import Discounted, Lapse, Review, Reviewed
from generator.model import Fact, Index, SheetRef
from generator.review.authors import Authorship
from generator.review.telling import lapse_words
from generator.review.wording import counted, plain


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that too few people have reviewed.

    Attributes:
        since: the day of its newest line; empty where git does not know it.
        leads, answers, pages: whether it stands in a summary, how many questions it answers, and
            how many other pages name it.
    """

    fact: Fact
    since: str
    standing: tuple[Review, ...]
    wanted: int
    lapses: tuple[Lapse, ...]
    discounted: tuple[Discounted, ...]
    leads: bool
    answers: int
    pages: int

    @property
    def seen(self) -> int:
        """How much readers see of it."""
        return 4 * self.leads + 3 * self.answers + self.pages


def waiting(checked: Checked, wrote: Mapping[str, Authorship]) -> list[Waiting]:
    """Every fact that has fewer reviews than it needs, or none; retracted ones need none."""
    found = []
    for address, fact in checked.index.project.facts.items():
        held = checked.index.reviewed.get(address, Reviewed())
        wanted = max(1, needed(fact, checked.settings.review))
        if len(held.standing) < wanted and address not in checked.index.retracted:
            since = wrote[address].day if address in wrote else ""
            found.append(_waiting(fact, since, held, wanted, checked.index))
    return sorted(found, key=lambda w: (w.since or "9", -w.seen, w.fact.address))


def _waiting(fact: Fact, since: str, held: Reviewed, wanted: int, index: Index) -> Waiting:
    named = {*fact.mentions, fact.attributed_to or ""}
    if isinstance(fact.value, SheetRef):
        named.add(fact.value.sheet)
    named &= index.project.sheets.keys() - {fact.sheet}
    return Waiting(
        fact,
        since,
        held.standing,
        wanted,
        held.lapsed,
        held.discounted,
        fact.id in index.project.sheets[fact.sheet].lead,
        len(index.answered_in.get(fact.address, ())),
        len(named),
    )


def text(checked: Checked, found: list[Waiting], limit: int) -> Iterator[str]:
    """Lines for a terminal: how much is reviewed, then what waits."""
    facts = checked.index.project.facts
    lapsed = sum(bool(w.lapses) for w in found)
    retracted = len(checked.index.retracted & facts.keys())
    reviewed = len(facts) - len(found) - retracted
    yield (
        f"{counted(len(facts), 'fact')}: {reviewed:,} reviewed, {len(found):,} waiting, "
        f"{lapsed:,} of them with a review that has lapsed; {retracted:,} retracted."
    )
    for each in found[: limit or None]:
        place = each.fact.place
        shown = [
            *(["in the summary"] if each.leads else []),
            *([counted(each.answers, "answer")] if each.answers else []),
            *([f"named on {counted(each.pages, 'other page')}"] if each.pages else []),
        ]
        seen = f"; {', '.join(shown)}" if shown else ""
        count = f"; {len(each.standing)} of {each.wanted} reviews" if each.wanted > 1 else ""
        since = each.since or "not committed"
        yield f"{place.path}:{place.line}: {each.fact.address}, {since}{count}{seen}"
        yield from (f"    lapsed: {lapse_words(lapse)}" for lapse in each.lapses)
        yield from (
            f"    does not count: {plain(it.review.by)}, {it.review.date}, {it.doubt}"
            for it in each.discounted
        )
    if limit and len(found) > limit:
        yield f"… and {len(found) - limit:,} more (--limit 0 lists all)."


def as_json(checked: Checked, found: list[Waiting]) -> str:
    """The same as JSON; the shape is documented in `docs/reference/commands.md`."""
    return json.dumps(
        {
            "version": 1,
            "facts": len(checked.index.project.facts),
            "waiting": [_record(each) for each in found],
        },
        ensure_ascii=False,
        indent=2,
    )


def _record(each: Waiting) -> dict[str, Any]:
    return {
        "fact": each.fact.address,
        "path": each.fact.place.path,
        "line": each.fact.place.line,
        "since": each.since,
        "reviews": len(each.standing),
        "needed": each.wanted,
        "in_summary": each.leads,
        "answers": each.answers,
        "other_pages": each.pages,
        "lapsed": [
            {
                "by": lapse.review.by,
                "date": lapse.review.date,
                "changed": [part.value for part in lapse.parts],
            }
            for lapse in each.lapses
        ],
        "not_counted": [
            {"by": it.review.by, "date": it.review.date, "because": it.doubt.value}
            for it in each.discounted
        ],
    }
