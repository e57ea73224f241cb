"""The scripts that a text holds which a page shows as HTML, and what is wrong with them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_FOREIGN = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class Scripts(HTMLParser):
    """Collects what no page may hold.

    Attributes:
        found: of each script what is wrong, to be said of a page or a text.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at the beginning of an element."""
        given = {name: value or "" for name, value in attrs}
        if tag != "script":
            return
        if "src" in given:
            if _FOREIGN.match(given["src"]):
                self.found.append("loads a script from another host")
        elif "json" not in given.get("type", ""):
            self.found.append("holds a script, which the site's policy forbids")

    def handle_comment(self, data: str) -> None:
        """A script in a comment counts: what makes the policy does not look who would run it."""
        self.found += scripts_in(data)


def scripts_in(html: str) -> list[str]:
    """What is wrong with the scripts of a text that a page holds as it is."""
    if "<script" not in html.lower():
        return []
    reader = Scripts()
    reader.feed(html)
    reader.close()
    return reader.found
