"""Holds what a fact claims, its figures, dates and names, against its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.check import dating, names
from generator.check.evidence import Evidence
from generator.check.figures import Figure, Figures, Slip, apart_from_dates, figures, of_quantity
from generator.check.language import language, marks
from generator.check.unread import finding
from generator.check.wording import Wording, wording
from generator.dates import Date
from generator.diagnostics import Diagnostic, shown
from generator.digits import key
from generator.model import LANGUAGES, Fact, Index, Kind, Place, Quantity, SheetRef

_DECLARE = "Quote words that hold it, or declare it under `derived:` with how it follows."
_NAMED = 3  # figures that are not read, in one message
_IN = {"en": "English", "fr": "French"}


def claims(fact: Fact, index: Index, proof: Evidence) -> Iterator[Diagnostic]:
    """Every claim of a fact's texts, value and date that its evidence does not hold."""
    for what, pair, places in _pairs(fact):
        for code in LANGUAGES:
            said = f"the {_IN[code]} {what}"
            other = next(text for c, text in pair.items() if c != code)
            yield from _figures(pair[code], said, places[code], proof)
            yield from _dates(pair[code], said, places[code], proof)
            yield from _names(
                pair[code], other if what == "text" else None, said, places[code], proof
            )
        yield from _difference(pair, what, places, proof)
    yield from _value(fact, index, proof)
    if fact.date is not None:
        yield from _date(fact.date, "date", fact.places.get("date", fact.place), proof)


def _pairs(fact: Fact) -> Iterator[tuple[str, dict[str, Wording], dict[str, Place]]]:
    """The texts of a fact that stand in both languages: itself, and a value that is a text."""
    text_place = fact.places.get("text", fact.place)
    yield (
        "text",
        {code: wording(fact.text[code], code) for code in LANGUAGES},
        {code: fact.places.get(f"text.{code}", text_place) for code in LANGUAGES},
    )
    if fact.value is not None and not isinstance(fact.value, (SheetRef, Date, Quantity)):
        place = fact.places.get("value", fact.place)
        yield (
            "value",
            {code: wording(fact.value[code], code) for code in LANGUAGES},
            dict.fromkeys(LANGUAGES, place),
        )


# --- figures and dates ------------------------------------------------------------------------


def _figures(text: Wording, said: str, place: Place, proof: Evidence) -> Iterator[Diagnostic]:
    if not (text.amounts or text.unread):
        return
    inside = [
        (text.spans[m.first][0], text.spans[m.last - 1][1])
        for m in proof.register.mentions(text)
        if not m.event
    ]
    for figure in apart_from_dates(text):
        start, end = figure.span
        if any(a <= start and end <= b for a, b in inside):
            continue  # the 3 of Lumen 3 stands or falls with the name
        found = _judged(figure, said, place, proof)
        if found:
            yield found
    for start, end in text.unread:
        words = text.text[start:end]
        if key(words) in proof.figure_keys or any(a <= start and end <= b for a, b in inside):
            continue
        yield finding(words, said, place, "no quote")


def _judged(figure: Figure, said: str, place: Place, proof: Evidence) -> Diagnostic | None:
    """What is wrong with a figure, if anything."""
    miss, nearest = proof.figures.slip(figure)
    if miss is None or _is_word(figure, proof.all):
        return None
    words = shown(figure.words, 60)
    near = shown(nearest.words, 60) if nearest else ""
    if miss is Slip.IMPRECISE:
        return Diagnostic(
            "more-precise-than-quote",
            place,
            f"“{words}” in {said} is exact; the quote has it only roughly, at “{near}”.",
            "Keep the source's word for about, or `approximate: true` in the value.",
        )
    message = f"“{words}” in {said} stands in no quote."
    if miss is Slip.SCALE:
        message = f"“{words}” in {said}, “{near}” in the quote: the scale differs."
    elif miss is Slip.UNIT:
        message = f"“{words}” in {said}, “{near}” in the quote: the unit or currency differs."
    elif miss is Slip.SIGN:
        message = f"“{words}” in {said} goes the other way than “{near}” in the quote."
    else:
        message += _unread(proof)
    return Diagnostic("figure-not-in-quote", place, message, _DECLARE)


def _unread(proof: Evidence) -> str:
    """A sentence that names the figures of the quotes that are not read, or nothing."""
    every = (quote.text[start:end] for quote in proof.quotes for start, end in quote.unread)
    found = [words for words in dict.fromkeys(every) if not any(map(str.isalpha, words))]
    named = ", ".join(f"“{shown(words, 30)}”" for words in found[:_NAMED])
    return f" Not read as a figure in the quotes: {named}." if found else ""


def _is_word(figure: Figure, texts: Sequence[Wording]) -> bool:
    """Whether a bare 1 or 2 stands in some texts as an article, or as “both”."""
    if figure.currency or figure.percent or figure.vague or figure.value not in (1, 2):
        return False
    for text in texts:
        lists = language(text.language)
        words = (lists.one if figure.value == 1 else lists.two) if lists else frozenset()
        if not words.isdisjoint(text.different):
            return True
    return False


def _dates(text: Wording, said: str, place: Place, proof: Evidence) -> Iterator[Diagnostic]:
    for mention in text.dates:
        words = text.text[mention.start : mention.end]
        yield from _dated(mention.normalised, f"“{shown(words, 40)}” in {said}", place, proof)


def _date(date: Date, what: str, place: Place, proof: Evidence) -> Iterator[Diagnostic]:
    for end in dating.ends(date):
        yield from _dated(end, f"The {what} {end}", place, proof)


