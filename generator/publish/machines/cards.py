"""Share cards: a picture of each page for the places where its address is shared."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import typst

from generator.model import Sheet
from generator.publish.machines.web import Web
from generator.publish.site import PublishError
from generator.render.edition import shortened
from generator.render.page import Page
from generator.store import own

FOLDER = "assets/cards"
_HOUSE = Path(__file__).resolve().parent.parent
_TEMPLATE = _HOUSE / "typst" / "card.typ"
_FONTS = _HOUSE / "fonts"
_AT_ONCE = 25
_TITLE = 160  # characters that fit
Card = dict[str, str]


class Cards:
    """The cards of one language: as many as the settings allow, home's for all other pages.

    A part of a long page has that of the page.
    """

    def __init__(self, web: Web, pages: Iterable[Page]) -> None:
        self.web = web
        told = (page for page in pages if page.kind != "not-found" and page.part == 1)
        shown = list(told) if web.root else []
        shown.sort(key=lambda page: (page.kind == "reader", page.kind == "sheet"))
        self._cards = {page.url: _card(web, page) for page in shown[: web.settings.share_cards]}
        self._names = {url: _name(card) for url, card in self._cards.items()}

    def address(self, url: str) -> str:
        """Whole address of a page's card; empty when there are none."""
        name = self._names.get(url) or self._names.get("", "")
        return f"{self.web.root}{FOLDER}/{name}" if name else ""

    @property
    def wanted(self) -> dict[str, Card]:
        """What each picture shows, by its name."""
        return {name: self._cards[url] for url, name in self._names.items()}


def draw(wanted: Mapping[str, Card], site: Path, before: Path) -> None:
    """Draws cards into a language's site.

    A card is named by all that it is made of, so one that stood on the site before is taken from
    there. Never in a copy of a process: Typst's threads are not copied, and it would wait for them.

    Args:
        wanted: what each picture shows, by its name.
        before: this language's folder of the site that is to be replaced; need not exist.

    Raises:
        PublishError: a card could not be drawn.
    """
    folder = site / FOLDER
    missing: list[str] = []
    for name in wanted:
        old = before / FOLDER / name
        if _ours(old):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(old, folder / name)
        else:
            missing.append(name)
    for start in range(0, len(missing), _AT_ONCE):
        some = missing[start : start + _AT_ONCE]
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in zip(some, _draw([wanted[n] for n in some]), strict=True):
            (folder / name).write_bytes(picture)


def _ours(card: Path) -> bool:
    """Whether a card stands there that nobody else may have put there."""
    try:
        return own(card.lstat())
    except OSError:
        return False


def _card(web: Web, page: Page) -> Card:
    subject, phrases = web.subjects.get(page.url), web.phrases
    kind, foot = "", web.title if page.url else ""
    if isinstance(subject, Sheet):
        kind = phrases.say(f"kind.{subject.kind}")
        foot = f"{foot} · {phrases.count('count.facts', len(subject.facts))}"
    elif subject:
        kind = phrases.say("search.kind.source")
    return {
        "language": web.language,
        "kind": kind,
        "title": shortened(page.title, _TITLE),
        "words": page.description,
        "foot": foot,
    }


def _name(card: Card) -> str:
    text = json.dumps(card, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{_ground()}{text}".encode()).hexdigest()[:20] + ".png"


@cache
def _ground() -> str:
    """What all cards share: how they are drawn, with what, and in which letters."""
    digest = hashlib.sha256(f"{version('typst')}\n".encode())
    for path in [_TEMPLATE, *sorted(_FONTS.glob("*.ttf"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _compiler() -> typst.Compiler:
    nowhere = _HOUSE / "typst" / "packages"  # does not exist: no package is ever looked for
    return typst.Compiler(
        root=str(_HOUSE / "typst"),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        package_path=str(nowhere),
        package_cache_path=str(nowhere),
    )


def _draw(cards: list[Card]) -> list[bytes]:
    """The cards as PNG, 1200 by 630 pixels."""
    try:
        drawn = _compiler().compile(
            input=str(_TEMPLATE),
            format="png",
            ppi=72.0,
            sys_inputs={"cards": json.dumps(cards, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        said = str(error).partition("\n")[0]
        raise PublishError(f"the share cards could not be drawn: {said}") from error
    pictures = drawn if isinstance(drawn, list) else [drawn]
    return [bytes(picture) for picture in pictures if picture is not None]
