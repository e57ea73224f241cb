"""The repository's own facts: clean, rich enough, and refused as soon as one character changes."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from generator import pipeline
from generator.check.joined import Checked
from generator.check.match import Haystack
from generator.model import LANGUAGES


@pytest.fixture(scope="module")
def checked(repository: Path) -> Checked:
    return pipeline.check(repository)


def test_they_are_clean(checked: Checked) -> None:
    assert not checked.diagnostics
    assert checked.skipped == 0


def test_there_are_many_and_every_source_is_used(checked: Checked) -> None:
    project = checked.index.project
    assert len(project.facts) >= 150
    assert len(project.seeds) == 5
    cited = Counter(
        seed for fact in project.facts.values() for seed in {c.seed for c in fact.citations}
    )
    assert all(cited[seed] >= 20 for seed in project.seeds), cited


def test_every_text_is_in_both_languages(checked: Checked) -> None:
    for fact in checked.index.project.facts.values():
        texts = [fact.text[language] for language in LANGUAGES]
        assert all(texts)
        assert texts[0] != texts[1], fact.address


def test_the_documents_are_untouched(checked: Checked, repository: Path) -> None:
    for seed in checked.index.project.seeds.values():
        assert hashlib.sha256((repository / seed.path).read_bytes()).hexdigest() == seed.sha256


def changes(quote: str, chance: random.Random) -> dict[str, str]:
    """The quote with one thing changed, by what was changed."""
    changed = {}
    letters = [m.start() for m in re.finditer(r"[a-zà-ÿ]", quote)]
    at = chance.choice(letters)
    changed["letter"] = quote[:at] + ("x" if quote[at] != "x" else "y") + quote[at + 1 :]
    swapped = {"é": "e", "è": "e", "à": "a", "ê": "e", "ç": "c", "e": "é", "a": "à", "o": "ô"}
    at = next((n for n in letters if quote[n] in swapped), None)
    if at is not None:
        changed["accent"] = quote[:at] + swapped[quote[at]] + quote[at + 1 :]
    if match := re.search(r"\d", quote):
        digit = str((int(match.group()) + 1) % 10)
        changed["digit"] = quote[: match.start()] + digit + quote[match.end() :]
        changed["sign"] = quote[: match.start()] + "-" + quote[match.start() :]
    for unit, other in (("milliards", "millions"), ("%", "‰"), ("$", "€"), ("ans", "mois")):
        if re.search(rf"(?<!\w){re.escape(unit)}(?!\w)", quote):
            changed["unit"] = quote.replace(unit, other, 1)
    return changed


def test_one_changed_character_refuses_any_quote(checked: Checked) -> None:
    """Every quote of the repository, with a letter, accent, digit, sign or unit changed."""
    chance = random.Random(0)
    project = checked.index.project
    stacks = {s.id: Haystack(s, checked.settings.quotes) for s in project.seeds.values()}
    tried: Counter[str] = Counter()
    for fact, citation in project.citations():
        for what, quote in changes(citation.quote, chance).items():
            match = stacks[citation.seed].find(quote, citation.prefix, citation.suffix)
            assert not match.verdict.passes, f"{fact.address}: {what}: {quote}"
            tried[what] += 1
    assert tried["letter"] >= 150
    assert min(tried[what] for what in ("accent", "digit", "sign", "unit")) >= 5
