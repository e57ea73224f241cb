"""Finds words in the sources: each place in its sentence, ready to paste as a citation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator import output
from generator.author.scalars import Scalar, canonical, guarded
from generator.check.difference import Differences
from generator.check.match import Haystack, Span
from generator.check.nearest import nearest
from generator.check.sentences import sentences
from generator.diagnostics import shown
from generator.model import Fact, Project, Seed, Verdict
from generator.settings import QuoteRules, Settings

_MOST = 8  # places of one source
_CITING = 5  # facts that are named with a place
_CONTEXT = 400  # characters of a sentence that are shown
_AROUND = 40  # characters on each side, where the sentence is longer


@dataclass(frozen=True)
class Hit:
    """One place of the words.

    Attributes:
        quote: what to cite.
        prefix: words before it that choose this place, where there are several.
        sentence: where the sentence, or the sentences, around it stand.
        citing: the facts that already quote something of that sentence.
    """

    seed: Seed
    verdict: Verdict
    span: Span
    quote: str
    prefix: str
    sentence: Span
    citing: tuple[Fact, ...]

    @property
    def citation(self) -> str:
        """The YAML to paste under `citations:`."""
        fields = [("seed", self.seed.id), ("quote", self.quote), ("prefix", self.prefix)]
        lines = [f"{key}: {_yaml(value)}" for key, value in fields if value]
        return "- " + "\n  ".join(lines) + "\n"

    def lines(self) -> Iterator[str]:
        """For a terminal: the place, its sentence, who cites it, and the citation."""
        seed, (start, end) = self.seed, self.span
        line = seed.line_of(start)
        page = seed.page_at(line)
        yield (
            f"{seed.path}:{line}:{start - seed.line_starts[line - 1] + 1}: {self.verdict}"
            + (f", page {page}" if page else "")
        )
        first, last = self.sentence
        if last - first > _CONTEXT:
            first, last = max(first, start - _AROUND), min(last, end + _AROUND)
        yield f"  {_plain(seed.text[first:last], 600)}"
        for fact in self.citing[:_CITING]:
            yield f"  already cited by {fact.address}: {_plain(fact.text['en'], 100)}"
        if len(self.citing) > _CITING:
            yield f"  … and by {len(self.citing) - _CITING} more facts"
        yield "  citations:"
        yield from (f"    {text}" for text in self.citation.splitlines())


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of looking for words.

    Attributes:
        lines: to print.
    """

    hits: tuple[Hit, ...]
    lines: tuple[str, ...]


def lookup(project: Project, settings: Settings, words: str, seed: str | None) -> Lookup:
    """Looks for words in every source, or in the one of an id."""
    rules = settings.quotes
    stacks = [
        Haystack(s, QuoteRules(1, rules.max_cut, rules.context))
        for s in project.seeds.values()
        if seed in (None, s.id)
    ]
    hits: list[Hit] = []
    lines: list[str] = []
    for stack in stacks:
        own, notes = _found(project, stack, words, rules.min_words)
        hits += own
        lines += [*(line for hit in own for line in hit.lines()), *notes]
    if lines:
        return Lookup(tuple(hits), tuple(lines))
    lines.append(
        f"Not found in {len(stacks)} source{'s' if len(stacks) != 1 else ''}: “{shown(words)}”"
    )
    near = [(*n, stack) for stack in stacks if (n := nearest(words, stack))]
    likest = sorted(near, key=lambda n: -n[0])[:3]
    lines += [f"Nearest: {place}: {shown(text, 200)}" for _, place, text, _ in likest]
    if likest:
        lines.append(Differences(likest[0][-1]).of(words).hint)
    return Lookup((), tuple(lines))


def _found(
    project: Project, stack: Haystack, words: str, least: int
) -> tuple[list[Hit], list[str]]:
    """The places of the words in one source, and what else to say of them."""
    seed, match = stack.seed, stack.find(words)
    ambiguous = match.verdict is Verdict.AMBIGUOUS
    if not match.verdict.passes and not ambiguous:
        if not match.places:
            return [], []
        start, end = match.places[0]
        return [], [
            f"{seed.id}: found only inside a word, a figure or markup: "
            f"{shown(seed.text[max(0, start - 20) : end + 20])}"
        ]
    spans: Sequence[Span] = match.places if ambiguous else [(match.spans[0][0], match.spans[-1][1])]
    hits = []
    for span in spans[:_MOST]:
        quote = words if len(match.spans) > 1 else seed.text[span[0] : span[1]]
        prefix = " ".join(seed.text[: span[0]].split()[-4:]) if ambiguous else ""
        sentence = _sentence(seed, span)
        hits.append(
            Hit(
                seed,
                match.verdict,
                span,
                " ".join(quote.split()),
                prefix,
                sentence,
                tuple(_citing(project, stack, sentence)),
            )
        )
    notes = []
    if match.copies:
        notes.append(f"  (and {match.copies} more in the same words around it)")
    if len(words.split()) < least:
        notes.append(f"  (a citation needs at least {least} words)")
    return hits, notes


def _sentence(seed: Seed, span: Span) -> Span:
    """Where the sentences that a place lies in begin and end."""
    inside = [s for s in sentences(seed) if s.start < span[1] and span[0] < s.end]
    return (inside[0].start, inside[-1].end) if inside else span


def _citing(project: Project, stack: Haystack, sentence: Span) -> Iterator[Fact]:
    """The facts that quote something of a sentence."""
    for fact in project.facts.values():
        for citation in fact.citations:
            if citation.seed != stack.seed.id:
                continue
            match = stack.find(citation.quote, citation.prefix, citation.suffix)
            if any(a < sentence[1] and sentence[0] < b for a, b in match.spans):
                yield fact
                break


def _plain(text: str, limit: int) -> str:
    """Text for one line of a terminal, odd spaces as plain ones."""
    return shown(" ".join(text.split()), limit)


def _yaml(text: str) -> str:
    """A text as a YAML scalar on one line."""
    plain = " ".join(text.split())
    written = canonical(Scalar(0, 0, "'", False, "", plain), flow=False)
    return written if output.line(written) == written else guarded(plain)
