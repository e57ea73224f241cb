"""Writes text from files into Markdown so that it stays text, on GitHub and GitLab.

Nothing of it can begin a heading, list, link, image, table, formula or tag, mention a person,
refer to an issue, or become an emoji: what only escaping keeps from the Markdown reader is escaped,
and what platforms look for in the finished page is split by an empty element.
"""

from __future__ import annotations

import re

from generator.review.wording import Run, plain, runs

LIMIT = 65_536
"""Characters of a comment; bytes are counted, which are never fewer."""

_ESCAPED = re.compile(r"[\\`*_\[\]<>|~&]")
_SPLIT = re.compile(r"[@#$]|[!%^](?=[\w\"])|:(?=[\w+/-])|(?<=www)\.|(?<=GH)-(?=\d)", re.IGNORECASE)
_OPENING = re.compile(r"(\s*)(?:(\d+)([.)])|([-+=]))")
_KEPT = 160  # characters kept on each side of a long stretch that did not change
_SHOWN = 1_500  # characters shown of a long one that did


def inline(text: str) -> str:
    """A text as part of a line."""
    spanned = _SPLIT.sub(lambda m: f"\0{m.group()}\1", plain(text))
    escaped = _ESCAPED.sub(lambda m: f"\\{m.group()}", spanned)
    return escaped.replace("\0", "<span>").replace("\1", "</span>")


def opening(text: str) -> str:
    """A text at the beginning of a line."""
    match = _OPENING.match(plain(text))
    if match is None:
        return inline(text)
    begin = f"{match[2]}\\{match[3]}" if match[2] else f"\\{match[4]}"
    return begin + inline(plain(text)[match.end() :])


def code(text: str) -> str:
    """A path, address or id."""
    words = plain(text)
    fence = "`" * (1 + max((len(m) for m in re.findall("`+", words)), default=0))
    space = " " if "`" in words else ""
    return f"{fence}{space}{words.replace('|', chr(92) + '|')}{space}{fence}"


def cut(text: str, limit: int = _SHOWN) -> str:
    """A text's beginning, which says how much of it is left out."""
    more = len(text) - limit
    return text if more <= 0 else f"{text[:limit]} [… {more:,} more characters]"


def differences(old: str, new: str) -> str:
    """Two texts word by word: what is gone struck out, what is new underlined."""
    found = runs(old, new)
    return "".join(_run(run, first=run is found[0], last=run is found[-1]) for run in found)


def _run(run: Run, *, first: bool, last: bool) -> str:
    if not run.same:
        gone = f"<del>{inline(cut(run.old))}</del>" if run.old.strip() else ""
        came = f"<ins>{inline(cut(run.new))}</ins>" if run.new.strip() else ""
        return gone + (" " if gone and came else "") + came or " "
    before = 0 if first else _KEPT
    after = 0 if last else _KEPT
    if len(run.old) <= before + after + 40:
        return inline(run.old)
    return f"{inline(run.old[:before])} … {inline(run.old[len(run.old) - after :])}"


def size(text: str) -> int:
    """What a text takes of a comment's room."""
    return len(text.encode("utf-8", "surrogatepass"))
