"""Runs every case of a change: two projects in, what a reviewer is told of it out.

A case is a YAML file under `tests/changes/`:

    about: what the case shows, in one sentence
    before:                # laid over the starter project; a null content removes the file
      facts/x.yml: …
    after:                 # laid over that
      facts/x.yml: …
    report: |              # the whole report as text, without its first line
      …
    comment: [part of the report as Markdown, …]
    page: [part of the report as HTML, …]
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from test_cases import lay

from generator import pipeline
from generator.review import diffs
from generator.review.compare import compare

CASES = sorted((Path(__file__).parent / "changes").glob("*.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_change(case: Path, project: Path, tmp_path: Path) -> None:
    wanted = yaml.safe_load(case.read_text("utf-8"))
    assert wanted["about"]
    lay(project, wanted.get("before", {}))
    shutil.copytree(project, tmp_path / "after")
    lay(tmp_path / "after", wanted["after"])
    before, after = pipeline.check(project), pipeline.check(tmp_path / "after")
    changes = compare(before, after)
    text = diffs.written("text", changes, before, after)
    assert text.partition("\n")[2] == wanted["report"]
    for form, key in (("markdown", "comment"), ("html", "page")):
        if key in wanted:
            written = diffs.written(form, changes, before, after)
            assert [part for part in wanted[key] if part not in written] == []
    assert json.loads(diffs.written("json", changes, before, after))
