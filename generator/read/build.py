"""Gives validated files their types: shapes become the nouns of the model, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from types import MappingProxyType

from generator.dates import Date, DateError, parse
from generator.diagnostics import Diagnostic, shown
from generator.model import (
    LANGUAGES, AsOf, Certainty, Citation, Clash, Derived, Disagreement, Display, Exclusion, Fact,
    Group, Kind, Place, Property, Quantity, Question, Role, Seed, Sheet, SheetRef, Value,
    ValueType, Vocabulary, Words,
)
from generator.read import schema
from generator.read.nodes import Document
from generator.read.validate import near

ORDERS = ("tens", "dozens", "hundreds", "thousands")
RESERVED = frozenset(
    "index search 404 assets static sitemap feed fr en con prn aux nul com1 lpt1".split()
)
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")

Report = Callable[[Diagnostic], None]
Where = Callable[..., Place]


def words(text: str | schema.Bilingual) -> Words:
    """A text in every language; a plain string is the same in all."""
    if isinstance(text, str):
        return MappingProxyType(dict.fromkeys(LANGUAGES, text))
    return MappingProxyType({language: getattr(text, language) for language in LANGUAGES})


def vocabulary(shape: schema.VocabularyShape, document: Document, report: Report) -> Vocabulary:
    """The project's vocabulary."""
    groups = tuple(Group(g.id, words(g.label)) for g in shape.groups)
    ids = [g.id for g in groups]
    properties = {}
    for name, p in shape.properties.items():
        place = document.place(("properties", name), key=True)
        if p.group not in ids:
            report(Diagnostic("unknown-reference", document.place(("properties", name, "group")),
                              f"There is no group `{p.group}`.", near(p.group, ids)))
        properties[name] = Property(
            name, words(p.label), ValueType(p.type), p.group, p.single == "true",
            words(p.inverse) if p.inverse else None, place)
    return Vocabulary(groups, MappingProxyType(properties))


def file_id(document: Document, report: Report) -> str:
    """The id that a file's name gives, reported when it is not one."""
    stem = PurePosixPath(document.path).stem
    if not re.fullmatch(schema.ID_PATTERN, stem) or len(stem) > 64:
        report(Diagnostic("bad-id", Place(document.path), f"“{shown(stem, 70)}” is not an id.",
                          "Name the file with small letters a–z, digits and single hyphens, at "
                          "most 64."))
    elif stem in RESERVED:
        report(Diagnostic("reserved-id", Place(document.path), f"The id `{stem}` is reserved.",
                          "Choose another file name."))
    return stem


def sheet(
    shape: schema.SheetShape, document: Document, vocabulary: Vocabulary, report: Report
) -> Sheet:
    """A sheet with its facts."""
    name = file_id(document, report)
    kind = Kind(shape.kind)
    folder = PurePosixPath(document.path).parent.name
    if folder != kind.folder:
        report(Diagnostic("bad-value", document.place(("kind",)),
                          f"A sheet of kind `{kind}` stands in `facts/{folder}/`.",
                          f"Move it to `facts/{kind.folder}/`, or change its kind."))
    facts: list[Fact] = []
    seen: dict[str, Place] = {}
    for at, f in enumerate(shape.facts):
        place = document.place(("facts", at))
        if f.id in seen:
            report(_twice(f.id, document.place(("facts", at, "id")), seen[f.id]))
        seen.setdefault(f.id, document.place(("facts", at, "id")))
        facts.append(_fact(f, at, name, document, vocabulary, place, report))
    for at, lead in enumerate(shape.lead):
        if lead not in seen:
            report(Diagnostic("unknown-reference", document.place(("lead", at)),
                              f"This sheet has no fact `{lead}`.", near(lead, seen)))
    return Sheet(name, kind, words(shape.name), tuple(shape.aliases), tuple(shape.lead),
                 tuple(facts), Place(document.path))


def _twice(name: str, place: Place, first: Place) -> Diagnostic:
    from generator.diagnostics import Related

    return Diagnostic("duplicate-id", place,
                      f"The id `{name}` stands twice: at {first} and here.",
                      "Give one of the two another id.",
                      related=(Related(first, "first used here"),))


