#!/usr/bin/env python3
"""Verifies an evidence bundle against the source documents; needs Python 3.8 and nothing else.

Usage: python3 verify.py evidence.json SEEDS-FOLDER

For each citation it takes the document with the recorded checksum, and compares the recorded
passage, prefix and suffix with the characters at the recorded offsets.
Exit code: 0 all verified, 1 something differs, 2 the bundle or the folder cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys


def main(arguments: list[str]) -> int:
    """Compare every citation with its document."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        bundle = json.loads(pathlib.Path(arguments[0]).read_text("utf-8"))
        documents = {}
        for path in sorted(pathlib.Path(arguments[1]).iterdir()):
            if path.is_file():
                raw = path.read_bytes()
                documents[hashlib.sha256(raw).hexdigest()] = raw
    except (OSError, ValueError) as error:
        print("cannot read:", error)
        return 2
    texts = {}
    verified = wrong = missing = 0
    for fact in bundle["facts"]:
        for citation in fact["citations"]:
            digest = bundle["seeds"][citation["seed"]]["sha256"]
            if digest not in documents:
                print(fact["address"], "has no document with the checksum of", citation["seed"])
                missing += 1
                continue
            if digest not in texts:
                texts[digest] = documents[digest].decode("utf-8-sig")
            text = texts[digest]
            spans = citation["spans"]
            before, after = spans[0][0], spans[-1][1]
            found = [text[start:end] for start, end in spans]
            same = (
                found == citation["passage"]
                and text[:before].endswith(citation["prefix"])
                and text[after:].startswith(citation["suffix"])
            )
            if same:
                verified += 1
            else:
                print(fact["address"], "has other words than", citation["seed"])
                wrong += 1
    print(verified, "citations verified,", wrong, "differ,", missing, "without their document")
    return 1 if wrong or missing or not verified else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
