"""Bad inputs by class, alone and planted among a thousand good facts.

A case under `tests/bad_inputs/` is one class:

    about: what holds for the class, in one sentence
    variants:
      - files:               # as in `tests/cases/`; a content may also be a list of pieces: texts,
          fact: …            # `{repeat: TEXT, times: N}`, `{hex: BYTES}`; or `{link: TO}`,
                             # `{folder: true}`, `{pipe: true}`; `fact` is one fact of a sheet
        finds: [path:line:column rule, …]    # every finding; the first ones where there is a count
        count: 1001          # how many there are
        says: [part of the report, …]
        alone: true          # it spoils the whole project and cannot be planted with others

Each must end in its stated findings, without a traceback, in at most 5 s and 512 MiB, with the
site that was there before as it was.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from laying import CASES, SECONDS, content, laid, lay, variants

from generator import pipeline, rules
from generator.author.starter import start
from generator.read import load
from generator.settings import Limits

WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "jetty"]
LONG = bool(os.environ.get("FACTSHEET_LONG"))
"""The long profile: every variant planted by itself, every file read by both parsers."""
Outcomes = dict[tuple[str, int], dict[str, Any]]


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60
    assert all(len(variants(case)) >= 3 for case in CASES)


# --- alone ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What the command makes of each variant, in one process with little memory."""
    program = Path(__file__).with_name("laying.py")
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path_factory.mktemp("laid"))],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={
            "PYTHONPATH": str(program.parent.parent),
            "PATH": os.defpath,
            "FACTSHEET_WORKERS": "1",
        },
    )
    assert done.returncode == 0, done.stderr
    read = [json.loads(line) for line in done.stdout.splitlines()]
    return {(line["case"], line["variant"]): line for line in read}


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_a_class_of_bad_inputs(case: Path, outcomes: Outcomes) -> None:
    for number, variant in enumerate(variants(case)):
        outcome, wanted = outcomes[case.stem, number], variant["finds"]
        told = f"variant {number}: {outcome}"
        if "count" in variant:
            assert outcome["finds"][: len(wanted)] == wanted, told
            assert f"\n{variant['count']} errors" in outcome["report"], told
            assert len(outcome["finds"]) == Limits().findings, told
        else:
            assert outcome["finds"] == wanted, told
        assert outcome["exit"] == (1 if wanted else 0), told
        assert "Traceback" not in outcome["report"], told
        assert outcome["untouched"], told
        assert outcome["seconds"] <= SECONDS, told
        for part in variant.get("says", ()):
            assert part in outcome["report"], told
        # Nothing in a file may move a cursor or begin a line of its own.
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]|^::|^##", told)


def test_every_finding_is_of_a_known_rule() -> None:
    for case in CASES:
        for variant in variants(case):
            for line in variant["finds"]:
                assert line.rsplit(" ", 1)[1] in rules.rules(), case


# --- planted ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of more than 1,000 facts with nothing wrong in it."""
    root = tmp_path_factory.mktemp("thousand") / "project"
    start(root)
    (root / "facts/organizations").mkdir()
    for line in WORDS:
        text = "\n\n".join(
            f"The {tens} {ones} station of line {line} stores grain and timber for the villages."
            for tens in WORDS
            for ones in WORDS
        )
        (root / f"seeds/{line}.txt").write_text(text, "utf-8")
        (root / f"seeds/{line}.yml").write_text(
            f"id: {line}\ntitle: Line {line}\nlanguage: en\ndisplay: full\n"
            f"sha256: {sha256(text.encode()).hexdigest()}\n",
            "utf-8",
        )
        for tens in WORDS:
            facts = "".join(
                f"  - id: {ones}\n    property: description\n    certainty: stated\n"
                "    text: {en: The station stores grain., fr: La gare abrite du grain.}\n"
                "    citations:\n      - "
                f"{{seed: {line}, quote: The {tens} {ones} station of line {line} stores}}\n"
                for ones in WORDS
            )
            (root / f"facts/organizations/{line}-{tens}.yml").write_text(
                f"kind: organization\nname: Stations {line} {tens}\nfacts:\n{facts}", "utf-8"
            )
    return root


def renamed(value: Any, number: int) -> Any:
    """A variant under names of its own, as long as before, so that columns stay."""
    if isinstance(value, str):
        value = re.sub(r"\bsample\b", f"s{number:05d}", value)
        return re.sub(r"\bpaper(s?)\b", rf"p{number:04d}\1", value)
    if isinstance(value, list):
        return [renamed(item, number) for item in value]
    if isinstance(value, dict):
        return {renamed(key, number): renamed(item, number) for key, item in value.items()}
    return value


