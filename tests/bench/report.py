"""Tables of a run: `python -m tests.bench.report FILE [--into docs/reference/speed.md]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

Found = dict[str, Any]
_BEGIN, _END = "<!-- begin: python -m tests.bench.report -->", "<!-- end -->"
ONE, BOTH = "Factsheet, one language", "Factsheet, both languages"


def tables(done: Found) -> str:
    """All results in Markdown."""
    return "\n\n".join(
        part for part in (_about(done), _targets(done), _all(done), _alone(done)) if part
    )


def _about(done: Found) -> str:
    about, machine = done["project"], done["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in done["versions"].items())
    return (
        f"{done['day']}: {about['sheets']:,} sheets, {about['facts']:,} facts, "
        f"{about['citations']:,} citations, {about['documents']:,} documents; "
        f"{machine['cores']} processor cores, Python {machine['python']}; medians of "
        f"{done['repeat']} runs, in turn; the run took {done['minutes']} minutes."
        + (f" Peers: {peers}." if peers else "")
        + (f" A trial: fixed sizes divided by {done['shrink']}." if done["shrink"] > 1 else "")
    )


def _targets(done: Found) -> str:
    rows = []
    for what, target, value in goals():
        try:
            number, met = value(done)
        except (KeyError, StopIteration, ZeroDivisionError):
            continue
        verdict = "yes" if met else "**no**"
        if done["shrink"] > 1:
            verdict = "a trial"
        rows.append(f"| {what} | {target} | {number} | {verdict} |")
    return (
        "\n".join(["| what | target | measured | met |", "|---|---|---|---|", *rows])
        if rows
        else ""
    )


Value = tuple[str, bool]


def goals() -> Iterator[tuple[str, str, Callable[[Found], Value]]]:
    """Every target: what, how much, and what was measured."""
    yield "cold build, one language", "≤ 1.0 × Hugo", lambda d: _ratio(d, ONE, "Hugo", 1.0)
    yield (
        "cold build, one language", "≤ 1/6 of MkDocs",
        lambda d: _ratio(d, ONE, "MkDocs, Material, search", 1 / 6),
    )  # fmt: skip
    yield "both languages", "≤ 1.7 × one", lambda d: _ratio(d, BOTH, ONE, 1.7)
    yield "nothing changed", "≤ 0.1 × cold", lambda d: _of_cold(d, "nothing changed", 0.1)
    yield "one fact changed", "≤ 0.15 × cold", lambda d: _of_cold(d, "one fact changed", 0.15)
    yield "one fact changed: files that differ from a cold build", "0", _differing
    yield "`check`, cold", "≥ 10,000 citations/s", lambda d: _rate(d, "check, cold", 10_000)
    yield (
        "`check`, unchanged", "≥ 100,000 citations/s",
        lambda d: _rate(d, "check, unchanged", 100_000),
    )  # fmt: skip
    yield "100,000 facts checked", "≤ 30 s", lambda d: _seconds(d, "check, 100,000 facts", 30)
    yield "100,000 facts checked", "≤ 1 GiB", lambda d: _gib(d, "check, 100,000 facts", 1)
    for name in (ONE, BOTH):
        yield f"{name}: time, n → 2n", "≤ 2.1", partial(_growth, name=name, key="wall")
        yield f"{name}: memory, n → 2n", "≤ 2.1", partial(_growth, name=name, key="peak")
    for name in ("document of 64 MB", "sheet of 3,000 facts", "name mentioned 10,000 times"):
        for what in ("check", "build"):
            row = f"one {name}: {what}, half → whole"
            yield row, "≤ 2.1", partial(_extreme, name=name, what=what)
    yield (
        "edit to reload, the real project", "≤ 0.5 s",
        lambda d: _seconds(d, "edit to reload, the real project", 0.5),
    )  # fmt: skip
    yield "edit to reload", "≤ 2 s", lambda d: _seconds(d, "edit to reload", 2)
    yield "PDF: book of 1,000 facts", "≤ 3 s", lambda d: _seconds(d, "book of 1,000 facts", 3)
    yield "PDF: again after one change", "≤ 1 s", lambda d: _seconds(d, "book, one fact changed", 1)
    yield "`factsheet --help`", "≤ 0.3 s", lambda d: _seconds(d, "--help", 0.3)
    yield (
        "`check` of the real project", "≤ 1 s",
        lambda d: _seconds(d, "check, the real project, cold", 1),
    )  # fmt: skip


def _entry(done: Found, name: str, *, double: bool = False) -> Found:
    return next(
        found
        for found in done["results"].values()
        if found.get("name") == name and found["double"] is double and "wall" in found
    )


def _ratio(done: Found, one: str, other: str, most: float) -> Value:
    first, second = _entry(done, one), _entry(done, other)
    if first["sheets"] != second["sheets"]:
        raise KeyError(other)
    ratio = first["wall"] / second["wall"]
    processor = first["processor"] / second["processor"]
    return (
        f"{ratio:.2f} ({first['wall']:.1f} s : {second['wall']:.1f} s; "
        f"processor time {processor:.2f})",
        ratio <= most,
    )


def _of_cold(done: Found, what: str, most: float) -> Value:
    cold = done["results"]["built before"]["wall"]
    ratio = done["results"][what]["wall"] / cold
    return f"{ratio:.2f} ({done['results'][what]['wall']:.2f} s : {cold:.1f} s)", ratio <= most


def _differing(done: Found) -> Value:
    number = done["results"]["one fact changed"]["differing"]
    return str(number), not number


def _rate(done: Found, what: str, least: float) -> Value:
    found = done["results"][what]
    rate = found["citations"] / found["wall"]
    return f"{rate:,.0f} ({found['wall']:.2f} s)", rate >= least


def _seconds(done: Found, what: str, most: float) -> Value:
    wall = done["results"][what]["wall"]
    return f"{wall:.2f} s", wall <= most


def _gib(done: Found, what: str, most: float) -> Value:
    peak = done["results"][what]["peak"] / 2**30
    return f"{peak:.2f} GiB", peak <= most


def _growth(done: Found, name: str, key: str) -> Value:
    ratio = _entry(done, name, double=True)[key] / _entry(done, name)[key]
    return f"{ratio:.2f}", ratio <= 2.1


def _extreme(done: Found, name: str, what: str) -> Value:
    half = done["results"][f"one {name}, half, {what}"]["wall"]
    whole = done["results"][f"one {name}, whole, {what}"]["wall"]
    return f"{whole / half:.2f} ({half:.1f} s → {whole:.1f} s)", whole / half <= 2.1


def _all(done: Found) -> str:
    """This project and its peers: a row for each program and size."""
    head = ("program", "sheets", "time", "per fact", "processor", "memory", "files", "output",
            "time, n → 2n", "memory, n → 2n")  # fmt: skip
    rows = []
    for found in done["results"].values():
        if "name" not in found:
            continue
        if "failed" in found:
            why = _last_line(found["failed"])
            rows.append(f"| {found['name']} | {found['sheets']:,} | {why} " + "| " * 8)
            continue
        output = found.get("output")
        rows.append("| " + " | ".join((
            found["name"],
            f"{found['sheets']:,}",
            f"{found['wall']:.2f} s",
            f"{found['wall'] / found['facts'] * 1000:.2f} ms",
            f"{found['processor']:.2f} s",
            f"{found['peak'] / 2**20:,.0f} MiB",
            f"{output['files']:,}" if output else "",
            f"{output['bytes'] / 2**20:,.1f} MiB" if output else "",
            *(("", "") if found["double"] else _growths(done, found["name"])),
        )) + " |")  # fmt: skip
    if not rows:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|---" + "|---:" * 9 + "|", *rows])


def _growths(done: Found, name: str) -> tuple[str, str]:
    try:
        return _growth(done, name, "wall")[0], _growth(done, name, "peak")[0]
    except StopIteration:
        return "", ""


def _alone(done: Found) -> str:
    """What was measured of this project alone."""
    rows = []
    for what, found in done["results"].items():
        if "name" in found:
            continue
        if "failed" in found:
            rows.append(f"| {what} | {_last_line(found['failed'])} | | |")
        elif "wall" in found:
            processor, peak = found.get("processor"), found.get("peak")
            rows.append(
                f"| {what} | {found['wall']:.2f} s | {f'{processor:.2f} s' if processor else ''} | "
                f"{f'{peak / 2**20:,.0f} MiB' if peak else ''} |"
            )
        elif "count" in found:
            rows.append(f"| {what} | {found['count']} | | |")
        elif "bytes" in found:
            rows.append(f"| {what} | {found['bytes'] / 2**20:.1f} MiB | | |")
    if not rows:
        return ""
    return "\n".join(
        ["| Factsheet alone | time | processor | memory |", "|---|---:|---:|---:|", *rows]
    )


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2][:100].replace("|", "/")


def into(page: Path, done: Found) -> None:
    """Puts the tables into a page, between its marks."""
    text = page.read_text("utf-8")
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise SystemExit(f"{page} lacks {_BEGIN} or {_END}")
    page.write_text(f"{before}{begin}\n\n{tables(done)}\n\n{end}{after}", "utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.report", description=__doc__)
    parser.add_argument("results", type=Path, help="what --json wrote")
    parser.add_argument("--into", type=Path, help="a page with the marks for the tables")
    given = parser.parse_args()
    done = json.loads(given.results.read_text("utf-8"))
    if given.into:
        into(given.into, done)
    else:
        print(tables(done))


if __name__ == "__main__":
    main()
