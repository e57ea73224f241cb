"""Holds a file against the limits on what work multiplies: long texts, long lists, many cuts.

Every name is looked for in every text, every figure of a text in every quote: what is long on both
sides costs the product. So each is bounded by itself, as it stands after decoding.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.model import Place
from generator.read.nodes import Document, Node
from generator.settings import Limits

MOST = 20
"""Findings of one file; the others are of the same kind."""

_NAMES = frozenset(
    "name aliases title publisher author by label inverse unit amount date published "
    "as_of extractor version currency".split()
)
_QUOTES = frozenset({"quote", "quotes", "prefix", "suffix"})
_LANGUAGES = frozenset({"en", "fr"})
_CONTENT = frozenset({"reviews", "corrections", "groups", "properties", "excluded", "pages"})
"""Lists and mappings that hold what a file is there for: bounded by the values of the file."""


def over(document: Document, limits: Limits) -> Iterator[Diagnostic]:
    """What is too long in a file, in the order of the file, up to a few findings."""
    found = 0
    waiting = [("", document.root)]
    while waiting and found < MOST:
        key, node = waiting.pop()
        size, most, setting, what = _measured(key, node, limits)
        if size > most:
            found += 1
            yield Diagnostic(
                "limit",
                Place(document.path, node.line, node.column),
                f"`{key}` has {size:,} {what}; the limit is {most:,}.",
                f"Shorten or split it, or raise `limits.{setting}` in mkdocs.yml.",
            )
        elif _QUOTES >= {key} and isinstance(node.value, str):
            if (cuts := node.value.count("[")) > limits.quote_brackets:
                found += 1
                yield Diagnostic(
                    "limit",
                    Place(document.path, node.line, node.column),
                    f"`{key}` has {cuts:,} brackets; the limit is {limits.quote_brackets:,}.",
                    "Make several quotes of it, or raise `limits.quote_brackets` in mkdocs.yml.",
                )
        waiting += reversed(list(_below(key, node)))


def _measured(key: str, node: Node, limits: Limits) -> tuple[int, int, str, str]:
    """(size, limit, its setting, what is counted) of a node under a key."""
    if isinstance(node.value, str):
        kind = "name" if key in _NAMES else "quote" if key in _QUOTES else "text"
        setting = f"{kind}_characters"
        return len(node.value), getattr(limits, setting), setting, "characters"
    if key in _CONTENT or not key:
        return 0, 0, "nodes", ""
    setting = "sheet_facts" if key == "facts" else "entries"
    return len(node.value), getattr(limits, setting), setting, "entries"


def _below(key: str, node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node.value, dict):
        for name, (_, inner) in node.value.items():
            yield (key if name in _LANGUAGES else name), inner
    elif isinstance(node.value, list):
        for inner in node.value:
            # What stands in a list of mappings is judged by their own keys.
            yield (key if isinstance(inner.value, str) else ""), inner
