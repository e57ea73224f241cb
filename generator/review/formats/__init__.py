"""Writes one list of findings for each platform; a module for each form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.review.formats import github, gitlab, junit, rdjson, sarif, table
from generator.review.formats.report import Report as Report

FORMS: Mapping[str, Callable[[Report], str]] = {
    "github": github.written,
    "gitlab": gitlab.written,
    "junit": junit.written,
    "markdown": table.written,
    "rdjson": rdjson.written,
    "sarif": sarif.written,
}
"""Form → what writes a report in it, with a line break at its end."""
