"""The endurance runs at their shortest, so that they cannot rot; figures are in docs/security.md."""

from __future__ import annotations

import subprocess
import sys
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


def test_everything_around_a_build_may_differ(tmp_path: Path) -> None:
    for path in (tmp_path, *list(tmp_path.parents)[:-2]):
        path.chmod(path.stat().st_mode | 0o011)  # for a build by another user
    first = matrix.built(tmp_path, matrix.FIRST)
    assert {"SHA256SUMS", "data/SHA256SUMS", "pdf/factsheet.en.pdf"} <= set(first)
    assert matrix.differing(first, matrix.built(tmp_path, matrix.combined())) == ""


def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    for name, mode in (("one", 0o644), ("two", 0o600)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").write_text("same")
        (tmp_path / name / "page").write_text("same")
        (tmp_path / name / "page").chmod(mode)
    one, two = matrix.content(tmp_path / "one"), matrix.content(tmp_path / "two")
    assert matrix.differing(one, two) == "1 files differ: page"
    assert matrix.differing(one, one) == ""
