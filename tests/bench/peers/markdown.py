"""The same facts as a Markdown tree: for MkDocs with Material, and for Zensical."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.content import Content, Fact, Sheet
from tests.bench.ours import ROOT, factsheet
from tests.bench.peers.peer import Peer
from tests.bench.templates import GROUPS, KINDS, PROPERTIES

_UNSOUGHT = "---\nsearch:\n  exclude: true\n---\n"
"""A long list is not searched: Zensical refuses to index a page of a thousand entries."""


def tree(content: Content) -> Iterator[tuple[str, str]]:
    """Every page: path → Markdown. Quotes are footnotes."""
    places = {sheet.id: KINDS[sheet.kind][0] for sheet in content.sheets}
    named: dict[str, list[tuple[Sheet, Fact]]] = {}
    for sheet in content.sheets:
        for fact in sheet.facts:
            for other in fact.mentions:
                named.setdefault(other, []).append((sheet, fact))
    names = {sheet.id: sheet for sheet in content.sheets}
    for sheet in content.sheets:
        text = "\n".join(_page(sheet, names, places, named.get(sheet.id, [])))
        yield f"{places[sheet.id]}/{sheet.id}.md", text + "\n"
    yield (
        "index.md",
        "# Town register\n\n"
        + "".join(f"- [{place.capitalize()}]({place}/index.md)\n" for place, _ in KINDS.values()),
    )
    for kind, (place, _) in KINDS.items():
        rows = [f"- [{s.en}]({s.id}.md): {s.facts[0].en}" for s in content.sheets if s.kind == kind]
        yield f"{place}/index.md", "\n".join([_UNSOUGHT, f"# {place.capitalize()}", "", *rows, ""])


def _page(
    sheet: Sheet,
    names: dict[str, Sheet],
    places: dict[str, str],
    elsewhere: list[tuple[Sheet, Fact]],
) -> Iterator[str]:
    numbers = {
        (fact.id, n): at
        for at, (fact, n) in enumerate(
            ((fact, n) for fact in sheet.facts for n in range(len(fact.citations))), 1
        )
    }

    def sentence(fact: Fact) -> str:
        text = fact.en
        for other in fact.mentions:
            name = names[other].en
            text = text.replace(name, f"[{name}](../{places[other]}/{other}.md)", 1)
        return text + "".join(f"[^{numbers[fact.id, n]}]" for n in range(len(fact.citations)))

    yield f"# {sheet.en}\n"
    yield f"[{sheet.kind.capitalize()}](index.md)\n"
    yield " ".join(sentence(fact) for fact in sheet.facts[:2]) + "\n"
    yield "| | |\n|---|---|"
    for fact in sheet.facts:
        if fact.certainty == "stated":
            yield f"| {PROPERTIES[fact.property][0]} | {_value(fact.value, names)} |"
    yield ""
    for group, (label, _) in GROUPS.items():
        facts = [fact for fact in sheet.facts if PROPERTIES[fact.property][3] == group]
        if facts:
            yield f"## {label}\n"
        for fact in facts:
            when = f" · {fact.date}" if fact.date else ""
            yield f"### {PROPERTIES[fact.property][0]}{when} {{ #{fact.id} }}\n"
            said = f" — {names[fact.attributed_to].en}" if fact.attributed_to else ""
            yield f"{sentence(fact)}\n\n{fact.certainty.capitalize()}{said}, "
            yield f"{len(fact.citations)} documents\n"
    if elsewhere:
        yield "## On other pages\n"
        for other, fact in elsewhere:
            yield f"- {fact.en} [{other.en}](../{places[other.id]}/{other.id}.md#{fact.id})"
        yield ""
    for fact in sheet.facts:
        for n, citation in enumerate(fact.citations):
            yield f"[^{numbers[fact.id, n]}]: “{citation.quote}” (paper-{citation.document:05})"


def _value(value: object, names: dict[str, Sheet]) -> str:
    if isinstance(value, dict):
        parts = (_value(part, names) for key, part in value.items() if key != "fr")
        return " ".join(parts)
    return names[str(value)].en if value in names else str(value)


def _write(content: Content, folder: Path) -> None:
    for path, text in tree(content):
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


_SETTINGS = {
    "site_name": "Town register",
    "site_url": "https://facts.example/",
    "theme": {"name": "material", "font": False},
    "markdown_extensions": ["attr_list", "footnotes", "tables", {"toc": {"permalink": True}}],
    "plugins": ["search"],
    # Every page in the navigation would cost the square of their number: not held against them.
    "nav": ["index.md", *(f"{place}/index.md" for place, _ in KINDS.values())],
}


def _mkdocs(project: Path, content: Content, folder: Path) -> None:
    _write(content, folder)
    settings = {**_SETTINGS, "not_in_nav": "*/*.md\n"}
    (folder / "mkdocs.yml").write_text(json.dumps(settings, indent=1), "utf-8")


def _zensical(project: Path, content: Content, folder: Path) -> None:
    _write(content, folder)
    (folder / "mkdocs.yml").write_text(json.dumps(_SETTINGS, indent=1), "utf-8")


def _exported(project: Path, content: Content, folder: Path) -> None:
    """Our own Markdown export, English."""
    with TemporaryDirectory() as exported:
        command = factsheet("-C", str(project), "export", "markdown", exported)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        shutil.copytree(Path(exported, "en"), folder, dirs_exist_ok=True)


_DOES = (
    "One Markdown page a sheet with the same sentences, links and quotes as footnotes, the table "
    "of values, what other pages say, a list of each kind, a home page, and search."
)
_LEAVES_OUT = (
    "Every check, the places of quotes, status badges, how to cite, drawings, tables of relations, "
    "readers of documents, timeline, FAQ, figures, disagreements, account, feeds, JSON-LD."
)
MKDOCS = Peer(
    name="MkDocs, Material, search",
    requires=("mkdocs==1.6.1", "mkdocs-material==9.8.1"),
    prepare=_mkdocs,
    command=lambda programs: [str(programs / "mkdocs"), "build", "--quiet"],
    output="site",
    does=_DOES,
    leaves_out=_LEAVES_OUT,
)
ZENSICAL = Peer(
    name="Zensical",
    requires=("zensical==0.0.73",),
    prepare=_zensical,
    command=lambda programs: [str(programs / "zensical"), "build"],
    output="site",
    does=_DOES,
    leaves_out=_LEAVES_OUT,
)
ZENSICAL_EXPORT = Peer(
    name="Zensical, our export",
    requires=("zensical==0.0.73",),
    prepare=_exported,
    command=lambda programs: [str(programs / "zensical"), "build"],
    output="site",
    does="`factsheet export markdown`: every page of ours in English as Markdown; search.",
    leaves_out="Every check, drawings, feeds, JSON-LD, content security policy.",
    most=200,
)
