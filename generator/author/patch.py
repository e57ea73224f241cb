"""Changes single values of a YAML file and leaves every other character as it was.

Where a value begins is known from the marks that reading left; where it ends follows from its
style. Nothing is handed out that does not read back as exactly the new values.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping
from typing import Any

from generator.author.scalars import Scalar, quoted, written
from generator.read.load import parse_yaml
from generator.read.nodes import Document, Node
from generator.settings import Limits

Location = tuple[str | int, ...]
Edit = tuple[int, int, str]

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BLANKS = " \t\r\n\x85\u2028\u2029"
_HEADER = re.compile(r"[|>]([0-9]?)[-+]?([0-9]?)[^\r\n]*")
_DASH = re.compile(r"[ ]*-[ ]+")
_CLOSING = re.compile(r"[ \t\]},]*(?:[ \t]#[^\r\n]*)?(?:\r?\n|\r|$)")


class PatchError(Exception):
    """A change that cannot be made safely, and why, in one sentence without a final stop."""


def replace_scalar(text: str, document: Document, location: Location, value: str) -> str:
    """A file's text with one value changed.

    Args:
        text: the file, without a byte order mark.
        document: what reading that text gave.

    Raises:
        PatchError: there is no such value, or the change would alter anything else.
    """
    return patched(text, document, {location: value})


def patched(
    text: str,
    document: Document,
    values: Mapping[Location, str],
    removed: Collection[Location] = (),
    added: Mapping[Location, str] | None = None,
    limits: Limits | None = None,
) -> str:
    """A file's text with some values changed, items of lists removed and keys added.

    A key is added at the end of its mapping.

    Raises:
        PatchError: as for `replace_scalar`, or an item cannot be removed or a key added.
    """
    source = Source(text, document)
    scalars = {location: source.scalar(location) for location in values}
    others = source.cuts(removed) + source.additions(added or {})
    wanted = copy.deepcopy(document.data)
    for location, value in (dict(values) | dict(added or {})).items():
        _parent(wanted, location)[location[-1]] = value
    for location in sorted(removed, key=lambda at: [str(p).zfill(9) for p in at], reverse=True):
        del _parent(wanted, location)[location[-1]]
    for write in (written, quoted):
        edits = [
            (s.start, s.end, write(s, values[at], source.line_end)) for at, s in scalars.items()
        ]
        result = _applied(text, edits + others)
        again, _ = parse_yaml(
            result.encode("utf-8", "surrogatepass"), document.path, limits or Limits()
        )
        if again is not None and again.data == wanted:
            return result
    places = {".".join(map(str, at)) for at in (*values, *removed, *(added or {}))}
    names = ", ".join(sorted(places))
    raise PatchError(f"{document.path}: {names} cannot be changed without changing more")


def _parent(data: Any, location: Location) -> Any:
    for part in location[:-1]:
        data = data[part]
    return data


def _applied(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    at = len(text)
    for start, end, new in sorted(edits, reverse=True):
        if end > at:
            raise PatchError("two changes overlap")
        pieces += [text[end:at], new]
        at = start
    return text[:at] + "".join(reversed(pieces))


class Source:
    """A file's text beside its nodes."""

    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.document = document
        breaks = list(_BREAK.finditer(text))
        self.starts = [0, *(b.end() for b in breaks)]
        self.line_end = breaks[0].group() if breaks else "\n"

    def nodes(self, location: Location) -> list[Node]:
        """The nodes from the root to a place, both included."""
        nodes = [self.document.root]
        for part in location:
            value = nodes[-1].value
            if isinstance(value, dict) and part in value:
                nodes.append(value[str(part)][1])
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                nodes.append(value[part])
            else:
                raise PatchError(
                    f"{self.document.path} has no {'.'.join(map(str, location)) or 'value'}"
                )
        return nodes

    def offset(self, node: Node) -> int:
        """Where a node's text begins."""
        return self.starts[node.line - 1] + node.column - 1

    def flow(self, nodes: list[Node]) -> bool:
        """Whether one of the nodes is a collection in brackets."""
        return any(
            not isinstance(n.value, str) and self.text[self.offset(n)] in "[{" for n in nodes
        )

    def scalar(self, location: Location) -> Scalar:
        """The text and style of a value."""
        nodes = self.nodes(location)
        node, start = nodes[-1], self.offset(nodes[-1])
        if not isinstance(node.value, str):
            raise PatchError(
                f"{self.document.path}: {'.'.join(map(str, location))} is not a single value"
            )
        held = nodes[-2].value if len(nodes) > 1 else None
        if isinstance(held, dict) and held[str(location[-1])][0] == (node.line, node.column):
            start += len(_match(_KEY, self.text, start))  # a missing value stands at its key
        style = self.text[start : start + 1]
        if style in ('"', "'"):
            end = start + len(
                _match(
                    r'"(?:[^"\\]|\\.)*"' if style == '"' else r"'(?:[^']|'')*'", self.text, start
                )
            )
        elif style and style in "|>":
            end = self.block_end(start, nodes[-2].column - 1)
        else:
            style = ""
            end = self.plain_end(start, node.value)
        lead = " " if start == end and self.text[start - 1 : start] not in ("", " ", "\n") else ""
        return Scalar(start, end, style, self.flow(nodes), self.text[start:end], node.value, lead)

    def plain_end(self, start: int, value: str) -> int:
        """The end of a plain value: its characters follow each other, but for white space."""
        at = end = start
        for char in value:
            if char in _BLANKS:
                continue
            while at < len(self.text) and self.text[at] in _BLANKS:
                at += 1
            if self.text[at : at + 1] != char:
                raise PatchError(f"{self.document.path}: the value at {start} is not understood")
            at += 1
            end = at
        return end

    def block_end(self, start: int, parent: int) -> int:
        """The end of a literal or folded value whose parent stands at column `parent`."""
        header = _HEADER.match(self.text, start)
        assert header is not None  # its first character was looked at
        digit = header[1] or header[2]
        indent = parent + int(digit) if digit else 0
        end = header.end()
        keep = "+" in header.group().partition("#")[0]
        following = _BREAK.match(self.text, end)
        while following is not None:
            begin = following.end()
            following = _BREAK.search(self.text, begin)
            line = self.text[begin : following.start() if following else len(self.text)]
            spaces = len(line) - len(line.lstrip(" "))
            if spaces == len(line):
                end = begin if keep and following else end
                continue
            indent = indent or max(spaces, parent + 1)
            if spaces < indent:
                break
            end = begin + len(line)
        return end

    # --- adding and removing ------------------------------------------------------------------

    def additions(self, added: Mapping[Location, str]) -> list[Edit]:
        """The edits that add some keys, each at the end of its mapping."""
        groups: dict[Location, dict[str, str]] = {}
        for location, value in added.items():
            groups.setdefault(location[:-1], {})[str(location[-1])] = value
        edits = []
        for location, entries in groups.items():
            nodes = self.nodes(location)
            known = nodes[-1].value
            if not isinstance(known, dict) or not known or known.keys() & entries:
                raise PatchError(
                    f"{self.document.path}: no key can be added to {'.'.join(map(str, location))}"
                )
            last = self.scalar((*location, next(reversed(known))))
            flow = self.flow(nodes)
            lead = ", " if flow else self.line_end + " " * (nodes[-1].column - 1)
            place = last.end
            if not flow:
                rest = _BREAK.search(self.text, place)
                place = rest.start() if rest else len(self.text)
            nothing = Scalar(place, place, "", flow, "", "")
            edits.append(
                (
                    place,
                    place,
                    "".join(
                        f"{lead}{key}: {written(nothing, value, self.line_end)}"
                        for key, value in entries.items()
                    ),
                )
            )
        return edits

    def cuts(self, removed: Collection[Location]) -> list[Edit]:
        """The edits that remove some items from their lists."""
        lists: dict[Location, set[int]] = {}
        for location in removed:
            number = location[-1] if location else None
            if not isinstance(number, int):
                raise PatchError("only an item of a list can be removed")
            lists.setdefault(location[:-1], set()).add(number)
        cuts: list[tuple[int, int]] = []
        for location, numbers in lists.items():
            nodes = self.nodes(location)
            items = nodes[-1].value
            if not isinstance(items, list) or max(numbers) >= len(items):
                raise PatchError("only an item of a list can be removed")
            cut = self.cut_flow if self.flow(nodes) else self.cut_block
            cuts += cut(location, numbers, items)
        merged: list[tuple[int, int]] = []
        for start, end in sorted(cuts):
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return [(start, end, "") for start, end in merged]

    def cut_flow(
        self, location: Location, numbers: set[int], items: list[Node]
    ) -> list[tuple[int, int]]:
        """Items between brackets, each with the comma that is no longer needed."""
        spans = []
        for at in range(len(items)):
            scalar = self.scalar((*location, at))
            spans.append((scalar.start, scalar.end))
        cuts = []
        for n in numbers:
            kept = [at for at in range(n) if at not in numbers]
            if any(at not in numbers for at in range(n + 1, len(items))):
                cuts.append((spans[n][0], spans[n + 1][0]))
            elif kept:
                cuts.append((spans[kept[-1]][1], spans[n][1]))
            else:
                cuts.append((spans[0][0], spans[-1][1]))
        return cuts

    def cut_block(
        self, location: Location, numbers: set[int], items: list[Node]
    ) -> list[tuple[int, int]]:
        """Items that begin with a dash: whole lines."""
        cuts = []
        for n in numbers:
            node = items[n]
            begin = self.starts[node.line - 1]
            end = self.last_end((*location, n), node)
            tail = _CLOSING.match(self.text, end)
            if not _DASH.fullmatch(self.text[begin : self.offset(node)]) or tail is None:
                raise PatchError(
                    f"{self.document.path}: item {n + 1} of "
                    f"{'.'.join(map(str, location))} does not stand on its own lines"
                )
            cuts.append((begin, tail.end()))
        return cuts

    def last_end(self, location: Location, node: Node) -> int:
        """Where the last value under a node ends."""
        value = node.value
        if isinstance(value, str):
            return self.scalar(location).end
        below = (
            value.items()
            if isinstance(value, dict)
            else [(n, ((0, 0), item)) for n, item in enumerate(value)]
        )
        ends = [self.last_end((*location, key), item) for key, (_, item) in below]
        return max(ends, default=self.offset(node))


_KEY = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^:\n]+)[ \t]*:"


def _match(pattern: str, text: str, at: int) -> str:
    match = re.compile(pattern, re.DOTALL).match(text, at)
    if match is None:
        raise PatchError(f"the value at {at} is not understood")
    return match.group()
