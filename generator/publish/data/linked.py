"""The facts as JSON-LD: schema.org claims, PROV-O derivation, W3C Web Annotation selectors."""

from __future__ import annotations

import json
from typing import Any

from generator.model import Fact, Kind, Passage, Seed, Sheet
from generator.publish.data.records import Records, known

CONTEXT_TERMS: dict[str, Any] = {
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "about": {"@id": "schema:about", "@type": "@id"},
    "derivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@id"},
    "target": "oa:hasTarget",
    "selector": "oa:hasSelector",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
}
_TYPES = {
    Kind.PERSON: "schema:Person",
    Kind.ORGANIZATION: "schema:Organization",
    Kind.TECHNOLOGY: "schema:Thing",
    Kind.EVENT: "schema:Event",
}


def json_ld(records: Records) -> str:
    """Everything as one JSON-LD graph.

    Sources: PROV-O (W3C 2013), Web Annotation Data Model (W3C 2017). A fact is a `schema:Claim`
    derived from its sources; each citation is an annotation whose target selects the passage by
    its words and by its offsets in Unicode code points.
    """
    project = records.index.project
    graph: list[dict[str, Any]] = [_seed(records, seed) for seed in project.seeds.values()]
    graph += [_sheet(records, sheet) for sheet in project.sheets.values()]
    for sheet, fact in records.facts():
        graph.append(_fact(records, sheet, fact))
        graph += [
            _annotation(records, fact, n, passage)
            for n, passage in enumerate(records.index.passages[fact.address], 1)
        ]
    return (
        json.dumps({"@context": CONTEXT_TERMS, "@graph": graph}, ensure_ascii=False, indent=1)
        + "\n"
    )


def identifier(records: Records, path: str) -> str:
    """The IRI of a page or fact, the same however a page is cut; a URN while the site has none."""
    return f"{records.site or 'urn:factsheet:'}{path}"


def _seed(records: Records, seed: Seed) -> dict[str, Any]:
    return _given(
        {
            "@id": identifier(records, f"sources/{seed.id}/"),
            "@type": ["schema:CreativeWork", "prov:Entity"],
            "schema:name": {"@value": seed.title, "@language": seed.language},
            "schema:inLanguage": seed.language,
            "schema:publisher": known(seed.publisher),
            "schema:author": list(seed.authors) or None,
            "schema:datePublished": known(seed.published.text),
            "schema:url": seed.url,
            "schema:sha256": seed.sha256,
        }
    )


def _sheet(records: Records, sheet: Sheet) -> dict[str, Any]:
    return _given(
        {
            "@id": identifier(records, sheet.url),
            "@type": _TYPES[sheet.kind],
            "schema:name": _tagged(sheet.name),
            "schema:alternateName": list(sheet.aliases) or None,
        }
    )


def _fact(records: Records, sheet: Sheet, fact: Fact) -> dict[str, Any]:
    seeds = dict.fromkeys(c.seed for c in fact.citations)
    return _given(
        {
            "@id": identifier(records, f"{sheet.url}#{fact.id}"),
            "@type": ["schema:Claim", "prov:Entity"],
            "schema:text": _tagged(fact.text),
            "about": [
                identifier(records, sheet.url),
                *(identifier(records, records.index.project.sheets[m].url) for m in fact.mentions),
            ],
            "schema:temporalCoverage": fact.date.text if fact.date else None,
            "schema:creativeWorkStatus": [
                fact.certainty.value,
                *(["retracted"] if fact.address in records.index.retracted else []),
            ],
            "schema:correction": [
                {
                    "@type": "schema:CorrectionComment",
                    "schema:datePublished": entry.date,
                    "schema:text": _tagged(entry.why),
                }
                for entry in records.index.corrected.get(fact.address, ())
            ]
            or None,
            "derivedFrom": [identifier(records, f"sources/{seed}/") for seed in seeds],
        }
    )


def _annotation(records: Records, fact: Fact, number: int, passage: Passage) -> dict[str, Any]:
    seed = records.index.project.seeds[passage.citation.seed]
    around = records.around(seed)
    sheet = records.index.project.sheets[fact.sheet]
    claim = identifier(records, f"{sheet.url}#{fact.id}")
    return {
        "@id": f"{claim}/citation/{number}"
        if not records.site
        else f"{identifier(records, sheet.url)}#{fact.id}.citation-{number}",
        "@type": "oa:Annotation",
        "motivation": "oa:linking",
        "body": claim,
        "target": [
            {
                "@type": "oa:SpecificResource",
                "source": identifier(records, f"sources/{seed.id}/"),
                "selector": [
                    {
                        "@type": "oa:TextQuoteSelector",
                        "oa:exact": seed.text[start:end],
                        "oa:prefix": seed.text[max(0, start - around) : start],
                        "oa:suffix": seed.text[end : end + around],
                    },
                    {"@type": "oa:TextPositionSelector", "start": start, "end": end},
                ],
            }
            for start, end in passage.spans
        ],
    }


def _tagged(words: Any) -> list[dict[str, str]]:
    return [{"@value": text, "@language": code} for code, text in words.items()]


def _given(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}
