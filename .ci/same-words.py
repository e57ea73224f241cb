#!/usr/bin/env python3
"""Holds sites against each other: the same pages, with the same words and links in them.

    same-words.py SITE SITE…

What stands outside of a page's <main> is the builder's own. Exit codes: 0 the same, 1 not.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

SHOWN = 10


class Main(HTMLParser):
    """The words and the addresses of links in a page's <main>."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = 0
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "main"
        address = dict(attrs).get("href")
        if self.inside and tag == "a" and address:
            self.found.append(f" <{address}> ")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found.append(data)


def pages(site: Path) -> dict[str, str]:
    """The words of each page, spaces made one, by its path."""
    return {
        path.relative_to(site).as_posix(): re.sub(
            r"\s+", " ", "".join(Main(path.read_text("utf-8")).found)
        ).strip()
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }


def main(names: list[str]) -> int:
    """The exit code."""
    if len(names) < 2:
        print(__doc__, file=sys.stderr)
        return 1
    sites = {name: pages(Path(name)) for name in names}
    first, *others = sites
    wrong = [] if sites[first] else [f"{first} has no page"]
    for other in others:
        for path in sorted(sites[first].keys() | sites[other].keys()):
            one, two = (sites[name].get(path) for name in (first, other))
            if one is None or two is None:
                wrong.append(f"{path} is in one only of {first} and {other}")
            elif one != two:
                at = next((n for n, (a, b) in enumerate(zip(one, two)) if a != b), min(map(len, (one, two))))
                told = [repr(text[max(0, at - 40) : at + 60]) for text in (one, two)]
                wrong.append(f"{path} differs:\n  {first}: {told[0]}\n  {other}: {told[1]}")
            elif not one:
                wrong.append(f"{path} is empty")
    print("\n".join(wrong[:SHOWN]), file=sys.stderr)
    words = sum(len(text.split()) for text in sites[first].values())
    print(f"{len(sites[first])} pages, {words} words, {len(sites)} builders, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
