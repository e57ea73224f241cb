"""Holds the house: who may import whom, which module alone knows which library, how long it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import generator

HOUSE = Path(generator.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))

# From top to bottom; a module imports its own floor or lower ones. Stages of one floor that are
# set beside each other know nothing of one another.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("plugin",),
    ("pipeline",),
    ("publish", "review", "author"),
    ("render",),
    ("check",),
    ("read",),
    ("words",),
    ("runtime",),
)
ONLY = {
    "click": ("cli", "commands/"),
    "mkdocs": ("plugin",),
    "yaml": ("read/load",),
    "markdown": ("read/by_hand",),
    "jinja2": ("render/house",),
    "distributed": ("cluster",),
    "xlsxwriter": ("publish/data/workbook",),
    "turbohtml": ("check/shown",),
    "tinycss2": ("check/styles", "check/style_sheets", "check/media", "check/colours"),
}
STARTS = {
    # What starts a process, and who may do it. `workers` copies itself and begins nothing new.
    "subprocess.Popen": ("runtime/children",),
    "os.execv": ("runtime/launch", "runtime/names"),  # a process goes on as another
    "os.fork": ("workers",),
}
STARTER = re.compile(
    r"subprocess\.(run|call|check_call|check_output|getoutput|getstatusoutput|Popen)"
    r"|os\.(system|popen|fork|forkpty|startfile|posix_spawnp?|spawn\w+|exec\w+)|pty\.\w+"
    r"|multiprocessing\.(Process|Pool|Manager)|([\w.]+\.)?ProcessPoolExecutor"
    r"|asyncio\.create_subprocess_\w+|runpy\.\w+|webbrowser\.\w+|click\.(launch|edit|pager)"
    r"|click\.echo_via_pager|(\w+\.)?get_context"
)
LONGEST = 400


def part(module: Path) -> str:
    first = module.relative_to(HOUSE).parts[0].removesuffix(".py")
    return first if any(first in floor for floor in FLOORS) else "words"


def floor(name: str) -> int:
    return next(n for n, names in enumerate(FLOORS) if name in names)


def imports(module: Path) -> list[str]:
    """Every module imported anywhere: at the top, in functions, under TYPE_CHECKING."""
    found = []
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def target(name: str) -> str | None:
    """The part of the house that an import leads to."""
    pieces = name.split(".")
    if pieces[0] != "generator" or len(pieces) == 1:
        return None
    first = pieces[1]
    if not ((HOUSE / first).is_dir() or (HOUSE / f"{first}.py").is_file()):
        return "words"  # a name of the package itself, such as __version__
    return first if any(first in names for names in FLOORS) else "words"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOUSE)))
def test_imports_point_down(module: Path) -> None:
    here = part(module)
    for name in imports(module):
        there = target(name)
        if there is None or there == here:
            continue
        assert floor(there) > floor(here), f"{here} imports {name}"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOUSE)))
def test_each_library_has_one_home(module: Path) -> None:
    here = str(module.relative_to(HOUSE).with_suffix(""))
    for name in imports(module):
        homes = ONLY.get(name.split(".")[0], (here,))
        assert here.startswith(homes), f"{here} imports {name}"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOUSE)))
def test_modules_say_their_duty_and_stay_short(module: Path) -> None:
    text = module.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "the first line is the sentence of its duty"
    assert text.count("\n") <= LONGEST
    assert module.stem not in {"utils", "helpers", "common", "base", "manager"}


def calls(module: Path) -> list[tuple[str, ast.Call]]:
    """Every call of something by its full name, also of what was imported by itself."""
    tree = ast.parse(module.read_text("utf-8"))
    whole = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    aliases = {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.asname
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, dot, rest = ast.unparse(node.func).partition(".")
            found.append((f"{whole.get(first) or aliases.get(first, first)}{dot}{rest}", node))
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOUSE)))
def test_processes_start_in_one_place(module: Path) -> None:
    here = str(module.relative_to(HOUSE).with_suffix(""))
    for name, call in calls(module):
        if not STARTER.fullmatch(name) or here in STARTS.get(name, ()):
            continue
        forked = name == "multiprocessing.get_context" and ast.unparse(call.args[0]) == "'fork'"
        runs = name == "runpy.run_module" and here == "runtime/launch"
        assert (forked and here == "workers") or runs, f"{here} calls {name}"


@pytest.mark.parametrize(
    "line",
    [
        "import subprocess\nsubprocess.run(['x'])",
        "import subprocess as s\ns.Popen(['x'])",
        "from subprocess import check_output as out\nout(['x'])",
        "from os import system\nsystem('x')",
        "import os\nos.posix_spawn('x', [], {})",
        "import os\nos.spawnvp(0, 'x', [])",
        "from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor(2)",
        "import concurrent.futures\nconcurrent.futures.ProcessPoolExecutor(2)",
        "from multiprocessing import get_context\nget_context('spawn')",
        "from multiprocessing import Pool\nPool(2)",
        "import asyncio\nasyncio.create_subprocess_exec('x')",
        "import webbrowser\nwebbrowser.open('x')",
        "import click\nclick.edit('x')",
    ],
)
def test_any_other_start_would_be_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(line, "utf-8")
    assert [name for name, _ in calls(tmp_path / "module.py") if STARTER.fullmatch(name)]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOUSE)))
def test_git_is_called_in_one_room(module: Path) -> None:
    here = str(module.relative_to(HOUSE).with_suffix(""))
    for name, call in calls(module):
        if name.endswith(("children.program", "children.run", "children.start")):
            assert "git" not in map(_text, call.args) or here == "git/command"


def _text(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def test_no_word_of_the_first_publication_is_in_the_code() -> None:
    names = {
        match
        for path in (HOUSE.parent / "facts").glob("*/*.yml")
        for match in re.findall(r"^name: (\w+ [\w ]+)$", path.read_text("utf-8"), re.MULTILINE)
    }
    code = "\n".join(
        p.read_text("utf-8", "replace")
        for p in HOUSE.rglob("*")
        if p.is_file() and p.suffix in {".py", ".toml", ".j2", ".css", ".js", ".typ", ".html"}
    )
    assert names
    assert not [name for name in names if name in code]
