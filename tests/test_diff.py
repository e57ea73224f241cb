"""What a reviewer is told of a change, in every form, against a scratch repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import pytest
import scratch

from generator import pipeline
from generator.check.joined import Checked
from generator.git.command import HistoryError
from generator.model import LANGUAGES
from generator.review import diffs
from generator.review.changes import Changes, FactChange, How, PartChange
from generator.review.diffs_markdown import MARK
from generator.review.diffs_markdown import markdown as comment
from generator.review.history import snapshot
from generator.review.markdown import LIMIT, differences, inline, opening
from generator.review.parts import behind
from generator.review.wording import runs

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("diff") / "project"
    scratch.both(root)
    return root


@pytest.fixture(scope="module")
def compared(repository: Path) -> tuple[Changes, Checked, Checked]:
    return pipeline.changes(repository, "base", "head")


@pytest.fixture(scope="module")
def changes(compared: tuple[Changes, Checked, Checked]) -> Changes:
    return compared[0]


def found(changes: Changes, address: str) -> FactChange:
    return next(change for change in changes.facts if change.address == address)


def parts(changes: Changes, address: str) -> set[str]:
    return {part.part for part in found(changes, address).parts}


@pytest.mark.parametrize(("form", "name"), [("markdown", "diff.md"), ("text", "diff.txt")])
def test_the_whole_report_word_for_word(
    compared: tuple[Changes, Checked, Checked], form: str, name: str
) -> None:
    """To renew it after a meant change: FACTSHEET_GOLDEN=1 pytest tests/test_diff.py."""
    written = diffs.written(form, *compared)
    path = GOLDEN / name
    if os.environ.get("FACTSHEET_GOLDEN"):
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


def test_both_revisions_are_clean(compared: tuple[Changes, Checked, Checked]) -> None:
    assert not compared[1].diagnostics
    assert [d for d in compared[2].diagnostics if d.rule != "review-lapsed"] == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("harbour-bridge#traffic", {"value", "text.en", "text.fr"}),
        ("harbour-bridge#opened", {"text.en"}),
        ("harbour-bridge#closing", {"date", "text.en", "text.fr"}),
        ("harbour-bridge#repair-cost", {"certainty"}),
        ("harbour-bridge#shopkeepers", {"value.fr"}),
        ("ferry#free", {"property"}),
        ("port-authority#what-it-runs", {"mentions"}),
        ("port-authority#founded", {"text.fr"}),
        ("port-authority#staff", set()),
    ],
)
def test_each_changed_part_is_named(changes: Changes, address: str, expected: set[str]) -> None:
    assert parts(changes, address) == expected


def test_a_changed_shape_of_apostrophe_is_only_typography(changes: Changes) -> None:
    assert [p.typographic for p in found(changes, "port-authority#founded").parts] == [True]
    assert "port-authority#founded" not in changes.lapses


def test_moves_and_renames_are_no_losses(changes: Changes) -> None:
    gone = {c.address for c in changes.facts if c.how is How.REMOVED}
    assert gone == {"lighthouse#granite"}
    moved = {
        c.before.address: (c.how, c.address)
        for c in changes.facts
        if c.before and c.before.address != c.address
    }
    assert moved == {
        "harbour-bridge#ferry-interval": (How.MOVED, "ferry#interval"),
        "port-authority#services": (How.RENAMED, "port-authority#what-it-runs"),
        "tom-renner#director": (How.MOVED, "port-authority#director"),
        "tom-renner#lawyer": (How.MOVED, "port-authority#lawyer"),
    }


def test_a_renamed_sheet_changes_no_fact_that_names_it(changes: Changes) -> None:
    assert "attributed_to" not in parts(changes, "harbour-bridge#repair-cost")
    assert not any(c.fact.sheet == "city-council" for c in changes.facts)
    assert {(c.how, c.before, c.after) for c in changes.of("sheet")} >= {
        (How.RENAMED, "council", "city-council"),
        (How.MERGED, "tom-renner", "port-authority"),
    }


def test_quotes_that_changed_went_or_are_found_otherwise(changes: Changes) -> None:
    def sides(address: str) -> list[tuple[str | None, str | None]]:
        return [
            (q.before and q.before.citation.quote, q.after and q.after.citation.quote)
            for q in found(changes, address).quotes
        ]

    assert sides("harbour-bridge#traffic") == [
        (
            "carries 12,000 vehicles a day",
            "The Harbour Bridge opened in 1931 and carries 12,500 vehicles a day",
        )
    ]
    assert sides("port-authority#staff") == [("L’Autorité portuaire compte 85 salariés", None)]
    (quote,) = found(changes, "ferry#opposition-cost").quotes
    assert quote.before
    assert quote.after
    assert (quote.before.verdict, quote.after.verdict) == ("exact", "typographic")


def test_every_change_of_a_fact_asks_a_question(changes: Changes) -> None:
    for change in changes.facts:
        assert change.question.endswith("?"), change.address


def test_a_review_lapses_for_the_right_reason(changes: Changes) -> None:
    reasons = {
        address: [lapse.parts for lapse in lapses] for address, lapses in changes.lapses.items()
    }
    assert reasons == {
        "harbour-bridge#opened": [("text", "passages")],
        "harbour-bridge#designer": [("passages",)],
        "port-authority#staff": [("citations", "passages")],
    }


def test_translations_that_fell_behind(changes: Changes) -> None:
    assert dict(changes.behind) == {
        "harbour-bridge#opened": ("fr",),
        "harbour-bridge#shopkeepers": ("en",),
        "port-authority#lawyer": ("fr",),
        "city-council": ("en",),
        "interval": ("fr",),
        "how-much-traffic": ("en",),
    }


def test_disagreements_opened_and_settled(changes: Changes) -> None:
    assert {(c.id, c.how) for c in changes.of("disagreement")} == {
        ("repair-cost", How.OPENED),
        ("who-plans", How.SETTLED),
        ("staff-count", How.SETTLED),
    }


def test_account_and_budget_before_and_after(changes: Changes) -> None:
    accounts = {account.seed: account for account in changes.accounts}
    assert accounts["notice"].before is None
    before, after = accounts["report"].before, accounts["report"].after
    assert before
    assert after
    assert before[0] > after[0]
    assert before[3] == 100


def test_pages_that_show_a_change_are_those_that_differ(
    compared: tuple[Changes, Checked, Checked],
) -> None:
    changes, before, after = compared
    for language in LANGUAGES:
        old, new = (
            {page.url: [s.html for s in page.sections] for page in pipeline.pages(each, language)}
            for each in (before, after)
        )
        differ = {url for url in old.keys() | new.keys() if old.get(url) != new.get(url)}
        assert differ - set(changes.pages) <= {"about/", "methodology/"}  # counts alone
        assert set(changes.pages) - differ <= {
            "account/",
            "people/",
            "organizations/",
            "corrections/",
        }


# --- forms ------------------------------------------------------------------------------------


def test_json_says_the_same(compared: tuple[Changes, Checked, Checked]) -> None:
    changes = compared[0]
    report = json.loads(diffs.written("json", *compared))
    assert report["version"] == 1
    assert [fact["address"] for fact in report["facts"]] == [c.address for c in changes.facts]
    traffic = next(f for f in report["facts"] if f["address"] == "harbour-bridge#traffic")
    assert traffic["parts"][0] == {
        "part": "value",
        "before": "12,000 vehicles a day",
        "after": "12,500 vehicles a day",
        "only_typography": False,
    }
    assert traffic["quotes"][0]["line"] == 3
    assert report["totals"]["facts"] == [18, 19]


class Page(HTMLParser):
    """Reads a page: its tags, its text, and that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.urls: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.urls += [str(v) for k, v in attrs if k in ("href", "src", "action")]
        if tag not in ("meta", "link", "br", "img", "path", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path",):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_before_and_after_as_readers_see_them(
    compared: tuple[Changes, Checked, Checked],
) -> None:
    html = diffs.written("html", *compared)
    page = Page()
    page.feed(html)
    assert not page.open
    assert "script" not in page.tags
    assert not page.urls
    article = html[html.index("harbour-bridge#traffic · Traffic") :]
    article = article[: article.index('</article>\n<article class="d-change">')]
    before, after = re.findall(r'<article class="fs-fact">.*?</article>', article, re.DOTALL)[:2]
    assert "12,000 vehicles a day" in before
    assert "12,500 vehicles a day" in after
    assert "12 500 véhicules par jour" in article.replace("\u202f", " ")


