"""linkml-reference-validator: looks every quote up in its document, and does nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.content import Content
from tests.bench.peers.peer import Peer

_SCHEMA = """\
id: https://facts.example/schema
name: facts
prefixes: {linkml: https://w3id.org/linkml/, facts: https://facts.example/schema/}
default_prefix: facts
default_range: string
imports: [linkml:types]
classes:
  Sheet:
    tree_root: true
    attributes:
      citations: {range: Citation, multivalued: true, inlined_as_list: true}
  Citation:
    attributes:
      seed: {implements: [linkml:authoritative_reference]}
      quote: {implements: [linkml:excerpt]}
"""


def _prepare(project: Path, content: Content, folder: Path) -> None:
    """The documents as they are, and one data file of all citations.

    Its own mark for a cut is `...`.
    """
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    for document in content.documents:
        data = (project / "seeds" / f"{document.number:05}.txt").read_bytes()
        (folder / "seeds" / f"{document.number:05}.txt").write_bytes(data)
    citations = [
        {"seed": f"file:seeds/{c.document:05}.txt", "quote": c.quote.replace("[…]", "...")}
        for sheet in content.sheets
        for fact in sheet.facts
        for c in fact.citations
    ]
    (folder / "schema.yaml").write_text(_SCHEMA, "utf-8")
    (folder / "citations.json").write_text(
        json.dumps({"citations": citations}, ensure_ascii=False), "utf-8"
    )


LINKML = Peer(
    name="linkml-reference-validator",
    requires=("linkml-reference-validator==0.4.0", "linkml>=1.9.3"),
    prepare=_prepare,
    command=lambda programs: [
        str(programs / "linkml-reference-validator"), "validate", "data", "citations.json",
        "--schema", "schema.yaml", "--target-class", "Sheet", "--no-full-text",
    ],
    output="",
    does="Looks up the same quotes in the same documents.",
    leaves_out=(
        "Everything but that the words stand there: it also forgives case and punctuation, and "
        "compares no figure, date, name, hedge or negation."
    ),
    most=200,
)  # fmt: skip
