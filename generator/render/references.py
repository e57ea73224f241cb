"""What is cited as one record, and that record as BibTeX (BibLaTeX too) and CSL-JSON (citeproc)."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from generator.dates import Date, Kind
from generator.edtf import SEASONS, unmarked

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_BRACES = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_READ_BY_TEX = re.compile(r"[\\{}$&#%_~^]")
# The second of two characters that TeX would draw as one: -- is a dash, !` an inverted mark.
_LIGATURE = re.compile(r"(?<=-)-|(?<=')'|(?<=[`!?])`|(?<=<)<|(?<=>)>|(?<=,),")
# Words by which BibTeX and BibLaTeX part a list, here of publishers.
_LISTED = re.compile(r"(?i)(?<!\S)(?:and|others)(?!\S)")
_PERCENT = str.maketrans({char: f"%{ord(char):02X}" for char in '{}\\ "<>^`|'})
_JSON = json.JSONEncoder(ensure_ascii=False)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LANGIDS: dict[str, str] = _WORDS["langids"]
"""BCP 47, in lower-case letters → the language's name in babel and BibLaTeX."""


class Name(NamedTuple):
    """An author: a person's name in its parts, or one whole (`literal`)."""

    literal: str = ""
    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited; None or empty is left out of every form.

    Attributes:
        type: of CSL; in BibTeX all are `@misc`.
        inside: the page or chapter that holds it, and `work` what holds that.
        language: BCP 47.
        accessed: when it was read, or words to be replaced by that day.
    """

    key: str
    type: str
    title: str
    language: str
    authors: tuple[Name, ...] = ()
    publisher: str | None = None
    issued: Date | None = None
    inside: str | None = None
    work: str | None = None
    note: str | None = None
    url: str | None = None
    accessed: str | None = None


def csl_item(reference: Reference) -> dict[str, Any]:
    """A reference as an item of CSL-JSON."""
    it = reference
    item = {
        "id": it.key,
        "type": it.type,
        "title": it.title,
        "author": [_csl_name(name) for name in it.authors],
        "publisher": it.publisher,
        "issued": _csl_date(it.issued),
        "container-title": it.work,
        "section": it.inside,
        "language": it.language,
        "note": it.note,
        "URL": it.url,
        "accessed": {"raw": it.accessed} if it.accessed else None,
    }
    return {key: value for key, value in item.items() if value}


def csl_text(item: dict[str, Any]) -> str:
    """An item as a list of its own, a line for each key; the library's indenting takes longer."""
    lines = (f' "{key}": {_JSON.encode(value)}' for key, value in item.items())
    return "[\n{\n" + ",\n".join(lines) + "\n}\n]"


def bibtex_entry(reference: Reference) -> str:
    """A reference as a BibTeX entry, which BibLaTeX reads as well."""
    it = reference
    langid = langid_of(it.language)
    fields = {
        "title": f"{{{tex(it.title)}}}",  # in braces of its own no style changes its capitals
        "author": " and ".join(map(_tex_name, it.authors)),
        "publisher": _one(it.publisher),
        **_tex_date(it.issued),
        "howpublished": tex(it.inside or ""),
        "organization": _one(it.work),
        "note": tex(it.note or ""),
        "langid": langid,
        "language": "" if langid else it.language,
        "url": address(it.url or ""),
        "urldate": it.accessed or "",
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    # The abbreviations of months are names that each style explains, and no texts.
    lines = [re.sub(r"^  month = \{(.*)\}", r"  month = \1", line) for line in lines]
    return "\n".join([f"@misc{{{it.key},", *lines, "}"])


def langid_of(tag: str) -> str:
    """A language's name in babel and BibLaTeX; empty where they have none."""
    whole = tag.lower()
    return LANGIDS.get(whole) or LANGIDS.get(whole.partition("-")[0], "")


def tex(text: str) -> str:
    """A text with every character escaped that BibTeX or LaTeX could misread."""
    table = _TEX if _balanced(text) else _TEX | _BRACES
    whole = _READ_BY_TEX.sub(lambda found: table[found[0]], " ".join(text.split()))
    return _LIGATURE.sub(lambda found: f"{{{found[0]}}}", whole)


def _one(name: str | None) -> str:
    """A name for a field that holds a list: one, also where it has an “and” within."""
    text = tex(name or "")
    return f"{{{text}}}" if _LISTED.search(text) else text


def _balanced(text: str) -> bool:
    """Whether each brace has its other: BibTeX counts them, also those behind a backslash."""
    depth = 0
    for brace in re.findall("[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return not depth


def address(url: str) -> str:
    """An address for a field that is read character by character.

    What would end the field, or is no character of an address, is percent-encoded; a `%` stays.
    """
    return url.translate(_PERCENT)


# --- names ------------------------------------------------------------------------------------

_PARTICLES = frozenset(_WORDS["particles"].split())
_BODIES = frozenset(_WORDS["bodies"].split())
_SUFFIX = re.compile(r"(?:[JS]r\.?|I{2,3}|IV|VI{0,3})")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.]{1,2}[^\W\d_]+)*\.?")


