"""Which patterns repeat a group possessively, or hold an atomic one.

Python 3.11 before 3.11.5 matches them wrongly, and Debian 12 ships 3.11.2. One character, or a set
of them, may be repeated possessively.

As a program it imports all of this package, runs a command of it, and writes every such pattern
that was compiled on the way, one a line: `patterns.py ARGUMENT…`
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_POSSESSIVE = (_constants.POSSESSIVE_REPEAT,)
_ATOMIC = (_constants.ATOMIC_GROUP,)


def unsafe(pattern: str | bytes, flags: int = 0) -> bool:
    """Whether a pattern holds what older Pythons match wrongly."""
    return any(_found(_parser.parse(pattern, flags)))


def _found(items: Any) -> Iterator[bool]:
    for operator, about in items:
        if operator in _ATOMIC:
            yield True
        if operator in _POSSESSIVE:
            yield not _compiler._simple(about[2])
        for part in _parts(about):
            yield from _found(part)


def _parts(about: Any) -> Iterator[Any]:
    """The patterns within what an operator holds, however it holds them."""
    if isinstance(about, _parser.SubPattern):
        yield about
    elif isinstance(about, tuple | list):
        for each in about:
            yield from _parts(each)


def _main(arguments: list[str]) -> None:
    package = Path(__file__).parent.parent
    sys.path.insert(0, str(package))
    compiled: set[tuple[str | bytes, int]] = set()
    before = _compiler.compile

    def compile(pattern: Any, flags: int = 0) -> Any:
        frame = sys._getframe(1)
        while frame and Path(frame.f_code.co_filename).parent.name == "re":
            frame = frame.f_back
        if frame and Path(frame.f_code.co_filename).is_relative_to(package / "generator"):
            compiled.add((pattern, int(flags)))
        return before(pattern, flags)

    re.purge()
    _compiler.compile = compile
    import generator

    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from generator.cli import main

    try:
        main(arguments)
    except SystemExit as end:
        if end.code:
            raise
    for pattern, flags in compiled:
        if isinstance(pattern, str | bytes) and unsafe(pattern, flags):
            print("unsafe", repr(pattern))
    print(len(compiled), "patterns")


if __name__ == "__main__":
    _main(sys.argv[1:])
