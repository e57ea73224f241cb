"""Writes what changed as a comment under a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.review.changes import (
    WORKING_TREE,
    Changes,
    Evidence,
    FactChange,
    NounChange,
    PartChange,
)
from generator.review.markdown import LIMIT, code, cut, differences, inline, opening, size
from generator.review.telling import (
    NOUNS,
    account_line,
    came_from,
    correction_words,
    lapse_words,
    noun_line,
    ordered,
    part_name,
    quote_state,
    quote_word,
    refusal,
    review_words,
    reviewed_lines,
    summary,
    totals,
    where,
)
from generator.review.wording import language, listed

MARK = "<!-- factsheet diff -->"
"""The comment's first line, by which the one that stands there already is found again."""

_TAIL = 3_000  # bytes kept free for saying what was left out
_PASTED = "Record a review"


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """A part of the comment that is shown as a whole or left out.

    Attributes:
        name: what it is about, in the list of what was left out.
    """

    section: str
    name: str
    text: str

    @property
    def needs(self) -> int:
        """How much room it takes, with the empty line after it."""
        return size(self.text) + 2


def markdown(changes: Changes, limit: int = LIMIT) -> str:
    """The comment, of at most so many characters; what did not fit is named at its end."""
    parts = [MARK, "\n".join(_head(changes))]
    blocks = list(_blocks(changes))
    chosen = _fitting(blocks, limit - _TAIL - size("\n\n".join(parts)))
    section = ""
    for block in (block for block in blocks if block in chosen):
        heading = _heading(block) if block.section != section else ""
        parts.append(heading + block.text)
        section = block.section
    left = [block for block in blocks if block not in chosen]
    if left:
        parts.append(_left_out(left, changes))
    return "\n\n".join(parts) + "\n"


def _heading(block: _Block) -> str:
    return f"### {block.section}\n\n"


