"""The sources as BibTeX and CSL-JSON (citeproc), and one fact as a citation of either kind."""

from __future__ import annotations

import json
import re
from typing import Any

from generator.model import Seed
from generator.publish.data.records import Records, known
from generator.render.citations import address, tex


def csl(records: Records) -> str:
    """Every source as a CSL-JSON item."""
    items = [
        csl_item(seed, records.url(f"sources/{seed.id}/"))
        for seed in records.index.project.seeds.values()
    ]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def csl_item(seed: Seed, url: str) -> dict[str, Any]:
    """A source as a CSL-JSON item; what the document does not show is left out."""
    item: dict[str, Any] = {
        "id": seed.id,
        "type": "document",
        "title": seed.title,
        "language": seed.language,
        "publisher": known(seed.publisher),
        "URL": seed.url or url or None,
    }
    author = known(seed.author)
    if author:
        item["author"] = [{"literal": author}]
    year = re.match(r"\d{4}", seed.published.text)
    if year:
        item["issued"] = {"raw": seed.published.text}
    return {key: value for key, value in item.items() if value is not None}


def bibtex(records: Records) -> str:
    """Every source as a BibTeX entry."""
    return "\n".join(
        bibtex_entry(seed, records.url(f"sources/{seed.id}/"))
        for seed in records.index.project.seeds.values()
    )


def bibtex_entry(seed: Seed, url: str) -> str:
    """A source as a BibTeX entry, every special character escaped."""
    year = re.match(r"\d{4}", seed.published.text)
    fields = {
        "title": seed.title,
        "author": known(seed.author),
        "publisher": known(seed.publisher),
        "year": year.group() if year else None,
        "language": seed.language,
    }
    lines = [f"  {key} = {{{tex(value)}}}," for key, value in fields.items() if value]
    at = seed.url or url
    if at:
        lines.append(f"  url = {{{address(at)}}},")
    return "\n".join([f"@misc{{{seed.id},", *lines, "}", ""])
