"""Has a document read by a process of its own, which no document can make more than a nuisance."""

from __future__ import annotations

import json
from dataclasses import asdict

from generator.author.extraction import answer
from generator.author.extraction.extracted import Extracted, ExtractionError, value
from generator.author.extraction.kinds import Task
from generator.runtime import children
from generator.settings import Limits
from generator.stopping import passing_folder

_MODULE = "generator.author.extraction"
_MARGIN = 4 * 2**20  # bytes of an answer beside its text
_WAIT = 3  # seconds on the clock for each of processor time: the machine may have more to do
_INSTEAD = "save it as text, or print it to a smaller PDF"


class ProcessError(ExtractionError):
    """The process that reads could not do its work, whatever the document."""


def extract(raw: bytes, suffix: str, task: Task, limits: Limits) -> Extracted:
    """The text of a file, read within the project's limits.

    Raises:
        ProcessError: the process that reads cannot be started.
        ExtractionError: no text can be taken out, or not within the limits.
    """
    seconds = max(1, limits.extraction_seconds)
    asked = {
        "suffix": suffix,
        "task": asdict(task),
        "limits": {"lines": limits.sentences, "size": limits.seed_bytes},
    }
    bounds = children.Limits(
        seconds=_WAIT * seconds,
        cpu=seconds,
        memory=limits.extraction_memory,
        output=2 * limits.seed_bytes + _MARGIN,
    )
    command = children.python(_MODULE, json.dumps(asked))
    try:
        with passing_folder() as folder:
            result = children.run(command, folder=folder, given=raw, limits=bounds)
    except OSError as error:
        raise ProcessError(
            f"the process that reads it cannot be started: {error.strerror or error}"
        ) from error
    if result.limit is not None:
        raise ExtractionError(_over(result.limit, limits))
    if result.returncode < 0:
        raise ExtractionError(
            f"the library that reads it crashed on it (signal {-result.returncode}); {_INSTEAD}"
        )
    if result.returncode > 0:
        said = result.errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise ProcessError(
            f"the process that reads it could not go on: {value(said, 200) or result.returncode}"
        )
    try:
        return answer.understood(result.output, limits.sentences, limits.seed_bytes)
    except answer.AnswerError as error:
        raise ExtractionError(
            f"what the library read in it makes no sense, so nothing of it is used; {_INSTEAD}"
        ) from error


def _over(limit: children.Limit, limits: Limits) -> str:
    """Which limit a document went over, and what to do."""
    if limit == "memory":
        most = f"{limits.extraction_memory:,} bytes of memory"
        what, setting = f"reading it needs more than {most}", "extraction_memory"
    elif limit == "output":
        what = f"its text is far longer than {limits.seed_bytes:,} bytes"
        setting = "seed_bytes"
    elif limit == "cpu":
        most = f"{limits.extraction_seconds:,} seconds of processor time"
        what, setting = f"reading it takes more than {most}", "extraction_seconds"
    else:
        most = f"{_WAIT * limits.extraction_seconds:,} seconds"
        what, setting = f"reading it takes more than {most}", "extraction_seconds"
    return f"{what}; {_INSTEAD}, or raise `limits.{setting}` in mkdocs.yml"
