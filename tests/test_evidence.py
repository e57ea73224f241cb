"""The script beside the evidence bundle: whatever is changed, it says so, whatever it is given."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import pipeline
from generator import text as folding
from generator.check.match import Haystack
from generator.dates import parse
from generator.model import Display, Place, Seed
from generator.publish.data import verify_evidence as script
from generator.publish.data.export import export
from generator.settings import QuoteRules

HOSTILE = [
    "a\x1b[2Jb",
    "a\x9b2Jb\x07\x7f",
    "a\r\n::error::x",
    "  ::set-output name=x::y",
    "::stop-commands::x",
    "x##[group]y ##vso[task.complete]",
    "\u202egnp.exe\u2066",
    "\u2028::error::x\x85::error::x",
    "\u200bx\ufeff\U000e0041",
    "\udcff\ue000\u0378",
    "\x1b]8;;http://evil.example\x1b\\x",
]


def harmless(text: str) -> None:
    """Nothing but lines that a terminal shows as they are, and that no platform obeys."""
    for char in text:
        odd = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        assert char == "\n" or not odd, (hex(ord(char)), text)
    assert not re.search(r"(?m)^\s*::|##\w*\[", text), text


Run = Callable[[Any], tuple[int, str]]

TEXT = "\ufeffA first line.\nThe four kilns, it said, are « out » – the cafe\u0301’s oﬃce is not.\n"
"""A document with all that folding knows, behind a byte order mark."""


def citation(quote: str, verdict: str, *passage: str) -> dict[str, Any]:
    text = TEXT[1:]
    starts = [text.index(part) for part in passage]
    ends = [start + len(part) for start, part in zip(starts, passage, strict=True)]
    return {
        "seed": "a",
        "quote": quote,
        "verdict": verdict,
        "passage": [*passage],
        "spans": [[*span] for span in zip(starts, ends, strict=True)],
        "line": text.count("\n", 0, starts[0]) + 1,
        "role": "body",
        "prefix": text[max(0, starts[0] - 4) : starts[0]],
        "suffix": text[ends[-1] : ends[-1] + 4],
        "url": "/sources/a/",
    }


def digested(bundle: dict[str, Any]) -> dict[str, Any]:
    """A bundle with its digests made again, by the documented rule and not by the script."""

    def digest(value: Any, *without: str) -> str:
        held = {name: one for name, one in value.items() if name not in without}
        if "citations" in held:
            held["citations"] = [
                {n: v for n, v in c.items() if n != "url"} for c in held["citations"]
            ]
        text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    for fact in bundle["facts"]:
        fact["fingerprint"] = digest(fact, "fingerprint")
    bundle["build"] = digest(bundle, "build")
    return bundle


@pytest.fixture
def bundle() -> dict[str, Any]:
    def fact(address: str, *citations: dict[str, Any]) -> dict[str, Any]:
        return {
            "address": address,
            "property": "state",
            "value": {"type": "quantity", "amount": "4", "scale": None},
            "date": None,
            "text": {"en": "Four kilns are out.", "fr": "Quatre fours sont éteints."},
            "certainty": "stated",
            "attributed_to": None,
            "mentions": ["kiln"],
            "derived": [{"value": "4", "how": {"en": "Counted.", "fr": "Compté."}}],
            "fingerprint": "",
            "citations": [*citations],
        }

    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    return digested(
        {
            "version": 2,
            "build": "",
            "seeds": {
                "a": {"title": "A", "language": "en", "sha256": digest, "characters": len(TEXT) - 1}
            },
            "facts": [
                fact(
                    "x#one",
                    citation("four kilns, it said", "exact", "four kilns, it said"),
                    citation("The four kilns […] are", "edited", "The four kilns", "are"),
                ),
                fact(
                    "x#two",
                    citation(
                        'are "out" - the café\'s office',
                        "typographic",
                        "are « out » – the cafe\u0301’s oﬃce",
                    ),
                    citation("[They] four kilns, it", "edited", "four kilns, it"),
                ),
            ],
        }
    )


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the script on a bundle, or on bytes; what it printed does no harm."""
    (tmp_path / "seeds" / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "seeds/sub/deep/any name.bin").write_bytes(TEXT.encode())
    path = tmp_path / "evidence.json"

    def once(bundle: Any) -> tuple[int, str]:
        if not isinstance(bundle, bytes):
            laid = json.dumps(bundle, ensure_ascii=False, indent=1) + "\n"
            bundle = laid.encode("utf-8", "backslashreplace")  # as JSON escapes them
        path.write_bytes(bundle)
        code = script.main([str(path), str(tmp_path / "seeds")])
        printed = capsys.readouterr().out
        harmless(printed)
        return code, printed

    return once


