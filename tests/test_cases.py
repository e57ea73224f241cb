"""Runs every case file: files in, findings out.

A case is a YAML file under `tests/cases/`:

    about: what the case shows, in one sentence
    files:                 # laid over the starter project; a null content removes the file
      facts/x.yml: …
    finds:                 # every finding, in order: `path:line:column rule`
      - facts/x.yml:3:5 quote-not-found
    says: [part of the report, …]

`sha256: SHA` in a metadata file stands for the checksum of its document.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from generator import pipeline, rules
from generator.review import reports
from generator.review.outcome import outcome

CASES = sorted((Path(__file__).parent / "cases").rglob("*.yml"))


def lay(project: Path, files: dict[str, str | None]) -> None:
    for path, content in files.items():
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            target.unlink()
        else:
            target.write_bytes(content.encode("utf-8"))
    for path, content in files.items():
        if content is not None and path.startswith("seeds/") and "sha256: SHA\n" in content:
            document = (project / path).with_suffix(".txt").read_bytes()
            pinned = content.replace("SHA\n", hashlib.sha256(document).hexdigest() + "\n")
            (project / path).write_text(pinned, "utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_case(case: Path, project: Path) -> None:
    wanted = yaml.safe_load(case.read_text("utf-8"))
    assert wanted["about"]
    lay(project, wanted["files"])
    checked = pipeline.check(project)
    assert [f"{d.place} {d.rule}" for d in checked.diagnostics] == wanted["finds"]
    report = "\n".join(reports.text(outcome(checked)))
    for part in wanted.get("says", ()):
        assert part in report


@pytest.mark.parametrize("rule", rules.rules().values(), ids=lambda r: r.id)
def test_a_rule_s_examples_are_true(rule: rules.Rule, project: Path) -> None:
    if rule.passes:
        lay(project, rules.example_files(rule.passes))
        assert not pipeline.check(project).diagnostics
        for path in rules.example_files(rule.passes):
            (project / path).unlink()
    if rule.fails:
        lay(project, rules.example_files(rule.fails))
        assert {d.rule for d in pipeline.check(project).diagnostics} == {rule.id}


def test_every_finding_names_a_rule_of_the_reference() -> None:
    """Every rule id in the code has its entry, and every entry is used by the code."""
    source = "\n".join(
        path.read_text("utf-8") for path in Path(pipeline.__file__).parent.rglob("*.py")
    )
    unused = [name for name in rules.rules() if f'"{name}"' not in source]
    assert not unused


def test_each_case_is_found_by_a_known_rule() -> None:
    for case in CASES:
        for line in yaml.safe_load(case.read_text("utf-8"))["finds"]:
            assert line.rsplit(" ", 1)[1] in rules.rules(), case
