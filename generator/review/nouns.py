"""What became of sheets, sources, questions, disagreements and properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import TypeVar

from generator.model import Disagreement, Exclusion, Index, Property, Question, Role, Seed, Sheet
from generator.review.changes import How, NounChange, PartChange
from generator.review.pairing import Pairing
from generator.review.parts import behind, named, texts
from generator.review.wording import counted, date_words, plain, shortened

T = TypeVar("T")
_LONGEST = 200_000
"""Characters of a document beyond which its changed lines are not looked for."""


def nouns(old: Index, new: Index, pairing: Pairing) -> Iterator[NounChange]:
    """Every change of a thing that is not a fact, sheets first."""
    yield from _sheets(old, new, pairing)
    yield from _seeds(old, new, pairing)
    yield from _questions(old, new, pairing)
    yield from _disagreements(old, new, pairing)
    yield from _properties(old, new)


def _sides(
    before: Mapping[str, T], after: Mapping[str, T], same: Mapping[str, str]
) -> Iterator[tuple[T | None, T | None]]:
    """Things on both sides, then new ones, then those that are gone."""
    came_from = {now: was for was, now in same.items()}
    for name, thing in after.items():
        yield before.get(came_from.get(name, name)), thing
    for name, thing in before.items():
        if name not in after and name not in same:
            yield thing, None


def _list(part: str, before: Iterable[str], after: Iterable[str]) -> Iterator[PartChange]:
    was, now = ", ".join(before), ", ".join(after)
    if was != now:
        yield PartChange(part, was, now)


# --- sheets -----------------------------------------------------------------------------------


def _sheets(old: Index, new: Index, pairing: Pairing) -> Iterator[NounChange]:
    for before, after in _sides(old.project.sheets, new.project.sheets, pairing.renamed):
        sheet = after or before
        assert sheet is not None
        title, path = sheet.name["en"], sheet.place.path
        if before is None:
            note = f"It begins with {counted(len(sheet.facts), 'fact')}."
            yield NounChange("sheet", How.ADDED, "", sheet.id, title, path, note=note)
        elif after is None:
            target = pairing.merged.get(before.id, "")
            how = How.MERGED if target else How.REMOVED
            yield NounChange(
                "sheet", how, before.id, target, title, path, note=_fate(before, pairing)
            )
        else:
            parts = tuple(_sheet_parts(before, after, pairing))
            how = How.CHANGED if before.id == after.id else How.RENAMED
            if parts or how is How.RENAMED:
                yield NounChange(
                    "sheet", how, before.id, after.id, title, path, parts, behind(parts)
                )


def _fate(sheet: Sheet, pairing: Pairing) -> str:
    moved = [f for f in sheet.facts if f.address in pairing.facts]
    lost = len(sheet.facts) - len(moved)
    where = dict.fromkeys(pairing.facts[f.address].partition("#")[0] for f in moved)
    told = [f"{counted(len(moved), 'fact')} moved to {', '.join(where)}"] if moved else []
    told += [f"{counted(lost, 'fact')} removed"] if lost else []
    return f"{' and '.join(told)}." if told else "It had no facts."


def _sheet_parts(before: Sheet, after: Sheet, pairing: Pairing) -> Iterator[PartChange]:
    yield from named("name", before.name, after.name)
    if before.kind is not after.kind:
        yield PartChange("kind", before.kind, after.kind)
    if set(before.aliases) != set(after.aliases):
        yield from _list("aliases", before.aliases, after.aliases)
    was = [pairing.address(f"{before.id}#{name}").partition("#")[2] for name in before.lead]
    if was != list(after.lead):
        yield from _list("lead", before.lead, after.lead)


# --- sources ----------------------------------------------------------------------------------


def _seeds(old: Index, new: Index, pairing: Pairing) -> Iterator[NounChange]:
    for before, after in _sides(old.project.seeds, new.project.seeds, pairing.seeds):
        seed = after or before
        assert seed is not None
        title, path = seed.title, seed.path
        if before is None:
            yield NounChange("source", How.ADDED, "", seed.id, title, path, note=_use(seed, new))
        elif after is None:
            yield NounChange("source", How.REMOVED, seed.id, "", title, path, note=_use(seed, old))
        else:
            parts = tuple(_seed_parts(before, after))
            how = How.CHANGED if before.id == after.id else How.RENAMED
            if parts or how is How.RENAMED:
                yield NounChange(
                    "source", how, before.id, after.id, title, path, parts, note=_use(after, new)
                )


def _use(seed: Seed, index: Index) -> str:
    citing = [
        p for passages in index.passages.values() for p in passages if p.citation.seed == seed.id
    ]
    refused = sum(not p.verdict.passes for p in citing)
    lost = f", {refused} of them refused" if refused else ""
    return f"{counted(len(seed.text), 'character')}; {counted(len(citing), 'quote')}{lost}."


def _seed_parts(before: Seed, after: Seed) -> Iterator[PartChange]:
    if before.sha256 != after.sha256:
        yield PartChange("sha256", f"{before.sha256[:12]}…", f"{after.sha256[:12]}…")
    if before.text != after.text:
        yield PartChange("document", *_lines(before.text, after.text))
    for field in ("title", "language", "publisher", "author", "url", "display"):
        was, now = _field(before, field), _field(after, field)
        if was != now:
            yield PartChange(field, was, now)
    if before.published.text != after.published.text:
        yield PartChange("published", date_words(before.published), date_words(after.published))
    yield from _list("as_of", _as_of(before), _as_of(after))
    yield from _list("roles", _roles(before.roles), _roles(after.roles))
    yield from _list(
        "excluded", map(_exclusion, before.exclusions), map(_exclusion, after.exclusions)
    )


def _field(seed: Seed, name: str) -> str:
    if name == "author":
        return "; ".join(seed.authors) or "unknown"
    return getattr(seed, name) or ""


def _lines(before: str, after: str) -> tuple[str, str]:
    """The lines that differ; the sizes where there are too many."""
    if max(len(before), len(after)) > _LONGEST:
        return counted(len(before), "character"), counted(len(after), "character")
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found = [(old[a:b], new[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    return (
        " ".join(line for was, _ in found for line in was),
        " ".join(line for _, now in found for line in now),
    )


def _as_of(seed: Seed) -> Iterator[str]:
    if seed.as_of:
        yield date_words(seed.as_of.date)
        yield from (f"“{quote}”" for quote in seed.as_of.quotes)


def _roles(roles: tuple[tuple[int, int, Role], ...]) -> Iterator[str]:
    return (f"{role} {first}–{last}" for first, last, role in sorted(roles))


def _exclusion(exclusion: Exclusion) -> str:
    if exclusion.lines:
        first, last = exclusion.lines
        lines = f"line {first}" if first == last else f"lines {first}–{last}"
        return f"{lines} ({exclusion.reason})"
    return f"“{shortened(plain(exclusion.quote or ''), 60)}” ({exclusion.reason})"


# --- questions and disagreements --------------------------------------------------------------


def _questions(old: Index, new: Index, pairing: Pairing) -> Iterator[NounChange]:
    for before, after in _sides(old.project.questions, new.project.questions, {}):
        one = after or before
        assert one is not None
        title, path = one.question["en"], one.place.path
        if before is None or after is None:
            how = How.ADDED if before is None else How.REMOVED
            yield NounChange(
                "question", how, before.id if before else "", after.id if after else "", title, path
            )
            continue
        parts = tuple(_question_parts(before, after, pairing))
        if parts:
            yield NounChange(
                "question", How.CHANGED, one.id, one.id, title, path, parts, behind(parts)
            )


def _question_parts(before: Question, after: Question, pairing: Pairing) -> Iterator[PartChange]:
    yield from texts("question", before.question, after.question)
    if tuple(map(pairing.address, before.answer)) != after.answer:
        yield from _list("answer", before.answer, after.answer)
    yield from texts("unknown", before.unknown, after.unknown)
    yield from _list(
        "asked_in",
        (f"{c.seed}: “{plain(c.quote)}”" for c in before.asked_in),
        (f"{c.seed}: “{plain(c.quote)}”" for c in after.asked_in),
    )
    if before.order != after.order:
        yield PartChange("order", str(before.order), str(after.order))


def _disagreements(old: Index, new: Index, pairing: Pairing) -> Iterator[NounChange]:
    held = {
        tuple(sorted(d.facts)): d.id
        for d in new.project.disagreements.values()
        if d.id not in old.project.disagreements
    }
    same = {}
    for d in old.project.disagreements.values():
        facts = tuple(sorted(map(pairing.address, d.facts)))
        if d.id not in new.project.disagreements and facts in held:
            same[d.id] = held[facts]
    for before, after in _sides(old.project.disagreements, new.project.disagreements, same):
        one = after or before
        assert one is not None
        title, path = one.title["en"], one.place.path
        about = f"It holds {', '.join(one.facts)}."
        if before is None:
            yield NounChange("disagreement", How.OPENED, "", one.id, title, path, note=about)
        elif after is None:
            yield NounChange(
                "disagreement",
                How.SETTLED,
                one.id,
                "",
                title,
                path,
                note=f"The entry is gone. {about.replace('holds', 'held')}",
            )
        else:
            parts = tuple(_disagreement_parts(before, after, pairing))
            how = How.CHANGED
            if before.favours is None and after.favours is not None:
                how = How.SETTLED
            elif before.favours is not None and after.favours is None:
                how = How.REOPENED
            elif before.id != after.id:
                how = How.RENAMED
            if parts or how is not How.CHANGED:
                yield NounChange(
                    "disagreement", how, before.id, after.id, title, path, parts, behind(parts)
                )


def _disagreement_parts(
    before: Disagreement, after: Disagreement, pairing: Pairing
) -> Iterator[PartChange]:
    yield from texts("title", before.title, after.title)
    if before.kind is not after.kind:
        yield PartChange("kind", before.kind, after.kind)
    if set(map(pairing.address, before.facts)) != set(after.facts):
        yield from _list("facts", before.facts, after.facts)
    yield from texts("text", before.text, after.text)
    was = pairing.address(before.favours) if before.favours else None
    if was != after.favours:
        yield PartChange("favours", before.favours or "", after.favours or "")
    yield from texts("why", before.why, after.why)


# --- vocabulary -------------------------------------------------------------------------------


def _properties(old: Index, new: Index) -> Iterator[NounChange]:
    before_all, after_all = old.project.vocabulary.properties, new.project.vocabulary.properties
    for before, after in _sides(before_all, after_all, {}):
        one = after or before
        assert one is not None
        if before is None or after is None:
            how = How.ADDED if before is None else How.REMOVED
            yield NounChange(
                "property",
                how,
                before.id if before else "",
                after.id if after else "",
                one.label["en"],
                one.place.path,
            )
            continue
        parts = tuple(_property_parts(before, after))
        if parts:
            yield NounChange(
                "property",
                How.CHANGED,
                one.id,
                one.id,
                one.label["en"],
                one.place.path,
                parts,
                behind(parts),
            )


def _property_parts(before: Property, after: Property) -> Iterator[PartChange]:
    yield from named("label", before.label, after.label)
    if before.type is not after.type:
        yield PartChange("type", before.type, after.type)
    if before.group != after.group:
        yield PartChange("group", before.group, after.group)
    if before.single is not after.single:
        yield PartChange("single", str(before.single).lower(), str(after.single).lower())
    yield from texts("inverse", before.inverse, after.inverse)
