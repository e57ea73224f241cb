"""The labelled verdicts: quotes that a careful reader finds in a source, and quotes that are not.

The pairs are in `tests/verdicts/`; nothing there came from running the matcher.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_match import haystack

HERE = Path(__file__).parent / "verdicts"
SENTENCES = HERE / "sentences.yml"
FRAMES = HERE / "frames.yml"


@dataclass(frozen=True)
class Pair:
    """A quote, a source, and whether a careful reader sees the one in the other."""

    file: str
    why: str
    language: str
    source: str
    quote: str
    found: bool


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


# --- sentences --------------------------------------------------------------------------------

Words = list[str]


def clusters(word: str) -> Words:
    """Letters with their marks."""
    found: Words = []
    for char in word:
        if found and (unicodedata.category(char)[0] == "M" or char in "\u200c\u200d\u0e33\u0eb3"):
            found[-1] += char
        else:
            found.append(char)
    return found


def removed_mark(text: str) -> str:
    """Without the last mark that follows a letter; the same text where there is none."""
    apart = unicodedata.normalize("NFD", text)
    at = next(
        (n for n in range(len(apart) - 1, 0, -1) if unicodedata.category(apart[n]) == "Mn"), 0
    )
    return unicodedata.normalize("NFC", apart[:at] + apart[at + 1 :]) if at else text


def capital(text: str) -> str:
    for n in range(len(text) - 1, 0, -1):
        upper = text[n].upper()
        if upper != text[n] and len(upper) == 1:
            return text[:n] + upper + text[n + 1 :]
    return text


def both(source: Callable[[str], str], quote: Callable[[str], str]) -> Any:
    return source, quote


KEEPING: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "same": both(str, str),
    "decomposed quote": both(str, lambda q: unicodedata.normalize("NFD", q)),
    "decomposed source": both(lambda s: unicodedata.normalize("NFD", s), str),
    "no-break spaces": both(str, lambda q: q.replace(" ", "\u00a0")),
    "narrow spaces": both(lambda s: s.replace(" ", "\u202f"), str),
    "line breaks": both(lambda s: s.replace(" ", "\n"), str),
    "double spaces": both(str, lambda q: q.replace(" ", "  ")),
    "zero-width spaces": both(lambda s: s.replace(" ", "\u200b \u200b"), str),
    "direction marks": both(str, lambda q: f"\u200f{q}\u200e"),
}
CHANGING: dict[str, Callable[[Words, str, str], str]] = {
    "word left out": lambda w, s, o: s.join([*w[:2], *w[3:]]),
    "words exchanged": lambda w, s, o: s.join([w[0], w[2], w[1], *w[3:]]),
    "reversed order": lambda w, s, o: s.join(reversed(w)),
    "word twice": lambda w, s, o: s.join([*w[:2], w[1], *w[2:]]),
    "other word": lambda w, s, o: s.join([w[0], o, *w[2:]]),
    "joined words": lambda w, s, o: w[0] + s.join(w[1:]),
    "begins inside a word": lambda w, s, o: s.join(["".join(clusters(w[0])[1:]), *w[1:]]),
    "ends inside a word": lambda w, s, o: s.join([*w[:-1], "".join(clusters(w[-1])[:-1])]),
    "letter doubled": lambda w, s, o: s.join([w[0], clusters(w[1])[0] + w[1], *w[2:]]),
    "divided word": lambda w, s, o: s.join([w[0][:1], w[0][1:], *w[1:]]),
    "joiner inserted": lambda w, s, o: s.join([w[0], w[1] + "\u200d", *w[2:]]),
    "mark removed": lambda w, s, o: removed_mark(s.join(w)),
    "case changed": lambda w, s, o: capital(s.join(w)),
    "full stop inserted": lambda w, s, o: s.join([w[0], w[1] + ".", *w[2:]]),
}
# Without spaces a quote may begin and end between any two characters, and no space can be missing.
SPACED_ONLY = {"joined words", "begins inside a word", "ends inside a word", "letter doubled"}


def sentences() -> Iterator[Pair]:
    data = read(SENTENCES)
    assert set(data["changes"]["found"]) == set(KEEPING)
    assert set(data["changes"]["refused"]) == set(CHANGING)
    for number, line in enumerate(data["sentences"]):
        gap = " " if "words" in line else ""
        words = (line.get("words") or line["tokens"]).split()
        source = gap.join(words)
        inner = words[1:-1]
        quote = gap.join(inner)
        about = f"{line['in']}: "
        for name, (change_source, change_quote) in KEEPING.items():
            pair = change_source(source), change_quote(quote)
            if name == "same" or pair != (source, quote):
                yield Pair("sentences", about + name, line["in"], *pair, True)
        other = data["sentences"][number - 1]
        other_word = (other.get("words") or other["tokens"]).split()[0]
        for name, change in CHANGING.items():
            if name in SPACED_ONLY and not gap:
                continue
            if name == "divided word" and len(clusters(inner[0])) < 2:
                continue
            if name.endswith("inside a word"):
                long = [n for n, w in enumerate(words) if len(clusters(w)) > 2]
                first, last = long[0], long[-1]
                changed = change(words[first : last + 1], gap, other_word)
            else:
                changed = change(inner, gap, other_word)
            if changed != quote:
                yield Pair("sentences", about + name, line["in"], source, changed, False)


# --- frames and single pairs --------------------------------------------------------------------


def frames() -> Iterator[Pair]:
    """Each pair of spellings in each frame of words."""
    data = read(FRAMES)
    for group in data["groups"]:
        for frame in group.get("frames") or data["frames"]:
            for found in (True, False):
                for source, quote, *why in group.get("found" if found else "refused", ()):
                    yield Pair(
                        "frames",
                        f"{group['about']} {'; '.join(why)}",
                        frame["in"],
                        frame["source"].replace("{}", source),
                        frame["quote"].replace("{}", quote),
                        found,
                    )


def single() -> Iterator[Pair]:
    for path in sorted(HERE.glob("*.yml")):
        if path in (SENTENCES, FRAMES):
            continue
        for document in read(path)["documents"]:
            for found in (True, False):
                for quote in document.get("found" if found else "refused", ()):
                    words, *why = quote
                    yield Pair(
                        path.stem,
                        ", ".join(why),
                        document["in"],
                        document["source"],
                        words,
                        found,
                    )


@functools.cache
def pairs() -> tuple[Pair, ...]:
    return (*sentences(), *frames(), *single())


# --- the tests --------------------------------------------------------------------------------


def test_there_are_enough_and_each_stands_once() -> None:
    every = pairs()
    assert len(every) >= 2000
    doubles = [p for p, n in Counter((p.source, p.quote) for p in every).items() if n > 1]
    assert not doubles, doubles[:10]
    found = sum(pair.found for pair in every)
    assert 0.3 <= found / len(every) <= 0.7


def test_the_documentation_gives_their_number() -> None:
    for page in ("security.md", "reference/accuracy.md"):
        text = (HERE.parent.parent / "docs" / page).read_text("utf-8")
        assert f"{len(pairs()):,}" in text
        assert f"{len({pair.language.split('-')[0] for pair in pairs()})} languages" in text


@pytest.mark.parametrize("found", [True, False], ids=["found", "refused"])
def test_no_verdict_is_false(found: bool) -> None:
    stacks = functools.cache(haystack)
    wrong = [
        f"{pair.file}: {pair.why}: {pair.quote!r} in {pair.source!r}: {match.verdict} {match.rule}"
        for pair in pairs()
        if pair.found is found
        and (match := stacks(pair.source, pair.language).find(pair.quote)).verdict.passes
        is not found
    ]
    assert not wrong, "\n".join([f"{len(wrong)} wrong", *wrong])