def _fact(
    f: schema.FactShape, at: int, sheet_id: str, document: Document, vocabulary: Vocabulary,
    place: Place, report: Report,
) -> Fact:
    def where(*path: str | int, key: bool = False) -> Place:
        return document.place(("facts", at, *path), key=key)

    value: Value | None = None
    property_ = vocabulary.properties.get(f.property)
    if property_ is None:
        report(Diagnostic("unknown-reference", where("property"),
                          f"The vocabulary has no property `{f.property}`.",
                          near(f.property, vocabulary.properties)
                          or "Add it to facts/vocabulary.yml."))
    elif f.value is not None:
        value = _value(f.value, property_, where("value"), report)
    elif property_.type is not ValueType.TEXT:
        report(Diagnostic("missing-key", where("property"),
                          f"A fact of property `{property_.id}` needs a value of type "
                          f"{property_.type}.", "Add `value: …`."))
    if f.certainty != "stated" and f.attributed_to is None:
        report(Diagnostic("missing-attribution", where("certainty"),
                          f"A fact that is {f.certainty} does not say whose words it gives.",
                          "Add `attributed_to:` with the id of a sheet or of the seed."))
    if f.certainty == "stated" and f.attributed_to is not None:
        report(Diagnostic("bad-value", where("attributed_to"),
                          "A stated fact is not attributed to anybody.",
                          "Remove `attributed_to`, or change the certainty."))
    return Fact(
        id=f.id, sheet=sheet_id, property=f.property, text=words(f.text),
        certainty=Certainty(f.certainty), place=place, value=value,
        citations=tuple(citation(c, where("citations", n, "quote"))
                        for n, c in enumerate(f.citations)),
        date=date(f.date, where("date"), report) if f.date is not None else None,
        mentions=tuple(f.mentions), attributed_to=f.attributed_to,
        derived=tuple(Derived(d.value, words(d.how), where("derived", n))
                      for n, d in enumerate(f.derived)),
        answers=MappingProxyType(dict(f.answers)),
        places=MappingProxyType({
            "text": where("text"), "text.en": where("text", "en"), "text.fr": where("text", "fr"),
            "value": where("value"), "date": where("date"), "certainty": where("certainty"),
            "attributed_to": where("attributed_to"),
            **{f"mentions.{n}": where("mentions", n) for n in range(len(f.mentions))},
            **{f"answers.{rule}": where("answers", rule, key=True) for rule in f.answers},
        }),
    )


def citation(c: schema.CitationShape, place: Place) -> Citation:
    """A citation, at the place of its quote."""
    return Citation(c.seed, c.quote.strip(), place, c.prefix, c.suffix)


def date(text: str, place: Place, report: Report) -> Date | None:
    """An EDTF date, or None after a report."""
    try:
        return parse(text)
    except DateError as error:
        report(Diagnostic("bad-date", place, f"“{shown(text, 60)}” is not a date: {error}",
                          "Write EDTF, such as 2018, 2025-10, 2025-10~, 2023/2025, XXXX-10."))
        return None


def _value(
    value: str | schema.Bilingual | schema.QuantityShape, property_: Property, place: Place,
    report: Report,
) -> Value | None:
    """A value in its property's type, or None after a report."""
    if property_.type is ValueType.TEXT and isinstance(value, (str, schema.Bilingual)):
        return words(value)
    if property_.type is ValueType.SHEET and isinstance(value, str):
        return SheetRef(value)
    if property_.type is ValueType.DATE and isinstance(value, str):
        return date(value, place, report)
    if property_.type is ValueType.QUANTITY and isinstance(value, schema.QuantityShape):
        return _quantity(value, place, report)
    wanted = {
        ValueType.TEXT: "a text, or `{en: …, fr: …}`",
        ValueType.SHEET: "the id of a sheet",
        ValueType.DATE: "an EDTF date",
        ValueType.QUANTITY: "a quantity, such as `{amount: 14.3, scale: billion, currency: USD}`",
    }[property_.type]
    report(Diagnostic("wrong-type", place,
                      f"The value of `{property_.id}` must be {wanted}.", "Change its form."))
    return None


