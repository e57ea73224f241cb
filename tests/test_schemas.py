"""The JSON Schemas: an independent validator takes every good file and refuses every bad one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from generator.author.layout import shape_of
from generator.read.editor_schema import json_schema
from generator.read.load import parse_yaml
from generator.read.schema import SHAPES
from generator.read.validate import validate
from generator.settings import Limits
from tests.conftest import REPOSITORY

VALIDATORS = {shape: Draft7Validator(json_schema(name)) for name, shape in SHAPES.items()}
OWN = sorted(
    [
        *REPOSITORY.glob("facts/**/*.yml"),
        *REPOSITORY.glob("seeds/*.yml"),
        *REPOSITORY.glob("generator/author/starter/facts/**/*.yml"),
        *REPOSITORY.glob("generator/author/starter/seeds/*.yml"),
    ]
)
STRICTER = {"words-stay-words"}
"""Cases whose `~` is a word to this project and nothing to an editor, which asks for quotes."""


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: `yes`, `no`, `on` and `off` are words, `12:30` is a text."""


Loader.yaml_implicit_resolvers = {}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("(?:~|null|)$"), ["~", "n", ""])
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile("(?:[-+]?[0-9]+|0x[0-9a-fA-F]+)$"), list("-+0123456789")
)
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)


def case_files() -> Iterator[tuple[str, str, str]]:
    """(case, path, content) of every file that has a shape, in any case."""
    for case in sorted((REPOSITORY / "tests/cases").rglob("*.yml")):
        for path, content in yaml.safe_load(case.read_text("utf-8"))["files"].items():
            if content and shape_of(path) is not None:
                yield case.stem, path, content.replace("sha256: SHA\n", f"sha256: {'a' * 64}\n")


def errors(path: str, data: Any) -> list[str]:
    shape = shape_of(path)
    assert shape is not None
    return [error.message for error in VALIDATORS[shape].iter_errors(data)]


@pytest.mark.parametrize("name", SHAPES)
def test_every_schema_is_one_of_draft_7(name: str) -> None:
    Draft7Validator.check_schema(json.loads(json.dumps(json_schema(name))))


@pytest.mark.parametrize("path", OWN, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_every_fact_file_satisfies_its_schema(path: Path) -> None:
    name = path.relative_to(REPOSITORY).as_posix().removeprefix("generator/author/starter/")
    assert errors(name, yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("path", "content"),
    [pytest.param(path, content, id=f"{case}-{path}") for case, path, content in case_files()],
)
def test_the_schema_says_what_reading_says(path: str, content: str) -> None:
    """A file of a bad shape is refused by an editor's validator too, and no sound one is."""
    shape = shape_of(path)
    assert shape is not None
    document, found = parse_yaml(content.encode(), path, Limits())
    if document is None or found:
        return  # no YAML, or none that this project reads: editors say so without a schema
    valid, _ = validate(document, shape)
    try:
        data = yaml.load(content, Loader)
    except (yaml.YAMLError, ValueError):
        return  # PyYAML is stricter than YAML at some places, and libyaml than PyYAML at others
    refused = errors(path, data)
    if any(content == c for case, _, c in case_files() if case in STRICTER):
        assert refused == ["None is not of type 'string', 'number', 'boolean'"]
        return
    assert bool(refused) == (valid is None), refused or "the schema accepts it"


@pytest.mark.parametrize(
    ("kept", "changed"),
    [
        ("name: Sample", "name:"),
        ("name: Sample", "name: ' '"),
        ("id: origin", "id: 12.5"),
        ("id: origin", "id: 0x1F"),
        ("id: origin", "id:"),
        ("certainty: stated", "certainty: true"),
        ("seed: example", "seed: [example]"),
        ("kind: technology", "kind: no"),
        ("{en: One., fr: Un.}", "{en: One., fr: }"),
        ("{en: One., fr: Un.}", "One."),
    ],
)
def test_a_bad_shape_is_refused_by_both(kept: str, changed: str) -> None:
    good = (
        "kind: technology\nname: Sample\nfacts:\n- id: origin\n  property: description\n"
        "  text: {en: One., fr: Un.}\n  certainty: stated\n"
        "  citations: [{seed: example, quote: some words here}]\n"
    )
    for text, refused in ((good, False), (good.replace(kept, changed), True)):
        document, _ = parse_yaml(text.encode(), "x", Limits())
        assert document is not None
        valid, _ = validate(document, SHAPES["sheet"])
        assert (valid is None) == refused
        assert bool(errors("facts/technologies/sample.yml", yaml.load(text, Loader))) == refused


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_of_a_schema_has_a_description(name: str) -> None:
    schema = json_schema(name)
    for part in [schema, *schema["definitions"].values()]:
        for key, field in part.get("properties", {}).items():
            assert field.get("description"), f"{name}: {key}"
