"""Publishes a project as PDF: the book and a fact sheet to hand out for each sheet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.check.joined import Checked
from generator.diagnostics import Diagnostic
from generator.model import LANGUAGES, Place, Sheet
from generator.publish.paper.book import book as book_document
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.glyphs import Fonts, fonts_of
from generator.publish.paper.handout import handout as handout_document
from generator.publish.paper.made import Made, given_day
from generator.publish.paper.press import pressed
from generator.publish.paper.showable import Showable
from generator.publish.paper.typesetter import (
    Document,
    TooHeavyError,
    TypesettingError,
    key,
    typeset,
)
from generator.publish.site import RefusedError
from generator.runtime import children
from generator.runtime.files import write
from generator.store import Store, users_store

Progress = Callable[[str, int, int], None]
"""Told of every file when it is there: its name, how many are done, how many there are."""

_PROCESSES = 2
_SECONDS_A_SHEET = 1
_MEMORY_A_SHEET = 10 << 20
"""Bytes by which a book of ordinary sheets, of ten facts each, grows with each."""
_BATCH = 16
"""Handouts set by one process before it ends: the typesetter never gives memory back."""


def book_name(language: str) -> str:
    """The book's file."""
    return f"factsheet.{language}.pdf"


def handout_name(sheet: Sheet, language: str) -> str:
    """A sheet's file: `people/ada.en.pdf`."""
    return f"{sheet.kind.folder}/{sheet.id}.{language}.pdf"


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to be made."""

    name: str
    language: str
    document: Document
    sheet: Sheet | None = None

    @property
    def size(self) -> int:
        return sum(map(len, self.document.inputs().values()))

    def showable(self, showable: Showable) -> _Job:
        """The job with what stands for characters that cannot be shown."""
        return replace(self, document=showable.document(self.document))


def pdfs(
    checked: Checked,
    folder: Path,
    progress: Progress | None = None,
    *,
    books: bool = True,
    sheets: Sequence[str] | None = None,
    languages: Iterable[str] = LANGUAGES,
    made: Made | None = None,
    store: Store | None = None,
) -> list[Diagnostic]:
    """Writes the book and the handouts into a folder; only what changed is set anew.

    Args:
        checked: a project without errors.
        folder: made if it is not there; other files in it stay.
        sheets: ids of the sheets that get a handout; None for all.
        made: when, and from which revision; the publisher's date alone if None.
        store: where finished PDFs are kept; the user's own if None.

    Returns:
        Warnings: what the fonts cannot show and where it was written. Code points stand for it.

    Raises:
        RefusedError: a document takes more time or memory than the limits.
        TypesettingError: a document could not be set.
    """
    store = store or users_store("pdf")
    fonts = fonts_of(checked.settings)
    made = made or Made(given_day())
    jobs: list[_Job] = []
    for language in languages:
        edition = PaperEdition.of(checked, language)
        jobs += _jobs(edition, fonts, made, books, sheets)
    showable = Showable(fonts, (job.document for job in jobs))
    bounds = _bounds(checked)
    done: set[str] = set()
    together = _BATCH

    def finished(name: str, pdf: bytes) -> None:
        _write(folder, name, pdf)
        done.add(name)
        if progress:
            progress(name, len(done), len(jobs))

    while left := [job.showable(showable) for job in jobs if job.name not in done]:
        keys = {job.name: key(job.document, fonts) for job in left}
        unset = []
        for job in left:
            pdf = store.get(keys[job.name])
            if pdf is None:
                unset.append(job)
            else:
                finished(job.name, pdf)
        try:
            for job, pdf in _made(unset, fonts, bounds, together):
                store.put(keys[job.name], pdf)
                finished(job.name, pdf)
        except TooHeavyError as error:
            heavy = next(job for job in unset if job.document is error.document)
            if together == 1 or heavy.sheet is None:
                raise RefusedError(_too_heavy(heavy, error.limit, bounds, checked)) from error
            together = 1  # it may be what was set before it in the same process
        except TypesettingError as error:
            showable.refuse(error)
    store.tidy()
    return showable.warnings(checked)


def book(checked: Checked, language: str, target: Path) -> list[Diagnostic]:
    """Writes the book in one language into a file; returns what `pdfs` does."""
    return _single(checked, language, target, None)


def handout(checked: Checked, sheet_id: str, language: str, target: Path) -> list[Diagnostic]:
    """Writes one sheet's handout in one language into a file; returns what `pdfs` does."""
    return _single(checked, language, target, sheet_id)


