"""What a check comes to: its findings and its counts, which can be kept for the next time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Related, Severity
from generator.place import Place
from generator.terms import Verdict

if TYPE_CHECKING:  # what is kept is told without loading what checks
    from generator.check.joined import Checked


@dataclass(frozen=True)
class Outcome:
    """What a check says.

    Attributes:
        counts: what was checked and what came of it.
        published: the revision that changes were held against; empty where there is none.
        shown: the most findings that are printed.
    """

    diagnostics: list[Diagnostic]
    counts: Mapping[str, int]
    published: str
    shown: int

    @property
    def ok(self) -> bool:
        """Whether nothing refuses publication."""
        return not self.counts["errors"]

    def dump(self) -> bytes:
        """As JSON, for `load`."""
        return json.dumps(asdict(self)).encode("ascii")

    @staticmethod
    def load(raw: bytes) -> Outcome:
        """What `dump` wrote."""
        said = json.loads(raw)
        found = [_diagnostic(one) for one in said.pop("diagnostics")]
        return Outcome(found, **said)


def outcome(checked: Checked) -> Outcome:
    """What the check of a project comes to."""
    from generator.check.consistency import unchecked

    project, verdicts = checked.index.project, checked.verdicts
    uncompared = len(unchecked(checked.index))
    counts = {
        "seeds": len(project.seeds),
        "sheets": len(project.sheets),
        "facts": len(project.facts),
        "questions": len(project.questions),
        "disagreements": len(project.disagreements),
        "quotes": sum(verdicts.values()) + checked.skipped,
        **{verdict.value: verdicts[verdict] for verdict in Verdict},
        "skipped": checked.skipped,
        "compared": len(project.facts) - uncompared,
        "uncompared": uncompared,
        "sentences": sum(len(account.entries) for account in checked.accounts.values()),
        "open": sum(len(account.open) for account in checked.accounts.values()),
        "errors": sum(d.severity is Severity.ERROR for d in checked.diagnostics),
        "warnings": sum(d.severity is Severity.WARNING for d in checked.diagnostics),
    }
    shown = checked.settings.limits.findings
    return Outcome(checked.diagnostics, counts, checked.published, shown)


def _diagnostic(said: dict[str, Any]) -> Diagnostic:
    related = tuple(Related(Place(**r["place"]), r["message"]) for r in said.pop("related"))
    place, severity = Place(**said.pop("place")), Severity(said.pop("severity"))
    return Diagnostic(place=place, severity=severity, related=related, **said)
