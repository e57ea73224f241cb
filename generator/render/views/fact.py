"""A fact as pages show it: its sentence, its status in words and its evidence, numbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from generator import dates
from generator.check.consistency import WEAK
from generator.model import Certainty, Fact, Passage, Role, Seed, Verdict
from generator.render.citations import Cite, cite
from generator.render.edition import Edition, Link, Remark, shortened
from generator.render.phrases import phrases, typeset

_TERMS = {"certainty": "certainty", "found": "verdict", "sources": "origin"}
"""What a badge's name begins with → the entry of the glossary that explains it."""

_WEAKEST = (Verdict.EDITED, Verdict.TYPOGRAPHIC, Verdict.EXACT)


class Badge(NamedTuple):
    """A status in words; `name` chooses its look, `why` explains it to who never heard of it."""

    name: str
    words: str
    why: str

    @property
    def term(self) -> str:
        """The glossary's entry on it."""
        return _TERMS.get(self.name.partition("-")[0], "correction")


class Quotation(NamedTuple):
    """A source's own words and where they stand.

    Attributes:
        part: the part of the document, where that is not its body; empty for the body.
        page: of the file that the document's text was taken out of; empty where none is known.
        addresses: whole ones of the passage here and of the document itself, as far as known.
    """

    words: str
    language: str
    found: Badge
    document: str
    line: str
    url: str
    part: str = ""
    page: str = ""
    addresses: str = ""


class Mark(NamedTuple):
    """The number of a reference where a page uses it; `id` is the anchor that leads back here.

    Number 0 is not in the page's list: it leads straight to the place in the document.
    """

    number: int
    id: str
    quotation: Quotation


class Reference(NamedTuple):
    """One entry of a page's list of references, with the anchors of all its uses."""

    number: int
    quotation: Quotation
    uses: tuple[str, ...]


@dataclass(frozen=True)
class FactView:
    """A fact on any page.

    What every page shows of it is given; the rest, which few do, is found when it is asked for.

    Attributes:
        edition, fact, home: what it is made of; `home` is the sheet of the page, if there is one.
        sentence: the text in pieces, with the names of other sheets as links.
        certainty: whose words and how firm.
        corrected: what was done to it last and when; empty for a fact never corrected.
    """

    edition: Edition = field(repr=False)
    fact: Fact
    home: str
    url: str
    subject: Link
    sentence: tuple[Link, ...]
    certainty: Badge
    evidence: tuple[Mark, ...]
    corrected: str

    @property
    def id(self) -> str:
        """The anchor on its sheet's own page; empty on every other page."""
        return self.fact.id if self.fact.sheet == self.home else ""

    @property
    def stated(self) -> bool:
        """Whether it is simply said to be so."""
        return self.fact.certainty is Certainty.STATED

    @cached_property
    def retracted(self) -> bool:
        """Whether it was withdrawn."""
        return self.fact.address in self.edition.index.retracted

    @property
    def label(self) -> str:
        """What it asserts."""
        return self.edition.text(self.edition.property(self.fact).label)

    @cached_property
    def date(self) -> str:
        """When it was so; empty if it has no date."""
        return self.edition.date(self.fact.date) if self.fact.date else ""

    @property
    def found(self) -> Badge:
        """How its quotes were found."""
        return verdict(self.edition, weakest(self._passages))

    @cached_property
    def sources(self) -> Badge:
        """On how many documents and origins it stands."""
        return origins(self.edition, self.fact)

    @property
    def several(self) -> bool:
        """Whether it stands on more than one document."""
        return self.edition.origins.of(self.fact.address)[0] > 1

    @cached_property
    def derived(self) -> tuple[tuple[str, str], ...]:
        """Words of the text that no quote holds, and how they follow."""
        edition = self.edition
        return tuple(
            (typeset(d.value, edition.language), edition.text(d.how)) for d in self.fact.derived
        )

    @cached_property
    def weak(self) -> str:
        """Said when no quote comes from the body of a document; empty otherwise."""
        return weak(self.edition, self._passages)

    @cached_property
    def answers(self) -> tuple[tuple[str, Remark], ...]:
        """Rules that the editors set aside, in words, and their reasons."""
        edition = self.edition
        return tuple(
            (edition.phrases.say(f"answer.{rule}"), edition.remark(reason))
            for rule, reason in self.fact.answers.items()
        )

    @cached_property
    def disputes(self) -> tuple[Link, ...]:
        """The disagreements that hold it."""
        index = self.edition.index
        return tuple(
            Link(self.edition.text(index.project.disagreements[i].title), f"disagreements/#{i}")
            for i in index.disputed_in.get(self.fact.address, ())
        )

    @cached_property
    def edit_url(self) -> str:
        """Where its line is edited."""
        return self.edition.edit_url(self.fact.place)

    @cached_property
    def report_url(self) -> str:
        """Where an error in it is reported."""
        return self.edition.report_url(self.fact)

    @cached_property
    def source_url(self) -> str:
        """Where another source for it is suggested."""
        return self.edition.source_url(self.fact)

    @cached_property
    def reviewed(self) -> str:
        """Who reviewed it and when, or that nobody has; what changed since, if it did."""
        return reviewed(self.edition, self.fact)

    @cached_property
    def cite(self) -> Cite | None:
        """How others cite it; only on its sheet's own page."""
        return cite(self.edition, self.fact) if self.fact.sheet == self.home else None

    @property
    def _passages(self) -> tuple[Passage, ...]:
        return self.edition.index.passages[self.fact.address]


