"""Writes which documents share their wording and on how many origins each fact stands."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.check.origins import SAME, Origins
from generator.model import Index


def text(index: Index, found: Origins, *, single: bool = False) -> Iterator[str]:
    """Lines for a terminal: overlaps and repetition, or the single-origin facts; then a count."""
    facts = index.project.facts
    if single:
        for address in found.single_origin:
            yield f"{facts[address].place}: {address}"
    else:
        for overlap in found.overlaps:
            shares = f"{_percent(overlap.share_a)} and {_percent(overlap.share_b)} of their words"
            one = ": one origin" if overlap.one_origin else ""
            yield (
                f"{overlap.seed_a} and {overlap.seed_b} share the wording of "
                f"{len(overlap.spans)} sentences, {shares}{one}"
            )
        if not found.overlaps:
            yield "No two documents share their wording."
        for seed, share in found.repetition.items():
            if share:
                yield f"{seed} repeats itself in {_percent(share)} of its words"
    several = sum(origins > 1 for _, origins in found.counts.values())
    yield (
        f"{len(found.counts):,} facts: {len(found.single_origin):,} on one origin, {several:,} "
        f"on several. Documents are one origin from {_percent(SAME)} of shared words."
    )


def as_json(index: Index, found: Origins) -> str:
    """The same as JSON; the shape is documented in `docs/reference/commands.md`."""
    return json.dumps(
        {
            "version": 1,
            "overlaps": [
                {
                    "seed_a": o.seed_a,
                    "seed_b": o.seed_b,
                    "share_a": round(o.share_a, 4),
                    "share_b": round(o.share_b, 4),
                    "one_origin": o.one_origin,
                    "spans": [[list(a), list(b)] for a, b in o.spans],
                }
                for o in found.overlaps
            ],
            "repetition": {seed: round(share, 4) for seed, share in found.repetition.items()},
            "facts": [
                {"fact": address, "documents": documents, "origins": origins}
                for address, (documents, origins) in found.counts.items()
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{int(100 * share)} %"
