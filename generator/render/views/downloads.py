"""Downloads: the files that a build puts beside the pages, and what each is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.model import LANGUAGES, Kind, Sheet
from generator.render.edition import Edition, Link
from generator.render.views.head import Head

DATA = "data"
PDF = "pdf"
FEEDS = "feeds"

_TABLES = ("sheets", "facts", "citations", "relations", "dates", "seeds", "corrections", "reviews")
_FILES = (
    ("whole", ("factsheet.json", "factsheet.schema.json")),
    (
        "tables",
        (
            *("factsheet.xlsx", "factsheet.sqlite", "datasette.json", "tables/datapackage.json"),
            *(f"tables/{t}.csv" for t in _TABLES),
        ),
    ),
    ("linked", ("factsheet.jsonld", "entities.ftm.jsonl")),
    ("sources", ("sources.bib", "sources.csl.json")),
    ("proof", ("evidence.json", "verify.py", "SHA256SUMS")),
)
"""What every export holds, by purpose; the page lists them in this order."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to download; `why` says what it is for."""

    name: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """Files that serve one purpose."""

    id: str
    label: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class DownloadsView:
    """Everything that can be taken away."""

    head: Head
    purposes: tuple[Purpose, ...]


def downloads(edition: Edition) -> Iterable[DownloadsView]:
    """The page of downloads; none where the build makes only pages."""
    say = edition.phrases.say
    purposes: list[Purpose] = []
    up = root(edition)
    if PDF in edition.offers:
        purposes.append(Purpose("_pdf", say("downloads.pdf.title"), tuple(_pdfs(edition, up))))
    if DATA in edition.offers:
        calendar = (f"events.{edition.language}.ics",) if _has_days(edition) else ()
        purposes += [
            Purpose(
                f"_{name}",
                say(f"downloads.{name}.title"),
                tuple(
                    File(f, f"{up}data/{f}", say(f"downloads.file.{_key(f)}"))
                    for f in (*files, *(calendar if name == "tables" else ()))
                ),
            )
            for name, files in _FILES
        ]
    if FEEDS in edition.offers:
        feeds = (File(f, f, say(f"downloads.file.{_key(f)}")) for f in ("feed.atom", "feed.json"))
        purposes.append(Purpose("_feeds", say("downloads.feeds.title"), tuple(feeds)))
    if purposes:
        head = Head("downloads/", say("downloads.title"), say("downloads.summary"))
        yield DownloadsView(head, tuple(purposes))


def _key(name: str) -> str:
    """A file's name as the key of its message."""
    if name.endswith("SUMS"):
        return "checksums"
    if name.endswith(".ics"):
        return "calendar"
    return name.rpartition("/")[2].replace(".", "-").lower()


def _has_days(edition: Edition) -> bool:
    """Whether a source dates an event to the day, so that there is a calendar."""
    return any(
        fact.dated is not None
        and fact.dated.days is not None
        and fact.address not in edition.index.retracted
        for sheet in edition.sheets[Kind.EVENT]
        for fact in sheet.facts
    )


def _pdfs(edition: Edition, up: str) -> Iterable[File]:
    for code in LANGUAGES:
        name = f"factsheet.{code}.pdf"
        why = edition.phrases.say(f"downloads.pdf.{code}")
        yield File(name, f"{up}pdf/{name}", why)


def root(edition: Edition) -> str:
    """The way from a language's own root to that of the whole site."""
    return "" if edition.language == LANGUAGES[0] else "../"


def of_sheet(edition: Edition, sheet: Sheet) -> tuple[Link, ...]:
    """One sheet as files of its own."""
    say, up = edition.phrases.say, root(edition)
    found = []
    if PDF in edition.offers:
        path = f"{sheet.url.rstrip('/')}.{edition.language}.pdf"
        found.append(Link(say("downloads.sheet.pdf"), f"{up}pdf/{path}"))
    if DATA in edition.offers:
        found.append(Link(say("downloads.sheet.json"), f"{up}{sheet.data_url}"))
    return tuple(found)
