"""Every rule that content is held against: what it asks, why, and how to mend what breaks it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: its name in reports, in `answers:` and in the reference.
        title: one sentence that says what holds when the rule is kept.
        why: what goes wrong without it.
        mend: what to do when it is broken.
        fails, passes: path → content of files of the example project, changed so that the rule
            is broken, and so that it is kept.
        answerable: whether a fact's `answers:` may set the rule aside, with a reason.
    """

    id: str
    title: str
    why: str
    mend: str
    fails: Mapping[str, str]
    passes: Mapping[str, str]
    answerable: bool = False


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of the reference."""
    table = tomllib.loads(files("generator").joinpath("rules.toml").read_text("utf-8"))
    return {name: Rule(name, **entry) for name, entry in table.items()}


def explain(rule: Rule) -> str:
    """The rule's page in Markdown."""

    def example(content: Mapping[str, str]) -> str:
        return "\n\n".join(
            f"`{path}`\n\n```yaml\n{text.rstrip()}\n```" for path, text in content.items()
        )

    answer = (
        f'\nA fact may set this rule aside with a reason: `answers: {{{rule.id}: "…"}}`.\n'
        if rule.answerable
        else ""
    )
    return (
        f"## {rule.id}\n\n{rule.title}\n\n{rule.why}\n\n**What to do.** {rule.mend}\n{answer}"
        f"\n**Refused**\n\n{example(rule.fails)}\n\n**Accepted**\n\n{example(rule.passes)}\n"
    )


def reference() -> str:
    """All rules' pages as one Markdown document: `docs/reference/rules.md`."""
    return "\n".join(
        [
            "# Rules\n",
            "Each finding names its rule. `factsheet explain RULE` prints its entry.\n",
            *(explain(rule) for rule in rules().values()),
        ]
    )
