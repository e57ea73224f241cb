"""Holds every citation against its source and says for each how it was found, or why not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Protocol

from generator.check.difference import Differences
from generator.check.match import Haystack, Match, Span
from generator.check.nearest import in_document
from generator.diagnostics import Diagnostic, Related, shown
from generator.memo import Memo, named
from generator.model import Citation, Passage, Project, Role, Seed, Verdict
from generator.settings import QuoteRules
from generator.workers import spread

_ELSEWHERE_IN = 5_000_000  # characters of all documents in which lost words are looked for
_ELSEWHERE_FOR = 20  # quotes that are looked for in other documents
_FEW = 8  # documents below which one process is faster


@dataclass(slots=True)
class Verified:
    """What came of all citations.

    Attributes:
        passages: fact address → one passage per citation, refused ones included.
        asked: question id → passages of the questions as documents ask them.
        refused: the citations that did not pass, and why.
        skipped: citations that could not be checked since their source could not be read.
    """

    passages: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    asked: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    skipped: int = 0
    found: list[Diagnostic] = field(default_factory=list)
    refused: list[tuple[Citation, Diagnostic]] = field(default_factory=list)


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
    result.found = list(_elsewhere(result.refused, project, rules))
    return result


def _elsewhere(
    refused: Iterable[tuple[Citation, Diagnostic]], project: Project, rules: QuoteRules
) -> Iterator[Diagnostic]:
    """The refusals, with the other source in which words stand that are not in their own."""
    stacks: dict[str, Haystack] = {}
    read = looked = 0
    for seed in project.seeds.values():
        read += len(seed.text)
        if read <= _ELSEWHERE_IN:
            stacks[seed.id] = Haystack(seed, rules)
    for citation, refusal in refused:
        looked += refusal.rule == "quote-not-found"
        if refusal.rule != "quote-not-found" or looked > _ELSEWHERE_FOR:
            yield refusal
            continue
        others = (stack for name, stack in stacks.items() if name != citation.seed)
        found = ((stack, stack.find(citation.quote)) for stack in others)
        stack, match = next((it for it in found if it[1].verdict.passes), (None, None))
        yield _there(citation, refusal, stack, match) if stack and match else refusal


def _there(citation: Citation, refusal: Diagnostic, stack: Haystack, match: Match) -> Diagnostic:
    start, end = match.spans[0][0], match.spans[-1][1]
    around = Related(in_document(stack, start), f"“{shown(_around(stack, start, end))}”")
    return replace(
        refusal,
        message=f"“{shown(citation.quote, 80)}” is not in {citation.seed}, but in {stack.seed.id}.",
        hint=f"Write `seed: {stack.seed.id}`, or quote what {citation.seed} says.",
        related=(around,),
        nearest="",
    )


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
    differences = Differences(stack)
    return [_answer(stack, citation, differences) for citation in job.citations]


def _answer(stack: Haystack, citation: Citation, differences: Differences) -> Answer:
    match = stack.find(citation.quote, citation.prefix, citation.suffix)
    if not match.verdict.passes:
        return Answer(match.verdict, refusal=_refusal(citation, match, stack, differences))
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
            result.refused.append((citation, answer.refusal))
    return tuple(passages)


def _refusal(
    citation: Citation, match: Match, stack: Haystack, differences: Differences
) -> Diagnostic:
    seed = stack.seed
    quote = shown(citation.quote, 80)

    def said(message: str, hint: str, nearest: str = "") -> Diagnostic:
        related = tuple(
            Related(in_document(stack, start), f"“{shown(_around(stack, start, end))}”")
            for start, end in match.places
        )
        return Diagnostic(
            match.rule, citation.place, message, hint, related=related, nearest=nearest
        )

    if match.rule == "quote-too-short":
        least = stack.rules.min_words
        if part := stack.short_part(citation.quote):
            return said(
                f"The quote “{quote}” has a part beside its brackets, “{shown(part, 60)}”, with "
                "fewer than 2 words.",
                "Leave at least two words on each side of a `[…]`; a part must mean something.",
            )
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
    found = differences.of(citation.quote)
    return said(f"“{quote}” is not in {seed.id}{found.but}.", found.hint, found.nearest)


def _around(stack: Haystack, start: int, end: int) -> str:
    return stack.seed.text[max(0, start - 30) : end + 30].strip()
