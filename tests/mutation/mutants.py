"""Makes the mutants of a module: mutmut's operators, on everything that is code.

mutmut's own runner leaves out what stands outside functions and every decorated function (it swaps
mutants at run time). Here each mutant is the whole file, so nothing is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode


@dataclass(frozen=True)
class Mutant:
    """One small change of one module.

    Attributes:
        path: the module, relative to the repository.
        within: the functions and classes that it stands in; empty at the top.
        defined: the line where the innermost function begins; 0 when any test may reach it.
        function: the outermost function, when the change is one of its body.
        was, now: the changed lines without indentation, by which it is known again.
        code: the whole module with the change.
    """

    path: str
    within: str
    defined: int
    function: str
    was: str
    now: str
    code: str

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What it is known again by, wherever the lines have moved."""
        return self.path, self.within, self.was, self.now


class _Everywhere(MutationVisitor):
    """Visits decorated functions too, and leaves out what only a type checker reads."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            node = node.with_changes(decorators=())
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
            return node.func.value == "TypeVar" or super()._skip_node_and_children(node)
        if isinstance(node, cst.Assign) and isinstance(node.value, cst.Call):
            return self._skip_node_and_children(node.value)
        return super()._skip_node_and_children(node)


def mutants(root: Path, path: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    source = (root / path).read_text("utf-8")
    visitor = _Everywhere(mutation_operators, IgnoredCode(set(), set(), set()))
    module = cst.MetadataWrapper(cst.parse_module(source)).visit(visitor)
    parts = [module.code_for_node(statement) for statement in module.body]
    home = {id(node): at for at, top in enumerate(module.body) for node in _walk(top)}
    before = source.splitlines()
    places = _places(source)
    for mutation in visitor.mutations:
        at = home[id(mutation.original_node)]
        changed = deep_replace(module.body[at], mutation.original_node, mutation.mutated_node)
        assert isinstance(changed, cst.CSTNode)
        code = "".join(
            [
                *(module.code_for_node(line) for line in module.header),
                *parts[:at],
                module.code_for_node(changed),
                *parts[at + 1 :],
                *(module.code_for_node(line) for line in module.footer),
            ]
        )
        after = code.splitlines()
        if before == after:
            continue
        head = _alike(before, after)
        tail = _alike(before[head:][::-1], after[head:][::-1])
        was, now = before[head : len(before) - tail], after[head : len(after) - tail]
        place = places.get(head + 1, ("", 0, ""))
        yield Mutant(path, *place, _bare(was), _bare(now), code)


def _walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _bare(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())


def _places(source: str) -> dict[int, tuple[str, int, str]]:
    """For each line `within`, `defined` and `function`."""
    found: dict[int, tuple[str, int, str]] = {}

    def visit(node: ast.AST, name: str, outermost: str) -> None:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                visit(child, name, outermost)
                continue
            inner = f"{name}.{child.name}".lstrip(".")
            decorators = child.decorator_list
            begins = min([child.lineno, *(one.lineno for one in decorators)])
            kept = any("cache" in ast.unparse(one) for one in decorators)
            is_function = isinstance(child, ast.FunctionDef)
            function = outermost or (inner if is_function else "")
            assert child.end_lineno
            for line in range(begins, child.end_lineno + 1):
                in_body = outermost or line >= child.body[0].lineno
                defined = begins if is_function and not kept else 0
                found[line] = inner, defined, function if in_body else ""
            visit(child, inner, function)

    visit(ast.parse(source), "", "")
    return found
