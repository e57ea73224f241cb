"""Sentences, the account of them, and the quotation budget."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import examples

from generator import pipeline
from generator.check.coverage import Account, account, coverage
from generator.check.reading import State
from generator.check.repeats import Said
from generator.check.reproduced import distinct, reproduced, size
from generator.check.reproduced import shown as shown_parts
from generator.check.sentences import sentences
from generator.check.spans import merged
from generator.check.telling import Names, figures
from generator.dates import parse
from generator.diagnostics import Diagnostic, Severity
from generator.model import Display, Place, Seed
from generator.review import account as report
from generator.settings import Coverage, Settings
from generator.text import words

ARTICLE = """A short headline

Ada Sample founded the Sample Works in 1999. It employs 600 people today. It is a fine firm.
Who would have thought so?
It employs 600 people today.
So, Ada Sample founded the Sample Works in 1999.
Read our other articles here now."""


def seed(text: str, language: str = "en", **more: Any) -> Seed:
    known: dict[str, Any] = {
        "id": "doc",
        "title": "T",
        "publisher": "unknown",
        "authors": (),
        "published": parse("unknown"),
        "as_of": None,
        "sha256": "0" * 64,
        "display": Display.EXCERPT,
        "path": "seeds/doc.txt",
        "place": Place("seeds/doc.yml"),
    }
    return Seed(text=text, language=language, **{**known, **more})


def cut(text: str, language: str = "en") -> list[str]:
    document = seed(text, language)
    return [text[s.start : s.end] for s in sentences(document)]


def check(project: Path, text: str, quotes: list[str], metadata: str = "", **options: Any) -> Any:
    """(index, settings, account) of the starter project with one more document."""
    raw = text.encode()
    (project / "seeds/doc.txt").write_bytes(raw)
    (project / "seeds/doc.yml").write_text(
        "id: doc\ntitle: A document\nlanguage: en\ndisplay: excerpt\n"
        f"sha256: {hashlib.sha256(raw).hexdigest()}\n{metadata}",
        "utf-8",
    )
    facts = [
        {
            "id": f"f{n}",
            "property": "description",
            "certainty": "stated",
            "text": {"en": "It is so.", "fr": "C'est ainsi."},
            "citations": [{"seed": "doc", "quote": quote}],
        }
        for n, quote in enumerate(quotes)
    ]
    (project / "facts/technologies/sample.yml").write_text(
        json.dumps({"kind": "technology", "name": "Sample Works", "facts": facts}), "utf-8"
    )
    checked = pipeline.check(project)
    chosen = replace(checked.settings, coverage=Coverage(**options))
    assert all(q.verdict.passes for f, found in checked.index.passages.items() for q in found)
    return checked.index, chosen, account(checked.index, chosen)["doc"]


def states(index: Any, found: Account) -> dict[str, str]:
    text = index.project.seeds["doc"].text
    return {
        text[e.sentence.start : e.sentence.end]: e.reason or e.state.value for e in found.entries
    }


# --- sentences --------------------------------------------------------------------------------


@given(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs"]),
            st.sampled_from("aM.J?!… \n\t\u00a0\u202f\u2029«»“”\"'()-•1é😀"),
        )
    )
)
@settings(max_examples=examples(600), deadline=None)
def test_sentences_cover_the_text_in_order_and_never_overlap(text: str) -> None:
    document = seed(text, "fr")
    done = 0
    for sentence in sentences(document):
        assert done <= sentence.start < sentence.end
        assert not text[done : sentence.start].strip()
        words_ = text[sentence.start : sentence.end]
        assert words_ == words_.strip()
        assert "\n" not in words_
        assert sentence.line == document.line_of(sentence.start)
        done = sentence.end
    assert not text[done:].strip()


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("fr", "Il part. Elle reste.", ["Il part.", "Elle reste."]),
        (
            "fr",
            "« Je pars. Demain ! » Puis il est parti.",
            ["« Je pars. Demain ! »", "Puis il est parti."],
        ),
        ("fr", "Il est de 12,6 % (cf. p. 34). Fin.", ["Il est de 12,6 % (cf. p. 34).", "Fin."]),
        (
            "fr",
            "M.\u00a0Dupont est là. J.-C. Martin aussi.",
            ["M.\u00a0Dupont est là.", "J.-C. Martin aussi."],
        ),
        ("fr", "Il hésite… puis part. Quoi ?! Non.", ["Il hésite… puis part.", "Quoi ?!", "Non."]),
        (
            "en",
            "Mr. Smith left at 5 p.m. He said “No. Never.” and went.",
            ["Mr. Smith left at 5 p.m.", "He said “No. Never.” and went."],
        ),
        (
            "en",
            "Un titre\n\n  • One thing.\n  • Another\n1. First. 2. Second.",
            ["Un titre", "• One thing.", "• Another", "1. First.", "2. Second."],
        ),
        ("ja", "これは文です。次の文。", ["これは文です。", "次の文。"]),
    ],
)
def test_sentences_end_where_a_reader_would_say(
    language: str, text: str, wanted: list[str]
) -> None:
    assert cut(text, language) == wanted


def test_a_sentence_longer_than_the_window_is_one_or_cut_between_words() -> None:
    long = "word " * 3_000
    pieces = cut(f"Before. {long}. After.")
    assert pieces[0] == "Before."
    assert pieces[-1].endswith("After.")
    assert [w for p in pieces for w in words(p)] == ["Before", *["word"] * 3_000, "After"]


@pytest.mark.parametrize(
    "text", ["« " * 200_000, "a.\n" * 100_000, "a) b. " * 60_000, "\n" * 10**6]
)
def test_no_text_makes_cutting_slow(text: str) -> None:
    begun = time.perf_counter()
    sentences(seed(text, "fr"))
    assert time.perf_counter() - begun < 10


# --- the account ------------------------------------------------------------------------------


def test_each_sentence_is_accounted_for_in_its_own_way(project: Path) -> None:
    index, _, found = check(
        project,
        ARTICLE,
        ["Ada Sample founded the Sample Works in 1999. It", "It employs 600 people today. It"],
        'roles: {headline: ["1"], navigation: ["7"]}\n'
        "excluded:\n- {quote: Who would have thought so, reason: rhetoric}\n",
    )
    assert states(index, found) == {
        "A short headline": "heading",
        "Ada Sample founded the Sample Works in 1999.": "cited",
        "It employs 600 people today.": "repeats",  # the second one; the first is cited
        "It is a fine firm.": "open",
        "Who would have thought so?": "rhetoric",
        "So, Ada Sample founded the Sample Works in 1999.": "repeats",
        "Read our other articles here now.": "navigation",
    }
    assert found.counts == {State.CITED: 2, State.REPEATS: 2, State.EXCLUDED: 3, State.OPEN: 1}
    assert (found.accounted, found.share) == (7, 87)
    assert found.reasons == {"heading": 1, "navigation": 1, "rhetoric": 1}


def test_a_word_or_two_of_a_quote_do_not_account_for_a_sentence(project: Path) -> None:
    text = "The works made many engines. They went all over the world and came back."
    index, _, found = check(project, text, ["The works made many engines. They went"])
    assert list(states(index, found).values()) == ["cited", "open"]


def test_a_figure_outside_every_quote_leaves_its_sentence_open(project: Path) -> None:
    text = "The works employ many people, of whom 600 came in 1999 from abroad."
    index, options, found = check(project, text, ["The works employ many people"], threshold=100)
    entry = found.open[0]
    assert entry.partly
    assert entry.tells == ("600", "1999")
    (finding,) = [d for d in coverage(index, options) if "of doc" in d.message]
    assert "in no quote: 600, 1999" in finding.related[0].message
    _, _, found = check(project, text, ["The works employ many people", "of whom 600 came in 1999"])
    assert not found.open


def test_open_sentences_with_figures_dates_or_names_come_first(project: Path) -> None:
    text = "All was well there. In May all was well. The firm had 70 rooms. Sample Works grew."
    index, _, found = check(project, text, [])
    document = index.project.seeds["doc"]
    assert [(document.text[e.sentence.start : e.sentence.end], e.tells) for e in found.open] == [
        ("In May all was well.", ("May",)),
        ("The firm had 70 rooms.", ("70",)),
        ("Sample Works grew.", ("Sample Works",)),
        ("All was well there.", ()),
    ]


def test_a_headline_with_a_figure_is_no_mere_heading(project: Path) -> None:
    index, _, found = check(
        project, "Works sold for 600 dollars\nAnother headline", [], 'roles: {headline: ["1-2"]}\n'
    )
    assert list(states(index, found).values()) == ["open", "heading"]


def test_markup_and_marks_alone_need_no_account(project: Path) -> None:
    text = "<iframe width=“560” src=“x”></iframe>\n[…]\n-\n<b>All was well</b> in the works."
    index, _, found = check(project, text, [])
    assert list(states(index, found).values()) == ["markup", "no-words", "no-words", "open"]


def test_an_exclusion_must_hold_half_of_a_sentence(project: Path) -> None:
    text = "The works have always been proud of their long and glorious history. Long live them."
    index, _, found = check(
        project, text, [], "excluded:\n- {quote: The works have always, reason: rhetoric}\n"
    )
    assert list(states(index, found).values()) == ["open", "open"]
    index, _, found = check(
        project,
        text,
        [],
        'excluded:\n- {quote: "The works have always […] glorious history", reason: rhetoric}\n'
        "- {lines: 1, reason: rhetoric}\n",
    )
    assert list(states(index, found).values()) == ["rhetoric", "rhetoric"]


def test_an_excluded_passage_that_is_cited_is_reported(project: Path) -> None:
    text = "The works made many engines. The works were great."
    index, options, _ = check(
        project,
        text,
        ["The works made many engines"],
        "excluded:\n- {quote: made many engines, reason: rhetoric}\n"
        "- {quote: The works were great, reason: rhetoric}\n",
    )
    (finding,) = coverage(index, options)
    assert (finding.rule, finding.severity) == ("exclusion-cited", Severity.WARNING)
    assert finding.place.path == "seeds/doc.yml"
    assert "made many engines" in finding.related[0].message


def test_a_threshold_refuses_open_sentences_and_names_the_first(project: Path) -> None:
    index, options, found = check(
        project, ARTICLE, ["It employs 600 people today. It"], threshold=40
    )
    assert found.share == 25

    def findings(threshold: int) -> list[Diagnostic]:
        chosen = replace(options, coverage=Coverage(threshold=threshold))
        return list(coverage(index, chosen, {"doc": found}))

    (finding,) = findings(26)
    assert finding.rule == "sentence-open"
    assert str(finding.place) == "seeds/doc.txt:3:1"
    assert "25 % of the sentences of doc are accounted for, 26 % must be" in finding.message
    assert [r.place.line for r in finding.related] == [3, 6, 1, 3, 4]
    assert not findings(25)


def test_what_another_document_says_in_the_same_words_is_a_repetition(project: Path) -> None:
    text = "It checks 100 % of the quotes before anything is published."
    index, _, found = check(project, text, [])
    assert found.entries[0].state is State.REPEATS
    assert found.entries[0].like == ("example", 3)
    assert index.project.seeds["example"].line_of(0) == 1


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("The firm announced yesterday that it would open a new works", True),
        ("Then the firm announced yesterday that it would open a new works!", True),
        ("The firm announced yesterday that it would not open a new works.", False),
        ("The firm announced yesterday that it would open 2 new works.", False),
        ("The firm announced yesterday that it would perhaps open a new works.", False),
        ("The firm Acme announced yesterday that it would open a new works.", False),
        ("The firm announced yesterday that it could open a new works.", False),
        ("The rivals announced yesterday that they would open a new works.", False),
    ],
)
def test_near_repetition_adds_no_figure_negation_hedge_or_name(text: str, like: bool) -> None:
    known = "The firm announced yesterday that it would open a new works."
    assert (Said([("Other words.", "en"), (known, "en")], 85).like(text, "en") == 1) is like


def test_at_likeness_100_and_in_unlisted_languages_only_the_same_words_repeat() -> None:
    known = "Die Firma eröffnet hier bald ein neues Werk"
    more = "Die Firma eröffnet hier bald sehr gern ein neues Werk"
    assert Said([(known, "de")], 50).like(more, "de") is None
    assert Said([(known, "de")], 50).like(f"« {known}. »", "de") is None
    assert Said([(known, "de")], 50).like(f"{known}.", "de") == 0
    assert Said([(known, "en")], 50).like(more, "en") == 0
    assert Said([(known, "en")], 100).like(more, "en") is None


def test_names_and_figures_are_seen_as_the_document_writes_them(project: Path) -> None:
    index, _, _ = check(project, "Nothing here.", [])
    names = Names(index.project.sheets.values())
    assert list(names.within("L’Sample Works et Factsheet’s maker, the program")) == [
        "Sample Works",
        "Factsheet",
        "the program",
    ]
    text = "En mai 2020, trois firmes ont payé 14,3 milliards de dollars."
    assert [text[a:b] for a, b in figures(text, "fr")] == ["mai 2020", "14,3 milliards de dollars"]


# --- the budget -------------------------------------------------------------------------------


def test_the_budget_counts_quotes_and_the_words_shown_around_them(project: Path) -> None:
    text = "x" * 20 + " one two three four five " + "y" * 20
    index, options, _ = check(project, text, ["two three four"])
    found = account(index, replace(options, excerpt_context=10))["doc"]
    assert (found.reproduced, found.characters) == (len("one two three four five"), len(text))
    document = index.project.seeds["doc"]
    none = replace(document, display=Display.NONE)
    assert reproduced(index, none, 30) == [(text.find("two"), text.find(" five"))]
    assert reproduced(index, replace(document, display=Display.FULL), 30) == [(0, len(text))]
    assert found.budget == options.coverage.budget


def test_a_second_measure_counts_once_what_the_document_repeats() -> None:
    document = seed("The works made engines.\nThe works  made engines.\nNo more of them.")
    cut = sentences(document)
    assert distinct(document, cut, [(0, 9)]) == (9, 39)
    assert distinct(document, cut, [(0, 9), (24, 48)]) == (23, 39)


def test_over_budget_is_refused_and_the_longest_quotes_are_named(project: Path) -> None:
    text = "The works made many engines. They were sold all over the world, in towns and villages."
    index, options, _ = check(project, text, ["The works made many engines"], budget=60)
    found = list(coverage(index, options))
    assert [d.rule for d in found] == ["budget-exceeded"]
    assert found[0].message == "The site would reproduce 66 % of doc; its budget is 60 %."
    assert found[0].related[0].message == "27 characters for sample#f0"
    options = replace(options, excerpt_context=5)
    assert not list(coverage(index, options))


def test_a_document_shown_in_full_has_no_budget(project: Path) -> None:
    checked = pipeline.check(project)
    options = replace(checked.settings, coverage=Coverage(budget=1))
    assert account(checked.index, options)["example"].reproduced_share == 100
    assert not list(coverage(checked.index, options))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=8), st.integers(0, 20))
def test_what_is_shown_is_in_order_and_holds_every_passage(
    pairs: list[tuple[int, int]], context: int
) -> None:
    document = seed("Some words stand here. Others stand there, and more of them follow on.")
    spans = sorted({(a, min(a + n, len(document.text))) for a, n in pairs})
    parts = shown_parts(document, spans, context)
    assert parts == merged(parts)
    assert all(any(a <= s and e <= b for a, b in parts) for s, e in spans)
    part, whole = distinct(document, sentences(document), parts)
    assert 0 <= part <= whole
    assert 0 <= size(parts) <= len(document.text)


# --- reports and the repository's own documents -----------------------------------------------


def test_the_report_says_how_many_and_lists_what_is_open(project: Path) -> None:
    index, options, found = check(project, ARTICLE, ["It employs 600 people today. It"], budget=80)
    lines = list(report.text(index, {"doc": found}, list_open=True))
    assert lines[0] == "doc: 2 of 8 sentences accounted for (25 %)"
    assert lines[1] == "    1 cited, 1 repeat others, 0 excluded, 6 open"
    assert lines[2].endswith("; budget 80 %")
    assert lines[3].startswith("    seeds/doc.txt:3:1: Ada Sample founded")
    assert lines[-1] == "1 documents, 8 sentences: 2 accounted for, 6 open."
    for threshold, budget, kept in ((25, 99, True), (26, 99, False), (25, 10, False)):
        chosen = replace(options, coverage=Coverage(threshold=threshold, budget=budget))
        again = account(index, chosen)["doc"]
        assert report.within({"doc": again}, chosen) is kept
    record = json.loads(report.as_json(index, {"doc": found}))["documents"][0]
    assert (record["open"], record["accounted_percent"], len(record["account"])) == (6, 25, 8)


def test_settings_are_read_from_the_project(project: Path) -> None:
    path = project / "mkdocs.yml"
    block = "  - factsheet:\n"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(block, f"{block}      coverage: {{threshold: 100, budget: 60}}\n"), "utf-8"
    )
    options = pipeline.settings(project)
    assert options.coverage == Coverage(threshold=100, budget=60)
    assert isinstance(options, Settings)


def test_every_sentence_of_the_repository_is_accounted_for(repository: Path) -> None:
    checked = pipeline.check(repository)
    assert checked.settings.coverage.threshold == 100
    assert checked.settings.coverage.budget <= 70
    assert [d.message for d in coverage(checked.index, checked.settings)] == []
    for found in account(checked.index, checked.settings).values():
        assert (found.share, found.open) == (100, ())
