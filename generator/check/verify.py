"""Holds every citation against its source and says for each how it was found, or why not."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

from rapidfuzz import fuzz

from generator.check.match import Haystack, Match, Span
from generator.diagnostics import Diagnostic, Related, shown
from generator.memo import Memo, named
from generator.model import Citation, Passage, Place, Project, Role, Seed, Verdict
from generator.settings import QuoteRules
from generator.text import fold
from generator.workers import spread

_FEW = 8  # documents below which one process is faster
_NEAREST_IN = 200_000  # characters of a document in which the nearest words are looked for
_NEAREST_FOR = 1_000  # characters of a quote that are compared
_NEAREST_OF_ALL = 400_000_000  # pairs of such characters, for all quotes of a document
_COPY = "Copy the words from the document, character for character."


@dataclass(slots=True)
class Verified:
    """What came of all citations.

    Attributes:
        passages: fact address → one passage per citation, refused ones included.
        asked: question id → passages of the questions as documents ask them.
        skipped: citations that could not be checked since their source could not be read.
    """

    passages: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    asked: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    skipped: int = 0
    found: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Job:
    """A document with everything that is cited from it: looking needs nothing else."""

    seed: Seed
    rules: QuoteRules
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a quote stands (see `Passage`), or why it is refused."""

    verdict: Verdict
    spans: tuple[Span, ...] = ()
    line: int = 0
    role: Role = Role.BODY
    copies: int = 0
    refusal: Diagnostic | None = None


class Engine(Protocol):
    """Does the same work on every job, anywhere, and gives what came of each in their order."""

    def __call__(
        self,
        work: Callable[[Job], list[Answer]],
        jobs: Sequence[Job],
        /,
        *,
        told: Callable[[int], None] | None = None,
    ) -> Sequence[list[Answer]]:
        """Works; `told` is given the number of jobs done, now and then."""


def locally(
    work: Callable[[Job], list[Answer]],
    jobs: Sequence[Job],
    /,
    *,
    told: Callable[[int], None] | None = None,
) -> Sequence[list[Answer]]:
    """The engine that is this machine with its processors."""
    return spread(work, jobs, least=_FEW, told=told)


def verify(
    project: Project,
    rules: QuoteRules,
    progress: Callable[[int, int], None] | None = None,
    engine: Engine = locally,
    memo: Memo | None = None,
) -> Verified:
    """Checks every citation of every fact and question, and the quotes of seeds' metadata.

    Args:
        progress: is told how many documents of how many are done.
        engine: what does the work; the processes of this machine if not said otherwise.
        memo: remembers where the quotes of a document stood.
    """
    metadata = {seed.id: tuple(_of_metadata(seed)) for seed in project.seeds.values()}
    asked = [c for question in project.questions.values() for c in question.asked_in]
    wanted: dict[str, list[Citation]] = defaultdict(list)
    for citation in (*(c for _, c in project.citations()), *asked, *chain(*metadata.values())):
        if citation.seed in project.seeds:
            wanted[citation.seed].append(citation)
    jobs = [Job(project.seeds[name], rules, tuple(found)) for name, found in wanted.items()]
    told = (lambda done: progress(done, len(jobs))) if progress else None

    def make(missing: Sequence[int]) -> Sequence[list[Answer]]:
        return engine(look, [jobs[at] for at in missing], told=told)

    found = (memo or Memo()).results("quotes", [_name(job, project) for job in jobs], make)
    answers = {
        id(citation): answer
        for job, all_found in zip(jobs, found, strict=True)
        for citation, answer in zip(job.citations, all_found, strict=True)
    }
    result = Verified()
    for address, fact in project.facts.items():
        result.passages[address] = _passages(fact.citations, answers, result)
    for question in project.questions.values():
        result.asked[question.id] = _passages(question.asked_in, answers, result)
    for citations in metadata.values():
        _passages(citations, answers, result)
    return result


def _name(job: Job, project: Project) -> str:
    """What is found depends on the document, on all that cites it, in order, and on the rules."""
    files = [job.seed.place.path, *dict.fromkeys(c.place.path for c in job.citations)]
    parts = [project.made_of.get(path, "") for path in files]
    return named(repr(job.rules), *files, *parts) if all(parts) else ""


def _of_metadata(seed: Seed) -> Iterator[Citation]:
    """The quotes in a document's own metadata."""
    for exclusion in seed.exclusions:
        if exclusion.quote is not None:
            yield Citation(seed.id, exclusion.quote, exclusion.place)
    for quote in seed.as_of.quotes if seed.as_of else ():
        yield Citation(seed.id, quote, seed.place)


def look(job: Job) -> list[Answer]:
    """Looks for every quote of a job, in the order of its citations."""
    stack = Haystack(job.seed, job.rules)
    return [_answer(stack, citation) for citation in job.citations]


