"""What a document's metadata say of it, row by row."""

from __future__ import annotations

from babel import Locale

from generator.dates import Date
from generator.model import Seed
from generator.render.edition import UNKNOWN, Edition
from generator.render.views.fact import published_at
from generator.render.views.overlap import Detail, wording


def language_name(tag: str, code: str) -> str:
    """A language's name in another language; the tag itself where nobody has named it."""
    names = Locale(code)
    first, *more = tag.split("-")
    name = names.languages.get(first.lower())
    if name is None:
        return tag
    closer = (names.scripts.get(p.title()) or names.territories.get(p.upper()) for p in more)
    told = ", ".join(part for part in closer if part)
    return f"{name} ({told})" if told else name


def details(edition: Edition, seed: Seed) -> tuple[Detail, ...]:
    """Who published a document, when, in which language, how long it is."""
    phrases = edition.phrases
    language = language_name(seed.language, edition.language)
    size = phrases.say(
        "source.size",
        words=phrases.count("count.words", len(seed.text.split())),
        lines=phrases.count("count.lines", len(seed.line_starts)),
    )
    found = [
        _detail(edition, "publisher", seed.publisher, seed.language),
        _authors(edition, seed),
        _dated(edition, "published", seed.published),
    ]
    if seed.as_of:
        found.append(_dated(edition, "as_of", seed.as_of.date, seed.as_of.quotes, seed.language))
    found += [
        _detail(edition, "language", language, ""),
        _detail(edition, "length", size, ""),
    ]
    if address := published_at(seed):
        found.append(Detail(phrases.say("source.address"), address, url=address))
    if seed.original:
        it = seed.original
        found.append(Detail(phrases.say("source.original"), it.file.rpartition("/")[2]))
        tool = f"{it.extractor} {it.version}"
        found.append(Detail(phrases.say("source.extractor"), tool))
    if seed.pages:
        found.append(
            Detail(phrases.say("source.pages"), phrases.count("count.pages", len(seed.pages)))
        )
    return (*found, *wording(edition, seed))


def _authors(edition: Edition, seed: Seed) -> Detail:
    """Several are listed as the reader's language lists them, so their line is of no other."""
    if len(seed.authors) > 1:
        label = edition.phrases.say("source.authors")
        return Detail(label, edition.phrases.listing(seed.authors))
    return _detail(edition, "author", next(iter(seed.authors), UNKNOWN), seed.language)


def _detail(edition: Edition, key: str, words: str, language: str) -> Detail:
    label = edition.phrases.say(f"source.{key}")
    if words == UNKNOWN:
        return Detail(label, edition.phrases.say("source.not_shown"), known=False)
    return Detail(label, words, language=language)


def _dated(
    edition: Edition, key: str, date: Date, quotes: tuple[str, ...] = (), language: str = ""
) -> Detail:
    label = edition.phrases.say(f"source.{key}")
    if date.text == UNKNOWN:
        return Detail(label, edition.phrases.say("source.not_shown"), known=False)
    return Detail(label, edition.date(date), language=language, shown_by=quotes)
