"""Where something was written, and a text in every language: what every other noun is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, str]
"""One text in each of the languages."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file: path relative to the project with `/`, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
