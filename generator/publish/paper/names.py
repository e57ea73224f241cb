"""The index of names: what stands in it, and in which order each language puts it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from generator.model import Kind, Sheet
from generator.publish.paper.edition import PaperEdition
from generator.publish.paper.evidence import Data, Reach, flat
from generator.render.phrases import typeset

_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_ELIDED = re.compile(r"(?<=\w)['’]s?\b")
_PARTICLE = re.compile(
    "Al|Da|Das|De|Del|Della|Den|Der|Des|Di|Do|Dos|Du|El|La|Le|Les|Ten|Ter|Van|Von"
)

Key = tuple[tuple[tuple[int, Decimal, str], ...], str, str]


def collation(name: str) -> Key:
    """By what names are sorted in English and French.

    Word by word, a shorter word first: letters first without accents and case, numbers by size
    and before letters. Only between names that are the same so far do accents count (without one
    first), then case (small first). A hyphen or an apostrophe parts words, as a space does.
    """
    composed = unicodedata.normalize("NFC", name)
    plain = _plain(composed)
    words = tuple(
        (0, Decimal(word), "") if word.isdecimal() else (1, Decimal(0), word)
        for word in _WORDS.findall(plain)
    )
    accents = unicodedata.normalize("NFD", composed.casefold())
    return words, accents, composed.swapcase()


def _plain(text: str) -> str:
    folded = text.casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def heading(name: str) -> str:
    """The letter under which a name stands; `#` for a number or another script's sign."""
    first = _plain(name).lstrip("'’\"«“ ")[:1].upper()
    return first if first.isalpha() else "#"


def turned(name: str, aliases: Iterable[str] = ()) -> str:
    """A person's name with the family name in front: “LeCun, Yann”.

    The family name is the end of the name that is also an alias; without one, the last word with
    the capital particles before it. Small ones stay with the given name, as most catalogues have
    them: “La Fontaine, Jean de”. A name whose beginning is an alias already has the family name in
    front and stays.
    """
    words = name.split()
    known = set(aliases)
    begins = (" ".join(words[:n]) in known for n in range(1, len(words)))
    if len(words) < 2 or "," in name or any(begins):
        return name
    at = next((n for n in range(1, len(words)) if " ".join(words[n:]) in known), len(words) - 1)
    if at == len(words) - 1 and words[at] not in known:
        while at > 1 and _PARTICLE.fullmatch(words[at - 1]):
            at -= 1
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"


def names(edition: PaperEdition, reach: Reach) -> list[Data]:
    """Every sheet by its name, and its other names with where to look.

    Returns:
        The letters in order, each with its entries in order.
    """
    entries: list[tuple[str, Data]] = []
    for sheet in edition.index.project.sheets.values():
        name = entry_name(edition, sheet)
        facts = (edition.fact(a) for a in edition.index.mentioned_in.get(sheet.id, ()))
        entries.append(
            (
                name,
                {
                    "name": name,
                    "own": f"sheet:{sheet.id}",
                    "see": "",
                    "facts": [reach(edition.fact_url(fact))["to"] for fact in facts],
                },
            )
        )
        entries += [
            (alias, {"name": alias, "own": f"sheet:{sheet.id}", "see": name, "facts": []})
            for alias in _other_names(edition, sheet, name)
        ]
    by_letter: dict[str, list[Data]] = {}
    for name, entry in sorted(entries, key=lambda item: collation(item[0])):
        by_letter.setdefault(heading(name), []).append(entry)
    return [{"letter": letter, "entries": found} for letter, found in by_letter.items()]


def entry_name(edition: PaperEdition, sheet: Sheet) -> str:
    """A sheet's name as the index writes it."""
    name = flat(edition.text(sheet.name))
    return turned(name, sheet.aliases) if sheet.kind is Kind.PERSON else name


def _other_names(edition: PaperEdition, sheet: Sheet, name: str) -> list[str]:
    """The aliases that are names, not descriptions, and lead elsewhere than the name itself."""
    if sheet.kind is Kind.EVENT:
        return []
    start = _first_word(name)
    found = (typeset(flat(alias), edition.language) for alias in sheet.aliases)
    return [a for a in dict.fromkeys(found) if a[:1].isupper() and _first_word(a) != start]


def _first_word(name: str) -> str:
    words = _WORDS.findall(_plain(_ELIDED.sub("", name)))
    return words[0] if words else ""
