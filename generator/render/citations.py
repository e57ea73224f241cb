"""How a reader cites one fact: as plain text, as BibTeX and as CSL-JSON (citeproc)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.model import Fact
from generator.render.edition import Edition
from generator.render.phrases import typeset

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
_READ_BY_TEX = re.compile(r"[\\{}$&#%_~^]")

_PERCENT = str.maketrans({char: f"%{ord(char):02X}" for char in "{}\\ "})

_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Cite:
    """A fact as others may cite it, with a place for the date of access in each form."""

    plain: str
    bibtex: str
    csl: str


def cite(edition: Edition, fact: Fact) -> Cite:
    """A fact as a citation; without an address when the site's own is not known."""
    say, language = edition.phrases.say, edition.language
    text = edition.text(fact.text)
    work = typeset(edition.settings.named(language), language)
    page = edition.sheet(fact.sheet).text
    url, accessed = edition.whole(edition.fact_url(fact)), say("cite.date")
    found = edition.phrases.listing(_places(edition, fact))
    note = say("cite.found", sources=found) if found else ""
    plain = [say("cite.plain", text=text, page=page, work=work)]
    plain += [say("cite.at", url=url, date=accessed)] if url else [say("cite.on", date=accessed)]
    fields = {
        "title": tex(text),
        "howpublished": tex(page),
        "organization": tex(work),
        "note": tex(note),
        "language": language,
        "url": address(url),
        "urldate": accessed,
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    item: dict[str, Any] = {
        "id": fact.address,
        "type": "webpage",
        "title": text,
        "container-title": work,
        "section": page,
        "language": language,
        "note": note,
        "URL": url,
        "accessed": {"raw": accessed},
    }
    return Cite(
        " ".join([*plain, note]).strip(),
        "\n".join([f"@misc{{{fact.sheet}.{fact.id},", *lines, "}"]),
        _indented(item),
    )


def _indented(item: dict[str, Any]) -> str:
    """A mapping as JSON, a line for each key; the library's own indenting is ten times slower."""
    lines = (f' "{key}": {_JSON.encode(value)}' for key, value in item.items() if value)
    return "[\n{\n" + ",\n".join(lines) + "\n}\n]"


def _places(edition: Edition, fact: Fact) -> Sequence[str]:
    """Where the fact's quotes stand, each place once."""
    told = (
        edition.phrases.say(
            "cite.place",
            title=edition.seed(passage.citation.seed).title,
            line=edition.phrases.number(passage.line),
        )
        for passage in edition.index.passages[fact.address]
    )
    return list(dict.fromkeys(told))


def tex(text: str) -> str:
    """A text with every character escaped that BibTeX or LaTeX could misread."""
    return _READ_BY_TEX.sub(lambda found: _TEX[found[0]], " ".join(text.split()))


def address(url: str) -> str:
    """An address with the characters that BibTeX could misread percent-encoded."""
    return url.translate(_PERCENT).replace("%", r"\%")
