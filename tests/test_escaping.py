"""What escaping writes, character by character; that it stays text: `test_markdown.py`."""

from __future__ import annotations

import pytest

from generator.diagnostics import Diagnostic, Severity, oddities, ordered, shown
from generator.model import Place
from generator.publish.markdown.escape import block, link, plain, table, title, untagged
from generator.review import markdown as comment

# --- the Markdown export ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\\`*_[]{}#+!", "\\\\\\`\\*\\_\\[\\]\\{\\}\\#\\+\\!"),
        ("<>&~^=|$@\t", "&lt;&gt;&amp;&#126;&#94;&#61;&#124;&#36;&#64;&#9;"),
        ("a-b -c d- - é-1", "a-b \\-c d\\- \\- é-1"),
        ("a:b a: b 1:2 :x x:", "a&#58;b a: b 1:2 &#58;x x:"),
        ("x::y", "x&#58;&#58;y"),
        ("www.x WWW.y ww.z wwwx.", "www\\.x WWW\\.y ww.z wwwx."),
        ("a\nb\r\nc", "a b c"),
        ("« a.b » (c)", "« a.b » (c)"),
    ],
)
def test_a_text_within_a_line_of_the_export(text: str, written: str) -> None:
    assert plain(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- a", "&#45; a"),
        (": b", "&#58; b"),
        ("; c", "&#59; c"),
        ("%d", "&#37;d"),
        ("?? e", "&#63;? e"),
        ("? f", "? f"),
        ("// g", "&#47;/ g"),
        ("/ h", "/ h"),
        ("1. a", "1&#46; a"),
        ("2018) b", "2018&#41; b"),
        ("123456789. c", "123456789&#46; c"),
        ("1234567890. c", "1234567890. c"),
        ("12.", "12&#46;"),
        ("a - b 1. c", "a - b 1. c"),
        ("a", "a"),
        ("X a X", "X a X"),
        ("", ""),
        (" ", "&#32;"),
        ("  ", "&#32;&#32;"),
        ("  a   ", "&#32;&#32;a&#32;&#32;&#32;"),
        (" - a ", "&#32;&#45; a&#32;"),
        ("\u00a0a\u00a0", "&#160;a&#160;"),
        ("\u00a0ab", "&#160;ab"),
        ("ab\u00a0", "ab&#160;"),
        ("\u2003", "&#8195;"),
        ("1.\u00a0", "1&#46;&#160;"),
        ("- b\u00a0", "&#45; b&#160;"),
    ],
)
def test_a_text_that_begins_a_block_of_the_export(text: str, written: str) -> None:
    assert block(text) == written


def test_titles_links_and_tables_of_the_export() -> None:
    assert title("a<b & c") == "a&lt;\u2060b &amp; c"
    assert untagged("<<a") == "<\u2060<\u2060a"
    assert link("x", "a/é_(b)?c=<d>&e='f' \"g\")[h]:#@$,;=%~-._+") == (
        "[x](a/%C3%A9_%28b%29?c=%3Cd%3E&amp;e=%27f%27%20%22g%22%29%5Bh%5D:#@$,;=%~-._+)"
    )
    assert table(iter("ab"), [iter("cd"), "ef"]) == (
        "| a | b |\n| --- | --- |\n| c | d |\n| e | f |"
    )


# --- comments on GitHub and GitLab ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\\`*_[]<>|~&", "\\\\\\`\\*\\_\\[\\]\\<\\>\\|\\~\\&"),
        ("@#$", "<span>@</span><span>#</span><span>$</span>"),
        ('!a !" ! a', '<span>!</span>a <span>!</span>" ! a'),
        ("% a %1 ^x ^", "% a <span>%</span>1 <span>^</span>x ^"),
        (
            "a:b a: :+ :- :/ :?",
            "a<span>:</span>b a: <span>:</span>+ <span>:</span>- <span>:</span>/ :?",
        ),
        ("www.a WWW.b wwx.c", "www<span>.</span>a WWW<span>.</span>b wwx.c"),
        ("GH-1 gh-2 GH-x XH-1", "GH<span>-</span>1 gh<span>-</span>2 GH-x XH-1"),
        ("a\u202e\nb\u00a0c", "a\\\\u202e b c"),
    ],
)
def test_a_text_within_a_line_of_a_comment(text: str, written: str) -> None:
    assert comment.inline(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. a", "1\\. a"),
        ("12) b", "12\\) b"),
        ("- c", "\\- c"),
        ("+ d", "\\+ d"),
        ("= e", "\\= e"),
        ("* f", "\\* f"),
        ("  - g*", "\\- g\\*"),
        ("\n3. h", "3\\. h"),
        ("a - b", "a - b"),
        ("1 a", "1 a"),
        ("  a@", "  a<span>@</span>"),
    ],
)
def test_a_text_that_begins_a_line_of_a_comment(text: str, written: str) -> None:
    assert comment.opening(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", "`a`"),
        ("a`b", "`` a`b ``"),
        ("``a```b", "```` ``a```b ````"),
        ("a|b|", "`a\\|b\\|`"),
        ("a\nb\x1b", "`a b\\u001b`"),
    ],
)
def test_an_address_in_a_comment(text: str, written: str) -> None:
    assert comment.code(text) == written


