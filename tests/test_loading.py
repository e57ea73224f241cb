"""How a file becomes nodes: every refusal word for word, and the place of every value."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from generator.diagnostics import Diagnostic
from generator.read import load, strings
from generator.read.nodes import Document, Node
from generator.settings import Limits

CASES = yaml.safe_load(Path(__file__).with_name("loading.yml").read_text("utf-8"))
LIMITS = Limits(scalar_characters=12, depth=3, nodes=9)


def told(found: Diagnostic) -> str:
    """A finding with all that it says."""
    more = "".join(f" ({r.place} {r.message})" for r in found.related)
    return f"{found.place} {found.rule}: {found.message} {found.hint}{more}"


def placed(node: Node) -> Any:
    """A node's data, with the place of everything."""
    at = f"{node.line}:{node.column}"
    if isinstance(node.value, str):
        return f"{at} {node.value}" if node.value else at
    if isinstance(node.value, list):
        return [at, *map(placed, node.value)]
    held = {f"{m[0]}:{m[1]} {key}": placed(one) for key, (m, one) in node.value.items()}
    return {"": at, **held}


def test_the_quick_parser_is_taken_where_there_is_one() -> None:
    assert getattr(yaml, "CSafeLoader", load.PlainLoader) is load._LOADER


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, load.PlainLoader])
def test_what_becomes_of_a_file(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_LOADER", loader)
    for case in CASES:
        raw = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode("utf-8")
        document, found = load.parse_yaml(raw, "f.yml", LIMITS)
        assert [told(one) for one in found] == case.get("finds", []), case
        assert (document and placed(document.root)) == case.get("is"), case
        assert document is None or document.path == "f.yml"


def test_a_document_makes_its_data_itself() -> None:
    root = Node(1, 1, {"a": ((1, 1), Node(1, 4, "b"))})
    assert Document("f.yml", root).data == {"a": "b"}
    with pytest.raises(TypeError):
        Document("f.yml", root, {})  # type: ignore[call-arg]


def test_a_settings_file_may_hold_tags_tabs_and_merge_keys() -> None:
    raw = b"a: !ENV x\nb: !y [c]\n'<<': d\n# e\tf\n"
    document, found = load.parse_yaml(raw, "mkdocs.yml", Limits(), tags=True)
    assert document
    assert (document.data, found) == ({"a": "x", "b": ["c"], "<<": "d"}, [])


def test_at_most_twenty_bad_characters_of_each_kind_are_told() -> None:
    for bad in ("\x01", "\u2028"):
        assert len(load.parse_yaml((bad * 30).encode("utf-8"), "f.yml", LIMITS)[1]) == 20


def test_a_quoted_empty_value_stands_where_it_is_written() -> None:
    """An empty value that is not written stands at its key."""
    document, _ = load.parse_yaml(b"k: v\na: ''\nb:\n''  : c\n", "f.yml", LIMITS)
    assert document
    assert [str(document.place([key])) for key in ("a", "b", "")] == [
        "f.yml:2:4",
        "f.yml:3:1",
        "f.yml:4:7",
    ]


def test_an_error_of_the_parser_without_a_place_is_told() -> None:
    found = load._syntax(yaml.YAMLError("odd\nmore"), "f.yml")
    assert (str(found.place), found.message) == ("f.yml:1:1", "This is not YAML: odd.")


def test_places_of_keys_values_and_what_is_missing() -> None:
    document, _ = load.parse_yaml(b"a:\n  - b: c\n  - d\n", "f.yml", LIMITS)
    assert document
    for location, value, key in (
        ([], "1:1", "1:1"),
        (["a"], "2:3", "1:1"),
        (["a", 0], "2:5", "2:5"),
        (["a", 0, "b"], "2:8", "2:5"),
        (["a", 1], "3:5", "3:5"),
        (["a", 2], "2:3", "2:3"),
        (["a", "x"], "2:3", "2:3"),
        (["a", 1, 0], "3:5", "3:5"),
        (["x", "a"], "1:1", "1:1"),
    ):
        assert str(document.place(location)) == f"f.yml:{value}", location
        assert str(document.place(location, key=True)) == f"f.yml:{key}", location
    assert document.item("a", 1).value == "d"
    assert isinstance(document.root.value, dict)
    below = document.root.value["a"][1]
    assert str(document.place([0, "b"], below=below)) == "f.yml:2:8"
    assert str(document.place(below=below)) == "f.yml:2:3"


# --- files ------------------------------------------------------------------------------------


def test_only_a_plain_file_of_some_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "four").write_bytes(b"four")
    (tmp_path / "link").symlink_to("four")
    (tmp_path / "folder").mkdir()
    assert load.read_bytes(tmp_path, "four", 4, "seed_bytes") == b"four"
    for path, limit, wanted in (
        (
            "four",
            3,
            "limit: The file has 4 bytes; the limit is 3. "
            "Split the file, or raise `limits.seed_bytes` in mkdocs.yml.",
        ),
        (
            "link",
            9,
            "file-type: This is a symbolic link, or stands behind one. "
            "Put the file itself here; links are never followed.",
        ),
        ("folder", 9, "file-type: This is not a regular file. Put a plain file here."),
        (
            "none",
            9,
            "file-unreadable: The file cannot be read: No such file or directory. "
            "Check that it exists and that you may read it.",
        ),
    ):
        found = load.read_bytes(tmp_path, path, limit, "seed_bytes")
        assert isinstance(found, Diagnostic)
        assert told(found) == f"{path}:1:1 {wanted}"


