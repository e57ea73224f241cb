"""Reads style sheets: which rules hold for which elements, and which of them nobody can be sure of.

A rule may hang on what is not known here: whether a browser supports something, how wide a box
becomes, a selector that the reader of selectors does not know. Such a rule names its conditions; a
word is seen only if a reader sees it whether they hold or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple

import tinycss2

from generator.check import media
from generator.check.styles import TELLING, declarations, readable

_DEEPEST = 8  # rules in rules, layers in layers
_LONGEST = 20_000  # characters of the selectors of a rule inside another
_ALWAYS: frozenset[str] = frozenset()

Layer = tuple[float, ...]
UNLAYERED: Layer = (inf,)


class Rule(NamedTuple):
    """A list of selectors, each with its specificity, and what they declare.

    Attributes:
        layer: where it stands in the order of layers; a later one is greater.
        given: the conditions under which it holds, in no form but for comparing.
    """

    selectors: tuple[tuple[str, tuple[int, int, int], bool], ...]
    declarations: tuple[tuple[str, str, bool], ...]
    layer: Layer
    given: frozenset[str]


@dataclass(slots=True)
class StyleSheets:
    """The style sheets of a document.

    Attributes:
        unread: something in them is not read here, so that nobody knows what they show.
        frames: by the name of an animation, what its last frame declares and what all do.
    """

    rules: list[Rule] = field(default_factory=list)
    unread: bool = False
    frames: dict[str, list[tuple[bool, tuple[tuple[str, str, bool], ...]]]] = field(
        default_factory=dict
    )
    _layers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def read(self, sheet: str, given: frozenset[str] = _ALWAYS) -> None:
        """Reads one more sheet.

        Args:
            given: conditions under which the whole sheet holds.
        """
        waiting = [
            _Node(node, (), (), given, 0)
            for node in reversed(tinycss2.parse_stylesheet(readable(sheet), True, True))
        ]
        while waiting:
            one = waiting.pop()
            if one.depth > _DEEPEST:
                self.unread = True
            elif one.node.type == "qualified-rule":
                waiting += self._qualified(one)
            elif one.node.type == "at-rule":
                waiting += self._at_rule(one)
            # A declaration is read with the rule that it stands in.

    def _qualified(self, one: _Node) -> list[_Node]:
        if any(map(_is_in_no_selector, one.node.prelude)):
            return []  # a browser leaves out the whole rule
        own = list(_selectors(one.node.prelude))
        if "" in own:
            return []
        selectors = [_within(it, one.above) for it in own]
        if sum(map(len, selectors)) > _LONGEST and one.above:  # each `&` repeats those above
            self.unread = True
            return []
        return self._content(one, tuple(selectors), tuple(selectors))

    def _at_rule(self, one: _Node) -> list[_Node]:
        """What stands in an at-rule, if it may hold."""
        name, node, given = one.node.lower_at_keyword.removeprefix("-webkit-"), one.node, one.given
        prelude = tinycss2.serialize(node.prelude).strip()
        layer = one.layer
        if name in ("import", "property", "namespace"):
            # Nothing is fetched, but what an address itself holds; the others change what was read.
            self.unread |= name != "import" or "data:" in prelude.lower()
            return []
        if name == "keyframes" and node.content is not None:
            self._animation(prelude.strip("\"'"), node.content)
            return []
        if name == "layer":
            paths = [(*layer, *it.strip().split(".")) for it in prelude.split(",")]
            if not prelude:
                paths = [(*layer, f"\0{len(self._layers)}")]
            if max(map(len, paths)) > _DEEPEST:
                self.unread = True
                return []
            for path in paths:
                for n in range(1, len(path) + 1):
                    self._layers.setdefault(path[:n], len(self._layers))
            layer = paths[0]
        elif name == "media":
            answer = media.holds(prelude)
            if answer is False:
                return []
            if answer is None:
                given |= {f"@media {prelude}"}
        elif name in ("supports", "container", "scope", "starting-style", "document", "when"):
            given |= {f"@{name} {prelude}"}
        else:
            return []
        if node.content is None:
            return []
        inside = one._replace(given=given, layer=layer)
        return self._content(inside, one.above, one.above)

    def _content(self, one: _Node, own: tuple[str, ...], above: tuple[str, ...]) -> list[_Node]:
        """Keeps what is declared, and gives what stands inside."""
        nodes = tinycss2.parse_blocks_contents(one.node.content, True, True)
        values = tuple(it for it in declarations(nodes) if TELLING.search(it[0]))
        if values and own:
            self._add(own, values, one)
        return [
            one._replace(node=node, above=above, depth=one.depth + 1) for node in reversed(nodes)
        ]

    def _add(
        self, own: tuple[str, ...], values: tuple[tuple[str, str, bool], ...], one: _Node
    ) -> None:
        """Keeps what some selectors declare."""
        layer: Layer = UNLAYERED
        if one.layer:
            steps = [one.layer[: n + 1] for n in range(len(one.layer))]
            layer = (*(self._layers[step] for step in steps), inf)
        for text in own:
            if _FIRST.search(text):
                # What hides the first line of an element, often its only one, hides the element.
                lines = tuple(one for one in values if _FOR_LINES.match(one[0]))
                known = (_known(_OF_ANY.sub(r"\1*", _FIRST.sub("", text))),)
                self.rules += [Rule(known, lines, layer, one.given)] if lines else []
        others = tuple(_known(text) for text in own if not _FIRST.search(text))
        if others:
            self.rules.append(Rule(others, values, layer, one.given))

    def _animation(self, name: str, content: Sequence[Any]) -> None:
        frames = self.frames.setdefault(name, [])
        for frame in tinycss2.parse_rule_list(content, True, True):
            if frame.type == "qualified-rule":
                at = tinycss2.serialize(frame.prelude).lower()
                values = tuple(declarations(tinycss2.parse_blocks_contents(frame.content)))
                frames.append(("to" in at or "100%" in at, values))


class _Node(NamedTuple):
    """A rule that waits, with what it stands in."""

    node: Any
    above: tuple[str, ...]
    layer: tuple[str, ...]
    given: frozenset[str]
    depth: int


# --- selectors --------------------------------------------------------------------------------

_FIRST = re.compile(r"::?first-(?:line|letter)\s*$", re.IGNORECASE)
_OF_ANY = re.compile(r"(^|[\s>+~])$")
_FOR_LINES = re.compile(r"font|color|text-fill-color|opacity|--")
# What is drawn beside an element's own words.
_BESIDE = re.compile(
    r":(?:before|after)\s*$|::(?:before|after|marker|selection|placeholder|backdrop|cue|part|"
    r"slotted|highlight|grammar-error|spelling-error|target-text|file-selector-button|"
    r"view-transition[\w-]*|-(?:webkit|moz|ms)-[\w-]*)(?:\([^()]*\))?(?::[\w-]+)*\s*$",
    re.IGNORECASE,
)
_WITH_SELECTORS = frozenset(("not", "is", "where", "has"))
_KNOWN = (
    "nth-child nth-last-child nth-of-type nth-last-of-type first-child last-child only-child "
    "first-of-type last-of-type only-of-type empty root link any-link checked enabled disabled "
    "hover focus active focus-within focus-visible visited target fullscreen modal lang dir"
)
_SURE = _WITH_SELECTORS | frozenset(_KNOWN.split())


def _selectors(prelude: Sequence[Any]) -> Iterator[str]:
    """The selectors of a list, parted at its commas; an empty one makes the whole list none."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return (tinycss2.serialize(part).strip() for part in parts)


