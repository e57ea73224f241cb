"""Unpacks the members of a zip file, counting what comes out instead of believing what it says."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator

from generator.author.extraction.extracted import ExtractionError

BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error)
"""What reading a broken zip file may raise; `RecursionError` is among it."""

_PIECE = 65_536


def unpacked(
    parts: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], limit: int
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Members with their content, one by one.

    Args:
        limit: bytes of all of them together.

    Raises:
        ExtractionError: they have more.
    """
    left = limit
    for member in members:
        pieces = []
        with parts.open(member) as stream:
            while piece := stream.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise ExtractionError(
                        f"unpacked it has more than {limit:,} bytes; the limit is {limit:,} "
                        "(`limits.original_bytes` in mkdocs.yml); save it as text, or raise the "
                        "limit"
                    )
                pieces.append(piece)
        yield member, b"".join(pieces)
