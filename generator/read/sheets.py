"""Gives sheets and their facts their types: each value in the type of its property."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from types import MappingProxyType

from generator.diagnostics import Diagnostic, Related, shown
from generator.model import (
    Certainty,
    Derived,
    Fact,
    Kind,
    Place,
    Property,
    Quantity,
    Sheet,
    SheetRef,
    Value,
    ValueType,
    Vocabulary,
)
from generator.read import schema
from generator.read.build import ANCHORS, Report, citation, date, file_id, note, places, words
from generator.read.nodes import Document
from generator.read.validate import near

ORDERS = ("tens", "dozens", "hundreds", "thousands")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")  # what `quantities` reckons with


def sheet(
    shape: schema.SheetShape, document: Document, vocabulary: Vocabulary, report: Report
) -> Sheet:
    """A sheet with its facts."""
    name = file_id(document, report)
    kind = Kind(shape.kind)
    folder = PurePosixPath(document.path).parent.name
    if folder != kind.folder:
        report(
            Diagnostic(
                "bad-value",
                document.place(("kind",)),
                f"A sheet of kind `{kind}` stands in `facts/{folder}/`.",
                f"Move it to `facts/{kind.folder}/`, or change its kind.",
            )
        )
    facts: list[Fact] = []
    seen: dict[str, Place] = {}
    for at, f in enumerate(shape.facts):
        place = document.place(("facts", at))
        if f.id in ANCHORS:
            report(
                Diagnostic(
                    "reserved-id",
                    document.place(("facts", at, "id")),
                    f"The id `{f.id}` is reserved.",
                    "Give the fact another id.",
                )
            )
        if f.id in seen:
            report(_twice(f.id, document.place(("facts", at, "id")), seen[f.id]))
        seen.setdefault(f.id, document.place(("facts", at, "id")))
        facts.append(_fact(f, at, name, document, vocabulary, place, report))
    for at, lead in enumerate(shape.lead):
        if lead not in seen:
            report(
                Diagnostic(
                    "unknown-reference",
                    document.place(("lead", at)),
                    f"This sheet has no fact `{lead}`.",
                    near(lead, seen),
                )
            )
    return Sheet(
        name,
        kind,
        words(shape.name),
        tuple(shape.aliases),
        tuple(shape.lead),
        tuple(facts),
        Place(document.path),
        MappingProxyType(
            {
                **places(document, "name"),
                **{
                    f"aliases.{n}": document.place(("aliases", n))
                    for n in range(len(shape.aliases))
                },
            }
        ),
    )


def _twice(name: str, place: Place, first: Place) -> Diagnostic:
    return Diagnostic(
        "duplicate-id",
        place,
        f"The id `{name}` stands twice: at {first} and here.",
        "Give one of the two another id.",
        related=(Related(first, "first used here"),),
    )


def _fact(
    f: schema.FactShape,
    at: int,
    sheet_id: str,
    document: Document,
    vocabulary: Vocabulary,
    place: Place,
    report: Report,
) -> Fact:
    own = document.item("facts", at)

    def where(*path: str | int, key: bool = False) -> Place:
        return document.place(path, key=key, below=own)

    value: Value | None = None
    property_ = vocabulary.properties.get(f.property)
    if not vocabulary.properties:
        pass  # the vocabulary itself is refused; its properties are not reported one by one
    elif property_ is None:
        report(
            Diagnostic(
                "unknown-reference",
                where("property"),
                f"The vocabulary has no property `{f.property}`.",
                near(f.property, vocabulary.properties) or "Add it to facts/vocabulary.yml.",
            )
        )
    elif f.value is not None:
        value = _value(f.value, property_, where("value"), report)
    elif property_.type is not ValueType.TEXT:
        report(
            Diagnostic(
                "missing-key",
                where("property"),
                f"A fact of property `{property_.id}` needs a value of type {property_.type}.",
                "Add `value: …`.",
            )
        )
    if f.certainty != "stated" and f.attributed_to is None:
        report(
            Diagnostic(
                "missing-attribution",
                where("certainty"),
                f"A fact that is {f.certainty} does not say whose words it gives.",
                "Add `attributed_to:` with the id of a sheet or of the seed.",
            )
        )
    if f.certainty == "stated" and f.attributed_to is not None:
        report(
            Diagnostic(
                "bad-value",
                where("attributed_to"),
                "A stated fact is not attributed to anybody.",
                "Remove `attributed_to`, or change the certainty.",
            )
        )
    return Fact(
        id=f.id,
        sheet=sheet_id,
        property=f.property,
        text=words(f.text),
        certainty=Certainty(f.certainty),
        place=place,
        value=value,
        citations=tuple(
            citation(c, where("citations", n, "quote")) for n, c in enumerate(f.citations)
        ),
        date=date(f.date, where("date"), report) if f.date is not None else None,
        mentions=tuple(f.mentions),
        attributed_to=f.attributed_to,
        derived=tuple(
            Derived(d.value, words(d.how), where("derived", n)) for n, d in enumerate(f.derived)
        ),
        answers=MappingProxyType({rule: note(why) for rule, why in f.answers.items()}),
        places=MappingProxyType(
            {
                "text": where("text"),
                "text.en": where("text", "en"),
                "text.fr": where("text", "fr"),
                "value": where("value"),
                "date": where("date"),
                "certainty": where("certainty"),
                "attributed_to": where("attributed_to"),
                **{f"mentions.{n}": where("mentions", n) for n in range(len(f.mentions))},
                **{f"answers.{rule}": where("answers", rule, key=True) for rule in f.answers},
            }
        ),
    )


def _value(
    value: str | schema.Bilingual | schema.QuantityShape,
    property_: Property,
    place: Place,
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
    report(
        Diagnostic(
            "wrong-type",
            place,
            f"The value of `{property_.id}` must be {wanted}.",
            "Change its form.",
        )
    )
    return None


def _quantity(q: schema.QuantityShape, place: Place, report: Report) -> Quantity | None:
    amount = q.amount.replace("−", "-")
    if amount not in ORDERS and not _NUMBER.fullmatch(amount):
        report(
            Diagnostic(
                "bad-quantity",
                place,
                f"“{shown(amount, 60)}” is not a decimal number, or is too long.",
                "Write up to 18 digits and 9 decimals with a point, such as 14.3, the rest under "
                f"`scale`; or one of {', '.join(ORDERS)}.",
            )
        )
        return None
    unit = q.unit if q.unit is None or isinstance(q.unit, str) else words(q.unit)
    return Quantity(amount, q.scale, unit, q.currency, q.approximate == "true")
