"""The texts that files may hold: ids, addresses, hashes, line numbers, web addresses, words."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticKnownError

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _visible(text: str) -> str:
    """Refuses a text of nothing but characters that take no room."""
    for char in text:
        if char.isprintable() and char != " ":
            return text
    raise PydanticKnownError("string_too_short", {"min_length": 1})


def _leads_somewhere(url: str) -> str:
    """Refuses a web address that no program can take apart."""
    try:
        parts = urlsplit(url)
        if parts.hostname and (parts.port is None or parts.port):
            return url
    except ValueError:
        pass
    raise PydanticKnownError("string_pattern_mismatch", {"pattern": _WEB_ADDRESS})


_WEB_ADDRESS = r"^https?://[^\s\"'<>@\\]+$"
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_visible)
]
LONGEST_HEADING = 1_000
"""Characters of a name, a title, a label or a question: they are bookmarks and entries of indexes
too, and no page has room for more."""
Heading = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_HEADING),
    AfterValidator(_visible),
]
WebAddress = Annotated[
    str, StringConstraints(pattern=_WEB_ADDRESS), AfterValidator(_leads_somewhere)
]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
Address = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*#[a-z0-9]+(-[a-z0-9]+)*$")
]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Lines = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}(-[1-9][0-9]{0,8})?$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PageLabel = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]{1,20}$")]
Boolean = Literal["true", "false"]
Scale = Literal["thousand", "million", "billion", "trillion"]
Reason = Literal[
    "boilerplate",
    "navigation",
    "repetition",
    "rhetoric",
    "reader-comment",
    "heading",
    "markup",
    "question",
]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
OriginalPath = Annotated[
    str, StringConstraints(pattern=r"^originals/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$")
]
