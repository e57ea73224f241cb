"""Which words of a document its readers see, held against a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from profiles import examples

from generator.check import markdown
from generator.check.markup import hidden_spans, touches
from generator.check.styles import MOST

FOLDER = Path(__file__).parent / "hidden"
DRAWN = ("html", "values", "sheets", "grammar", "media", "selectors", "colours")
DRAWN += ("transforms", "elements")
ALL = (*DRAWN, "other", "markdown")
WORD = re.compile(r"\b(SEEN|LOST)\d*\b")


def table(name: str) -> Iterator[Any]:
    for kind, texts in yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8")).items():
        for text in texts:
            yield pytest.param(text, id=f"{kind}: {text[:50]!r}")


def words(text: str, kind: str) -> list[str]:
    return [match[0] for match in WORD.finditer(text) if match[1] == kind]


@pytest.mark.parametrize("text", [param for name in ALL for param in table(name)])
def test_words_that_readers_see(text: str) -> None:
    spans = hidden_spans(text)
    lost = [match[0] for match in WORD.finditer(text) if touches(spans, *match.span())]
    assert lost == words(text, "LOST")


def drawn(page: Any, html: str) -> bytes:
    page.set_content(html, wait_until="domcontentloaded")
    page.add_style_tag(content="* { font-family: monospace; font-kerning: none }")
    return page.screenshot(animations="disabled", caret="hide")


def test_a_browser_shows_and_hides_the_same(browser: Any) -> None:
    """A word is seen if the page is drawn otherwise with its letters in another order."""
    page = browser.new_page(viewport={"width": 400, "height": 300})
    wrong, coloured = [], False
    for param in (param for name in DRAWN for param in table(name)):
        if coloured:
            page.goto("about:blank")
        (text,) = param.values
        # A document keeps the colours that an earlier body gave its links.
        coloured = "<body" in text
        as_is = drawn(page, text)
        lost = re.sub(r"\bLOST(?=\d*\b)", "TSOL", text)
        if lost != text and drawn(page, lost) != as_is:
            wrong.append(text)
        for word in words(text, "SEEN"):
            if drawn(page, re.sub(rf"\b{word}\b", f"NEES{word[4:]}", text)) == as_is:
                wrong.append(text)
    page.close()
    assert not wrong, wrong


# --- any page ---------------------------------------------------------------------------------

NAMES = "div p b i a span table tr td ul li h1 button dialog template script style title noscript"
NAMES += " iframe video math mi semantics annotation ruby rp rt x-y form center nobr font caption"
NAMES += " noembed frameset colgroup plaintext xmp select body html head"
ATTRIBUTES = (
    *(" hidden", " hidden=''", " style='display:none'", ' style="display:none;display:block"'),
    *(" style=visibility:hidden", " style='visibility:visible'", ' title="</div>"', " title='>'"),
    *(" class=x", ' class="x > y"', ' style="d\\69splay:/**/none"', " popover", " open", " id=a/"),
    *(' x="<!--"', " style='x:\"a;display:none'", "/", " style='--a:none;display:var(--a)'"),
)
PIECES = (
    *("<!--", "-->", "<!-->", "--!>", "<!x>", "<?x", "</>", "</ x>", "<![CDATA[", "]]>", "< ", ">"),
    *("&lt;", "&amp", "\n", '"', "'", "=", "<style>.x{display:none}</style>", "<style>.x>b{"),
    *("<style>@media screen{#a{visibility:hidden}}</style>", "display:none}", '<p title="', '">'),
)
tags = st.builds(
    lambda close, name, attributes: f"<{close}{name}{'' if close else ''.join(attributes)}>",
    st.sampled_from(["", "", "/"]),
    st.sampled_from(NAMES.split()),
    st.lists(st.sampled_from(ATTRIBUTES), max_size=2),
)
pages = st.lists(tags | tags | st.sampled_from(PIECES), min_size=1, max_size=14).map(
    lambda pieces: "".join(f"{piece} w{n} " for n, piece in enumerate(["", *pieces]))
)
SHOWN = """pages => pages.map(html => {
    const frame = document.body.appendChild(document.createElement("iframe"))
    const inside = frame.contentDocument
    inside.open(); inside.write(html); inside.close()
    const all = inside.documentElement
    const text = all.checkVisibility() ? all.innerText : ""
    frame.remove()
    return text.match(/w\\d+/g) || []
})"""


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # each try loads pages: making them shorter would take minutes
)
@given(data=st.data())
def test_any_page_is_read_as_a_browser_reads_it(browser: Any, data: st.DataObject) -> None:
    """Nothing that a browser hides is evidence; what it shows is, but where the method says so."""
    some = data.draw(st.lists(pages, min_size=25, max_size=25))
    page = browser.new_page()
    page.set_content("<!DOCTYPE html><body>")
    shown = page.evaluate(SHOWN, some)
    page.close()
    for html, seen in zip(some, shown, strict=True):
        spans = hidden_spans(html)
        words = re.compile(r"\bw\d+\b").finditer(html)
        ours = [word[0] for word in words if not touches(spans, *word.span())]
        assert set(ours) <= set(seen), html
        # By `display:block` even a script could be shown; what Markdown hides, no browser knows.
        if "display:block" not in html and not markdown.read(html).hidden:
            assert set(ours) == set(seen), html


# --- large and hostile ------------------------------------------------------------------------

LARGE = {
    "tags before words": ("<b></b><br>" * 170_000 + "SEEN words <i hidden>LOST words", True),
    "elements in elements": ("SEEN " + "<div>" * 100_000 + "LOST words <i hidden>LOST", True),
    "as deep as is read": ("SEEN " + "<div>" * 400 + "SEEN words <i hidden>LOST", True),
    "deeper than browsers agree": ("<b>" * 510 + "<i hidden>LOST", False),
    "hidden in hidden": ("<div hidden><i>" * 50_000 + "</i>" * 50_000 + " LOST words", False),
    "templates in templates": ("<template>" * 100_000 + "LOST words", False),
    "a tag of great length": (f"SEEN <p title='{'x>' * 100_000}'hidden>LOST words", True),
    "blanks in a link": ("SEEN [SEEN](" + " " * 500_000 + "x <i hidden>LOST", True),
    "brackets in a condition": (
        f"<style media='(a:{'(' * 2_000}'>b{{color:red}}</style>"
        f"<link rel=stylesheet href='data:x' media='(a:{'(' * 2_000}'>LOST words",
        False,
    ),
    "brackets in attributes of Markdown": (
        "LOST words\n{: style='display:" + "(" * 2_000 + "'}",
        False,
    ),
    "frames of an animation": (
        "<style>@keyframes k{"
        + "".join(f"{n / 200}%{{color:red}}" for n in range(10_000))
        + "}p{animation:k 1s paused}</style>"
        + "".join(f"<p style='width:{n}px'>{'LOST' if n > 20 else 'x'}" for n in range(500)),
        False,
    ),
    "conditions that nobody knows": (
        "".join(f"<style>@supports (a:{n}){{b{{color:red}}}}</style>" for n in range(60))
        + "<b>LOST words",
        False,
    ),
    "many attributes": ("SEEN <p " + "a " * 100_000 + "b='' hidden>LOST words", True),
    "brackets in a style": ("SEEN <p style='a:" + "(" * 100_000 + "'>LOST words", True),
    "more styles than are read": (
        "SEEN " + "".join(f"<p style='width:{n}px'>" for n in range(25_000)) + "LOST words",
        True,
    ),
    "a sheet that is longer than is read": (
        "<style>" + ".a{color:red}" * 30_000 + "</style>LOST words",
        False,
    ),
    "variables of variables": (
        "SEEN <p style='--a:var(--b)var(--b);--b:var(--a)var(--a);display:var(--a)'>SEEN2",
        True,
    ),
    "sums in sums": ("SEEN <p style='font-size:" + "calc(" * 50 + "0'>SEEN2", True),
    "code that is never closed": ("`` ` " * 100_000 + "SEEN <i hidden>LOST", True),
    "brackets of Markdown": ("[![" * 100_000 + "SEEN <i hidden>LOST", True),
    "broken tags": ("<foo 'x " * 50_000 + "<i hidden>LOST", False),
    "rules that look far": (
        "<style>"
        + "i b u div p{color:red}" * 3_000
        + "</style>"
        + "<div>" * 400
        + "<p>LOST" * 3_000,
        False,
    ),
    "rules within rules that repeat": ("<style>" + "&&&&&&&&{" * 8 + "</style>LOST", False),
    "more layers than are read": (f"<style>@layer {'a.' * 100_000}a{{}}</style>LOST", False),
    "animations": (
        "<style>"
        + "".join(f"@keyframes k{n}{{to{{opacity:0}}}}" for n in range(4_000))
        + "</style>SEEN "
        + "".join(f"<p style='animation:k{n} 1s'>LOST " for n in range(3_000)),
        True,
    ),
    "more conditions than are tried": (
        "<style>"
        + "".join(f"@supports (a:{n}){{p{{top:0}}}}" for n in range(9))
        + "</style><p>LOST",
        False,
    ),
    "attributes that nobody may name so": (
        "<style>.x{display:none}</style><p = = 'x>y'>" + "LOST " * 9,
        False,
    ),
    "comments that are never closed": ("<!-- <!-" * 100_000 + "LOST", False),
    "a number in a style": (f"SEEN <p style='height:calc({'1' * 5_000}px)'>SEEN", True),
    "a number in a sheet": (f"<style>i{{top:{'1' * 5_000}px}}</style>SEEN", True),
    "a number in a selector": (f"<style>i:nth-child({'1' * 5_000}){{top:0}}</style>SEEN", True),
    "a number in a query": (f"<style media='(width:{'1' * 5_000}px)'>b{{top:0}}</style>SEEN", True),
    "a number in a colour": (f"<p style='color:rgb({'1' * 5_000},0,0)'>LOST", False),
    "a number in Markdown": (f"LOST\n{{: style='height:{'1' * 5_000}px*' hidden}}", False),
}
VALUES = {
    "brackets": "(",
    "pairs": "()",
    "words": "a ",
    "lengths": "1px ",
    "digits": "1",
    "points": "1.",
    "signs": "+-",
    "slashes": "1/",
    "commas": "a,",
    "functions": "calc(1) ",
    "quotes": '"',
}
LENGTH = MOST // 3
PROPERTIES = ["font", "background", "text-shadow", "transform", "filter", "margin", "grid", "color"]


@pytest.mark.parametrize("property_", PROPERTIES)
@pytest.mark.parametrize("value", VALUES)
def test_a_value_of_any_length_is_read_in_one_pass(property_: str, value: str) -> None:
    """Where the work grew with the square of the length, this would take minutes."""
    style = f"{property_}:{VALUES[value] * (LENGTH // len(VALUES[value]))}"
    hidden_spans(f"<p style='{style}'>words</p>")
    hidden_spans(f"<style>p{{{style}}}</style><p>words</p>")


@pytest.mark.parametrize("name", LARGE)
def test_large_documents_are_read_whole(name: str) -> None:
    """No depth and no length ends the reading, and what is too much to read hides what it is on."""
    text, some = LARGE[name]
    test_words_that_readers_see(text)
    assert bool(words(text, "SEEN")) is some


@given(st.text("<>/!-'\"=` ab\n[](){}:~\ue000\uec00\uf8ff&#;", max_size=60))
def test_hidden_parts_of_any_text_are_in_order_and_apart(text: str) -> None:
    spans = hidden_spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    for start in range(len(text)):
        end = start + 1
        assert touches(spans, start, end) == any(a < end and start < b for a, b in spans)


def test_private_characters_of_a_document_are_no_marks() -> None:
    """The reader of HTML puts marks before texts; a document cannot bring its own."""
    text = "SEEN <i hidden>LOST</i>\ue000\uec01 <i hidden>LOST2 \ue000\uec00</i> SEEN2 \uf8ffi>"
    test_words_that_readers_see(text)
