"""One page of Markdown in the making: its blocks, its links and its footnotes."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from generator.model import Kind
from generator.publish.markdown.escape import block, link, plain, table, title
from generator.render.edition import Edition, Link
from generator.render.views.fact import FactView, Mark, Quotation
from generator.render.views.head import Head

_FOLDERS = {"sources", *(kind.folder for kind in Kind)}
"""Pages with pages below them."""

_QUOTES = {"en": "“{}”", "fr": "«\u00a0{}\u00a0»"}


class Leaf:
    """A page; what is added to it is finished Markdown, unless it is called text."""

    def __init__(self, edition: Edition, head: Head) -> None:
        self.edition = edition
        self.say = edition.phrases.say
        self.path = path_of(head.url)
        self._blocks = [f"# {title(head.title)}"]
        self._notes: dict[tuple[str, str], tuple[int, str]] = {}

    def __str__(self) -> str:
        notes = [f"[^{number}]: {words}" for number, words in self._notes.values()]
        return "\n\n".join([*self._blocks, *notes]) + "\n"

    # --- blocks -----------------------------------------------------------------------------

    def section(self, level: int, text: str, anchor: str = "") -> None:
        """A heading."""
        self._blocks.append(f"{'#' * level} {anchored(anchor)}{plain(text)}")

    def paragraph(self, *markdown: str) -> None:
        """What is there of some parts, in a paragraph; nothing where nothing is."""
        words = " ".join(part for part in markdown if part)
        if words:
            self._blocks.append(block(words))

    def text(self, *texts: str) -> None:
        """Texts as a paragraph."""
        self.paragraph(*map(plain, texts))

    def items(self, items: Iterable[Iterable[str]], *, numbered: bool = False) -> None:
        """A list; each item has one paragraph or several."""
        bullet = "1.  " if numbered else "-   "
        written = [
            bullet + "\n\n    ".join(block(paragraph) for paragraph in item if paragraph)
            for item in items
        ]
        if written:
            self._blocks.append("\n\n".join(written))

    def links(self, links: Iterable[Link]) -> None:
        """A list of links."""
        self.items([self.link(it)] for it in links)

    def table(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A table; the heads are texts, the cells finished."""
        told = list(rows)
        if told:
            self._blocks.append(table(map(plain, head), told))

    # --- parts of blocks --------------------------------------------------------------------

    def link(self, it: Link) -> str:
        """Words, and where they lead."""
        return link(plain(it.text), self._reached(it.url)) if it.url else plain(it.text)

    def pieces(self, pieces: Iterable[Link]) -> str:
        """A sentence whose names may be links."""
        return "".join(map(self.link, pieces))

    def quoted(self, words: str, language: str) -> str:
        """A source's own words, in the quotation marks of this page's language."""
        marks = _QUOTES[self.edition.language].format(plain(words.strip()))
        return marks if language == self.edition.language else tagged(marks, language)

    def quotation(self, it: Quotation) -> str:
        """A source's own words, where they stand, and how they were found."""
        place = ", ".join(filter(None, (it.document, it.line)))
        told = [plain(words) for words in (it.part, it.found.words) if words]
        where = self.link(Link(place, it.url))
        return f"{self.quoted(it.words, it.language)} — {where} · {' · '.join(told)}"

    def marks(self, marks: Iterable[Mark]) -> str:
        """Footnotes on passages; a passage that the page has used before keeps its number."""
        return "".join(self._mark(mark.quotation) for mark in marks)

    def _mark(self, it: Quotation) -> str:
        key = (it.url, it.words)
        if key not in self._notes:
            self._notes[key] = (len(self._notes) + 1, self.quotation(it))
        return f"[^{self._notes[key][0]}]"

    def fact(self, view: FactView, *, own: bool = False) -> list[str]:
        """A fact as paragraphs of a list's item; `own` on its own sheet, where links lead to it."""
        say = self.say
        lead = f"{anchored(view.id)}**{plain(view.label)}** — " if own else ""
        sentence = f"{lead}{self.pieces(view.sentence)}{self.marks(view.evidence)}"
        status = [view.certainty.words, view.date, view.sources.words if view.several else ""]
        told = [view.corrected, view.weak]
        told += [say("fact.derived", value=value, how=how) for value, how in view.derived]
        told += [f"{rule} {reason.text}" for rule, reason in view.answers]
        told.append("" if view.reviewed == say("review.none") else view.reviewed)
        source = "" if own else self.link(Link(view.subject.text, view.url))
        return [
            sentence,
            " · ".join(filter(None, (source, *(plain(word) for word in status if word)))),
            *map(plain, told),
            *(
                self.link(Link(f"{say('fact.disputed')} — {it.text}", it.url))
                for it in view.disputes
            ),
        ]

    def _reached(self, url: str) -> str:
        """An address of the site as this page reaches it among the files."""
        if urlsplit(url).scheme:
            return url
        target, _, anchor = url.partition("#")
        fragment = f"#{anchor_of(anchor)}" if anchor else ""
        path = self.path if url.startswith("#") else path_of(target)
        if path == self.path and fragment:
            return fragment
        return "../" * self.path.count("/") + path + fragment


def path_of(url: str) -> str:
    """The file of a page: `people/` → `people/index.md`, `people/ada/` → `people/ada.md`."""
    if not url:
        return "index.md"
    name = url.rstrip("/")
    return f"{name}/index.md" if name in _FOLDERS else f"{name}.md"


def anchor_of(anchor: str) -> str:
    """An anchor that no builder makes of a heading: those hold no underscore unless it does."""
    return anchor if "_" in anchor else f"id_{anchor}"


def anchored(anchor: str) -> str:
    """A place that links lead to; nothing for no anchor."""
    return f'<a id="{anchor_of(anchor)}"></a>' if anchor else ""


def tagged(markdown: str, language: str) -> str:
    """Finished Markdown in a language that is not the page's."""
    return f'<span lang="{plain(language)}">{markdown}</span>'
