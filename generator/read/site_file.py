"""MkDocs' own settings, as far as they are known without MkDocs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic
from generator.read.load import plain
from generator.read.nodes import Document

NULL = ("", "~", "null", "Null", "NULL")
"""How YAML writes that there is nothing."""
UNKNOWN = object()
"""Stands for a value that is only known when MkDocs reads the file."""


class SiteFile:
    """The file `mkdocs.yml`, with the values that it gives for certain."""

    def __init__(self, document: Document, raw: bytes, root: Path) -> None:
        self.document, self.data, self.root = document, document.data, root
        self.lines = raw.decode("utf-8-sig", "replace").splitlines()

    def wrong(
        self, rule: str, path: tuple[str | int, ...], message: str, hint: str, *, key: bool = False
    ) -> Diagnostic:
        """A finding at a path of keys and positions."""
        return Diagnostic(rule, self.document.place(path, key=key), message, hint)

    def written(self, *path: str | int) -> str:
        """The first character of a value as it is written, which tells quotes and tags."""
        place = self.document.place(path)
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return line[place.column - 1 : place.column]

    def tagged(self, *path: str | int) -> bool:
        """Whether a value is only known when MkDocs reads the file: `!ENV NAME`."""
        return self.written(*path) == "!"

    def null(self, *path: str | int) -> bool:
        """Whether there is nothing at a path that is there."""
        return self.at(*path) in NULL and self.written(*path) not in ("'", '"', "!", "|", ">")

    def at(self, *path: str | int) -> Any:
        """The value at a path that is there, every single one a text."""
        value: Any = self.data
        for part in path:
            value = value[part]
        return value

    def typed(self, *path: str | int) -> Any:
        """The value at a path as YAML gives it to MkDocs; `UNKNOWN` where a tag decides."""
        value = self.at(*path)
        if self.tagged(*path):
            return UNKNOWN
        if isinstance(value, list):
            return [self.typed(*path, at) for at in range(len(value))]
        if isinstance(value, dict):
            return {key: self.typed(*path, key) for key in value}
        if self.written(*path) in ("'", '"', "|", ">"):
            return value
        try:
            return plain(value)
        except ValueError:  # which `valueless` reports
            return value

    def valueless(self) -> Iterator[tuple[str | int, ...]]:
        """The paths of values of which YAML makes nothing: a day that is none."""
        for path, held in self.texts():
            if self.written(*path) not in ("'", '"', "|", ">", "!", "&", "*"):
                try:
                    plain(held)
                except ValueError:
                    yield path

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every text that the file holds, in the order of the file, with its path."""
        waiting: list[tuple[tuple[str | int, ...], Any]] = [((), self.data)]
        while waiting:
            path, held = waiting.pop()
            if isinstance(held, dict | list):
                items = held.items() if isinstance(held, dict) else enumerate(held)
                waiting += reversed([((*path, key), one) for key, one in items])
            elif isinstance(held, str):
                yield path, held

    def text(self, key: str) -> str | None:
        """A text that the file gives for certain."""
        value = self.data.get(key)
        known = isinstance(value, str) and not self.tagged(key) and not self.null(key)
        return value if known else None

    def items(self, key: str) -> Iterator[tuple[int, str]]:
        """The texts of a list, each with its position."""
        value = self.data.get(key)
        for at, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, str) and not self.tagged(key, at):
                yield at, item

    def named(self, key: str) -> Iterator[tuple[str, tuple[str | int, ...], Any]]:
        """What a list of names, of which some have settings, holds: name, path, settings."""
        held = self.data.get(key)
        if isinstance(held, dict):
            for name, value in held.items():
                yield name, (key, name), value
        for at, entry in enumerate(held if isinstance(held, list) else ()):
            if isinstance(entry, str):
                yield entry, (key, at), None
            elif isinstance(entry, dict):
                for name, value in entry.items():
                    yield name, (key, at, name), value
