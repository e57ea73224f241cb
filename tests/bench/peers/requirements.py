"""Programs that publish requirements: each fact becomes an item that says what it stands on."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.bench.content import Content, Fact, Sheet
from tests.bench.peers.peer import Peer

_LEAVES_OUT = (
    "Whether a quote stands in its source, consistency, French, status, how to cite, drawings, "
    "readers of documents, timeline, FAQ, figures, disagreements, account, feeds, JSON-LD."
)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _doorstop(project: Path, content: Content, folder: Path) -> None:
    """One document for the papers, to which the items of another, the facts, link."""
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    for name, parent in (("PAPER", ""), ("FACT", "  parent: PAPER\n")):
        place = folder / name.lower()
        place.mkdir(parents=True, exist_ok=True)
        (place / ".doorstop.yml").write_text(
            f"settings:\n  digits: 6\n{parent}  prefix: {name}\n  sep: ''\n", "utf-8"
        )
    for document in content.documents:
        (folder / "paper" / f"PAPER{document.number + 1:06}.yml").write_text(
            _item(document.number + 1, document.id, "", []), "utf-8"
        )
    number = 0
    for sheet in content.sheets:
        for fact in sheet.facts:
            number += 1
            papers = [f"PAPER{c.document + 1:06}" for c in fact.citations]
            (folder / "fact" / f"FACT{number:06}.yml").write_text(
                _item(number, f"{fact.en} {_quotes(fact)}", f"{sheet.en}: {fact.property}", papers),
                "utf-8",
            )


def _item(number: int, text: str, header: str, links: list[str]) -> str:
    linked = "".join(f"\n- {link}: null" for link in dict.fromkeys(links)) or " []"
    return (
        f"active: true\nderived: false\nheader: {_text(header)}\nlevel: 1.{number}\n"
        f"links:{linked}\nnormative: true\nref: ''\nreviewed: null\ntext: {_text(text)}\n"
    )


def _quotes(fact: Fact) -> str:
    return " ".join(
        f"“{citation.quote}” (paper-{citation.document:05})" for citation in fact.citations
    )


def _sphinx(project: Path, content: Content, folder: Path) -> None:
    """One page a sheet, one need a fact, linked to the first fact of each sheet it names."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(
        'project = "Town register"\nextensions = ["sphinx_needs"]\nhtml_theme = "furo"\n'
        'needs_id_regex = "^[A-Za-z0-9_]{3,}"\n',
        "utf-8",
    )
    first = {sheet.id: _need(sheet, sheet.facts[0]) for sheet in content.sheets}
    for sheet in content.sheets:
        lines = [sheet.en, "=" * len(sheet.en), ""]
        for fact in sheet.facts:
            links = ", ".join(first[other] for other in fact.mentions)
            lines += [
                f".. req:: {sheet.en}: {fact.property}", f"   :id: {_need(sheet, fact)}",
                f"   :tags: {fact.certainty}", *([f"   :links: {links}"] if links else []), "",
                f"   {fact.en}", "", f"   {_quotes(fact)}", "",
            ]  # fmt: skip
        (folder / f"{sheet.id}.rst").write_text("\n".join(lines), "utf-8")
    pages = "".join(f"   {sheet.id}\n" for sheet in content.sheets)
    (folder / "index.rst").write_text(
        f"Town register\n=============\n\n.. toctree::\n   :hidden:\n\n{pages}", "utf-8"
    )


def _need(sheet: Sheet, fact: Fact) -> str:
    return f"{sheet.id}_{fact.id}".replace("-", "_").upper()


def _strictdoc(project: Path, content: Content, folder: Path) -> None:
    """One document a sheet, one requirement a fact, related to the facts it names."""
    folder.mkdir(parents=True, exist_ok=True)
    first = {sheet.id: _need(sheet, sheet.facts[0]) for sheet in content.sheets}
    order = {sheet.id: n for n, sheet in enumerate(content.sheets)}
    for sheet in content.sheets:
        lines = ["[DOCUMENT]", f"TITLE: {sheet.en}", ""]
        for fact in sheet.facts:
            # Its relations must not run in a circle: only to sheets that come before.
            parents = [first[m] for m in fact.mentions if order[m] < order[sheet.id]]
            relations = "".join(f"- TYPE: Parent\n  VALUE: {parent}\n" for parent in parents)
            lines += [
                "[REQUIREMENT]", f"UID: {_need(sheet, fact)}", f"STATUS: {fact.certainty}",
                f"TITLE: {sheet.en}: {fact.property}", f"STATEMENT: >>>\n{fact.en}\n<<<",
                f"COMMENT: >>>\n{_quotes(fact)}\n<<<",
                *([f"RELATIONS:\n{relations.rstrip()}"] if relations else []), "",
            ]  # fmt: skip
        (folder / f"{sheet.id}.sdoc").write_text("\n".join(lines), "utf-8")


DOORSTOP = Peer(
    name="doorstop",
    requires=("doorstop==3.2",),
    prepare=_doorstop,
    command=lambda programs: [str(programs / "doorstop"), "publish", "all", "public", "--html"],
    output="public",
    does="One item a fact with its quotes, linked to one item a document; published as HTML.",
    leaves_out=_LEAVES_OUT,
    most=200,
)
SPHINX_NEEDS = Peer(
    name="sphinx-needs",
    requires=("sphinx-needs==9.1.0", "furo==2025.12.19"),
    prepare=_sphinx,
    command=lambda programs: [str(programs / "sphinx-build"), "-q", "-b", "html", ".", "public"],
    output="public",
    does="One page a sheet, one need a fact with its quotes, linked to what it names; search.",
    leaves_out=_LEAVES_OUT,
    most=200,
)
STRICTDOC = Peer(
    name="strictdoc",
    requires=("strictdoc==0.30.4",),
    prepare=_strictdoc,
    command=lambda programs: [str(programs / "strictdoc"), "export", ".", "--output-dir", "public"],
    output="public",
    does="One document a sheet, one requirement a fact with its quotes, related to what it names.",
    leaves_out=_LEAVES_OUT,
    most=200,
)
