"""Properties that hold for anything: loading, edges, hidden markup, escaping, diff, cache.

Those of folding and finding stand in `test_text.py` and `test_match.py`, of dates in
`test_dates.py`, of the kept check in `test_kept.py`. `FACTSHEET_LONG=1 pytest -m hypothesis` tries
each on 2,000 examples.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from profiles import examples
from test_match import haystack

from generator import pipeline
from generator.check.joined import Checked
from generator.check.markup import hidden_spans
from generator.diagnostics import Diagnostic, shown
from generator.edges import is_boundary, splits_compound, splits_figure
from generator.model import Certainty, Fact, Place, Verdict
from generator.publish.data.calendar import _folded as calendar_line
from generator.publish.data.calendar import _text as calendar_text
from generator.publish.data.tables import _cell as cell
from generator.read.load import parse_yaml
from generator.review.changes import How
from generator.review.compare import compare
from generator.review.formats import FORMS, Report
from generator.settings import Limits
from generator.store import Store
from generator.text import Folded, fold

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
paths = anything.filter(lambda path: "\0" not in path)
# --- loading ----------------------------------------------------------------------------------

yamlish = st.lists(
    st.sampled_from(
        [*"-:[]{},#&*!|>%@?'\" \n~", "\n  ", "- ", ": ", "a", "é", "id: x", "<<: ", "0x1", "no"]
    )
    | anything,
    max_size=30,
).map("".join)


def loaded(raw: bytes) -> tuple[Any, list[Diagnostic]]:
    document, found = parse_yaml(raw, "facts/x.yml", Limits())
    return (document.data if document else None), found


@given(yamlish.map(str.encode) | st.binary(max_size=200))
def test_any_file_is_read_or_refused_with_a_place_in_it(raw: bytes) -> None:
    data, found = loaded(raw)
    assert data is not None or found
    lines = raw.count(b"\n") + raw.count(b"\r") + 2
    for diagnostic in found:
        assert 1 <= diagnostic.place.line <= lines
        assert diagnostic.place.column >= 1
        assert diagnostic.message.isprintable()


plain = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=20).filter(
    lambda t: not re.search("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069]", t)
)
trees = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdef", min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=8), trees, min_size=1, max_size=4))
def test_what_is_written_as_yaml_is_read_as_it_was(tree: dict[str, Any]) -> None:
    raw = yaml.safe_dump(tree, allow_unicode=True, default_style='"').encode()
    data, found = loaded(raw)
    assert not found
    assert data == tree


# --- edges and hidden markup ------------------------------------------------------------------

edgy = st.text(
    st.sampled_from("ab5٣๑中한नि'’\"-‑־ .,%$€+#\n\u00ad\u200b\u200d\u0301🇫👍🏽½/:&·ⅣU")
    | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)


@given(edgy, st.integers(0, 60))
def test_edges_answer_for_any_place_of_any_text(text: str, at: int) -> None:
    at = min(at, len(text))
    for asked in (is_boundary, splits_compound, splits_figure):
        assert asked(text, at) in (True, False)
    if at in (0, len(text)):
        assert is_boundary(text, at)
        assert not splits_figure(text, at)


@given(edgy, st.integers(1, 59))
def test_no_edge_lies_between_two_digits_of_any_script(text: str, at: int) -> None:
    if at < len(text) and text[at - 1].isdecimal() and text[at].isdecimal():
        assert not is_boundary(text, at)


TAGS = """<!-- --> <!--> <p> </p> <script> </script> <svg> </svg> </i> < > words =" '"""
STYLED = ("<p hidden>", '<i style="display:none">', " ", "\n")
markup = st.lists(st.sampled_from([*TAGS.split(" "), *STYLED]), max_size=25).map("".join)


