"""Writes reviews, each to a file of its own, so that those of two people never conflict."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from generator.check.fingerprint import fingerprint
from generator.check.lookalikes import mixed, skeletons, unseen
from generator.check.reviews import person, reviewer
from generator.diagnostics import shown
from generator.editorial import Reviewed
from generator.model import Fact, Index
from generator.read.project import REVIEWS
from generator.runtime.files import write
from generator.settings import Settings

_HEAD = "# yaml-language-server: $schema=../../.schemas/reviews.json\nreviews:\n"
_NAME = 40
"""Characters of a reviewer's name in the name of a file."""


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
    """The entries of a file, to paste."""
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
    """Writes one file with a review of each fact that has none by this person; a line for each.

    Raises:
        RecordError: a quote is not found, the name is another's, or the file cannot be written.
    """
    by = " ".join(by.split())
    if not by or by != shown(by, 200) or unseen(by):
        raise RecordError("the name of the reviewer is empty, too long or holds control characters")
    if word := mixed(by):
        raise RecordError(f"the name of the reviewer mixes letters of several scripts in “{word}”")
    others = {review.by for review in index.project.reviews}
    others |= {reviewer(entry)[0] for entry in settings.review.reviewers}
    for other in sorted(others):
        if person(other) != person(by) and not skeletons(other).isdisjoint(skeletons(by)):
            raise RecordError(f"the name of the reviewer looks like another, “{shown(other, 60)}”")
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
    if not wanted:
        return
    text = _HEAD + "".join(entry(fact, index, by, day) for fact in wanted)
    path = f"{REVIEWS}{file_name(by, day, wanted[0].sheet, text)}"
    try:
        write(settings.root, path, text.encode("utf-8"), new=True)
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror}") from error
    yield from (f"Recorded the review of {fact.address} by {by}, {day}." for fact in wanted)
    yield f"Wrote {path}."


def file_name(by: str, day: str, sheet: str, text: str) -> str:
    """A name that no other review has: day, reviewer, sheet, and a few digits of the content."""
    plain = unicodedata.normalize("NFKD", by.casefold()).encode("ascii", "ignore").decode()
    who = "-".join(re.findall("[a-z0-9]+", plain))[:_NAME].strip("-")
    digits = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, (day, who, sheet, digits))) + ".yml"


def _stands(fact: Fact, index: Index, by: str) -> bool:
    held = index.reviewed.get(fact.address, Reviewed()).standing
    return any(person(review.by) == person(by) for review in held)
