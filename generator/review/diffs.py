"""Writes what changed in the form that is asked for."""

from __future__ import annotations

from dataclasses import replace

from generator.check.joined import Checked
from generator.review import diffs_html, diffs_json, diffs_markdown, diffs_text
from generator.review.changes import Changes
from generator.review.record import entries


def written(form: str, changes: Changes, before: Checked, after: Checked) -> str:
    """The report of what changed, ending in a line break.

    Args:
        form: text, markdown, json or html.
        before, after: the two revisions, which only the page in HTML shows as readers see them.
    """
    if form == "json":
        return diffs_json.as_json(changes) + "\n"
    if form == "html":
        return diffs_html.page(changes, before, after)
    if form == "markdown":
        return diffs_markdown.markdown(replace(changes, record=_record(changes, after)))
    return "\n".join(diffs_text.text(changes)) + "\n"


def _record(changes: Changes, after: Checked) -> str:
    """Entries for reviews of what changed, for a reviewer who has no terminal."""
    facts = [c.after for c in changes.facts if c.after is not None and c.in_meaning]
    return entries(facts, after.index, "YOUR NAME", "YYYY-MM-DD") if facts and after.ok else ""
