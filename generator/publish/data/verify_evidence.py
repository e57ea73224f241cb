#!/usr/bin/env python3
"""Verifies an evidence bundle against the source documents; needs Python 3.8 and nothing else.

Usage: python3 verify.py evidence.json SEEDS-FOLDER

It looks up again all that the bundle says of the documents:

  sources   a file in the folder, or in one inside it, has the recorded SHA-256, whatever its name,
            and the recorded number of characters when read as UTF-8
  spans     are in order, none empty or outside of the document, all in one paragraph
  passage   is what stands there; `prefix` and `suffix` right beside it; it begins in `line`
  quote     is the passage, as `verdict` says: exact: the same characters; typographic: the same
            after the published table (NFC, white space, quotation marks, dashes, ligatures ...);
            edited: the same but for what an editor put into [brackets]
  facts     `fingerprint` is the SHA-256 of the other fields, those of citations too, but not `url`
  build     is the SHA-256 of all the rest of the bundle
  file      has the SHA-256 that SHA256SUMS beside it says, if there is one

What it does not verify it says. It follows no link inside the folder.
Exit code: 0 all verified, 1 something differs, 2 it cannot be read, 130 it was stopped.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import stat
import sys
import unicodedata
from typing import Any, BinaryIO

VERSION = 2
NOT_VERIFIED = (
    "that what a fact says (property, text, value, certainty ...) follows from its quotes: read it",
    "titles and languages of sources, the part of a document (`role`), addresses of pages (`url`)",
    "that readers of a document see the passage, that it stands there once, in whole words",
    "who made this bundle, and that nothing was left out of it: whoever changes all of it can make"
    " its digests again, so compare the SHA-256 below with the one that its publisher gives",
)
USAGE = "Usage: python3 verify.py evidence.json SEEDS-FOLDER"  # -OO leaves the words above out
MOST_LINES = 1000
# What a bundle looks like: a type, one of some shapes, a list of one shape, or an object: of a
# shape for each name, or of one for every name (str).
NONE = type(None)
WORDS = {str: str}
BUNDLE = {"version": int, "build": str, "seeds": dict, "facts": list}
SEED = {"title": str, "language": str, "sha256": str, "characters": int}
FACT = {
    **dict.fromkeys(("address", "property", "certainty", "fingerprint"), str),
    **dict.fromkeys(("date", "attributed_to"), (str, NONE)),
    "text": (WORDS, NONE),
    "value": ({str: (str, bool, NONE, WORDS)}, NONE),
    "mentions": [str],
    "derived": [{"value": str, "how": WORDS}],
    "citations": list,
}
CITATION = {
    **dict.fromkeys(("seed", "quote", "verdict", "role", "prefix", "suffix", "url"), str),
    "passage": [str],
    "spans": [[int]],
    "line": int,
}


def misshapen(value: Any, shape: Any, at: str) -> list[str]:
    """What of a value has not its shape, each with its place."""
    if isinstance(shape, dict) and type(value) is dict:
        shape = dict.fromkeys(value, shape[str]) if str in shape else shape
        wrong = [f"{at} has no {name}" for name in shape if name not in value]
        wrong += [f"{at} has an unknown field {shown(name)}" for name in value if name not in shape]
        held = [name for name in shape if name in value]
        return wrong + [w for n in held for w in misshapen(value[n], shape[n], f"{at}, {shown(n)}")]
    if isinstance(shape, list) and type(value) is list:
        return [w for n, one in enumerate(value, 1) for w in misshapen(one, shape[0], f"{at} {n}")]
    # Types are compared, since True is a number for isinstance.
    options = shape if isinstance(shape, tuple) else ()
    fits = type(value) is shape or any(not misshapen(value, one, at) for one in options)
    return [] if fits else [f"{at} has the wrong type"]


def say(line: str) -> None:
    """Prints one line that harms no terminal and no log; that nobody reads it is no error."""
    line = "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)
    # Platforms that keep logs take `::` at the beginning of a line and `##[` for commands.
    line = re.sub(r"^(\s*):(?=:)", r"\1\\u003a", re.sub(r"#(?=#\w*\[)", r"\\u0023", line))
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        print(line.encode(encoding, "backslashreplace").decode(encoding), flush=True)
    except (AttributeError, OSError, ValueError):  # it is closed, or was never open
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def shown(text: str) -> str:
    """Words of the bundle or the folder, cut, so that one sees where they begin and end."""
    return '"' + "".join(json.dumps(c)[1:-1] if c in '"\\' else c for c in text[:100]) + '"'


def opened(path: str, flags: int = 0) -> BinaryIO:
    """A file; a pipe that nobody writes to is not waited for."""
    flags |= os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return open(os.open(path, flags), "rb")


def contents(file: BinaryIO, wanted: set[str] | None = None) -> tuple[str, bytes]:
    """SHA-256 of a file, and its bytes where no or this digest is wanted."""
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        raise OSError("it is not a file")
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    if wanted is not None and digest.hexdigest() not in wanted:
        return digest.hexdigest(), b""
    file.seek(0)
    raw = file.read()
    return hashlib.sha256(raw).hexdigest(), raw


def read_bundle(path: str) -> tuple[dict[str, Any], bytes, str]:
    """The bundle, its bytes and their SHA-256."""
    with opened(path) as file:
        digest, raw = contents(file)
    numbers: Any = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), whole)
    found = json.loads(raw.decode("utf-8"), object_pairs_hook=each_once, **numbers)
    if type(found) is not dict:
        raise ValueError(f"{shown(path)} is no evidence bundle")
    return found, raw, digest


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; of two fields with one name each program would take another."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("an object has a field twice")
    return dict(pairs)


def whole(text: str) -> int:
    """A number of JSON; the bundle has whole ones only, and none that programs read otherwise."""
    if not re.match(r"-?[0-9]{1,15}\Z", text):
        raise ValueError(f"{shown(text)} is no whole number, or is too large")
    return int(text)


def read_documents(folder: str, wanted: set[str]) -> tuple[dict[str, bytes], list[str]]:
    """SHA-256 → bytes of the wanted documents; what was not read.

    Only checksums choose a document, so that no path from a bundle is ever opened.
    """
    documents: dict[str, bytes] = {}
    failures: list[OSError] = []
    unread: list[str] = []
    if not os.path.isdir(folder):
        raise ValueError(f"{shown(folder)} is no folder")
    for path, folders, names in os.walk(folder, onerror=failures.append):
        folders.sort()
        for name in sorted(names + folders):
            full = os.path.join(path, name)
            try:
                if os.path.islink(full):
                    raise OSError("a link")
                if name in folders:
                    continue
                with opened(full, getattr(os, "O_NOFOLLOW", 0)) as file:
                    digest, raw = contents(file, wanted)
                if digest in wanted:
                    documents[digest] = raw
            except (OSError, MemoryError) as error:
                unread.append(f"{shown(full)}: {getattr(error, 'strerror', '') or error}")
    return documents, unread + [f"{shown(e.filename)}: {e.strerror}" for e in failures]


def digest_of(value: Any) -> str:
    """SHA-256 of a value as JSON in UTF-8, without white space, fields in their order."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(fact: dict[str, Any]) -> str:
    """Of a fact: all but this field itself and the addresses of pages."""
    citations = [without("url", citation) for citation in fact["citations"]]
    return digest_of(without("fingerprint", {**fact, "citations": citations}))


