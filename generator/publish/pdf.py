"""Publishes a project as PDF: the book and a fact sheet to hand out for each sheet."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from generator.check.joined import Checked
from generator.diagnostics import Diagnostic, ordered
from generator.model import LANGUAGES, Sheet
from generator.publish.paper.book import book as book_document
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.glyphs import Fonts, diagnose, fonts_of, texts_in
from generator.publish.paper.handout import handout as handout_document
from generator.publish.paper.made import Made, given_day
from generator.publish.paper.typesetter import (
    Document,
    TypesettingError,
    key,
    typeset,
)
from generator.runtime.files import write
from generator.store import Store, users_store
from generator.workers import end_with

Progress = Callable[[str, int, int], None]
"""Told of every file when it is there: its name, how many are done, how many there are."""

_PROCESSES = 2
_BATCH = 16
"""Handouts set by one process before it ends: the typesetter never gives memory back."""

_NO_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed')


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

    @property
    def size(self) -> int:
        return sum(map(len, self.document.inputs().values()))


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
        What the fonts cannot show and where it was written; if anything, nothing is written.

    Raises:
        TypesettingError: a document could not be set.
    """
    store = store or users_store("pdf")
    fonts = fonts_of(checked.settings)
    made = made or Made(given_day())
    jobs: list[_Job] = []
    for language in languages:
        edition = PaperEdition.of(checked, language)
        jobs += _jobs(edition, fonts, made, books, sheets)
    if found := _unshowable(checked, fonts, jobs):
        return found
    keys = {job.name: key(job.document, fonts) for job in jobs}
    done = 0
    missing = []
    for job in jobs:
        pdf = store.get(keys[job.name])
        if pdf is None:
            missing.append(job)
            continue
        _write(folder, job.name, pdf)
        done += 1
        if progress:
            progress(job.name, done, len(jobs))
    try:
        for job, pdf in _made(missing, fonts):
            store.put(keys[job.name], pdf)
            _write(folder, job.name, pdf)
            done += 1
            if progress:
                progress(job.name, done, len(jobs))
    except TypesettingError as error:
        if found := _refused(checked, str(error), jobs):
            return found
        raise
    store.tidy()
    return []


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
    if found := _unshowable(checked, fonts, [job]):
        return found
    try:
        _write(target.parent, target.name, typeset(job.document, fonts))
    except TypesettingError as error:
        if found := _refused(checked, str(error), [job]):
            return found
        raise
    return []


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
            yield _Job(handout_name(sheet, language), language, document)


# --- setting ------------------------------------------------------------------------------------


def _made(jobs: list[_Job], fonts: Fonts) -> Iterator[tuple[_Job, bytes]]:
    """The jobs' PDFs as they come, set by several processes when there is much to do."""
    if len(jobs) < 2:
        yield from ((job, typeset(job.document, fonts)) for job in jobs)
        return
    largest = sorted(jobs, key=lambda job: -job.size)
    cut = sum(1 for job in largest if job.document.template == "book.typ")
    batches = [[job] for job in largest[:cut]]
    batches += [largest[at : at + _BATCH] for at in range(cut, len(largest), _BATCH)]
    workers = min(_PROCESSES, os.cpu_count() or 1, len(batches))
    with ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=end_with,
        initargs=(os.getpid(),),
        max_tasks_per_child=1,
    ) as pool:
        running = {
            pool.submit(_batch, [job.document for job in batch], fonts.folders): batch
            for batch in batches
        }
        try:
            for future in as_completed(running):
                yield from zip(running[future], future.result(), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


def _batch(documents: list[Document], folders: tuple[Path, ...]) -> list[bytes]:
    fonts = Fonts(folders)
    return [typeset(document, fonts) for document in documents]


def _write(folder: Path, name: str, pdf: bytes) -> None:
    """Puts a whole file in its place in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, name, pdf, lasting=False)  # it can be made again


# --- what cannot be shown -----------------------------------------------------------------------


def _unshowable(checked: Checked, fonts: Fonts, jobs: Iterable[_Job]) -> list[Diagnostic]:
    """The characters of all jobs that no font has, with their places."""
    by_language: dict[str, list[_Job]] = {}
    for job in jobs:
        by_language.setdefault(job.language, []).append(job)
    return _placed(
        checked,
        {
            language: fonts.missing(text for job in told for text in texts_in(job.document.data))
            for language, told in by_language.items()
        },
    )


def _refused(checked: Checked, message: str, jobs: Iterable[_Job]) -> list[Diagnostic]:
    """The typesetter's own word that it has no glyph for something."""
    match = _NO_GLYPH.search(message)
    return _placed(checked, {job.language: {match[1]} for job in jobs}) if match else []


def _placed(checked: Checked, missing: dict[str, set[str]]) -> list[Diagnostic]:
    return ordered(
        diagnostic
        for language, clusters in missing.items()
        for diagnostic in diagnose(clusters, checked.index, checked.settings, language)
    )
