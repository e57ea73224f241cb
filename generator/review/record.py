"""Writes entries of `facts/reviews.yml`: adds them at its end and keeps the rest as it stands."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from generator.check.fingerprint import fingerprint
from generator.check.reviews import person
from generator.diagnostics import shown
from generator.editorial import Reviewed
from generator.model import Fact, Index
from generator.read.load import parse_yaml, read_bytes
from generator.runtime.files import write
from generator.settings import Settings

FILE = "facts/reviews.yml"
_HEAD = "# yaml-language-server: $schema=../.schemas/reviews.json\nreviews:\n"


class RecordError(Exception):
    """Why no review was recorded, in one sentence without a final stop."""


def entry(fact: Fact, index: Index, by: str, day: str) -> str:
    """The lines of one entry."""
    hashes = "".join(
        f'      {part}: "{digits}"\n' for part, digits in fingerprint(fact, index).items()
    )
    return (
        f"  - fact: {fact.address}\n    by: {json.dumps(by, ensure_ascii=False)}\n"
        f'    date: "{day}"\n    fingerprint:\n{hashes}'
    )


def entries(facts: Iterable[Fact], index: Index, by: str, day: str) -> str:
    """A whole file of entries, to paste or to begin with."""
    return _HEAD.partition("\n")[2] + "".join(entry(fact, index, by, day) for fact in facts)


def reviewable(index: Index, name: str) -> tuple[Fact, ...]:
    """The fact at an address, or every fact of a sheet.

    Raises:
        RecordError: there is no such fact or sheet.
    """
    project = index.project
    if name in project.facts:
        return (project.facts[name],)
    if name in project.sheets:
        return project.sheets[name].facts
    what = "fact" if "#" in name else "sheet"
    raise RecordError(f"there is no {what} `{shown(name, 80)}`")


def record(
    facts: Iterable[Fact], index: Index, settings: Settings, by: str, day: str = ""
) -> Iterator[str]:
    """Adds a review of each fact that does not stand already; a line for each that was added.

    Raises:
        RecordError: a quote is not found, or the file cannot be added to.
    """
    by = " ".join(by.split())
    if not by or by != shown(by, 200):
        raise RecordError("the name of the reviewer is empty, too long or holds control characters")
    day = day or date.today().isoformat()
    try:
        when = date.fromisoformat(day)
    except ValueError as error:
        raise RecordError(f"“{shown(day, 40)}” is not a day; write 2026-11-21") from error
    if when > date.today():
        raise RecordError(f"{day} is still to come")
    wanted = [fact for fact in facts if not _stands(fact, index, by)]
    for fact in wanted:
        passages = index.passages.get(fact.address, ())
        if len(passages) < len(fact.citations) or not all(p.verdict.passes for p in passages):
            raise RecordError(
                f"a quote of {fact.address} is not found in its source; run `factsheet check`"
            )
    if wanted:
        _add(settings, "".join(entry(fact, index, by, day) for fact in wanted))
    yield from (f"Recorded the review of {fact.address} by {by}, {day}." for fact in wanted)


def _stands(fact: Fact, index: Index, by: str) -> bool:
    held = index.reviewed.get(fact.address, Reviewed()).standing
    return any(person(review.by) == person(by) for review in held)


def _add(settings: Settings, text: str) -> None:
    """Writes the file anew with text at its end, all at once, if that reads back as it should."""
    path = settings.root / FILE
    old = _old(settings, path)
    new = _joined(old, text)
    if old.strip():
        before, _ = parse_yaml(old.encode(), FILE, settings.limits)
        after, _ = parse_yaml(new.encode(), FILE, settings.limits)
        added, _ = parse_yaml(f"reviews:\n{text}".encode(), FILE, settings.limits)
        if (
            before is None
            or after is None
            or added is None
            or (
                after.data
                != {
                    **before.data,
                    "reviews": [*before.data.get("reviews", []), *added.data["reviews"]],
                }
            )
        ):
            raise RecordError(
                f"nothing can be added at the end of {FILE}; let `reviews:` be its "
                "last key, and a list with a dash before each entry"
            )
    try:
        write(settings.root, FILE, new.encode("utf-8"))
    except OSError as error:
        raise RecordError(f"{FILE} cannot be written: {error.strerror}") from error


def _old(settings: Settings, path: Path) -> str:
    if not os.path.lexists(path):
        return ""
    raw = read_bytes(settings.root, FILE, settings.limits.fact_file_bytes, "fact_file_bytes")
    if not isinstance(raw, bytes):
        raise RecordError(raw.message.rstrip("."))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"{FILE} is not UTF-8") from error


def _joined(old: str, text: str) -> str:
    """The old file with entries after it, indented as its last ones are."""
    if not old.strip():
        return _HEAD + text
    lines = old.rstrip("\n").split("\n")
    if lines[-1].strip() in ("reviews: []", "reviews:"):
        return "\n".join([*lines[:-1], "reviews:"]) + "\n" + text
    dashes = [line for line in lines if line.lstrip(" ").startswith("- ")]
    indent = len(dashes[-1]) - len(dashes[-1].lstrip(" ")) if dashes else 2
    shifted = "".join(" " * indent + line[2:] + "\n" for line in text.splitlines())
    return "\n".join(lines) + "\n" + shifted
