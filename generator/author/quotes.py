"""Finds words in the sources and prints the passage ready to paste as a citation."""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.match import Haystack
from generator.check.verify import nearest
from generator.diagnostics import shown
from generator.model import Project, Verdict
from generator.settings import QuoteRules, Settings

_MOST = 8


def lookup(
    project: Project, settings: Settings, words: str, seed: str | None
) -> tuple[list[str], bool]:
    """Every source that holds the words.

    Returns:
        (lines to print, whether the words were found anywhere).
    """
    rules = settings.quotes
    stacks = [
        Haystack(s, QuoteRules(1, rules.max_cut, rules.context))
        for s in project.seeds.values()
        if seed in (None, s.id)
    ]
    lines = [line for stack in stacks for line in _found(stack, words, rules.min_words)]
    if lines:
        return lines, True
    lines = [
        f"Not found in {len(stacks)} source{'s' if len(stacks) != 1 else ''}: “{shown(words)}”"
    ]
    near = [n for stack in stacks if (n := nearest(words, stack))]
    for _, place, text in sorted(near, key=lambda n: -n[0])[:3]:
        lines.append(f"Nearest: {place}: {shown(text, 200)}")
    return lines, False


def _found(stack: Haystack, words: str, least: int) -> Iterator[str]:
    seed = stack.seed
    match = stack.find(words)
    if not match.verdict.passes and match.verdict is not Verdict.AMBIGUOUS:
        if match.places:
            start, end = match.places[0]
            yield (
                f"{seed.id}: found only inside a word, a figure or markup: "
                f"{shown(seed.text[max(0, start - 20) : end + 20])}"
            )
        return
    spans = match.spans[:1] if match.verdict.passes else match.places
    for start, end in spans[:_MOST]:
        line = seed.line_of(start)
        passage = seed.text[start : (match.spans[-1][1] if match.verdict.passes else end)]
        yield f"{seed.path}:{line}:{start - seed.line_starts[line - 1] + 1}: {match.verdict}"
        yield f"  {shown(seed.text[max(0, start - 40) : end + 40], 400)}"
        yield "  citations:"
        yield f"    - seed: {seed.id}"
        yield f"      quote: {_yaml(passage if len(match.spans) < 2 else words)}"
        if match.verdict is Verdict.AMBIGUOUS:
            yield f"      prefix: {_yaml(' '.join(seed.text[:start].split()[-4:]))}"
    if len(spans) > _MOST:
        yield f"  … and {len(spans) - _MOST} more places"
    if len(words.split()) < least:
        yield f"  (a citation needs at least {least} words)"


def _yaml(text: str) -> str:
    """A text as a YAML scalar on one line."""
    text = " ".join(text.split())
    special = text[:1] in "-?:,[]{}#&*!|>'\"%@` " or ": " in text or " #" in text
    return "'" + text.replace("'", "''") + "'" if special or text.endswith(":") else text
