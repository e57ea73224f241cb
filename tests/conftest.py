"""What tests share: a fresh starter project, the real one, its site, and a browser to see it in."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import profiles  # noqa: F401  (its profile is chosen on import)
import pytest
from click.testing import CliRunner

from generator.author.starter import start
from generator.cli import main

REPOSITORY = Path(__file__).parent.parent
ONLINE = "https://example.org/facts/"
EDIT = "https://example.org/edit/main"
REPORT = "https://example.org/issues/new?title={fact}&body={page}"


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of this run alone: nothing of another run can answer."""
    folder, before = tmp_path_factory.mktemp("cache"), os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    yield folder
    del os.environ["XDG_CACHE_HOME"]
    if before is not None:
        os.environ["XDG_CACHE_HOME"] = before


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


def published(root: Path, target: Path) -> Path:
    """A project's site, built by the command."""
    result = CliRunner().invoke(main, ["-C", str(root), "build", "--site", str(target)])
    assert result.exit_code == 0, result.output
    return target


@pytest.fixture(scope="session")
def site(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own facts, published."""
    return published(repository, tmp_path_factory.mktemp("published") / "site")


@pytest.fixture(scope="session")
def online(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's facts as a project without a history, published at an address."""
    root = tmp_path_factory.mktemp("online") / "project"
    for name in ("facts", "seeds", "docs"):
        shutil.copytree(repository / name, root / name)
    settings = (repository / "mkdocs.yml").read_text("utf-8")
    for before, given in (
        ("docs_dir:", f"site_url: {ONLINE}\n"),
        ("      title:\n", f"      edit_url: {EDIT}\n      report_url: {REPORT}\n"),
    ):
        assert before in settings
        settings = settings.replace(before, given + before, 1)
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        return published(root, root / "site")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder, served on this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site, served on this machine."""
    with served(site) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a screen."""
    playwright = pytest.importorskip("playwright.sync_api")
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert executable, "install Debian's package chromium"
    with playwright.sync_playwright() as runner:
        opened = runner.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()
