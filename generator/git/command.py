"""Asks git, without a shell and without anything that a repository names; changes nothing there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from generator.diagnostics import shown
from generator.git.repository import HistoryError, entrance, found, settings
from generator.git.settings import passed
from generator.runtime import children
from generator.runtime.children import Limits
from generator.stopping import passing_folder

__all__ = ["HistoryError", "Reader", "ask", "reading"]

_PATIENCE = 60  # seconds for one answer
_SETTINGS_PATIENCE = 5
_NOWHERE = "/dev/null"

_ALONE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": _NOWHERE,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",  # never asks
    "GIT_OPTIONAL_LOCKS": "0",  # never writes
    "GIT_NO_LAZY_FETCH": "1",  # never goes to the network
    "GIT_ALLOW_PROTOCOL": "",  # nor where a git knows no such word
    "GIT_NO_REPLACE_OBJECTS": "1",  # what was committed, not what stands in for it
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_OFF = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={_NOWHERE}"),
    *("-c", "safe.bareRepository=explicit", "-c", "protocol.allow=never"),
    *("-c", "log.showSignature=false", "-c", "core.commitGraph=true"),
)
"""Once more what an entrance without settings already has no way to say."""

_QUESTIONS: dict[str, tuple[tuple[str, ...], bool]] = {
    # word of git: what always goes with it, whether it looks at the working tree
    "blame": ((), True),
    "cat-file": ((), False),
    "config": ((), False),
    "diff": (("--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty"), True),
    "for-each-ref": ((), False),
    "log": (("--no-ext-diff", "--no-textconv"), False),
    "ls-files": ((), True),
    "ls-tree": ((), False),
    "rev-list": ((), False),
    "rev-parse": ((), False),
}
"""All that git is asked. None of these words runs a program but for a setting or an attribute.

`diff` would ask each submodule for changes in its own working tree, with the settings there.
"""


def ask(root: Path, arguments: Sequence[str], *, said: bytes = b"") -> bytes:
    """What git answers to one question about the repository of a folder.

    Args:
        root: the project's folder, anywhere in a repository.
        arguments: one of the words above with its own, after options of git.
        said: what it reads.

    Raises:
        HistoryError: there is no git or no repository, or it refuses; in git's words.
    """
    with _entered(root, arguments) as (command, environment):
        try:
            done = children.run(
                command,
                folder=root,
                given=said,
                limits=Limits(seconds=_PATIENCE),
                environment=environment,
            )
        except OSError as error:
            raise HistoryError(f"git did not answer: {error.strerror}") from error
    if done.limit:
        raise HistoryError(f"git did not answer within {_PATIENCE} seconds, or too much")
    if done.returncode:
        lines = done.errors.decode("utf-8", "replace").strip().splitlines() or ["it failed"]
        raise HistoryError(f"git says: {shown(lines[0].removeprefix('fatal: '), 200)}")
    return done.output


@dataclass(frozen=True, slots=True)
class Reader:
    """Gives blobs one after the other."""

    process: Popen[bytes]

    def size(self, blob: str) -> int | None:
        """The bytes of a blob, which are to be read next; None if it is not there."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{blob}\n".encode("ascii"))
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        return int(answer[2]) if len(answer) == 3 and answer[1] == b"blob" else None

    def pieces(self, size: int) -> Iterator[bytes]:
        """The content of the blob.

        Raises:
            HistoryError: git stopped in the middle.
        """
        assert self.process.stdout is not None
        while size:
            piece = self.process.stdout.read(min(size, 2**20))
            if not piece:
                raise HistoryError("git stopped in the middle of a file")
            yield piece
            size -= len(piece)
        self.process.stdout.read(1)  # the line break after the content


@contextmanager
def reading(root: Path) -> Iterator[Reader]:
    """Opens a reader of the blobs of a repository.

    Raises:
        HistoryError: there is no git or no repository.
    """
    with _entered(root, ["cat-file", "--batch"]) as (command, environment):
        try:
            process = children.start(
                command,
                folder=root,
                environment=environment,
                stdin=children.PIPE,
                stdout=children.PIPE,
            )
        except OSError as error:
            raise HistoryError(f"git did not answer: {error.strerror}") from error
        with process:
            try:
                yield Reader(process)
            except BaseException:
                children.end(process)
                raise


@contextmanager
def _entered(root: Path, arguments: Sequence[str]) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The whole command for a question, and its variables."""
    git = _git()
    at, word = next((at, it) for at, it in enumerate(arguments) if it in _QUESTIONS)
    further, working = _QUESTIONS[word]
    repository = found(root)
    known, form = settings(repository, _asked)
    with entrance(repository, form, index=working) as gitdir:
        environment = {
            **_ALONE,
            "GIT_DIR": str(gitdir),
            "GIT_WORK_TREE": str(repository.top),
            "GIT_OBJECT_DIRECTORY": str(repository.common / "objects"),
            "GIT_CEILING_DIRECTORIES": str(gitdir.parent),
            "HOME": str(gitdir),
        }
        options = [*passed(known), *_OFF, *arguments[:at]]
        command = [git, "--no-pager", *options, word, *further, *arguments[at + 1 :]]
        yield command, environment


def _git() -> str:
    git = children.program("git")
    if git is None:
        raise HistoryError("there is no git on this machine")
    return git


def _asked(arguments: Sequence[str], environment: dict[str, str]) -> bytes:
    """What git says of settings, which it is only to read; empty where it fails."""
    alone = {name: _ALONE[name] for name in ("GIT_TERMINAL_PROMPT", "GIT_OPTIONAL_LOCKS", "LC_ALL")}
    with passing_folder() as folder:
        try:
            done = children.run(
                [_git(), "--no-pager", *arguments],
                folder=folder,
                limits=Limits(seconds=_SETTINGS_PATIENCE),
                environment={**alone, "GIT_CEILING_DIRECTORIES": str(folder.parent), **environment},
            )
        except OSError:
            return b""
    return b"" if done.returncode or done.limit else done.output
