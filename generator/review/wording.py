"""Says values, places and differences in words that a reviewer reads; escapes nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from generator import amounts, dates
from generator.dates import Date
from generator.model import LANGUAGES, Index, Quantity, SheetRef, Value, Words

_TOKENS = re.compile(r"\s+|\d{1,3}(?: \d{3})+(?!\w)|\w+(?:[.,'’‑-]\w+)*|[^\w\s]")
_MOST_TOKENS = 2_000
_TITLE = 48
_EACH = {"en": "English", "fr": "French"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text as it was and as it is; the same on both sides where nothing changed."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether nothing changed here."""
        return self.old == self.new


def language(code: str) -> str:
    """A language's name."""
    return _EACH.get(code, code)


def plain(text: str) -> str:
    """A text on one line; each space is a plain one, and what cannot be seen is written out."""
    out = []
    for char in text:
        kind = unicodedata.category(char)
        if kind[0] == "Z" or char in "\t\n\r":
            out.append(" ")
        elif kind[0] == "C":
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    return "".join(out)


def runs(old: str, new: str) -> tuple[Run, ...]:
    """Two texts word by word; changes with nothing but space between them are one."""
    before, after = _TOKENS.findall(plain(old)), _TOKENS.findall(plain(new))
    if max(len(before), len(after)) > _MOST_TOKENS:
        return (Run("".join(before), "".join(after)),)
    found: list[Run] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        run = Run("".join(before[a:b]), "".join(after[c:d]))
        if kind != "equal" and len(found) > 1 and found[-1].same and not found[-1].old.strip():
            space, last = found.pop(), found.pop()
            run = Run(last.old + space.old + run.old, last.new + space.new + run.new)
        found.append(run)
    return tuple(found)


def value_words(value: Value | None, index: Index) -> dict[str, str]:
    """A value in words, by language; under one key, the empty one, where all say the same."""
    if value is None:
        return {"": ""}
    if isinstance(value, SheetRef):
        return {"": sheet_words(value.sheet, index)}
    if isinstance(value, Date):
        return {"": date_words(value)}
    if isinstance(value, Quantity):
        return {"": _quantity_words(value)}
    return by_language(value)


def by_language(words: Words | None) -> dict[str, str]:
    """A text by language; under the empty key where all say the same, or nothing."""
    texts = {code: words.get(code, "") if words else "" for code in LANGUAGES}
    return {"": texts[LANGUAGES[0]]} if len(set(texts.values())) == 1 else texts


def sheet_words(name: str, index: Index) -> str:
    """A sheet's or a source's name and id."""
    project = index.project
    if name in project.sheets:
        return f"{project.sheets[name].name[LANGUAGES[0]]} ({name})"
    if name in project.seeds:
        return f"{shortened(project.seeds[name].title, _TITLE)} ({name})"
    return name


def date_words(date: Date | None) -> str:
    """A date in words, and as it is written where that differs."""
    if date is None:
        return ""
    words = dates.in_words(date, LANGUAGES[0])
    return words if words == date.text else f"{words} ({date.text})"


def _quantity_words(value: Quantity) -> str:
    unit = value.unit[LANGUAGES[0]] if isinstance(value.unit, Mapping) else value.unit
    return amounts.in_words(
        value.amount, value.scale, value.currency, unit, value.approximate, LANGUAGES[0]
    )


def shortened(text: str, limit: int) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit + 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—-") + "…"


def listed(names: list[str], most: int) -> str:
    """Names with commas; how many more there are where they are too many."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def changed_words(old: str, new: str) -> Iterator[str]:
    """The runs as a terminal shows them: `[-old-]` and `{+new+}`."""
    for run in runs(old, new):
        if run.same:
            yield run.old
        else:
            yield (f"[-{run.old}-]" if run.old else "") + (f"{{+{run.new}+}}" if run.new else "")
