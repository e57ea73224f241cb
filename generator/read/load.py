"""Reads files into nodes: bytes, characters and YAML events are checked before anything is built.

The only module that knows YAML. Events are scanned instead of loaded: libyaml's composer crashes
on deep nesting, aliases can grow without bound, and plain scalars would turn into booleans, dates
and numbers. Here every scalar stays the string that the editor wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from generator.diagnostics import Diagnostic, Related, shown
from generator.model import Place
from generator.read.nodes import Document, Node
from generator.runtime.files import LinkError, NotAFileError, TooLargeError, read
from generator.settings import Limits
from generator.text import long_mark_run

T = TypeVar("T")


class PlainLoader(yaml.SafeLoader):
    """PyYAML's parser in Python, which takes for text what the one in C takes for text.

    Without this, `{en: What?, fr: Quoi ?}` would be refused where the one in C is missing.
    """

    _instead: Mapping[str, str] = MappingProxyType({})

    def scan_plain(self) -> yaml.ScalarToken:
        """A text without quotation marks: a question mark does not end it."""
        return self._with({"?": "x"}, super().scan_plain)

    def scan_block_scalar_indicators(self, start_mark: Any) -> Any:
        """What follows `|` or `>`: a comment may stand directly behind it."""
        return self._with({"#": " "}, super().scan_block_scalar_indicators, start_mark)

    def _with(self, instead: Mapping[str, str], scan: Callable[..., T], *given: object) -> T:
        self._instead = instead
        try:
            return scan(*given)
        finally:
            self._instead = {}

    def peek(self, index: int = 0) -> str:
        """The character to judge by; the text itself is taken from elsewhere."""
        char: str = super().peek(index)
        return self._instead.get(char, char)


_LOADER: type = getattr(yaml, "CSafeLoader", PlainLoader)

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ODD_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")
_BEYOND = re.compile(r"\\U(?!000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{8}")
_QUOTED_KEYS = frozenset({"quote", "prefix", "suffix", "quotes"})


def plain(text: str) -> object:
    """What YAML makes of a value without quotes; raises ValueError of one like 2026-13-40."""
    reader = yaml.SafeLoader("")
    tag = reader.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    try:
        return reader.construct_object(yaml.ScalarNode(tag, text))
    except yaml.YAMLError as error:
        raise ValueError(text) from error


class _RefusedError(Exception):
    """Stops the reading of one file at a finding after which nothing can be made of it."""

    def __init__(self, found: Diagnostic) -> None:
        self.found = found


def read_bytes(root: Path, path: str, limit: int, setting: str) -> bytes | Diagnostic:
    """A regular file's bytes, or why it is refused; links are never followed."""
    place = Place(path)
    try:
        return read(root, path, limit)
    except LinkError:
        return Diagnostic(
            "file-type",
            place,
            "This is a symbolic link, or stands behind one.",
            "Put the file itself here; links are never followed.",
        )
    except NotAFileError:
        return Diagnostic(
            "file-type", place, "This is not a regular file.", "Put a plain file here."
        )
    except TooLargeError as error:
        return Diagnostic(
            "limit",
            place,
            f"The file has {error.size:,} bytes; the limit is {limit:,}.",
            f"Split the file, or raise `limits.{setting}` in mkdocs.yml.",
        )
    except OSError as error:
        return Diagnostic(
            "file-unreadable",
            place,
            f"The file cannot be read: {error.strerror or error}.",
            "Check that it exists and that you may read it.",
        )


