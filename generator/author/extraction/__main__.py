"""The process that reads one document: its bytes come in, an answer goes out, nothing else.

It is started with limits (`confined`), knows no project, and reads and writes no file.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import NoReturn

from generator.author.extraction import answer, kinds
from generator.author.extraction.extracted import (
    Extracted,
    ExtractionError,
    cleaned,
)
from generator.runtime.launch import OUT_OF_MEMORY

_NO_MEMORY = 2  # XML_ERR_NO_MEMORY of libxml2, which lxml tells as an “unknown error”
DEEP = (
    "its parts stand within one another more deeply than can be read; save it as text, or print "
    "it to a PDF"
)


def main() -> None:
    """Reads the document on the standard input as the first argument says."""
    asked = json.loads(sys.argv[1])
    # What a library prints is no answer.
    out = os.dup(1)
    os.dup2(2, 1)
    logging.disable(logging.CRITICAL)
    raw = sys.stdin.buffer.read()
    try:
        outcome: Extracted | ExtractionError = _fitting(
            kinds.extract(asked["suffix"], raw, kinds.Task(**asked["task"])), **asked["limits"]
        )
    except Exception as error:  # a broken document may raise anything in a library
        outcome = _refusal(error)
    with os.fdopen(out, "wb") as stream:
        stream.write(answer.written(outcome))
    sys.stdout.flush()
    os._exit(0)  # without waiting for what a library may have left running


def _fitting(extracted: Extracted, lines: int, size: int) -> Extracted:
    """The same, if it may be a document of the project."""
    if len(extracted.blocks) > lines:
        raise ExtractionError(
            f"its text has {len(extracted.blocks):,} paragraphs; the limit is {lines:,} "
            "(`limits.sentences` in mkdocs.yml); add it in parts, or raise the limit"
        )
    found = sum(len(b.text.encode("utf-8", "replace")) + 2 for b in extracted.blocks)
    if found > size:
        raise ExtractionError(
            f"its text has {found:,} bytes; the limit is {size:,} "
            "(`limits.seed_bytes` in mkdocs.yml); add it in parts, or raise the limit"
        )
    return extracted


def _refusal(error: Exception) -> ExtractionError:
    """Why nothing was read; ends the process where memory was short, whoever noticed it."""
    seen: BaseException | None = error
    for _ in range(20):
        if seen is None:
            break
        if (
            isinstance(seen, MemoryError)
            or "memory alloc" in str(seen).lower()
            or (type(seen).__module__ == "lxml.etree" and getattr(seen, "code", 0) == _NO_MEMORY)
        ):
            _out_of_memory()
        if isinstance(seen, RecursionError):
            return ExtractionError(DEEP)
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, ExtractionError):
        return error
    reason = cleaned(str(error))[:120] or type(error).__name__
    return ExtractionError(f"this file cannot be read: {reason}")


def _out_of_memory() -> NoReturn:
    os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
