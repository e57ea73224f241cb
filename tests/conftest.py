"""What tests share: a fresh starter project, and the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.author.starter import start

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh starter project."""
    root = tmp_path / "project"
    start(root)
    return root


@pytest.fixture(scope="session")
def repository() -> Path:
    """This repository, whose own facts are the first publication."""
    return REPOSITORY
