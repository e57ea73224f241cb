"""Which words of HTML a browser would show: it is parsed and styled as browsers do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

import turbohtml
from turbohtml import Element, Namespace, Text

from generator.check import media, styles
from generator.check.look import Look, as_by_browsers, look
from generator.check.style_sheets import Rule, StyleSheets
from generator.check.styles import Declaration

# Elements whose text is no text of the page: it is never drawn, is a second version of what is, or
# stands in a field or a choice. What is struck is taken back by its author.
_UNSHOWN = (
    "applet audio canvas datalist del embed fencedframe frame head iframe meter noembed noframes "
    "noscript object param progress s script select strike style svg template textarea title video"
)
_NEVER = frozenset(_UNSHOWN.split())
# Of a formula only the text of these is drawn, and nothing of those.
_TOKENS = frozenset(("mi", "mn", "mo", "ms", "mtext"))
_NEVER_IN_MATH = frozenset(("annotation", "annotation-xml", "mphantom"))
_OWN_LOOK = frozenset(("body", "button", "dialog", "mark", "rp", "table"))
_ATTRIBUTES = "style hidden popover open color text bgcolor background href link size"
_LOOKED_AT = frozenset(_ATTRIBUTES.split())
_STYLE = frozenset(("style",))
_GONE = Look(gone=True)
_UNTIL_FOUND = Declaration((False, (-inf,), False, (-1, 0, 0), 0), "content-visibility", "hidden")
# Browsers give elements nested deeper another parent, each in its own way: nobody knows what shows.
_DEEPEST = 500
_MOST_CONDITIONS, _MOST_LOOKS = 4, 1_000_000
_APART = frozenset(("template",))
_MOST_COMPARED = 20_000_000  # selectors times elements, weighed: beyond, styles are not read
_STANDARD = re.compile(
    r"\s*<!doctype\s+html\s*(?:>|system|public[^>]*(?:xhtml|4\.01))", re.IGNORECASE
)
# Of these more than the last frame may stay.
_STANDS = re.compile(r"paused|reverse|alternate|\d\d(?:\.\d*)?s|\d{5}ms|\be\d|steps")
_LOOKING = 20  # what one more look costs, in declarations
_COSTLY = re.compile(r"~|:has|:nth|-of-type|:not|:is")
_STEPS = re.compile(r"\s*[\s>+~]\s*(?=[^\s>+~])")


class _Styles:
    """The style sheets of a document, and which of its elements they speak of.

    Attributes:
        unread: they are more than is read, or hold what is not read here: nobody knows what shows.
        conditions: those of which nobody here knows whether they hold.
    """

    def __init__(self, document: turbohtml.Document, size: int, marks: re.Pattern[str]) -> None:
        self.unread = False
        self.conditions: frozenset[str] = frozenset()
        self.frames: Mapping[str, list[tuple[bool, tuple[tuple[str, str, bool], ...]]]] = {}
        self._declared: list[tuple[frozenset[str], tuple[Declaration, ...]]] = []
        self._found: dict[Element, list[int]] = defaultdict(list)
        sheets = StyleSheets()
        length = 0
        for element in document.select("style,link"):
            if element.tag == "link":
                self.unread |= _is_held_sheet(element)
                continue
            given = _conditions(element)
            if given is None:
                continue
            text = marks.sub("", element.text)
            length += len(text)
            if length > styles.MOST or styles.unreadable(text):
                self.unread = True
            if self.unread:
                return
            sheets.read(text, given)
        self.frames = sheets.frames
        selectors = [one for rule in sheets.rules for one, _, _ in rule.selectors]
        self.unread |= (
            sheets.unread or size * sum(_cost(it, size) for it in selectors) > _MOST_COMPARED
        )
        if self.unread or not selectors:
            return
        try:
            _clean(document, marks)
        except ValueError:  # an attribute of a name that is given to none
            self.unread = True
            return
        for n, rule in enumerate(sheets.rules):
            self._select(document, n, rule)
        if len(self.conditions) > _MOST_CONDITIONS or size << len(self.conditions) > _MOST_LOOKS:
            self.unread = True

    def _select(self, document: turbohtml.Document, n: int, rule: Rule) -> None:
        """Finds the elements of which a rule speaks."""
        found: list[tuple[tuple[int, int, int], bool, list[Element]]] = []
        given = set(rule.given)
        for selector, specificity, sure in rule.selectors:
            try:
                elements = document.select(selector) if selector else ()
                found.append((specificity, sure, [it for it in elements if _is_drawn(it)]))
            except ValueError:  # a browser that knows it no better leaves out the whole list
                given.add(f"list {n}")
        if not all(sure for _, sure, _ in found):
            given.add(f"selector {n}")
        conditions = frozenset(given)
        for specificity, _, elements in found:
            if not elements:
                continue
            self.conditions |= conditions
            number = len(self._declared)
            self._declared.append(
                (
                    conditions,
                    tuple(
                        Declaration(
                            (
                                important,
                                tuple(-it for it in rule.layer) if important else rule.layer,
                                False,
                                specificity,
                                n,
                            ),
                            name,
                            value,
                        )
                        for name, value, important in rule.declarations
                    ),
                )
            )
            for element in elements:
                self._found[element].append(number)

    def worlds(self) -> list[frozenset[str]]:
        """Every way in which the conditions may hold or not; one of them where nothing is read."""
        found: list[frozenset[str]] = [frozenset()]
        for one in () if self.unread else sorted(self.conditions):
            found += [held | {one} for held in found]
        return found

    def of(self, element: Element, held: frozenset[str]) -> tuple[int, ...]:
        """Numbers of what holds for an element where some conditions hold."""
        if not self._found:
            return ()
        numbers = self._found.get(element, ())
        return tuple(n for n in numbers if self._declared[n][0] <= held)

    def declared(self, number: int) -> tuple[Declaration, ...]:
        """What a rule declares."""
        return self._declared[number][1]


def _cost(selector: str, size: int) -> int:
    """How much work a selector is for each of so many elements: steps to others multiply."""
    steps = len(_STEPS.findall(selector.strip()))
    most = 10**9 if steps > 30 else min(size, 20) ** max(0, steps - 1)
    return most * (20 if _COSTLY.search(selector) else 1)


def _conditions(element: Element) -> frozenset[str] | None:
    """Under which conditions a style sheet is used; None if it is not."""
    if element.namespace is Namespace.MATHML or not _is_drawn(element):
        return None
    if _text(element, "type").lower() not in ("", "text/css"):
        return None
    query = _text(element, "media")
    answer = media.holds(query)
    title = _text(element, "title")
    given = {f"media {query}"} if answer is None else set()
    if title:  # of several that have one, a browser uses the first
        given.add(f"title {title}")
    return None if answer is False else frozenset(given)


def _is_held_sheet(link: Element) -> bool:
    """Whether a link leads to a style sheet that its own address holds."""
    relation = _text(link, "rel").lower().split()
    held = _text(link, "href").strip().lower().startswith("data:")
    used = "alternate" not in relation and media.holds(_text(link, "media")) is not False
    return held and used and "stylesheet" in relation


def _is_drawn(element: Element) -> bool:
    """Whether an element is of the page itself, and not of a template that stands in it."""
    return not any(getattr(it, "tag", "") in _APART for it in element.ancestors)


def texts(html: str, marks: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(text, name of its element) of every text that a browser would show, in the tree's order.

    Scripts do not run, and nothing is fetched. What opens on a click, as the content of
    `<details>`, is shown; what only a search or a script brings out is not.

    Args:
        marks: characters that were put into the HTML, and are no part of styles and attributes.
    """
    document = turbohtml.parse(html, scripting=True, positions=False)
    sheets = _Styles(document, html.count("<"), marks)
    old = not _STANDARD.match(marks.sub("", html[:200]))
    looks = [_Looks(sheets, held, marks, old=old) for held in sheets.worlds()]
    closed = _collapsed(document, looks)
    # From the innermost outwards, the elements that are open where the walk stands: how each looks
    # wherever conditions hold or not, whether that is seen, whether a text in it is, and its name.
    node: turbohtml.Node | None
    nodes: list[turbohtml.Node | None] = [document]
    first = tuple(one.first for one in looks)
    about = [(first, first[0].seen, first[0].seen, "")]
    for node in document.descendants:
        parent = node.parent
        while nodes[-1] is not parent and len(nodes) > 1:
            nodes.pop()
            about.pop()
        above, visible, seen, name = about[-1]
        if isinstance(node, Text):
            if seen and len(nodes) <= _DEEPEST:
                yield node.data, name
            continue
        # An element, or what a template holds.
        nodes.append(node)
        name = getattr(node, "tag", "")
        if type(node) is not Element:
            about.append((above, visible, visible, name))
            continue
        own = tuple(
            [it if it.gone else one.of(node, it) for one, it in zip(looks, above, strict=True)]
        )
        formula = node.namespace is Namespace.MATHML
        if (formula and name in _NEVER_IN_MATH) or (closed and node in closed):
            own = (_GONE,) * len(own)
        if own != above:
            visible = all(it.seen for it in own)
        about.append((own, visible, visible and not (formula and name not in _TOKENS), name))


