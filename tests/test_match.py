"""The one definition of "found": verdicts over small documents, and properties over any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import examples

from generator.check.match import Haystack
from generator.check.sentences import sentences
from generator.model import Verdict
from generator.settings import QuoteRules
from tests import bare


def haystack(text: str, language: str = "fr") -> Haystack:
    return Haystack(bare.seed(text, language=language), QuoteRules())


DOCUMENT = """Un titre
Le 3 mai, l’usine « Alpha » a perdu 14,3 milliards d’euros ; elle n’a pas fermé.
Elle a licencié 600 personnes, soit -12,6 % de l'effectif—un choc.
<iframe title="Une vidéo de l'usine Alpha"></iframe>Le directeur était non-violent et ef\ufb01cace.
Elle a licencié 600 personnes en juin.
"""


@pytest.mark.parametrize(
    ("quote", "verdict", "rule"),
    [
        ("l’usine « Alpha » a perdu", Verdict.EXACT, ""),
        ('l\'usine "Alpha" a perdu', Verdict.TYPOGRAPHIC, ""),
        ("l’usine « Alpha » a\nperdu", Verdict.TYPOGRAPHIC, ""),
        ("l’usine « Alpha » […] n’a pas fermé", Verdict.EDITED, ""),
        ("Le 3 mai [2020], l’usine « Alpha » a perdu", Verdict.EDITED, ""),
        ("non-violent et efficace", Verdict.TYPOGRAPHIC, ""),
        ("a perdu 14,3 milliards d’euros", Verdict.EXACT, ""),
        ("l’usine « Beta » a perdu", Verdict.ABSENT, "quote-not-found"),
        ("L’usine « Alpha » a perdu", Verdict.ABSENT, "quote-not-found"),
        ("perdu l’usine « Alpha » a", Verdict.ABSENT, "quote-not-found"),
        ("a perdu 14.3 milliards d’euros", Verdict.ABSENT, "quote-not-found"),
        ("a perdu 14,3 millions d’euros", Verdict.ABSENT, "quote-not-found"),
        ("elle a pas fermé", Verdict.ABSENT, "quote-not-found"),
        ("soit 12,6 % de l'effectif", Verdict.ABSENT, "quote-not-found"),
        ("12,6 % de l'effectif", Verdict.ABSENT, "quote-inside-figure"),
        ("« Alpha » a perdu 14", Verdict.ABSENT, "quote-inside-figure"),
        ("3 milliards d’euros ; elle", Verdict.ABSENT, "quote-inside-figure"),
        ("violent et efficace", Verdict.ABSENT, "quote-inside-word"),
        ("sine « Alpha » a perdu", Verdict.ABSENT, "quote-inside-word"),
        ("Une vidéo de l'usine", Verdict.ABSENT, "quote-in-markup"),
        ("Elle a licencié 600 personnes", Verdict.AMBIGUOUS, "quote-ambiguous"),
        ("usine Alpha", Verdict.ABSENT, "quote-too-short"),
        ("", Verdict.ABSENT, "quote-too-short"),
        (" \n ", Verdict.ABSENT, "quote-too-short"),
        ("…?! — «»", Verdict.ABSENT, "quote-too-short"),
        ("licencié 600 personnes […] le directeur était", Verdict.ABSENT, "quote-not-found"),
    ],
)
def test_verdict(quote: str, verdict: Verdict, rule: str) -> None:
    match = haystack(DOCUMENT).find(quote)
    assert (match.verdict, match.rule) == (verdict, rule)


def test_a_prefix_or_suffix_chooses_the_place() -> None:
    stack = haystack(DOCUMENT)
    second = stack.find("Elle a licencié 600 personnes", suffix="en juin")
    assert second.verdict is Verdict.EXACT
    assert stack.seed.line_of(second.spans[0][0]) == 5
    assert stack.find("Elle a licencié 600 personnes", suffix="en mai").rule == "quote-context"


def test_an_article_that_stands_twice_is_one_context() -> None:
    article = "Un titre\nLa ville a planté cent arbres cette année, dit la maire.\nFin du texte"
    match = haystack(article + "\nVoir l'original\n" + article).find("a planté cent arbres")
    assert match.verdict is Verdict.EXACT
    assert match.copies == 1


def test_a_cut_stays_in_one_line_and_is_short() -> None:
    assert haystack("un deux trois\nquatre cinq six").find("un deux […] cinq six").verdict is (
        Verdict.ABSENT
    )
    far = "un deux " + "mot " * 100 + "cinq six"
    assert haystack(far).find("un deux […] cinq six").verdict is Verdict.ABSENT


def test_a_quote_begins_and_ends_with_a_whole_character() -> None:
    stack = haystack("Il a dit… que non, mais il est parti")
    assert stack.find("dit... que non").verdict is Verdict.TYPOGRAPHIC
    for quote in (".. que non, mais", ". que non, mais"):
        refused = stack.find(quote)
        assert (refused.rule, refused.places) == ("quote-inside-word", ())


def test_places_are_counted_up_to_a_limit() -> None:
    """A text that repeats itself without end takes no time without end."""
    for times, copies in ((3, 2), (200, 199), (201, 200), (300, 200)):
        match = haystack("Le four est éteint ce soir.\n" * times).find("four est éteint")
        assert (match.verdict, match.copies) == (Verdict.EXACT, copies)


def test_places_that_are_refused_are_tried_up_to_a_limit() -> None:
    good = "Le four est éteint"
    for refused, found in ((1_999, Verdict.EXACT), (2_001, Verdict.ABSENT)):
        match = haystack("x" + f"{good} x" * refused + f"\n{good}").find(good)
        assert match.verdict is found, refused


def test_brackets_that_the_document_itself_holds_are_exact() -> None:
    assert haystack("Il dit [sic] que oui").find("dit [sic] que oui").verdict is Verdict.EXACT


words = st.lists(st.text("abcdéà", min_size=1, max_size=6), min_size=6, max_size=30)


@given(words, st.data())
def test_whole_words_are_found_where_they_stand(tokens: list[str], data: st.DataObject) -> None:
    text = " ".join(tokens)
    first = data.draw(st.integers(0, len(tokens) - 4))
    quote = " ".join(tokens[first : first + 4])
    match = haystack(text).find(quote)
    assert match.verdict in (Verdict.EXACT, Verdict.AMBIGUOUS)
    for start, end in match.spans:
        assert text[start:end] == quote


@given(words, st.data(), st.sampled_from("abcdéàxz9"))
def test_one_changed_letter_is_never_found(
    tokens: list[str], data: st.DataObject, letter: str
) -> None:
    text = " ".join(tokens)
    quote = " ".join(tokens[:4])
    at = data.draw(st.integers(0, len(quote) - 1))
    changed = quote[:at] + letter + quote[at + 1 :]
    found = haystack(text).find(changed)
    assert found.verdict.passes == (f" {changed} " in f" {text} ") or (
        found.verdict is Verdict.AMBIGUOUS
    )


@settings(max_examples=examples(200))
@given(st.text(max_size=80), st.text(max_size=200))
def test_a_passing_verdict_always_shows_the_same_words(quote: str, text: str) -> None:
    from generator.text import fold

    match = haystack(text).find(quote)
    if match.verdict in (Verdict.EXACT, Verdict.TYPOGRAPHIC):
        ((start, end),) = match.spans
        assert fold(text[start:end]) == fold(quote)


def test_a_line_without_an_end_is_cut_where_the_window_ends() -> None:
    """Sentences cover a line from its first word to its last, however long it is."""
    for line in (
        "mot " * 3_000 + "fin",
        "x" * 9_000,
        "Un. Deux " + "mot " * 2_000 + "trois. Quatre.",
    ):
        seed = haystack(f"\n{line}\n  \n").seed
        found = sentences(seed)
        told = [seed.text[s.start : s.end] for s in found]
        assert "".join(told).replace(" ", "") == line.replace(" ", "")
        assert len(found) > 1
        assert all(len(words) <= 4_000 for words in told)
        assert {s.line for s in found} == {2}