@given(markup)
def test_hidden_parts_are_in_order_and_apart(text: str) -> None:
    end = 0
    for start, stop in hidden_spans(text):
        assert end <= start < stop <= len(text)
        end = stop


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("a <b>c</b> d", ["<b>", "</b>"]),
        ("a <b and <i>c</i>", ["<i>", "</i>"]),  # another tag begins before this one ends
        ("a <b and no end", []),
        ("a <b title='" + "x" * 40_000 + "'>c", ["<b title='" + "x" * 40_000 + "'>"]),
        ("a <b title='c > d'>e", ["<b title='c > d'>"]),
        ("a < b > c", []),
        ("<script>if (a < b) <p></script> c", ["<script>if (a < b) <p></script>"]),
        ("<style>a", ["<style>a"]),
        ("<svg>a<svg>b</svg>c</svg> d </svg>", ["<svg>a<svg>b</svg>c</svg>", "</svg>"]),
        ("<video> a", ["<video> a"]),  # as a browser, to the end where nothing closes it
        ("<p hidden>a</p> b", ["<p hidden>a</p>"]),
        ("<img hidden> b", ["<img hidden>"]),
        ("<p hidden='until-found'>a</p>", ["<p hidden='until-found'>a</p>"]),
        ("a <!-- b", ["<!-- b"]),
        ("a <!-- b --> c", ["<!-- b -->"]),
    ],
)
def test_what_a_browser_would_not_show(text: str, hidden: list[str]) -> None:
    assert [text[start:end] for start, end in hidden_spans(text)] == hidden


@given(markup, markup)
def test_nothing_is_found_in_what_is_hidden(before: str, words: str) -> None:
    document = f"{before} one two three {words} four"
    match = haystack(document, "en").find("one two three")
    at = document.find(" one two three ") + 1
    inside = any(a < at + 13 and at < b for a, b in hidden_spans(document))
    assert match.verdict.passes is not inside


# --- finding and offsets ----------------------------------------------------------------------


@given(edgy, edgy, edgy)
def test_what_is_found_stands_at_edges_and_says_where(one: str, quote: str, other: str) -> None:
    text = one + quote + other
    match = haystack(text, "en").find(quote)
    if match.verdict in (Verdict.EXACT, Verdict.TYPOGRAPHIC):
        ((start, end),) = match.spans
        assert 0 <= start < end <= len(text)
        assert fold(text[start:end]) == fold(quote)
        assert (match.verdict is Verdict.EXACT) == (text[start:end] == quote)
        assert not splits_compound(text, start)
        assert not splits_compound(text, end)


@given(st.lists(st.text("abcdé", min_size=1, max_size=5), min_size=8, max_size=16))
def test_the_same_words_in_other_typography_stand_at_the_same_place(tokens: list[str]) -> None:
    text = " ".join(tokens)
    quote = " ".join(tokens[2:6])
    spelled = quote.replace(" ", "\u00a0\n").replace("é", "e\u0301")
    assert haystack(text).find(spelled).spans == haystack(text).find(quote).spans


@given(edgy)
def test_every_character_kept_has_its_own_place(text: str) -> None:
    folded = Folded(text)
    places = [folded.span(n, n + 1) for n in range(len(folded.text))]
    known = [place for place in places if place]
    assert known == sorted(known)
    assert all(0 <= start < end <= len(text) for start, end in known)


# --- escaping ---------------------------------------------------------------------------------