def batches() -> Iterator[list[dict[str, Any]]]:
    """Variants that can be planted together: no two of one batch have a path in common."""
    together: list[tuple[set[str], list[dict[str, Any]]]] = []
    number = 0
    for case in CASES:
        for at, variant in enumerate(variants(case)):
            number += 1
            if variant.get("alone") and at and not LONG:
                continue  # each costs a check of the whole project: the first stands for its class
            variant = renamed(variant, number)
            paths = set(variant["files"])
            free = next((b for b in together if not b[0] & paths), None)
            if variant.get("alone") or LONG:
                yield [variant]
            elif free is None:
                together.append((paths, [variant]))
            else:
                free[0].update(paths)
                free[1].append(variant)
    for _, batch in together:
        yield batch


def test_exactly_what_was_planted_is_found(thousand: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTSHEET_WORKERS", "1")  # copying this process takes longer than it saves
    clean = pipeline.check(thousand)
    assert len(clean.index.project.facts) > 1000
    assert not clean.diagnostics
    for batch in batches():
        files = {path: given for variant in batch for path, given in variant["files"].items()}
        with laid(thousand, files):
            found = Counter(f"{d.place} {d.rule}" for d in pipeline.check(thousand).diagnostics)
        for variant in (v for v in batch if "count" in v):
            (path,) = variant["files"]
            many = Counter({k: n for k, n in found.items() if k.startswith(path)})
            assert many.total() == variant["count"]
            found -= many
        wanted = Counter(w for v in batch if "count" not in v for w in v["finds"])
        assert found - wanted == Counter(), "found, but not planted"
        assert wanted - found == Counter(), "planted, but not found"


# --- both parsers -----------------------------------------------------------------------------

LONGEST = 10**7 if LONG else 50_000
"""Bytes of the longest file that the slow parser reads here; the long profile reads them all."""

_PRINTED = """\
a|b: |c|- |: |:|,|[|]|{|}|?|? |!|&x|*x|'|"|> |#| #|%|@|`|\\|é|~|-|?x|:x|,|a #b|a# b|''|""|  |=|\x09
k: v|<<: |{en: What?}|'it''s'|!!str |\\u2028|\\x41|h://x.y/?q=1,2|!,|\xa0|\r|\ufeff|\u2028"""
PIECES = [
    *_PRINTED.replace("\n", "|").split("|"),
    "|",
    "|-\n",
    "|+2\n",
    "\n",
    "\n  ",
    "\n    ",
    "---\n",
]


def judged(raw: bytes, loader: type) -> tuple[object, object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "_LOADER", loader)
        return load.parse_yaml(raw, "facts/x.yml", Limits())


def test_the_verdict_is_the_same_without_the_parser_in_c() -> None:
    assert load._LOADER is yaml.CSafeLoader, "PyYAML has no C extension here: nothing to compare"
    for case in CASES:
        for number, variant in enumerate(variants(case)):
            for path, given in variant["files"].items():
                if path.endswith(".yml") and isinstance(given, (str, list)):
                    raw = content(given)
                    if len(raw) > LONGEST:
                        continue
                    same = judged(raw, yaml.CSafeLoader) == judged(raw, load.PlainLoader)
                    assert same, f"{case.stem}, variant {number}"


def test_both_parsers_agree_on_any_text() -> None:
    chance = random.Random(20261122)
    read = 0
    for _ in range(100_000 if LONG else 2000):
        head = chance.choice(["", "kind: x\nname: ", "facts:\n  - ", "x: {", "x: ["])
        raw = (head + "".join(chance.choices(PIECES, k=chance.randint(1, 12)))).encode()
        one, other = judged(raw, yaml.CSafeLoader), judged(raw, load.PlainLoader)
        assert one == other, raw
        read += one[0] is not None
    assert read > 100


# --- limits -----------------------------------------------------------------------------------


def test_a_project_has_so_many_facts_at_most(project: Path) -> None:
    settings = (project / "mkdocs.yml").read_text("utf-8")
    for most, finds in ((3, []), (2, ["facts/technologies/factsheet.yml:1:1 limit"])):
        limit = f"  - factsheet:\n      limits: {{facts: {most}}}\n"
        (project / "mkdocs.yml").write_text(settings.replace("  - factsheet:\n", limit), "utf-8")
        checked = pipeline.check(project)
        assert [f"{d.place} {d.rule}" for d in checked.diagnostics] == finds


def test_what_is_left_out_of_a_long_list_is_not_found_missing(project: Path) -> None:
    """A file with too many mistakes is cut; where it was cut, nothing is called missing."""
    bad = "  - {id: x, property: y, text: {en: a, fr: b}, citations: []}\n"
    lay(project, {"facts/people/ada.yml": "kind: person\nname: Ada\nfacts:\n" + bad * 1200})
    found = pipeline.check(project).diagnostics
    assert len(found) <= 1001
    assert found[-1].rule == "limit"
    assert {d.message for d in found[:-1]} == {
        "The key `certainty` is missing.",
        "`citations` needs at least 1 entry.",
    }
