"""Says in lines for a terminal what became of the quotes of changed documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.author.anchors import Anchor, Change, LineRange, Reanchored
from generator.diagnostics import shown

_WIDE = 1_000


def lines(results: Sequence[Reanchored], *, everything: bool = False) -> Iterator[str]:
    """What needs a look, for each document; with `everything`, each quote and range."""
    for result in results:
        yield from _document(result, everything)
        yield ""
    hurt = {
        "Facts": [a for r in results for a in r.dependents.facts],
        "FAQ": [a for r in results for a in r.dependents.questions],
        "Timeline": [a for r in results for a in r.dependents.timeline],
        "Disagreements": [a for r in results for a in r.dependents.disagreements],
    }
    if any(hurt.values()):
        yield "These stand on words that changed; read each beside its source:"
        for name, ids in hurt.items():
            unique = list(dict.fromkeys(ids))
            yield f"  {name} ({len(unique)}): {', '.join(unique) or 'none'}"
        yield ""


def _document(result: Reanchored, everything: bool) -> Iterator[str]:
    yield f"{result.seed.path} ({result.seed.id}) has changed."
    yield f"  quotes ({len(result.anchors)}): {_counts(result.anchors)}"
    yield f"  ranges of lines ({len(result.ranges)}): {_counts(result.ranges)}"
    alike: dict[tuple[Change, str, str, str], list[Anchor]] = {}
    for anchor in result.anchors:
        if everything or anchor.needs_a_human:
            said = (anchor.change, anchor.quote, anchor.wording, anchor.note)
            alike.setdefault(said, []).append(anchor)
    for anchors in alike.values():
        yield from _anchors(anchors)
    for range_ in result.ranges:
        gone = range_.change is Change.VANISHED
        if everything or range_.needs_a_human or gone:
            yield from _range(range_)


def _counts(changed: Sequence[Anchor] | Sequence[LineRange]) -> str:
    counts = Counter(one.change for one in changed)
    look = sum(one.needs_a_human for one in changed)
    return ", ".join(f"{counts[change]} {change}" for change in Change) + (
        f"; {look} to look at" if look else ""
    )


def _anchors(anchors: Sequence[Anchor]) -> Iterator[str]:
    """All that quote the same words, then once what became of these."""
    for anchor in anchors:
        holder = anchor.holder
        if anchor.role not in ("fact", "question"):
            holder = f"{anchor.role} of {anchor.holder}"
        yield f"{anchor.place}: {anchor.change}: {holder} ({_lines(anchor)})"
    anchor = anchors[0]
    if anchor.change is Change.REWORDED:
        yield f"    {shown(anchor.difference, _WIDE)}"
    elif anchor.needs_a_human:
        yield f"    “{shown(anchor.quote, _WIDE)}”"
    if anchor.note:
        yield f"    {anchor.note[0].upper()}{anchor.note[1:]}."
    if anchor.nearest:
        yield f"    nearest: {shown(anchor.nearest, _WIDE)}"
    if anchor.change is Change.VANISHED and not anchor.note:
        yield "    Left as it is: cite other words, or remove what stood on these."


def _lines(anchor: Anchor) -> str:
    old, new = anchor.old_line, anchor.new_line
    if not old:
        return "not in the old text either"
    return f"line {old} → {new}" if new and new != old else f"line {old}"


def _range(range_: LineRange) -> Iterator[str]:
    yield (
        f"{range_.place}: {range_.change}: {range_.role} {range_.old}"
        f"{f' → {range_.new}' if range_.new and range_.new != range_.old else ''}"
    )
    if range_.change is Change.REWORDED:
        yield "    The lines were found by their position or were torn apart; look at them."
    elif range_.change is Change.VANISHED:
        yield (
            "    Left as it is: these lines are gone; remove the exclusion."
            if range_.role == "excluded"
            else "    These lines are gone; the entry is removed."
        )
