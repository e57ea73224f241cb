"""Whatever a document does to the library that reads it, `add-seed` says one clear line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.author.extraction import answer, confined
from generator.author.extraction.extracted import Block, Extracted, ExtractionError, Part, Shown
from generator.author.extraction.kinds import SUFFIXES, Task
from generator.runtime import children
from generator.settings import Limits
from tests import bombs
from tests.test_cli import run

CASES = yaml.safe_load((Path(__file__).parent / "bombs.yml").read_text("utf-8"))
LIMITS = Limits(
    extraction_seconds=6,
    extraction_memory=384 << 20,
    original_bytes=1 << 20,
    seed_bytes=200_000,
    sentences=2_000,
)


def read(case: dict[str, Any], limits: Limits = LIMITS) -> Extracted:
    suffix = max((s for s in SUFFIXES if case["file"].endswith(s)), key=len)
    raw = eval(case["make"], vars(bombs))  # our own file
    task = Task(case["file"], limits.original_bytes, whole=case.get("whole", False))
    return confined.extract(raw, suffix, task, limits)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_bomb_is_refused_or_read_within_the_limits(case: dict[str, Any]) -> None:
    if "says" in case:
        with pytest.raises(ExtractionError, match=case["says"]) as found:
            read(case)
        assert not isinstance(found.value, confined.ProcessError)
        assert "\n" not in str(found.value)
    else:
        extracted = read(case)
        assert case["reads"] in extracted.blocks[0].text
        assert case.get("doubt", "") in " ".join(extracted.doubts)


def test_a_document_that_needs_more_memory_names_the_limit() -> None:
    case = {"file": "a.docx", "make": "docx('<w:p><w:r><w:t>a</w:t></w:r></w:p>', 400_000)"}
    limits = Limits(extraction_memory=160 << 20, extraction_seconds=20)
    with pytest.raises(ExtractionError, match=r"limits\.extraction_memory"):
        read(case, limits)


ENDINGS = {
    "killed": (children.Result(-9, b"", b"", "memory"), "limits.extraction_memory"),
    "late": (children.Result(-9, b"", b"", "seconds"), "limits.extraction_seconds"),
    "busy": (children.Result(-24, b"", b"", "cpu"), "limits.extraction_seconds"),
    "loud": (children.Result(-9, b"x" * 99, b"", "output"), "limits.seed_bytes"),
    "crashed": (children.Result(-11, b"", b""), "crashed"),
    "junk": (children.Result(0, b"\xff\x1b[2J", b""), "makes no sense"),
    "silent": (children.Result(0, b"", b""), "makes no sense"),
    "deep": (children.Result(0, b"[" * 200_000, b""), "makes no sense"),
    "broken": (children.Result(1, b"", b"a\nImportError: \x1b[2J x"), "could not go on"),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_however_the_process_ends_one_line_says_so(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, says = ENDINGS[name]
    monkeypatch.setattr(children, "run", lambda *_, **__: result)
    with pytest.raises(ExtractionError) as found:
        confined.extract(b"", ".pdf", Task("a.pdf", 1), LIMITS)
    assert says in str(found.value)
    assert str(found.value).isprintable()
    assert isinstance(found.value, confined.ProcessError) is (name == "broken")


def test_a_process_that_cannot_be_started_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(children, "run", none)
    with pytest.raises(confined.ProcessError, match="temporarily unavailable"):
        confined.extract(b"", ".pdf", Task("a.pdf", 1), LIMITS)


SOUND = Extracted(
    (Block("A title", Part.HEADING), Block("a\tb", pages=("i", "2"))),
    "pypdf",
    "7.1",
    {"title": Shown("A title", "PDF title")},
    ("1 picture.",),
    ("A doubt.",),
)


def test_an_answer_says_what_was_taken_out() -> None:
    assert answer.understood(answer.written(SOUND), 10, 100) == SOUND


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": []},
        {"blocks": None},
        {"blocks": [["a", "text"]]},
        {"blocks": [["a", "script", None]]},
        {"blocks": [["a\nb", "text", None]]},
        {"blocks": [["a\u0000", "text", None]]},
        {"blocks": [["\ud800", "text", None]]},
        {"blocks": [[" ", "text", None]]},
        {"blocks": [[1, "text", None]]},
        {"blocks": [["a", "text", ["../x", "1"]]]},
        {"blocks": [["a", "text", ["1"]]]},
        {"blocks": [["a", "text", None]] * 11},
        {"blocks": [["a" * 101, "text", None]]},
        {"extractor": "x\u001b[2J"},
        {"version": None},
        {"shown": []},
        {"shown": {"title": "x"}},
        {"dropped": "x"},
        {"doubts": [1]},
    ],
    ids=repr,
)
def test_an_answer_is_not_believed(change: dict[str, Any]) -> None:
    data = {**json.loads(answer.written(SOUND)), **change}
    with pytest.raises(answer.AnswerError):
        answer.understood(json.dumps(data).encode(), 10, 100)


def test_a_refused_file_ends_with_1_and_leaves_nothing(project: Path, tmp_path: Path) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    before = sorted(project.rglob("*"))
    for name, raw, code in (
        ("a.wacz", bombs.wacz(80), 1),
        ("b\x1b[2J.txt", b"a\x00b", 1),
        ("c.exe", b"MZ", 2),
    ):
        (tmp_path / name).write_bytes(raw)
        done = run(
            "-C", str(project), "add-seed", str(tmp_path / name), "--id", "x", TMPDIR=str(passing)
        )
        assert done.returncode == code, done.stderr
        assert done.stderr.startswith("Nothing was written: ")
        assert done.stderr.rstrip("\n").isprintable()
    assert sorted(project.rglob("*")) == before
    assert not list(passing.iterdir())


TITLES = (
    "a\x1b[2J\x07b",
    "a\n::error file=x::b",
    "\u202eabc\u2066",
    "!!python/object:a {b: [c]} # &x *y | > %",
    "- a: b\n- c",
    "\ud800x",
    "A" * 300_000,
    "null",
)


@pytest.mark.parametrize("title", TITLES, ids=lambda title: ascii(title[:20]))
def test_no_title_does_harm(title: str, project: Path, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(bombs.properties(title))
    done = run("-C", str(project), "add-seed", str(tmp_path / "a.pdf"), "--id", "x")
    assert done.returncode == 0, done.stderr
    assert all(line.isprintable() for line in done.stdout.splitlines())
    assert not any(line.startswith("::") for line in done.stdout.splitlines())
    written = yaml.safe_load((project / "seeds/x.yml").read_text("utf-8"))
    assert isinstance(written["title"], str)
    assert written["title"].isprintable()
    assert len(written["title"]) <= 500
    assert set(written) <= {
        *("id", "title", "language", "publisher", "author", "published", "as_of", "sha256"),
        *("display", "extracted_from", "pages", "roles"),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_what_is_no_file_is_not_waited_for(project: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in (
        str(tmp_path / "pipe.txt"),
        str(tmp_path / "folder.txt"),
        str(tmp_path / "none.txt"),
        "https://example.org/a.html",
    ):
        done = run("-C", str(project), "add-seed", name)
        assert done.returncode == 2
        assert done.stderr.startswith("Nothing was written: ")
    assert "nothing is fetched" in done.stderr
