"""The fuzzed functions, tried on the corpus; `python -m tests.fuzz TARGET` goes on from there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fuzz.targets import CORPUS, TARGETS

INPUTS = sorted(CORPUS.glob("*/*"))


def test_every_target_has_a_corpus() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_what_was_found_once_is_no_trouble_any_more(path: Path) -> None:
    target = TARGETS[path.parent.name]
    target(b"")
    began = time.process_time()
    target(path.read_bytes())
    assert time.process_time() - began < 3
