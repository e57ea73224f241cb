"""The sources as BibTeX and CSL-JSON (citeproc), both written from the same records."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.model import Kind, Seed
from generator.publish.data.records import Records, known
from generator.render.references import Reference, bibtex_entry, csl_item, name_of


def csl(records: Records) -> str:
    """Every source as a CSL-JSON item."""
    items = [csl_item(reference) for reference in references(records)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def bibtex(records: Records) -> str:
    """Every source as a BibTeX entry."""
    return "\n".join(bibtex_entry(reference) + "\n" for reference in references(records))


def references(records: Records) -> Iterator[Reference]:
    """Every source as what is cited; what the document does not show is left out.

    An author who has a sheet is a person where that sheet is a person's, and else is none.
    """
    kinds: dict[str, Kind] = {}
    for sheet in records.index.project.sheets.values():
        for name in (*sheet.name.values(), *sheet.aliases):
            kinds.setdefault(name, sheet.kind)
    for seed in records.index.project.seeds.values():
        yield _reference(seed, records.url(f"sources/{seed.id}/"), kinds)


def _reference(seed: Seed, url: str, kinds: dict[str, Kind]) -> Reference:
    return Reference(
        key=seed.id,
        type="document",
        title=seed.title,
        language=seed.language,
        authors=tuple(
            name_of(name, person=kinds[name] is Kind.PERSON if name in kinds else None)
            for name in seed.authors
        ),
        publisher=known(seed.publisher),
        issued=seed.published,
        url=seed.url or url or None,
    )
