"""Knows whether what is published is already what a build would publish."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from generator import fingerprint
from generator.read.load import parse_yaml
from generator.settings import Limits
from generator.store import Store

_INSIDE = ("docs_dir", "site_dir", "custom_dir")
_LARGEST = 2**28
"""Bytes of a file that is read to know whether it has changed."""

_ABROAD = ("INHERIT", "hooks", "pymdownx.snippets", "pymdownx.b64")
_EXTENSIONS = ("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc")


def name(root: Path, target: Path, checked: str, *options: str) -> str:
    """Names everything that a publication depends on; empty where that cannot be known.

    Args:
        target: the published folder, which may stand inside the project.
        checked: names what the check depends on; empty where that is not known.
        options: what else decides what is published.
    """
    try:
        config = (root / "mkdocs.yml").read_bytes()
        if not checked or not _closed(config):
            return ""
        inside = sorted(
            entry.name
            for entry in os.scandir(root)
            if not entry.name.startswith(".") and not target.is_relative_to(root / entry.name)
        )
        digest = fingerprint.Digest()
        digest.add("site", checked, os.environ.get("SOURCE_DATE_EPOCH", "-"), *options)
        skipped = ("__pycache__",)
        fingerprint.add_files(digest, root, inside, skipped=skipped, links=False, limit=_LARGEST)
    except OSError:
        return ""
    return digest.name()


def _closed(config: bytes) -> bool:
    """Whether a configuration leads to nothing but the project, and runs nothing but known code."""
    document, found = parse_yaml(config, "mkdocs.yml", Limits(), tags=True)
    if document is None or found or b"!" in config:  # a tag may read the environment
        return False
    data = document.data
    theme = data.get("theme")
    settings = {**data, **(theme if isinstance(theme, dict) else {})}
    places = [str(settings[key]) for key in _INSIDE if key in settings]
    extensions = _names(data.get("markdown_extensions"))
    return (
        _names(data.get("plugins")) == ["factsheet"]
        and not any(place.startswith((".", "/", "~")) or ".." in place for place in places)
        and not any(key in data or key in extensions for key in _ABROAD)
        and all(e.startswith("pymdownx.") or e in _EXTENSIONS for e in extensions)
    )


def _names(listed: Any) -> list[str]:
    """The names in a list of names and of mappings from a name."""
    entries = listed if isinstance(listed, list) else [listed] if listed else []
    return [str(n) for entry in entries for n in (entry if isinstance(entry, dict) else [entry])]


def recall(store: Store, name: str, target: Path) -> bytes | None:
    """What was kept with a publication that stands in the target untouched; None otherwise."""
    entry = store.get(name) if name else None
    if entry is None:
        return None
    listing, _, kept = entry.partition(b"\n")
    return kept if listing == _listing(target) else None


def remember(store: Store, name: str, target: Path, kept: bytes) -> None:
    """Keeps something with the publication that now stands in the target."""
    if name:
        store.put(name, _listing(target) + b"\n" + kept)


def _listing(folder: Path) -> bytes:
    """Every file of a folder, with what the system changes whenever its bytes are."""
    found: list[tuple[object, ...]] = []
    for path, folders, names in os.walk(folder):
        folders.sort()
        for file in sorted(names):
            about = os.lstat(os.path.join(path, file))
            found.append((file, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns))
        found.append((os.path.relpath(path, folder), len(names)))
    digest = fingerprint.Digest()
    digest.add(str(folder), json.dumps(found))
    return digest.name().encode("ascii")
