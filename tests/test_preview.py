"""A preview shows the project as it is now: the same pages as a build, drawn when asked for."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.plugin.preview import Preview, Server

SHEET = Path("facts/technologies/factsheet.yml")
PAGE = "technologies/factsheet/index.html"
ADDRESS = "127.0.0.1:8000"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    return folder


@pytest.fixture
def preview(root: Path, tmp_path: Path) -> Preview:
    site = tmp_path / "site"
    site.mkdir()
    made = Preview(root, site, ADDRESS)
    made.build()
    return made


def shown(preview: Preview, path: str = PAGE) -> str:
    preview.drawn.ready(path)
    return (preview.site / path).read_text("utf-8")


def edit(root: Path, change: Callable[[str], str], path: Path = SHEET) -> None:
    (root / path).write_text(change((root / path).read_text("utf-8")), "utf-8")


def said(root: Path) -> str:
    """A sentence of the sheet, without its full stop."""
    found = re.search(r"^      en: (.*)\.$", (root / SHEET).read_text("utf-8"), re.M)
    assert found
    return found[1]


def test_a_page_is_drawn_when_it_is_asked_for(preview: Preview, root: Path) -> None:
    assert not (preview.site / PAGE).exists()
    assert said(root) in shown(preview)
    assert (preview.site / "assets").is_dir()


def test_a_change_is_shown_without_another_build(preview: Preview, root: Path) -> None:
    shown(preview)
    home = preview.site / "404.html"
    before, sentence = home.stat().st_mtime_ns, said(root)
    edit(root, lambda text: text.replace(sentence, f"{sentence} too"))
    preview.build()
    assert f"{sentence} too" in shown(preview)
    assert home.stat().st_mtime_ns == before, "MkDocs was asked again"


def test_after_changes_every_page_is_that_of_a_fresh_preview(
    preview: Preview, root: Path, tmp_path: Path
) -> None:
    sentence = said(root)
    edit(root, lambda text: text.replace(sentence, f"{sentence} too"))
    preview.build()
    other = tmp_path / "other"
    other.mkdir()
    fresh = Preview(root, other, ADDRESS)
    fresh.build()
    pages = [path for path in fresh.drawn.waiting if path.endswith(".html")]
    assert len(pages) > 15
    for path in pages:
        assert shown(preview, path) == shown(fresh, path), path


def test_refused_content_leaves_the_last_good_pages(preview: Preview, root: Path) -> None:
    sentence = said(root)
    edit(root, lambda text: text.replace(sentence, f"{sentence} in 1999"))
    preview.build()
    assert "in 1999" not in shown(preview)
    edit(root, lambda text: text.replace(" in 1999", " too"))
    preview.build()
    assert f"{sentence} too" in shown(preview)


def test_what_changes_other_pages_builds_the_whole(preview: Preview, root: Path) -> None:
    old = (root / SHEET).read_text("utf-8")
    new = Path("facts/technologies/other.yml")
    (root / new).write_text(old, "utf-8")
    preview.build()
    assert said(root) in shown(preview, "technologies/other/index.html")
    (root / new).unlink()
    preview.build()
    assert not (preview.site / "technologies/other").exists()
    page = Path("docs/guide.md")
    (root / page).parent.mkdir(exist_ok=True)
    (root / page).write_text("# A guide\n", "utf-8")
    preview.build()
    assert "A guide" in shown(preview, "guide/index.html")


def test_a_page_written_while_content_is_refused_is_shown_afterwards(
    preview: Preview, root: Path
) -> None:
    sentence = said(root)
    edit(root, lambda text: text.replace(sentence, f"{sentence} in 1999"))
    (root / "docs" / "guide.md").write_text("# A guide\n", "utf-8")
    preview.build()
    assert not (preview.site / "guide").exists()
    edit(root, lambda text: text.replace(" in 1999", ""))
    preview.build()
    assert "A guide" in shown(preview, "guide/index.html")


def test_what_can_be_found_is_written_when_it_is_asked_for(preview: Preview) -> None:
    assert not (preview.site / "search").exists()
    preview.drawn.ready("search/pagefind.js")
    assert (preview.site / "search" / "pagefind.js").is_file()


@contextmanager
def served(root: Path, site: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    site.mkdir()
    preview = Preview(root, site, address)
    preview.build()
    server = Server(preview)
    for path in preview.watched:
        server.watch(path)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield f"http://{address}/"
    finally:
        server.shutdown()
        thread.join()


def fetched(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as answer:
                return str(answer.read().decode("utf-8"))
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:  # not listening yet
            time.sleep(0.05)
    raise AssertionError("nobody answers")


def test_a_browser_is_told_of_a_change_and_of_nothing_else(root: Path, tmp_path: Path) -> None:
    sentence = said(root)
    with served(root, tmp_path / "served") as address:
        page = fetched(f"{address}technologies/factsheet/")
        assert sentence in page
        epoch = re.search(r"livereload\((\d+)", page)
        assert epoch
        shutil.copyfile(root / SHEET, tmp_path / "read")  # reading is no change
        again = fetched(f"{address}fr/technologies/factsheet/")
        assert f"livereload({epoch[1]}" in again
        with pytest.raises(urllib.error.HTTPError) as missing:
            fetched(f"{address}nowhere/")
        assert missing.value.code == 404
        assert "<h1" in missing.value.read().decode("utf-8")
        edit(root, lambda text: text.replace(sentence, f"{sentence} too"))
        told = fetched(f"{address}livereload/{epoch[1]}/1")  # answers when there is news
        assert int(told) > int(epoch[1])
        assert f"{sentence} too" in fetched(f"{address}technologies/factsheet/")


NO_ADDRESSES = [
    "nonsense",
    ":8000",
    "127.0.0.1:99999",
    "127.0.0.1:x",
    "8000",
    "127.0.0.1:-1",
    "127.0.0.1:+80",
    "127.0.0.1:8_0",
    "127.0.0.1:８０",
    "[::1",
    "[::1]",
    "[::1:80",
    "::1:80",
    "[127.0.0.1]:80",
    "[]:80",
    "[localhost]:80",
    "a/b:80",
    "256.1.1.1:80",
    "127.1:80",
    "0x7f.0.0.1:80",
    "\x1b[2J:80",
    "é:80",
    "example.org:80",
    "localhost.:80",
    "user@127.0.0.1:80",
    "http://127.0.0.1:80",
    "\x00:80",
]


@pytest.mark.parametrize("address", ["", "127.0.0.1: 80", "exa mple:80", *NO_ADDRESSES])
def test_what_is_no_address_is_said(root: Path, address: str) -> None:
    said = CliRunner().invoke(main, ["-C", str(root), "serve", "--address", address])
    assert said.exit_code == 2
    assert "is no address" in said.output


def test_an_address_that_is_taken_is_said(root: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        said = CliRunner().invoke(main, ["-C", str(root), "serve", "--address", address])
    assert said.exit_code == 2
    assert "cannot be served" in said.output
    assert "Traceback" not in said.output


def test_content_refused_from_the_start_is_said(root: Path) -> None:
    sentence = said(root)
    edit(root, lambda text: text.replace(sentence, f"{sentence} in 1999"))
    told = CliRunner().invoke(main, ["-C", str(root), "serve", "--address", "127.0.0.1:0"])
    assert told.exit_code == 1
    assert "date-not-in-quote" in told.output
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1:0", r"http://127\.0\.0\.1:[1-9]\d*/"),
        ("localhost:0", r"http://localhost:[1-9]\d*/"),
        ("[::1]:0", r"http://\[::1\]:[1-9]\d*/"),
    ],
)
def test_where_it_listens_is_said_as_a_browser_wants_it(
    root: Path, tmp_path: Path, address: str, url: str
) -> None:
    server = Server(Preview(root, tmp_path, address))
    try:
        server.server_bind()
    except OSError:
        pytest.skip("this machine has no such address")
    finally:
        server.server_close()
    assert re.fullmatch(url, server.url)
