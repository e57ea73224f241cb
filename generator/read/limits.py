"""Holds a file against the limits on what work multiplies: long texts, long lists, many cuts.

Every name is looked for in every text, every figure of a text in every quote: what is long on both
sides costs the product. So each is bounded by itself, as it stands after decoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from generator.diagnostics import Diagnostic, shown
from generator.model import LANGUAGES, Place, Role
from generator.read.nodes import Document, Node
from generator.settings import Limits

MOST = 20
"""Findings of one file; the others are of the same kind."""

_NAMES = frozenset(
    {
        *("name", "aliases", "title", "publisher", "author", "by", "label", "inverse"),
        *("unit", "amount", "currency", "date", "published", "as_of", "extractor", "version"),
    }
)
_WORD = re.compile(r"[^\W_]+")
_BORNE = frozenset({"name", "aliases"})
"""What is looked for in every text, word by word."""
_QUOTES = frozenset({"quote", "quotes", "prefix", "suffix"})
_CONTENT = frozenset({"reviews", "corrections", "groups", "properties", "excluded", "pages", *Role})
"""Lists and mappings that hold what a file is there for: bounded by the values of the file."""


def over(document: Document, limits: Limits) -> Iterator[Diagnostic]:
    """What is too long in a file, in the order of the file, up to a few findings."""
    return islice(_over(document, limits), MOST)


def _over(document: Document, limits: Limits) -> Iterator[Diagnostic]:
    waiting = [("", document.root)]
    while waiting:
        key, node = waiting.pop()
        for size, setting, what, hint in _measured(key, node):
            most = getattr(limits, setting)
            if size > most:
                yield Diagnostic(
                    "limit",
                    Place(document.path, node.line, node.column),
                    f"`{shown(key, 60)}` has {size:,} {what}; the limit is {most:,}.",
                    f"{hint}, or raise `limits.{setting}` in mkdocs.yml.",
                )
        waiting += reversed(list(_below(key, node)))


def _measured(key: str, node: Node) -> Iterator[tuple[int, str, str, str]]:
    """(size, setting that bounds it, what is counted, what to do) of a node under a key."""
    value = node.value
    if isinstance(value, str):
        kind = "name" if key in _NAMES else "quote" if key in _QUOTES else "text"
        yield len(value), f"{kind}_characters", "characters", "Shorten it"
        if key in _BORNE:
            yield len(_WORD.findall(value)), "name_words", "words", "Shorten it"
        if kind == "quote":
            yield value.count("["), "quote_brackets", "brackets", "Make several quotes of it"
    elif key and key not in _CONTENT:
        # A disagreement has addresses of facts, a sheet the facts themselves.
        facts = key == "facts" and isinstance(value, list) and value
        whole = facts and not isinstance(facts[0].value, str)
        yield len(value), "sheet_facts" if whole else "entries", "entries", "Split it"


def _below(key: str, node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node.value, dict):
        for name, (_, inner) in node.value.items():
            yield (key if name in LANGUAGES else name), inner
    elif isinstance(node.value, list):
        for inner in node.value:
            # What stands in a list of mappings is judged by their own keys.
            yield (key if isinstance(inner.value, str) else ""), inner
