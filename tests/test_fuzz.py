"""The fuzzed functions, tried on the corpus; `python -m tests.fuzz TARGET` goes on from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from counting import calls
from fuzz.targets import CORPUS, TARGETS

MOST = 4_000_000
"""Calls: the busiest input takes half as many."""
INPUTS = sorted(CORPUS.glob("*/*"))


def test_every_target_has_a_corpus() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_what_was_found_once_is_no_trouble_any_more(path: Path) -> None:
    target = TARGETS[path.parent.name]
    target(b"")
    held = path.read_bytes()
    assert calls(lambda: target(held)) < MOST
