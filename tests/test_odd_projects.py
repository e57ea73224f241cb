"""Whatever a build refuses the check refuses first, with its place: `tests/odd_projects.yml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from conftest import REPOSITORY
from mkdocs.config.defaults import get_schema

from generator import pipeline
from generator.cli import main
from generator.read import by_hand, site
from generator.read.build import ANCHORS
from generator.read.strings import ID_PATTERN, LONGEST_HEADING

PROJECTS: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("odd_projects.yml").read_text("utf-8")
)


def lay(project: Path, odd: dict[str, Any]) -> None:
    for name, text in odd.get("adds", {}).items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, (before, after) in odd.get("edits", {}).items():
        text = (project / name).read_text("utf-8")
        assert before in text
        after = after.replace("LONG", "Fact sheet " * (LONGEST_HEADING // 11 + 2))
        (project / name).write_text(text.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize("name", [name for name, odd in PROJECTS.items() if "finds" in odd])
def test_the_check_refuses_it_first(project: Path, name: str) -> None:
    odd = PROJECTS[name]
    lay(project, odd)
    found = [f"{d.place} {d.rule}" for d in pipeline.check(project).diagnostics]
    if odd.get("also"):  # what lacks the file that is refused
        assert set(odd["finds"]) <= set(found)
    else:
        assert found == odd["finds"]


@pytest.mark.parametrize("name", [name for name, odd in PROJECTS.items() if "finds" not in odd])
def test_what_passes_the_check_publishes(project: Path, name: str) -> None:
    odd = PROJECTS[name]
    lay(project, odd)
    assert not pipeline.check(project).diagnostics
    left = ["--no-cache", *([] if odd.get("pdf") else ["--no-pdf", "--no-data"])]
    result = CliRunner().invoke(main, ["-C", str(project), "build", *left])
    assert result.exit_code == 0, result.output


def test_the_longest_heading_goes_into_the_book(project: Path) -> None:
    words = (("é" * 9 + " ") * (LONGEST_HEADING // 10))[: LONGEST_HEADING - 1] + "x"
    path = project / "facts" / "faq" / "what-is-checked.yml"
    text = path.read_text("utf-8").replace("What does Factsheet check?", words)
    assert words in text
    path.write_text(text, "utf-8")
    result = CliRunner().invoke(main, ["-C", str(project), "build", "--no-data"])
    assert result.exit_code == 0, result.output


def test_every_setting_of_mkdocs_is_known() -> None:
    private = {"config_file_path", "mdx_configs", "pages", "google_analytics"}
    assert set(site.KNOWN) == {name for name, _ in get_schema()} - private


def test_every_page_made_from_facts_stands_where_it_is_looked_for(repository: Path) -> None:
    checked = pipeline.check(repository)
    made = {page.url for page in pipeline.pages(checked, "en", cut=True)} - {"404.html", "about/"}
    assert {url.split("/")[0] for url in made} == by_hand.GENERATED - {"downloads"}


def test_no_fact_can_have_an_id_that_its_page_has_for_something_else(site: Path) -> None:
    """On any page made from facts, what looks like the id of a fact is one, or of a file."""
    theirs = {path.stem for top in ("facts", "seeds") for path in (REPOSITORY / top).rglob("*.yml")}
    checked = pipeline.check(REPOSITORY)
    facts = {fact.id for fact in checked.index.project.facts.values()}
    pages = [page.url for page in pipeline.pages(checked, "en", cut=True) if page.url]
    others = set()
    for url in pages:
        path = site / url / "index.html" if url.endswith("/") else site / url
        if path.is_file():
            others |= set(re.findall(r'\bid="?([^"\s>]+)', path.read_text("utf-8")))
    assert len(others) > len(facts) / 2
    others -= facts | theirs
    assert {id_ for id_ in others if re.fullmatch(ID_PATTERN, id_)} == ANCHORS
