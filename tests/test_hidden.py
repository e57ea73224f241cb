"""Which words of a document its readers see, held against a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from profiles import examples

from generator.check.markup import hidden_spans, touches

FOLDER = Path(__file__).parent / "hidden"
WORD = re.compile(r"\b(SEEN|LOST)\d*\b")


def table(name: str) -> Iterator[Any]:
    for kind, texts in yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8")).items():
        for text in texts:
            yield pytest.param(text, id=f"{kind}: {text[:50]!r}")


def words(text: str, kind: str) -> list[str]:
    return [match[0] for match in WORD.finditer(text) if match[1] == kind]


@pytest.mark.parametrize("text", [*table("html"), *table("other"), *table("markdown")])
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
    wrong = []
    for param in table("html"):
        (text,) = param.values
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
    const text = inside.documentElement.innerText
    frame.remove()
    return text.match(/\\bw\\d+\\b/g) || []
})"""


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_page_is_read_as_a_browser_reads_it(browser: Any, data: st.DataObject) -> None:
    """Nothing that a browser hides is evidence; what it shows is, but where the method says so."""
    some = data.draw(st.lists(pages, min_size=25, max_size=25))
    page = browser.new_page()
    page.set_content("<!DOCTYPE html><body>")
    shown = page.evaluate(SHOWN.replace("\\\\", "\\"), some)
    page.close()
    for html, seen in zip(some, shown, strict=True):
        spans = hidden_spans(html)
        words = re.compile(r"\bw\d+\b").finditer(html)
        ours = [word[0] for word in words if not touches(spans, *word.span())]
        assert ours == sorted(seen, key=lambda word: int(word[1:])), html
