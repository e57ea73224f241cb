"""Names that a reader would take for one another: other letters that look the same.

The classes of letters are those of Unicode's security mechanisms
(<https://www.unicode.org/reports/tr39/>, confusables).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

_EMPTY = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks without a shape: those that Unicode lets programs leave out
(<https://www.unicode.org/reports/tr44/>), and the empty Braille sign."""

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "GEORGIAN")
"""The scripts whose letters are taken for one another."""


def skeletons(name: str) -> frozenset[str]:
    """What is left of a name when letters that look alike are one: as it stands, and in lower case.

    Accents, spaces and punctuation are left out. Names that share one look alike.
    """
    return frozenset(filter(None, map(_skeleton, (name, name.casefold()))))


def _skeleton(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    alike = "".join(prototype(it) for it in letters if unicodedata.category(it)[0] in "LN")
    plain = unicodedata.normalize("NFKD", alike)
    return "".join(it for it in plain if unicodedata.category(it)[0] in "LN").casefold()


@cache
def prototype(letter: str) -> str:
    """The letter that stands for all that look like it."""
    same = [str(it["c"]) for it in confusables_data.get(letter, ())]
    if len(same) != 1:
        return letter  # it stands for itself, and maybe for others
    (other,) = same
    back = confusables_data.get(other, ())
    return other if len(back) != 1 else min(letter, other)


def mixed(name: str) -> str:
    """The first word of a name whose letters are of several scripts that look alike; else empty."""
    for word in name.split():
        scripts = {
            script
            for it in word
            for script in _SCRIPTS
            if unicodedata.name(it, "").startswith(f"{script} ")
        }
        if len(scripts) > 1:
            return word
    return ""


def unseen(name: str) -> str:
    """The characters of a name that nobody sees or that are none."""
    return "".join(
        it
        for it in name
        if it != " " and (unicodedata.category(it)[0] in "CZ" or _EMPTY.fullmatch(it))
    )
