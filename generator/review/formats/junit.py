"""Writes findings as JUnit XML: one test case for each file, and one for each error in it."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree import ElementTree

from generator.diagnostics import Diagnostic, Severity
from generator.review.formats.report import Report, whole_message

# What XML 1.0 cannot hold.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(report: Report) -> str:
    """The whole document; a file without an error is a test that passed."""
    of_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for path in _files(report):
        of_file[path] = []
    for diagnostic in report.findings:
        of_file[diagnostic.place.path].append(diagnostic)
    suite = ElementTree.Element("testsuite", name="factsheet check")
    count = failures = 0
    for path, found in of_file.items():
        errors = [d for d in found if d.severity is Severity.ERROR]
        for diagnostic in errors:
            place = diagnostic.place
            case = _case(suite, report.path(path), f"{diagnostic.rule} at {place}", place.line)
            failure = ElementTree.SubElement(
                case, "failure", type=diagnostic.rule, message=_legal(diagnostic.message)
            )
            failure.text = _legal(f"{report.path(str(place))}\n{whole_message(diagnostic)}")
        if not errors:
            case = _case(suite, report.path(path), "no errors", 0)
        warnings = [d for d in found if d.severity is not Severity.ERROR]
        if warnings:
            ElementTree.SubElement(case, "system-out").text = _legal(
                "\n".join(f"{d.place}: warning: {d.message} [{d.rule}]" for d in warnings)
            )
        count += max(1, len(errors))
        failures += len(errors)
    numbers = {"tests": str(count), "failures": str(failures), "errors": "0", "skipped": "0"}
    suite.attrib.update(numbers)
    root = ElementTree.Element("testsuites", {"name": "factsheet", **numbers})
    told = ElementTree.SubElement(suite, "system-out")
    told.text = _legal("\n".join(report.sentences()))
    root.append(suite)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _case(suite: ElementTree.Element, path: str, name: str, line: int) -> ElementTree.Element:
    place = {"file": _legal(path)} | ({"line": str(line)} if line else {})
    return ElementTree.SubElement(
        suite, "testcase", {"classname": _legal(path), "name": _legal(name), **place}
    )


def _files(report: Report) -> list[str]:
    """Every file that was read; with a limited scope only those that changed."""
    project = report.checked.index.project
    paths = {
        *(sheet.place.path for sheet in project.sheets.values()),
        *(question.place.path for question in project.questions.values()),
        *(disagreement.place.path for disagreement in project.disagreements.values()),
        *(seed.place.path for seed in project.seeds.values()),
    }
    if report.scope:
        paths &= set(report.scope.touched.lines)
    return sorted(paths)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("�", text)