def _is_in_no_selector(token: Any) -> bool:
    """Whether a token makes a list of selectors none, outside brackets."""
    return token.type in ("at-keyword", "error", "string") or (
        token.type == "literal" and token.value in frozenset("</=;!@$^%?")
    )


def _within(selector: str, above: Sequence[str]) -> str:
    """A selector of a rule inside another."""
    if not above:
        return selector.replace("&", ":root") if "&" in selector else selector
    scope = f":is({', '.join(above)})" if len(above) > 1 else above[0]
    return selector.replace("&", scope) if "&" in selector else f"{scope} {selector}"


def _known(selector: str) -> tuple[str, tuple[int, int, int], bool]:
    """A selector without what is not known here, its specificity, and whether it is whole.

    Of what is drawn beside an element nothing is left.
    """
    if _BESIDE.search(selector):
        return "", (0, 0, 0), True
    kept, sure = _stripped(tinycss2.parse_component_value_list(selector))
    known = selector if sure else tinycss2.serialize(kept).strip() or "*"
    return known, _specificity(selector), sure


def _stripped(tokens: Iterable[Any]) -> tuple[list[Any], bool]:
    kept: list[Any] = []
    sure = True
    colons: list[Any] = []
    for token in tokens:
        if token == ":":
            colons.append(token)
            continue
        if colons:
            name = getattr(token, "lower_name", None) or getattr(token, "lower_value", "")
            fine = len(colons) == 1 and name in _SURE
            if fine and name in _WITH_SELECTORS:
                fine = _stripped(token.arguments)[1] if token.type == "function" else False
            if fine:
                kept += [*colons, token]
            else:
                sure = False
                # What stood before it stays, what follows is of the same element.
                if not kept or kept[-1].type == "whitespace" or kept[-1].type == "literal":
                    kept += tinycss2.parse_component_value_list("*")
            colons = []
            continue
        kept.append(token)
    return kept, sure


def _specificity(selector: str) -> tuple[int, int, int]:
    ids = classes = types = 0
    waiting = [tinycss2.parse_component_value_list(selector)]
    while waiting:
        before = None
        for token in waiting.pop():
            if token.type == "hash":
                ids += 1
            elif token.type == "[] block":
                classes += 1
            elif token.type == "ident":
                classes += before in (".", ":")
                types += before not in (".", ":")
            elif token.type == "function":
                if token.lower_name in ("is", "not", "has"):
                    waiting.append(token.arguments)
                else:
                    classes += token.lower_name != "where"
                    of = [
                        n
                        for n, it in enumerate(token.arguments)
                        if it == "of" or getattr(it, "lower_value", "") == "of"
                    ]
                    if of:
                        waiting.append(token.arguments[of[0] + 1 :])
            before = token.value if token.type == "literal" else None
    return ids, classes, types
