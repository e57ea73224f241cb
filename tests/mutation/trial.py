"""Tries mutants, each in a process of its own, until a test fails.

All tests are collected once, in a process that runs none of them. For a change inside a function a
copy of that process swaps the function's code and runs the tests that reach it. Any other change
(of a constant, a class, a default) is written into a copy of the repository, whose modules are read
afresh.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import importlib.util
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.mutation.mutants import Mutant

_MEMORY = 4 << 30
_LEFT_OUT = shutil.ignore_patterns(".git", "__pycache__", ".*cache", ".venv", "site", "mutants")


@dataclass
class Tests:
    """The tests of one part, as they went on the code as it is.

    Attributes:
        seconds: of each test, by its name.
        reached: the functions (path, first line) that each test calls.
        kills: how many mutants each has killed so far: the best are tried first.
    """

    seconds: dict[str, float]
    reached: dict[str, set[tuple[str, int]]]
    kills: Counter[str] = field(default_factory=Counter)

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that can notice a mutant, the likeliest first."""
        at = mutant.path, mutant.defined
        chosen = [
            name for name, reached in self.reached.items() if at in reached or not mutant.defined
        ]
        return sorted(chosen, key=lambda name: (-self.kills[name], self.seconds[name]))


class Tree:
    """A copy of the repository, in which one mutant at a time lives."""

    def __init__(self, repository: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mutants-"))
        self.root = self.folder / "tree"
        shutil.copytree(repository, self.root, ignore=_LEFT_OUT, symlinks=True)

    def remove(self) -> None:
        """Leaves nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, path: str, code: str) -> None:
        """Puts code in the place of a module."""
        target = self.root / path
        target.write_text(code, "utf-8")
        for kept in (target.parent / "__pycache__").glob(f"{target.stem}.*.pyc"):
            kept.unlink()

    def enter(self) -> None:
        """Makes this process one that sees the copy alone."""
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.chdir(self.root)
        os.environ.update(PYTHONPATH=str(self.root), FACTSHEET_WORKERS="1")
        sys.path.insert(0, str(self.root))
        for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
            del sys.modules[name]
        spec = importlib.util.find_spec("generator")
        assert spec
        assert str(spec.origin).startswith(str(self.root)), "the copy is not what is tested"


def tried(
    trees: Sequence[Tree], files: Sequence[str], paths: Sequence[str], given: Sequence[Mutant]
) -> Iterator[tuple[Mutant, str]]:
    """Each mutant and what became of it: `killed`, `slow` or `survived`; as they end."""
    swapped = [mutant for mutant in given if mutant.function]
    tests: Tests | None = None
    for line in _told(trees[0], _Swapping(files, paths, swapped, len(trees))):
        if tests is None:
            tests = Tests(
                line["seconds"],
                {name: {(p, at) for p, at in found} for name, found in line["reached"].items()},
            )
            for name in line["modules"]:
                with contextlib.suppress(Exception):
                    importlib.import_module(name)  # once here, and not for every mutant again
            continue
        if "kills" in line:
            tests.kills.update(line["kills"])
            continue
        yield swapped[line["mutant"]], line["fate"]
    assert tests
    written = [mutant for mutant in given if not mutant.function]
    before = {path: (trees[0].root / path).read_text("utf-8") for path in paths}

    def start(mutant: Mutant, slot: int) -> int:
        for path, code in before.items():
            trees[slot].put(path, mutant.code if path == mutant.path else code)
        return _copied(lambda: _afresh(trees[slot], tests.of(mutant)))

    yield from _scheduled(iter(written), len(trees), tests, start, lambda at: trees[at].folder)
    for tree in trees:
        for path, code in before.items():
            tree.put(path, code)


def _told(tree: Tree, plugin: _Swapping) -> Iterator[Any]:
    """What a process says that collects the tests and tries all that can be swapped in."""
    reading, writing = os.pipe()

    def work() -> int:
        os.close(reading)
        tree.enter()
        plugin.say = writing
        plugin.folder = tree.folder
        return _pytest(plugin.files, plugin)

    process = _copied(work)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
    _, status = os.waitpid(process, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit((tree.folder / "log").read_text("utf-8", "replace"))


def _copied(work: Callable[[], int]) -> int:
    """Does work in a process of its own; its id."""
    process = os.fork()
    if process:
        return process
    code = 70
    try:
        os.setsid()
        code = work()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _scheduled(
    waiting: Iterator[Mutant],
    jobs: int,
    tests: Tests,
    start: Callable[[Mutant, int], int],
    folder: Callable[[int], Path],
) -> Iterator[tuple[Mutant, str]]:
    """Mutants and their fates, so many at a time."""
    free, running = list(range(jobs)), dict[int, tuple[int, Mutant, float]]()
    while True:
        while free and (mutant := next(waiting, None)):
            chosen = tests.of(mutant)
            if not chosen:
                yield mutant, "survived"
                continue
            slot = free.pop()
            (folder(slot) / "killer").unlink(missing_ok=True)
            limit = 15 + 5 * sum(tests.seconds[name] for name in chosen)
            running[start(mutant, slot)] = slot, mutant, time.monotonic() + limit
        if not running:
            return
        process, status, slow = _ended(running)
        slot, mutant, _ = running.pop(process)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        killer = folder(slot) / "killer"
        if killer.exists():
            tests.kills[killer.read_text("utf-8")] += 1
        free.append(slot)
        yield mutant, "slow" if slow else "killed" if status else "survived"


def _ended(running: dict[int, tuple[int, Mutant, float]]) -> tuple[int, int, bool]:
    """The next process that ends, or that has taken too long."""
    while True:
        process, status = os.waitpid(-1, os.WNOHANG)
        if process in running:
            return process, status, False
        for late, (_, _, end) in running.items():
            if time.monotonic() > end:
                os.killpg(late, signal.SIGKILL)
                _, status = os.waitpid(late, 0)
                return late, status, True
        time.sleep(0.005)


def _pytest(names: Sequence[str], plugin: object) -> int:
    hypothesis.settings.register_profile(
        "mutants",
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.settings.load_profile("mutants")
    fixed = ["-x", "-s", "-n0", "--tb=short", "-p", "no:cacheprovider", "--rootdir", "."]
    return int(pytest.main([*fixed, *names], plugins=[plugin]))


def _passing(folder: Path) -> Path:
    """A fresh folder for what passes through, in which all that a test leaves is lost."""
    passing = folder / "passing"
    shutil.rmtree(passing, ignore_errors=True)
    passing.mkdir(parents=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(passing)
    return passing


def _afresh(tree: Tree, chosen: list[str]) -> int:
    """Runs tests on what stands in the copy, all of which is read again."""
    tree.enter()
    _passing(tree.folder)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    files = list(dict.fromkeys(name.partition("::")[0] for name in chosen))
    return _pytest(files, _Chooser(chosen, tree.folder / "killer"))


class _Chooser:
    """Runs the chosen tests in their order, and says which one failed."""

    def __init__(self, chosen: list[str], killer: Path) -> None:
        self.order = {name: at for at, name in enumerate(chosen)}
        self.killer = killer

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.order]
        items.sort(key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.killer.write_text(report.nodeid, "utf-8")


class _Swapping:
    """Instead of running the tests: runs them once in a copy of itself, then on each mutant."""

    def __init__(
        self, files: Sequence[str], paths: Sequence[str], given: Sequence[Mutant], jobs: int
    ) -> None:
        self.files = files
        self.paths = paths
        self.given = given
        self.jobs = jobs
        self.say = 0
        self.folder = Path()
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        passing = [self.folder / str(slot) for slot in range(self.jobs)]
        for folder in passing:
            folder.mkdir(exist_ok=True)
        process = _copied(lambda: self._watched(items, passing[0]))
        _, status = os.waitpid(process, 0)
        if os.waitstatus_to_exitcode(status):
            raise pytest.UsageError("the tests fail on the code as it is")
        known = json.loads((passing[0] / "known").read_text("utf-8"))
        self._tell(known)
        reached = {name: {(p, at) for p, at in found} for name, found in known["reached"].items()}
        tests = Tests(known["seconds"], reached)
        live = self._live()
        kept = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]

        def start(mutant: Mutant, slot: int) -> int:
            def work() -> int:
                for one in kept:
                    one.cache_clear()
                self._swap(mutant, live)
                chosen = [items[name] for name in tests.of(mutant)]
                return self._run(chosen, passing[slot])

            return _copied(work)

        number = {id(mutant): at for at, mutant in enumerate(self.given)}
        fates = _scheduled(iter(self.given), self.jobs, tests, start, lambda at: passing[at])
        for mutant, fate in fates:
            self._tell({"mutant": number[id(mutant)], "fate": fate})
        self._tell({"kills": tests.kills})
        return True

    def _tell(self, line: object) -> None:
        os.write(self.say, (json.dumps(line) + "\n").encode("utf-8"))

    def _live(self) -> dict[tuple[str, str], list[types.FunctionType]]:
        """The functions of the modules, by file and name."""
        names = {str(Path(path).resolve()): path for path in self.paths}
        live: dict[tuple[str, str], list[types.FunctionType]] = {}
        for one in gc.get_objects():
            if isinstance(one, types.FunctionType) and one.__code__.co_filename in names:
                at = names[one.__code__.co_filename], one.__code__.co_qualname
                live.setdefault(at, []).append(one)
        return live

    def _swap(self, mutant: Mutant, live: dict[tuple[str, str], list[types.FunctionType]]) -> None:
        def codes(code: types.CodeType) -> Iterator[types.CodeType]:
            for one in code.co_consts:
                if isinstance(one, types.CodeType):
                    yield one
                    yield from codes(one)

        whole = compile(mutant.code, mutant.path, "exec", dont_inherit=True)
        changed = {one.co_qualname: one for one in codes(whole)}[mutant.function]
        functions = live[mutant.path, mutant.function]
        assert functions
        for function in functions:
            function.__code__ = changed

    def _run(self, chosen: Sequence[pytest.Item], folder: Path) -> int:
        config = chosen[0].config
        factory = config._tmp_path_factory  # type: ignore[attr-defined]
        factory._given_basetemp = _passing(folder) / "pytest"
        factory._basetemp = None
        for item, following in zip(chosen, (*chosen[1:], None), strict=True):
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                (folder / "killer").write_text(self.failed, "utf-8")
                return 1
        return 0

    def _watched(self, items: dict[str, pytest.Item], folder: Path) -> int:
        """Runs all the tests, and notes how long each takes and which functions it reaches."""
        names = {str(Path(path).resolve()): path for path in self.paths}
        seconds: dict[str, float] = {}
        reached: dict[str, list[tuple[str, int]]] = {}
        code = 0
        for name, item in items.items():
            found: set[tuple[str, int]] = set()

            def note(frame: Any, event: str, _: object, found: Any = found) -> None:
                code = frame.f_code
                if event == "call" and code.co_filename in names:
                    found.add((names[code.co_filename], code.co_firstlineno))

            began = time.monotonic()
            threading.setprofile(note)
            sys.setprofile(note)
            code = code or self._run([item], folder)
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]
            seconds[name] = time.monotonic() - began
            reached[name] = sorted(found)
        here = f"{os.getcwd()}{os.sep}"
        modules = [
            name
            for name, module in sys.modules.items()
            if not str(getattr(module, "__file__", None) or here).startswith(here)
        ]
        known = {"seconds": seconds, "reached": reached, "modules": modules}
        (folder / "known").write_text(json.dumps(known), "utf-8")
        return code
