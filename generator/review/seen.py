"""Takes from finished pages what readers see of a change: a fact, or the sections that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from generator.check.joined import Checked
from generator.model import LANGUAGES, Fact, Index, SheetRef
from generator.render.page import Page
from generator.render.pages import pages

Site = Mapping[tuple[str, str], Page]
"""(language, address from its root) → page."""

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_TIED = re.compile(
    r'\s(?:id|href|for|name|tabindex|aria-(?:labelledby|describedby|controls))="[^"]*"'
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A part of a page before and after; empty where it was or is not there."""

    language: str
    page: str
    heading: str
    before: str
    after: str


def site(checked: Checked) -> Site | None:
    """Every page of a revision; None when its content cannot be shown at all."""
    if not _whole(checked.index):
        return None
    return {
        (code, page.url): page
        for code in LANGUAGES
        for page in pages(checked.index, checked.settings, code, checked.accounts, checked.origins)
    }


def _whole(index: Index) -> bool:
    """Whether every quote was found and every reference leads somewhere."""
    project = index.project
    known = {*project.sheets, *project.seeds}
    return (
        all(
            fact.property in project.vocabulary.properties
            and len(index.passages.get(address, ())) == len(fact.citations)
            and all(passage.verdict.passes for passage in index.passages[address])
            and known.issuperset(fact.mentions)
            and (not isinstance(fact.value, SheetRef) or fact.value.sheet in project.sheets)
            and (fact.attributed_to is None or fact.attributed_to in known)
            for address, fact in project.facts.items()
        )
        and all(
            project.facts.keys() >= set(addresses)
            for addresses in (
                *(q.answer for q in project.questions.values()),
                *(d.facts for d in project.disagreements.values()),
            )
        )
        and all(
            len(found) == len(project.questions[name].asked_in)
            and all(passage.verdict.passes for passage in found)
            for name, found in index.asked.items()
        )
    )


def fact(found: Site | None, code: str, one: Fact, index: Index) -> str:
    """A fact as its own page shows it; empty when there is no page."""
    at = (found or {}).get((code, index.project.sheets[one.sheet].url))
    if at is None:
        return ""
    for section in at.sections:
        reader = _Element(one.id)
        reader.feed(section.html)
        if reader.html:
            return untied(reader.html)
    return ""


def sections(before: Site, after: Site, addresses: Iterable[str]) -> Iterator[Seen]:
    """The sections of some pages that differ."""
    for address in addresses:
        for code in LANGUAGES:
            old, new = before.get((code, address)), after.get((code, address))
            was = {s.id: s for s in old.sections} if old else {}
            now = {s.id: s for s in new.sections} if new else {}
            for name in dict.fromkeys((*now, *was)):
                one, other = was.get(name), now.get(name)
                if (one and one.html) != (other and other.html):
                    found = other or one
                    assert found is not None
                    yield Seen(
                        code,
                        address,
                        found.heading,
                        untied(one.html) if one else "",
                        untied(other.html) if other else "",
                    )


def untied(html: str) -> str:
    """A part of a page that can stand twice in another one: without anchors and links."""
    return _TIED.sub("", html)


class _Element(HTMLParser):
    """Keeps the one element that has an id, as it is written."""

    def __init__(self, anchor: str) -> None:
        super().__init__(convert_charrefs=False)
        self.anchor = anchor
        self.html = ""
        self._depth = 0
        self._begin: int | None = None
        self._starts = [0]

    def feed(self, data: str) -> None:
        """Reads a whole text."""
        self._text = data
        self._starts = [0, *(m.end() for m in re.finditer("\n", data))]
        super().feed(data)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins at the element, and counts what it holds."""
        if self._begin is None and not self.html and ("id", self.anchor) in attrs:
            self._begin = self._offset()
            self._depth = 0
        if self._begin is not None and tag not in _VOID:
            self._depth += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content changes no depth."""

    def handle_endtag(self, tag: str) -> None:
        """Ends where everything that was opened is closed."""
        if self._begin is None or tag in _VOID:
            return
        self._depth -= 1
        if self._depth == 0:
            end = self._text.index(">", self._offset()) + 1
            self.html = self._text[self._begin : end]
            self._begin = None
