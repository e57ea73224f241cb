"""The search dialog shows words as they were written, however often their entities were encoded."""

from __future__ import annotations

import html
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import served
from hostile import PAYLOADS

from generator.cli import main
from generator.publish.search.bundle import plain, plain_html

ENCODED = (
    "&lt;img src=x onerror=alert()&gt;",
    "&amp;lt;img src=x onerror=alert()&amp;gt;",
    "&amp;amp;lt;b&amp;amp;gt;",
    "&nbsp;&shy;&zwnj;&NewLine;&Tab;x",
    "&period; &#46; x&period;",
    "&copy &lt &ampx; &amp",
    "&lt;/a&gt;&lt;script&gt;alert()&lt;/script&gt;.",
)
TEXTS = tuple(
    dict.fromkeys((*ENCODED, *PAYLOADS, *(html.escape(p) for p in PAYLOADS if p != html.escape(p))))
)
SPACES = re.compile(r"\s+")


def word(number: int) -> str:
    """A word of its own for each text; without figures, about which the checks would ask."""
    return "zq" + "".join(chr(97 + int(digit)) * 2 for digit in f"{number:03}")


def written(root: Path) -> None:
    """A sheet for each text: it is the name, another name, a fact and a question."""
    source = "The works employ people.\n"
    for folder in ("seeds", "facts/technologies", "facts/faq", "docs"):
        (root / folder).mkdir(parents=True)
    (root / "mkdocs.yml").write_text(
        "site_name: Plain\nsite_url: https://example.org/\ntheme: {name: material, font: false}\n"
        "plugins:\n  - factsheet:\n      title: {en: Plain, fr: Simple}\n",
        "utf-8",
    )
    shown = "\n\n".join(
        f"## Part {word(n)} {html.escape(text)}\n\nx" for n, text in enumerate(ENCODED[:4])
    )
    (root / "docs/guide.md").write_text(f"# Guide\n\n{shown}\n", "utf-8")
    (root / "facts/vocabulary.yml").write_text(
        "groups:\n  - {id: all, label: {en: All, fr: Tout}}\nproperties:\n  works:\n"
        "    label: {en: Works, fr: Usine}\n    type: text\n    group: all\n",
        "utf-8",
    )
    (root / "seeds/a.txt").write_text(source, "utf-8")
    (root / "seeds/a.yml").write_text(
        "id: a\nlanguage: en\ntitle: A\npublisher: B\nauthor: C\nurl: https://example.org/a\n"
        f"display: full\nsha256: {sha256(source.encode()).hexdigest()}\n",
        "utf-8",
    )
    for number, text in enumerate(TEXTS):
        name, own = (json.dumps(f"{w} {text}") for w in (word(number), word(number)[::-1]))
        (root / f"facts/technologies/{word(number)}.yml").write_text(
            f"kind: technology\nname: {{en: {name}, fr: {name}}}\nfacts:\n  - id: works\n"
            f"    property: works\n    value: {{en: {own}, fr: {own}}}\n"
            f"    text: {{en: {own}, fr: {own}}}\n    certainty: stated\n    citations:\n"
            "      - {seed: a, quote: The works employ people}\n",
            "utf-8",
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("words")
    written(root)
    told = CliRunner().invoke(main, ["-C", str(root), "build", "--no-pdf", "--no-data"])
    assert told.exit_code == 0, told.output
    return root / "site"


def asked(page: Any, words: str) -> tuple[list[str], list[str], list[str]]:
    """The titles, facts and other words of what is found."""
    page.locator("#fs-query").fill("")
    page.wait_for_selector("#fs-search [role=status]:empty", state="attached")
    page.locator("#fs-query").fill(words)
    page.wait_for_selector("#fs-search:not([aria-busy]) [role=status]:not(:empty)")
    found = [
        page.locator(f"#fs-search .fs-search__{part}").all_text_contents()
        for part in ("title", "facts li", "text")
    ]
    titles, facts, other = ([SPACES.sub(" ", one).strip() for one in part] for part in found)
    return titles, facts, other


@pytest.mark.parametrize("language", ["", "fr/"])
def test_words_are_shown_as_written(browser: Any, site: Path, language: str) -> None:
    trouble: list[str] = []
    with served(site) as address:
        page = browser.new_page()
        page.on("dialog", lambda dialog: trouble.append(dialog.message) or dialog.dismiss())
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(address + language)
        page.locator(".fs-find").click()
        for number, text in enumerate(TEXTS):
            shown = SPACES.sub(" ", text).strip()
            titles, _, _ = asked(page, word(number))
            assert f"{word(number)} {shown}" in [t.replace("’", "'") for t in titles], text
            _, facts, _ = asked(page, word(number)[::-1])
            assert f"{word(number)[::-1]} {shown}" in [f.replace("’", "'") for f in facts], text
        for number, text in enumerate(ENCODED[:4] if not language else ()):
            _, facts, _ = asked(page, f"Part {word(number)}")
            assert f"Part {word(number)} {SPACES.sub(' ', text)}" in facts, text
        dialog = page.locator("#fs-search")
        assert not dialog.locator("script, img, iframe, object, style, b, [onerror]").count()
        page.close()
    assert not trouble


def test_only_finished_html_spells_apostrophes_as_entities() -> None:
    assert plain("l’été &rsquo; &#8217;") == "l'été &rsquo; &#8217;"
    assert plain_html("l&rsquo;été l&#8217;an l’or") == "l'été l'an l'or"
