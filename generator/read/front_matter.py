"""What a hand-written page says of itself to the theme, before its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, shown
from generator.read.load import parse_yaml, plain
from generator.read.site_file import NULL
from generator.settings import Limits

_FRONT = re.compile(r"\A---[ \t\r]*\n(.*?)\n(?:---|\.\.\.)[ \t\r]*(?:\n|\Z)", re.DOTALL)
_OTHER_FOLDERS = ("custom_dir", "INHERIT")
"""Settings by which templates and icons may stand where nobody looks here."""


def front_matter(text: str, path: str, root: Path) -> Iterator[Diagnostic]:
    """What the theme cannot do: a template or an icon that is not there, what it cannot hide.

    Args:
        root: the project's folder.
    """
    found = _FRONT.match(text)
    if not found:
        return
    document, _ = parse_yaml(f"\n{found[1]}".encode("utf-8", "replace"), path, Limits(), tags=True)
    if document is None:  # MkDocs passes over what is no YAML
        return
    data = document.data

    def wrong(key: str, message: str, hint: str) -> Diagnostic:
        return Diagnostic("page-by-hand", document.place((key,)), message, hint)

    for key, what in (("template", "a template"), ("icon", "an icon")):
        name = data.get(key)
        if name is None or name in NULL:
            continue
        if not isinstance(name, str):
            yield wrong(key, f"`{key}` must name {what} by a text.", "Change its form.")
        elif not _there(f".icons/{name}.svg" if key == "icon" else name, root):
            yield wrong(
                key,
                f"The theme has no {key} “{shown(name, 60)}”.",
                "Name one of Material's, or remove the line.",
            )
    if "hide" in data and not _lists(data["hide"]):
        yield wrong(
            "hide", "`hide` must be a list of texts.", "Write it as in `hide: [navigation, toc]`."
        )


def _lists(value: Any) -> bool:
    """Whether a theme can ask whether something is in a value."""
    if not isinstance(value, str):
        return True
    try:
        held = plain(value)
    except ValueError:
        return True
    return held is None or not held or isinstance(held, str)


def _there(name: str, root: Path) -> bool:
    try:
        settings = (root / "mkdocs.yml").read_text("utf-8", "replace")
        if any(key in settings for key in _OTHER_FOLDERS):
            return True
        return any((folder / name).is_file() for folder in _folders())
    except (OSError, ValueError):
        return False


@cache
def _folders() -> tuple[Path, ...]:
    own = Path(__file__).parent.parent / "render" / "theme"
    specs = [find_spec(module) for module in ("material", "mkdocs")]
    theirs = [place for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return own, *(Path(place, "templates") for place in theirs)
