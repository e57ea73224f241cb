"""Limits a report to what a change touches and what depends on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from generator.check.joined import Checked
from generator.diagnostics import Diagnostic, Severity
from generator.git.command import ask
from generator.model import Index, SheetRef
from generator.review.history import commit_of
from generator.review.wording import counted

_WHOLE = ("mkdocs.yml", "facts/vocabulary.yml")
"""Files on which every other depends."""

_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_PLAIN = ("-c", "core.quotePath=false")


@dataclass(frozen=True, slots=True)
class Touched:
    """What differs between a revision and the working tree.

    Attributes:
        lines: path → (first, last) of every stretch of lines that is new; all paths relative to
            the project; a file that is gone has none.
    """

    revision: str
    lines: Mapping[str, tuple[tuple[int, int], ...]]

    def holds(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding stands on a line that is new."""
        place = diagnostic.place
        return any(first <= place.line <= last for first, last in self.lines.get(place.path, ()))


@dataclass(frozen=True, slots=True)
class Scope:
    """To what a report is limited, and what it leaves out."""

    touched: Touched
    depending: int
    left_out: int
    left_out_errors: int

    @property
    def words(self) -> str:
        """The same in a sentence."""
        files = counted(len(self.touched.lines), "file")
        errors = counted(self.left_out_errors, "error")
        return (
            f"Limited to what changed since {self.touched.revision}: {files}, and "
            f"{self.depending:,} that depend on them; {counted(self.left_out, 'finding')} "
            f"elsewhere not shown, {errors} among them."
        )


def touched(root: Path, revision: str) -> Touched:
    """The lines of the project that a revision does not have.

    Raises:
        HistoryError: there is no git, no repository, or no such revision.
    """
    commit = commit_of(root, revision)
    how = (
        *_PLAIN,
        "diff",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--no-renames",
        "--relative",
    )
    what = (commit, "--", "facts", "seeds", "mkdocs.yml")
    names = ask(root, [*how, "--name-only", "-z", *what])
    new = ask(root, ["ls-files", "--others", "--exclude-standard", "-z", "--", *what[2:]])
    lines: dict[str, list[tuple[int, int]]] = {
        name.decode("utf-8", "surrogateescape"): [] for name in names.split(b"\0")[:-1]
    }
    for name in new.split(b"\0")[:-1]:
        lines[name.decode("utf-8", "surrogateescape")] = [(1, 2**31)]
    patch = ask(root, [*how, "--unified=0", "--src-prefix=a/", "--dst-prefix=b/", *what])
    path = ""
    for line in patch.decode("utf-8", "replace").split("\n"):
        if line.startswith("+++ "):
            path = line[4:].rstrip("\t").removeprefix("b/")
        elif match := _HUNK.match(line):
            first, count = int(match[1]), int(match[2] or 1)
            if path in lines and count:
                lines[path].append((first, first + count - 1))
    return Touched(revision, {name: tuple(found) for name, found in lines.items()})


def limited(checked: Checked, change: Touched) -> tuple[Checked, Scope]:
    """A report that only holds findings on changed files, and on those that depend on them."""
    paths = set(change.lines)
    if paths.intersection(_WHOLE):
        return checked, Scope(change, 0, 0, 0)
    depending = set(_depending(checked.index, paths)) - paths
    shown: list[Diagnostic] = []
    hidden: list[Diagnostic] = []
    for diagnostic in checked.diagnostics:
        places = {diagnostic.place.path, *(r.place.path for r in diagnostic.related)}
        near = diagnostic.place.path in depending or places & paths
        (shown if near else hidden).append(diagnostic)
    errors = sum(d.severity is Severity.ERROR for d in hidden)
    return (replace(checked, diagnostics=shown), Scope(change, len(depending), len(hidden), errors))


def _depending(index: Index, paths: set[str]) -> Iterator[str]:
    """Files that build on some others: facts on sources and sheets, answers on facts …"""
    project = index.project
    stems = {PurePosixPath(path).stem for path in paths if path.startswith("facts/")}
    seeds = {s.id for s in project.seeds.values() if paths & {s.path, s.place.path}}
    for seed in seeds:
        yield from (project.seeds[seed].path, project.seeds[seed].place.path)
    facts: set[str] = set()
    for fact in project.facts.values():
        names = {*fact.mentions, fact.attributed_to or ""}
        if isinstance(fact.value, SheetRef):
            names.add(fact.value.sheet)
        cited = {citation.seed for citation in fact.citations}
        if names & stems or cited & seeds or cited - project.seeds.keys():
            yield fact.place.path
            facts.add(fact.address)
        elif fact.place.path in paths:
            facts.add(fact.address)
    using = [
        *((q.place.path, q.answer) for q in project.questions.values()),
        *((d.place.path, d.facts) for d in project.disagreements.values()),
        *((r.place.path, (r.fact,)) for r in project.reviews),
        *((c.place.path, (c.fact,)) for c in project.corrections),
    ]
    for path, addresses in using:
        if facts.intersection(addresses) or any(a.partition("#")[0] in stems for a in addresses):
            yield path
