"""A source of which nothing is known but its text, for tests that read no files."""

from __future__ import annotations

from typing import Any

from generator.dates import parse
from generator.model import Display, Place, Seed


def seed(text: str, name: str = "doc", **more: Any) -> Seed:
    """A source with this text and id; `more` are fields that matter to the test."""
    fields: dict[str, Any] = {
        "title": name.capitalize(),
        "language": "en",
        "publisher": "unknown",
        "authors": (),
        "published": parse("unknown"),
        "as_of": None,
        "sha256": "0" * 64,
        "display": Display.FULL,
        "path": f"seeds/{name}.txt",
        "place": Place(f"seeds/{name}.yml"),
    }
    return Seed(id=name, text=text, **{**fields, **more})
