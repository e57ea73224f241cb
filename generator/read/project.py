"""Reads a whole project: finds its files, reads each, and checks that references lead somewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import PurePosixPath
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic, Related, shown
from generator.memo import Memo, named
from generator.model import (
    Correction,
    Disagreement,
    Kind,
    Place,
    Project,
    Question,
    Review,
    Seed,
    Sheet,
    Vocabulary,
)
from generator.read import build, originals, schema
from generator.read.editorial import correction as build_correction
from generator.read.editorial import review as build_review
from generator.read.files import SEED_SUFFIXES, files
from generator.read.limits import over
from generator.read.load import bad_characters, decode, parse_yaml, read_bytes, read_yaml
from generator.read.nodes import Document
from generator.read.references import references
from generator.read.seeds import seed as build_seed
from generator.read.sheets import sheet as build_sheet
from generator.read.validate import validate
from generator.settings import Settings
from generator.text import most_sentences
from generator.workers import spread

S = TypeVar("S", bound=schema.Shape)
FOLDERS = (*(kind.folder for kind in Kind), "faq", "disagreements")
VOCABULARY = "facts/vocabulary.yml"
LOOSE_FILES = ("vocabulary.yml", "reviews.yml", "corrections.yml")
REVIEWS = "facts/reviews/"
"""Where each review is a file of its own; `facts/reviews.yml` may hold several."""
_MANY = 400
"""Files from which on several processes read."""


def read_project(settings: Settings, memo: Memo | None = None) -> tuple[Project, list[Diagnostic]]:
    """Everything under `facts/` and `seeds/`, with every finding of reading it.

    A file that cannot be used is left out of the project; its findings say why.

    Args:
        memo: remembers what files held.
    """
    return _Reader(settings, memo or Memo()).project()


class _Reader:
    """Collects findings while reading; every method reads one kind of thing."""

    def __init__(self, settings: Settings, memo: Memo) -> None:
        self.settings = settings
        self.memo = memo
        self.made_of: dict[str, str] = {}
        self.found: list[Diagnostic] = []
        self.report: Callable[[Diagnostic], None] = self.found.append
        self.lost: set[str] = set()  # ids of files that exist but could not be read

    def project(self) -> tuple[Project, list[Diagnostic]]:
        paths = list(files(self.settings.root, "facts", self.report))
        vocabulary = self.vocabulary(paths)
        seeds = self.seeds()
        sheets: dict[str, Sheet] = {}
        questions: dict[str, Question] = {}
        disagreements: dict[str, Disagreement] = {}
        wanted: list[str] = []
        for path in paths:
            parts = PurePosixPath(path).parts
            if (len(parts) == 2 and parts[1] in LOOSE_FILES) or _is_review(path):
                continue
            if len(parts) != 3 or parts[1] not in FOLDERS or not path.endswith(".yml"):
                self.unexpected(path)
            else:
                wanted.append(path)
        for path, (noun, found) in zip(wanted, self.nouns(wanted, vocabulary), strict=True):
            self.found.extend(found)
            if noun is None:
                self.lost.add(PurePosixPath(path).stem)
            elif isinstance(noun, Question):
                self.add(questions, noun)
            elif isinstance(noun, Disagreement):
                self.add(disagreements, noun)
            else:
                self.add(sheets, noun)
        project = Project(
            vocabulary,
            seeds,
            sheets,
            questions,
            disagreements,
            tuple(
                review
                for path in paths
                if path == "facts/reviews.yml" or _is_review(path)
                for review in self.listed(path, "reviews", schema.ReviewsShape, build_review)
            ),
            tuple(
                correction
                for path in paths
                if path == "facts/corrections.yml"
                for correction in self.listed(
                    path, "corrections", schema.CorrectionsShape, build_correction
                )
            ),
            self.made_of,
        )
        self.found.extend(references(project, self.lost))
        self.found.extend(_too_many(project, self.settings.limits.facts))
        return project, self.found

    def unexpected(self, path: str) -> None:
        hint = (
            "Name it with the ending .yml."
            if path.endswith(".yaml")
            else f"Expected are {', '.join(f'facts/{f}/' for f in (*FOLDERS, 'reviews'))}."
        )
        self.report(
            Diagnostic(
                "unexpected-file", Place(shown(path, 200)), "No file is expected here.", hint
            )
        )

    def raw(self, path: str) -> bytes | Diagnostic:
        """The bytes of a YAML file, or why it cannot be read."""
        most = self.settings.limits.fact_file_bytes
        return read_bytes(self.settings.root, path, most, "fact_file_bytes")

    def shape(
        self, path: str, shape: type[S], raw: bytes | Diagnostic | None = None
    ) -> tuple[S, Document] | None:
        """A YAML file as its shape; None after reporting why not.

        Args:
            raw: its bytes, where they are read already.
        """
        raw = self.raw(path) if raw is None else raw
        if isinstance(raw, Diagnostic):
            self.report(raw)
            return None
        self.made_of[path] = named(path, raw)
        document, found = parse_yaml(raw, path, self.settings.limits)
        self.found.extend(found)
        if document is None:
            return None
        valid, found = validate(document, shape)
        found = found or list(over(document, self.settings.limits))
        self.found.extend(found)
        return None if found or valid is None else (valid, document)

    def nouns(self, paths: list[str], vocabulary: Vocabulary) -> Iterator[Read]:
        """What each file holds, None where it cannot be used, with what was found in it.

        A file's noun is what its bytes, the vocabulary and the limits make of it.
        """
        given = self.made_of.get(VOCABULARY), repr(self.settings.limits)

        def name(raw: bytes | Diagnostic, path: str) -> str:
            return named(path, raw, *map(str, given)) if isinstance(raw, bytes) else ""

        def read(path: str) -> tuple[Read, str]:
            raw = self.raw(path)
            return _Reader(self.settings, self.memo).noun(path, raw, vocabulary), name(raw, path)

        def make(missing: Sequence[int]) -> list[Read]:
            made = spread(read, [paths[at] for at in missing], least=_MANY)
            for at, (_, own) in zip(missing, made, strict=True):
                if own != names[at]:  # the file has changed since: not to be remembered
                    names[at] = ""
            return [held for held, _ in made]

        names = [name(self.raw(path), path) for path in paths]
        held = self.memo.results("read", names, make)
        self.made_of.update(zip(paths, names, strict=True))
        yield from held

    def noun(self, path: str, raw: bytes | Diagnostic, vocabulary: Vocabulary) -> Read:
        """What one file holds, for a reader of its own."""
        kind = PurePosixPath(path).parts[1]
        noun: Sheet | Question | Disagreement | None = None
        if kind == "faq":
            if question := self.shape(path, schema.QuestionShape, raw):
                noun = build.question(*question, self.report)
        elif kind == "disagreements":
            if disagreement := self.shape(path, schema.DisagreementShape, raw):
                noun = build.disagreement(*disagreement, self.report)
        elif sheet := self.shape(path, schema.SheetShape, raw):
            noun = build_sheet(*sheet, vocabulary, self.report)
        return noun, self.found

    def add(self, into: dict[str, T], noun: T) -> None:
        """Puts what a file holds into a mapping by id; two files of one id are reported."""
        first = into.get(noun.id)
        if first is None:
            into[noun.id] = noun
        else:
            self.report(
                Diagnostic(
                    "duplicate-id",
                    noun.place,
                    f"The id `{noun.id}` is used by two files: {first.place.path} and this one.",
                    "Rename one of the files.",
                    related=(Related(first.place, "first used here"),),
                )
            )

    def listed(
        self,
        path: str,
        name: str,
        shape: type[S],
        make: Callable[[Any, int, Document, Callable[[Diagnostic], None]], R | None],
    ) -> tuple[R, ...]:
        """The entries of a file's only list."""
        read = self.shape(path, shape)
        if read is None:
            return ()
        entries = (make(e, n, read[1], self.report) for n, e in enumerate(getattr(read[0], name)))
        return tuple(entry for entry in entries if entry is not None)

    def vocabulary(self, paths: list[str]) -> Vocabulary:
        path = VOCABULARY
        if path not in paths:
            self.report(
                Diagnostic(
                    "file-unreadable",
                    Place(path),
                    "There is no vocabulary.",
                    "Create facts/vocabulary.yml with groups and properties.",
                )
            )
            return Vocabulary()
        read = self.shape(path, schema.VocabularyShape)
        return build.vocabulary(*read, self.report) if read else Vocabulary()

    def seeds(self) -> dict[str, Seed]:
        """Every document that has its metadata beside it."""
        kept = [*files(self.settings.root, "seeds", self.report)]
        paths = [path for path in kept if not path.startswith(originals.FOLDER)]
        documents = {
            str(PurePosixPath(p).with_suffix("")): p for p in paths if p.endswith(SEED_SUFFIXES)
        }
        seeds: dict[str, Seed] = {}
        for path in paths:
            stem = str(PurePosixPath(path).with_suffix(""))
            if path.endswith(".yml"):
                if stem not in documents:
                    self.report(
                        Diagnostic(
                            "seed-missing",
                            Place(path),
                            f"There is no document {stem}.txt beside this metadata.",
                            "Add the document, or remove the metadata.",
                        )
                    )
                    continue
                seed = self.seed(path, documents.pop(stem))
                if seed is None:
                    continue
                if seed.id in seeds:
                    first = seeds[seed.id].place
                    self.report(
                        Diagnostic(
                            "duplicate-id",
                            seed.place,
                            f"The id `{seed.id}` is used by two documents: "
                            f"{first.path} and this one.",
                            "Give one of them another id.",
                        )
                    )
                seeds.setdefault(seed.id, seed)
            elif not path.endswith(SEED_SUFFIXES):
                self.report(
                    Diagnostic(
                        "unexpected-file",
                        Place(shown(path, 200)),
                        "No file of this kind is expected here.",
                        "Documents end in .txt, their metadata in .yml.",
                    )
                )
        for path in documents.values():
            if path not in {s.path for s in seeds.values()} and path not in self.lost:
                self.report(
                    Diagnostic(
                        "seed-without-metadata",
                        Place(path),
                        "This document has no metadata beside it.",
                        "Add a .yml file of the same name.",
                    )
                )
        self.found.extend(
            originals.originals(
                self.settings,
                [path for path in kept if path.startswith(originals.FOLDER)],
                seeds.values(),
                lost=bool(self.lost),
            )
        )
        return dict(sorted(seeds.items()))

    def document_text(self, raw: bytes | Diagnostic, path: str) -> str | None:
        """The text of a document; None after reporting why there is none."""
        text = raw if isinstance(raw, Diagnostic) else decode(raw, path)
        if isinstance(text, Diagnostic):
            self.report(text)
            return None
        if not text.strip():
            self.report(
                Diagnostic(
                    "seed-empty",
                    Place(path),
                    "The document is empty.",
                    "Put its text here, or remove it.",
                )
            )
            return None
        bad = list(islice(bad_characters(text, path), 20))
        parts, most = most_sentences(text), self.settings.limits.sentences
        if parts > most:
            bad.append(
                Diagnostic(
                    "limit",
                    Place(path),
                    f"The document has {parts:,} lines and sentences; the limit is {most:,}.",
                    "Split it, or raise `limits.sentences` in mkdocs.yml.",
                )
            )
        self.found.extend(bad)
        return None if bad else text

    def seed(self, path: str, document_path: str) -> Seed | None:
        """One document; None, and its id counted as lost, after reporting why not."""
        read = self.shape(path, schema.SeedShape)
        raw = read_bytes(
            self.settings.root, document_path, self.settings.limits.seed_bytes, "seed_bytes"
        )
        text = self.document_text(raw, document_path)
        if read is None:
            self.lost.update(_seed_id_of(path, self.settings))
            return None
        shape, yaml = read
        if text is None:
            self.lost.add(shape.id)
            return None
        assert isinstance(raw, bytes)
        self.made_of[path] = named(self.made_of[path], raw)
        digest = hashlib.sha256(raw).hexdigest()
        if digest != shape.sha256:
            self.report(
                Diagnostic(
                    "seed-changed",
                    yaml.place(("sha256",)),
                    f"{document_path} is not the document of this checksum.",
                    f"If the change is meant, run `factsheet reanchor {shape.id}`.",
                )
            )
        return build_seed(shape, yaml, document_path, text, self.report)


T = TypeVar("T", Sheet, Question, Disagreement)
Read = tuple[Sheet | Question | Disagreement | None, list[Diagnostic]]
R = TypeVar("R", Review, Correction)


def _seed_id_of(path: str, settings: Settings) -> Iterator[str]:
    """The id in metadata that is otherwise unusable, so that citing it is not a second finding."""
    document, _ = read_yaml(settings.root, path, settings.limits)
    if document is not None and isinstance(document.data.get("id"), str):
        yield document.data["id"]


def _is_review(path: str) -> bool:
    return path.startswith(REVIEWS) and path.endswith(".yml") and path.count("/") == 2


def _too_many(project: Project, most: int) -> Iterator[Diagnostic]:
    """The first sheet with which a project holds more facts than it may."""
    sheets = list(project.sheets.values())
    for sheet, count in zip(sheets, accumulate(len(s.facts) for s in sheets), strict=True):
        if count > most:
            yield Diagnostic(
                "limit",
                sheet.place,
                f"With this sheet the project holds more than {most:,} facts.",
                "Remove facts, or raise `limits.facts` in mkdocs.yml.",
            )
            return
