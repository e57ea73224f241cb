"""How a reader cites one fact: as plain text, as BibTeX and as CSL-JSON (citeproc)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.model import Fact
from generator.render.edition import Edition
from generator.render.phrases import typeset
from generator.render.references import Reference, bibtex_entry, csl_item, csl_text


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
    reference = Reference(
        key=fact.address,
        type="webpage",
        title=text,
        language=language,
        inside=page,
        work=work,
        note=note,
        url=url,
        accessed=accessed,
    )
    return Cite(
        " ".join([*plain, note]).strip(),
        bibtex_entry(replace(reference, key=f"{fact.sheet}.{fact.id}")),
        csl_text(csl_item(reference)),
    )


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
