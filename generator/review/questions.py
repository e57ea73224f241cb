"""The question that a reviewer must answer about a changed fact."""

from __future__ import annotations

from generator.editorial import CorrectionKind
from generator.model import Certainty, Fact, Index
from generator.review.changes import FactChange, How
from generator.review.wording import language, sheet_words

_SAYING = {
    Certainty.STATED: "state this in its own name, without a hedge",
    Certainty.REPORTED: "report this as what {who} says",
    Certainty.PREDICTED: "give this as a forecast by {who}",
    Certainty.OPINION: "give this as the judgement of {who}",
}


def question(change: FactChange, old: Index, new: Index) -> str:
    """One sentence for what matters most, and one more where a language fell behind."""
    asked = [_first(change, old, new)]
    if change.behind:
        stale = " and ".join(language(code) for code in change.behind)
        verb = "do" if len(change.behind) > 1 else "does"
        asked.append(f"And {verb} the {stale}, which did not change, still say the same?")
    return " ".join(asked)


def _first(change: FactChange, old: Index, new: Index) -> str:
    if change.after is None:
        return _removed(change)
    fact = change.after
    if any(c.kind is CorrectionKind.RETRACTION for c in change.corrections):
        return "Is it right to withdraw this, and does the entry tell readers why?"
    if change.how is How.ADDED:
        return f"Do the quoted words say all of this, and does the source {_saying(fact, new)}?"
    parts = {
        p.part.partition(".")[0].partition(" ")[0]: p for p in change.parts if not p.typographic
    }
    if "value" in parts:
        part = parts["value"]
        instead = f", and not {_said(part.before)}" if part.before else ""
        return f"Do the quoted words give {_said(part.after) or 'no value'}{instead}?"
    if "certainty" in parts or "attributed_to" in parts:
        return f"Does the source {_saying(fact, new)}?"
    if "date" in parts:
        part = parts["date"]
        instead = f", and not {part.before}" if part.before else ""
        return f"Do the sources date this {part.after or 'nowhere'}{instead}?"
    if "property" in parts:
        return f"Is this what the quoted words assert: “{change.label}”?"
    if "text" in parts:
        return "Do the quoted words still say all that the new sentence says?"
    if any(quote.before and quote.after is None for quote in change.quotes) and not any(
        quote.after for quote in change.quotes
    ):
        return "Do the quotes that are left carry the whole sentence?"
    if change.quotes:
        return "Do the new words, read where they stand, say what the sentence says?"
    if "derived" in parts:
        return "Does what is derived follow from the quotes as is said?"
    if "answers" in parts:
        return "Is the reason given for setting the rule aside a good one?"
    if change.how in (How.MOVED, How.RENAMED) and not change.parts:
        where = sheet_words(fact.sheet, new)
        return (
            f"Is the page of {where} where readers look for this?"
            if change.how is How.MOVED
            else "Is the new address worth breaking links to the old one?"
        )
    if "mentions" in parts:
        return "Does the sentence name exactly these?"
    if change.corrections:
        return "Does the correction tell readers what was wrong, what is right, and why?"
    return "Is only the typography different?"


def _removed(change: FactChange) -> str:
    if change.shown:
        return (
            f"Is it right that readers no longer find this, also not in {', '.join(change.shown)}?"
        )
    return "Is it right that readers no longer find this?"


def _saying(fact: Fact, index: Index) -> str:
    who = sheet_words(fact.attributed_to, index) if fact.attributed_to else "nobody named"
    return _SAYING[fact.certainty].format(who=who)


def _said(words: str) -> str:
    return f"“{words}”" if words else ""