def _single(
    checked: Checked, language: str, target: Path, sheet_id: str | None
) -> list[Diagnostic]:
    fonts = fonts_of(checked.settings)
    edition = PaperEdition.of(checked, language)
    chosen = [] if sheet_id is None else [sheet_id]
    (job,) = _jobs(edition, fonts, Made(given_day()), sheet_id is None, chosen)
    showable = Showable(fonts, [job.document])
    while True:
        try:
            _write(target.parent, target.name, typeset(showable.document(job.document), fonts))
        except TypesettingError as error:
            showable.refuse(error)
        else:
            return showable.warnings(checked)


def _jobs(
    edition: PaperEdition,
    fonts: Fonts,
    made: Made,
    books: bool,
    sheets: Sequence[str] | None,
) -> Iterator[_Job]:
    language = edition.language
    if books:
        document = book_document(edition, fonts, made)
        yield _Job(book_name(language), language, document)
    for sheet in edition.index.project.sheets.values():
        if sheets is None or sheet.id in sheets:
            document = handout_document(edition, sheet, fonts, made)
            yield _Job(handout_name(sheet, language), language, document, sheet)


# --- setting ------------------------------------------------------------------------------------


def _made(
    jobs: list[_Job], fonts: Fonts, bounds: children.Limits, together: int
) -> Iterator[tuple[_Job, bytes]]:
    """The jobs' PDFs as they come, set by several processes when there is much to do.

    Args:
        together: how many handouts one process sets.
    """
    largest = sorted(jobs, key=lambda job: -job.size)
    cut = sum(1 for job in largest if job.sheet is None)
    batches = [[job] for job in largest[:cut]]
    batches += [largest[at : at + together] for at in range(cut, len(largest), together)]
    workers = min(_PROCESSES, os.cpu_count() or 1, len(batches))
    documents = [[job.document for job in batch] for batch in batches]
    for at, done in pressed(documents, fonts.folders, workers, bounds):
        yield from zip(batches[at], done, strict=True)


def _bounds(checked: Checked) -> children.Limits:
    """What setting one document may take; a book grows with its sheets."""
    limits, sheets = checked.settings.limits, len(checked.index.project.sheets)
    return children.Limits(
        cpu=limits.typesetting_seconds + _SECONDS_A_SHEET * sheets,
        memory=limits.typesetting_memory + _MEMORY_A_SHEET * sheets,
    )


def _too_heavy(job: _Job, limit: str, bounds: children.Limits, checked: Checked) -> Diagnostic:
    """What is to be said of a document that takes too much; of the book, at its longest sheet."""
    sheets = checked.index.project.sheets.values()
    sheet = job.sheet or max(sheets, key=lambda it: len(it.facts), default=None)
    what = (
        f"{bounds.memory:,} bytes of memory"
        if limit == "memory"
        else f"{bounds.cpu} seconds of processor time"
    )
    setting = "typesetting_memory" if limit == "memory" else "typesetting_seconds"
    return Diagnostic(
        "limit",
        sheet.place if sheet else Place("mkdocs.yml"),
        f"{job.name} cannot be set with {what}"
        + ("." if job.sheet or not sheet else "; this is its longest sheet."),
        f"Split the sheet, leave the PDFs out (--no-pdf), or raise `limits.{setting}` in "
        "mkdocs.yml.",
    )


def _write(folder: Path, name: str, pdf: bytes) -> None:
    """Puts a whole file in its place in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, name, pdf, lasting=False)  # it can be made again
