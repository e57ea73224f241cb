"""Remembers what pure work made of each of its items, under a name of all that the item holds.

A name is a digest of everything that decides the result: whoever gives it must be able to say so in
one line. Under the same name the remembered result answers; under any other the work is done. So
what is remembered can be lost, or belong to another state of the project, and no result differs.
"""

from __future__ import annotations

import gc
import io
import pickle
from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from generator import fingerprint, workers
from generator.store import Store, users_store

R = TypeVar("R")


_PLAIN = {(it.__module__, it.__qualname__) for it in (date, Decimal, Fraction, workers.frozen)}


class Memo:
    """Results by kind of work and name, kept while the process lives, and in a store.

    Only what the last run used is kept: the project as it stands now.
    """

    def __init__(self, store: Store | None = None, name: str = "") -> None:
        """Begins empty; reads what the store keeps when it is first asked for a kind of work.

        Args:
            store: where results outlive the process; nowhere if None.
            name: of the project, so that each has its own.
        """
        self._store = store
        self._name = name
        self._known: dict[str, dict[str, Any]] = {}
        self._used: dict[str, dict[str, Any]] = {}
        self._new: set[str] = set()

    def results(
        self, kind: str, names: Sequence[str], make: Callable[[Sequence[int]], Sequence[R]]
    ) -> list[R]:
        """The result of each name, remembered or made.

        Args:
            kind: of work, for which names stand.
            names: of the items; the result of an empty one is never remembered.
            make: works on the items at some places of the list, and gives their results in order.
        """
        used = self._used.setdefault(kind, {})
        known = ChainMap(used, self._of(kind))
        missing = [at for at, name in enumerate(names) if name not in known]
        made = dict(zip(missing, make(missing), strict=True)) if missing else {}
        if missing:
            self._new.add(kind)
        found: list[R] = [made[at] if at in made else known[name] for at, name in enumerate(names)]
        used.update((name, result) for name, result in zip(names, found, strict=True) if name)
        return found

    def finish(self, *, write: bool = True) -> None:
        """Ends a run: keeps what it used and forgets the rest.

        Args:
            write: whether to `write` it too.
        """
        for kind, used in self._used.items():
            if len(used) < len(self._known.get(kind, ())):
                self._new.add(kind)
        self._known, self._used = self._used, {}
        if write:
            self.write()

    def write(self) -> None:
        """Writes into the store what has been kept since the last time."""
        if self._store and self._new:
            for kind in sorted(self._new & self._known.keys()):
                with uncollected():
                    kept = pickle.dumps(self._known[kind], pickle.HIGHEST_PROTOCOL)
                    self._store.put(self._key(kind), kept)
            self._store.tidy()
        self._new = set()

    def _of(self, kind: str) -> dict[str, Any]:
        if kind not in self._known:
            raw = self._store.get(self._key(kind)) if self._store else None
            self._known[kind] = _load(raw) if raw else {}
        return self._known[kind]

    def _key(self, kind: str) -> str:
        digest = fingerprint.Digest()
        digest.add("memo", fingerprint.code(), self._name, kind)
        return digest.name()


def of_project(root: Path) -> Memo:
    """What the user's cache folder remembers of a project."""
    return Memo(users_store("parts"), str(root.resolve()))


def named(*parts: str | bytes) -> str:
    """A name made of parts."""
    digest = fingerprint.Digest()
    digest.add(*parts)
    return digest.name()


class _Reader(pickle.Unpickler):
    """Reads results, and makes nothing but plain data and this program's own records."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith(f"{__package__}."):  # or else not even imported
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        if (module, name) == ("builtins", "getattr"):  # how some Pythons 3.11 write a member
            return _member
        raise pickle.UnpicklingError(f"{module}.{name} is no record")


def _member(owner: Any, name: Any) -> Enum:
    if isinstance(owner, type) and issubclass(owner, Enum) and name in owner.__members__:
        return owner.__members__[name]
    raise pickle.UnpicklingError(f"{name!r} is no member of {owner!r}")


def _load(raw: bytes) -> dict[str, Any]:
    """What `finish` wrote; nothing if it is not that."""
    try:
        with uncollected():
            found = _Reader(io.BytesIO(raw)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError, TypeError, ValueError, EOFError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def uncollected() -> Iterator[None]:
    """For work that makes millions of small objects of which hardly any is garbage at its end."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