def _fitting(blocks: list[_Block], room: int) -> set[_Block]:
    """The blocks that are shown: all, or of each section as much as is fair.

    A long section leaves room for the others: each has the same share, and what one does not need
    goes to those that need more. The entries to paste have what is left after all others.
    """
    sections: dict[str, list[_Block]] = {}
    for block in blocks:
        sections.setdefault(block.section, []).append(block)
    needed = {
        name: sum(block.needs for block in group) + size(_heading(group[0]))
        for name, group in sections.items()
        if name != _PASTED
    }
    chosen: set[_Block] = set()
    begun: set[str] = set()

    def choose(group: list[_Block], share: int) -> int:
        """Takes what fits; gives what is left of the share."""
        for block in group:
            heading = 0 if block.section in begun else size(_heading(block))
            if block not in chosen and block.needs + heading <= share:
                chosen.add(block)
                begun.add(block.section)
                share -= block.needs + heading
        return share

    for at, name in enumerate(sorted(needed, key=lambda name: needed[name])):
        share = min(needed[name], room // (len(needed) - at))
        room -= share - choose(sections[name], share)
    choose(blocks, room)
    return chosen


def _left_out(left: list[_Block], changes: Changes) -> str:
    names: dict[str, list[str]] = {}
    for block in left:
        names.setdefault(block.section, []).append(code(block.name))
    # The names as they were given, without the commits that they stand for.
    given = [name.partition(" ")[0] for name in (changes.base, changes.head)]
    command = f"factsheet diff {' '.join(given[: 1 + (changes.head != WORKING_TREE)])}"
    for most in (40, 10, 3, 0):
        lines = [
            "### Left out for want of room",
            "",
            *(
                f"- {section}: {len(found):,}" + (f" — {listed(found, most)}" if most else "")
                for section, found in names.items()
            ),
            "",
            f"{code(command)} prints everything.",
        ]
        if size("\n".join(lines)) < _TAIL - 4:
            break
    return "\n".join(lines)


def _head(changes: Changes) -> Iterator[str]:
    yield "## What changes in meaning"
    yield ""
    yield f"{code(changes.base)} → {code(changes.head)}. {inline(summary(changes))}"
    if refused := refusal(changes):
        yield ""
        yield f"**{inline(refused)}**"
    for path, what in changes.strange:
        yield ""
        yield f"**{code(cut(path, 200))} is a {what}; it is refused.**"
    yield ""
    yield "| | before | after |"
    yield "|---|---:|---:|"
    for name, before, after in totals(changes):
        yield f"| {name} | {before:,} | {after:,} |"


def _blocks(changes: Changes) -> Iterator[_Block]:
    for heading, facts in ordered(changes):
        for change in facts:
            yield _Block(heading, change.address, "\n".join(_fact(change)))
    for address, lapses in changes.lapses.items():
        lines = (f"- {code(address)}: {inline(lapse_words(lapse))}" for lapse in lapses)
        yield _Block("Reviews that lapse", address, "\n".join(lines))
    for name, codes in changes.behind:
        stale = ", ".join(map(language, codes))
        yield _Block(
            "Translations that fell behind",
            name,
            f"- {code(name)}: {stale} did not change with the other language",
        )
    for correction in changes.corrections:
        entry = [f"- {code(correction.fact)}, {correction.kind}, {inline(correction.date)}"]
        entry += [
            f"  - {inline(part_name(part))}: {inline(cut(words))}"
            for part, words in correction_words(correction)
        ]
        yield _Block("Corrections", correction.fact, "\n".join(entry))
    for review in changes.reviews:
        yield _Block(
            "Reviews recorded",
            review.fact,
            f"- {code(review.fact)}: {inline(review_words(review))}",
        )
    for heading, noun in NOUNS:
        for thing in changes.of(noun):
            yield _Block(heading, thing.id, "\n".join(_noun(thing)))
    for account in changes.accounts:
        yield _Block("Account of the sources", account.seed, f"- {inline(account_line(account))}")
    if changes.pages:
        pages = "\n".join(f"- {code(page or 'home')}" for page in changes.pages)
        yield _Block(
            "Pages that show a change",
            f"{len(changes.pages)} pages",
            f"<details><summary>{len(changes.pages)} pages in each language</summary>\n\n"
            f"{pages}\n\n</details>",
        )
    if changes.record:
        yield _Block(
            _PASTED,
            "the entries to paste",
            "<details><summary>A file for <code>facts/reviews/</code>, to keep for the facts "
            "that you hold to be right; put your name in</summary>\n\n"
            f"```yaml\n{changes.record}```\n\n</details>",
        )


def _fact(change: FactChange) -> Iterator[str]:
    place = change.fact.place
    yield f"#### {code(change.address)} · {inline(change.label)}"
    yield ""
    about = [code(f"{place.path}:{place.line}")]
    if was := came_from(change):
        about.append(f"was {code(was)}")
    if change.shown:
        about.append(f"also in {inline(', '.join(change.shown))}")
    about += map(inline, reviewed_lines(change))
    yield " · ".join(about)
    yield ""
    yield f"**{inline(cut(change.question, 600))}**"
    rows = [*_told(change), *map(_part, change.parts)]
    if rows:
        yield ""
        yield "| | |"
        yield "|---|---|"
        yield from rows
    for evidence in change.evidence:
        yield ""
        yield from _quote(evidence, quote_state(evidence, change))
    for quote in change.quotes:
        if quote.before is not None and quote_word(quote) in ("removed", "changed"):
            yield ""
            yield f"> {code(where(quote.before))}, **before**<br>"
            yield f"> <del>{inline(cut(quote.before.citation.quote))}</del>"
    for lapse in change.lapses:
        yield ""
        yield f"Review lapses: {inline(lapse_words(lapse))}."


def _told(change: FactChange) -> Iterator[str]:
    """The whole of a fact that came or went; of one that changed, the texts that did not."""
    changed = {part.part for part in change.parts}
    unchanged = [
        (f"text.{lang}", words)
        for lang, words in change.fact.text.items()
        if not change.told and f"text.{lang}" not in changed and change.in_meaning
    ]
    for part, words in (*change.told, *unchanged):
        yield f"| {inline(part_name(part))} | {inline(cut(words))} |"


def _part(part: PartChange) -> str:
    told = "only typography differs" if part.typographic else differences(part.before, part.after)
    return f"| {inline(part_name(part.part))} | {told} |"


def _quote(evidence: Evidence, state: str) -> Iterator[str]:
    told = f", **{inline(state)}**" if state else ""
    yield f"> {code(where(evidence))}, {evidence.verdict}{told}<br>"
    if evidence.line:
        lead = opening(evidence.lead) if evidence.lead.strip() else ""
        words = inline(cut(evidence.words))
        yield f"> {lead}<strong>{words}</strong>{inline(evidence.tail)}"
    else:
        yield f"> <strong>{inline(cut(evidence.citation.quote))}</strong>"


def _noun(change: NounChange) -> Iterator[str]:
    title = inline(cut(change.title, 200))
    yield f"- **{inline(noun_line(change))}** “{title}”, {code(change.path)}"
    if change.note:
        yield f"  {opening(cut(change.note, 600))}"
    for part in change.parts:
        told = (
            "only typography differs" if part.typographic else differences(part.before, part.after)
        )
        yield f"  - {inline(part_name(part.part))}: {told}"
