"""Folding keeps the words and the way back to where they stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.edges import is_boundary, splits_compound
from generator.text import Folded, counted_words, fold, long_mark_run

TYPOGRAPHY = (
    "«»“”„‘’‹›…–—‑\u00ad\u200b\u00a0\u202f\ufb01\ufb00e\u0301\u0327\u1100\u1161\u11a8 \n\tabc1-'\"."
)
texts = st.text(st.sampled_from(TYPOGRAPHY) | st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l’IA", "l'IA"),
        ("« impasse »", '"impasse"'),
        ("«\u202fimpasse\u00a0»", "“impasse”"),
        ("et…", "et..."),
        ("e\u0301te\u0301", "été"),
        ("ef\ufb01cace", "efficace".replace("ffi", "ffi")),
        ("in\u00adter\u200bnational", "international"),
        ("2013–2025", "2013-2025"),
        ("a\n\n  b", "a b"),
        ("− 3", "- 3"),
        ("\u1100\u1161\u11a8", "각"),
    ],
)
def test_typography_is_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("été", "ete"),
        ("IA", "ia"),
        ("10²", "102"),
        ("½", "1/2"),
        ("−3 %", "3 %"),
        ("œuvre", "oeuvre"),
        ("3,5", "3.5"),
        ("3 %", "3 ‰"),
        ("$3", "€3"),
        ("a b", "b a"),
        ("5′", "5'"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e"),
        ("１", "1"),
    ],
)
def test_nothing_else_is(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = Folded(text).text
    assert Folded(once).text == once


@given(texts)
def test_a_normalized_text_folds_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(texts, st.data())
def test_spans_lead_back_to_the_same_words(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    span = folded.span(start, end)
    if span is None:
        return
    assert 0 <= span[0] < span[1] <= len(text)
    piece = folded.text[start:end]
    # At its ends a piece may hold the half of what folds only in company, such as a guillemet.
    assert fold(text[span[0] : span[1]]).strip('" ') == fold(piece).strip('" ')


@pytest.mark.parametrize(
    ("source", "words", "span"),
    [
        ("a… b", "...", (1, 2)),
        ("a… b", "a...", (0, 2)),
        ("a… b", "...b".replace("b", " b"), (1, 4)),
        ("a… b", ".. b", None),  # begins between two dots of one character
        ("a… b", "a..", None),  # ends there
        ("e\ufb03x", "ffi", (1, 2)),
        ("e\ufb03x", "fi", None),
        ("e\ufb03x", "ef", None),
    ],
)
def test_no_span_ends_inside_what_one_character_became(
    source: str, words: str, span: tuple[int, int] | None
) -> None:
    folded = Folded(source)
    at = folded.text.rindex(words)
    assert folded.span(at, at + len(words)) == span


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("»Das« ist", '"Das" ist'),
        ("er »\u200bDas« ist", 'er "Das" ist'),
        ("dit «\u00a0non\u00a0»", 'dit "non"'),
        ("»Ja.« Er", '"Ja." Er'),
        ("»Ja« \u200b»nein«", '"Ja" "nein"'),
        ("»Ja.\u200b« er", '"Ja." er'),
        ("dit-il\u200b\u00a0» et", 'dit-il" et'),
    ],
)
def test_which_side_of_a_guillemet_is_outside(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40), st.integers(0, 40))
def test_boundaries_never_fail(text: str, at: int) -> None:
    assert is_boundary(text, at) in (True, False)
    assert splits_compound(text, min(at, len(text))) in (True, False)


@pytest.mark.parametrize(
    ("text", "at", "ok"),
    [
        ("impossible", 2, False),
        ("l'IA", 2, True),
        ("n'est pas", 2, False),
        ("don't go", 3, False),
        ("a b", 1, True),
        ("中文字", 1, True),
        ("e\u0323x", 1, False),
        ("👨\u200d👩", 2, False),
        ("🇫🇷🇩🇪", 1, False),  # two letters are one flag
        ("🇫🇷🇩🇪", 2, True),
        ("🇫🇷🇩🇪", 3, False),
        ("a🇫🇷", 1, True),
        ("12万", 2, False),  # a figure and what it counts
        ("三百五十", 2, False),
        ('צה"ל', 2, False),  # an abbreviation of Hebrew
        ('a"b', 1, True),
    ],
)
def test_where_a_quote_may_begin_or_end(text: str, at: int, ok: bool) -> None:
    assert is_boundary(text, at) is ok


def test_compounds_stay_whole() -> None:
    assert splits_compound("non-violent", 4)
    assert splits_compound("non-violent", 3)
    assert not splits_compound("LLM—Le Llama", 4)
    assert not splits_compound("a - b", 3)


def test_words_are_counted_in_scripts_without_spaces() -> None:
    assert counted_words("il n'est pas là") == 4
    assert counted_words("人工知能") == 4
    assert counted_words(" … !? ") == 0


def test_a_long_run_of_marks_is_seen() -> None:
    assert long_mark_run("a" + "\u0301" * 65) == 1
    assert long_mark_run("a" + "\u0301" * 64) is None
    assert long_mark_run("Été — ça « va »") is None
