"""Writes a tree of Markdown for each language, with all that a builder needs beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path

from generator.check.joined import Checked
from generator.model import LANGUAGES
from generator.publish.markdown import documents
from generator.publish.markdown import pages as told
from generator.publish.markdown.escape import untagged
from generator.publish.markdown.leaf import Leaf, path_of
from generator.publish.site import replacing, sources
from generator.render.edition import Edition
from generator.render.pages import KINDS
from generator.render.views.head import Head, Later

_WRITERS: Mapping[str, told.Writer] = {
    "home": told.home,
    "list": told.listing,
    "sheet": told.sheet,
    "timeline": told.timeline,
    "relations": told.relations,
    "faq": told.faq,
    "figures": told.figures,
    "disagreements": told.disagreements,
    "sources": documents.sources,
    "reader": documents.reader,
    "account": documents.accounts,
    "methodology": documents.methodology,
    "corrections": documents.corrections,
    "about": documents.about,
}
"""What writes each kind of page; the others are the site's own: its files, its missing pages."""


def files(checked: Checked) -> Iterator[tuple[str, str]]:
    """The path and the text of every file of the export."""
    yield "BUILD.md", _resource("BUILD.md")
    for language in LANGUAGES:
        edition = Edition(
            checked.index, checked.settings, language, checked.accounts, checked.origins
        )
        heads = []
        for kind, views in KINDS:
            for view in views(edition) if kind in _WRITERS else ():
                leaf = Leaf(edition, view.head)
                _WRITERS[kind](leaf, view.view() if isinstance(view, Later) else view)
                heads.append(view.head)
                yield f"{language}/docs/{leaf.path}", str(leaf)
        yield f"{language}/mkdocs.yml", _configuration(edition, heads)
        yield f"{language}/theme/main.html", _resource("main.html")


def export(checked: Checked, folder: Path) -> int:
    """Writes the export into a folder, in the place of an earlier one.

    Returns:
        how many files it has.

    Raises:
        PublishError: the folder holds something else, or cannot be written.
    """
    written = 0
    with replacing(
        folder, kind="markdown", sources=sources(checked.settings.root, checked.settings.docs)
    ) as fresh:
        for name, text in files(checked):
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
            written += 1
    return written


def _configuration(edition: Edition, heads: Iterable[Head]) -> str:
    """The least that every builder wants; only the main pages stand in the navigation.

    A builder's time grows with the square of the pages in it.
    """
    say, settings = edition.phrases.say, edition.settings
    main = [
        (say("methodology.title") if it.url == "methodology/" else it.title, path_of(it.url))
        for it in heads
        if it.tab
    ]
    nav = [f"  - {_quoted(title)}: {_quoted(path)}" for title, path in main]
    lines = [
        f"site_name: {_quoted(settings.named(edition.language))}",
        *([f"site_url: {_quoted(site)}"] if (site := _address(edition)) else []),
        "plugins: []",
        "markdown_extensions: [footnotes, tables]",
        "theme: {name: null, custom_dir: theme}  # any other will do",
        f"extra: {{language: {edition.language}}}",
        "validation: {nav: {omitted_files: ignore}, links: {anchors: warn}}",
        "nav:",
        *nav,
    ]
    return "\n".join(lines) + "\n"


def _address(edition: Edition) -> str:
    site = edition.settings.site_url
    folder = "" if edition.language == LANGUAGES[0] else f"{edition.language}/"
    return f"{site.rstrip('/')}/{folder}" if site else ""


def _quoted(text: str) -> str:
    """A text as YAML; a text in JSON is one."""
    return json.dumps(untagged(text), ensure_ascii=False)


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath("theme", name).read_text("utf-8")
