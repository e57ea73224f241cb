"""The first steps of a child process: within its limits, away from any folder but the program's.

Runs as a script of its own (`python -I launch.py`), before anything of the program is imported.
What comes after it finds modules where the interpreter is installed, where its parent found them,
and this package where its parent did; never in a current folder.
"""

from __future__ import annotations

import contextlib
import ctypes  # before a process is copied: a copy is to import nothing
import json
import os
import signal
import sys
from typing import Any, NoReturn

SETTING = "FACTSHEET_LAUNCH"
"""The variable that tells a child what it needs to know; gone before anything else runs."""

OUT_OF_MEMORY = 76
"""The exit code of a Python child that met its limit of memory."""

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
_INSTALLED = ("site-packages", "dist-packages")


def end_with(parent: int) -> None:
    """Has the system end this process with its parent, whatever ends that; on Linux only."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended before the system was told
            os._exit(1)


def limit(cpu: int | None, memory: int | None, output: int | None) -> None:
    """Sets what this process and its own children may use; nothing where a system has no limits.

    Args:
        cpu: seconds of processor time; then the system ends it.
        memory: bytes of address space; then no more is given.
        output: bytes of one file; then the system ends it.
    """
    if sys.platform == "win32":
        return
    import resource

    asked = {"RLIMIT_CPU": cpu, "RLIMIT_AS": memory, "RLIMIT_FSIZE": output, "RLIMIT_CORE": 0}
    for name, most in asked.items():
        if most is not None:
            kind = getattr(resource, name)
            _, hard = resource.getrlimit(kind)
            # A second more of processor time: at the end of the first the system says why.
            last = most + 1 if name == "RLIMIT_CPU" else most
            last = last if hard == resource.RLIM_INFINITY else min(last, hard)
            with contextlib.suppress(OSError, ValueError):  # macOS refuses one of memory
                resource.setrlimit(kind, (min(most, last), last))


def main() -> NoReturn:
    """Does what the variable and the arguments say: `-- PROGRAM …` or `MODULE …`."""
    told = json.loads(os.environ.pop(SETTING))
    end_with(told["parent"])
    limit(**told["limits"])
    if sys.platform != "win32":  # which Python ignores, and its children with it
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    if sys.argv[1] == "--":
        if sys.platform != "win32":
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.execv(sys.argv[2], sys.argv[2:])
    _run(sys.argv[1], sys.argv[1:], told)


def _run(module: str, arguments: list[str], told: dict[str, Any]) -> NoReturn:
    """Runs a module as the main one, and ends."""
    _find(told["path"], told["package"], told["home"])
    import runpy

    sys.argv = arguments
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.exit(0)


def _find(path: list[str], package: str, home: str) -> None:
    """Lets modules be found: the standard library first, whatever stands elsewhere."""
    from importlib.util import module_from_spec, spec_from_file_location

    ends = [at for at, it in enumerate(sys.path) if os.path.basename(it) in _INSTALLED]
    at = ends[0] if ends else len(sys.path)
    sys.path[at:at] = [folder for folder in path if folder not in sys.path]
    init = os.path.join(home, "__init__.py")
    spec = spec_from_file_location(package, init, submodule_search_locations=[home])
    if spec is None or spec.loader is None:
        raise ImportError(f"no package {package} in {home}")
    module = module_from_spec(spec)
    sys.modules[package] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    main()
