"""Facts and the notes under them, as data for the typesetter: text only, never markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from generator.publish.paper.edition import PaperEdition
from generator.render.edition import UNKNOWN, Link, shortened
from generator.render.views.fact import FactView, Mark, Quotation

Data = dict[str, Any]
"""What goes to the typesetter; only text, numbers, truth values, lists and tables of them."""

Reach = Callable[[str], Data]
"""Where an address of the site leads on paper: `to` a label, or `href` an address, or nothing."""

_NO_BREAK = "\u00a0"
_SOURCE_NAME = 44
_EXACT = "found-exact"
_STOP = re.compile(r"(?<![.!?…])[\u00a0\u202f]?[.!?…]$")
_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


class Notes:
    """The notes of one scope: the first use of a passage carries it, the others repeat its number.

    Args:
        scope: a name that no other scope of the document has.
        numbers: gives each note its number; scopes of one chapter share them.
    """

    def __init__(
        self,
        edition: PaperEdition,
        scope: str,
        reach: Reach,
        numbers: Iterator[int] | None = None,
    ) -> None:
        self.edition = edition
        self.scope = scope
        self.reach = reach
        self._numbers = count(1) if numbers is None else numbers
        self._known: dict[tuple[str, str], Data] = {}

    def mark(self, mark: Mark) -> Data:
        """A use of a passage."""
        quotation = mark.quotation
        key = (quotation.url, quotation.words)
        if key in self._known:
            return self._known[key]
        own = {"id": f"note:{self.scope}:{len(self._known) + 1}", "n": next(self._numbers)}
        self._known[key] = own
        return {**own, **self.quotation(quotation)}

    def quotation(self, quotation: Quotation) -> Data:
        """A source's words and where they stand."""
        seed_id = quotation.url.split("/")[1]
        return {
            "words": flat(quotation.words),
            "lang": quotation.language,
            "source": source_name(self.edition, seed_id),
            "line": quotation.line.replace(" ", _NO_BREAK),
            "told": [
                words
                for words in (
                    quotation.part,
                    "" if quotation.found.name == _EXACT else quotation.found.words,
                )
                if words
            ],
            "at": self.edition.address(quotation.url),
            **self.reach(f"sources/{seed_id}/"),
        }

    def fact(self, view: FactView, *, own: bool = False) -> Data:
        """A fact with its notes; `own` where it stands on its own sheet and can be led to."""
        links = [piece for piece in view.sentence if piece.url]
        sentence, stop = self._sentence(view.sentence)
        return {
            "id": view.url.partition("#")[2],
            "address": address_of(view.url),
            "label": label_of(view.url) if own else "",
            "at": self.edition.address(view.url),
            "about": view.label,
            "date": view.date,
            "certainty": view.certainty.words.replace(" — ", f"{_NO_BREAK}— "),
            "stated": view.stated,
            "sentence": sentence,
            "stop": stop,
            "notes": [self.mark(mark) for mark in view.evidence],
            "links": self.pieces(self._names(links)),
            "sources": view.sources.words if view.several else "",
            "remarks": self._remarks(view),
            "disputes": self.pieces(view.disputes),
            "subject": {"text": view.subject.text, **self.reach(view.subject.url)},
            "from": self.reach(view.url),
        }

    def _remarks(self, view: FactView) -> list[str]:
        """What must be said beside a fact: how it changed, what its words rest on, who saw it."""
        say = self.edition.phrases.say
        told = [view.corrected, view.weak]
        told += [say("fact.derived", value=value, how=how) for value, how in view.derived]
        told += [f"{rule} {reason.text}" for rule, reason in view.answers]
        told.append(view.reviewed if view.reviewed != say("review.none") else "")
        return [flat(words) for words in told if words]

    def facts(self, views: Iterable[FactView], *, own: bool = False) -> list[Data]:
        """Facts as `fact` gives them."""
        return [self.fact(view, own=own) for view in views]

    def pieces(self, links: Iterable[Link]) -> list[Data]:
        """Words, each with where it leads."""
        return [
            {"text": flat(link.text), **(self.reach(link.url) if link.url else {})}
            for link in links
        ]

    def _sentence(self, pieces: Sequence[Link]) -> tuple[list[Data], str]:
        """A sentence, and the stop that follows its notes: in French they stand before it."""
        told = self.pieces(pieces)
        if self.edition.language != "fr" or not told or "to" in told[-1]:
            return told, ""
        words = told[-1]["text"]
        stop = _STOP.search(words)
        if stop is None:
            return told, ""
        told[-1]["text"] = words[: stop.start()]
        return told, stop.group()

    def _names(self, links: Iterable[Link]) -> list[Link]:
        """The sheets that a sentence names, by their own names, each once."""
        found = {}
        for link in links:
            sheet_id = link.url.split("/")[1]
            found[sheet_id] = self.edition.sheet(sheet_id)
        return list(found.values())


def label_of(url: str) -> str:
    """The label that stands in the book for an address of the site; empty when none does."""
    path, _, anchor = url.partition("#")
    folder, _, name = path.strip("/").partition("/")
    if folder == "sources":
        return f"source:{name}" if name else "chapter:sources"
    if not name:
        return f"{folder}:{anchor}" if anchor else f"chapter:{folder}"
    return f"fact:{name}#{anchor}" if anchor else f"sheet:{name}"


def address_of(url: str) -> str:
    """A fact's address, `sheet#fact`, from its permalink."""
    path, _, anchor = url.partition("#")
    return f"{path.strip('/').rpartition('/')[2]}#{anchor}"


def source_name(edition: PaperEdition, seed_id: str) -> Data:
    """A source document in few words: its publisher, or else the start of its title.

    `document` is the start of its title beside a publisher, who may have published several.
    """
    seed = edition.seed(seed_id)
    title = shortened(flat(seed.title), _SOURCE_NAME)
    known = seed.publisher != UNKNOWN
    return {
        "text": flat(seed.publisher) if known else title,
        "title": not known,
        "document": title if known else "",
        "lang": seed.language,
    }


def flat(text: str) -> str:
    """A text on one line; all its other characters stay as they are."""
    return _LINE_BREAKS.sub(" ", text)
