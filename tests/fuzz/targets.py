"""What is fuzzed: functions of bytes that return, or raise where a promise is broken."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import tempfile
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import yaml

from generator import amounts, digits, pipeline
from generator.author.starter import start
from generator.check.joined import Checked
from generator.check.markup import hidden_spans
from generator.check.match import Haystack
from generator.diagnostics import Diagnostic
from generator.model import Place, Verdict
from generator.publish.markdown.export import files
from generator.read import schema
from generator.read.load import parse_yaml
from generator.read.validate import validate
from generator.review import reports
from generator.review.formats import FORMS, Report
from generator.review.outcome import outcome
from generator.settings import Limits, QuoteRules
from generator.text import fold, long_mark_run
from tests import bare

CORPUS = Path(__file__).parent / "corpus"
SHAPES = (
    schema.SheetShape,
    schema.QuestionShape,
    schema.DisagreementShape,
    schema.VocabularyShape,
    schema.SeedShape,
    schema.ReviewsShape,
    schema.CorrectionsShape,
)
LIMITS = Limits(fact_file_bytes=100_000)
SHEET = "facts/technologies/fuzzed.yml"
SEED = "fuzz-seed"
QUOTE = "these words stand in the source"


def load(data: bytes) -> None:
    """A file of facts: read, held against every shape, each finding with a place in it."""
    document, found = parse_yaml(data, SHEET, LIMITS)
    assert document is not None or found
    if document is not None:
        for shape in SHAPES:
            found = [*found, *validate(document, shape)[1]]
    lines = data.count(b"\n") + data.count(b"\r") + 2
    for diagnostic in found:
        assert diagnostic.rule
        assert 1 <= diagnostic.place.line <= lines, diagnostic
        assert diagnostic.message.isprintable(), diagnostic


def match(data: bytes) -> None:
    """A document, a quote, words before and after it, with NUL between them."""
    text, quote, prefix, suffix, *_ = (*data.decode("utf-8", "ignore").split("\0"), "", "", "")
    if long_mark_run(text) is not None or long_mark_run(quote) is not None:
        return  # both are refused when they are read
    seed = bare.seed(text, language="fr" if len(text) % 2 else "en")
    found = Haystack(seed, QuoteRules()).find(quote, prefix or None, suffix or None)
    assert found.verdict.passes is bool(found.spans)
    assert all(0 <= start < end <= len(text) for start, end in found.spans)
    assert list(found.spans) == sorted(found.spans)
    if found.verdict in (Verdict.EXACT, Verdict.TYPOGRAPHIC):
        ((start, end),) = found.spans
        assert fold(text[start:end]) == fold(quote)
    if not found.verdict.passes:
        assert found.rule


def shown(data: bytes) -> None:
    """A document: which of its words readers do not see, and which figures are not read."""
    text = data.decode("utf-8", "ignore")
    hidden = hidden_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in hidden)
    assert all(before[1] <= after[0] for before, after in pairwise(hidden))
    for language in ("en", "fr"):
        read = [(amount.start, amount.end) for amount in amounts.find(text, language)]
        unread = digits.stretches(text, read)
        assert all(0 <= start < end <= len(text) for start, end in unread)


@functools.cache
def project() -> Path:
    """A starter project; removed with the process's own temporary folder."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-")) / "project"
    start(root)
    return root


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.seen.add(f"{tag} {name}")
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src"):
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
                assert scheme is None or scheme[1].lower() in ("http", "https", "data"), value
        self.seen.add(tag)


def _drawn(root: Path) -> set[str] | None:
    checked = pipeline.check(root)
    if not checked.ok:
        return None
    tags = _Tags()
    for language in ("en", "fr"):
        for page in pipeline.pages(checked, language):
            for section in page.sections:
                tags.feed(section.html)
    for _ in files(checked):
        pass
    return tags.seen


def _sheet(words: list[str]) -> str:
    """A sheet with words of a stranger in each of its texts."""
    name, alias, first, second, value = (*words, *["words"] * 5)[:5]
    fact = {
        "id": "fuzzed",
        "property": "description",
        "value": value,
        "text": {"en": first, "fr": second},
        "certainty": "stated",
        "citations": [{"seed": SEED, "quote": QUOTE}],
    }
    sheet = {"kind": "technology", "name": name, "aliases": [alias], "facts": [fact]}
    return yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False)


@functools.cache
def plain() -> frozenset[str]:
    """The elements and attributes of the pages when all texts are plain words."""
    root = project()
    text = f"A title\n{QUOTE} and more of them.\n"
    (root / "seeds/fuzz.txt").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (root / "seeds/fuzz.yml").write_text(
        f"id: {SEED}\ntitle: Fuzz\nlanguage: en\npublisher: unknown\nauthor: unknown\n"
        f"published: unknown\nas_of: unknown\nsha256: {digest}\n"
        "display: full\n",
        "utf-8",
    )
    (root / SHEET).parent.mkdir(parents=True, exist_ok=True)
    (root / SHEET).write_text(_sheet(["Fuzzed", "Fuzzy"]), "utf-8")
    drawn = _drawn(root)
    assert drawn is not None, [str(d) for d in pipeline.check(root).diagnostics]
    return frozenset(drawn)


def render(data: bytes) -> None:
    """Texts with NUL between them, on every page and in the Markdown: no element is added."""
    known = plain()
    words = data.decode("utf-8", "ignore").split("\0")
    (project() / SHEET).write_text(_sheet(words), "utf-8", "surrogatepass")
    drawn = _drawn(project())
    if drawn is not None:
        assert drawn <= known | MAY_COME, drawn - known


MAY_COME = frozenset({"abbr", "abbr title", "span lang", "bdi", "wbr"})
"""What the pages draw around some words by themselves."""


@functools.cache
def _checked() -> Checked:
    return pipeline.check(project())


def messages(data: bytes) -> None:
    """A finding about any path with any words, in every form of report."""
    path, words, hint, nearest, *_ = (*data.decode("utf-8", "ignore").split("\0"), "", "", "")
    place = Place(f"facts/{path}", 1 + len(path), 1 + len(words))
    finding = Diagnostic("quote-not-found", place, words, hint, nearest=nearest)
    checked = replace(_checked(), diagnostics=[finding])
    written = {name: form(Report(checked)) for name, form in FORMS.items()}
    json.loads(written["sarif"])
    json.loads(written["gitlab"])
    json.loads(written["rdjson"])
    ElementTree.fromstring(written["junit"])
    lines = re.split("[\r\n]+", written["github"])  # as the runner of GitHub does
    assert sum(line.startswith("::") for line in lines) == 1
    json.loads(reports.as_json(outcome(checked)))
    assert all(isinstance(line, str) for line in reports.text(outcome(checked)))


TARGETS = {target.__name__: target for target in (load, match, shown, render, messages)}