def _quantity(q: schema.QuantityShape, place: Place, report: Report) -> Quantity | None:
    amount = q.amount.replace("−", "-")
    if amount not in ORDERS:
        try:
            ok = bool(_NUMBER.fullmatch(amount)) and Decimal(amount).is_finite()
        except InvalidOperation:  # pragma: no cover - the pattern admits only decimals
            ok = False
        if not ok:
            report(Diagnostic("bad-quantity", place,
                              f"“{shown(amount, 60)}” is not a decimal number.",
                              "Write digits with a decimal point, such as 14.3, or one of "
                              f"{', '.join(ORDERS)}."))
            return None
    unit = q.unit if q.unit is None or isinstance(q.unit, str) else words(q.unit)
    return Quantity(amount, q.scale, unit, q.currency, q.approximate == "true")


def question(shape: schema.QuestionShape, document: Document, report: Report) -> Question:
    """An FAQ entry."""
    return Question(
        file_id(document, report), words(shape.question), tuple(shape.answer),
        Place(document.path), words(shape.unknown) if shape.unknown else None,
        tuple(citation(c, document.place(("asked_in", n, "quote")))
              for n, c in enumerate(shape.asked_in)),
        int(shape.order),
        MappingProxyType({f"answer.{n}": document.place(("answer", n))
                          for n in range(len(shape.answer))}))


def disagreement(
    shape: schema.DisagreementShape, document: Document, report: Report
) -> Disagreement:
    """An editor's account of a clash."""
    if (shape.favours is None) != (shape.why is None):
        report(Diagnostic("missing-key", Place(document.path),
                          "`favours` and `why` go together.",
                          "Add the missing one, or remove both to leave the matter open."))
    if shape.favours is not None and shape.favours not in shape.facts:
        report(Diagnostic("unknown-reference", document.place(("favours",)),
                          f"`{shape.favours}` is not one of the facts that clash.",
                          near(shape.favours, shape.facts)))
    return Disagreement(
        file_id(document, report), words(shape.title), Clash(shape.kind), tuple(shape.facts),
        words(shape.text), Place(document.path), shape.favours,
        words(shape.why) if shape.why else None,
        MappingProxyType({f"facts.{n}": document.place(("facts", n))
                          for n in range(len(shape.facts))}))


def seed(
    shape: schema.SeedShape, document: Document, path: str, text: str, report: Report
) -> Seed:
    """A source document with its metadata."""
    as_of = None
    if isinstance(shape.as_of, schema.AsOfShape):
        when = date(shape.as_of.date, document.place(("as_of", "date")), report)
        as_of = AsOf(when, tuple(shape.as_of.quotes)) if when else None
    elif shape.as_of != "unknown":
        report(Diagnostic("missing-key", document.place(("as_of",)),
                          "`as_of` does not name the words that show it.",
                          "Write `as_of: {date: …, quotes: [\"…\"]}`, or `unknown`."))
    published = date(shape.published, document.place(("published",)), report)
    exclusions = []
    for n, e in enumerate(shape.excluded):
        place = document.place(("excluded", n))
        if (e.quote is None) == (e.lines is None):
            report(Diagnostic("missing-key", place, "An exclusion needs a quote or lines.",
                              "Give one of the two."))
        exclusions.append(Exclusion(e.reason, place, e.quote, _range(e.lines), e.note))
    count = text.count("\n") + 1
    roles = []
    for role, ranges in shape.roles.items():
        for n, lines in enumerate(ranges):
            first, last = _range(lines) or (0, 0)
            if not first <= last <= count:
                report(Diagnostic("bad-value", document.place(("roles", role, n)),
                                  f"Lines {lines} do not exist; the document has {count}.",
                                  "Correct the range."))
            roles.append((first, last, Role(role)))
    return Seed(
        id=shape.id, title=shape.title, language=shape.language, publisher=shape.publisher,
        author=shape.author, published=published or parse("unknown"), as_of=as_of,
        sha256=shape.sha256, display=Display(shape.display), text=text, path=path,
        place=Place(document.path), url=shape.url, exclusions=tuple(exclusions),
        roles=tuple(roles))


def _range(lines: str | None) -> tuple[int, int] | None:
    if lines is None:
        return None
    first, _, last = lines.partition("-")
    return int(first), int(last or first)