def test_a_long_text_says_how_much_is_left_out() -> None:
    assert comment.cut("abc", 3) == "abc"
    assert comment.cut("abcd", 3) == "abc [… 1 more characters]"
    assert comment.cut("x" * 1500) == "x" * 1500
    assert comment.cut("x" * 2501) == "x" * 1500 + " [… 1,001 more characters]"
    assert comment.size("aé\ud800😀") == 10  # bytes; half of a pair counts as three
    assert comment.LIMIT == 65_536


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("a b", "a c", "a <del>b</del> <ins>c</ins>"),
        ("a", "a b", "a<ins> b</ins>"),
        ("a b", "b", "<del>a </del>b"),
        ("a", "a", "a"),
        ("", "a", "<ins>a</ins>"),
        ("a", "", "<del>a</del>"),
        ("", "", ""),
        ("a (b", "a(b", "a (b"),
        ("a(b", "a (b", "a (b"),
        ("<b>", "*c*", "<del>\\<b\\></del> <ins>\\*c\\*</ins>"),
    ],
)
def test_what_differs_is_struck_out_and_underlined(old: str, new: str, written: str) -> None:
    assert comment.differences(old, new) == written


def test_only_what_surrounds_a_difference_is_kept() -> None:
    """160 characters on each side of it; a stretch hardly longer than that is left whole."""
    for size, short in ((199, False), (200, False), (201, True)):
        same = "b" * (size - 1)
        begun = comment.differences(f"x {same}", f"z {same}")
        ended = comment.differences(f"{same} x", f"{same} z")
        changed = "<del>x</del> <ins>z</ins>"
        assert begun == f"{changed} " + ("b" * 159 + " … " if short else same)
        assert ended == (" … " + "b" * 159 if short else same) + f" {changed}"
    for size, short in ((360, False), (361, True)):
        same = "b" * (size - 2)
        between = comment.differences(f"x {same} y", f"z {same} q")
        assert (f"{'b' * 159} … {'b' * 159}" in between) is short
        assert (f" {same} " in between) is not short
    long = "y" * 1501
    assert comment.differences(f"{long} c", "d c") == (
        f"<del>{'y' * 1500} \\[… 1 more characters\\]</del> <ins>d</ins> c"
    )
    assert "1 more" in comment.differences("d c", f"{long} c")


# --- terminals --------------------------------------------------------------------------------


def test_a_text_is_shown_in_one_line() -> None:
    assert (
        shown("a b\n\t\r\x1b\u202e\u00a0\ud800é") == "a b\\n\\t\\u000d\\u001b\\u202e\\u00a0\\ud800é"
    )
    assert shown("x" * 120) == "x" * 120
    assert shown("x" * 121) == "x" * 120 + "…"
    assert shown("\n\n\n", 2) == "\\n\\n…"
    assert shown("", 0) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("plain-ascii~!", ""),
        ("", ""),
        ("\u0430", " What was written holds ‘\u0430’ U+0430 CYRILLIC SMALL LETTER A."),
        ("a b", " What was written holds ‘ ’ U+0020 SPACE."),
        ("a\x7f", " What was written holds ‘\\u007f’ U+007F without a name."),
        (
            "\u00e9x\u00e9\u200b\U0001f642\u0430",
            " What was written holds ‘\u00e9’ U+00E9 LATIN SMALL LETTER E WITH ACUTE,"
            " ‘\\u200b’ U+200B ZERO WIDTH SPACE, ‘\U0001f642’ U+1F642 SLIGHTLY SMILING FACE.",
        ),
    ],
)
def test_characters_that_an_id_may_not_hold_are_named(text: str, sentence: str) -> None:
    assert oddities(text) == sentence


def test_findings_are_told_by_place_and_each_once() -> None:
    given = [
        Diagnostic("b", Place("f", 2), "m"),
        Diagnostic("a", Place("f", 2), "n"),
        Diagnostic("a", Place("f", 2), "m"),
        Diagnostic("c", Place("f", 1), "m"),
        Diagnostic("c", Place("e", 3), "m"),
        Diagnostic("a", Place("f", 2), "m"),
    ]
    assert [(f"{d.place}", d.rule, d.message) for d in ordered(given)] == [
        ("e:3:1", "c", "m"),
        ("f:1:1", "c", "m"),
        ("f:2:1", "a", "m"),
        ("f:2:1", "a", "n"),
        ("f:2:1", "b", "m"),
    ]
    assert given[0].severity is Severity.ERROR
    assert (given[0].hint, given[0].related, given[0].nearest) == ("", (), "")
    assert [*Severity] == ["error", "warning"]
