"""What readers of Markdown do not see of its source.

Blocks are read line by line, then the text of each paragraph, by the rules of CommonMark 0.31 for
code, links, images and their definitions, with what the common extensions leave out as well. What
may be HTML is left to the reader of HTML, but for a `<` in code, which is a character there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.check.look import Look, look
from generator.check.spans import Span
from generator.check.styles import of_element, unreadable


@dataclass(slots=True)
class Page:
    """What a text is as Markdown.

    Attributes:
        hidden: what its readers do not see, apart from HTML.
        literal: places of each `<` that is a character of code, in order.
    """

    hidden: list[Span] = field(default_factory=list)
    literal: list[int] = field(default_factory=list)


_HTML_PAGE = re.compile(r"\ufeff?\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_MARKS = re.compile(r"[\[`~{%\\]|^(?:---|\+\+\+)|^[ \t>]*\*\[", re.MULTILINE)
_LINE = re.compile(r"[^\n]*\n?")
_WITHIN = r"(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])(?=[ \t]|$))*[ \t]*"  # marks of lists and quotations
_FENCE = re.compile(rf"{_WITHIN}(`{{3,}}|~{{3,}})([^\n]*)")
_FENCE_END = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t\r]*$")
_HTML_LINE = re.compile(rf"{_WITHIN}<(?:[/!?]|([a-zA-Z][^\s/>]*))")
_VERBATIM = re.compile("pre|script|style|textarea", re.IGNORECASE)


def read(text: str) -> Page:
    """Reads a text as Markdown; one that begins as a page of HTML is none."""
    page = Page()
    if not _MARKS.search(text) or _HTML_PAGE.match(text):
        return page
    blocks = list(_blocks(text, page))
    labels = {
        label for start, end in blocks for label in _definitions(text, start, end, page.hidden)
    }
    for start, end in blocks:
        _Paragraph(text, start, end, labels, page).read()
    page.literal.sort()
    return page


# --- blocks -----------------------------------------------------------------------------------


def _blocks(text: str, page: Page) -> Iterator[Span]:
    """The paragraphs of a text; fences and front matter go to the page."""
    at = _front_matter(text)
    if at:
        page.hidden.append((0, at))
    fences = _fences(text, at)
    begun = at
    html: re.Pattern[str] | None = None  # what ends a block of HTML, if not an empty line
    in_html = False
    while at < len(text):
        fence = fences.get(at)
        if fence and not in_html:
            if begun < at:
                yield begun, at
            information, body, end, after = fence
            if information[0] < information[1]:
                page.hidden.append(information)
            page.literal += [m.start() for m in re.compile("<").finditer(text, body, end)]
            at = begun = after
            continue
        line = _LINE.match(text, at)
        assert line  # which any text matches
        ends = not line[0].strip(" \t\r\n>")
        if in_html:
            in_html = not (html.search(line[0]) if html else ends)
            begun = line.end()
        elif ends:
            if begun < at:
                yield begun, at
            begun = line.end()
        elif opening := _HTML_LINE.match(line[0]):
            if begun < at:
                yield begun, at
            name = opening[1] or ""
            html = re.compile(f"</{name}[ \t\n>]", re.I) if _VERBATIM.fullmatch(name) else None
            in_html = not (html and html.search(line[0]))
            begun = line.end()
        at = line.end()
    if begun < at:
        yield begun, at


_Fence = tuple[Span, int, int, int]


def _fences(text: str, at: int) -> dict[int, _Fence]:
    """Of each fence that is closed, by where its line begins: the words beside its opening, where
    its code begins and ends, and where the text goes on.
    """
    found: dict[int, _Fence] = {}
    open_: tuple[int, re.Match[str]] | None = None
    for line in re.compile(r"^[^\n]*(?:```|~~~)[^\n]*$", re.MULTILINE).finditer(text, at):
        if open_:
            start, fence = open_
            closing = _FENCE_END.match(line[0])
            if closing and closing[1].startswith(fence[1]):
                beside = (start + fence.start(2), start + fence.end(2))
                found[start] = (beside, beside[1], line.start(), min(line.end() + 1, len(text)))
                open_ = None
        elif (opening := _FENCE.match(line[0])) and not (
            opening[1][0] == "`" and "`" in opening[2]
        ):
            open_ = (line.start(), opening)
    return found


_YAML_LINE = re.compile(
    r"\s*(?:#.*|-(?:\s.*)?|['\"]?[\w.-]+['\"]?\s*[:=].*|\[[\w.\s-]+\]\s*)?|\s.*"
)


def _front_matter(text: str) -> int:
    """Where the text begins after front matter in YAML or TOML."""
    opening = re.match(r"\ufeff?(---|\+\+\+)[ \t\r]*\n", text)
    if not opening:
        return 0
    mark = re.escape(opening[1]) + (r"|\.\.\." if opening[1] == "---" else "")
    closing = re.compile(rf"^(?:{mark})[ \t\r]*(?:\n|\Z)", re.MULTILINE).search(text, opening.end())
    if not closing:
        return 0
    lines = text[opening.end() : closing.start()].split("\n")
    return closing.end() if all(map(_YAML_LINE.fullmatch, lines)) else 0


_TITLE = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))"
_DESTINATION = r"(?:<[^<>\n]*>|[^\s<][^\s]*)"
_LABEL = r"\[(?!\^)((?:[^\[\]\\]|\\.){1,999})\]"
_DEFINITION = re.compile(
    rf"[ \t>]*{_LABEL}:[ \t]*(?:\n[ \t]*)?{_DESTINATION}"
    rf"(?:(?:[ \t]+|[ \t]*\n[ \t>]*){_TITLE}(?=[ \t\r]*(?:\n|\Z)))?[ \t\r]*(?:\n|\Z)",
    re.DOTALL,
)
_ABBREVIATION = re.compile(r"[ \t>]*\*\[[^\[\]\n]{1,200}\]:[^\n]*(?:\n|\Z)")


def _definitions(text: str, start: int, end: int, hidden: list[Span]) -> Iterator[str]:
    """The labels that a paragraph defines; the definitions themselves are hidden."""
    while start < end:
        found = _DEFINITION.match(text, start, end) or _ABBREVIATION.match(text, start, end)
        if not found:
            return
        hidden.append(found.span())
        if found.re is _DEFINITION:
            yield _normal(found[1])
        start = found.end()


def _normal(label: str) -> str:
    return " ".join(label.split()).casefold()


# --- paragraphs -------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\\[!-/:-@\[-`{-~]|`+|<!--|</?[a-zA-Z]|!?\[|\]|~+|\{--[^{}]*--\}|\{>>[^{}]*<<\}"
    r"|(?<!\S)%%[^%]*%%(?!\S)|\{[^{}\n]*\}"
)
_REST_OF_TAG = re.compile(r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*")
_LONGEST_BROKEN_TAG = 4_000
_TARGET = re.compile(
    r"\(\s*+(?:<[^<>\n]*>|[^\s()<]*+(?:\([^\s()]*+\)[^\s()]*+)*)?"
    rf"(?:\s++{_TITLE})?\s*+\)",
    re.DOTALL,
)
_REFERENCE = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_STYLED = re.compile(r"\bstyle\s*=\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s}]+))", re.IGNORECASE)
_UNSHOWN = re.compile(r"[\s:{]hidden(?=[\s=}])", re.IGNORECASE)


class _Paragraph:
    """The text of a paragraph, read once from left to right."""

    def __init__(self, text: str, start: int, end: int, labels: set[str], page: Page) -> None:
        self._text, self._start, self._end = text, start, end
        self._labels, self._page = labels, page
        self._open: list[tuple[int, bool]] = []  # brackets, and whether each begins an image
        self._struck: int | None = None

    def read(self) -> None:
        """Finds what is hidden and what is code."""
        text, end = self._text, self._end
        ticks: dict[int, list[int]] | None = None
        at = self._start
        while found := _TOKEN.search(text, at, end):
            token, at = found[0], found.end()
            if token[0] == "\\":
                if token == "\\<":
                    self._page.literal.append(at - 1)
            elif token == "<!--":
                end_of_comment = text.find("-->", found.start() + 2, end)
                if end_of_comment < 0:
                    return  # the rest is a comment
                at = end_of_comment + 3
            elif token[0] == "<":
                rest = _REST_OF_TAG.match(text, at, end)
                if rest and text[rest.end() : rest.end() + 1] == ">":
                    at = rest.end() + 1
                elif rest and rest.end() - at > _LONGEST_BROKEN_TAG:
                    return  # hostile: nothing in the rest is code
            elif token[0] == "`":
                if ticks is None:
                    ticks = defaultdict(list)
                    for run in re.compile("`+").finditer(text, at - len(token), end):
                        ticks[len(run[0])].append(run.start())
                closings = ticks[len(token)]
                n = bisect_left(closings, at)
                if n < len(closings):
                    code = re.compile("<").finditer(text, at, closings[n])
                    self._page.literal += [it.start() for it in code]
                    at = closings[n] + len(token)
            elif token in ("[", "!["):
                self._open.append((found.start(), token[0] == "!"))
            elif token == "]":
                at = self._closed(found.start())
            elif token == "~~":
                self._strike(found.start(), at)
            elif token[0] == "{":
                self._braces(found.start(), at)
            elif token[0] == "%":
                self._page.hidden.append(found.span())

    def _closed(self, at: int) -> int:
        """What a closing bracket ends: a link, whose target is hidden, or an image, which is."""
        if not self._open:
            return at + 1
        begun, image = self._open.pop()
        target = _TARGET.match(self._text, at + 1, self._end)
        if not target:
            inner = self._text[begun + 1 + image : at] if at - begun < 1_100 else ""
            reference = _REFERENCE.match(self._text, at + 1, self._end)
            label = (reference and reference[1]) or inner
            if not self._labels or _normal(label) not in self._labels:
                return at + 1
            target = reference
        end = target.end() if target else at + 1
        self._page.hidden.append((begun if image else at, end))
        return end

    def _strike(self, start: int, end: int) -> None:
        before = self._text[start - 1 : start] if start > self._start else ""
        after = self._text[end : end + 1] if end < self._end else ""
        if self._struck is not None and before.strip():
            self._page.hidden.append((self._struck, end))
            self._struck = None
        elif after.strip():
            self._struck = start

    def _braces(self, start: int, end: int) -> None:
        """Attributes, and what an editor marks as taken out or as remarked."""
        token = self._text[start:end]
        before = self._text[start - 1 : start]
        if token[1] in ":#." or token.startswith(("{--", "{>>")) or "=" in token:
            if token[1] in ":#.-" or token.startswith("{>>") or before in ("]", "`", "*", "_", ")"):
                self._page.hidden.append((start, end))
            style = _STYLED.search(token)
            css = next(filter(None, style.groups()), "") if style else ""
            unshown = token[1] == ":" and bool(_UNSHOWN.search(token))
            if unshown or (css and not _is_seen(css)):
                self._page.hidden.append((self._start, self._end))


def _is_seen(style: str) -> bool:
    """Whether a paragraph in this style is seen; what is not read is not."""
    return not unreadable(style) and look("p", Look(), of_element(style), unshown=False).seen
