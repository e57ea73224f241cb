"""The fact sheet in one language: everything resolved that more than one view needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from generator import dates, quantities
from generator.check.coverage import Account, account
from generator.check.origins import Origins, origins
from generator.dates import Date
from generator.model import (
    Fact,
    Index,
    Kind,
    Passage,
    Place,
    Property,
    Quantity,
    Question,
    Seed,
    Sheet,
    SheetRef,
    Value,
    Words,
)
from generator.render.parts import Cut, address
from generator.render.phrases import Phrases, phrases, sort_key, typeset
from generator.settings import Settings
from generator.terms import LANGUAGES

T = TypeVar("T")
UNKNOWN = "unknown"
"""What a seed's metadata says of what its document does not show."""


class Link(NamedTuple):
    """Words and where they lead, relative to the language's root; `` for plain words."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """An editor's remark; `language` is empty when it is the page's own."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Edition:
    """An index, its settings and one language, joined; what every view is built from.

    Attributes:
        known_accounts, known_origins: what the checks found already; otherwise found when asked.
        known_cuts: of pages that are cut in the same way in every language; others are added.
        offers: what the build puts beside the pages: `data`, `pdf`, `feeds`.
        placing: the entries and parts of the page at an address; None where every page is whole,
            as on paper.
    """

    index: Index
    settings: Settings
    language: str
    known_accounts: Mapping[str, Account] = field(default_factory=dict)
    known_origins: Origins | None = None
    known_cuts: dict[str, Cut[Any]] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    placing: Callable[[Edition, str], Cut[Any]] | None = None

    @cached_property
    def phrases(self) -> Phrases:
        """The interface's words."""
        return phrases(self.language)

    def text(self, words: Words) -> str:
        """An editor's text in this language, typeset."""
        return typeset(words[self.language], self.language)

    def remark(self, words: Words) -> Remark:
        """An editor's remark, in the language that it has where this one is missing."""
        if self.language in words:
            return Remark(self.text(words))
        language, text = next(iter(words.items()))
        return Remark(typeset(text, language), language)

    @property
    def summary(self) -> str:
        """What the project says it is about, in one sentence; may be empty."""
        return typeset(self.settings.summary.get(self.language, ""), self.language)

    @cached_property
    def related(self) -> bool:
        """Whether any fact links two sheets."""
        return any(
            isinstance(fact.value, SheetRef) and fact.value.sheet != fact.sheet
            for fact in self.standing
        )

    @cached_property
    def standing(self) -> tuple[Fact, ...]:
        """Every fact that has not been withdrawn."""
        return tuple(
            fact
            for address, fact in self.index.project.facts.items()
            if address not in self.index.retracted
        )

    @cached_property
    def accounts(self) -> Mapping[str, Account]:
        """What became of every sentence of each document, by the document's id."""
        return self.known_accounts or account(self.index, self.settings)

    @cached_property
    def origins(self) -> Origins:
        """Where documents share wording, and on how many origins each fact stands."""
        return self.known_origins or origins(self.index)

    @cached_property
    def sharing(self) -> Mapping[str, list[tuple[str, float]]]:
        """Document → those that share its wording, and its own share."""
        found: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for it in self.origins.overlaps:
            found[it.seed_a].append((it.seed_b, it.share_a))
            found[it.seed_b].append((it.seed_a, it.share_b))
        return found

    # --- in order ---------------------------------------------------------------------------

    @cached_property
    def sheets(self) -> Mapping[Kind, tuple[Sheet, ...]]:
        """The sheets of each kind by name, as the language sorts names."""
        found: dict[Kind, list[Sheet]] = {kind: [] for kind in Kind}
        for sheet in self.index.project.sheets.values():
            found[sheet.kind].append(sheet)
        return {
            kind: tuple(sorted(sheets, key=lambda s: sort_key(self.text(s.name))))
            for kind, sheets in found.items()
        }

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the FAQ in their order."""
        return tuple(sorted(self.index.project.questions.values(), key=lambda q: (q.order, q.id)))

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each property in the vocabulary's order."""
        return {name: at for at, name in enumerate(self.index.project.vocabulary.properties)}

    @cached_property
    def weight(self) -> Mapping[str, tuple[int, int]]:
        """How much each sheet holds, then how often others name it: the main ones have most."""
        return {
            sheet.id: (len(sheet.facts), len(self.index.mentioned_in.get(sheet.id, ())))
            for sheet in self.index.project.sheets.values()
        }

    @cached_property
    def pointing(self) -> Mapping[str, tuple[Fact, ...]]:
        """Sheet id → facts of other sheets whose value it is and that read from its side too."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.standing:
            if isinstance(fact.value, SheetRef) and self.property(fact).inverse:
                found[fact.value.sheet].append(fact)
        return {sheet: tuple(facts) for sheet, facts in found.items()}

    @cached_property
    def asking(self) -> Mapping[str, tuple[tuple[Question, Passage], ...]]:
        """Seed id → the questions that the document itself asks, and where."""
        found: dict[str, list[tuple[Question, Passage]]] = defaultdict(list)
        for question in self.questions:
            for passage in self.index.asked.get(question.id, ()):
                if passage.verdict.passes:
                    found[passage.citation.seed].append((question, passage))
        return {seed: tuple(asked) for seed, asked in found.items()}

    # --- parts of long pages ----------------------------------------------------------------

    @cached_property
    def _cuts(self) -> dict[str, Cut[Any]]:
        return {}

    def cut(self, url: str, make: Callable[[], Cut[T]], *, alike: bool = True) -> Cut[T]:
        """The entries of a page and its parts, made once; one part where every page is whole.

        Args:
            alike: whether they are the same in every language.
        """
        known = self.known_cuts if alike and self.placing else self._cuts
        if url not in known:
            made = make()
            known[url] = made if self.placing else made.whole()
        return known[url]

    def place(self, url: str) -> str:
        """Where an address stands: that of a fact stays the same however its page is cut."""
        page, _, anchor = url.partition("#")
        if not (anchor and self.placing):
            return url
        cut = self.known_cuts.get(page) or self._cuts.get(page)
        if cut is None:
            cut = self._cuts[page] = self.placing(self, page)
        part = cut.part_of(anchor) if cut.parts > 1 else 1
        return f"{address(page, part)}#{anchor}" if part > 1 else url

    # --- single things ----------------------------------------------------------------------

    def fact(self, address: str) -> Fact:
        """The fact at an address."""
        return self.index.project.facts[address]

    def property(self, fact: Fact) -> Property:
        """What a fact asserts of its sheet."""
        return self.index.project.vocabulary.properties[fact.property]

    def sheet(self, sheet_id: str) -> Link:
        """A sheet's name and page."""
        return self._sheets[sheet_id]

    @cached_property
    def _sheets(self) -> Mapping[str, Link]:
        sheets = self.index.project.sheets.values()
        return {sheet.id: Link(self.text(sheet.name), sheet.url) for sheet in sheets}

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Sheet id → its name and other names, the longest first."""
        return {
            sheet.id: tuple(
                sorted(
                    [
                        self.text(sheet.name),
                        *(typeset(alias, self.language) for alias in sheet.aliases),
                    ],
                    key=len,
                    reverse=True,
                )
            )
            for sheet in self.index.project.sheets.values()
        }

    def seed(self, seed_id: str) -> Seed:
        """A source document."""
        return self.index.project.seeds[seed_id]

    def fact_url(self, fact: Fact) -> str:
        """A fact's permalink."""
        return f"{self.sheet(fact.sheet).url}#{fact.id}"

    def passage_url(self, passage: Passage) -> str:
        """Where the reader shows a passage in its document."""
        return f"{seed_url(passage.citation.seed)}#{passage_id(passage)}"

    def whole(self, url: str) -> str:
        """An address on this language's site as a whole one; empty when the site's is not known."""
        return f"{self._root}{self.place(url)}" if self._root else ""

    @cached_property
    def _root(self) -> str:
        site = self.settings.site_url
        folder = "" if self.language == LANGUAGES[0] else f"{self.language}/"
        return f"{site.rstrip('/')}/{folder}" if site else ""

    def page(self, seed: Seed, line: int) -> str:
        """The page of a document's original on which a line stands; empty where none is known."""
        label = seed.page_at(line) if seed.pages else None
        return self.phrases.say("source.page", page=label) if label else ""

    def date(self, date: Date) -> str:
        """A date in words."""
        return dates.in_words(date, self.language)

    def quantity(self, value: Quantity) -> str:
        """A quantity in words."""
        unit = value.unit
        if unit is not None and not isinstance(unit, str):
            unit = unit[self.language]
        words = quantities.in_words(
            value.amount, value.scale, value.currency, unit, value.approximate, self.language
        )
        return typeset(words, self.language)

    def value(self, value: Value) -> Link:
        """A value in words; another sheet as a link to it."""
        if isinstance(value, SheetRef):
            return self.sheet(value.sheet)
        if isinstance(value, Date):
            return Link(self.date(value))
        if isinstance(value, Quantity):
            return Link(self.quantity(value))
        return Link(self.text(value))

    def voice(self, source: str) -> str:
        """Whose words: a sheet's name, or a document by its publisher or the start of its title."""
        if source in self.index.project.sheets:
            return self.sheet(source).text
        seed = self.seed(source)
        if seed.publisher != UNKNOWN:
            return seed.publisher
        return self.phrases.say("source.voice", title=shortened(seed.title, 44))

    def edit_url(self, place: Place) -> str:
        """Where the line of a fact's file is edited; empty when the project names no place."""
        base = self.settings.edit_url
        return f"{base.rstrip('/')}/{quote(place.path)}#L{place.line}" if base else ""

    def report_url(self, fact: Fact) -> str:
        """Where an error in a fact is reported, with what the setting asks for filled in."""
        return self._filled(self.settings.report_url, fact)

    def source_url(self, fact: Fact) -> str:
        """Where another source for a fact is suggested, filled in likewise."""
        return self._filled(self.settings.source_url, fact)

    def _filled(self, url: str, fact: Fact) -> str:
        if not url:
            return ""
        fields = {
            "fact": fact.address,
            "page": self.whole(self.fact_url(fact)),
            "text": fact.text[self.language],
        }
        for name, value in fields.items():
            url = url.replace(f"{{{name}}}", quote(value, safe=""))
        return url


def seed_url(seed_id: str) -> str:
    """The reader of a document."""
    return f"sources/{seed_id}/"


def passage_id(passage: Passage) -> str:
    """The anchor of a passage in its document's reader."""
    return f"p_{passage.start}"


def shortened(text: str, limit: int) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—-") + "…"
