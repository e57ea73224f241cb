"""The benchmark at its smallest, so that it cannot rot; what it measures is in speed.md."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from pathlib import Path

import pytest

from generator import pipeline
from generator.cli import main
from generator.model import ValueType
from tests.bench import cases, ours, report
from tests.bench.__main__ import measure, names
from tests.bench.cases import Workplace
from tests.bench.content import Content, Extremes, make
from tests.bench.measure import FailedError, Measure, run, size
from tests.bench.ours import same
from tests.bench.peers.peer import Peer
from tests.bench.programs import PEERS
from tests.bench.project import write

SHEETS = 10
SMALL = Extremes(document_bytes=60_000, facts=30, mentions=50)
MODULES = {"mkdocs": "material"}  # a peer's package → what must be there besides


@pytest.fixture(scope="module")
def content() -> Content:
    return make(SHEETS)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "project"
    write(folder, content)
    return folder


@pytest.mark.parametrize("extremes", [Extremes(), SMALL], ids=["usual", "extreme"])
def test_a_project_is_always_the_same_and_accepted(tmp_path: Path, extremes: Extremes) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, make(20, extremes=extremes))
    assert same(tmp_path / "one", tmp_path / "two") == []
    checked = pipeline.check(tmp_path / "one")
    assert checked.diagnostics == []
    facts = checked.index.project.facts
    assert len(facts) == 200 + (20 if extremes.facts else 0)
    assert len(checked.verdicts) == 3  # found word for word, but for typography, with a cut
    assert {str(fact.certainty) for fact in facts.values()} == {
        "stated", "reported", "predicted", "opinion",
    }  # fmt: skip
    vocabulary = checked.index.project.vocabulary.properties
    assert {vocabulary[fact.property].type for fact in facts.values()} == set(ValueType)


def test_another_number_makes_another_project() -> None:
    one, two = make(SHEETS, 1), make(SHEETS, 2)
    assert one.documents[0].sentences != two.documents[0].sentences


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_publishes_the_same_facts(
    peer: Peer, project: Path, content: Content, tmp_path: Path
) -> None:
    peer.prepare(project, content, tmp_path)
    assert size(tmp_path)["files"] >= len(content.documents) + 2
    package = peer.requires[0].partition("=")[0]
    needed = package.replace("-", "_"), MODULES.get(package, package).replace("-", "_")
    if any(importlib.util.find_spec(module) is None for module in needed):
        pytest.skip(f"{package} is not installed")
    run(peer.command(Path(sys.executable).parent), tmp_path, timeout=60)
    if peer.output:
        text = "".join(p.read_text("utf-8") for p in (tmp_path / peer.output).rglob("*.html"))
        assert all(sheet.en in text for sheet in content.sheets)


def test_a_run_fills_the_page(tmp_path: Path, repository: Path) -> None:
    place = Workplace(tmp_path / "work", SHEETS, repeat=1, timeout=60, shrink=1000, growth=False)
    done = json.loads(json.dumps(measure(place, ["build", "small"], tmp_path / "peers")))
    failed = {name: found["failed"] for name, found in done["results"].items() if "failed" in found}
    assert failed == {}
    page = tmp_path / "speed.md"
    shutil.copyfile(repository / "docs/reference/speed.md", page)
    report.into(page, done)
    report.into(page, done)  # again, in the place of the first
    text = page.read_text("utf-8")
    assert text.count("| Factsheet, both languages | 10 |") == 1
    for name in names():
        assert name in text.lower(), name


def test_every_case_fills_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With commands that are looked at, but not run: the programs run in the test above."""

    def looked_at(command: list[str], folder: Path, **_: object) -> Measure:
        if command[1] == "-m":
            options = [word for word in command[4:] if word.startswith("--")]
            known = main.commands[command[3]].params if command[3] != "--help" else []
            assert set(options) <= {name for option in known for name in option.opts}
        if "--site" in command:
            site = Path(command[command.index("--site") + 1])
            site.mkdir(parents=True, exist_ok=True)
            (site / "index.html").write_text("a page", "utf-8")
        return Measure(1.0, 2.0, 3)

    monkeypatch.setattr(ours, "run", looked_at)
    monkeypatch.setattr(cases, "edit_to_reload", lambda *_: [1.0, 2.0, 3.0])
    place = Workplace(tmp_path / "work", SHEETS, repeat=1, timeout=60, shrink=1000)
    done = measure(place, ["build", *cases.CASES], tmp_path / "peers")
    both = {n: f for n, f in done["results"].items() if f.get("name") == report.BOTH}
    for name in (report.ONE, "Hugo", "MkDocs, Material, search"):
        done["results"].update({key + name: {**found, "name": name} for key, found in both.items()})
    assert report.tables(done).count("| a trial |") == len(list(report.goals()))
    text = report.tables({**done, "shrink": 1})
    for what, target, _ in report.goals():
        assert f"| {what} | {target} |" in text
    assert "| edit to reload | ≤ 2 s | 2.00 s | yes |" in text
    # A sixth of MkDocs.
    assert "| 1.00 (1.0 s : 1.0 s; processor time 1.00) | **no** |" in text


def test_what_fails_is_said(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="exit code 3: told"):
        run([sys.executable, "-c", "print('told'); raise SystemExit(3)"], tmp_path)
    with pytest.raises(FailedError, match="not done after 0 s"):
        run([sys.executable, "-c", "import time; time.sleep(9)"], tmp_path, timeout=0.2)


def test_memory_counts_every_process(tmp_path: Path) -> None:
    child = "import time; held = bytearray(30_000_000); time.sleep(0.4)"
    parent = (
        "import subprocess, sys\n"
        f"command = [sys.executable, '-c', {child!r}]\n"
        "for one in [subprocess.Popen(command) for _ in range(2)]: one.wait()"
    )
    assert run([sys.executable, "-c", parent], tmp_path).peak > 60_000_000