def test_large_figures_are_written_with_commas(tmp_path: Path) -> None:
    (tmp_path / "f.yml").write_text(f"a: {'x' * 1500}\n")
    for limits, words in (
        (Limits(fact_file_bytes=1024), "The file has 1,504 bytes; the limit is 1,024."),
        (Limits(scalar_characters=1024), "A text of 1,500 characters; the limit is 1,024."),
    ):
        document, (found,) = load.read_yaml(tmp_path, "f.yml", limits)
        assert document is None
        assert found.message == words
    assert (
        "`limits.fact_file_bytes`"
        in load.read_yaml(tmp_path, "f.yml", Limits(fact_file_bytes=9))[1][0].hint
    )
    twice = f"{'k' * 61}: a\n" * 2
    assert load.parse_yaml(twice.encode(), "f.yml", Limits())[1][0].message == (
        f"The key `{'k' * 60}…` stands twice: lines 1 and 2."
    )
    many = ("[" + "a," * 1200 + "]").encode()
    assert load.parse_yaml(many, "f.yml", Limits(nodes=1024))[1][0].message == (
        "More than 1,024 values."
    )


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts/x.yml").write_bytes("\ufeffa: é\n".encode())
    document, found = load.read_yaml(tmp_path, "facts/x.yml", Limits())
    assert document
    assert (document.path, document.data, found) == ("facts/x.yml", {"a": "é"}, [])


@pytest.mark.skipif(os.name == "nt", reason="the words are those of POSIX")
def test_an_error_without_words_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise OSError("odd")

    (tmp_path / "f").touch()
    monkeypatch.setattr(load, "read", fail)
    found = load.read_bytes(tmp_path, "f", 9, "seed_bytes")
    assert isinstance(found, Diagnostic)
    assert found.message == "The file cannot be read: odd."


# --- what a text may be -----------------------------------------------------------------------