class References:
    """Numbers the passages of one page, in the order in which the page uses them."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._numbers: dict[tuple[str, tuple[tuple[int, int], ...]], int] = {}
        self._uses: list[int] = []
        self._quotations: list[Quotation] = []

    def mark(self, passage: Passage) -> Mark:
        """The reference of a passage, used once more."""
        key = (passage.citation.seed, passage.spans)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        if number > len(self._uses):
            self._uses.append(0)
            self._quotations.append(quotation(self.edition, passage))
        self._uses[number - 1] += 1
        use = f"use_{number}_{self._uses[number - 1]}"
        return Mark(number, use, self._quotations[number - 1])

    def marks(self, facts: Iterable[Fact]) -> tuple[Mark, ...]:
        """The references of facts that say the same, each used once more."""
        passages = (p for fact in facts for p in self.edition.index.passages[fact.address])
        return tuple(map(self.mark, {(p.citation.seed, p.spans): p for p in passages}.values()))

    def view(self, fact: Fact, home: str = "", *, numbered: bool = True) -> FactView:
        """A fact on the page of the sheet `home`, or on a page of no sheet."""
        edition = self.edition
        others = (*fact.mentions, fact.sheet)
        return FactView(
            edition,
            fact,
            home,
            url=edition.fact_url(fact),
            subject=edition.sheet(fact.sheet),
            sentence=linked(edition, edition.text(fact.text), (i for i in others if i != home)),
            certainty=certainty(edition, fact),
            evidence=tuple(map(self.mark, edition.index.passages[fact.address]))
            if numbered
            else in_place(edition, fact),
            corrected=corrected(edition, fact),
        )

    def views(self, facts: Iterable[Fact], home: str = "") -> tuple[FactView, ...]:
        """Facts as `view` shows them."""
        return tuple(self.view(fact, home) for fact in facts)

    def listed(self) -> tuple[Reference, ...]:
        """The list of references; only complete once everything on the page is marked."""
        return tuple(
            Reference(at, words, tuple(f"use_{at}_{use}" for use in range(1, uses + 1)))
            for at, (words, uses) in enumerate(zip(self._quotations, self._uses, strict=True), 1)
        )


def in_place(edition: Edition, fact: Fact) -> tuple[Mark, ...]:
    """Where a fact's passages stand, to lead there without a list of references."""
    passages = edition.index.passages[fact.address]
    return tuple(Mark(0, "", quotation(edition, passage)) for passage in passages)


def quotation(edition: Edition, passage: Passage) -> Quotation:
    """The words of a passage: the source's own, or the editor's where the editor cut."""
    seed = edition.seed(passage.citation.seed)
    edited = passage.verdict is Verdict.EDITED
    url = edition.passage_url(passage)
    words = passage.citation.quote if edited else seed.text[passage.start : passage.end]
    return Quotation(
        words=words,
        language=seed.language,
        found=verdict(edition, passage.verdict),
        document=shortened(seed.title, 72),
        line=edition.phrases.say("source.line", line=edition.phrases.number(passage.line)),
        url=url,
        part="" if passage.role is Role.BODY else edition.phrases.say(f"part.{passage.role}"),
        page=edition.page(seed, passage.line),
        addresses=" · ".join(filter(None, (edition.whole(url), published_at(seed)))),
    )


def published_at(seed: Seed) -> str:
    """Where a document was published; empty for what is no web address."""
    url = seed.url or ""
    return url if url.startswith(("https://", "http://")) else ""