def _dated(date: str, said: str, place: Place, proof: Evidence) -> Iterator[Diagnostic]:
    if proof.dates.stand(date):
        return
    vaguer = proof.dates.vaguer(date)
    if vaguer:
        yield Diagnostic(
            "more-precise-than-quote",
            place,
            f"{said} is more precise than the quote, which shows only {vaguer}.",
            "Give the date as the source does, X for what it leaves out: XXXX-10, 201X.",
        )
    else:
        yield Diagnostic("date-not-in-quote", place, f"{said} stands in no quote.", _DECLARE)


# --- names ------------------------------------------------------------------------------------


def _names(
    text: Wording, other: Wording | None, said: str, place: Place, proof: Evidence
) -> Iterator[Diagnostic]:
    for mention in _unsupported(text, other, proof.sheets, proof.ground, proof.register):
        words = shown(text.between(mention.first, mention.last - 1), 60)
        yield Diagnostic(
            "name-not-in-quote", place, f"“{words}” in {said} stands in no quote.", _DECLARE
        )


def _unsupported(
    text: Wording,
    other: Wording | None,
    sheets: frozenset[str],
    ground: names.Ground,
    register: names.Register,
) -> Iterator[names.Mention]:
    """The names of a text that some sheets and words do not hold.

    Args:
        other: see `names.capitals`.
    """
    mentions = register.mentions(text)
    covered: list[names.Mention] = []
    for mention in mentions:
        if not mention.sheets.isdisjoint(sheets):
            covered.append(mention)
        elif mention.event:
            inner = register.inside(text, mention)
            covered += inner
            yield from (m for m in inner if m.sheets.isdisjoint(sheets))
        else:
            covered.append(mention)
            yield mention
    for mention in names.capitals(text, other, covered):
        if not ground.holds(text, mention):
            yield mention


def _value(fact: Fact, index: Index, proof: Evidence) -> Iterator[Diagnostic]:
    """A typed value that the evidence does not hold."""
    place = fact.places.get("value", fact.place)
    if isinstance(fact.value, SheetRef):
        sheet = index.project.sheets.get(fact.value.sheet)
        if sheet and sheet.kind is not Kind.EVENT and sheet.id not in proof.sheets:
            yield Diagnostic(
                "value-not-in-quote",
                place,
                f"No quote names {shown(sheet.name['en'], 60)}, the fact's value.",
                _DECLARE,
            )
    elif isinstance(fact.value, Date):
        yield from _date(fact.value, "value", place, proof)
    elif isinstance(fact.value, Quantity):
        figure = of_quantity(fact.value)
        property_ = index.project.vocabulary.properties.get(fact.property)
        if figure.percent and not figure.trend and property_ and not _falls(property_.label["en"]):
            figure = replace(figure, trend=1)  # a positive percentage of change is a rise
        found = _judged(figure, "the value", place, proof)
        if found:
            rule = found.rule if found.rule != "figure-not-in-quote" else "value-not-in-quote"
            yield replace(found, rule=rule)


def _falls(label: str) -> bool:
    """Whether a property's own name says that its values are falls."""
    return bool(marks(wording(label, "en"), "fall"))


def attribution(fact: Fact, index: Index, proof: Evidence) -> Iterator[Diagnostic]:
    """A person or organization whose words a fact gives, and whom no quote names."""
    sheet = index.project.sheets.get(fact.attributed_to or "")
    if sheet and sheet.id not in proof.sheets:
        yield Diagnostic(
            "attribution-not-in-quote",
            fact.places.get("attributed_to", fact.place),
            f"The fact gives the words of {shown(sheet.name['en'], 60)}, whom no quote names.",
            _DECLARE,
        )


# --- the two languages ------------------------------------------------------------------------


def _difference(
    pair: dict[str, Wording], what: str, places: dict[str, Place], proof: Evidence
) -> Iterator[Diagnostic]:
    """Figures, dates and names that one language has and the other has not.

    What is declared as derived may stand in one only: the fact says how it came there.
    """
    for code, text in pair.items():
        other = next(t for c, t in pair.items() if c != code)
        rest = f"but not in the {_IN[other.language]}"
        for words in _missing(text, other, proof, label=what != "text"):
            yield Diagnostic(
                "languages-differ",
                places[code],
                f"“{shown(words, 60)}” is in the {_IN[code]} {what}, {rest}.",
                "Give both texts the same figures, dates and names.",
            )


def _missing(text: Wording, other: Wording, proof: Evidence, *, label: bool) -> Iterator[str]:
    if text.amounts or other.amounts:
        theirs = Figures(f for t in (other, *proof.derived) for f in figures(t))
        for figure in apart_from_dates(text):
            miss, _ = theirs.slip(figure)
            if miss not in (None, Slip.IMPRECISE, Slip.SIGN) and not _is_word(figure, (other,)):
                yield figure.words
    theirs_too = (other, *proof.derived)
    for start, end in text.unread:
        words = text.text[start:end]
        is_name = any(map(str.isalpha, words))  # names differ from language to language
        if not is_name and not any(key(words) in t.figure_keys for t in theirs_too):
            yield words
    if text.dates:
        dates = [date.normalised for t in theirs_too for date in t.dates]
        known = dating.Dates([*dates, *(str(f.value) for f in apart_from_dates(other))])
        yield from (
            text.text[date.start : date.end]
            for date in text.dates
            if not known.stand(date.normalised)
        )
    sheets = frozenset[str]().union(*map(proof.register.sheets, theirs_too))
    ground = names.Ground(theirs_too)
    for mention in _unsupported(text, None if label else other, sheets, ground, proof.register):
        yield text.between(mention.first, mention.last - 1)
