"""The runs of endurance at their shortest, so that they cannot rot."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.endurance import matrix

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's processes")
ROOT = Path(__file__).parents[1]
SHORT = ["--kill=3", "--term=1", "--int=1", "--together=1", "--sizes=0", "--places=0"]


def test_whatever_ends_a_build_the_site_is_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.endurance", *SHORT],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("| none |") == 4, done.stdout


def test_everything_around_a_build_may_differ() -> None:
    with tempfile.TemporaryDirectory() as name:  # where another user's build gets in
        first = matrix.built(Path(name), matrix.FIRST)
        assert {"SHA256SUMS", "data/SHA256SUMS", "pdf/factsheet.en.pdf"} <= set(first)
        assert matrix.differing(first, matrix.built(Path(name), matrix.combined())) == ""


def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    for name, mode in (("one", 0o644), ("two", 0o600)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").write_text("same")
        (tmp_path / name / "page").write_text("same")
        (tmp_path / name / "page").chmod(mode)
    one, two = matrix.content(tmp_path / "one"), matrix.content(tmp_path / "two")
    assert matrix.differing(one, two) == "1 files differ: page"
    assert matrix.differing(one, one) == ""