@given(anything)
def test_a_cell_is_read_back_and_is_no_formula(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(["x", cell(text)])
    ((_, back),) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert back == text or (back == "'" + text and text[0] in "=+-@\t\r\n")
    number = re.fullmatch(r"[+-]\d*\.?\d*", back)
    assert not back.startswith(("=", "@", "\t", "\r"))
    assert number or not back.startswith(("+", "-"))


@given(anything, st.integers(0, 60))
def test_a_line_of_a_calendar_is_short_and_read_back(text: str, more: int) -> None:
    line = "SUMMARY:" + calendar_text(text) + "x" * more
    folded = calendar_line(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line
    back = re.sub(r"\\(.)", r"\1", calendar_text(text))
    assert back == " ".join(text.split())


@given(anything)
def test_what_is_shown_of_a_text_is_one_line_without_commands(text: str) -> None:
    told = shown(text)
    assert told.isprintable()
    assert len(told) <= 12 * 121


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    from generator.author.starter import start

    root = tmp_path_factory.mktemp("properties") / "project"
    start(root)
    return pipeline.check(root)


@settings(max_examples=examples(50))
@given(paths, anything, st.integers(1, 99))
def test_every_report_of_any_finding_can_be_read(
    checked: Checked, path: str, words: str, line: int
) -> None:
    finding = Diagnostic("quote-not-found", Place(f"facts/{path}", line, 1), words, words)
    report = Report(replace(checked, diagnostics=[finding]))
    written = {name: form(report) for name, form in FORMS.items()}
    for name in ("sarif", "gitlab"):
        json.loads(written[name])
    ElementTree.fromstring(written["junit"])
    lines = re.split("[\r\n]+", written["github"])
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 1


# --- diff -------------------------------------------------------------------------------------

edits = st.dictionaries(
    st.integers(0, 99), st.sampled_from(["text", "certainty", "remove"]), max_size=4
)


def edited(checked: Checked, wanted: dict[int, str]) -> tuple[Checked, dict[str, str]]:
    """The same project with some of its facts changed or gone, and what was done to which."""
    project = checked.index.project
    addresses = list(project.facts)
    done = {addresses[n % len(addresses)]: how for n, how in wanted.items()}
    sheets = {
        name: replace(
            sheet,
            facts=tuple(
                _changed(fact, done.get(fact.address, ""))
                for fact in sheet.facts
                if done.get(fact.address) != "remove"
            ),
        )
        for name, sheet in project.sheets.items()
    }
    index = replace(checked.index, project=replace(project, sheets=sheets))
    return replace(checked, index=index), done


def _changed(fact: Fact, how: str) -> Fact:
    if how == "text":
        return replace(fact, text={k: f"{v} Again." for k, v in fact.text.items()})
    if how == "certainty":
        other = next(c for c in Certainty if c is not fact.certainty)
        return replace(fact, certainty=other)
    return fact


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
def test_exactly_what_was_edited_differs_and_the_way_back_is_its_mirror(
    checked: Checked, wanted: dict[int, str]
) -> None:
    after, done = edited(checked, wanted)
    there = {c.fact.address: c.how for c in compare(checked, after).facts}
    back = {c.fact.address: c.how for c in compare(after, checked).facts}
    assert there == {a: How.REMOVED if h == "remove" else How.CHANGED for a, h in done.items()}
    mirror = {How.REMOVED: How.ADDED, How.CHANGED: How.CHANGED}
    assert back == {address: mirror[how] for address, how in there.items()}


def test_a_project_does_not_differ_from_itself(checked: Checked) -> None:
    same = compare(checked, checked)
    assert not any((same.facts, same.nouns, same.corrections, same.reviews))


# --- cache ------------------------------------------------------------------------------------


@functools.cache
def store(folder: Path) -> Store:
    return Store(folder)


names = st.text("0123456789abcdef", min_size=8, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names, st.binary(max_size=200), st.integers(0, 400), st.integers(1, 255))
@example("00000000", b"", 0, 1)
def test_what_is_kept_comes_back_whole_or_not_at_all(
    tmp_path: Path, key: str, result: bytes, at: int, change: int
) -> None:
    kept = store(tmp_path)
    kept.put(key, result)
    assert kept.get(key) == result
    entry = bytearray((tmp_path / key).read_bytes())
    entry[at % len(entry)] ^= change
    (tmp_path / key).write_bytes(entry)
    assert kept.get(key) is None
    (tmp_path / key).write_bytes(entry[: at % len(entry)])
    assert kept.get(key) is None
