"""Which words of HTML a browser would show: it is parsed and styled as browsers do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import turbohtml
from turbohtml import Element, Namespace, Text

from generator.check import styles
from generator.check.look import Look, as_by_browsers, look
from generator.check.styles import Declaration

# Elements whose text is no text of the page: it is never drawn, is a second version of what is, or
# stands in a field or a choice. What is struck is taken back by its author.
_UNSHOWN = (
    "applet audio canvas datalist del embed frame head iframe meter noembed noframes noscript "
    "object param progress s script select strike style svg template textarea title video"
)
_NEVER = frozenset(_UNSHOWN.split())
# Of a formula only the text of these is drawn, and nothing of those.
_TOKENS = frozenset(("mi", "mn", "mo", "ms", "mtext"))
_NEVER_IN_MATH = frozenset(("annotation", "annotation-xml", "mphantom"))
_OWN_LOOK = frozenset(("button", "dialog", "mark", "rp"))
_LOOKED_AT = frozenset(
    ("style", "hidden", "popover", "open", "color", "text", "bgcolor", "background", "href")
)
_STYLE = frozenset(("style",))
_GONE = Look(gone=True)
_UNTIL_FOUND = Declaration((False, False, (-1, 0, 0), 0), "content-visibility", "hidden")
# Browsers give elements nested deeper another parent, each in its own way: nobody knows what shows.
_DEEPEST = 500
_MOST_COMPARED = 20_000_000  # selectors times elements: beyond, styles are not read
_COSTLY, _MOST_FOR_COSTLY = re.compile(r"~|:has|:nth|-of-type|:not|:is"), 20_000


class _Styles:
    """The style sheets of a document, and which of its elements they speak of."""

    def __init__(self, document: turbohtml.Document, size: int, marks: re.Pattern[str]) -> None:
        self.unread = False
        self.rules: list[tuple[Declaration, ...]] = []
        self._found: dict[Element, list[int]] = defaultdict(list)
        sheets = [
            marks.sub("", element.text)
            for element in document.select("style")
            if _text(element, "type").strip().lower() in ("", "text/css")
            and (not (media := _text(element, "media")) or styles.for_screen(media))
        ]
        text = "\n".join(sheets)
        if not text:
            return
        if len(text) > styles.MOST or styles.unreadable(text):
            self.unread = True
            return
        read = [styles.rules(sheet) for sheet in sheets]
        rules = [rule for of_sheet in read for rule in of_sheet or ()]
        costly = size > _MOST_FOR_COSTLY and any(_COSTLY.search(rule.selector) for rule in rules)
        if None in read or len(rules) * size > _MOST_COMPARED or costly:
            self.unread = True
            return
        if rules:
            _clean(document, marks)
        for n, rule in enumerate(rules):
            self.rules.append(
                tuple(
                    Declaration((important, False, rule.specificity, n), name, value)
                    for name, value, important in rule.declarations
                )
            )
            try:
                found = document.select(rule.selector)
            except ValueError:  # none that a browser would know, or one of what is not on the page
                continue
            for element in found:
                self._found[element].append(n)

    def of(self, element: Element) -> tuple[int, ...]:
        """Numbers of the rules that hold for an element."""
        return tuple(self._found.get(element, ())) if self._found else ()


def texts(html: str, marks: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(text, name of its element) of every text that a browser would show, in the tree's order.

    Scripts do not run, and nothing is fetched. What opens on a click, as the content of
    `<details>`, is shown; what only a search or a script brings out is not.

    Args:
        marks: characters that were put into the HTML, and are no part of styles and attributes.
    """
    document = turbohtml.parse(html, scripting=True, positions=False)
    looks = _Looks(_Styles(document, html.count("<"), marks), marks)
    # From the innermost outwards, the elements that are open where the walk stands.
    node: turbohtml.Node | None
    nodes: list[turbohtml.Node | None] = [document]
    about = [(looks.first, looks.first.seen, "")]
    for node in document.descendants:
        parent = node.parent
        while nodes[-1] is not parent and len(nodes) > 1:
            nodes.pop()
            about.pop()
        above, seen, name = about[-1]
        if isinstance(node, Text):
            if seen and len(nodes) <= _DEEPEST:
                yield node.data, name
        else:  # an element, or what a template holds
            own = looks.of(node, above) if type(node) is Element and not above.gone else above
            nodes.append(node)
            name = getattr(node, "tag", "")
            in_formula = False
            if type(node) is Element and node.namespace is Namespace.MATHML:
                in_formula = name not in _TOKENS
                if name in _NEVER_IN_MATH:
                    own = _GONE
            about.append((own, own.seen and not in_formula, name))


class _Looks:
    """How the elements of a document look; those of which the same is said share one look."""

    def __init__(self, sheets: _Styles, marks: re.Pattern[str]) -> None:
        self._marks = marks
        self.first = Look(gone=sheets.unread)
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
        rules = self._sheets.of(element)
        if not attributes and not rules and name not in _OWN_LOOK and above.passes_on:
            return above
        known = _LOOKED_AT if element.namespace is Namespace.HTML else _STYLE
        given = {key: _value(value) for key, value in attributes.items() if key in known}
        key = (id(above), name, rules, *given.items())
        found = self._known.get(key)
        if found is None:
            found = self._new(name, above, given, rules)
            found = self._known[key] = self._same.setdefault(found, found)
        return found

    def _new(
        self, name: str, above: Look, given: Mapping[str, str], rules: tuple[int, ...]
    ) -> Look:
        declarations = [one for n in rules for one in self._sheets.rules[n]]
        if style := self._marks.sub("", given.get("style", "")):
            self._budget -= len(style)
            if self._budget < 0 or styles.unreadable(style):
                return _GONE  # more than is read
            declarations += styles.of_element(style)
        closed = name == "rp" or (name == "dialog" and "open" not in given)
        unshown = "hidden" in given or "popover" in given or closed
        if given.get("hidden", "").strip().lower() == "until-found":  # which needs a box to hold
            unshown = False
            declarations.append(_UNTIL_FOUND)
        from_above = as_by_browsers(name, above, given)
        return look(name, from_above, declarations, unshown=unshown)


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
