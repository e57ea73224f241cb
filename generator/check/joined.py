"""Joins everything that was read and verified, with the links back in all directions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from generator.check.coverage import Account
from generator.check.origins import Origins, origins
from generator.check.reviews import reviewed
from generator.check.verify import Verified
from generator.diagnostics import Diagnostic, Severity
from generator.model import Correction, Index, Passage, Project, SheetRef, Verdict
from generator.settings import Settings


@dataclass(frozen=True)
class Checked:
    """A project after every check.

    Attributes:
        verdicts: number of citations by verdict.
        skipped: citations whose source could not be read, so that nothing can be said of them.
        accounts: what became of every sentence of every document, by the seed's id.
        offers: what a build puts beside the pages: `data`, `pdf`.
        published: the revision that changes were held against; empty where there is none.
        cuts: how long pages are cut that are cut alike in every language, as far as that was asked.
    """

    settings: Settings
    index: Index
    diagnostics: list[Diagnostic]
    verdicts: Counter[Verdict]
    skipped: int
    accounts: Mapping[str, Account] = field(default_factory=dict)
    published: str = ""
    offers: tuple[str, ...] = ()
    cuts: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def origins(self) -> Origins:
        """Where the documents share wording, and on how many origins each fact stands."""
        return origins(self.index)

    @property
    def ok(self) -> bool:
        """Whether nothing refuses publication."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)


def join(project: Project, verified: Verified) -> Index:
    """The index of a project; linear in the number of facts and citations."""
    cited_by: dict[str, list[tuple[str, Passage]]] = defaultdict(list)
    mentioned_in: dict[str, list[str]] = defaultdict(list)
    answered_in: dict[str, list[str]] = defaultdict(list)
    disputed_in: dict[str, list[str]] = defaultdict(list)
    for address, fact in project.facts.items():
        for passage in verified.passages.get(address, ()):
            if passage.verdict.passes:
                cited_by[passage.citation.seed].append((address, passage))
        named = [*fact.mentions]
        if isinstance(fact.value, SheetRef):
            named.append(fact.value.sheet)
        if fact.attributed_to in project.sheets:
            named.append(str(fact.attributed_to))
        for sheet in dict.fromkeys(named):
            if sheet != fact.sheet:
                mentioned_in[sheet].append(address)
    for question in project.questions.values():
        for address in dict.fromkeys(question.answer):
            answered_in[address].append(question.id)
    for disagreement in project.disagreements.values():
        for address in dict.fromkeys(disagreement.facts):
            disputed_in[address].append(disagreement.id)
    corrected: dict[str, list[Correction]] = defaultdict(list)
    for correction in project.corrections:
        corrected[correction.fact].append(correction)
    index = Index(
        project=project,
        passages=verified.passages,
        asked=verified.asked,
        cited_by={
            seed: tuple(sorted(found, key=lambda f: (f[1].start, f[1].end, f[0])))
            for seed, found in cited_by.items()
        },
        mentioned_in={key: tuple(value) for key, value in mentioned_in.items()},
        answered_in={key: tuple(value) for key, value in answered_in.items()},
        disputed_in={key: tuple(value) for key, value in disputed_in.items()},
        corrected={
            # The last of one day stands last in the file.
            key: tuple(sorted(value, key=lambda c: c.date)[::-1])
            for key, value in corrected.items()
        },
    )
    return replace(index, reviewed=reviewed(index))
