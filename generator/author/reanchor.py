"""Compares a changed document with the one that was pinned and says what became of every quote."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rapidfuzz import fuzz

from generator.author.alignment import Alignment
from generator.author.anchors import Anchor, Change, Dependents, LineRange, Reanchored
from generator.author.patch import Location
from generator.author.rewording import Beside, Rewording, reworded, settled
from generator.check.match import Haystack, Match
from generator.check.nearest import nearest
from generator.dates import Date
from generator.diagnostics import Diagnostic
from generator.model import Citation, Place, Project, Seed, Verdict
from generator.read.load import decode, read_bytes, read_yaml
from generator.settings import Settings
from generator.text import fold

_SURROUNDINGS = 100  # characters on each side of a quote
_SAME_SURROUNDINGS = 65  # of 100


class ReanchorError(Exception):
    """Why nothing could be compared, in one sentence without a final stop."""


# --- which documents changed ------------------------------------------------------------------


def changed(project: Project, settings: Settings, names: Iterable[str] = ()) -> list[Seed]:
    """The documents, all or those of some ids, that are not what their checksum says.

    Raises:
        ReanchorError: an id is unknown, or a file that may cite a document cannot be used.
    """
    wanted = list(dict.fromkeys(names)) or list(project.seeds)
    for name in wanted:
        if name not in project.seeds:
            raise ReanchorError(
                f"there is no source `{name}` that can be read; sources: {', '.join(project.seeds)}"
            )
    used = {
        noun.place.path
        for nouns in (project.sheets, project.questions, project.disagreements)
        for noun in nouns.values()
    }
    for file in sorted((settings.root / "facts").glob("*/*.yml")):
        path = file.relative_to(settings.root).as_posix()
        if not file.name.startswith(".") and path not in used:
            raise ReanchorError(
                f"{path} cannot be used; mend what `factsheet check` says of it "
                "first, so that no quote is overlooked"
            )
    return [
        seed
        for seed in map(project.seeds.__getitem__, wanted)
        if hashlib.sha256(_document(settings, seed)).hexdigest() != seed.sha256
    ]


def _document(settings: Settings, seed: Seed) -> bytes:
    raw = read_bytes(settings.root, seed.path, settings.limits.seed_bytes, "seed_bytes")
    if isinstance(raw, Diagnostic):
        raise ReanchorError(f"{seed.path}: {raw.message.rstrip('.')}")
    return raw


def pinned(raw: bytes, sha256: str) -> bytes | None:
    """The bytes of this checksum: as given, or with the other kind of line end; or None.

    Version control may keep a document with other line ends than the ones it was pinned with.
    """
    unix = raw.replace(b"\r\n", b"\n")
    for version in (raw, unix, unix.replace(b"\n", b"\r\n")):
        if hashlib.sha256(version).hexdigest() == sha256:
            return version
    return None


# --- the comparison ---------------------------------------------------------------------------


def reanchor(project: Project, settings: Settings, seed: Seed, old: bytes) -> Reanchored:
    """Holds everything that points into a changed document against its old and new text.

    Args:
        old: the document that the metadata pins.

    Raises:
        ReanchorError: one of the texts, or the metadata, cannot be read.
    """
    raw = _document(settings, seed)
    before, after = decode(old, seed.path), decode(raw, seed.path)
    if isinstance(before, Diagnostic) or isinstance(after, Diagnostic):
        raise ReanchorError(f"{seed.path} is not UTF-8 text, before or after the change")
    comparison = _Comparison(replace(seed, text=before), replace(seed, text=after), settings)
    metadata, _ = read_yaml(settings.root, seed.place.path, settings.limits)
    if metadata is None:
        raise ReanchorError(f"{seed.place.path} cannot be read")
    anchors = [comparison.anchor(*cited) for cited in _cited(project, seed)]
    ranges = []
    for location, quote in _quoted(metadata.data):
        place = metadata.place(location)
        role = "exclusion" if location[0] == "excluded" else "as_of"
        anchors.append(comparison.anchor(seed.id, role, location, Citation(seed.id, quote, place)))
    for role, location, lines in _ranges(metadata.data):
        ranges.append(comparison.range(role, location, metadata.place(location), lines))
    return Reanchored(
        seed,
        hashlib.sha256(raw).hexdigest(),
        tuple(anchors),
        tuple(ranges),
        _dependents(project, anchors),
    )


Cited = tuple[str, str, Location, Citation]


def _cited(project: Project, seed: Seed) -> Iterator[Cited]:
    """Every citation of a document: what holds it, its role, and its place in its file."""
    for sheet in project.sheets.values():
        for at, fact in enumerate(sheet.facts):
            for n, citation in enumerate(fact.citations):
                if citation.seed == seed.id:
                    yield fact.address, "fact", ("facts", at, "citations", n, "quote"), citation
    for question in project.questions.values():
        for n, citation in enumerate(question.asked_in):
            if citation.seed == seed.id:
                yield question.id, "question", ("asked_in", n, "quote"), citation


def _quoted(metadata: Mapping[str, object]) -> Iterator[tuple[Location, str]]:
    """Every quote in a document's own metadata."""
    excluded, as_of = metadata.get("excluded"), metadata.get("as_of")
    for n, entry in enumerate(excluded if isinstance(excluded, list) else ()):
        if "quote" in entry:
            yield ("excluded", n, "quote"), entry["quote"]
    for n, quote in enumerate(as_of["quotes"] if isinstance(as_of, dict) else ()):
        yield ("as_of", "quotes", n), quote


