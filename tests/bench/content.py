"""Makes the content of a project of any size from a number: always the same for the same number."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.bench import words
from tests.bench.templates import DELIVERY, KINDS, Template

FACTS = 10
SHEETS_A_DOCUMENT = 10
_BLOCK = 100  # sheets name others of their block, so that twice the sheets are twice the work
_DIGITS = {"person": (0, 1, 2), "organization": (3, 4, 5), "technology": (6, 7), "event": (8, 9)}
_KIND = {digit: kind for kind, digits in _DIGITS.items() for digit in digits}
_SLOTS = {"p": "person", "o": "organization", "t": "technology", "e": "event"}
_NOUNS: dict[str, tuple[words.Pair, ...]] = {
    "organization": (("Museum", "Musée"), ("Mill", "Moulin"), ("Theatre", "Théâtre"),
                     ("Laboratory", "Laboratoire"), ("Shipyard", "Chantier naval"),
                     ("Trading Post", "Comptoir"), ("Bureau", "Bureau")),
    "technology": (("engine", "moteur"), ("loom", "métier à tisser"), ("kiln", "four"),
                   ("winch", "treuil"), ("boiler", "poêle")),
    "event": (("Fair", "Salon"), ("Festival", "Festival"), ("Congress", "Congrès"),
              ("Regatta", "Grand Prix")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extremes:
    """The shapes that are far from the usual; 0 for none.

    Attributes:
        document_bytes: the size of the first document.
        facts: of one sheet.
        mentions: facts, from the first on, that name one and the same person.
    """

    document_bytes: int = 0
    facts: int = 0
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document."""

    document: int
    quote: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One assertion; `value` is already in the form of the fact file."""

    id: str
    property: str
    value: object
    date: str
    en: str
    fr: str
    mentions: tuple[str, ...]
    certainty: str
    attributed_to: str
    citations: tuple[Citation, ...]


@dataclass(slots=True)
class Sheet:
    """One page."""

    id: str
    kind: str
    en: str
    fr: str
    alias: str
    facts: list[Fact] = field(default_factory=list)

    def named(self) -> dict[str, str]:
        """Its names as they stand in a sentence: with the article, and with « de »."""
        if self.kind == "person":
            return {"en": self.en, "fr": self.fr, "du": f"de {self.fr}"}
        fr = self.fr if self.kind != "technology" else self.fr[0].lower() + self.fr[1:]
        return {"en": f"the {self.en}", "fr": f"le {fr}", "du": f"du {fr}"}


@dataclass(slots=True)
class Document:
    """One source: its sentences as they are found, then its paragraphs."""

    number: int
    language: str
    sentences: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What citations name."""
        return f"paper-{self.number:05}"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a project says."""

    seed: int
    languages: tuple[str, ...]
    extremes: Extremes
    sheets: list[Sheet]
    documents: list[Document]

    @property
    def facts(self) -> int:
        """How many there are."""
        return sum(len(sheet.facts) for sheet in self.sheets)

    @property
    def citations(self) -> int:
        """How many there are."""
        return sum(len(fact.citations) for sheet in self.sheets for fact in sheet.facts)


def make(
    count: int,
    seed: int = 1,
    languages: tuple[str, ...] = ("en", "fr"),
    extremes: Extremes | None = None,
) -> Content:
    """The content of a project.

    Args:
        count: sheets, a multiple of ten.
        languages: of the documents; the facts are always in both.
    """
    if count < 10 or count % 10:
        raise ValueError("the number of sheets is a multiple of ten")
    extremes = extremes or Extremes()
    sheets = [_sheet(number) for number in range(count)]
    documents = [
        Document(n, languages[n % len(languages)]) for n in range(count // SHEETS_A_DOCUMENT)
    ]
    content = Content(seed, languages, extremes, sheets, documents)
    for number, sheet in enumerate(sheets):
        _Writer(content, number).write(KINDS[sheet.kind][1])
    return content


def _sheet(number: int) -> Sheet:
    kind, stem = _KIND[number % 10], words.stem(number)
    if kind == "person":
        name = f"{words.given(number)} {stem}"
        return Sheet(stem.lower(), kind, name, name, stem)
    nouns = _NOUNS[kind]
    english, french = nouns[number % len(nouns)]
    return Sheet(stem.lower(), kind, f"{stem} {english}", f"{_cap(french)} {stem}", stem)


class _Writer:
    """Writes the facts of one sheet, and the sentences they stand on."""

    def __init__(self, content: Content, number: int) -> None:
        self.content, self.number, self.sheet = content, number, content.sheets[number]
        self.random = Random(f"{content.seed} {number}")
        self.home = number // SHEETS_A_DOCUMENT
        self.asides = list(words.ASIDES)

    def write(self, templates: tuple[Template, ...]) -> None:
        clashes = self.number % 50 == 3
        for n, template in enumerate(templates):
            if clashes and n == 5:  # another number of people, from another document
                self.fact(templates[2], f"{templates[2].property}-elsewhere", self.home + 1)
            else:
                self.fact(template, template.property, self.home)
        if self.number == 3:
            for n in range(FACTS, self.content.extremes.facts):
                self.fact(DELIVERY, f"delivery-{n}", self.home)

    def fact(self, template: Template, name: str, document: int) -> None:
        slots, others = self.slots(template)
        first = self.cite(document, template.en, template.fr, slots)
        citations = [first]
        if template.also:
            citations.append(self.cite(document + 1, *template.also, slots))
        fact = Fact(
            id=name,
            property=template.property,
            value=_value(template.value, slots, others),
            date=_date(template.date, slots),
            en=_sentence(template.en, slots["en"]),
            fr=_sentence(template.fr, slots["fr"]),
            mentions=tuple(dict.fromkeys(others.values())),
            certainty=template.certainty,
            attributed_to={**others, "s": self.sheet.id}.get(template.speaker, ""),
            citations=tuple(citations),
        )
        self.sheet.facts.append(fact)

    def slots(self, template: Template) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
        """What fills a template in each language, and the other sheets it names by slot."""
        random = self.random
        year, day, month = random.randint(1901, 2024), random.randint(2, 28), random.randrange(12)
        count = random.choice((random.randint(12, 999), random.randint(1, 900) * 10 + 1000))
        millions = random.randint(11, 999)
        things = {"a": words.thing(random), "b": words.thing(random), "room": words.room(random)}
        names, others = {"s": self.sheet.named()}, {}
        hub = self.content.sheets[0]
        mentioned = len(self.sheet.facts) + self.number * FACTS < self.content.extremes.mentions
        for slot, kind in _SLOTS.items():
            if f"{{{slot}}}" in template.en:
                other = self.other(kind)
                names[slot], others[slot] = other.named(), other.id
        if mentioned and hub is not self.sheet:
            names["hub"], others["hub"] = hub.named(), hub.id
        filled: dict[str, dict[str, str]] = {}
        for n, language in enumerate(("en", "fr")):
            filled[language] = {
                "year": str(year), "day": str(day), "month": words.MONTHS[month][n],
                "small": str(count % 37 + 11),
                "n": f"{count:,}" if n == 0 else f"{count:,}".replace(",", "\u202f"),
                "m": f"{millions / 10:.1f}".replace(".", "." if n == 0 else ","),
                **{key: pair[n] for key, pair in things.items()},
                **{key: name[language] for key, name in names.items()},
                "s_du": names["s"]["du"], "beside": ("beside", "aux côtés de")[n],
            }  # fmt: skip
        raw = {"year": str(year), "month": f"{month + 1:02}", "day": f"{day:02}", "n": str(count)}
        filled["raw"] = {**raw, "m": f"{millions / 10:.1f}", "small": str(count % 37 + 11)}
        return filled, others

    def other(self, kind: str) -> Sheet:
        """Another sheet of the same block; some are named much more than the rest."""
        base = self.number // _BLOCK * _BLOCK
        tens = (min(base + _BLOCK, len(self.content.sheets)) - base) // 10
        ten = 0 if self.random.random() < 0.15 else self.random.randrange(tens)
        digits = [d for d in _DIGITS[kind] if base + ten * 10 + d != self.number]
        return self.content.sheets[base + ten * 10 + self.random.choice(digits)]

    def cite(self, number: int, en: str, fr: str, slots: dict[str, dict[str, str]]) -> Citation:
        """Writes the sentence into a document and cuts the quote out of it."""
        document = self.content.documents[number % len(self.content.documents)]
        n, random = int(document.language == "fr"), self.random
        subject, bar, rest = _filled((en, fr)[n], slots[document.language]).partition("|")
        lead = f"{random.choice(words.OPENERS)[n]}, " if random.random() < 0.35 else ""
        tail = f" {words.tail(random)[n]}" if random.random() < 0.4 else ""
        subject = subject if lead else _cap(subject)
        if bar and en.startswith("{s}") and random.random() < 0.1 and self.asides:
            aside = self.asides.pop()[n]  # each once, so that the cut quote stands in one place
            quote = f"{subject}, {' '.join(aside.split()[:2])} […]{rest}"
            said = f"{subject}, {aside},{rest}"
        else:
            quote = said = subject + rest
        document.sentences.append(f"{lead}{said}{tail}.")
        if random.random() < 0.15:
            quote += tail
        if document.number % 4 < 2:
            quote = quote.replace("’", "'")
        return Citation(document.number, quote)


def _cap(text: str) -> str:
    return text[0].upper() + text[1:]


def _filled(template: str, slots: dict[str, str]) -> str:
    text = template.format_map(slots)
    return f"{text} {slots['beside']} {slots['hub']}" if "hub" in slots else text


def _sentence(template: str, slots: dict[str, str]) -> str:
    return _cap(_filled(template, slots).replace("|", "")) + "."


def _date(form: str, slots: dict[str, dict[str, str]]) -> str:
    raw = slots["raw"]
    year, month, day = raw["year"], raw["month"], raw["day"]
    return {
        "": "", "year": year, "year/..": f"{year}/..", "month": f"{year}-{month}",
        "day": f"{year}-{month}-{day}",
    }[form]  # fmt: skip


def _value(form: str, slots: dict[str, dict[str, str]], others: dict[str, str]) -> object:
    """A typed value as a fact file writes it."""
    raw = slots["raw"]
    if form in ("year", "month", "day"):
        return _date(form, slots)
    if form in ("a", "b", "room"):
        return {"en": slots["en"][form], "fr": slots["fr"][form]}
    if form in others:
        return others[form]
    if form == "percent":
        return {"amount": raw["small"], "unit": "percent"}
    slot, _, unit = form.partition(" ")
    if unit == "EUR":
        scale = {"scale": "million"} if slot == "m" else {}
        return {"amount": raw[slot], **scale, "currency": "EUR"}
    english, french = unit.split("|")
    return {"amount": raw[slot], "unit": {"en": english, "fr": french}}
