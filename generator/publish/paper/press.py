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

from generator.publish.paper.typesetter import Document, TypesettingError, compiled
from generator.runtime.children import end, python, start
from generator.stopping import passing_folder

_LOOK = 0.02  # seconds between two looks at who has ended


@dataclass(frozen=True, slots=True)
class _Running:
    batch: int
    process: Popen[bytes]
    answer: Path


def pressed(
    batches: Sequence[Sequence[Document]], folders: Sequence[Path], processes: int
) -> Iterator[tuple[int, list[bytes]]]:
    """The PDFs of each batch, with the number of the batch, as they come.

    Args:
        batches: each is set by one process.
        folders: those of the fonts.
        processes: how many work at once.

    Raises:
        TypesettingError: Typst refused a document, or a process came to grief.
    """
    waiting = iter(enumerate(batches))
    running: list[_Running] = []
    with passing_folder() as folder:
        try:
            while True:
                while len(running) < processes and (following := next(waiting, None)):
                    running.append(_begun(*following, folders, folder))
                if not running:
                    return
                ended = [it for it in running if it.process.poll() is not None]
                for one in ended:
                    running.remove(one)
                    yield one.batch, _answered(one)
                if not ended:
                    time.sleep(_LOOK)
        finally:
            for one in running:
                end(one.process)
                one.process.wait()


def _begun(
    number: int, batch: Sequence[Document], folders: Sequence[Path], folder: Path
) -> _Running:
    asked, answer, work = (folder / f"{number}.{it}" for it in ("json", "pdf", "work"))
    documents = [
        {"template": it.template, "made": it.made.isoformat(), "inputs": it.inputs()}
        for it in batch
    ]
    told = {"folders": [str(it) for it in folders], "documents": documents}
    asked.write_text(json.dumps(told), "ascii")
    work.mkdir()
    with asked.open("rb") as stdin, answer.open("xb") as stdout:
        process = start(python(__name__), folder=work, stdin=stdin, stdout=stdout)
    return _Running(number, process, answer)


def _answered(one: _Running) -> list[bytes]:
    found = []
    with one.answer.open("rb") as answer:
        while line := answer.readline():
            about = json.loads(line)
            if "error" in about:
                raise TypesettingError(about["error"])
            found.append(answer.read(about["size"]))
    one.answer.unlink()
    if one.process.returncode:
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


if __name__ == "__main__":
    _work()
