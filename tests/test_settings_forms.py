"""Every setting of MkDocs with every wrong type: what the check lets pass, MkDocs takes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils import CountHandler

from generator.read.configuration import read_settings
from generator.read.nested import FORMS
from generator.read.site import KNOWN

VALUES = ("''", "3", "-1.5", "true", "2026-01-01", "word", "'a b'", "[]", "[3]", "[a, [b]]")
VALUES += ("[{a: b, c: d}]", "[null]", "{}", "{a: b}", "{a: [3]}", "{3: 4}", "~", "../x", "LONG")
LEVELS = ("omitted_files", "not_found", "absolute_links", "anchors", "unrecognized_links", "nope")
PATHS = (
    *((name,) for name in KNOWN),
    *(("validation", part) for part in ("nav", "links", "nope", "anchors")),
    *(("validation", part, level) for part in ("nav", "links") for level in LEVELS),
    *(("theme", name) for name in ("locale", "static_templates", "custom_dir", "name", "x")),
    *(("markdown_extensions", name) for name in ("toc", "admonition", "tables", "attr_list")),
    *(("markdown_extensions", "toc", name) for name in ("toc_depth", "slugify", "title", "nope")),
    ("markdown_extensions", "pymdownx.highlight", "linenums"),
    ("markdown_extensions", "os"),
    ("markdown_extensions", "nope.nope"),
    *(("plugins", name) for name in ("search", "tags", "meta")),
    *(("plugins", "search", name) for name in ("lang", "separator", "enabled", "pipeline", "nope")),
)
WHOLE: dict[str, Any] = {
    "site_name": "Example",
    "theme": {"name": "material", "font": "false"},
    "plugins": {"factsheet": "{}"},
}


def written(value: Any, depth: int = 0) -> str:
    """A mapping of mappings in blocks, its values as they are."""
    if isinstance(value, str):
        return f" {value}\n"
    lines = (f"{'  ' * depth}{key}:{written(one, depth + 1)}" for key, one in value.items())
    return "\n" * bool(depth) + "".join(lines)


def settings(path: tuple[str, ...], value: str) -> str:
    whole = {key: dict(held) if isinstance(held, dict) else held for key, held in WHOLE.items()}
    at: Any = whole
    for name in path[:-1]:
        at = at.setdefault(name, {})
    at[path[-1]] = value.replace("LONG", "x" * 5_000)
    return written(whole)


@pytest.fixture
def warnings() -> Iterator[CountHandler]:
    log, counter = logging.getLogger("mkdocs"), CountHandler(level=logging.WARNING)
    log.addHandler(counter)
    yield counter
    log.removeHandler(counter)


@pytest.mark.parametrize("path", PATHS, ids=".".join)
def test_what_mkdocs_refuses_the_check_refuses_first(
    path: tuple[str, ...], tmp_path: Path, warnings: CountHandler
) -> None:
    (tmp_path / "docs").mkdir()
    file = tmp_path / "mkdocs.yml"
    for value in VALUES:
        file.write_text(settings(path, value), "utf-8")
        _, found = read_settings(tmp_path, whole=True)
        assert all(one.place.path == "mkdocs.yml" and one.hint for one in found), value
        if found:
            # Where it stands is said, or where the mapping that lacks it does.
            lines = file.read_text("utf-8").splitlines()
            assert any(path[-1] in lines[one.place.line - 1] for one in found) or path[0] in (
                "theme",
                "plugins",
                "site_name",
            ), (value, found)
            continue
        try:
            load_config(str(file))
        except ConfigurationError as error:
            pytest.fail(f"{path}: {value}: {error}")
        assert not sum(warnings.counts.values()), (path, value)


def test_every_part_of_a_form_is_tried() -> None:
    tried = {path[:2] for path in PATHS} | {path[:1] for path in PATHS}
    assert all((name,) in tried for name in FORMS)


ACCEPTED = {
    "an extension with options": "markdown_extensions: [{toc: {permalink: true}}, admonition]",
    "an extension as a mapping": "markdown_extensions:\n  toc: {toc_depth: 2-3}\n  tables:",
    "a module with an extension": "markdown_extensions: [markdown.extensions.abbr]",
    "a plugin with options": "plugins: [factsheet, {search: {lang: [en, fr]}}]",
    "a plugin that is switched off": "plugins: [factsheet, {search: {enabled: false}}]",
    "levels": "validation: {omitted_files: warn, links: {absolute_links: relative_to_docs}}",
    "a level from outside": "validation: {omitted_files: !ENV LEVEL}",
    "links of others": "extra: {social: [{icon: simple/mastodon, link: 'https://example.org/'}]}",
    "a repository": "repo_url: https://github.com/a/b\nedit_uri: blob/main/docs",
    "a template for editing": "edit_uri_template: 'https://example.org/?file={path!q}'",
    "scripts": "extra_javascript: [a.js, {path: b.js, type: module, defer: true}]",
    "a menu": "nav: [{Title: [a.md, {Other: b.md}]}, 'https://example.org/']",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_mkdocs_takes_is_not_refused(name: str, tmp_path: Path) -> None:
    given = ACCEPTED[name]
    rest = {key: value for key, value in WHOLE.items() if not given.startswith(key)}
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(f"{written(rest)}{given}\n", "utf-8")
    assert not read_settings(tmp_path, whole=True)[1]
    load_config(str(tmp_path / "mkdocs.yml"))


def test_nothing_that_a_file_brings_along_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = "import pathlib; pathlib.Path('run').touch()\ndef makeExtension(**_): pass\n"
    for name in ("hook.py", "theirs.py", "mdx_theirs.py"):
        (tmp_path / name).write_text(run)
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "mkdocs.yml").write_text(
        f"{written(WHOLE)}hooks: [hook.py]\nmarkdown_extensions: [theirs, 'theirs:X', a.b]\n"
    )
    found = read_settings(tmp_path, whole=True)[1]
    assert [str(one.place) for one in found] == ["mkdocs.yml:8:31", "mkdocs.yml:8:43"]
    assert not (tmp_path / "run").exists()
