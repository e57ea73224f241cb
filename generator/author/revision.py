"""The files that a change touches: as one diff, and written each at once or not at all."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.author.anchors import Change, Reanchored
from generator.author.patch import Location, PatchError, patched
from generator.diagnostics import Diagnostic
from generator.output import visible
from generator.read.load import decode, parse_yaml, read_bytes
from generator.runtime import files
from generator.runtime.files import TooLargeError
from generator.settings import Settings

Step = tuple[Mapping[Location, str], Mapping[Location, str], Collection[Location]]

_BOM = b"\xef\xbb\xbf"
_PLAIN_BYTES = frozenset(range(0x20, 0x7F)) - set(b'"\\')


class RevisionError(Exception):
    """Why a file was not written, in one sentence without a final stop."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One file before and after.

    Attributes:
        path: relative to the project, with `/`.
    """

    path: str
    before: bytes
    after: bytes

    def diff(self) -> str:
        """The change in the unified format that `git apply` and `patch` read."""
        old, new = (
            re.findall(r"[^\n]*\n|[^\n]+", raw.decode("utf-8")) for raw in (self.before, self.after)
        )
        lines = difflib.unified_diff(old, new, _named("a", self.path), _named("b", self.path))
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


def _named(side: str, path: str) -> str:
    """A path as git writes it into a change: what could be taken for something else in octal."""
    whole = f"{side}/{path}"
    if visible(whole) == whole and not set(whole) & set('"\\'):
        return whole
    raw = whole.encode("utf-8", "surrogateescape")
    return '"' + "".join(chr(b) if b in _PLAIN_BYTES else f"\\{b:03o}" for b in raw) + '"'


def revisions(
    results: Sequence[Reanchored], settings: Settings
) -> tuple[list[Revision], list[str]]:
    """The smallest change of each file that follows from some comparisons.

    The metadata come last: a document stays changed until all that cites it has been written.

    Returns:
        (changed files, what could not be written, one sentence each).
    """
    values: dict[str, dict[Location, str]] = {}
    added: dict[str, dict[Location, str]] = {}
    removed: dict[str, list[Location]] = {}
    for result in results:
        for anchor in result.anchors:
            if anchor.values or anchor.added:
                values.setdefault(anchor.path, {}).update(anchor.values)
                added.setdefault(anchor.path, {}).update(anchor.added)
    for result in results:
        metadata = values.setdefault(result.seed.place.path, {})
        metadata[("sha256",)] = result.sha256
        for lines in result.ranges:
            if lines.change is Change.VANISHED and lines.role != "excluded":
                removed.setdefault(lines.path, []).append(lines.location)
            elif lines.new and lines.new != lines.old:
                metadata[lines.location] = lines.new
    changes, failures = [], []
    metadata_files = {result.seed.place.path for result in results}
    for path in sorted(values, key=lambda p: (p in metadata_files, p)):
        revision, failed = _revision(
            path, values[path], added.get(path, {}), removed.get(path, []), settings
        )
        failures += failed
        if revision is not None:
            changes.append(revision)
    return changes, failures


def _revision(
    path: str,
    values: Mapping[Location, str],
    added: Mapping[Location, str],
    removed: Collection[Location],
    settings: Settings,
) -> tuple[Revision | None, list[str]]:
    """One file's change; what cannot be written is left as it is, and said."""
    raw = read_bytes(settings.root, path, settings.limits.fact_file_bytes, "fact_file_bytes")
    text = raw if isinstance(raw, Diagnostic) else decode(raw, path)
    if isinstance(raw, Diagnostic) or isinstance(text, Diagnostic):
        return None, [f"{path} can no longer be read."]

    def apply(text: str, step: Step) -> str:
        document, _ = parse_yaml(text.encode("utf-8"), path, settings.limits)
        if document is None:
            raise PatchError(f"{path} can no longer be read")
        some, more, gone = step
        return patched(text, document, some, gone, more, settings.limits)

    failures = []
    try:
        result = apply(text, (values, added, removed))
    except PatchError:  # because of one of them; the others are still written
        result = text
        # Items are removed last and from the end, so that the places of the others hold.
        last = sorted(removed, key=lambda at: (at[:-1], at[-1]), reverse=True)
        steps: list[Step] = [({at: value}, {}, ()) for at, value in values.items()]
        steps += [({}, {at: value}, ()) for at, value in added.items()]
        steps += [({}, {}, (at,)) for at in last]
        for step in steps:
            try:
                result = apply(result, step)
            except PatchError as error:
                failures.append(f"{error}.")
    bom = _BOM if raw.startswith(_BOM) else b""
    after = bom + result.encode("utf-8")
    return (Revision(path, raw, after) if after != raw else None), failures


def write(root: Path, changes: Sequence[Revision]) -> Iterator[str]:
    """Puts every changed file in the place of the old one, in one step each.

    All are first written beside the old ones, so that a full disk changes nothing.

    Yields:
        The path of each file, once it is written.

    Raises:
        RevisionError: a file was changed meanwhile, or cannot be written.
    """
    path = ""
    try:
        with contextlib.ExitStack() as stack:
            ready = []
            for change in changes:
                path = change.path
                place = stack.enter_context(files.replacing(root, path, change.after))
                ready.append((change, place))
            for change, place in ready:
                path = change.path
                if place.read(len(change.before)) != change.before:
                    raise RevisionError(f"{path} was changed meanwhile; run the command again")
                place.settle()
                yield path
    except TooLargeError as error:
        raise RevisionError(f"{path} was changed meanwhile; run the command again") from error
    except OSError as error:
        raise RevisionError(f"{path} cannot be written: {error.strerror or error}") from error
