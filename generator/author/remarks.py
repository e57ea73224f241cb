"""Reads a YAML file as entries that own their comments, so that both can be laid out anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.author.patch import Location, PatchError, Source
from generator.author.scalars import Scalar
from generator.read.nodes import Document, Node

_REMARK = re.compile(r"(?:^|(?<=[ \t\n]))#[^\n]*", re.MULTILINE)
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", re.DOTALL)
_HEADER_REMARK = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n]*)")


@dataclass(slots=True)
class Remark:
    """A comment that stands on a line of its own.

    Attributes:
        blank: whether an empty line stands above it.
    """

    text: str
    blank: bool


@dataclass(slots=True)
class Entry:
    """A pair of a mapping, an item of a list, or the whole file, with its comments.

    Attributes:
        key: the key of a pair as it reads, and `key_text` as it is written; else both empty.
        scalar: how the value is written, unless it is a collection.
        start: offset of its first character, `column` that character's column.
        depth: number of brackets that it stands in; `flow` says that its own value is in brackets.
        blank: whether an empty line stands above it.
        before: comments above it; `beside`: on its line; `tail`: after its last entry.
    """

    node: Node
    start: int
    column: int
    depth: int
    key: str = ""
    key_text: str = ""
    key_end: int = 0
    scalar: Scalar | None = None
    flow: bool = False
    blank: bool = False
    entries: list[Entry] = field(default_factory=list)
    parent: Entry | None = field(default=None, repr=False)
    before: list[Remark] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    tail: list[Remark] = field(default_factory=list)

    def walk(self) -> Iterator[Entry]:
        """It and everything under it, in the order of the file."""
        yield self
        for entry in self.entries:
            yield from entry.walk()

    def within(self, other: Entry | None) -> bool:
        """Whether it stands somewhere under another entry."""
        above = self.parent
        while above is not None and above is not other:
            above = above.parent
        return above is not None

    @property
    def remarked(self) -> bool:
        """Whether a comment stands inside its value, so that brackets cannot hold it."""
        return bool(self.tail) or any(
            e.before or e.beside or e.tail for child in self.entries for e in child.walk()
        )


def entries(text: str, document: Document) -> Entry:
    """The whole file as one entry.

    Args:
        text: what the document was read from, with `\\n` at the end of each line.

    Raises:
        PatchError: something stands between the values that is neither a comment nor a sign.
    """
    root = _Reader(text, document).root
    _Remarks(text, root).attach()
    return root


class _Reader:
    """Finds where every key and value stands."""

    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.source = Source(text, document)
        node = document.root
        self.root = Entry(node, self.source.offset(node), 0, 0)
        self.fill(self.root, ())

    def fill(self, entry: Entry, location: Location) -> None:
        """Reads the value of an entry."""
        value = entry.node.value
        if isinstance(value, str):
            entry.scalar = self.source.scalar(location)
            return
        entry.flow = self.text[self.source.offset(entry.node)] in "[{"
        depth = entry.depth + entry.flow
        if isinstance(value, list):
            for n, node in enumerate(value):
                start = self.source.offset(node)
                column = node.column - 1
                if not entry.flow:
                    column = entry.node.column - 1
                    start = self.dash(start, column)
                self.add(Entry(node, start, column, depth), entry, location, n)
            return
        for key, ((line, column), node) in value.items():
            start = self.source.starts[line - 1] + column - 1
            quoted = _QUOTED.match(self.text, start)
            end = quoted.end() if quoted else start + len(key)
            if not quoted and self.text[start:end] != key:
                raise PatchError(f"{self.source.document.path}:{line}: this key is not understood")
            self.add(
                Entry(node, start, column - 1, depth, key, self.text[start:end], end),
                entry,
                location,
                key,
            )

    def dash(self, offset: int, column: int) -> int:
        """Where the dash stands in a column before a value."""
        line = offset + 1
        while line > 0:
            line = self.text.rfind("\n", 0, line - 1) + 1
            at = line + column
            if at < offset and self.text[at] == "-" and not self.text[line:at].strip(" \t-"):
                return at
        raise PatchError(f"the item at {offset} is not understood")

    def add(self, entry: Entry, parent: Entry, location: Location, part: str | int) -> None:
        entry.parent = parent
        parent.entries.append(entry)
        self.fill(entry, (*location, part))


class _Remarks:
    """Finds the comments between keys and values, and gives each to an entry."""

    def __init__(self, text: str, root: Entry) -> None:
        self.text = text
        self.root = root
        self.all = [entry for entry in root.walk() if entry is not root]
        self.opened = 0
        self.at = 0  # number of entries that have begun

    def attach(self) -> None:
        """Gives every comment to its entry."""
        for entry in self.all:
            line = self.text.rfind("\n", 0, entry.start)
            alone = not self.text[line + 1 : entry.start].strip(" \t-")
            entry.blank = alone and self.is_blank_above(line)
            if entry.scalar is not None and (own := _HEADER_REMARK.match(entry.scalar.raw)):
                entry.beside.append(own[1].rstrip())
        end = 0
        for start, stop in [*self.taken(), (len(self.text), len(self.text))]:
            self.between(end, start)
            end = max(end, stop)

    def taken(self) -> list[tuple[int, int]]:
        """Where keys and single values stand."""
        spans = [(e.start, e.key_end) for e in self.all if e.key_end]
        spans += [(e.scalar.start, e.scalar.end) for e in self.all if e.scalar is not None]
        return sorted(spans)

    def is_blank_above(self, newline: int) -> bool:
        """Whether the line that ends before the one after `newline` is empty."""
        return newline > 0 and not self.text[self.text.rfind("\n", 0, newline) + 1 : newline].strip(
            " \t"
        )

    def between(self, start: int, end: int) -> None:
        """Reads a stretch between two values."""
        done = start
        for match in _REMARK.finditer(self.text, start, end):
            self.signs(done, match.start())
            self.give(match.start(), match.group().rstrip())
            done = match.end()
        self.signs(done, end)

    def signs(self, start: int, end: int) -> None:
        """Counts the brackets that are open."""
        signs = self.text[start:end]
        if strange := signs.replace("---", "").replace("...", "").strip(" \t\n-?:,[]{}!\ufeff"):
            line = self.text.count("\n", 0, start) + 1
            raise PatchError(f"line {line}: “{strange[:20]}” is not understood")
        self.opened += sum(signs.count(c) for c in "[{") - sum(signs.count(c) for c in "]}")

    def give(self, offset: int, text: str) -> None:
        """Gives one comment to the entry that it speaks of."""
        while self.at < len(self.all) and self.all[self.at].start < offset:
            self.at += 1
        last = self.all[self.at - 1] if self.at else None
        following = self.all[self.at] if self.at < len(self.all) else None
        newline = self.text.rfind("\n", 0, offset)
        lead = self.text[newline + 1 : offset]
        if lead.strip(" \t") and not lead.strip(" \t-") and last is not None:
            last.before.append(Remark(text, False))  # behind a dash whose value comes later
            return
        if not lead.strip(" \t"):
            remark = Remark(text, self.is_blank_above(newline))
            self.owner(last, following, len(lead)).append(remark)
            return
        while last is not None and last.depth > self.opened and last.parent is not None:
            last = last.parent
        owner = last or self.root
        if not owner.beside:
            owner.beside.append(text)
        else:  # one line has room for one comment
            (owner.before if owner is not self.root else owner.tail).append(Remark(text, False))

    def owner(self, last: Entry | None, following: Entry | None, column: int) -> list[Remark]:
        """Where a comment on its own line belongs: before what follows, or after what ends here."""
        if last is None:
            return following.before if following else self.root.tail
        if self.opened:
            if following is not None and following.depth >= self.opened:
                return following.before
            while last.depth > self.opened and last.parent is not None:
                last = last.parent
            inner = last if last.flow and last.depth < self.opened else last.parent
            return (inner or self.root).tail
        if following is not None and column <= following.column:
            return following.before
        while (
            last.parent is not None
            and last.parent is not self.root
            and (
                last.column > column or last.parent.column == last.column  # a list under its key
            )
        ):
            last = last.parent
        if following is not None and following.within(last.parent):
            return following.before
        return (last.parent or self.root).tail
