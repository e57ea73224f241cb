"""Lays a YAML file out in the one canonical way: order of keys, indentation, brackets, quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.author.keys import Keys, keys_of
from generator.author.patch import PatchError
from generator.author.remarks import Entry, Remark, entries
from generator.author.scalars import Scalar, canonical
from generator.diagnostics import Diagnostic, ordered
from generator.model import Kind
from generator.read.load import decode, parse_yaml
from generator.read.schema import SHAPES, Shape
from generator.settings import Limits

WIDTH = 100
"""Columns within which a collection may stand in brackets; a text is never broken over lines."""

_ON_LINES = frozenset(
    {
        "answer",
        "asked_in",
        "citations",
        "derived",
        "excluded",
        "facts",
        "groups",
        "properties",
        "question",
        "roles",
        "text",
        "title",
        "unknown",
        "why",
    }
)
"""Keys whose value never stands in brackets."""

_PARTS_ON_LINES = frozenset({"asked_in", "citations", "excluded", "facts", "properties"})
"""Keys whose items or pairs have a value that never does."""

_SHORT = 20
"""Characters up to which the items of a long list stand side by side, as many as fit on a line."""


class LayoutError(Exception):
    """Why a file was left as it is.

    Attributes:
        found: what is wrong with its content; empty when the file is sound.
    """

    def __init__(self, reason: str, found: list[Diagnostic] | None = None) -> None:
        super().__init__(reason)
        self.found = found or []


def shape_of(path: str) -> type[Shape] | None:
    """The shape of the file at a path of a project; None where there is none."""
    parts = PurePosixPath(path).parts
    if PurePosixPath(path).suffix != ".yml" or len(parts) < 2:
        return None
    if parts[0] == "seeds":
        return SHAPES["seed"]
    if parts[0] != "facts":
        return None
    if len(parts) == 2:
        stem = PurePosixPath(path).stem
        return SHAPES.get(stem) or SHAPES.get(stem.removesuffix("s"))
    if parts[1] in {kind.folder for kind in Kind}:
        return SHAPES["sheet"]
    return {"faq": SHAPES["faq"], "disagreements": SHAPES["disagreement"]}.get(parts[1])


def laid_out(raw: bytes, path: str, limits: Limits, shape: type[Shape] | None = None) -> bytes:
    """A file's bytes in the canonical layout; its data and its comments stay what they are.

    Args:
        shape: gives the order of the keys; without it they stay in theirs.

    Raises:
        LayoutError: the file cannot be read, or not be laid out without changing it.
    """
    text = decode(raw, path)
    if isinstance(text, Diagnostic):
        raise LayoutError(text.message, [text])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    before, after = None, ""
    for _ in range(2):
        document, found = parse_yaml(text.encode("utf-8", "surrogatepass"), path, limits)
        if document is None or found:
            raise LayoutError(f"{path} cannot be read", ordered(found))
        try:
            root = entries(text, document)
        except PatchError as error:
            raise LayoutError(f"{path}: {error}") from error
        content = document.data, Counter(_remarks(root))
        if before is not None:
            if content != before or _Page(root, shape).text() != after:
                raise LayoutError(f"{path} cannot be laid out without changing what it says")
            break
        before = content
        after = text = _Page(root, shape).text()
    return after.encode("utf-8")


def _remarks(root: Entry) -> Iterator[str]:
    """The text of every comment."""
    for entry in root.walk():
        yield from (remark.text for remark in (*entry.before, *entry.tail))
        yield from entry.beside


class _Page:
    """Writes entries as lines."""

    def __init__(self, root: Entry, shape: type[Shape] | None) -> None:
        self.root = root
        self.keys = keys_of(shape) if shape is not None else Keys({}, {})
        self.lines: list[str] = []

    def text(self) -> str:
        """The whole file."""
        pairs = self.root.entries
        head = pairs[0].before if pairs else []
        self.remarks(head, "", first=True)
        if head and pairs[0].blank:
            self.lines.append("")
        if not pairs:
            self.lines.append("{}")
        for n, pair in enumerate(self.ranked(self.root, self.keys)):
            topmost = pair is pairs[0]
            if topmost:  # what stands at the head of the file stays there
                pair.blank = pair.blank and not head
            self.pair(pair, 0, self.keys, [] if topmost else pair.before, first=not n)
        self.lines += self.root.beside
        self.remarks(self.root.tail, "", first=not self.lines)
        return "\n".join(self.lines) + "\n"

    def ranked(self, entry: Entry, keys: Keys) -> list[Entry]:
        """The pairs of a mapping in the order of its keys."""
        if isinstance(entry.node.value, list):
            return entry.entries
        return sorted(entry.entries, key=lambda pair: keys.rank(pair.key))

    def remarks(self, remarks: list[Remark], margin: str, *, first: bool) -> None:
        """Comments on lines of their own; no empty line stands above the first of a collection."""
        for n, remark in enumerate(remarks):
            if remark.blank and (n or not first):
                self.lines.append("")
            self.lines.append(margin + remark.text)

    def above(self, entry: Entry, before: list[Remark], margin: str, *, first: bool) -> None:
        """What stands above an entry."""
        self.remarks(before, margin, first=first)
        if entry.blank and (before or not first):
            self.lines.append("")

    # --- pairs and items ----------------------------------------------------------------------

    def pair(
        self, pair: Entry, indent: int, keys: Keys, before: list[Remark], *, first: bool
    ) -> None:
        """A pair with its comments."""
        self.above(pair, before, " " * indent, first=first)
        self.value(pair, f"{' ' * indent}{_key(pair)}:", indent + 2, keys.under(pair.key))

    def items(self, entry: Entry, indent: int, keys: Keys) -> None:
        """The items of a list."""
        below = keys.under(None)
        for n, item in enumerate(entry.entries):
            pairs = self.ranked(item, below) if isinstance(item.node.value, dict) else []
            if pairs:  # what stands above an item's first pair stands above the item
                item.before, pairs[0].before = [*item.before, *pairs[0].before], []
            margin = " " * indent + "-"
            if item.scalar is None and self.in_brackets(item, margin, indent + 2, below) is None:
                item.before += [Remark(text, False) for text in item.beside]
                item.beside = []
            else:
                pairs = []
            self.above(item, item.before, " " * indent, first=not n)
            if not pairs:
                self.value(item, margin, indent + 2, below)
                continue
            start = len(self.lines)
            for m, pair in enumerate(pairs):
                pair.blank = pair.blank and m > 0
                self.pair(pair, indent + 2, below, pair.before, first=not m)
            self.lines[start] = f"{margin} {self.lines[start].lstrip(' ')}"
            self.remarks(item.tail, " " * (indent + 2), first=False)

    def value(self, entry: Entry, lead: str, indent: int, keys: Keys) -> None:
        """A value behind its key or dash."""
        beside = "".join(f"  {text}" for text in entry.beside)
        if entry.scalar is not None:
            text, *more = canonical(entry.scalar, flow=False).split("\n")
            self.lines.append(f"{lead} {text}".rstrip() + beside)
            self.lines += [" " * indent + line if line else "" for line in more]
            return
        flow = self.in_brackets(entry, lead, indent, keys)
        if flow is not None:
            self.lines += f"{lead} {flow}{beside}".split("\n")
            return
        self.lines.append(lead + beside)
        if isinstance(entry.node.value, list):
            self.items(entry, indent, keys)
        else:
            for n, pair in enumerate(self.ranked(entry, keys)):
                self.pair(pair, indent, keys, pair.before, first=not n)
        self.remarks(entry.tail, " " * indent, first=False)

    # --- brackets -----------------------------------------------------------------------------

    def in_brackets(self, entry: Entry, lead: str, indent: int, keys: Keys) -> str | None:
        """A collection in brackets, or None where it does not fit or may not stand so."""
        above = entry.parent.key if entry.parent is not None else ""
        barred = entry.key in _ON_LINES or above in _PARTS_ON_LINES or entry.remarked
        if entry.entries and barred:
            return None
        text = self.on_one_line(entry, keys)
        if text is None or len(lead) + 1 + len(text) <= WIDTH:
            return text
        return self.filled(entry, lead, indent) if isinstance(entry.node.value, list) else None

    def filled(self, entry: Entry, lead: str, indent: int) -> str | None:
        """A list of many short texts, as many on each line as fit, or None."""
        lines = [f"{lead} ["]
        for n, item in enumerate(entry.entries):
            text = self.on_one_line(item, self.keys) if item.scalar is not None else None
            if text is None or len(text) > _SHORT:
                return None
            text += "," if n + 1 < len(entry.entries) else "]"
            if len(lines[-1]) + 1 + len(text) > WIDTH:
                lines.append(" " * indent + text)
            else:
                lines[-1] += text if lines[-1].endswith("[") else " " + text
        return "\n".join(lines)[len(lead) + 1 :]

    def on_one_line(self, entry: Entry, keys: Keys) -> str | None:
        """A value as it stands between brackets."""
        if entry.scalar is not None:
            plain = entry.scalar.value or entry.scalar.style
            fits = plain and "\n" not in entry.scalar.value
            return canonical(entry.scalar, flow=True) if fits else None
        pieces = []
        for inner in self.ranked(entry, keys):
            text = self.on_one_line(inner, keys.under(inner.key if inner.key_end else None))
            if text is None:
                return None
            pieces.append(f"{_key(inner, flow=True)}: {text}" if inner.key_end else text)
        marks = "[]" if isinstance(entry.node.value, list) else "{}"
        return marks[0] + ", ".join(pieces) + marks[1]


def _key(pair: Entry, *, flow: bool = False) -> str:
    """A key, in quotation marks only where it needs them."""
    if pair.key_text[:1] not in "\"'":
        return pair.key_text
    scalar = Scalar(0, 0, pair.key_text[0], flow, pair.key_text, pair.key)
    return canonical(scalar, flow=flow)