def _answer(stack: Haystack, citation: Citation) -> Answer:
    match = stack.find(citation.quote, citation.prefix, citation.suffix)
    if not match.verdict.passes:
        return Answer(match.verdict, refusal=_refusal(citation, match, stack))
    line = stack.seed.line_of(match.spans[0][0])
    return Answer(match.verdict, match.spans, line, stack.seed.role_at(line), match.copies)


def _passages(
    citations: Iterable[Citation], answers: Mapping[int, Answer], result: Verified
) -> tuple[Passage, ...]:
    passages = []
    for citation in citations:
        answer = answers.get(id(citation))
        if answer is None:
            result.skipped += 1
            continue
        result.verdicts[answer.verdict] += 1
        passages.append(
            Passage(citation, answer.verdict, answer.spans, answer.line, answer.role, answer.copies)
        )
        if answer.refusal:
            result.found.append(answer.refusal)
    return tuple(passages)


def _refusal(citation: Citation, match: Match, stack: Haystack) -> Diagnostic:
    seed = stack.seed
    quote = shown(citation.quote, 80)

    def said(message: str, hint: str, nearest: str = "") -> Diagnostic:
        related = tuple(
            Related(_in_document(stack, start), f"“{shown(_around(stack, start, end))}”")
            for start, end in match.places
        )
        return Diagnostic(
            match.rule, citation.place, message, hint, related=related, nearest=nearest
        )

    if match.rule == "quote-too-short":
        least = stack.rules.min_words
        return said(
            f"The quote “{quote}” has fewer than {least} words.", "Quote enough to mean something."
        )
    if match.rule == "limit":
        return said(
            f"“{quote}” was not looked for: the quotes of {seed.id} before it took all that may be "
            "spent on one document.",
            f"Quote fewer or longer passages, or raise `{match.setting}` in mkdocs.yml.",
        )
    if match.rule == "quote-ambiguous":
        return said(
            f"“{quote}” stands in {len(match.places)} different contexts of {seed.id}.",
            "Quote more words, or add `prefix:` or `suffix:` with the words beside it.",
        )
    if match.rule == "quote-context":
        return said(
            f"“{quote}” stands in {seed.id}, but not between the given prefix and suffix.",
            "Correct `prefix:` and `suffix:`, or remove them.",
        )
    if match.rule == "quote-inside-word":
        return said(f"“{quote}” begins or ends inside a word of {seed.id}.", "Quote whole words.")
    if match.rule == "quote-inside-figure":
        return said(
            f"“{quote}” begins or ends inside a figure of {seed.id}.",
            "Quote the whole figure, with its sign, scale and unit.",
        )
    if match.rule == "quote-in-markup":
        return said(
            f"“{quote}” stands in markup of {seed.id} that readers do not see.",
            "Quote words that the document shows.",
        )
    near = _help(citation.quote, stack)
    hint = _difference(fold(citation.quote), near[2]) if near else _COPY
    return said(f"“{quote}” is not in {seed.id}.", hint, f"{near[1]}: {near[2]}" if near else "")


def _help(quote: str, stack: Haystack) -> tuple[float, Place, str] | None:
    """The nearest words, for the first quotes that are not found: thousands would be slow."""
    stack.helped += min(len(quote), _NEAREST_FOR) * min(len(stack.folded.text), _NEAREST_IN)
    return nearest(quote, stack) if stack.helped <= _NEAREST_OF_ALL else None


def _in_document(stack: Haystack, offset: int) -> Place:
    line = stack.seed.line_of(offset)
    return Place(stack.seed.path, line, offset - stack.seed.line_starts[line - 1] + 1)


def _around(stack: Haystack, start: int, end: int) -> str:
    return stack.seed.text[max(0, start - 30) : end + 30].strip()


def nearest(quote: str, stack: Haystack) -> tuple[float, Place, str] | None:
    """The words of the document most like a quote: (likeness to 100, place, words).

    Only ever a help: no likeness, however high, lets a quote pass.
    """
    text = stack.folded.text[:_NEAREST_IN]
    needle = fold(quote)[:_NEAREST_FOR]
    if not needle or len(needle) > len(text):
        return None
    best = fuzz.partial_ratio_alignment(needle, text, score_cutoff=60)
    if best is None:
        return None
    start, end = best.dest_start, best.dest_end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    source = stack.folded.span(start, end)
    place = _in_document(stack, source[0] if source else 0)
    return best.score, place, text[start:end].strip()


def _difference(quote: str, nearest: str) -> str:
    """The first differing words of a quote and the document, as a hint."""
    ours, theirs = quote.split()[:300], nearest.split()[:300]
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    changes = [
        f"“{shown(' '.join(ours[a:b]), 60)}” → “{shown(' '.join(theirs[c:d]), 60)}”"
        for op, a, b, c, d in matcher.get_opcodes()
        if op != "equal"
    ]
    return f"Nearest words differ: {'; '.join(changes[:3])}." if changes else _COPY