def build(bundle: dict[str, Any]) -> str:
    """Of a bundle: all but this field itself."""
    return digest_of(without("build", bundle))


def without(field: str, held: dict[str, Any]) -> dict[str, Any]:
    """All fields but one, in their order."""
    return {name: value for name, value in held.items() if name != field}


# The same words, typed otherwise: the published table.
DOUBLE_QUOTES = "“”„‟«»＂〝〞〟"
SINGLE_QUOTES = "‘’‚‛‹›ʼ＇"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
ZERO_WIDTH = "\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff"
LIGATURES = map(chr, (*range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18)))
EXPANDED = {"…": "...", **{c: unicodedata.normalize("NFKC", c) for c in LIGATURES}}
SIGNS = ((DOUBLE_QUOTES, '"'), (SINGLE_QUOTES, "'"), (DASHES, "-"))
ONE_TO_ONE = {ord(char): sign for chars, sign in SIGNS for char in chars}
BLANK = rf"[\s{ZERO_WIDTH}]"
REPLACED = re.compile(rf"«{BLANK}+|{BLANK}+»?|[{''.join(EXPANDED)}]")
BRACKETS = re.compile(r"\[[^\[\]]{0,200}\]")
MOST_MARKS = 64  # accents in a row, beyond which to normalize takes time without end


