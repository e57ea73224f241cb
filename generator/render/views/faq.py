"""The FAQ: questions answered by facts, and what remains unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.render.edition import Edition
from generator.render.views.fact import FactView, Quotation, Reference, References, quotation
from generator.render.views.head import Head, listed


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


def faq(edition: Edition) -> Iterable[FaqView]:
    """The FAQ."""
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
        for question in edition.questions
    )
    yield FaqView(listed(edition, "faq"), questions, marks.listed())
