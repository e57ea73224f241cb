"""Writes a project of any size: `python -m tests.bench.project DIR --sheets 5000 --seed 1`."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.bench import words
from tests.bench.content import Content, Document, Extremes, Fact, Sheet, make
from tests.bench.templates import GROUPS, KINDS, PROPERTIES

_PLAIN = re.compile(r"[\w€’][\w’ .\u202f+/-]*\Z")
_MARGIN = 4096  # bytes by which a document of a given size may fall short of it


def write(folder: Path, content: Content) -> None:
    """Writes the whole project into a folder that is new or empty."""
    for name in ("seeds", "docs", "facts/faq", "facts/disagreements"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _settings(folder, content)
    _put(folder / "facts/vocabulary.yml", "\n".join(_vocabulary()) + "\n")
    for kind, (place, _) in KINDS.items():
        (folder / "facts" / place).mkdir(exist_ok=True)
        for sheet in content.sheets:
            if sheet.kind == kind:
                _put(folder / "facts" / place / f"{sheet.id}.yml", sheet_file(sheet))
    for document in content.documents:
        _document(folder / "seeds", content, document)
    _questions(folder / "facts/faq", content)
    _disagreements(folder / "facts/disagreements", content)


def _put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _settings(folder: Path, content: Content) -> None:
    large = content.extremes
    limits = ["fact_file_bytes: 67108864", "nodes: 1000000"] if large.facts else []
    if large.document_bytes:
        limits += ["seed_bytes: 67108864", "sentences: 2000000"]
    _put(
        folder / "mkdocs.yml",
        "site_name: Town register\n"
        "site_url: https://facts.example/\n"
        "docs_dir: docs\n"
        "strict: true\n"
        "plugins:\n"
        "  - factsheet:\n"
        "      title: {en: Town register, fr: Registre de la ville}\n"
        "      summary: {en: A generated project., fr: Un projet engendré.}\n"
        "      share_cards: 0\n"
        f"      coverage: {{threshold: {0 if large.document_bytes else 40}}}\n"
        + (f"      limits: {{{', '.join(limits)}}}\n" if limits else "")
        + "theme: {name: material, font: false}\n",
    )


def _vocabulary() -> Iterator[str]:
    yield "groups:"
    for name, (en, fr) in GROUPS.items():
        yield f"  - {{id: {name}, label: {{en: {en}, fr: {fr}}}}}"
    yield "properties:"
    for name, (en, fr, kind, group, single, inverse) in PROPERTIES.items():
        more = f", inverse: {{en: {inverse[0]}, fr: {_text(inverse[1])}}}" if inverse else ""
        yield (
            f"  {name}: {{label: {{en: {en}, fr: {_text(fr)}}}, type: {kind}, group: {group}, "
            f"single: {str(single).lower()}{more}}}"
        )


def sheet_file(sheet: Sheet) -> str:
    """A sheet's fact file."""
    lines = [f"kind: {sheet.kind}"]
    if sheet.en == sheet.fr:
        lines.append(f"name: {sheet.en}")
    else:
        lines.append(f"name: {{en: {sheet.en}, fr: {sheet.fr}}}")
    lines += [f"aliases: [{sheet.alias}]", f"lead: [{sheet.facts[0].id}, {sheet.facts[1].id}]"]
    lines.append("facts:")
    for fact in sheet.facts:
        lines += _fact(fact)
    return "\n".join(lines) + "\n"


def _fact(fact: Fact) -> Iterator[str]:
    yield f"  - id: {fact.id}"
    yield f"    property: {fact.property}"
    yield f"    value: {_flow(fact.value)}"
    if fact.date:
        yield f"    date: {_text(fact.date)}"
    yield "    text:"
    yield f"      en: {_text(fact.en)}"
    yield f"      fr: {_text(fact.fr)}"
    if fact.mentions:
        yield f"    mentions: [{', '.join(fact.mentions)}]"
    yield f"    certainty: {fact.certainty}"
    if fact.attributed_to:
        yield f"    attributed_to: {fact.attributed_to}"
    yield "    citations:"
    for citation in fact.citations:
        yield f"      - seed: {Document(citation.document, '').id}"
        yield f"        quote: {_text(citation.quote)}"


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
    return _text(str(value))


def _text(text: str) -> str:
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)