GOOD_AND_BAD: dict[str, tuple[list[str], list[str]]] = {
    "Text": (["a", " a ", "\u0301a"], ["", "  ", "\u200b", "\u00ad\u2060", "\u200b \u200b"]),
    "Id": (["a", "a-1-b", "x" * 64], ["", "A", "a--b", "-a", "a-", "a b", "x" * 65, "a\n", "é"]),
    "Address": (["a#b", "a-1#b-2"], ["a", "#b", "a#", "a#b#c", "A#b", "a#B", "a--b#c", "a#b\n"]),
    "Hash": (["0123456789abcdef" * 2], ["", "0" * 31, "0" * 33, "G" * 32, "A" * 32]),
    "Lines": (["1", "7-12", "9" * 9], ["", "0", "01", "1-", "-2", "1-02", "1" * 10, "1-2-3", "x"]),
    "Sha256": (["0123456789abcdef" * 4], ["", "0" * 63, "0" * 65, "G" * 64, "A" * 64]),
    "Heading": (["a", " a ", "x" * 1000], ["", " ", "\u2060", "\u2060 \u2060", "x" * 1001]),
    "Boolean": (["true", "false"], ["", "True", "yes", "0"]),
    "Scale": (["thousand", "million", "billion", "trillion"], ["", "Million", "millions"]),
    "Reason": (
        [
            "boilerplate",
            "navigation",
            "repetition",
            "rhetoric",
            "reader-comment",
            "heading",
            "markup",
            "question",
        ],
        ["", "Heading", "reader", "other"],
    ),
    "LanguageCode": (
        ["en", "fra", "pt-BR", "zh-Hans-CN", "de-1996"],
        ["", "e", "EN", "engl", "en-", "en_GB", "-en", "en\n", " en"],
    ),
    "OriginalPath": (
        ["originals/a", "originals/A-1_b.PDF", "originals/a.tar.gz"],
        ["", "a.pdf", "originals/", "originals/a/b", "originals/.a", "originals/a.", "originals/é"],
    ),
    "PageLabel": (["1", "iv", "A-1_b.c", "Zz" * 10], ["", "a b", "é", "1/2", "x" * 21]),
    "WebAddress": (
        [
            "http://a",
            "https://example.org:443/x?y=z#w",
            "https://[::1]/",
            "http://a:65535",
        ],
        [
            "a",
            "ftp://a",
            "http:/a",
            "http://",
            "https:///x",
            "http://a b",
            'http://a"',
            "http://a'",
            "http://<a>",
            "http://a@b",
            "http://a\\b",
            "http://a:0",
            "http://a:65536",
            "http://a:x",
            "http://[a",
            " http://a",
        ],
    ),
}


@pytest.mark.parametrize("name", GOOD_AND_BAD)
def test_what_a_text_may_be(name: str) -> None:
    kind = TypeAdapter(getattr(strings, name))
    good, bad = GOOD_AND_BAD[name]
    for text in good:
        assert kind.validate_python(text) == text.strip(), text
    for text in bad:
        with pytest.raises(ValidationError) as refused:
            kind.validate_python(text)
        (error,) = refused.value.errors(include_url=False)
        if error["type"] == "string_too_short":
            assert error["ctx"] == {"min_length": 1}, text
        else:
            known = ("string_pattern_mismatch", "string_too_long", "literal_error")
            assert error["type"] in known, text
        if error["type"] == "string_pattern_mismatch" and name == "WebAddress":
            assert error["ctx"] == {"pattern": "^https?://[^\\s\\\"'<>@\\\\]+$"}, text


def test_an_editor_is_told_how_short_and_how_long_a_text_may_be() -> None:
    least = {"minLength": 1, "type": "string"}
    assert TypeAdapter(strings.Text).json_schema() == least
    assert TypeAdapter(strings.Heading).json_schema() == {**least, "maxLength": 1000}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("word", "word"),
        ("", None),
        ("~", None),
        ("true", True),
        ("off", False),
        ("12", 12),
        ("0x1f", 31),
        ("1_000", 1000),
        ("1.5", 1.5),
        ("2026-11-30", datetime.date(2026, 11, 30)),
        ("'12'", "'12'"),
    ],
)
def test_what_a_value_without_quotes_means(text: str, value: object) -> None:
    found = load.plain(text)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "said"),
    [("2026-13-40", "month"), ("2026-02-30", "day"), ("=", "^=$"), ("<<", "^<<$")],
)
def test_some_values_without_quotes_mean_nothing(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load.plain(text)
