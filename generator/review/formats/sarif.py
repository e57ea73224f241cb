"""Writes findings as SARIF 2.1.0, with the rules that they break."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from generator import HOME, __version__
from generator.diagnostics import Diagnostic, Severity
from generator.model import Place
from generator.review.formats.report import Report, whole_message
from generator.review.outcome import outcome
from generator.rules import Rule, explain, rules

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"

Record = dict[str, Any]


def written(report: Report) -> str:
    """One run of the check."""
    known = rules()
    used = list(dict.fromkeys(d.rule for d in report.findings))
    run: Record = {
        "tool": {
            "driver": {
                "name": "factsheet",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": HOME,
                "rules": [_rule(known.get(name) or Rule(name, name, name, name)) for name in used],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The root of the repository."}},
        },
        "invocations": [{"executionSuccessful": True}],
        "results": [
            _result(d, used.index(d.rule), name, report)
            for d, name in zip(report.findings, report.fingerprints(), strict=True)
        ],
        "properties": {"summary": dict(outcome(report.checked).counts)},
    }
    if report.scope:
        run["properties"]["limitedTo"] = report.scope.words
    return (
        json.dumps(
            {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2
        )
        + "\n"
    )


def _rule(rule: Rule) -> Record:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "helpUri": f"{HOME}/blob/main/docs/reference/rules.md#{rule.id}",
        "help": {"text": rule.mend, "markdown": explain(rule)},
    }


def _result(diagnostic: Diagnostic, rule: int, name: str, report: Report) -> Record:
    result: Record = {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule,
        "level": "error" if diagnostic.severity is Severity.ERROR else "warning",
        "message": {"text": whole_message(diagnostic)},
        "locations": [{"physicalLocation": _location(diagnostic.place, report)}],
        "partialFingerprints": {"factsheet/v1": name},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {
                "id": n,
                "physicalLocation": _location(related.place, report),
                "message": {"text": related.message},
            }
            for n, related in enumerate(diagnostic.related, 1)
        ]
    return result


def _location(place: Place, report: Report) -> Record:
    return {
        "artifactLocation": {
            "uri": quote(report.path(place.path).encode("utf-8", "surrogateescape")),
            "uriBaseId": _ROOT,
        },
        "region": {"startLine": place.line, "startColumn": place.column},
    }
