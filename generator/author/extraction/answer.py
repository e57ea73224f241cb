"""How the process that reads a document answers: written there, and trusted nowhere.

The answer is JSON: what was taken out, or why nothing could be. The file that was read may have
taken over the process that wrote it, so every value is looked at before it is used.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from generator.author.extraction.extracted import (
    Block,
    Extracted,
    ExtractionError,
    MissingLibraryError,
    Part,
    Shown,
    value,
)

FIELDS = ("title", "author", "publisher", "published", "language", "url")
_TOOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+!-]{0,99}")
_LABEL = re.compile(r"[\w.-]{1,20}")
_SAID = 1_000  # sentences on what was left out or is in doubt
_SENTENCE = 4_000  # characters of one
_VALUE = 2_000  # characters of a value of the metadata


class AnswerError(Exception):
    """What came is no answer."""


def written(outcome: Extracted | ExtractionError) -> bytes:
    """The answer of the process that reads."""
    if isinstance(outcome, MissingLibraryError):
        data: dict[str, object] = {"missing": str(outcome)}
    elif isinstance(outcome, ExtractionError):
        data = {"refused": str(outcome)}
    else:
        data = {
            "blocks": [[b.text, str(b.part), b.pages] for b in outcome.blocks],
            "extractor": outcome.extractor,
            "version": outcome.version,
            "shown": {field: [s.value, s.where] for field, s in outcome.shown.items()},
            "dropped": [text[:_SENTENCE] for text in outcome.dropped[:_SAID]],
            "doubts": [text[:_SENTENCE] for text in outcome.doubts[:_SAID]],
        }
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def understood(raw: bytes, most_blocks: int, most_bytes: int) -> Extracted:
    """What an answer says was taken out.

    Args:
        most_blocks, most_bytes: limits of a document's lines and of its text.

    Raises:
        ExtractionError: it says that nothing could be.
        AnswerError: it is no answer.
    """
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise AnswerError from error
    data = _of(dict, data)
    for key, kind in (("missing", MissingLibraryError), ("refused", ExtractionError)):
        if key in data:
            raise kind(_sentence(data[key]))
    blocks = tuple(map(_block, _several(data.get("blocks"), most_blocks)))
    if not blocks or sum(len(b.text.encode()) + 2 for b in blocks) > most_bytes:
        raise AnswerError
    shown = {
        field: Shown(value(_of(str, said[0]), _VALUE), _sentence(said[1]))
        for field, pair in _of(dict, data.get("shown")).items()
        if field in FIELDS and len(said := _several(pair, 2)) == 2
    }
    return Extracted(
        blocks,
        _fit(_TOOL, data.get("extractor")),
        _fit(_TOOL, data.get("version")),
        {field: said for field, said in shown.items() if said.value},
        tuple(map(_sentence, _several(data.get("dropped"), _SAID))),
        tuple(map(_sentence, _several(data.get("doubts"), _SAID))),
    )


def _of(kind: type, thing: object) -> Any:
    if type(thing) is not kind:
        raise AnswerError
    return thing


def _several(thing: object, most: int) -> list[Any]:
    things: list[Any] = _of(list, thing)
    if len(things) > most:
        raise AnswerError
    return things


def _fit(form: re.Pattern[str], thing: object) -> str:
    text: str = _of(str, thing)
    if not form.fullmatch(text):
        raise AnswerError
    return text


def _sentence(thing: object) -> str:
    return value(_of(str, thing), _SENTENCE)


def _block(thing: object) -> Block:
    parts = _several(thing, 3)
    if len(parts) != 3 or parts[1] not in tuple(Part):
        raise AnswerError
    text: str = _of(str, parts[0])
    if not text.strip() or any(
        unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c != "\t" for c in text
    ):
        raise AnswerError
    if parts[2] is None:
        return Block(text, Part(parts[1]))
    labels = [_fit(_LABEL, label) for label in _several(parts[2], 2)]
    if len(labels) != 2:
        raise AnswerError
    return Block(text, Part(parts[1]), (labels[0], labels[1]))
