"""What every page says of itself, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from generator.render.edition import Edition, shortened

DESCRIPTION = 200
"""The most characters of a page's description."""


@dataclass(frozen=True, slots=True)
class Head:
    """A page's address, title and place among the others; see `Page`."""

    url: str
    title: str
    description: str
    parent: str | None = ""
    tab: bool = False
    path: str = ""


class View(Protocol):
    """What a template shows: any frozen class with a head."""

    @property
    def head(self) -> Head:
        """What the page says of itself."""


@dataclass(frozen=True, slots=True)
class Later:
    """A view of which there are many: its head at once, the rest when the page is drawn."""

    head: Head
    view: Callable[[], View]


def listed(edition: Edition, key: str, **values: object) -> Head:
    """The head of a page in the navigation tabs, whose words stand under `<key>.title` …"""
    say = edition.phrases.say
    return Head(f"{key}/", say(f"{key}.title"), say(f"{key}.summary", **values), tab=True)


def described(*sentences: str) -> str:
    """Sentences as a description."""
    return shortened(" ".join(sentences), DESCRIPTION)