def test_the_page_fits_a_phone(
    compared: tuple[Changes, Checked, Checked], browser: Any, tmp_path: Path
) -> None:
    path = tmp_path / "diff.html"
    path.write_text(diffs.written("html", *compared), "utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_a_refused_revision_has_no_pages_and_says_so(repository: Path, tmp_path: Path) -> None:
    scratch.git(tmp_path, "clone", "--quiet", str(repository), "copy")
    (tmp_path / "copy/docs").mkdir()
    sheet = tmp_path / "copy/facts/technologies/ferry.yml"
    text = sheet.read_text("utf-8")
    sheet.write_text(text.replace("Ferries will run every", "Ferries shall run every"), "utf-8")
    compared = pipeline.changes(tmp_path / "copy", "base")
    html = diffs.written("html", *compared)
    assert "The new revision holds quotes or references that lead nowhere" in html
    assert "The check refuses this revision: 1 error (quote-not-found 1)." in diffs.written(
        "markdown", *compared
    )


def test_a_comment_that_is_too_long_is_cut_and_says_what_is_missing(
    compared: tuple[Changes, Checked, Checked],
) -> None:
    changes = compared[0]
    whole = diffs.written("markdown", *compared)
    for limit in (4_000, 9_000, 15_000):
        short = comment(changes, limit)
        assert len(short.encode()) <= limit
        assert short.startswith(MARK)
        assert "### Left out for want of room" in short
        assert "`factsheet diff base head` prints everything." in short
        shown = re.findall(r"^#### `([^`]+)`", short, re.MULTILINE)
        left = re.findall(r"^- Facts[^:]*: (\d+)", short, re.MULTILINE)
        assert len(shown) + sum(map(int, left)) == len(changes.facts)
    assert len(whole) < LIMIT
    # No section is pushed out by a long one before it.
    headings = set(re.findall("^### (.*)$", whole, re.MULTILINE)) - {"Record a review"}
    assert headings <= set(re.findall("^### (.*)$", short, re.MULTILINE))


def test_a_change_of_everything_still_fits_a_comment(tmp_path: Path) -> None:
    root = tmp_path / "project"
    scratch.start(root)
    sheet = root / "facts/technologies/ferry.yml"
    text = sheet.read_text("utf-8")
    fact = text[text.index("  - id: free") : text.index("  - id: opposition-cost")]
    sheet.write_text(
        text + "".join(fact.replace("id: free", f"id: free-{n}") for n in range(400)), "utf-8"
    )
    written = diffs.written("markdown", *pipeline.changes(root, "base"))
    assert len(written.encode()) <= LIMIT
    assert re.search(r"^- Facts added: \d{3} — `ferry#free-\d+`", written, re.MULTILINE)
    assert "`factsheet diff base` prints everything." in written


# --- words ------------------------------------------------------------------------------------


def test_words_are_compared_one_by_one() -> None:
    assert [(r.old, r.new) for r in runs("the old word here", "the new word here")] == [
        ("the ", "the "),
        ("old", "new"),
        (" word here", " word here"),
    ]
    assert [(r.old, r.new) for r in runs("a b c d", "a x y d")] == [
        ("a ", "a "),
        ("b c", "x y"),
        (" d", " d"),
    ]
    assert differences("14.3 billion", "14.4 billion") == (
        "<del>14.3</del> <ins>14.4</ins> billion"
    )


NASTY = (
    "@octocat and #12 and !3 and org/repo#4 and $x^2$",
    "[link](https://evil.example) ![image](https://evil.example/x.png) https://e.org www.x.y",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; &#60;b&#62;",
    "`code` ``` fence ~~struck~~ **bold** _em_ | cell | \\| \\",
    "1. one\n- two\n# three\n> four\n---\n===",
    "<!-- factsheet diff --> :smile: GH-12 me@example.org",
    "a\u202eb\u200bc\x07",
)


@pytest.mark.parametrize("text", NASTY)
def test_text_of_files_stays_text_in_a_comment(text: str) -> None:
    written = inline(text)
    html = markdown.markdown(f"| {written} |", extensions=["tables"])
    page = Page()
    page.feed(html)
    assert set(page.tags) <= {"p", "span", "table", "tr", "td", "th", "tbody", "thead"}
    assert not re.search(r"@\w|#\d|!\d|\$\w|://|www\.|:smile|GH-1", written)
    assert not re.search("[\u202e\u200b\x07\n]", written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. one", "1\\. one"),
        ("12) one", "12\\) one"),
        (" - one", "\\- one"),
        ("=== one", "\\=== one"),
        ("1 one", "1 one"),
        ("a - one", "a - one"),
        ("+ *one*", "\\+ \\*one\\*"),
    ],
)
def test_no_text_opens_a_block(text: str, written: str) -> None:
    assert opening(text) == written
    assert markdown.markdown(opening(text)).startswith("<p>")