def decode(raw: bytes, path: str) -> str | Diagnostic:
    """The text of a UTF-8 file without its byte order mark, or why it is refused."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Diagnostic("encoding", Place(path), "The file is UTF-16.", "Save it as UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        begin = raw.rfind(b"\n", 0, at) + 1
        column = len(raw[begin:at].decode("utf-8", "replace")) + 1
        return Diagnostic(
            "encoding",
            Place(path, raw.count(b"\n", 0, at) + 1, column),
            f"Byte 0x{raw[at]:02X} is not UTF-8.",
            "Save the file as UTF-8.",
        )


def bad_characters(text: str, path: str) -> Iterator[Diagnostic]:
    """Characters that no file may hold, with their places."""
    for match in _CONTROL.finditer(text):
        yield Diagnostic(
            "control-character",
            _place_at(text, match.start(), path),
            f"Character U+{ord(match.group()):04X} cannot be shown.",
            "Remove it.",
        )
    at = long_mark_run(text)
    if at is not None:
        yield Diagnostic(
            "limit",
            _place_at(text, at, path),
            "More than 64 combining marks stand in a row here.",
            "Remove them; no writing system needs so many.",
        )


def _place_at(text: str, offset: int, path: str) -> Place:
    begin = text.rfind("\n", 0, offset) + 1
    return Place(path, text.count("\n", 0, offset) + 1, offset - begin + 1)


def read_yaml(root: Path, path: str, limits: Limits) -> tuple[Document | None, list[Diagnostic]]:
    """One YAML file as nodes.

    Returns:
        (document or None when nothing can be made of the file, findings).
    """
    raw = read_bytes(root, path, limits.fact_file_bytes, "fact_file_bytes")
    if isinstance(raw, Diagnostic):
        return None, [raw]
    return parse_yaml(raw, path, limits)


def parse_yaml(
    raw: bytes, path: str, limits: Limits, *, tags: bool = False
) -> tuple[Document | None, list[Diagnostic]]:
    """YAML bytes as nodes; `tags` lets unknown tags pass, as in MkDocs' own configuration."""
    text = decode(raw, path)
    if isinstance(text, Diagnostic):
        return None, [text]
    found = [*islice(bad_characters(text, path), 20), *islice(_odd_breaks(text, path), 20)]
    if found:
        return None, found
    tab = -1 if tags else text.find("\t")
    if tab >= 0:
        message = "A tab stands here: programs read it in two ways."
        hint = "Write spaces in its place."
        return None, [Diagnostic("yaml-syntax", _place_at(text, tab, path), message, hint)]
    for loader in (_LOADER, PlainLoader):
        scan = _Scan(path, limits, tags, loader)
        try:
            return Document(path, scan.document(text)), scan.found
        # PyYAML need not have its parser in C, which refuses other things with other words: what
        # that one refuses is judged by the one that is always there.
        except _RefusedError as refused:
            found = [*scan.found, refused.found]
            if refused.found.rule != "yaml-tag":
                break
        except yaml.YAMLError as error:
            found = [*scan.found, _syntax(error, path)]
        except (ValueError, OverflowError):  # what it makes of an escape beyond Unicode
            beyond = _BEYOND.search(text)
            place = _place_at(text, beyond.start() if beyond else 0, path)
            message = "This character does not exist: Unicode ends at U+10FFFF."
            found = [*scan.found, Diagnostic("control-character", place, message, "Remove it.")]
    return None, found


def _odd_breaks(text: str, path: str) -> Iterator[Diagnostic]:
    """What YAML takes for a line end or drops, and other programs do not."""
    for match in _ODD_BREAKS.finditer(text):
        yield Diagnostic(
            "control-character",
            _place_at(text, match.start(), path),
            f"Character U+{ord(match.group()):04X} is a line end, or nothing, to some programs.",
            "Write a space, or nothing, in its place.",
        )


def _syntax(error: yaml.YAMLError, path: str) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    problem = str(getattr(error, "problem", None) or error).split("\n")[0]
    return Diagnostic(
        "yaml-syntax",
        place,
        f"This is not YAML: {shown(problem)}.",
        "Check the indentation, and put text that holds `: ` or ` #`, or begins with a sign, "
        "in quotes.",
    )


