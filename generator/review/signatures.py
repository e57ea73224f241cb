"""Who signed files of reviews, as git verifies it with the keys that the publisher trusts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.git.command import HistoryError, ask
from generator.model import Place
from generator.review.history import shallow
from generator.runtime.files import read
from generator.stopping import passing_folder

SIGNERS = ".allowed-signers"
"""The project's file of keys, beside mkdocs.yml: mail addresses and SSH keys, one a line, as
`ssh-keygen(1)` describes under ALLOWED SIGNERS."""

_GOOD = "G"
_NOBODY = "0" * 40
_NO_PROGRAM = "false"  # ends at once, and verifies nothing
_MOST = 2**20  # bytes of the file of keys
_PLAIN = ("-c", "core.commitGraph=false", "-c", "blame.ignoreRevsFile=")
"""What a commit holds is read from the commit itself: a graph of them beside is no proof."""

_OF_ITSELF = ("--porcelain", "--no-textconv", "--no-follow")
"""Lines that came with a renaming are whose who renamed: they were signed as something else."""


def signers(root: Path, paths: Iterable[str], revision: str = "") -> dict[str, frozenset[str]]:
    """For each file, the mail addresses of those of whom each has signed every line of it.

    A file counts as signed by somebody when every commit that one of its lines comes from bears a
    signature that git verifies with one of that person's keys. Lines that are not committed are
    signed by nobody, nor is anything in a clone that lacks history.

    Args:
        root: the project's folder in its repository.
        paths: files of reviews, relative to the project.
        revision: the commit that was read; empty for the working tree.
    """
    wanted = sorted(set(paths))
    try:
        if not wanted or shallow(root):
            return {}
        keys = read(root, SIGNERS, _MOST)
        commits = {path: _commits(root, path, revision) for path in wanted}
        known = _verified(root, keys, sorted({it for found in commits.values() for it in found}))
    except (HistoryError, OSError):
        return {}
    return {
        path: frozenset.intersection(*(known.get(it, frozenset()) for it in found))
        for path, found in commits.items()
        if found
    }


def missing_keys(root: Path) -> Iterator[Diagnostic]:
    """That signatures are asked for while no key is trusted."""
    try:
        read(root, SIGNERS, _MOST)
    except OSError as error:
        why = "there is no file of trusted keys"
        if not isinstance(error, FileNotFoundError):
            why = f"the file of trusted keys cannot be read: {error.strerror}"
        yield Diagnostic(
            "file-unreadable",
            Place(SIGNERS),
            f"`review.signed` asks for signatures, but {why}.",
            f"Write {SIGNERS} beside mkdocs.yml, a line for each reviewer: mail address and key.",
        )


def _commits(root: Path, path: str, revision: str) -> set[str]:
    """The commits that a file's lines come from; with `_NOBODY` where one is not committed."""
    at = [revision] if revision else []
    try:
        said = ask(root, [*_PLAIN, "blame", *_OF_ITSELF, *at, "--", path])
    except HistoryError:
        return {_NOBODY}
    found, expecting = set(), True
    for line in said.decode("utf-8", "replace").split("\n"):
        if line.startswith("\t"):
            expecting = True
        elif expecting and line:
            found.add(line.split(" ", 1)[0])
            expecting = False
    return found


def _verified(root: Path, keys: bytes, commits: Iterable[str]) -> dict[str, frozenset[str]]:
    """Mail addresses of those who signed each commit, as far as git finds the signature good."""
    asked = [commit for commit in commits if commit.strip("0")]
    if not asked:
        return {}
    with passing_folder() as folder:  # git would read the project's by its name, once for each
        (folder / SIGNERS).write_bytes(keys)
        said = _log(root, folder / SIGNERS, asked)
    found = {}
    for line in said.decode("utf-8", "replace").splitlines():
        commit, _, rest = line.partition(" ")
        status, _, signer = rest.partition(" ")
        if status == _GOOD and signer:
            found[commit] = frozenset({signer.strip().casefold()})
    return found


def _log(root: Path, keys: Path, commits: Iterable[str]) -> bytes:
    """What git says of the signatures of commits: a line with commit, verdict and signer each."""
    settings = {
        "core.commitGraph": "false",
        "gpg.ssh.allowedSignersFile": str(keys),
        "gpg.ssh.revocationFile": "",
        "gpg.ssh.program": "ssh-keygen",
        "gpg.program": _NO_PROGRAM,  # only keys of the project's own file are trusted
        "gpg.openpgp.program": _NO_PROGRAM,
        "gpg.x509.program": _NO_PROGRAM,
        "gpg.minTrustLevel": "fully",
        "log.showSignature": "false",
    }
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    return ask(root, [*options, "log", "--no-walk=unsorted", "--format=%H %G? %GS", *commits, "--"])
