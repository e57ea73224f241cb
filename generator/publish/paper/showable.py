"""Documents with code points in the place of characters that cannot be shown on paper."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace

from generator.check.joined import Checked
from generator.diagnostics import Diagnostic, ordered
from generator.publish.paper.glyphs import UNSEEN, Fonts, clusters, diagnose, replaced, texts_in
from generator.publish.paper.typesetter import Document, TypesettingError

_REFUSED = re.compile(r'the (?:text|disallowed codepoint) `"((?:[^"\\]|\\.)+)"`')
"""The text of which the typesetter says that no font, or no standard, has it."""

_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_ROUNDS = 8
"""How often the typesetter may refuse before all but ASCII is spelled out."""


class Showable:
    """What stands on paper for the characters of some documents that no font can show.

    The fonts are asked first. Should the typesetter know better, what it refuses is spelled too.
    """

    def __init__(self, fonts: Fonts, documents: Iterable[Document]) -> None:
        self._texts: dict[str, set[str]] = {}
        for document in documents:
            known = self._texts.setdefault(document.data["lang"], set())
            known.update(texts_in(document.data))
        self._missing = {code: fonts.missing(texts) | UNSEEN for code, texts in self._texts.items()}
        self._rounds = 0

    def document(self, document: Document) -> Document:
        """A document as it can be set; itself if nothing is missing."""
        data = replaced(document.data, self._missing[document.data["lang"]])
        if data == document.data:
            return document
        return replace(document, data={**data, "spelled": True})

    def refuse(self, error: TypesettingError) -> None:
        """Takes into account what the typesetter has refused.

        Raises:
            TypesettingError: the error, which is about something else.
        """
        match = _REFUSED.search(str(error))
        if match is None:
            raise error
        refused = _unescaped(match[1])
        self._rounds += 1
        found = False
        for language, texts in self._texts.items():
            held = {cluster for text in texts for cluster in clusters(text)}
            more = {it for it in held if it != refused and it[0] == refused[:1]} or {refused} & held
            if self._rounds > _ROUNDS:
                more = {cluster for cluster in held if not cluster.isascii()}
            found |= not more <= self._missing[language]
            self._missing[language] |= more
        if not found:
            raise error

    def warnings(self, checked: Checked) -> list[Diagnostic]:
        """Where the characters that cannot be shown were written."""
        return ordered(
            diagnostic
            for language, missing in self._missing.items()
            for diagnostic in diagnose(missing, checked.index, checked.settings, language)
        )


def _unescaped(words: str) -> str:
    """A text as Rust writes it for programmers."""
    escaped = _RUST_ESCAPE.sub(lambda match: f"\\U{int(match[1], 16):08x}", words)
    return str(ast.literal_eval(f'"{escaped}"'))