def test_long_texts_show_what_changed_with_something_around_it() -> None:
    before = " ".join(f"word{n}" for n in range(300))
    after = before.replace("word150", "other")
    assert differences(before, after) == (
        f" … {before[: before.index(' word150') + 1][-160:]}<del>word150</del> <ins>other</ins>"
        f"{before[before.index(' word151') :][:160]} … "
    )
    many = " ".join(["x"] * 1001)
    assert [(r.old, r.new) for r in runs(many, "y")] == [(many, "y")]
    assert differences(many, "y") == (
        f"<del>{many[:1500]} \\[… 501 more characters\\]</del> <ins>y</ins>"
    )


# --- git --------------------------------------------------------------------------------------


def test_nothing_is_touched(repository: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in repository.rglob("*")}
    pipeline.changes(repository, "base", "head")
    pipeline.changes(repository, "base")
    assert {path: path.stat().st_mtime_ns for path in repository.rglob("*")} == before


def test_a_project_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    scratch.both(tmp_path / "whole")
    root = tmp_path / "outer"
    root.mkdir()
    scratch.git(root, "init", "--quiet")
    (tmp_path / "whole").rename(root / "inner")
    for path in sorted((root / "inner/.git").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (root / "inner/.git").rmdir()
    scratch.commit(root, "All")
    changes, _, _ = pipeline.changes(root / "inner", "HEAD")
    assert changes.nothing
    assert {t.name: t.before for t in changes.totals}["facts"] == 19


def test_links_and_submodules_of_a_revision_are_refused_never_followed(
    repository: Path, tmp_path: Path
) -> None:
    scratch.git(tmp_path, "clone", "--quiet", str(repository), "copy")
    root = tmp_path / "copy"
    (tmp_path / "secret.yml").write_text("kind: person\n", "utf-8")
    (root / "facts/people/link.yml").symlink_to(tmp_path / "secret.yml")
    scratch.git(root, "add", "facts/people/link.yml")
    head = scratch.git(root, "rev-parse", "HEAD")
    submodule = f"160000,{head},facts/people/sub.yml"
    scratch.git(root, "update-index", "--add", "--cacheinfo", submodule)
    scratch.git(root, "commit", "--quiet", "--message", "Odd")
    target = tmp_path / "laid"
    laid = snapshot(root, "HEAD", target)
    assert laid.strange == (
        ("facts/people/link.yml", "symbolic link"),
        ("facts/people/sub.yml", "submodule"),
    )
    assert not (target / "facts/people/link.yml").exists()
    changes, _, after = pipeline.changes(root, "base", "HEAD")
    assert [d.place.path for d in after.diagnostics if d.rule == "file-type"] == [
        "facts/people/link.yml",
        "facts/people/sub.yml",
    ]
    assert "facts/people/sub.yml is a submodule; it is refused." in diffs.written(
        "text", changes, after, after
    )


def tree(root: Path, *entries: tuple[str, str, bytes]) -> str:
    """Writes a tree object that no well-meaning git would."""
    raw = b"".join(f"{mode} {name}".encode() + b"\0" + sha for mode, name, sha in entries)
    done = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        cwd=root,
        input=raw,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


@pytest.mark.parametrize("names", [("..",), ("x.yml", "x.yml")])
def test_a_hostile_tree_is_not_laid_out(tmp_path: Path, names: tuple[str, ...]) -> None:
    scratch.git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("x")
    blob = bytes.fromhex(scratch.git(tmp_path, "hash-object", "-w", "file"))
    inner = tree(tmp_path, *(("100644", name, blob) for name in names))
    outer = tree(tmp_path, ("40000", "facts", bytes.fromhex(inner)))
    commit = scratch.git(tmp_path, "commit-tree", outer, "-m", "Bad")
    with pytest.raises(HistoryError):
        snapshot(tmp_path, commit, tmp_path / "a" / "b")
    assert not (tmp_path / "a" / "x").exists()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_command(repository: Path) -> None:
    done = run("-C", str(repository), "diff", "base", "head")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (GOLDEN / "diff.txt").read_text("utf-8")
    wrong = run("-C", str(repository), "diff", "nowhere")
    assert wrong.returncode == 2
    assert "git knows no revision “nowhere”" in wrong.stderr


def test_a_translation_that_is_added_leaves_none_behind() -> None:
    added = PartChange("answers.weak-evidence.fr", "", "Seule la FAQ le dit.")
    reworded = PartChange("text.fr", "Elle part.", "Elle est partie.")
    assert behind([added]) == ()
    assert behind([added, reworded]) == ("en",)