def test_what_is_as_it_was_written_is_verified(run: Run, bundle: dict[str, Any]) -> None:
    code, printed = run(bundle)
    assert code == 0, printed
    assert printed.endswith("verified: 2 of 2 facts, 1 of 1 sources\ndifferences: 0\n")
    assert f"SHA-256 of the bundle: {hashlib.sha256(laid(bundle)).hexdigest()}" in printed
    for line in (*script.NOT_VERIFIED, "no SHA256SUMS stands beside it"):
        assert line in printed
    assert "how the file is written" not in printed


def laid(bundle: Any) -> bytes:
    return (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode()


# --- any change -------------------------------------------------------------------------------


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a bundle, objects and lists too."""
    if way:
        yield way
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(one, (*way, key))


def others(value: Any) -> Iterator[Any]:
    """Other values in the place of one."""
    yield from (
        x for x in (None, True, 0, -1, 10**14, "", "x", [], {}, [[]], {"": []}) if x != value
    )
    yield from (False, 1) if value not in (0, 1) or isinstance(value, bool) else ()
    if isinstance(value, str):
        yield from (
            value + "x",
            value + " ",
            value + "\u200b",
            value[:-1] + "\ud800",
            value.upper() + "!",
        )
    if isinstance(value, int):
        yield from (value + 1, value - 1, -value - 1)
    if isinstance(value, list):
        yield from ([*value, *value[-1:], None], [*value[:-1], 0], [value])
        if len(value) > 1 and value[0] != value[-1]:
            yield value[::-1]
    if isinstance(value, dict):
        yield {**value, "more": 1}
        yield dict([*value.items()][1:])
        if len(value) > 1:
            yield dict([*value.items()][::-1])


def placed(bundle: Any, way: tuple[Any, ...], value: Any) -> Any:
    """The bundle with another value in a place, by name also where numbers are equal."""
    changed = copy.deepcopy(bundle)
    held = changed
    for step in way[:-1]:
        held = held[step]
    held[way[-1]] = value
    return changed


def test_every_other_value_in_every_place_is_reported(run: Run, bundle: dict[str, Any]) -> None:
    tried = 0
    for way in places(bundle):
        value = bundle
        for step in way:
            value = value[step]
        for other in others(value):
            code, printed = run(placed(bundle, way, other))
            tried += 1
            assert code == 1, (way, other, printed)
            assert "differs: " in printed
            if way[0] == "facts" and len(way) > 1 and way[-1] != "url":
                assert "verified: 2 of" not in printed, (way, other, printed)
        parent = placed(bundle, way, value)
        held = parent
        for step in way[:-1]:
            held = held[step]
        del held[way[-1]]
        code, printed = run(parent)
        assert code == 1, (way, printed)
    assert tried > 1000


# What a changed digest does not hide: all that the documents themselves contradict.
LIES = {
    "another quote": ("citations", 0, "quote", "five kilns, it said"),
    "a quote in other letters": ("citations", 0, "quote", "Four kilns, it said"),
    "an empty quote": ("citations", 0, "quote", ""),
    "a quote of brackets": ("citations", 0, "quote", "[…]"),
    "a longer quote": ("citations", 0, "quote", "four kilns, it said, are"),
    "a cut that says nothing": ("citations", 1, "quote", "The four kilns are"),
    "another passage": ("citations", 0, "passage", ["five kilns, it said"]),
    "an empty passage": ("citations", 0, "passage", [""]),
    "no passage": ("citations", 0, "passage", []),
    "one passage too many": ("citations", 0, "passage", ["four kilns, it said", "are"]),
    "no offsets": ("citations", 0, "spans", []),
    "negative offsets": ("citations", 0, "spans", [[-54, -35]]),
    "an empty span": ("citations", 0, "spans", [[18, 18]]),
    "a span backwards": ("citations", 0, "spans", [[37, 18]]),
    "a span of three": ("citations", 0, "spans", [[18, 37, 40]]),
    "a span of one": ("citations", 0, "spans", [[18]]),
    "a span beyond the text": ("citations", 0, "spans", [[18, 3700]]),
    "spans that overlap": ("citations", 1, "spans", [[14, 28], [20, 43]]),
    "spans out of order": ("citations", 1, "spans", [[40, 43], [14, 28]]),
    "another line": ("citations", 0, "line", 1),
    "another prefix": ("citations", 0, "prefix", "the "),
    "a prefix from before the text": ("citations", 0, "prefix", "x" * 99),
    "another suffix": ("citations", 0, "suffix", "!"),
    "another verdict": ("citations", 0, "verdict", "typographic"),
    "a verdict that does not pass": ("citations", 0, "verdict", "absent"),
    "a verdict of nothing": ("citations", 0, "verdict", ""),
    "an exact one that is not": ("citations", 1, "verdict", "exact"),
    "a source that is not there": ("citations", 0, "seed", "../../etc/passwd"),
    "a source of another type": ("citations", 0, "seed", None),
    "no citation": ("citations", []),
    "an address without a fact": ("address", "x"),
    "another's address": ("address", "x#two"),
}


@pytest.mark.parametrize("name", LIES)
def test_digests_made_again_hide_nothing_that_the_documents_say(
    run: Run, bundle: dict[str, Any], name: str
) -> None:
    *way, value = LIES[name]
    code, printed = run(digested(placed(bundle, ("facts", 0, *way), value)))
    assert code == 1, printed
    assert "`build`" not in printed, printed
    assert "verified: 1 of 2 facts" in printed
    if isinstance(value, str):
        assert "/etc/passwd: " not in printed


def test_digests_made_again_hide_no_wrong_type(run: Run, bundle: dict[str, Any]) -> None:
    """Also deep in what nobody can look up in a document."""
    kept = {"spans", "passage", "citations", "fingerprint"}
    tried = 0
    for way in places(bundle["facts"][0]):
        if kept.intersection(way):
            continue
        value = bundle["facts"][0]
        for step in way:
            value = value[step]
        for other in (0, 10**14, [], [[]], {"": 1}, {"": {"": 1}}, {"a": {"b": {"c": "d"}}}):
            if type(other) is type(value) and value == []:
                continue
            code, printed = run(digested(placed(bundle, ("facts", 0, *way), other)))
            if code == 0:  # an empty list is one of no words
                assert (way, other) in ((("mentions",), []), (("derived",), [])), (way, other)
                continue
            tried += 1
            assert "verified: 1 of 2 facts" in printed, (way, other, printed)
            assert "`build`" not in printed
    assert tried > 70


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sha256", "0" * 64),
        ("sha256", "../../etc/passwd"),
        ("sha256", "/etc/passwd"),
        ("sha256", ""),
        ("characters", 0),
        ("characters", len(TEXT)),
    ],
)
def test_a_source_that_is_not_as_recorded_verifies_nothing(
    run: Run, bundle: dict[str, Any], field: str, value: Any
) -> None:
    code, printed = run(digested(placed(bundle, ("seeds", "a", field), value)))
    assert code == 1
    assert "verified: 0 of 2 facts, 0 of 1 sources" in printed


def test_every_changed_byte_of_a_source_is_reported(
    run: Run, bundle: dict[str, Any], tmp_path: Path
) -> None:
    raw = TEXT.encode()
    path = tmp_path / "seeds/sub/deep/any name.bin"
    for at in range(len(raw)):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        code, printed = run(bundle)
        assert (code, "verified: 0 of 2 facts, 0 of 1" in printed) == (1, True), at
    for other in (b"", raw[:-1], raw + b"\n", raw[3:], raw.replace(b"\n", b"\r\n")):
        path.write_bytes(other)
        assert run(bundle)[0] == 1
    path.unlink()
    assert run(bundle)[0] == 1


def test_every_changed_byte_of_the_bundle_is_reported(run: Run, bundle: dict[str, Any]) -> None:
    raw = laid(bundle)
    for at in range(0, len(raw), 3):
        for other in (raw[at] ^ 1, (0x20, 0x30, 0x80, 0x22, 0x5C)[at % 5]):
            if other != raw[at]:
                code, printed = run(raw[:at] + bytes([other]) + raw[at + 1 :])
                assert code or "how the file is written" in printed, (at, other)


def test_a_document_that_is_no_text_is_reported(
    run: Run, bundle: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "seeds/b").write_bytes(b"\xff\xfe")
    bundle["seeds"]["a"]["sha256"] = hashlib.sha256(b"\xff\xfe").hexdigest()
    code, printed = run(digested(bundle))
    assert (code, "the document is not UTF-8" in printed) == (1, True)


# --- whatever it is given ---------------------------------------------------------------------

UNREADABLE = {
    "nothing": b"",
    "no JSON": b"{",
    "a word": b"verified",
    "a list": b"[]\n",
    "a text": b'"facts"\n',
    "null": b"null\n",
    "a number": b"2\n",
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"facts":' * 100_000,
    "nested and closed": b"[" * 100_000 + b"]" * 100_000,
    "nested fields": b'{"version":2,"build":"","seeds":{},"facts":'
    + b"[" * 900
    + b"]" * 900
    + b"}",
    "a huge number": b'{"version": ' + b"9" * 100_000 + b"}",
    "a huge exponent": b'{"version": 1e999999999}',
    "a fraction": b'{"version": 2.0}',
    "NaN": b'{"version": NaN}',
    "infinity": b'{"version": -Infinity}',
    "a field twice": b'{"version": 2, "version": 2}',
    "other bytes": b"\xff\xfe{\x00}\x00",
    "Latin": '{"build": "é"}'.encode("latin-1"),
    "a mark": b"\xef\xbb\xbf{}",
    "a NUL": b'{"build": "\x00"}',
    "a line break in a text": b'{"build": "\n"}',
    "more behind it": b"{}{}",
    "single quotes": b"{'version': 2}",
    "a comment": b"{} // all verified",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_bundle_cannot_be_read(run: Run, name: str) -> None:
    code, printed = run(UNREADABLE[name])
    if name == "nested fields":  # as deep as JSON's reader goes; then it is only no bundle
        assert code in (1, 2)
        return
    assert code == 2, printed
    assert printed.startswith("cannot read: ")
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    "value",
    [{}, {"facts": []}, {"version": 2, "build": "", "seeds": [], "facts": {}}]
    + [{"version": 2, "build": "", "seeds": {"a": v}, "facts": [v]} for v in (None, 1, "x", [], {})]
    + [
        {"version": 2, "build": "", "seeds": {}, "facts": [{"address": v}] * 2}
        for v in (None, [], "x")
    ],
    ids=str,
)
def test_what_has_no_shape_differs(run: Run, value: Any) -> None:
    code, printed = run(digested_top(value))
    assert code == 1, printed
    assert "verified: 0 of " in printed


def digested_top(bundle: dict[str, Any]) -> dict[str, Any]:
    return {**bundle, "build": script.build(bundle)}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_no_pipe_is_waited_for_and_no_link_followed(
    run: Run, bundle: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = tmp_path / "seeds"
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", seeds, tmp_path / "no"):
        assert script.main([str(path), str(seeds)]) == 2
    for path in (tmp_path / "pipe", tmp_path / "no", seeds / "sub/deep/any name.bin"):
        path.touch()
        run(bundle)
        assert script.main([str(tmp_path / "evidence.json"), str(tmp_path / "missing")]) == 2
    capsys.readouterr()
    os.mkfifo(seeds / "pipe")
    (seeds / "loop").symlink_to(seeds)
    (seeds / "passwd").symlink_to("/etc/passwd")
    (seeds / "closed").mkdir(mode=0)
    code, printed = run(bundle)
    assert code == 0, printed
    for name in ("pipe", "loop", "passwd"):
        assert f'not verified: what was not read: "{seeds / name}": ' in printed
    real = seeds / "sub/deep/any name.bin"
    real.rename(tmp_path / "outside")
    real.symlink_to(tmp_path / "outside")
    assert run(bundle)[0] == 1


def test_it_can_be_stopped(
    run: Run, bundle: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(script, "digest_of", stop)
    assert run(bundle) == (130, "stopped: nothing is verified\n")


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for asked in ([], ["a"], ["a", "b", "c"]):
        assert script.main(asked) == 2
        assert "Usage: python3 verify.py" in capsys.readouterr().out
    for asked in (["--help"], ["-h"]):
        assert script.main(asked) == 0
        printed = capsys.readouterr().out
        assert all(words in printed for words in ("Exit code", "fingerprint", "SHA256SUMS"))
    assert script.USAGE in (script.__doc__ or "").splitlines()
    bare = [sys.executable, "-OO", script.__file__]
    assert subprocess.run(bare, capture_output=True, text=True, check=False).stdout.split("\n") == [
        script.USAGE,
        "",
    ]
    assert script.main(["a\0b", "c"]) == 2


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_is_printed_raw(
    run: Run, bundle: dict[str, Any], tmp_path: Path, hostile: str
) -> None:
    """`run` holds what is printed against the rules of the program's own door."""
    for way in [*places(bundle)]:
        run(digested_or_not(placed(bundle, way, hostile)))
    changed = copy.deepcopy(bundle)
    changed[hostile] = changed["seeds"].pop("a")
    changed["seeds"][hostile] = {hostile: hostile}
    changed["facts"][0][hostile] = 1
    run(changed)
    name = hostile.replace("/", "").replace("\0", "")
    try:
        (tmp_path / "seeds" / name).symlink_to(tmp_path)
    except (OSError, UnicodeError):  # no name for a file here
        return
    run(bundle)


def digested_or_not(bundle: Any) -> Any:
    try:
        return digested(bundle)
    except (AttributeError, KeyError, TypeError):
        return bundle


def test_checksums_beside_it_are_compared(run: Run, bundle: dict[str, Any], tmp_path: Path) -> None:
    sums, digest = tmp_path / "SHA256SUMS", hashlib.sha256(laid(bundle)).hexdigest()
    sums.write_text(f"{'0' * 64}  other\n{digest}  evidence.json\n")
    code, printed = run(bundle)
    assert code == 0, printed
    assert "sha256sum -c SHA256SUMS" in printed
    for wrong in ("", f"{'0' * 64}  evidence.json\n", f"{digest}  evidence.jso\n", "\udcff"):
        sums.write_bytes(wrong.encode("utf-8", "surrogateescape"))
        code, printed = run(bundle)
        assert (code, "SHA256SUMS has not its checksum" in printed) == (1, True)
    sums.unlink()
    sums.mkdir()  # or anything else that cannot be read
    code, printed = run(bundle)
    assert (code, "SHA256SUMS cannot be read" in printed) == (1, True)
    sums.rmdir()
    sums.symlink_to("nowhere")
    assert run(bundle)[0] == 0
    sums.unlink()
    sums.write_text(f"{digest}  evidence.json\n")
    code, printed = run(laid(bundle).rstrip())
    assert code == 1
    assert "how the file is written" in printed


# --- the same words as the program's ----------------------------------------------------------

WORDS = st.text(
    st.sampled_from("ab é e\u0301\u0301«»“”\"'’–-…ﬁ\u00ad\u200b\u00a0\u202f\n.[]1")
    | st.characters(codec="utf-8"),
    max_size=40,
)


def test_the_fold_table_is_the_published_one() -> None:
    for name in ("DOUBLE_QUOTES", "SINGLE_QUOTES", "DASHES", "ZERO_WIDTH", "EXPANDED", "MAX_MARKS"):
        assert getattr(script, name.replace("MAX", "MOST")) == getattr(folding, name)


@given(WORDS)
def test_it_folds_as_the_program_folds(text: str) -> None:
    assert script.fold(text) == unicodedata.normalize("NFC", folding.fold(text)).strip()


@given(WORDS, WORDS, WORDS, st.data())
def test_what_the_program_finds_it_verifies(
    before: str, words: str, after: str, data: st.DataObject
) -> None:
    text = f"{before} {words} {after}"
    seed = Seed(
        "a", "A", "en", "x", (), parse("unknown"), None, "", Display.FULL, text, "a", Place("a")
    )
    other = str.maketrans({"“": '"', "’": "'", "–": "-", "é": "e\u0301", "\u00a0": " ", "\n": "  "})
    quote = data.draw(st.sampled_from([words, words.translate(other), f"[x] {words}"]))
    match = Haystack(seed, QuoteRules(min_words=1)).find(quote)
    if match.verdict.passes:
        spans = [[*span] for span in match.spans]
        assert script.verdict(quote, text, spans) == match.verdict.value


# --- a real one, and other Pythons ------------------------------------------------------------


@pytest.fixture(scope="module")
def data(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    checked = pipeline.check(repository)
    export(checked.index, checked.settings, folder)
    return folder


OTHERS = [shutil.which(name, path="/usr/bin:/usr/local/bin") for name in ("python3", "python3.8")]
PYTHONS = sorted({sys.executable, *filter(None, OTHERS)})


@pytest.mark.parametrize("python", PYTHONS)
def test_a_real_bundle_is_verified_by_any_python(
    data: Path, repository: Path, tmp_path: Path, python: str
) -> None:
    def ran(path: Path) -> subprocess.CompletedProcess[str]:
        line = [python, "-I", str(data / "verify.py"), str(path), str(repository / "seeds")]
        return subprocess.run(
            line, capture_output=True, text=True, check=False, env={"LC_ALL": "C"}, timeout=120
        )

    good = ran(data / "evidence.json")
    assert (good.returncode, good.stderr) == (0, ""), good.stdout
    bundle = json.loads((data / "evidence.json").read_text("utf-8"))
    assert digested(copy.deepcopy(bundle)) == bundle
    chosen = random.Random(1)
    ways = [*places(bundle)]
    for way in chosen.sample(ways, 6):
        (tmp_path / "evidence.json").write_bytes(laid(placed(bundle, way, "x\x1b\n::error::é")))
        bad = ran(tmp_path / "evidence.json")
        assert (bad.returncode, bad.stderr) == (1, ""), (way, bad.stdout)
        harmless(bad.stdout)
        assert (
            f"verified: {len(bundle['facts'])} of" not in bad.stdout
            or way[-1] == "url"
            or way[0] != "facts"
        )


def test_it_speaks_the_oldest_python_it_names() -> None:
    import ast

    ast.parse(Path(script.__file__).read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("stream", ["closed", "full", "ended"])
def test_that_nobody_reads_changes_no_exit_code(data: Path, repository: Path, stream: str) -> None:
    command = [sys.executable, "-I", str(data / "verify.py")]
    command += [str(data / "evidence.json"), str(repository / "seeds")]
    ways = {"closed": ">&-", "full": "> /dev/full", "ended": "| true"}
    line = f'"$@" {ways[stream]}; echo "${{PIPESTATUS[0]}}" >&2'
    ran = subprocess.run(
        ["bash", "-c", line, "-", *command], capture_output=True, text=True, check=False
    )
    assert ran.stderr.strip() == "0"
