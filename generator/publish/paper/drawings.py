"""Where the shapes of a drawing stand, as shares of its width; the typesetter draws them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from math import ceil, floor

from generator.dates import Kind
from generator.model import Quantity, Seed
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.evidence import Data, address_of
from generator.render.reader import covered
from generator.render.views.quantity import extent
from generator.render.views.timeline import Dated

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_TICKS = 10
_LEAST = 0.012
"""The least share of the width that a bar takes, so that its number has room."""


# --- time ---------------------------------------------------------------------------------------


def strip(edition: PaperEdition, entries: Sequence[Dated]) -> Data:
    """Dated facts on an axis of years, and those without a year on one of months."""
    phrases = edition.phrases
    told: list[str] = []
    placed: list[Data] = []
    months: list[list[Data]] = [[] for _ in range(12)]
    for _, same in groupby(entries, key=lambda entry: entry[0].text):
        facts = list(same)
        when = facts[0][0]
        number = phrases.number(len(facts))
        told.append(phrases.say("timeline.drawn", date=edition.date(when), n=number))
        bar = {"label": number, "soft": when.approximate or when.uncertain}
        if when.kind is Kind.NO_YEAR:
            months[int(when.text[5:7]) - 1].append(bar)
        elif when.kind is not Kind.UNKNOWN:
            first, last = when.fuzzy_bounds()
            placed.append({**bar, "first": _year(first), "last": _year(last, end=True)})
    return {
        "alt": f"{phrases.say('timeline.figure')}. {'; '.join(told)}.",
        **_axis(placed),
        "months": [
            {"label": name, "bars": bars}
            for name, bars in zip(phrases.months(), months, strict=True)
        ]
        if any(months)
        else [],
        "no_year": phrases.say("timeline.no_year_short"),
    }


def _axis(placed: list[Data]) -> Data:
    """Bars in as few lanes as keep them apart, and the years below them."""
    known = [year for bar in placed for year in (bar["first"], bar["last"]) if year is not None]
    if not known:
        return {"bars": [], "lanes": 0, "ticks": []}
    first = floor(min(known)) - any(bar["first"] is None for bar in placed)
    last = ceil(max(known)) + any(bar["last"] is None for bar in placed)
    last = max(last, first + 1)

    def across(year: float) -> float:
        share: float = round((year - first) / (last - first), 5)
        return share

    ends: list[float] = []
    bars = []
    for bar in placed:
        left = 0.0 if bar["first"] is None else across(bar["first"])
        right = 1.0 if bar["last"] is None else across(bar["last"])
        if right - left < _LEAST:
            middle = min(max((left + right) / 2, _LEAST / 2), 1 - _LEAST / 2)
            left, right = middle - _LEAST / 2, middle + _LEAST / 2
        lane = next((at for at, end in enumerate(ends) if end <= left + 1e-6), len(ends))
        ends[lane : lane + 1] = [right]
        bars.append(
            {
                "label": bar["label"],
                "soft": bar["soft"],
                "left": round(left, 5),
                "right": round(right, 5),
                "lane": lane,
                "from_before": bar["first"] is None,
                "goes_on": bar["last"] is None,
            }
        )
    step = next((s for s in _STEPS if (last - first) / s <= _TICKS), _STEPS[-1])
    years = range(ceil(first / step) * step, last + 1, step)
    ticks = [{"at": across(year), "label": str(year)} for year in years]
    return {"bars": bars, "lanes": len(ends), "ticks": ticks}


def _year(day: dt.date | None, end: bool = False) -> float | None:
    if day is None:
        return None
    passed: int = day.timetuple().tm_yday - (not end)
    return day.year + passed / 366


# --- amounts ------------------------------------------------------------------------------------


def bars(edition: PaperEdition, urls: Sequence[str]) -> list[Data | None]:
    """The bars of one property's quantities, those of one measure to one scale.

    Args:
        urls: permalinks of the facts that state them.

    Returns:
        For each, the shares of the scale that its least and greatest size take; None for one that
        nothing can be compared with.
    """
    values = [edition.fact(address_of(url)).value for url in urls]
    sizes: dict[str, list[Decimal]] = {}
    for value in values:
        if isinstance(value, Quantity):
            sizes.setdefault(_measure(value), []).append(extent(value)[1])
    found: list[Data | None] = []
    for value in values:
        known = sizes[_measure(value)] if isinstance(value, Quantity) else []
        if not isinstance(value, Quantity) or len(known) < 2 or not max(known):
            found.append(None)
            continue
        least, most = (float(size / max(known)) for size in extent(value))
        found.append({"least": least, "most": most, "soft": value.approximate})
    return found


def _measure(value: Quantity) -> str:
    """What a quantity is counted in; only quantities of one measure can be compared."""
    unit = value.unit if isinstance(value.unit, str) or value.unit is None else value.unit["en"]
    return value.currency or unit or ""


# --- documents ----------------------------------------------------------------------------------


def coverage(edition: PaperEdition, seed: Seed) -> Data:
    """A document from its first line to its last, with its cited passages."""
    phrases = edition.phrases
    spans = {
        span for _, passage in edition.index.cited_by.get(seed.id, ()) for span in passage.spans
    }
    length = max(len(seed.text), 1)
    share = phrases.percent(covered(list(spans)), length)
    passages = phrases.count("count.passages", len(spans))
    described = phrases.say("source.map.description", share=share, passages=passages)
    lines = (1, len(seed.line_starts))
    return {
        "alt": f"{phrases.say('source.map.title')}. {described}",
        "spans": [[start / length, end / length] for start, end in _merged(spans)],
        "ends": [phrases.say("source.line", line=phrases.number(line)) for line in lines],
    }


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans joined where they touch."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
