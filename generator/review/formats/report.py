"""A report to write: the findings, to what they are limited, and where the project stands."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from generator.check.joined import Checked
from generator.diagnostics import Diagnostic, Severity
from generator.review.outcome import outcome
from generator.review.scope import Scope
from generator.review.wording import counted


@dataclass(frozen=True)
class Report:
    """What a writer needs.

    Attributes:
        checked: with only those findings that are to be reported.
        scope: to what they are limited, if to anything.
        prefix: the project's folder from the root of its repository, `docs/facts/`, or nothing.
        summarized: whether all findings are written into a step's summary besides.
    """

    checked: Checked
    scope: Scope | None = None
    prefix: str = ""
    summarized: bool = False

    @property
    def findings(self) -> list[Diagnostic]:
        """All findings to report, in order of place."""
        return self.checked.diagnostics

    def path(self, path: str) -> str:
        """A path from the root of the repository, as platforms want it."""
        return f"{self.prefix}{path}"

    def by_weight(self) -> list[Diagnostic]:
        """Findings on changed lines first, of these errors first; the order of places is kept."""
        return sorted(
            self.findings,
            key=lambda d: (
                self.scope is not None and not self.scope.touched.holds(d),
                d.severity is not Severity.ERROR,
            ),
        )

    def fingerprints(self) -> Iterator[str]:
        """For each finding a name that survives a change of lines; each name is used once."""
        seen: Counter[str] = Counter()
        for d in self.findings:
            about = "\0".join((d.rule, self.path(d.place.path), d.message))
            seen[about] += 1
            whole = f"{about}\0{seen[about]}".encode("utf-8", "surrogatepass")
            yield hashlib.sha256(whole).hexdigest()[:32]

    def sentences(self) -> Iterator[str]:
        """What was checked and what came of it."""
        counts = outcome(self.checked).counts
        yield (
            f"{counted(counts['errors'], 'error')}, {counted(counts['warnings'], 'warning')}; "
            f"{counted(counts['facts'], 'fact')} and {counted(counts['quotes'], 'quote')} "
            f"checked, {counts['skipped']:,} not."
        )
        if self.scope:
            yield self.scope.words


def whole_message(diagnostic: Diagnostic) -> str:
    """A finding's sentence, what is nearest, and what to do, on as many lines."""
    nearest = f"Nearest: {diagnostic.nearest}" if diagnostic.nearest else ""
    related = [f"{r.place}: {r.message}" for r in diagnostic.related]
    return "\n".join(
        line for line in (diagnostic.message, *related, nearest, diagnostic.hint) if line
    )