def fold(text: str, start: int = 0, end: int = sys.maxsize) -> str:
    """Part of a text, without what may differ between two ways to type the same words."""
    pieces, done = [], start
    for found in REPLACED.finditer(text, start, end):
        pieces += [text[done : found.start()], plain(text, found)]
        done = found.end()
    folded = "".join([*pieces, text[done:end]]).translate(ONE_TO_ONE)
    return unicodedata.normalize("NFC", folded).strip()


def plain(text: str, found: re.Match[str]) -> str:
    """What a ligature, or a run of white space with a guillemet beside it, is folded to."""
    run = found.group()
    if run in EXPANDED:
        return EXPANDED[run]
    blank = " " if any(c.isspace() for c in run) else ""
    # In »German« the white space beside a guillemet is outside of it.
    if run[0] == "«":
        return '"' + blank if beside_word(text, found.start() - 1, -1) else '"'
    if run[-1] == "»":
        return blank + '"' if beside_word(text, found.end(), 1) else '"'
    return blank


def beside_word(text: str, at: int, step: int) -> bool:
    """Whether the next character that is seen, in a direction, belongs to a word."""
    while 0 <= at < len(text) and text[at] in ZERO_WIDTH:
        at += step
    char = text[at] if 0 <= at < len(text) else " "
    belongs = char.isalnum() or char in "_\u200c\u200d" or unicodedata.category(char)[0] == "M"
    return belongs or (step < 0 and char in ".!?…")


def verdict(quote: str, text: str, spans: list[list[int]]) -> str:
    """How a quote is found in parts of a text: exact, typographic or edited; "" if it is not."""
    if any(endless(one) for one in (quote, *(text[a:b] for a, b in spans))):
        return ""
    needle, parts = fold(quote), [fold(text, start, end) for start, end in spans]
    if not all(parts):
        return ""
    if parts == [needle]:
        return "exact" if quote == text[spans[0][0] : spans[0][1]] else "typographic"
    kept = [part.strip() for part in BRACKETS.split(needle) if part.strip()]
    return "edited" if kept == parts else ""


def endless(text: str) -> bool:
    """Whether a text has more accents in a row than any language needs."""
    runs = itertools.groupby(text, lambda char: unicodedata.combining(char) > 0)
    return any(marks and sum(1 for _ in run) > MOST_MARKS for marks, run in runs)


def verify_citation(citation: Any, at: str, texts: dict[str, str]) -> list[str]:
    """What differs between a citation and its document."""
    wrong = misshapen(citation, CITATION, at)
    if wrong:
        return wrong
    name, spans = citation["seed"], citation["spans"]
    if name not in texts:
        return [f"{at}: there is no verified document of its source {shown(name)}"]
    text, ends = texts[name], [at for span in spans for at in span]
    whole_spans = all(len(span) == 2 and span[0] < span[1] for span in spans)
    if not (ends and whole_spans and [0, *ends, len(text)] == sorted([0, *ends, len(text)])):
        return [f"{at}: offsets are missing, empty, out of order or outside of {shown(name)}"]
    start, end, prefix, suffix = ends[0], ends[-1], citation["prefix"], citation["suffix"]
    checks = (
        ([text[a:b] for a, b in spans] == citation["passage"], "the passage is not what stands"),
        (text[max(0, start - len(prefix)) : start] == prefix, "the prefix is not what stands"),
        (text[end : end + len(suffix)] == suffix, "the suffix is not what stands"),
        (text.count("\n", 0, start) + 1 == citation["line"], "the line is not where it stands"),
        (len(spans) == 1 or "\n" not in text[start : end - 1], "parts are in other lines"),
    )
    wrong = [f"{at}: {said} in {shown(name)}" for holds, said in checks if not holds]
    if not wrong and verdict(citation["quote"], text, spans) != citation["verdict"]:
        wrong.append(f"{at}: the quote {shown(citation['quote'])} is not the passage as it says")
    return wrong


def verify_fact(fact: Any, at: str, texts: dict[str, str]) -> list[str]:
    """What differs between a fact and what it stands on."""
    wrong = misshapen(fact, FACT, at)
    if wrong:
        return wrong
    at = f"{at} {shown(fact['address'])}"
    if not re.match(r"[^#]+#[^#]+\Z", fact["address"]):
        wrong.append(f"{at}: the address is not of the form sheet#fact")
    if not fact["citations"]:
        wrong.append(f"{at}: it has no citation")
    for n, citation in enumerate(fact["citations"], 1):
        wrong += verify_citation(citation, f"{at}, citation {n}", texts)
    if not wrong and fact["fingerprint"] != fingerprint(fact):
        wrong.append(f"{at}: the fingerprint is of another fact")
    return wrong


