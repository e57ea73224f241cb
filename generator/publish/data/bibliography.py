"""The sources as BibTeX and CSL-JSON (citeproc), and one fact as a citation of either kind."""

from __future__ import annotations

import json
import re
from typing import Any

from generator.model import Seed
from generator.publish.data.records import Records, known

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


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
    lines = [f"  {key} = {{{_tex(value)}}}," for key, value in fields.items() if value]
    address = seed.url or url
    if address:
        lines.append(f"  url = {{{_address(address)}}},")
    return "\n".join([f"@misc{{{seed.id},", *lines, "}", ""])


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in " ".join(text.split()))


def _address(url: str) -> str:
    """An address with the characters that BibTeX could misread percent-encoded."""
    return "".join(f"%{ord(c):02X}" if c in "{}\\ " else c for c in url).replace("%", r"\%")
