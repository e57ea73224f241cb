"""The documentation as a contract: nothing a user can type lacks its place, and no link is dead."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from generator import rules
from generator.cli import main
from generator.read.schema import SHAPES
from generator.settings import Settings

NOT_SET_BY_USERS = {"root", "site"}
MKDOCS_OWN = {"site_name", "site_url", "docs", "menu", "plain_pages"}  # or made of such


def test_every_rule_has_its_entry(repository: Path) -> None:
    written = (repository / "docs/reference/rules.md").read_text("utf-8")
    assert written == rules.reference(), "run: factsheet explain --all > docs/reference/rules.md"


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_its_section(command: str, repository: Path) -> None:
    text = (repository / "docs/reference/commands.md").read_text("utf-8")
    assert f"\n## factsheet {command}\n" in text
    section = text.split(f"\n## factsheet {command}\n")[1].split("\n## ")[0]
    for option in main.commands[command].params:
        for name in option.opts:
            if name.startswith("--") and name != "--help":
                assert name in section, f"{command} {name}"


def test_every_setting_has_its_row(repository: Path) -> None:
    text = (repository / "docs/reference/settings.md").read_text("utf-8")
    default = Settings(root=repository, site=repository / "site")
    for option in fields(Settings):
        value = getattr(default, option.name)
        names = [option.name]
        if is_dataclass(value):
            names = [f"{option.name}.{inner.name}" for inner in fields(value)]
        for name in names:
            if name not in NOT_SET_BY_USERS | MKDOCS_OWN:
                assert f"| `{name}` |" in text, name


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_has_its_row_and_says_what_it_is(name: str, repository: Path) -> None:
    text = (repository / "docs/reference/fact-file.md").read_text("utf-8")
    schema = SHAPES[name].model_json_schema()
    for shape in [schema, *schema.get("$defs", {}).values()]:
        for key, described in shape.get("properties", {}).items():
            assert f"| `{key}` |" in text, f"{name}: {key}"
            assert described.get("description"), f"{name}: {key}"


def test_links_between_documents_lead_somewhere(repository: Path) -> None:
    for page in [repository / "README.md", *(repository / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_readme_has_exactly_the_two_commands(repository: Path) -> None:
    text = (repository / "README.md").read_text("utf-8")
    marked = re.findall(r"<!-- (build|test)-command -->\n```sh\n(.+)\n```", text)
    assert [name for name, _ in marked] == ["build", "test"]
    assert all("\n" not in command for _, command in marked)