def verify_seed(seed: Any, at: str, documents: dict[str, bytes]) -> tuple[str | None, list[str]]:
    """The text of a source, None if it is not as recorded; what differs."""
    wrong = misshapen(seed, SEED, at)
    if wrong:
        return None, wrong
    if seed["sha256"] not in documents:
        return None, [f"{at}: no document in the folder has its checksum"]
    try:
        text = documents[seed["sha256"]].decode("utf-8-sig")
    except ValueError:
        return None, [f"{at}: the document is not UTF-8"]
    if len(text) != seed["characters"]:
        return None, [f"{at}: the document has {len(text)} characters"]
    return text, []


def verify_file(path: str, digest: str) -> tuple[list[str], str]:
    """What differs between the bundle's file and SHA256SUMS beside it; what is not verified."""
    name = os.path.basename(path)
    try:
        with opened(os.path.join(os.path.dirname(path), "SHA256SUMS")) as file:
            lines = contents(file)[1].decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return [], "the file as a whole: no SHA256SUMS stands beside it"
    except OSError as error:
        return [f"the file: SHA256SUMS cannot be read: {error.strerror or error}"], "other files"
    listed = [line[:64] for line in lines if line[64:] in ("  " + name, " *" + name)]
    wrong = [] if listed == [digest] else ["the file: SHA256SUMS has not its checksum"]
    return wrong, "other files; `sha256sum -c SHA256SUMS` compares them"


def verify(path: str, folder: str) -> int:
    """Verifies a bundle and prints what came of it; returns the exit code."""
    bundle, raw, digest = read_bundle(path)
    wrong = misshapen(bundle, BUNDLE, "the bundle")
    seeds = bundle["seeds"] if type(bundle.get("seeds")) is dict else {}
    facts = bundle["facts"] if type(bundle.get("facts")) is list else []
    recorded = [seed.get("sha256") for seed in seeds.values() if type(seed) is dict]
    documents, unread = read_documents(folder, {one for one in recorded if type(one) is str})
    if bundle.get("version") != VERSION:
        wrong.append(f"the bundle: this script reads version {VERSION} only")
    if bundle.get("build") != build(bundle):
        wrong.append("the bundle: `build` is not the digest of all the rest")
    texts: dict[str, str] = {}
    for name, seed in seeds.items():
        text, differs = verify_seed(seed, f"source {shown(name)}", documents)
        wrong += differs
        if text is not None:
            texts[name] = text
    good, addresses = 0, set()
    for n, fact in enumerate(facts, 1):
        differs = verify_fact(fact, f"fact {n}", texts)
        address = str(fact.get("address")) if type(fact) is dict else ""
        if address in addresses:
            differs.append(f"fact {n}: an earlier one has the same address {shown(address)}")
        addresses.add(address)
        good += not differs
        wrong += differs
    if not facts:
        wrong.append("the bundle: it has no facts")
    differs, besides = verify_file(path, digest)
    wrong += differs
    notes = [*NOT_VERIFIED, besides, *(f"what was not read: {one}" for one in unread)]
    if raw != (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"):
        notes.append("how the file is written: its white space or escapes are not the publisher's")
    said = [f"differs: {one}" for one in wrong[:MOST_LINES]]
    said += [f"not verified: {one}" for one in notes[:MOST_LINES]]
    said.append(f"SHA-256 of the bundle: {digest}")
    said.append(f"verified: {good} of {len(facts)} facts, {len(texts)} of {len(seeds)} sources")
    for line in [*said, f"differences: {len(wrong)}"]:
        say(line)
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    """Runs the script; returns the exit code."""
    asked = arguments in (["-h"], ["--help"])
    if asked or len(arguments) != 2:
        for line in (__doc__ or USAGE).splitlines()[: None if asked else 3]:
            say(line)
        return 0 if asked else 2
    try:
        return verify(*arguments)
    except (OSError, ValueError) as error:
        say(f"cannot read: {error}")
    except (MemoryError, RecursionError):
        say("cannot read: something is too large, or the bundle is nested too deep")
    except KeyboardInterrupt:
        say("stopped: nothing is verified")
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
