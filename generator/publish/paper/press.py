"""Sets documents in processes of their own: the typesetter never gives memory back.

Run as the main module it is such a process. It hears one JSON object, `{"folders": [path of fonts],
"documents": [{template, made, inputs}]}`, and answers with the PDFs, each after a line of JSON with
its `size`, or with one line that holds an `error`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import Popen

from generator.publish.paper.typesetter import Document, TooHeavyError, TypesettingError, compiled
from generator.runtime.children import Limits, end, met, python, start
from generator.stopping import passing_folder

_LOOK = 0.02  # seconds between two looks at who has ended
_ERRORS = 65_536  # bytes of what a process says about itself


@dataclass(frozen=True, slots=True)
class _Running:
    batch: int
    documents: Sequence[Document]
    process: Popen[bytes]
    answer: Path
    errors: Path


def pressed(
    batches: Sequence[Sequence[Document]],
    folders: Sequence[Path],
    processes: int,
    limits: Limits | None = None,
) -> Iterator[tuple[int, list[bytes]]]:
    """The PDFs of each batch, with the number of the batch, as they come.

    Args:
        batches: each is set by one process.
        folders: those of the fonts.
        processes: how many work at once.
        limits: of each.

    Raises:
        TooHeavyError: one of a document was met.
        TypesettingError: Typst refused a document, or a process came to grief.
    """
    waiting = iter(enumerate(batches))
    running: list[_Running] = []
    with passing_folder() as folder:
        try:
            while True:
                while len(running) < processes and (following := next(waiting, None)):
                    running.append(_begun(*following, folders, folder, limits))
                if not running:
                    return
                ended = [it for it in running if it.process.poll() is not None]
                for one in ended:
                    running.remove(one)
                    yield one.batch, _answered(one, limits)
                if not ended:
                    time.sleep(_LOOK)
        finally:
            for one in running:
                end(one.process)
                one.process.wait()


def _begun(
    number: int,
    batch: Sequence[Document],
    folders: Sequence[Path],
    folder: Path,
    limits: Limits | None,
) -> _Running:
    asked, answer, errors, work = (
        folder / f"{number}.{it}" for it in ("json", "pdf", "txt", "work")
    )
    documents = [
        {"template": it.template, "made": it.made.isoformat(), "inputs": it.inputs()}
        for it in batch
    ]
    told = {"folders": [str(it) for it in folders], "documents": documents}
    asked.write_text(json.dumps(told), "ascii")
    work.mkdir()
    with asked.open("rb") as stdin, answer.open("xb") as stdout, errors.open("xb") as stderr:
        process = start(
            python(__name__),
            folder=work,
            limits=limits,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
        )
    return _Running(number, batch, process, answer, errors)


def _answered(one: _Running, limits: Limits | None) -> list[bytes]:
    found = []
    with one.answer.open("rb") as answer:
        while line := answer.readline():
            about = json.loads(line)
            if "error" in about:
                raise TypesettingError(about["error"])
            found.append(answer.read(about["size"]))
    one.answer.unlink()
    if one.process.returncode:
        with one.errors.open("rb") as errors:
            limit = met(one.process.returncode, errors.read(_ERRORS), limits)
        if limit and len(found) < len(one.documents):
            raise TooHeavyError(one.documents[len(found)], limit)
        raise TypesettingError("a process of the typesetter stopped in the middle of its work")
    return found


def _work() -> None:
    """Does the work of such a process."""
    told = json.load(sys.stdin.buffer)
    folders = tuple(Path(it) for it in told["folders"])
    out = sys.stdout.buffer
    for one in told["documents"]:
        made = datetime.fromisoformat(one["made"])
        try:
            pdf = compiled(one["template"], one["inputs"], made, folders)
        except TypesettingError as error:
            out.write(json.dumps({"error": str(error)}).encode("ascii") + b"\n")
            return
        out.write(json.dumps({"size": len(pdf)}).encode("ascii") + b"\n" + pdf)
        out.flush()  # the next may be the last


if __name__ == "__main__":
    _work()