def _collapsed(document: turbohtml.Document, looks: Sequence[_Looks]) -> set[turbohtml.Node]:
    """The tables of which a column is taken out: nobody counts here which words stand in it."""
    found: set[turbohtml.Node] = set()
    for column in document.select("col,colgroup"):
        if not all(one.of(column, one.first).drawn for one in looks):
            found |= {it for it in column.ancestors if getattr(it, "tag", "") == "table"}
    return found


class _Looks:
    """How the elements of a document look; those of which the same is said share one look."""

    def __init__(
        self, sheets: _Styles, held: frozenset[str], marks: re.Pattern[str], *, old: bool
    ) -> None:
        self._marks, self._held, self._old = marks, held, old
        self.first = Look(gone=sheets.unread)
        self._page = self.first
        self._sheets = sheets
        self._budget = styles.MOST
        self._known: dict[tuple[object, ...], Look] = {}
        self._same: dict[Look, Look] = {}

    def of(self, element: Element, above: Look) -> Look:
        """The look of an element inside one of another look."""
        name = element.tag
        if name in _NEVER or element.shadow_root is not None:
            return _GONE
        attributes = element.attrs
        rules = self._sheets.of(element, self._held)
        if not attributes and not rules and name not in _OWN_LOOK and above.passes_on:
            return above
        known = _LOOKED_AT if element.namespace is Namespace.HTML else _STYLE
        given = {
            key: "" if key == "href" else _value(value)  # that there is one decides
            for key, value in attributes.items()
            if key in known
        }
        key = (id(above), name, rules, id(self._page), *given.items())
        found = self._known.get(key)
        if found is None:
            found = self._new(name, above, given, rules)
            found = self._known[key] = self._same.setdefault(found, found)
        if name == "body":
            self._page = found
        return found

    def _new(
        self, name: str, above: Look, given: Mapping[str, str], rules: tuple[int, ...]
    ) -> Look:
        declarations = [one for n in rules for one in self._sheets.declared(n)]
        style = self._marks.sub("", given.get("style", ""))
        if not self._affords(len(style) + len(declarations)) or styles.unreadable(style):
            return _GONE  # more than is read
        declarations += styles.of_element(style)
        closed = name == "rp" or (name == "dialog" and "open" not in given)
        unshown = "hidden" in given or "popover" in given or closed
        if given.get("hidden", "").strip().lower() == "until-found":  # which needs a box to hold
            unshown = False
            declarations.append(_UNTIL_FOUND)
        from_above = as_by_browsers(name, above, given, self._page if self._old else None)
        found = look(name, from_above, declarations, unshown=unshown)
        for frame in self._frames(declarations):
            whole = [*declarations, *frame]
            if (
                not self._affords(_LOOKING + len(whole))
                or not look(name, from_above, whole, unshown=unshown).seen
            ):
                return replace(found, gone=True)
        return found

    def _affords(self, declared: int) -> bool:
        """Whether so much more may be read of what is declared."""
        self._budget -= declared
        return self._budget >= 0

    def _frames(self, declarations: Sequence[Declaration]) -> Iterator[list[Declaration]]:
        """What an animation has said of an element once it has ended, or where it stands still."""
        values = " ".join(it.value for it in declarations if "animation" in it.name)
        for name in dict.fromkeys(values.replace(",", " ").split()):
            for last, declared in self._sheets.frames.get(name, ()):
                if last or _STANDS.search(values):
                    yield [
                        Declaration((False, (inf,), True, (1, 0, 0), n), key, value)
                        for n, (key, value, _) in enumerate(declared)
                    ]


def _clean(document: turbohtml.Document, marks: re.Pattern[str]) -> None:
    """Takes marks out of the attributes, which selectors look at."""
    for element in document.descendants:
        if isinstance(element, Element):
            for name, value in element.attrs.items():
                if marks.search(_value(value)):
                    element.attrs[name] = marks.sub("", _value(value))


def _value(value: str | list[str] | None) -> str:
    return " ".join(value) if isinstance(value, list) else value or ""


def _text(element: Element, name: str) -> str:
    return _value(element.attrs.get(name))
