"""What the consistency checks find, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import counting
import pytest
from labelled.measure import Pair, _project, findings

from generator import pipeline
from generator.check.consistency import ANSWERABLE, consistency, unchecked
from generator.check.hedging import hedges
from generator.check.joined import join
from generator.check.names import Register
from generator.check.negation import negations
from generator.check.verify import verify
from generator.check.wording import Phrases, Wording, wording
from generator.diagnostics import Severity
from generator.settings import QuoteRules
from generator.workers import SETTING


def rules(
    quote: str, en: str, fr: str, *, source: str = "", language: str = "fr", **fields: Any
) -> list[str]:
    """The rules that a fact of Orvane breaks, in order."""
    base = {
        "sheet": "orvane",
        "language": language,
        "source": source or f"{quote}.",
        "quote": quote,
        "text": {"en": en, "fr": fr},
    }
    return [d.rule for d in findings(Pair("", "", True, base | fields, (), False))]


# --- figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "en", "fr"),
    [
        (
            "Il a coûté 14,3 milliards de dollars",
            "It cost $14.3 billion.",
            "Il a coûté 14,3 milliards de dollars.",
        ),
        (
            "Il a coûté 14,3 milliards de dollars",
            "It cost 14,300 million dollars.",
            "Il a coûté 14 300 millions de dollars.",
        ),
        (
            "Le site emploie douze personnes",
            "The site employs 12 people.",
            "Le site emploie 12 personnes.",
        ),
        (
            "Il en a vendu 12,6 % en un jour",
            "It sold 12.6% of it in a day.",
            "Il en a vendu 12,6 % en un jour.",
        ),
        (
            "Le pont mesure 840 m de long",
            "The bridge is 840 metres long.",
            "Le pont mesure 840 mètres.",
        ),
        ("Les deux usines ont fermé", "Both plants have closed.", "Les deux usines ont fermé."),
    ],
)
def test_one_figure_has_many_forms(quote: str, en: str, fr: str) -> None:
    assert rules(quote, en, fr) == []


def test_a_slip_is_called_by_its_name() -> None:
    fields = {
        "sheet": "orvane",
        "language": "fr",
        "source": "Il a coûté 14,3 milliards d'euros.",
        "quote": "Il a coûté 14,3 milliards d'euros",
    }

    def said(en: str, fr: str) -> str:
        text = {"text": {"en": en, "fr": fr}}
        return findings(Pair("", "", True, fields | text, (), False))[0].message

    assert "the scale differs" in said(
        "It cost €14.3 million.", "Il a coûté 14,3 millions d'euros."
    )
    assert "currency differs" in said(
        "It cost $14.3 billion.", "Il a coûté 14,3 milliards de dollars."
    )
    assert "stands in no quote" in said("It cost €15 billion.", "Il a coûté 15 milliards d'euros.")


def test_a_level_is_no_change() -> None:
    assert rules("Le taux a reculé à 7 %", "The rate stands at 7%.", "Le taux est de 7 %.") == []


def test_a_positive_value_of_a_fall_is_a_sign_slip_unless_its_property_is_a_fall() -> None:
    words = ("Le prix a baissé de 7 %", "The price fell by 7%.", "Le prix a baissé de 7 %.")
    value = {"amount": "7", "unit": "percent"}
    assert rules(*words, property="share-price-change", value=value) == ["value-not-in-quote"]
    value = {"amount": "-7", "unit": "percent"}
    assert rules(*words, property="share-price-change", value=value) == []


def test_a_figure_in_a_name_is_part_of_the_name() -> None:
    assert (
        rules("Orvane utilise L3 partout", "Orvane uses Lumen 3.", "Orvane utilise Lumen 3.") == []
    )


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "found"),
    [("XXXX-10", []), ("2025-10", ["more-precise-than-quote"]), ("XXXX-11", ["date-not-in-quote"])],
)
def test_a_month_without_a_year(date: str, found: list[str]) -> None:
    words = (
        "L'usine a fermé à la fin octobre",
        "The plant closed in late October.",
        "L'usine a fermé à la fin octobre.",
    )
    assert rules(*words, date=date) == found


def test_both_ends_of_a_period_stand_in_the_quote() -> None:
    words = (
        "L'usine a tourné de 2009 à 2016",
        "The plant ran from 2009 to 2016.",
        "L'usine a tourné de 2009 à 2016.",
    )
    assert rules(*words, date="2009/2016") == []
    assert rules(*words, date="2009/..") == []
    assert rules(*words, date="2010/2016") == ["date-not-in-quote"]


def test_a_derived_date_is_declared_in_edtf_or_in_words() -> None:
    words = ("Deux ans plus tard, l'usine ferme", "The plant is closing.", "L'usine ferme.")
    how = {"en": "Two years after 2023.", "fr": "Deux ans après 2023."}
    assert rules(*words, date="2025~") == ["date-not-in-quote"]
    for value in ("2025~", "2025"):
        assert rules(*words, date="2025~", derived=[{"value": value, "how": how}]) == []


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "en", "fr"),
    [
        (
            "Okelund a rejoint l'équipe",
            "Tomas Okelund joined the team.",
            "Tomas Okelund a rejoint l'équipe.",
        ),
        ("Il a reçu le prix Alder", "It received the Alder Prize.", "Il a reçu le prix Alder."),
        ("Il vend du verre photovoltaïque", "It sells solar glass.", "Il vend du verre solaire."),
        (
            "Il exporte vers l'Inde et l'Allemagne",
            "It exports to India and Germany.",
            "Il exporte vers l'Inde et l'Allemagne.",
        ),
        (
            "Des ingénieurs indiens et européens l'ont rejoint",
            "Indian and European engineers have joined it.",
            "Des ingénieurs indiens et européens l'ont rejoint.",
        ),
        (
            "Il dirige un laboratoire d'IA",
            "It runs an AI laboratory.",
            "Il dirige un laboratoire d'IA.",
        ),
        ("Il mise sur l'intelligence artificielle", "It bets on AI.", "Il mise sur l'IA."),
        (
            "Le groupe a son siège à Londres",
            "The group has its seat in London.",
            "Le groupe a son siège à Londres.",
        ),
    ],
)
def test_names_are_found_through_aliases_and_languages(quote: str, en: str, fr: str) -> None:
    assert rules(quote, en, fr) == []


@pytest.mark.parametrize(
    ("quote", "en", "fr"),
    [
        (
            "Le groupe a rejoint l'alliance",
            "The group has joined Tessel.",
            "Le groupe a rejoint Tessel.",
        ),
        (
            "Le groupe exporte vers l'Inde",
            "The group exports to Iran.",
            "Le groupe exporte vers l'Iran.",
        ),
        (
            "Le groupe a trois usines",
            "The group has three AI plants.",
            "Le groupe a trois usines d'IA.",
        ),
        (
            "Le groupe a trois usines",
            "The three plants of Brénac are the group's.",
            "Les trois usines de Brénac sont au groupe.",
        ),
    ],
)
def test_a_name_that_the_quote_does_not_hold(quote: str, en: str, fr: str) -> None:
    assert set(rules(quote, en, fr)) == {"name-not-in-quote"}


def test_people_and_organizations_keep_their_capitals() -> None:
    assert (
        rules("Il a vendu son tessel à la ville", "It sold its tessel.", "Il a vendu son tessel.")
        == []
    )


def test_an_event_stands_when_the_names_in_its_name_do() -> None:
    quote = "Le pont sur la Lysar est ouvert"
    en, fr = "The Lysar bridge opening took place.", "L'ouverture du pont de la Lysar a eu lieu."
    assert rules(quote, en, fr) == []
    assert set(rules("Le pont est ouvert à tous", en, fr)) == {"name-not-in-quote"}


def test_whose_words_they_are_stands_in_the_quote() -> None:
    words = (
        "C'est le meilleur four du pays",
        "It is the country's best kiln.",
        "C'est le meilleur four du pays.",
    )
    how = {"en": "The sentence before names her.", "fr": "La phrase d'avant la nomme."}
    opinion = {"certainty": "opinion"}
    assert rules(*words, **opinion, attributed_to="mina-dasgard") == ["attribution-not-in-quote"]
    assert rules(*words, **opinion, attributed_to="orvane") == []
    assert rules(*words, **opinion, attributed_to="seed") == []
    derived = [{"value": "Dasgard", "how": how}]
    assert rules(*words, **opinion, attributed_to="mina-dasgard", derived=derived) == []


def test_what_is_derived_may_stand_in_one_language_only() -> None:
    words = ("Le groupe a douze ans", "The group is twelve.", "Le groupe a plus de dix ans, douze.")
    assert "languages-differ" in rules(*words)
    how = {"en": "Twelve is more than ten.", "fr": "Douze dépasse dix."}
    assert rules(*words, derived=[{"value": "dix ans", "how": how}]) == []


# --- hedges -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verb",
    [
        "serait",
        "aurait",
        "tirerait",
        "viendrait",
        "mettrait",
        "connaîtrait",
        "recevrait",
        "suivrait",
        "croirait",
        "pourraient",
        "finirait",
    ],
)
def test_a_conditional_is_a_hedge(verb: str) -> None:
    assert [h.words for h in hedges(wording(f"Le groupe {verb} ici", "fr"))] == [verb]


@pytest.mark.parametrize(
    "word",
    [
        "était",
        "tirait",
        "montrait",
        "préférait",
        "ouvrait",
        "serrait",
        "assurait",
        "portrait",
        "extrait",
        "jamais",
        "courait",
        "livrait",
    ],
)
def test_an_imperfect_or_a_noun_is_none(word: str) -> None:
    assert not hedges(wording(f"Le groupe {word} ici", "fr"))


def test_the_month_of_may_and_a_comparison_are_no_hedges() -> None:
    assert not hedges(wording("The plant reopened in May.", "en"))
    assert not hedges(wording("Il recule par rapport à l'an passé", "fr"))
    assert not hedges(wording("Après l'annonce des comptes", "fr"))
    assert hedges(wording("Il l'annonce aux salariés", "fr"))


def test_a_verb_of_saying_may_be_stated_when_both_texts_keep_one() -> None:
    quote = "Le groupe a déclaré que le four était éteint"
    assert (
        rules(
            quote, "The group said the kiln was out.", "Le groupe a dit que le four était éteint."
        )
        == []
    )
    assert rules(quote, "The kiln was out.", "Le groupe a dit que le four était éteint.") == [
        "hedged-but-stated"
    ]
    both = "Le groupe a dit et déclaré que le four était éteint"
    assert (
        rules(
            both,
            "The group said and declared that the kiln was out.",
            "Le groupe a dit et déclaré que le four était éteint.",
        )
        == []
    )
    quote = "Selon le groupe, le four est éteint"
    texts = ("According to the group, the kiln is out.", "Selon le groupe, le four est éteint.")
    assert rules(quote, *texts) == ["hedged-but-stated"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Selon ses voisins, le four est éteint.", ["hedge-outside-quote"]),
        ("Le groupe semble prêt, mais le four est éteint.", []),
        ("Le groupe semble prêt ; le four est éteint.", []),
        ("Le four est éteint, affirme le syndicat.", ["hedge-outside-quote"]),
        ("Le four est éteint, et le syndicat affirme qu'il se bat.", []),
        ("Le groupe serait vendu. Bref, le four est éteint.", []),
    ],
)
def test_a_hedge_in_the_sentence_around_the_quote(source: str, found: list[str]) -> None:
    words = ("le four est éteint", "The kiln is out.", "Le four est éteint.")
    quote = words[0] if words[0] in source else words[0].capitalize()
    assert rules(quote, *words[1:], source=source) == found
    if found:
        assert rules(quote, *words[1:], source=source, answers={found[0]: "A reason."}) == []


# --- negations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Il n'est pas le premier", "fr", 2),
        ("Il ne compte que deux ponts", "fr", 0),
        ("Il a franchi un pas", "fr", 0),
        ("de plus en plus grand", "fr", 0),
        ("Il produit non seulement du courant", "fr", 0),
        ("sans doute le meilleur", "fr", 0),
        ("ferme sans prévenir", "fr", 1),
        ("It doesn't work", "en", 1),
        ("not only good", "en", 0),
        ("a notable knot", "en", 0),
        ("It cannot work", "en", 1),
        ("Es ist nicht so", "de", 0),
    ],
)
def test_negations(text: str, language: str, count: int) -> None:
    assert len(negations(wording(text, language))) == count


def test_a_negation_is_a_warning_that_the_fact_may_answer() -> None:
    words = (
        "Le groupe n'a pas signé l'accord",
        "The group signed the agreement.",
        "Le groupe a signé l'accord.",
    )
    base = {
        "sheet": "orvane",
        "language": "fr",
        "source": f"{words[0]}.",
        "quote": words[0],
        "text": {"en": words[1], "fr": words[2]},
    }
    found = findings(Pair("", "", True, base, (), False))
    assert {d.rule for d in found} == {"negation"}
    assert {d.severity for d in found} == {Severity.WARNING}
    assert rules(*words, answers={"negation": "A reason."}) == []


def test_a_denial_answers_a_negation() -> None:
    assert (
        rules(
            "Le groupe n'a pas de laboratoire",
            "The group lacks a laboratory.",
            "Il manque un laboratoire au groupe.",
        )
        == []
    )


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("Le groupe n'a pas fermé son usine.", "fermé son usine"),
        ("Le groupe n'a jamais encore fermé son usine.", "fermé son usine"),
        ("Rien ne prouve que le groupe a fermé son usine.", "le groupe a fermé son usine"),
        ("Il est faux que le groupe a fermé son usine.", "le groupe a fermé son usine"),
    ],
)
def test_a_quote_may_not_leave_its_negation_outside(source: str, quote: str) -> None:
    found = rules(
        quote, "The group closed its plant.", "Le groupe a fermé son usine.", source=source
    )
    assert found == ["quote-cuts-negation"]


def test_an_edit_may_not_hide_a_negation_or_a_hedge() -> None:
    texts = ("Orvane closed its plant.", "Orvane a fermé son usine.")
    for inside, found in (
        ("hier, ", []),
        ("dit-on, ", ["edit-hides-words"]),
        ("et n'a jamais ouvert ni ", ["edit-hides-words"]),
    ):
        source = f"Le groupe Orvane a {inside}fermé son usine."
        assert rules("Le groupe Orvane a […] fermé son usine", *texts, source=source) == found


# --- weak evidence and answers ----------------------------------------------------------------


def test_a_headline_alone_is_weak() -> None:
    words = (
        "Le groupe ferme son usine",
        "The group is closing its plant.",
        "Le groupe ferme son usine.",
    )
    for role in ("headline", "summary", "faq", "boilerplate", "navigation", "reader-comment"):
        assert rules(*words, roles={role: ["1"]}) == ["weak-evidence"]
    assert rules(*words, roles={"body": ["1"]}) == []
    assert rules(*words, roles={"faq": ["1"]}, answers={"weak-evidence": "A reason."}) == []


def test_an_answer_that_nothing_asks_for() -> None:
    words = (
        "Le groupe ferme son usine",
        "The group is closing its plant.",
        "Le groupe ferme son usine.",
    )
    for rule in (*ANSWERABLE, "nonsense"):
        assert rules(*words, answers={rule: "A reason."}) == ["answer-to-nothing"]


def index(fields: dict[str, Any]) -> Any:
    project = _project(fields)
    return join(project, verify(project, QuoteRules()))


FACT: dict[str, Any] = {
    "sheet": "orvane",
    "language": "fr",
    "source": "Le groupe ferme son usine de verre.",
    "quote": "Le groupe ferme son usine",
    "text": {"en": "The group is closing its plant.", "fr": "Le groupe ferme son usine."},
}


def test_answers_to_other_checks_are_left_alone() -> None:
    joined = index(FACT | {"answers": {"elsewhere": "A reason."}})
    assert [d.rule for d in consistency(joined)] == ["answer-to-nothing"]
    assert not list(consistency(joined, {"elsewhere"}))


def test_nothing_is_said_of_a_fact_whose_quote_was_not_found() -> None:
    joined = index(
        FACT
        | {
            "quote": "Le groupe ouvre son usine",
            "answers": {"negation": "x"},
            "text": {"en": "It has 7 plants.", "fr": "Il a 8 usines."},
        }
    )
    assert not list(consistency(joined))
    assert unchecked(joined) == ["orvane#claim"]
    assert not unchecked(index(FACT))


def test_a_language_without_lists_is_checked_for_figures_and_names_only() -> None:
    quote = "Orvane soll 600 Stellen nicht gestrichen haben"
    assert (
        rules(quote, "Orvane cut 600 jobs.", "Orvane a supprimé 600 postes.", language="de") == []
    )
    assert set(
        rules(quote, "Orvane cut 700 jobs.", "Orvane a supprimé 700 postes.", language="de")
    ) == {"figure-not-in-quote"}


# --- phrases, places, time --------------------------------------------------------------------


def test_phrases() -> None:
    strict = Phrases([("peut-être", 1), ("estim*", 2), ("sur le point", 3)])
    assert [m for *_, m in strict.find(wording("Il est peut-être sur le point", "fr"))] == [1, 3]
    assert [m for *_, m in strict.find(wording("Cela peut être estimé", "fr"))] == [2]
    loose = Phrases([("open source", 1)], loose=True)
    assert [m for *_, m in loose.find(wording("open-source, open source, open, source", "en"))] == [
        1,
        1,
    ]


def test_every_finding_names_the_line_of_what_is_wrong(project: Path) -> None:
    path = project / "facts/technologies/sample.yml"
    path.write_text(
        "kind: technology\nname: Sample\nfacts:\n  - id: origin\n    property: description\n"
        "    text:\n      en: It checks 200% of the quotes.\n"
        "      fr: Il vérifie 100 % des citations.\n"
        "    certainty: stated\n    citations:\n"
        "      - {seed: example, quote: It checks 100 % of the quotes}\n",
        "utf-8",
    )
    found = {(d.place.line, d.rule) for d in pipeline.check(project).diagnostics}
    assert {(7, "figure-not-in-quote"), (7, "languages-differ"), (8, "languages-differ")} <= found


def test_sheets_may_write_one_name_with_different_capitals() -> None:
    """A few ways are told apart; with more, the others are found in any case."""
    joined = index(FACT)
    sheet = joined.project.sheets["orvane"]
    ways = ["".join("aA"[n >> bit & 1] for bit in range(4)) for n in range(16)]
    spelt = [" ".join(way) for way in ways]
    sheets = {
        f"s{n}": replace(sheet, id=f"s{n}", name={"en": s, "fr": s}, aliases=())
        for n, s in enumerate(spelt)
    }
    register = Register(sheets)
    assert register.sheets(Wording("A A A A", "en")) == frozenset(sheets)
    few = Register({id_: sheets[id_] for id_ in ("s0", "s5", "s15")})
    assert few.sheets(Wording("A a A a", "en")) == {"s0", "s5"}
    assert few.sheets(Wording("a a a a", "en")) == {"s0"}
    starred = replace(sheet, id="s", name={"en": "Or*", "fr": "Or*"}, aliases=())
    assert not Register({"s": starred}).sheets(Wording("Orvane", "en"))


def test_work_stays_small_where_all_sheets_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """It grows with their number: whom a name may mean is worked out once for all of them."""
    monkeypatch.setenv(SETTING, "1")  # what a copy of the process does would not be counted
    joined = index(FACT)
    sheet = joined.project.sheets["orvane"]
    (fact,) = sheet.facts

    def calls(numbers: range) -> int:
        """How often anything is called to check so many sheets, none of which was seen before."""
        sheets, passages = {}, {}
        for n in numbers:
            id_ = f"orvane-{n}"
            text = {k: f"{v[:-1]} {n}." for k, v in fact.text.items()}
            copy = replace(fact, sheet=id_, text=text, derived=())
            sheets[id_] = replace(
                sheet,
                id=id_,
                facts=(copy,),
                aliases=(f"Orvane {n}", "Orvane SA"),
                name={"en": f"Orvane {n}", "fr": f"Orvane {n}"},
            )
            passages[copy.address] = joined.passages[fact.address]
        project = replace(joined.project, sheets=sheets)
        whole = replace(joined, project=project, passages=passages)

        def check() -> None:
            assert list(consistency(whole)) == []

        return counting.calls(check)

    calls(range(20))  # what is done once
    few = calls(range(1000, 1200))
    assert calls(range(2000, 2400)) < 2.2 * few
