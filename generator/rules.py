"""Every rule that content is held against: what it asks, why, and how to mend what breaks it."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
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
        fails, passes: path → content of files of the starter project that break the rule, and
            that keep it; the path `fact` stands for one fact of a sheet. Empty where no text
            shows the matter.
        answerable: whether a fact's `answers:` may set the rule aside, with a reason.
    """

    id: str
    title: str
    why: str
    mend: str
    fails: Mapping[str, str] = field(default_factory=dict)
    passes: Mapping[str, str] = field(default_factory=dict)
    answerable: bool = False


FRAGMENT = "fact"
_SHEET = "facts/technologies/sample.yml"


def example_files(example: Mapping[str, str]) -> dict[str, str]:
    """An example's files; a fragment becomes the only fact of a sheet."""
    files = dict(example)
    fragment = files.pop(FRAGMENT, None)
    if fragment is not None:
        body = textwrap.indent(fragment, "    ").replace("    ", "  - ", 1)
        files[_SHEET] = f"kind: technology\nname: Sample\nfacts:\n{body}"
    return files


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of the reference."""
    table = tomllib.loads(files("generator").joinpath("rules.toml").read_text("utf-8"))
    return {name: Rule(name, **entry) for name, entry in table.items()}


def explain(rule: Rule) -> str:
    """The rule's page in Markdown."""

    def example(heading: str, content: Mapping[str, str]) -> str:
        return "".join(
            f"\n**{heading}**{'' if path == FRAGMENT else f' — `{path}`'}\n\n"
            f"```yaml\n{text.rstrip()}\n```\n"
            for path, text in content.items()
        )

    answer = (
        f'\nA fact may set this rule aside with a reason: `answers: {{{rule.id}: "…"}}`.\n'
        if rule.answerable
        else ""
    )
    return (
        f"## {rule.id}\n\n{rule.title}\n\n{rule.why}\n\n**What to do.** {rule.mend}\n{answer}"
        f"{example('Refused', rule.fails)}{example('Accepted', rule.passes)}"
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
