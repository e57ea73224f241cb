"""Documents and parts of them that share their wording, and what that says of a fact."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import pipeline
from generator.check.joined import join
from generator.check.origins import LEAST, SAME, Origins, _alike, _share_wording, origins
from generator.check.verify import verify
from generator.dates import parse
from generator.model import (
    Certainty,
    Citation,
    Display,
    Fact,
    Kind,
    Place,
    Project,
    Role,
    Seed,
    Sheet,
    Vocabulary,
)
from generator.review import origins as report
from generator.settings import QuoteRules

AGENCY = (
    "The engine works of the town announced on Monday that they would close their oldest hall. "
    "Four hundred people work in the hall, which was built before the great war ended. "
    "The owners say that the hall has made no profit for more than ten years now."
)
OWN = (
    "Our reporter visited the old hall and found the machines silent in the morning light. "
    "An engineer told us that she had expected the news since the beginning of the spring. "
    "The mayor wants to buy the building and turn it into a school for young musicians."
)
OTHER = (
    "Three visitors from abroad came to see the school that the mayor had promised last year. "
    "They left after an hour because nobody could find the key to the cellar door. "
    "A concert is planned for the last weekend of the month, if it does not rain."
)


def index(documents: dict[str, str], facts: dict[str, list[tuple[str, str]]], **more: Any) -> Any:
    """Documents by id, and facts by id with their (document, quote) pairs, joined."""
    place = Place("x.yml")
    seeds = {
        name: Seed(
            id=name,
            title=name,
            language="en",
            publisher="unknown",
            authors=(),
            published=parse("unknown"),
            as_of=None,
            sha256="0" * 64,
            display=Display.EXCERPT,
            text=text,
            path=f"seeds/{name}.txt",
            place=place,
            **more.get(name, {}),
        )
        for name, text in documents.items()
    }
    sheet = Sheet(
        "s",
        Kind.TECHNOLOGY,
        {"en": "S", "fr": "S"},
        (),
        (),
        tuple(
            Fact(
                name,
                "s",
                "p",
                {"en": "A.", "fr": "B."},
                Certainty.STATED,
                tuple(Citation(seed, quote, place) for seed, quote in quotes),
                place,
            )
            for name, quotes in facts.items()
        ),
        place,
    )
    project = Project(
        vocabulary=Vocabulary(), seeds=seeds, sheets={"s": sheet}, questions={}, disagreements={}
    )
    verified = verify(project, QuoteRules())
    assert not verified.found
    return join(project, verified)


def found(
    documents: dict[str, str], facts: dict[str, list[tuple[str, str]]] | None = None, **more: Any
) -> Origins:
    return origins(index(documents, facts or {}, **more))


def test_documents_of_their_own_are_each_an_origin() -> None:
    result = found(
        {"a": AGENCY, "b": OWN},
        {
            "f": [("a", "would close their oldest hall"), ("b", "found the machines silent")],
            "g": [("a", "would close their oldest hall")],
        },
    )
    assert result.overlaps == ()
    assert result.of("s#f") == (2, 2)
    assert result.of("s#g") == (1, 1)
    assert result.single_origin == ["s#g"]
    assert result.of("s#unknown") == (0, 0)


def test_a_copy_with_small_changes_is_no_origin_of_its_own() -> None:
    copy = AGENCY.replace("on Monday", "yesterday").replace("now.", "now!").replace("“", '"')
    result = found(
        {"a": AGENCY, "b": copy},
        {"f": [("a", "Four hundred people work"), ("b", "made no profit for more than ten years")]},
    )
    (overlap,) = result.overlaps
    assert (overlap.seed_a, overlap.seed_b, overlap.one_origin) == ("a", "b", True)
    assert overlap.share_a == overlap.share_b == 1
    assert [(AGENCY[a:b], copy[c:d]) for (a, b), (c, d) in overlap.spans][1] == (
        AGENCY[AGENCY.find("Four") : AGENCY.find(" The owners")],
    ) * 2
    assert result.of("s#f") == (2, 1)


def test_a_shared_part_makes_one_origin_only_of_what_stands_in_it() -> None:
    shared = AGENCY.split(". ")[0] + ". "
    a, b = shared + OWN + " " + OWN.upper(), OTHER + "\n" + shared + OTHER.upper()
    result = found(
        {"a": a, "b": b},
        {
            "in": [("a", "close their oldest hall"), ("b", "announced on Monday that they")],
            "out": [("a", "found the machines silent"), ("b", "find the key to the cellar door")],
            "half": [("a", "close their oldest hall"), ("b", "find the key to the cellar door")],
        },
    )
    (overlap,) = result.overlaps
    assert not overlap.one_origin
    assert 0 < overlap.share_a < SAME
    assert len(overlap.spans) == 1
    assert result.of("s#in") == (2, 1)
    assert result.of("s#out") == (2, 2)
    assert result.of("s#half") == (2, 2)


def test_a_digest_joins_what_it_repeats_only_to_itself() -> None:
    digest = f"{AGENCY}\n{OWN}"
    quotes = {
        "a": "Four hundred people work",
        "b": "found the machines silent",
        "c": "Four hundred people work",
    }
    result = found(
        {"a": AGENCY, "b": OWN, "c": digest},
        {
            "two": [("a", quotes["a"]), ("b", quotes["b"])],
            "copy": [("a", quotes["a"]), ("c", quotes["c"])],
            "all": [("a", quotes["a"]), ("b", quotes["b"]), ("c", quotes["c"])],
        },
    )
    assert result.of("s#two") == (2, 2)
    assert result.of("s#copy") == (2, 1)
    assert result.of("s#all") == (3, 1)
    assert [(o.seed_a, o.seed_b) for o in result.overlaps] == [("a", "c"), ("b", "c")]


def test_a_shared_clause_that_both_facts_quote_is_one_origin() -> None:
    clause = "the hall has made no profit for more than ten years now"
    a = f"In a long letter to the press that arrived only late last night, the owners say {clause}."
    b = f"Nobody in the town was surprised by it, said the baker over the road, because {clause}."
    result = found(
        {"a": a, "b": b},
        {
            "f": [("a", clause), ("b", clause)],
            "g": [("a", "arrived only late last night"), ("b", clause)],
        },
    )
    assert result.overlaps == ()
    assert result.of("s#f") == (2, 1)
    assert result.of("s#g") == (2, 2)


def test_short_sentences_are_alike_by_chance() -> None:
    text = "She won the prize in 2018."
    assert len(text.split()) < LEAST
    result = found(
        {"a": f"{text}\n{OWN}", "b": f"{text}\n{OTHER}"},
        {"f": [("a", "She won the prize"), ("b", "She won the prize")]},
    )
    assert result.overlaps == ()
    assert result.of("s#f") == (2, 2)


def test_a_short_sentence_is_judged_by_those_beside_it_in_its_paragraph() -> None:
    first, rest = AGENCY.split(". ", 1)
    a, b = f"{first}. It will close. {OWN}", f"{OTHER} {first}. It will close. {OTHER.upper()}"
    result = found({"a": a, "b": b}, {"f": [("a", "It will close"), ("b", "It will close")]})
    assert rest
    assert result.of("s#f") == (2, 1)


def test_boilerplate_that_many_documents_hold_is_no_shared_wording() -> None:
    notice = "This page may hold content of third parties which is given for information only."
    documents = {"a": f"{notice}\n{OWN}", "b": f"{notice}\n{OTHER}"}
    roles: dict[str, Any] = {"roles": ((1, 1, Role.BOILERPLATE),)}
    assert found(documents).overlaps
    assert not found(documents, a=roles, b=roles).overlaps


def test_repetition_inside_a_document_counts_once() -> None:
    result = found(
        {"a": f"{AGENCY}\n{AGENCY}"},
        {"f": [("a", "would close their oldest hall"), ("a", "Four hundred people work")]},
    )
    assert result.repetition == {"a": 0.5}
    assert result.of("s#f") == (1, 1)


def test_the_order_of_documents_changes_nothing() -> None:
    documents = {"a": AGENCY, "b": AGENCY + " " + OWN, "c": OWN + " " + OTHER, "d": OTHER}
    shuffled = dict(reversed(documents.items()))
    assert found(documents).overlaps == found(shuffled).overlaps
    assert len(found(documents).overlaps) == 3


@pytest.mark.parametrize("text", ["", "a", "日本語の文です。" * 40, "word " * 5_000, "\u0301" * 50])
def test_odd_texts_are_compared_too(text: str) -> None:
    result = found({"a": text or " ", "b": text or " ", "c": OWN})
    assert all(0 < o.share_a <= 1 for o in result.overlaps)


def test_six_hundred_documents_are_compared_in_seconds() -> None:
    dice = random.Random(7)
    lexicon = [f"word{n}" for n in range(4_000)]

    def sentence() -> str:
        return " ".join(dice.choices(lexicon, k=20)).capitalize() + "."

    documents = {f"d{n:03}": " ".join(sentence() for _ in range(40)) for n in range(600)}
    documents["d599"] = documents["d000"][:3_000] + documents["d599"][3_000:]
    begun = time.perf_counter()
    result = found(documents)
    assert time.perf_counter() - begun < 30
    assert [(o.seed_a, o.seed_b) for o in result.overlaps] == [("d000", "d599")]


def test_reports_say_what_is_shared_and_which_facts_stand_on_one_origin() -> None:
    joined = index(
        {"a": AGENCY, "b": AGENCY, "c": OWN},
        {
            "f": [("a", "Four hundred people work"), ("b", "Four hundred people work")],
            "g": [("a", "Four hundred people work"), ("c", "found the machines silent")],
        },
    )
    result = origins(joined)
    lines = list(report.text(joined, result))
    assert lines[0] == (
        "a and b share the wording of 3 sentences, 100 % and 100 % of their words: one origin"
    )
    assert lines[-1].startswith("2 facts: 1 on one origin, 1 on several.")
    assert next(report.text(joined, result, single=True)) == "x.yml:1:1: s#f"
    record = json.loads(report.as_json(joined, result))
    assert record["facts"] == [
        {"fact": "s#f", "documents": 2, "origins": 1},
        {"fact": "s#g", "documents": 2, "origins": 2},
    ]
    assert record["overlaps"][0]["one_origin"] is True


def test_the_repository_s_documents_are_origins_of_their_own(repository: Path) -> None:
    checked = pipeline.check(repository)
    result = origins(checked.index)
    assert result.overlaps == ()
    assert all(documents == own for documents, own in result.counts.values())
    assert 0.4 < result.repetition["fuite-des-cerveaux"] < 0.6


def test_refused_quotes_are_no_evidence(project: Path) -> None:
    checked = pipeline.check(project)
    address, passages = next((a, p) for a, p in checked.index.passages.items() if p)
    refused: Any = SimpleNamespace(verdict=SimpleNamespace(passes=False))
    broken = replace(checked.index, passages={**checked.index.passages, address: (refused,)})
    assert len(passages) == 1
    assert origins(broken).of(address) == (0, 0)


WORDINGS = st.lists(
    st.lists(st.sampled_from("abcdefg"), min_size=LEAST, max_size=16).map(tuple),
    max_size=30,
    unique=True,
)


@given(WORDINGS)
def test_whatever_shares_wording_is_found(wordings: list[tuple[str, ...]]) -> None:
    """Every pair, as long as no run of words stands in very many wordings."""
    _alike.cache_clear()
    pairs = {
        (n, m)
        for n, own in enumerate(wordings)
        for m, other in enumerate(wordings)
        if n != m and _share_wording(own, other)
    }
    assert {(n, m) for n, others in _alike(tuple(wordings)).items() for m in others} == pairs
