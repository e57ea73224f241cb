"""What is bounded of a document's quotes together, and what is said when it is used up."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator import output
from generator.check import verify
from generator.check.difference import Differences
from generator.check.match import Haystack
from generator.diagnostics import Diagnostic
from generator.model import Citation, Place
from generator.publish import site
from generator.read import load
from generator.settings import QuoteRules
from generator.text import long_mark_run
from tests import bare

TEXT = "one two three four five. " * 40
PLACE = Place("facts/a.yml", 3, 7)


def test_what_is_gone_through_is_bounded() -> None:
    found = Haystack(bare.seed(TEXT), QuoteRules(searched=10)).find("four five six")
    assert (found.rule, found.setting) == ("limit", "quotes.searched")


def test_places_are_bounded() -> None:
    found = Haystack(bare.seed(TEXT), QuoteRules(places=1)).find("one two three")
    assert (found.rule, found.setting) == ("limit", "quotes.places")


def test_looking_at_the_same_place_again_is_bounded() -> None:
    stack = Haystack(bare.seed("Only one two three here."), QuoteRules(places=1))
    rules = [stack.find("one two three", suffix="x" * n).rule for n in range(1, 2_000)]
    assert rules[0] == "quote-context"
    assert rules[-1] == "limit"


def test_a_quote_that_was_not_looked_for_says_why() -> None:
    citation = Citation("doc", "four five six", PLACE)
    job = verify.Job(bare.seed(TEXT), QuoteRules(searched=10), (citation,))
    (answer,) = verify.look(job)
    assert answer.refusal is not None
    assert answer.refusal.rule == "limit"
    assert answer.refusal.place == PLACE
    assert "raise `quotes.searched`" in answer.refusal.hint


def test_lost_words_are_looked_for_in_so_many_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Citation("other", "one two three", PLACE)
    refusal = Diagnostic("quote-not-found", PLACE, "It is not there.")
    project: Any = SimpleNamespace(seeds={"doc": bare.seed("Only one two three here.")})
    (found,) = verify._elsewhere([(lost, refusal)], project, QuoteRules())
    assert found.hint.startswith("Write `seed: doc`")
    monkeypatch.setattr(verify, "_ELSEWHERE_IN", 0)
    assert list(verify._elsewhere([(lost, refusal)], project, QuoteRules())) == [refusal]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("one two here. one two three four. " + "x" * 400 + " five six seven.", "is too long"),
        ("one two three four. " * 30 + "x" * 400 + " five six seven. five six seven.", "too long"),
        ("five six seven. one two three four.", "stands before “one two”"),
        ("one two or five six sevenths. one two and much more five six sevenths.", "inside a word"),
    ],
)
def test_parts_that_do_not_follow_one_another_are_explained(text: str, says: str) -> None:
    found = Differences(Haystack(bare.seed(text), QuoteRules())).of("one two […] five six seven")
    assert says in f"{found.but} {found.hint}"


def test_marks_with_nothing_seen_between_them_are_one_run() -> None:
    assert long_mark_run("a\u0301\u200b\u0301") is None
    assert long_mark_run("a" + "\u0301\u200b" * 100) is not None


def test_a_day_that_is_none_has_no_value() -> None:
    assert load.plain("12") == 12
    for text in ("2026-13-40", "="):
        with pytest.raises(ValueError):  # noqa: PT011
            load.plain(text)


# --- where it is published ---------------------------------------------------------------------


def test_what_is_refused_is_held() -> None:
    found = Diagnostic("limit", PLACE, "It is too much.")
    assert site.RefusedError(found).found is found
    assert str(site.RefusedError(found)) == "It is too much."


def test_nothing_is_added_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words", "utf-8")
    with (
        pytest.raises(site.PublishError, match="is not a folder"),
        site.adding(tmp_path / "file", kind="pdf", sources=()),
    ):
        pass
    assert (tmp_path / "file").read_text("utf-8") == "words"


def test_without_a_table_of_mounts_nothing_is_mounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> bytes:
        raise OSError

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert site._mounted(tmp_path) is None


def test_a_folder_that_only_has_such_a_name_stays(tmp_path: Path) -> None:
    aside = tmp_path / f".site.{'0' * 16}{site._ASIDE}"
    aside.mkdir()
    (aside / "thesis.odt").write_text("years", "utf-8")
    site._tidy(tmp_path / "site")
    assert (aside / "thesis.odt").read_text("utf-8") == "years"
    assert not (tmp_path / "site").exists()


def test_the_door_stays_open_when_it_is_to(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.stdout, sys.stderr
    try:
        with output.opened(for_good=True):
            pass
        assert (sys.stdout, sys.stderr) != before
    finally:
        sys.stdout, sys.stderr = before
