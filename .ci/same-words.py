#!/usr/bin/env python3
"""Holds sites against each other: the same pages, with the same words and links in them.

    same-words.py SITE SITE…

What stands outside of a page's <main> is the builder's own. Exit codes: 0 the same, 1 not.
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

SHOWN = 10


class Main(HTMLParser):
    """The words and the addresses of links in a page's <main>."""

    def __init__(self, page: str, place: str) -> None:
        super().__init__(convert_charrefs=True)
        self.place = place
        self.inside = 0
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a link, and where <main> begins."""
        self.inside += tag == "main"
        address = dict(attrs).get("href")
        if self.inside and tag == "a" and address:
            self.found.append(f" <{urljoin(self.place, address)}> ")

    def handle_endtag(self, tag: str) -> None:
        """Notes where <main> ends."""
        self.inside -= tag == "main"

    def handle_data(self, data: str) -> None:
        """Notes words."""
        if self.inside:
            self.found.append(data)


def pages(site: Path) -> dict[str, str]:
    """The words of each page, spaces made one, by its path."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        place = path.relative_to(site).as_posix()
        if path.name != "404.html":
            read = Main(path.read_text("utf-8"), "/" + place.removesuffix("index.html"))
            found[place] = " ".join("".join(read.found).split())
    return found


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
                at = next(n for n in range(len(one) + 1) if one[: n + 1] != two[: n + 1])
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
