"""One value changes and nothing else: in every style, with comments, order and line ends kept."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from generator.author.patch import Location, PatchError, patched, replace_scalar
from generator.read.load import bad_characters, parse_yaml
from generator.read.nodes import Document
from generator.settings import Limits


def read(text: str) -> Document:
    document, found = parse_yaml(text.encode(), "facts/x.yml", Limits())
    assert document is not None, (text, found)
    return document


def replaced(text: str, location: Location, value: str) -> str:
    return replace_scalar(text, read(text), location, value)


def cases(text: str) -> list[tuple[str, str, str, str]]:
    """Cases as one reads them: `### name: new value`, the file before, `--->`, the file after."""
    found = []
    for part in text.split("### ")[1:]:
        head, _, body = part.partition("\n")
        name, _, value = head.partition(": ")
        before, _, after = body.partition("--->\n")
        found.append((name, value, before, after.rstrip("\n") + "\n"))
    return found


STYLES = cases("""\
### plain: a new wording
facts:   # all of them
  - quote: the old wording   # why
    seed: a
--->
facts:   # all of them
  - quote: a new wording   # why
    seed: a

### plain that must be quoted: what he said: nothing
facts:
  - quote: the old wording # why
--->
facts:
  - quote: "what he said: nothing" # why

### plain over lines keeps its lines: one two TWO three four five six
facts:
  - quote: one two three
      four five
      six
    # next
    seed: a
--->
facts:
  - quote: one two TWO three
      four five
      six
    # next
    seed: a

### single: it's new
facts: [{quote: 'it''s old', seed: a}]
--->
facts: [{quote: 'it''s new', seed: a}]

### double: say "no" \\ now
facts:
- {seed: a, quote: "say \\"yes\\" now"}  # c
--->
facts:
- {seed: a, quote: "say \\"no\\" \\\\ now"}  # c

### an escape stays one: 15 % de plus
facts:
  - quote: "14\\u00a0% de plus"
--->
facts:
  - quote: "15\\u00a0% de plus"

### folded keeps its lines: one two three vier five six
facts:
  - quote: >-  # folded
      one two
      three four
      five six

    seed: a
--->
facts:
  - quote: >-  # folded
      one two
      three vier
      five six

    seed: a

### literal: new words
facts:
  - quote: |-
        old words
    seed: a
--->
facts:
  - quote: |-
        new words
    seed: a

### literal that ended a line: new words
facts:
  - quote: |
      old words
--->
facts:
  - quote: |-
      new words

### nothing before: new words
facts:
  - quote:
    seed: a
--->
facts:
  - quote: new words
    seed: a

