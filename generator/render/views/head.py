"""What every page says of itself, whatever it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, Protocol, TypeVar

from generator.render.edition import Edition, shortened
from generator.render.parts import Cut, address

DESCRIPTION = 200
"""The most characters of a page's description."""


@dataclass(frozen=True, slots=True)
class Head:
    """A page's address, title and place among the others; see `Page`.

    Attributes:
        part, parts: which part of a long page it is, and of how many.
    """

    url: str
    title: str
    description: str
    parent: str | None = ""
    tab: bool = False
    path: str = ""
    part: int = 1
    parts: int = 1

    @property
    def first(self) -> str:
        """The address of the page's first part."""
        return self.url if self.part == 1 else self.parent or ""


class View(Protocol):
    """What a template shows: any frozen class with a head."""

    @property
    def head(self) -> Head:
        """What the page says of itself."""


T = TypeVar("T")
V = TypeVar("V", bound=View, covariant=True)


@dataclass(frozen=True)
class Later(Generic[V]):
    """A view of which there are many: its head at once, the rest when the page is drawn.

    Attributes:
        headings: anchor and words of those that a search leads to, known without drawing the page;
            None where they are not.
    """

    head: Head
    view: Callable[[], V]
    headings: Callable[[], Iterable[tuple[str, str]]] | None = None


def parts(
    edition: Edition,
    head: Head,
    cut: Cut[T],
    view: Callable[[Head], V],
    headings: Callable[[Sequence[T]], Iterable[tuple[str, str]]] | None = None,
) -> Iterator[Later[V]]:
    """A page for each part of a long one; the further ones stand below the first."""
    for part in range(1, cut.parts + 1):
        own = replace(head, part=part, parts=cut.parts)
        if part > 1:
            title = edition.phrases.say("parts.title", title=head.title, n=part, parts=cut.parts)
            url = address(head.url, part)
            own = replace(own, url=url, title=title, parent=head.url, tab=False)
        told = partial(headings, cut.held(part)) if headings else None
        yield Later(own, partial(view, own), told)


def listed(edition: Edition, key: str, **values: object) -> Head:
    """The head of a page in the navigation tabs, whose words stand under `<key>.title` …"""
    say = edition.phrases.say
    return Head(f"{key}/", say(f"{key}.title"), say(f"{key}.summary", **values), tab=True)


def described(*sentences: str) -> str:
    """Sentences as a description."""
    return shortened(" ".join(sentences), DESCRIPTION)