def _ranges(metadata: Mapping[str, object]) -> Iterator[tuple[str, Location, str]]:
    """Every range of lines in a document's metadata."""
    roles, excluded = metadata.get("roles"), metadata.get("excluded")
    for role, ranges in (roles if isinstance(roles, dict) else {}).items():
        for n, lines in enumerate(ranges):
            yield role, ("roles", role, n), lines
    for n, entry in enumerate(excluded if isinstance(excluded, list) else ()):
        if "lines" in entry:
            yield "excluded", ("excluded", n, "lines"), entry["lines"]


class _Comparison:
    """One document before and after."""

    def __init__(self, old: Seed, new: Seed, settings: Settings) -> None:
        self.old = Haystack(old, settings.quotes)
        self.new = Haystack(new, settings.quotes)
        self.alignment = Alignment(old.text, new.text)

    def anchor(self, holder: str, role: str, location: Location, citation: Citation) -> Anchor:
        """What became of one quote."""
        quote, beside = citation.quote.strip(), (citation.prefix, citation.suffix)
        was, now = self.old.find(quote, *beside), self.new.find(quote, *beside)
        anchor = Anchor(
            holder, role, citation.place.path, location, citation.place, quote, Change.VANISHED
        )
        if was.verdict.passes:
            anchor = replace(anchor, old_line=self.old.seed.line_of(was.spans[0][0]))
        if now.verdict.passes:
            return self.kept(anchor, was, now)
        if was.rule == now.rule and was.verdict is Verdict.AMBIGUOUS:
            return replace(anchor, change=Change.UNCHANGED)  # the check says what is wrong with it
        choosing = role in ("fact", "question")
        if now.verdict is Verdict.AMBIGUOUS and len(was.spans) == 1:
            place = max(now.places, key=lambda place: self.likeness(was.spans[0], place))
            found: Rewording | None = settled(place, self.new, beside, choosing=choosing)
        else:
            found = reworded(
                quote, was.spans, self.old, self.new, self.alignment, beside, choosing=choosing
            )
        if found is None:
            near = nearest(quote, self.new)
            return replace(anchor, nearest=f"{near[1]}: {near[2]}" if near else "")
        return self.rewritten(anchor, beside, found)

    def rewritten(self, anchor: Anchor, beside: Beside, found: Rewording) -> Anchor:
        """A quote that must be written anew."""
        line = self.new.seed.line_of(found.start)
        anchor = replace(anchor, change=Change.REWORDED, new_line=line, wording=found.words)
        if fold(found.words) == fold(anchor.quote):
            anchor = replace(
                anchor,
                wording="",
                change=(
                    Change.VANISHED
                    if found.refused == "quote-in-markup"
                    else Change.UNCHANGED
                    if anchor.old_line == line
                    else Change.MOVED
                ),
            )
        if found.refused:
            return replace(
                anchor,
                note="nothing is written, since a citation of these words "
                f"would be refused ({found.refused})",
            )
        values: dict[Location, str] = {}
        added: dict[Location, str] = {}
        if found.words != anchor.quote:
            values[anchor.location] = found.words
        for key, old, new in (
            ("prefix", beside[0], found.prefix),
            ("suffix", beside[1], found.suffix),
        ):
            if new is not None and new != old:
                (added if old is None else values)[(*anchor.location[:-1], key)] = new
        note = (
            ""
            if anchor.wording
            else (
                "the words stand, but among others or in several places; the prefix or suffix now "
                "says which place is meant"
            )
        )
        return replace(anchor, values=values, added=added, note=note)

    def kept(self, anchor: Anchor, was: Match, now: Match) -> Anchor:
        """A quote that the new document has as well."""
        line = self.new.seed.line_of(now.spans[0][0])
        same = was.verdict.passes and (was.spans == now.spans or anchor.old_line == line)
        change = Change.UNCHANGED if same else Change.MOVED
        note = ""
        if was.verdict.passes and not self.same_surroundings(was.spans[0], now.spans[0]):
            note = "these words now stand among others; read whether they still say the same"
        return replace(anchor, change=change, new_line=line, note=note)

    def same_surroundings(self, was: tuple[int, int], now: tuple[int, int]) -> bool:
        """Whether words stand in the sentence they stood in, or among much the same words."""
        at = self.alignment.match[self.alignment.touched(*was).start]
        if at is not None:
            piece = self.alignment.new[at]
            if piece.start < now[1] and now[0] < piece.end:
                return True
        return self.likeness(was, now) >= _SAME_SURROUNDINGS

    def likeness(self, was: tuple[int, int], now: tuple[int, int]) -> float:
        """How much the words around an old and a new place are alike, of 100."""
        around = [
            fold(
                text[max(0, start - _SURROUNDINGS) : start] + " " + text[end : end + _SURROUNDINGS]
            )
            for text, (start, end) in ((self.old.seed.text, was), (self.new.seed.text, now))
        ]
        return fuzz.ratio(*around)

    def range(self, role: str, location: Location, place: Place, lines: str) -> LineRange:
        """Where a range of lines stands now."""
        first, _, last = lines.partition("-")
        found = self.alignment.lines(int(first), int(last or first))
        new, change = "", Change.VANISHED
        if found is not None:
            start, end, sure = found
            new = f"{start}-{end}" if end > start else f"{start}"
            same = (start, end) == (int(first), int(last or first))
            change = Change.REWORDED if not sure else Change.UNCHANGED if same else Change.MOVED
            new = lines if same else new
        return LineRange(role, place.path, location, place, lines, new, change)


def _dependents(project: Project, anchors: Iterable[Anchor]) -> Dependents:
    hurt = [a for a in anchors if a.needs_a_human]
    facts = dict.fromkeys(a.holder for a in hurt if a.role == "fact")
    asked = {a.holder for a in hurt if a.role == "question"}
    dated = [
        address
        for address in facts
        if (fact := project.facts[address]).date or isinstance(fact.value, Date)
    ]
    return Dependents(
        tuple(facts),
        tuple(
            q.id
            for q in project.questions.values()
            if q.id in asked or not facts.keys().isdisjoint(q.answer)
        ),
        tuple(dated),
        tuple(d.id for d in project.disagreements.values() if not facts.keys().isdisjoint(d.facts)),
    )