def name_of(author: str, *, person: bool | None = None) -> Name:
    """An author's name in its parts, where they are sure; whole where they are not.

    In parts are `Family, Given` and `Family, Jr., Given`; and two to four words that each have a
    capital, with particles between them, of which none is a word for a body (`Institute`, `News`).

    Args:
        person: whether the author is known to be a person, or known to be none.
    """
    whole = " ".join(author.split())
    if person is False:
        return Name(whole)
    if "," in whole:
        return _with_commas(whole) or Name(whole)
    words = whole.split(" ")
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    at = next((n for n, word in enumerate(words[1:-1], 1) if word in _PARTICLES), len(words) - 1)
    last = next((n for n, w in enumerate(words[at:], at) if w not in _PARTICLES), len(words))
    names = [*words[:at], *words[last:]]
    if not (2 <= len(names) <= 4 and at and last < len(words) and all(map(_personal, names))):
        return Name(whole)
    if person is None and any(w.lower().strip(".") in _BODIES for w in names):
        return Name(whole)
    if person is None and any(w.lower() in _PARTICLES or w.lower() == "the" for w in names):
        return Name(whole)
    return Name("", " ".join(words[last:]), " ".join(words[:at]), " ".join(words[at:last]), suffix)


def _personal(word: str) -> bool:
    """Whether a word may be one of a person's name: it begins with a capital and is not all so."""
    plain = word.strip(".")
    shouted = len(plain) > 1 and plain.isupper() and "." not in plain
    return bool(_WORD.fullmatch(word)) and word[0].isupper() and not shouted


def _with_commas(whole: str) -> Name | None:
    parts = [part.strip() for part in whole.split(",")]
    suffix = ""
    if len(parts) == 3:
        suffixes = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
        if not suffixes:
            return None
        suffix = suffixes[0]
        parts.remove(suffix)
    if len(parts) != 2 or not all(parts):
        return None
    family, given = parts[0].split(" "), parts[1].split(" ")
    particle = []
    while len(family) > 1 and family[0] in _PARTICLES:
        particle.append(family.pop(0))
    if suffix == "" and _SUFFIX.fullmatch(parts[1]):  # Sammy Davis, Jr.
        return name_of(f"{parts[0]} {parts[1]}") if len(family) > 1 else None
    trailing: list[str] = []
    while len(given) > 1 and given[-1] in _PARTICLES:  # Beethoven, Ludwig van
        trailing.insert(0, given.pop())
    if len(family) > 1 and len(given) > 1:  # two people, or one: nobody can tell
        return None
    words = [*family, *given]
    if not all(map(_personal, words)) or any(w.lower().strip(".") in _BODIES for w in words):
        return None
    return Name("", " ".join(family), " ".join(given), " ".join([*particle, *trailing]), suffix)


def _tex_name(name: Name) -> str:
    if name.literal:
        return f"{{{tex(name.literal)}}}"
    family = f"{name.particle} {name.family}".strip()
    return ", ".join(tex(part) for part in (family, name.suffix, name.given) if part)


def _csl_name(name: Name) -> dict[str, str]:
    parts = {
        "literal": name.literal,
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


# --- dates ------------------------------------------------------------------------------------

# What BibLaTeX reads: EDTF of level 1, without what stands in the middle of a date.
_LEVEL_1 = re.compile(
    r"(?:[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?|[0-9]{3}X|[0-9]{2}XX|[0-9]{4}-XX(?:-XX)?"
    r"|[0-9]{4}-[0-9]{2}-XX)[?~%]?"
)
_FOUR_SEASONS = (21, 22, 23, 24)


def _level_1(date: Date) -> bool:
    halves = date.text.split("/")
    if not all(half in ("", "..") or _LEVEL_1.fullmatch(half) for half in halves):
        return False
    parts = [int(unmarked(half)[5:7]) for half in halves if re.match(r"[0-9]{4}-[0-9]{2}", half)]
    return all(1 <= part <= 12 or part in _FOUR_SEASONS for part in parts)


def _tex_date(date: Date | None) -> dict[str, str]:
    """The whole date for BibLaTeX; the year and month of it for BibTeX, where they are certain."""
    if date is None or date.kind in (Kind.UNKNOWN, Kind.NO_YEAR):
        return {}
    fields = {"date": date.text} if _level_1(date) else {}
    first, last = date.earliest, date.latest
    if not (first and last) or first.year != last.year or date.approximate or date.uncertain:
        return fields
    month = {"month": _MONTHS[first.month - 1]} if first.month == last.month else {}
    return {**fields, "year": f"{first.year:04}", **month}


def _csl_date(date: Date | None) -> dict[str, Any] | None:
    """The parts of a date that are known; what has none is given in its words.

    Words (`literal`) are shown as they are; a `raw` date is one that readers are to take apart, and
    what they cannot is lost.
    """
    if date is None or date.kind in (Kind.UNKNOWN, Kind.NO_YEAR):
        return None
    ends = [end for end in date.ends if end is not None]
    parts = [
        [int(part) for part in unmarked(end.text).split("-") if part.isdecimal()] for end in ends
    ]
    if date.kind is Kind.OPEN or any(
        "X" in end.text[:4] or not own for end, own in zip(ends, parts, strict=True)
    ):
        return {"literal": date.text}
    about = {"circa": True} if date.approximate or date.uncertain else {}
    if any(len(own) > 1 and own[1] in SEASONS for own in parts):
        season = parts[0][1] - 20
        if (len(ends) > 1 and ends[0] is not ends[1]) or season not in (1, 2, 3, 4):
            return {"literal": date.text}
        return {"date-parts": [parts[0][:1]], "season": season, **about}
    return {"date-parts": parts if ends[0] is not ends[-1] else parts[:1], **about}