def corrected(edition: Edition, fact: Fact) -> str:
    """That a fact was corrected or withdrawn, and when."""
    found = edition.index.corrected.get(fact.address, ())
    if not found:
        return ""
    retracted = fact.address in edition.index.retracted
    key = "fact.retracted" if retracted else "fact.corrected"
    return edition.phrases.say(key, date=edition.date(dates.parse(found[0].date)))


def reviewed(edition: Edition, fact: Fact) -> str:
    """Who reviewed a fact as it is now; else that nobody has, or what changed since."""
    phrases = edition.phrases
    found = edition.index.reviewed.get(fact.address)
    if found and found.standing:
        said = [
            phrases.say("review.by", name=review.by, date=edition.date(dates.parse(review.date)))
            for review in found.standing
        ]
        signed = edition.settings.review.signed
        key = "review.reviewed_signed" if signed else "review.reviewed"
        return phrases.say(key, who=phrases.listing(said))
    if found and found.lapsed:
        parts = dict.fromkeys(part for lapse in found.lapsed for part in lapse.parts)
        changed = phrases.listing([phrases.say(f"review.part_{part}") for part in parts])
        return phrases.say("review.lapsed", parts=changed)
    return phrases.say("review.none")


def weak(edition: Edition, passages: Iterable[Passage]) -> str:
    """What to say of a fact whose quotes all stand outside the body of their documents."""
    roles = {passage.role for passage in passages}
    return edition.phrases.say("fact.weak") if roles and roles <= WEAK else ""


def origins(edition: Edition, fact: Fact) -> Badge:
    """On how many documents a fact stands, and how many of them are origins of their own."""
    phrases = edition.phrases
    documents, own = edition.origins.of(fact.address)
    if documents <= 1:
        return Badge("sources", phrases.say("origins.one"), phrases.say("origins.one_why"))
    words = phrases.say(
        "origins.words",
        documents=phrases.count("origins.documents", documents),
        origins=phrases.count("origins.origins", own),
    )
    why = "origins.shared_why" if own < documents else "origins.own_why"
    return Badge("sources", words, phrases.say(why))


def weakest(passages: Iterable[Passage]) -> Verdict:
    """The verdict of all passages together: that of the one found least directly."""
    found = {passage.verdict for passage in passages}
    return next((v for v in _WEAKEST if v in found), Verdict.EXACT)


def verdict(edition: Edition, found: Verdict) -> Badge:
    """How a quote was found, in words."""
    return _verdict(edition.language, found)


@cache
def _verdict(language: str, found: Verdict) -> Badge:
    say = phrases(language).say
    return Badge(f"found-{found}", say(f"verdict.{found}.words"), say(f"verdict.{found}.why"))


def certainty(edition: Edition, fact: Fact, here: str = "") -> Badge:
    """How firmly a fact is said and by whom, in words; `here` is the document that it stands in."""
    badge = _certainty(edition.language, fact.certainty)
    if not fact.attributed_to:
        return badge
    own = fact.attributed_to == here
    voice = edition.phrases.say("source.itself") if own else edition.voice(fact.attributed_to)
    return badge._replace(words=f"{badge.words} — {voice}")


@cache
def _certainty(language: str, how: Certainty) -> Badge:
    say = phrases(language).say
    return Badge(f"certainty-{how}", say(f"certainty.{how}.words"), say(f"certainty.{how}.why"))


def linked(edition: Edition, text: str, sheet_ids: Iterable[str]) -> tuple[Link, ...]:
    """A text in pieces, the first place that names each sheet made a link to it."""
    spans: list[tuple[int, int, str]] = []
    for sheet_id in dict.fromkeys(sheet_ids):
        for name in edition.names[sheet_id]:
            start = _named(text, name, spans)
            if start >= 0:
                spans.append((start, start + len(name), edition.sheet(sheet_id).url))
                break
    pieces: list[Link] = []
    done = 0
    for start, end, url in sorted(spans):
        pieces += [Link(text[done:start]), Link(text[start:end], url)]
        done = end
    pieces.append(Link(text[done:]))
    return tuple(piece for piece in pieces if piece.text)


def _named(text: str, name: str, taken: list[tuple[int, int, str]]) -> int:
    """Where a text first holds a name as whole words outside `taken`; -1 for nowhere."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        whole = not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
        if whole and all(end <= first or start >= last for first, last, _ in taken):
            return start
        start = text.find(name, start + 1)
    return -1
