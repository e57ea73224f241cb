"""Holds the house: who may import whom, which module alone knows which library, how long it is."""

from __future__ import annotations

import ast
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
)
ONLY = {
    "click": ("cli", "commands/"),
    "mkdocs": ("plugin",),
    "yaml": ("read/load",),
    "jinja2": ("render/house",),
    "distributed": ("cluster",),
    "turbohtml": ("check/shown",),
    "tinycss2": ("check/styles",),
}
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


def test_no_word_of_the_first_publication_is_in_the_code() -> None:
    import re

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