def _document(seeds: Path, content: Content, document: Document) -> None:
    random = Random(f"{content.seed} paper {document.number}")
    french = document.language == "fr"
    day, (month_en, month_fr) = random.randint(2, 28), random.choice(words.MONTHS)
    year = random.randint(2020, 2025)
    number = document.number + 1
    title = f"Registre de la ville, cahier {number}" if french else f"Town register, part {number}"
    printed = (
        f"Imprimé le {day} {month_fr} {year}" if french else f"Printed on {day} {month_en} {year}"
    )
    sentences = list(document.sentences)
    fill = [words.filler(random, french) for _ in range(len(sentences) // 3 + 1)]
    sentences += fill
    random.shuffle(sentences)
    lines = [title, "", f"{printed}.", ""]
    while sentences:
        size = random.randint(4, 7)
        lines += [" ".join(sentences[:size]), ""]
        del sentences[:size]
    text = "\n".join(lines)
    if document.number == 0 and content.extremes.document_bytes:
        text += "".join(_padding(random, french, content.extremes.document_bytes - len(text)))
    data = text.encode()
    path = seeds / f"{document.number:05}.txt"
    path.write_bytes(data)
    month = [pair[0] for pair in words.MONTHS].index(month_en) + 1
    excluded = (
        f"excluded:\n  - quote: {_text(fill[0].removesuffix('.'))}\n    reason: rhetoric\n"
        if document.number % 5 == 0 and text.count(fill[0]) == 1
        else ""
    )
    _put(
        path.with_suffix(".yml"),
        f"id: {document.id}\n"
        f"title: {_text(title)}\n"
        f"language: {document.language}\n"
        "publisher: unknown\nauthor: unknown\n"
        f"published: {year}-{month:02}-{day:02}\n"
        f"as_of:\n  date: {year}-{month:02}-{day:02}\n  quotes: [{printed}]\n"
        f"sha256: {hashlib.sha256(data).hexdigest()}\n"
        f"display: {'full' if document.number % 3 == 0 else 'excerpt'}\n"
        'roles:\n  headline: ["1"]\n' + excluded,
    )


def _padding(random: Random, french: bool, size: int) -> Iterator[str]:
    """Paragraphs that nothing cites, up to a size in bytes."""
    while size > _MARGIN:
        paragraph = " ".join(words.filler(random, french) for _ in range(6)) + "\n\n"
        size -= len(paragraph.encode())
        yield paragraph


def _questions(folder: Path, content: Content) -> None:
    for n, sheet in enumerate(content.sheets[::20]):
        facts = sheet.facts[: 1 + n % 3]
        answer = "".join(f"  - {sheet.id}#{fact.id}\n" for fact in facts)
        _put(
            folder / f"about-{sheet.id}.yml",
            f"question:\n  en: What is told of {sheet.en}?\n"
            f"  fr: Que dit-on de {sheet.fr} ?\norder: {n + 1}\nanswer:\n{answer}",
        )


def _disagreements(folder: Path, content: Content) -> None:
    for sheet in content.sheets[3::50]:
        _put(
            folder / f"staff-of-{sheet.id}.yml",
            f"title:\n  en: How many people work for {sheet.en}\n"
            f"  fr: Combien de personnes travaillent pour {sheet.fr}\nkind: contradiction\n"
            f"facts:\n  - {sheet.id}#staff\n  - {sheet.id}#staff-elsewhere\n"
            "text:\n  en: Two documents give two numbers of people.\n"
            "  fr: Deux documents donnent deux nombres de personnes.\n",
        )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.project", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sheets", type=int, default=5000, help="a multiple of ten")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--languages", default="en,fr", help="of the documents: en, fr or en,fr")
    parser.add_argument("--document-bytes", type=int, default=0, help="size of the first document")
    parser.add_argument("--facts", type=int, default=0, help="facts of one sheet")
    parser.add_argument("--mentions", type=int, default=0, help="facts that name one person")
    given = parser.parse_args()
    extremes = Extremes(given.document_bytes, given.facts, given.mentions)
    content = make(given.sheets, given.seed, tuple(given.languages.split(",")), extremes)
    write(given.folder, content)
    print(
        f"{len(content.sheets)} sheets, {content.facts} facts, {content.citations} citations, "
        f"{len(content.documents)} documents in {given.folder}"
    )


if __name__ == "__main__":
    main()
