"""YAML nodes as this project reads them: strings, lists and mappings that know their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.model import Place


@dataclass(slots=True)
class Node:
    """One YAML node.

    Attributes:
        value: a string; or a list of nodes; or key → (place of the key, node).
        line, column: from 1.
    """

    line: int
    column: int
    value: str | list[Node] | dict[str, tuple[tuple[int, int], Node]]

    def plain(self) -> Any:
        """The same data as strings, lists and dicts."""
        value = self.value
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return [item.plain() for item in value]
        return {key: node.plain() for key, (_, node) in value.items()}


@dataclass(slots=True)
class Document:
    """A YAML file that could be read.

    Attributes:
        path: relative to the project, with `/`.
        root: its one document, always a mapping.
    """

    path: str
    root: Node
    data: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.data = self.root.plain()

    def item(self, key: str, at: int) -> Node:
        """The node at a position of the list under a key, which must be there."""
        value = self.root.value
        assert isinstance(value, dict)
        items = value[key][1].value
        assert isinstance(items, list)
        return items[at]

    def place(
        self, location: Sequence[str | int] = (), *, key: bool = False, below: Node | None = None
    ) -> Place:
        """Where the node at a path of keys and positions stands; the nearest parent if missing.

        Args:
            key: the place of the last key instead of that of its value.
            below: the node at which the path begins, if not at the whole document.
        """
        node = self.root if below is None else below
        line, column = node.line, node.column
        for at, part in enumerate(location):
            value = node.value
            if isinstance(value, dict) and part in value:
                mark, node = value[str(part)]
                last = at == len(location) - 1
                line, column = mark if key and last else (node.line, node.column)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                node = value[part]
                line, column = node.line, node.column
            else:
                break
        return Place(self.path, line, column)
