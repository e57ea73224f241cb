"""What a project may set, in `mkdocs.yml` under `plugins: factsheet:`, each with its default."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from generator.model import Place, Words


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read, so that no file can exhaust the machine.

    Attributes:
        seed_bytes: of a document's text; the file that it was taken out of has its own limit.
        extraction_seconds, extraction_memory: processor time, and bytes of address space, for
            taking the text out of one file.
        typesetting_seconds, typesetting_memory: the same for setting PDFs, of each process, which
            may take more the more sheets there are; of its address space a tenth is never used.
        facts: of the whole project.
        name_words: of a sheet's name or alias.
        name_characters: of a name, a title, a label; text_characters of any other text that is
            written for readers; quote_characters of a quote.
        quote_brackets: cuts and other brackets in a quote.
        entries: of any list or mapping below a fact, a sheet, a question or a disagreement.
        sheet_facts: of one sheet.
        compared_words: words of a document's sentences that may be held, one by one, against
            those of sentences that are known.
        findings: that a report for people prints.
    """

    fact_file_bytes: int = 1_048_576
    seed_bytes: int = 4_194_304
    original_bytes: int = 67_108_864
    extraction_seconds: int = 20
    extraction_memory: int = 805_306_368
    typesetting_seconds: int = 120
    typesetting_memory: int = 1_153_433_600
    sentences: int = 50_000
    scalar_characters: int = 65_536
    name_words: int = 40
    name_characters: int = 500
    text_characters: int = 5_000
    quote_characters: int = 10_000
    quote_brackets: int = 20
    depth: int = 20
    nodes: int = 100_000
    entries: int = 200
    sheet_facts: int = 1_000
    facts: int = 100_000
    compared_words: int = 5_000_000
    findings: int = 200


@dataclass(frozen=True, slots=True)
class QuoteRules:
    """What counts as a quote.

    Attributes:
        min_words: a quote with fewer words is too short to mean anything.
        max_cut: the most characters of the source one `[…]` may leave out.
        context: characters compared on each side to tell whether two places are the same context.
        places: of one document that are looked at for all its quotes together; searched are the
            characters that are gone through for them.
    """

    min_words: int = 3
    max_cut: int = 300
    context: int = 60
    places: int = 50_000
    searched: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the documents must be accounted for, and how much may be reproduced.

    Attributes:
        threshold: percent of a document's sentences that must be cited, repeat others or be
            excluded.
        budget: percent of a document that the published site may reproduce, unless it is shown in
            full by its metadata.
        likeness: percent from which a sentence with a few words more or less repeats another; at
            100 only the same words do.
    """

    threshold: int = 0
    budget: int = 100
    likeness: int = 90


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """What a team asks of the review of its facts.

    Attributes:
        required: how many people must have reviewed a fact before it may be published.
        two_for: certainties, or ids of sheets, whose facts need two.
        author_may_review: whether a review counts by somebody who wrote a line of the fact.
        reviewers: who may review, each as `Name` or `Name <mail>`; empty for everybody.
        signed: whether a review counts only with git's word that its reviewer signed it.
    """

    required: int = 0
    two_for: tuple[str, ...] = ()
    author_may_review: bool = False
    reviewers: tuple[str, ...] = ()
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """A project's settings; paths are absolute.

    Attributes:
        root: the project's folder, which holds `facts/`, `seeds/` and `mkdocs.yml`.
        site: where the published site stands.
        title: name of the fact sheet in each language.
        summary: one sentence on what it is about, in each language.
        edit_url: address that, followed by a file's path, opens it for editing; empty for none.
        report_url: address that opens a report of an error; empty for none.
        source_url: address that opens a suggestion of a source; empty for none.
        publisher, license, contact: who publishes it, under which licence, how to reach them, as
            the page about it says; empty for what is not said.
        published: the revision that was published last; empty for the newest tag `published-…`.
        share_cards: the most pages of a language that have a share card of their own.
        excerpt_context: characters shown on each side of a cited passage in an excerpted source.
        docs: where the pages stand that are written by hand.
        plain_pages: nothing that `mkdocs.yml` names changes which these are, or what they say.
        menu: the pages that `nav` names, as paths from `docs`, each with its place.
    """

    root: Path
    site: Path
    site_name: str = "Factsheet"
    site_url: str = ""
    title: Words = field(default_factory=dict)
    summary: Words = field(default_factory=dict)
    edit_url: str = ""
    report_url: str = ""
    source_url: str = ""
    publisher: str = ""
    license: str = ""
    contact: str = ""
    published: str = ""
    docs: Path = Path()
    plain_pages: bool = False
    menu: tuple[tuple[str, Place], ...] = ()
    excerpt_context: int = 30
    share_cards: int = 300
    limits: Limits = Limits()
    quotes: QuoteRules = QuoteRules()
    coverage: Coverage = Coverage()
    review: ReviewRules = ReviewRules()

    def named(self, language: str) -> str:
        """The fact sheet's name in a language."""
        return self.title.get(language) or self.site_name
