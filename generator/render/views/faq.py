"""The FAQ: questions answered by facts, and what remains unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from generator.model import Question
from generator.render import parts
from generator.render.edition import Edition
from generator.render.parts import Cut
from generator.render.views.fact import FactView, Quotation, Reference, References, quotation
from generator.render.views.head import Head, Later, listed
from generator.render.views.head import parts as in_parts


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question.

    Attributes:
        count: by how many facts it is answered, in words.
        asked: the words of the documents that ask it themselves.
    """

    id: str
    question: str
    answer: tuple[FactView, ...]
    count: str
    unknown: str
    asked: tuple[Quotation, ...]
    edit_url: str


@dataclass(frozen=True, slots=True)
class FaqView:
    """Every question, in the editors' order."""

    head: Head
    questions: tuple[QuestionView, ...]
    references: tuple[Reference, ...]


def faq(edition: Edition) -> Iterable[Later[FaqView]]:
    """The FAQ."""
    yield from in_parts(edition, listed(edition, "faq"), entries(edition), partial(_view, edition))


def entries(edition: Edition) -> Cut[Question]:
    """The questions in their order."""

    def size(it: Question) -> int:
        facts = map(edition.fact, it.answer)
        asked = sum(900 + parts.length(p) for p in edition.index.asked.get(it.id, ()))
        own = max(len(text.encode()) for text in it.question.values())
        unknown = max((len(text.encode()) for text in (it.unknown or {}).values()), default=0)
        told = sum(100 + parts.told(f, edition.index.passages[f.address]) for f in facts)
        return 900 + 3 * (own + unknown) + told + asked

    return edition.cut("faq/", lambda: parts.cut(edition.questions, size, lambda it: (it.id,)))


def _view(edition: Edition, head: Head) -> FaqView:
    marks = References(edition)
    questions = tuple(
        QuestionView(
            id=question.id,
            question=edition.text(question.question),
            answer=marks.views(edition.fact(address) for address in question.answer),
            count=edition.phrases.count("faq.count", len(question.answer)),
            unknown=edition.text(question.unknown) if question.unknown else "",
            asked=tuple(
                quotation(edition, passage)
                for passage in edition.index.asked.get(question.id, ())
                if passage.verdict.passes
            ),
            edit_url=edition.edit_url(question.place),
        )
        for question in entries(edition).held(head.part)
    )
    return FaqView(head, questions, marks.listed())