### in brackets: 3, or 4
facts: [{quote: old words, seed: a}]
--->
facts: [{quote: "3, or 4", seed: a}]
""")


@pytest.mark.parametrize(("name", "value", "before", "after"), STYLES, ids=[s[0] for s in STYLES])
def test_each_style(name: str, value: str, before: str, after: str) -> None:
    value = value.replace("15 %", "15\xa0%")
    assert replaced(before.rstrip("\n") + "\n", ("facts", 0, "quote"), value) == after


def test_a_text_that_looks_like_something_else_is_quoted() -> None:
    assert replaced("a: words\n", ("a",), "12") == 'a: "12"\n'
    assert replaced("a: words\n", ("a",), "no") == 'a: "no"\n'
    assert replaced("a: 12\n", ("a",), "13") == "a: 13\n"


def test_paragraphs_and_what_no_block_can_hold() -> None:
    before = "a: >-\n  one two\n  three\n"
    assert replaced(before, ("a",), "one two\nthree four") == "a: >-\n  one two\n\n  three four\n"
    assert replaced(before, ("a",), "one\n\nthree") == "a: >-\n  one\n\n\n  three\n"
    for value in ("one\n two", "one \ntwo", "one\n\ttwo"):
        assert read(after := replaced(before, ("a",), value)).data == {"a": value}
        assert after.startswith('a: "one')


def test_line_ends_and_their_absence_stay() -> None:
    before = "# c\r\na: >-\r\n  one two\r\n  three\r\nb: 'x'"
    after = replaced(before, ("a",), "one 2 three")
    assert after == "# c\r\na: >-\r\n  one 2\r\n  three\r\nb: 'x'"
    assert replaced(after, ("b",), "y") == after[:-3] + "'y'"


def test_many_at_once_and_items_removed() -> None:
    before = dedent("""\
        sha256: aaa
        roles:
          headline: ["1", "7", "13"]  # three
          faq: ["9"]
          summary:
            - "2-4"   # gone
            # about the next
            - "6"
        excluded:
          - {lines: "3", reason: heading}
          - lines: "5"
            reason: >-
              heading
          - quote: q
    """)
    after = patched(
        before,
        read(before),
        {
            ("sha256",): "bbb",
            ("roles", "headline", 0): "2",
            ("roles", "summary", 1): "8-9",
        },
        [
            ("roles", "headline", 1),
            ("roles", "headline", 2),
            ("roles", "faq", 0),
            ("roles", "summary", 0),
            ("excluded", 1),
        ],
    )
    assert after == dedent("""\
        sha256: bbb
        roles:
          headline: ["2"]  # three
          faq: []
          summary:
            # about the next
            - "8-9"
        excluded:
          - {lines: "3", reason: heading}
          - quote: q
    """)


def test_keys_are_added_at_the_end_of_their_mapping() -> None:
    before = dedent("""\
        l:
          - a: x   # one
            b: >-
              y

          # two
          - {a: x, b: "y"}   # three
          - a: x""")
    after = patched(
        before,
        read(before),
        {("l", 1, "b"): "z"},
        added={("l", 0, "c"): "- 1", ("l", 0, "d"): "e", ("l", 1, "c"): "a, b", ("l", 2, "c"): "d"},
    )
    assert after == dedent("""\
        l:
          - a: x   # one
            b: >-
              y
            c: "- 1"
            d: e

          # two
          - {a: x, b: "z", c: "a, b"}   # three
          - a: x
            c: d""")
    for location in [("l", 0, "a"), ("l", 3, "c"), ("l", "c"), ("n", "c")]:
        with pytest.raises(PatchError):
            patched(before, read(before), {}, added={location: "x"})


@pytest.mark.parametrize("removed", [[("a", 0)], [("b",)], [("c", 0)], [("a", 7)], [()]])
def test_what_cannot_be_removed_is_said(removed: list[Location]) -> None:
    text = "a:\n  - only\nb: x\nc: [{d: e}, f]\n"
    with pytest.raises(PatchError):
        patched(text, read(text), {}, removed)


@pytest.mark.parametrize("location", [(), ("b",), ("a", 0), ("c",), ("c", 1), ("c", "x")])
def test_what_is_not_a_value_is_said(location: Location) -> None:
    text = "a: x\nc: [y]\n"
    with pytest.raises(PatchError, match=r"facts/x\.yml"):
        replaced(text, location, "z")


def test_a_value_that_no_file_may_hold_is_said() -> None:
    for value in ("\0", "\ud800", "a\x07b"):
        with pytest.raises(PatchError):
            replaced('a: "x"\n', ("a",), value)


# --- any value, in any style, anywhere -----------------------------------------------------------

WORD = st.text("abz'é’\"«»0.%", min_size=1, max_size=5)
PROSE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
ANY = st.one_of(
    PROSE,
    st.text(max_size=30),
    st.text("a :#-,[]{}&*!|>'\"%@`?\\\n\t\xa0\x85\u2028\ufeff\r~", max_size=12),
)
STYLE = st.sampled_from(["plain", "single", "double", "literal", "folded"])


def scalar(style: str, words: list[str], wrapped: bool, indent: str, clip: str) -> str:
    """Words in a style, on one line or on several."""
    half = len(words) // 2 if wrapped else 0
    lines = [" ".join(part) for part in (words[:half], words[half:]) if part]
    joint = f"\n{indent}"
    if style == "single":
        return "'" + joint.join(lines).replace("'", "''") + "'"
    if style == "double":
        return '"' + joint.join(line.replace('"', '\\"') for line in lines) + '"'
    if style in ("literal", "folded"):
        return f"{'|' if style == 'literal' else '>'}{clip}{joint}{joint.join(lines)}"
    return joint.join("w" + line.replace("'", "").replace('"', "") for line in lines)


PLACES: list[tuple[str, str, Location, str, bool]] = [
    ("# a\nk: v # b\nx: ", "\n# c\ny: [1, 2]\n", ("x",), "  ", True),
    ("x: ", "", ("x",), "    ", True),
    ("l:\n- - a\n  - b: ", "\n    c: d # e\n- f\n", ("l", 0, 1, "b"), "      ", True),
    ("l:\n- a\n-   ", "\n\n# c\n- b\n", ("l", 1), "  ", True),
    ("k:\n    x:\n      ", "\n    y: >\n      z\n", ("k", "x"), "      ", True),
    ("f: {a: b, x: ", ", c: [d]} # e\n", ("f", "x"), "  ", False),
    ("f: [a, [b, ", ",\n # c\n d]]\n", ("f", 1, 1), "  ", False),
]


@given(
    place=st.sampled_from(PLACES),
    style=STYLE,
    words=st.lists(WORD, min_size=1, max_size=8),
    wrapped=st.booleans(),
    clip=st.sampled_from(["", "-", "+", "2-"]),
    value=ANY,
    line_end=st.sampled_from(["\n", "\r\n"]),
)
@example(
    place=PLACES[0],
    style="folded",
    words=["a", "b"],
    wrapped=True,
    clip="+",
    value="b\n\n",
    line_end="\n",
)
@example(
    place=PLACES[3],
    style="literal",
    words=["a"],
    wrapped=False,
    clip="",
    value=" a",
    line_end="\r\n",
)
def test_any_value_reads_back_and_all_else_stays(
    place: tuple[str, str, Location, str, bool],
    style: str,
    words: list[str],
    wrapped: bool,
    clip: str,
    value: str,
    line_end: str,
) -> None:
    before, after, location, indent, block = place
    assume(block or style not in ("literal", "folded"))
    assume(clip != "2-" or len(indent) == 2)
    text = before + scalar(style, words, wrapped, indent, clip) + after
    text, before, after = (t.replace("\n", line_end) for t in (text, before, after))
    document, _ = parse_yaml(text.encode(), "facts/x.yml", Limits())
    assume(document is not None)
    assert document is not None
    try:
        result = replace_scalar(text, document, location, value)
    except PatchError:
        assert list(bad_characters(value, "x")), "any value that a file may hold can be written"
        return
    assert result.startswith(before)
    if clip != "+":  # what keeps its blank lines owns them
        assert result.endswith(after)
    again = read(result)
    data: Any = again.data
    for part in location:
        data = data[part]
    assert data == value
    assert replace_scalar(result, again, location, value) == result
    # Back again: the same data, and the same text wherever the style could hold the new value.
    old: Any = document.data
    for part in location:
        old = old[part]
    assert read(replace_scalar(result, again, location, str(old))).data == document.data


@given(
    style=STYLE,
    words=st.lists(st.text("abcé", min_size=1, max_size=4), min_size=4, max_size=9),
    wrapped=st.booleans(),
    at=st.integers(0, 3),
)
def test_one_changed_word_changes_one_line(
    style: str, words: list[str], wrapped: bool, at: int
) -> None:
    before, after, location, indent, _ = PLACES[0]
    text = before + scalar(style, words, wrapped, indent, "-") + after
    changed = [*words[:at], "CHANGED", *words[at + 1 :]]
    value = read(text).data["x"]
    new = " ".join(changed)
    if "\n" in value:  # a literal's own lines
        half = len(words) // 2
        new = " ".join(changed[:half]) + "\n" + " ".join(changed[half:])
    if style == "plain":
        starts = {0, len(words) // 2} if wrapped else {0}  # as `scalar` begins its lines
        new = " ".join("w" * (n in starts) + word for n, word in enumerate(changed))
    result = replaced(text, location, new)
    assert read(result).data["x"] == new
    old_lines, new_lines = text.split("\n"), result.split("\n")
    assert len(old_lines) == len(new_lines)
    assert sum(a != b for a, b in zip(old_lines, new_lines, strict=True)) == 1
