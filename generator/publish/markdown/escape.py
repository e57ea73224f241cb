"""Text into Markdown that stays text, in every dialect that the export is read in.

A backslash stands where both Python-Markdown and CommonMark take it for an escape. All else that
any common extension could take for markup becomes a character reference, which none of them looks
into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

_BACKSLASHED = frozenset("\\`*_[]{}#+!")
_CAREFUL = re.compile(
    r"""
    [\\`*_\[\]{}#+!<>&~^=|$@\t]
    | (?<![^\W_])- | -(?![^\W_])   # a hyphen within a word is nothing else
    | (?<!\d):(?!\s|$) | :(?=[^\s\d])
    | (?<=www)\.                   # some dialects make links of bare addresses
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPENING = re.compile(r"[-:;%]|\?\?|//|(?P<number>\d{1,9})(?P<sign>[.)])")
_NOT_IN_ADDRESSES = ":/?#@$&,;=%~-._+"
_JOINER = "\u2060"


def plain(text: str) -> str:
    """A text within a line; line breaks become spaces, every other character stays."""
    return _CAREFUL.sub(_escaped, " ".join(text.splitlines()))


def _escaped(found: re.Match[str]) -> str:
    char = found.group()
    if char in _BACKSLASHED or char in "-.":
        return f"\\{char}"
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(char) or f"&#{ord(char)};"


def title(text: str) -> str:
    """A text as a page's title: like any other, but harmless in `<title>` too.

    Some themes write a title into the page's head with its references resolved. A word joiner,
    which nobody sees, keeps a `<` from beginning a tag there.
    """
    return plain(untagged(text))


def untagged(text: str) -> str:
    """A text in which no `<` begins a tag, even where a theme writes it as it is."""
    return text.replace("<", f"<{_JOINER}")


def block(markdown: str) -> str:
    """Finished Markdown as the beginning of a block: no character of a text opens a list or so."""
    bare = markdown.strip(" ")
    before, after = (len(markdown) - len(markdown.lstrip(" ")), len(markdown.rstrip(" ")))
    found = _OPENING.match(bare)
    if found:
        number = found.group("number") or ""
        sign = found.group("sign") or found.group()[0]
        bare = f"{number}&#{ord(sign)};{bare[len(number) + 1 :]}"
    elif bare[:1].isspace():
        bare = f"&#{ord(bare[0])};{bare[1:]}"
    if bare[-1:].isspace():
        bare = f"{bare[:-1]}&#{ord(bare[-1])};"
    space = "&#32;"
    return space * before + bare + space * (len(markdown) - max(before, after))


def link(markdown: str, address: str) -> str:
    """Finished Markdown as a link to an address of this export, or of the web."""
    return f"[{markdown}]({quote(address, safe=_NOT_IN_ADDRESSES).replace('&', '&amp;')})"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of finished cells."""
    names = list(head)
    lines = [names, ["---"] * len(names), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