class _Scan:
    """Builds nodes from events, with an explicit stack: depth is a number, not recursion."""

    def __init__(self, path: str, limits: Limits, tags: bool, loader: type) -> None:
        self.path = path
        self.limits = limits
        self.tags = tags
        self.loader = loader
        self.found: list[Diagnostic] = []
        self.count = 0
        self.odd: bool  # whether a value may hold a character that its file must not
        self.quotes: Node | None = None  # the list of quotes that was begun last

    def place(self, event: yaml.Event) -> Place:
        return Place(self.path, *_mark(event))

    def refuse(self, rule: str, event: yaml.Event, message: str, hint: str) -> _RefusedError:
        return _RefusedError(Diagnostic(rule, self.place(event), message, hint))

    def document(self, text: str) -> Node:
        """The file's one document, a mapping."""
        # What the file itself does not hold can only come into a value by an escape.
        self.odd = "\\" in text or _BIDI.search(text) is not None
        result: Node | None = None
        documents = 0
        stack: list[tuple[Node, list[object]]] = []  # open nodes; [pending key, its place]
        for event in yaml.parse(text, Loader=self.loader):
            if isinstance(event, yaml.NodeEvent):
                node = self.node(event)
                if stack:
                    self.attach(stack[-1], node, event)
                else:
                    result = node
                if isinstance(event, yaml.CollectionStartEvent):
                    stack.append((node, []))
                    if len(stack) > self.limits.depth:
                        raise self.refuse(
                            "limit",
                            event,
                            f"Nested more than {self.limits.depth} deep.",
                            "Flatten this, or raise `limits.depth` in mkdocs.yml.",
                        )
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(
                        "yaml-shape",
                        event,
                        "A second document starts here.",
                        "Keep one document in a file: remove the `---`.",
                    )
        if result is None or not isinstance(result.value, dict):
            what = "The file is empty." if result is None else "The file is not a mapping."
            place = Place(self.path, *((result.line, result.column) if result else ()))
            hint = "Begin with `key: value` lines."
            raise _RefusedError(Diagnostic("yaml-shape", place, what, hint))
        return result

    def node(self, event: yaml.NodeEvent) -> Node:
        """A node for an event, without its children."""
        self.count += 1
        if self.count > self.limits.nodes:
            raise self.refuse(
                "limit",
                event,
                f"More than {self.limits.nodes:,} values.",
                "Split the file, or raise `limits.nodes` in mkdocs.yml.",
            )
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self.refuse(
                "yaml-alias",
                event,
                "Anchors (&) and aliases (*) are not used here.",
                "Write the value out; put text that begins with & or * in quotes.",
            )
        tag = getattr(event, "tag", None)
        if tag is not None and not self.tags:
            raise self.refuse(
                "yaml-tag",
                event,
                f"The tag {shown(tag)} is not used here.",
                "Remove it; put text that begins with ! in quotes.",
            )
        line, column = _mark(event)
        if not isinstance(event, yaml.ScalarEvent):
            empty: list[Node] | dict[str, tuple[tuple[int, int], Node]]
            empty = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            return Node(line, column, empty)
        text: str = event.value
        if len(text) > self.limits.scalar_characters:
            raise self.refuse(
                "limit",
                event,
                f"A text of {len(text):,} characters; the limit is "
                f"{self.limits.scalar_characters:,}.",
                "Shorten it, or raise `limits.scalar_characters` in mkdocs.yml.",
            )
        if self.odd and (bad := next(bad_characters(text, self.path), None)):
            raise self.refuse(bad.rule, event, bad.message, bad.hint)
        return Node(line, column, text)

    def attach(self, parent: tuple[Node, list[object]], node: Node, event: yaml.NodeEvent) -> None:
        """Puts a node into the collection that is open."""
        (container, pending), value = parent, parent[0].value
        if isinstance(value, list):
            if container is not self.quotes:
                self.look_for_bidi(node, event)
            value.append(node)
            return
        assert isinstance(value, dict)
        if pending:
            key, line, column = str(pending[0]), *_pair(pending)
            pending.clear()
            if key in _QUOTED_KEYS:
                self.quotes = node
            else:
                self.look_for_bidi(node, event)
            if key in value:
                first = value[key][0]
                self.found.append(
                    Diagnostic(
                        "duplicate-key",
                        Place(self.path, line, column),
                        f"The key `{shown(key, 60)}` stands twice: lines {first[0]} and {line}.",
                        "Keep one of the two.",
                        related=(Related(Place(self.path, *first), "first written here"),),
                    )
                )
                return
            if node.value == "" and not getattr(event, "style", None):
                node.line, node.column = line, column  # about it the two parsers do not agree
            value[key] = ((line, column), node)
            return
        if not isinstance(node.value, str):
            raise self.refuse("yaml-shape", event, "A key must be a word.", "Write `key: value`.")
        if node.value == "<<" and not self.tags:
            raise self.refuse(
                "yaml-merge", event, "Merge keys (<<) are not used here.", "Write the keys out."
            )
        if node.value == "" and not getattr(event, "style", None):
            node.line, node.column = container.line, container.column
        self.look_for_bidi(node, event)
        pending[:] = [node.value, node.line, node.column]

    def look_for_bidi(self, node: Node, event: yaml.NodeEvent) -> None:
        """A character that reverses text may stand only in a quote, whose source has it too."""
        bidi = _BIDI.search(node.value) if self.odd and isinstance(node.value, str) else None
        if bidi:
            self.found.append(
                Diagnostic(
                    "control-character",
                    self.place(event),
                    f"Character U+{ord(bidi.group()):04X} reverses the text after it.",
                    "Remove it; only a quote whose source holds it may.",
                )
            )


def _mark(event: yaml.Event) -> tuple[int, int]:
    """Line and column of an event, from 1."""
    mark = event.start_mark
    assert mark is not None  # both parsers mark every event
    return mark.line + 1, mark.column + 1


def _pair(pending: list[object]) -> tuple[int, int]:
    _, line, column = pending
    assert isinstance(line, int)
    assert isinstance(column, int)
    return line, column
