"""Keeps the outcome of a check for as long as nothing that it depends on has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from generator import fingerprint
from generator.read.configuration import read_settings
from generator.review.history import state
from generator.review.outcome import Outcome
from generator.review.signatures import SIGNERS
from generator.store import Store

_READ = ("mkdocs.yml", "facts", "seeds", SIGNERS)


def kept(root: Path, store: Store, check: Callable[[], Outcome]) -> Outcome:
    """The outcome of a check that was made before, or else of this one."""
    before = key(root)
    if before and (known := store.get(before)) is not None:
        return Outcome.load(known)
    found = check()
    if before and before == key(root):  # nothing changed while it was read
        store.put(before, found.dump())
        store.tidy()
    return found


def key(root: Path) -> str:
    """A name for everything that the check reads: the program, every file, git, the day.

    Empty where something cannot be read: then nothing is kept, and the check itself says why.
    """
    digest = fingerprint.Digest()
    digest.add("outcome", fingerprint.code(), date.today().isoformat(), state(root))
    try:
        settings, found = read_settings(root, whole=True)
        digest.add(repr(found))  # also tells which of the files are there that the settings name
        bounds = settings.limits
        most = max(bounds.fact_file_bytes, bounds.seed_bytes, bounds.original_bytes)
        fingerprint.add_files(digest, root, _READ, limit=most)
        fingerprint.add_files(digest, settings.docs, ["."], limit=most)
    except OSError:
        return ""
    return digest.name()
