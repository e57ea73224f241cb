"""What this program finds in a text, as plain data: the same on every Python.

As a program it answers one line of JSON with another, for a Python that is held against this one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # also by a Python that this program is not installed for
    sys.path.insert(0, str(Path(__file__).parent.parent))

from generator import amounts
from generator.check.match import Haystack
from generator.edges import is_boundary, splits_compound, splits_figure
from generator.mentions import mentioned
from generator.settings import QuoteRules
from generator.text import Folded, counted_words, fold, words
from tests import bare


def answers(text: str, quote: str) -> Any:
    """Everything that a verdict stands on, and the verdict."""
    folded = Folded(text).text
    places = range(len(folded) + 1)
    seed = bare.seed(text)
    match = Haystack(seed, QuoteRules()).find(quote)
    return json.loads(
        json.dumps(
            {
                "folded": [folded, fold(text)],
                "words": [words(text), counted_words(text)],
                "edges": [
                    [at for at in places if edge(folded, at)]
                    for edge in (is_boundary, splits_compound, splits_figure)
                ],
                "figures": [list(amounts.find(text, language)) for language in ("en", "fr")],
                "dates": [mentioned(text, language) for language in ("en", "fr")],
                "verdict": [match.verdict.value, match.rule, match.spans, match.places],
            },
            default=str,
        )
    )


if __name__ == "__main__":
    print(json.dumps(list(sys.version_info[:3])), flush=True)
    for line in sys.stdin:
        print(json.dumps(answers(*json.loads(line))), flush=True)
