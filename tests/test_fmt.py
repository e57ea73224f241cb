"""The canonical layout: what it looks like, that it changes no data, and that comments stay."""

from __future__ import annotations

import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from profiles import examples

from generator.author.layout import LayoutError, laid_out, shape_of
from generator.read.load import parse_yaml
from generator.read.schema import SHAPES
from generator.settings import Limits
from tests.test_cli import run

SHEET = SHAPES["sheet"]


def laid(text: str, path: str = "facts/people/x.yml") -> str:
    return laid_out(textwrap.dedent(text).encode(), path, Limits(), shape_of(path)).decode()


def lines(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def test_keys_stand_in_the_order_of_the_schema_and_take_their_comments_along() -> None:
    assert laid("""\
        # the file
        name: "Ada Lovelace"   # as she signed
        # one of four
        kind: person
        facts:
        # her birth
        - text: {fr: "Née en 1815.", en: Born in 1815.}
          # why: the register
          certainty:   stated # at least
          id: born
          citations: [{quote: 'born in 1815', seed: register}]
          property: birth
        # the end
        """) == lines("""
        # the file
        # one of four
        kind: person
        name: Ada Lovelace  # as she signed
        facts:
          # her birth
          - id: born
            property: birth
            text:
              en: Born in 1815.
              fr: Née en 1815.
            # why: the register
            certainty: stated  # at least
            citations:
              - seed: register
                quote: born in 1815
        # the end
        """)


def test_empty_lines_are_kept_but_never_doubled_and_never_open_a_list() -> None:
    assert (
        laid("""\


        kind: person


        name: x

        facts:

          - id: a


          - id: b
        """)
        == "kind: person\n\nname: x\n\nfacts:\n  - id: a\n\n  - id: b\n"
    )


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('"plain words"', "plain words"),
        ("'it''s'", "it's"),
        ('"2018"', '"2018"'),  # a number to other readers: stays a text
        ("2018", "2018"),  # and a number stays one
        ("'no'", '"no"'),
        ("no", "no"),
        ('"12:30"', '"12:30"'),
        ('"2018-10-12"', '"2018-10-12"'),
        ('"2018-10"', "2018-10"),
        ("'a: b'", '"a: b"'),
        ("'a #b'", '"a #b"'),
        ('"- a"', '"- a"'),
        ("'say \"so\"'", 'say "so"'),
        ('"say \\"so\\": it\'s"', "'say \"so\": it''s'"),
        ('""', '""'),
        ('"a\\u00a0b"', '"a\\u00a0b"'),  # what was made visible stays so
        ('"a\\tb"', '"a\\tb"'),
        ("a\n  b", "a b"),
        (">-\n  a\n  b", "a b"),
        ("|\n  a\n  b", "|\n  a\n  b"),
        ('"a\\n\\nb\\n"', "|\n  a\n\n  b"),
        ("|+\n  a\n", '"a\\n\\n"'),
        ('"a \\nb"', '"a \\nb"'),  # a space at the end of a line that nobody would see
        ('"a\\n\\u2028b"', '"a\\n\\u2028b"'),
    ],
)
def test_texts_are_quoted_only_when_they_need_it(written: str, wanted: str) -> None:
    assert laid(f"name: {written}\n") == f"name: {wanted}\n"


def test_brackets_hold_what_fits_and_no_comment() -> None:
    many = ", ".join(f"[{n}]" for n in range(3))
    assert laid("aliases:\n- a\n- b\n") == "aliases: [a, b]\n"
    assert laid("aliases:\n- a  # short\n- b\n") == "aliases:\n  - a  # short\n  - b\n"
    assert laid("aliases: [a, # short\n  b]\n") == "aliases:\n  - a  # short\n  - b\n"
    assert laid("aliases: [a,\n  # none\n  ]\n") == "aliases:\n  - a\n  # none\n"
    assert laid(f"aliases: [{many}]\n") == f"aliases: [{many}]\n"
    long = "word " * 18 + "end"
    assert laid(f"aliases: [{long}, b]\n") == f"aliases:\n  - {long}\n  - b\n"
    assert laid(f"name: {long * 3}\n") == f"name: {long * 3}\n"  # texts are never broken


def test_a_long_list_of_short_texts_fills_its_lines() -> None:
    numbers = ", ".join(f'"{n}"' for n in range(100, 130))
    result = laid(f"roles:\n  headline: [{numbers}]  # all\n", "seeds/a.yml")
    assert result.count("\n") == 4
    assert max(map(len, result.splitlines())) <= 100 + len("  # all")
    assert result.endswith("]  # all\n")
    assert laid(result, "seeds/a.yml") == result


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  b: 1\n  # end of a\nc: 2\n",
        "a:\n  - b: 1\n    # end of b\n  # end of a\nc: 2\n# end\n",
        "a:\n  # only\n  - b\n",
        "# head\n\na: 1\n\n# before b\nb: 2\n",
        "a: |  # literal\n  x\n  # no comment\n  y\nb: 2\n",
        "a: x#y\nb: 'x # y'\n",
    ],
)
def test_comments_stay_where_they_speak(text: str) -> None:
    assert laid(text) == text.replace("'", '"')


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfkind: person\r\nname: x\r\n",
        b"---\nname: x\nkind: person\n...\n",
        b"kind: person\rname: x",
    ],
)
def test_marks_of_other_systems_go(raw: bytes) -> None:
    assert laid_out(raw, "facts/people/x.yml", Limits(), SHEET) == b"kind: person\nname: x\n"


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "a: &x 1\n", "", "a: \x07\n"])
def test_what_cannot_be_read_is_left_alone_and_said(text: str) -> None:
    with pytest.raises(LayoutError) as error:
        laid(text)
    assert error.value.found


def test_a_directive_is_not_dropped_in_silence() -> None:
    with pytest.raises(LayoutError, match="is not understood"):
        laid("%YAML 1.2\n---\na: 1\n")


# --- any file ---------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.sampled_from(
        [
            "2018",
            "no",
            "a: b",
            "# x",
            "x #y",
            "",
            "-",
            "- a",
            "{a}",
            "[b], c",
            "it's",
            'say "so"',
            "a\nb",
            "a\n\n b\n",
            "1.50",
            "~",
            "é\u00a0è",
            "12:30",
            "x:",
            "'",
            "2018-10-12",
            "&a",
            "*b",
            "!c",
            "a, b",
            "\\",
            "word " * 30,
            "a\n",
            "\n",
            " x",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=12),
)
KEYS = st.sampled_from(
    [
        "kind",
        "name",
        "aliases",
        "lead",
        "facts",
        "id",
        "text",
        "en",
        "fr",
        "citations",
        "seed",
        "quote",
        "zz",
        "derived",
        "value",
        "no",
        "7",
    ]
)
DATA = st.dictionaries(
    KEYS,
    st.recursive(
        TEXTS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)
        ),
        max_leaves=12,
    ),
    min_size=1,
    max_size=5,
)


class Writer:
    """Writes data in some layout or other, with comments in any place where YAML allows them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.lines: list[str] = []

    def chance(self) -> bool:
        return self.draw(st.integers(0, 4)) == 0

    def remark(self) -> str:
        self.count += 1
        return f"# remark {self.count}: 'x' [y] {{z}}"

    def beside(self) -> str:
        return "  " + self.remark() if self.chance() else ""

    def above(self, margin: int) -> None:
        if self.chance():
            self.lines.append("")
        if self.chance():
            self.lines.append(" " * (margin + self.draw(st.integers(0, 2))) + self.remark())

    def scalar(self, value: str) -> str:
        style = self.draw(st.sampled_from(["'", '"', None]))
        text = yaml.safe_dump(value, default_style=style, allow_unicode=True, width=10_000)
        text = text.removesuffix("\n").removesuffix("\n...")
        return (
            text
            if "\n" not in text and not text.startswith(("|", ">"))
            else (yaml.safe_dump(value, default_style='"', width=10_000).removesuffix("\n"))
        )

    def flow(self, value: Any) -> str:
        if isinstance(value, str):
            return yaml.safe_dump(value, default_style='"', width=10_000).removesuffix("\n")
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(v) for v in value) + "]"
        return "{" + ", ".join(f'"{k}": {self.flow(v)}' for k, v in value.items()) + "}"

    def value(self, lead: str, value: Any, margin: int) -> None:
        if (
            isinstance(value, str)
            and value
            and value.strip() == value
            and self.chance()
            and all(
                line and line[0] not in " " and line.isprintable() for line in value.split("\n")
            )
        ):
            body = "".join(f"\n{' ' * (margin + 2)}{line}" for line in value.split("\n"))
            self.lines += f"{lead} |-{self.beside()}{body}".split("\n")
        elif isinstance(value, str):
            self.lines.append(f"{lead} {self.scalar(value)}{self.beside()}")
        elif not value or self.chance():
            self.lines.append(f"{lead} {self.flow(value)}{self.beside()}")
        else:
            self.lines.append(lead + self.beside())
            self.block(value, margin + self.draw(st.integers(1, 3)))

    def block(self, value: Any, margin: int) -> None:
        for part in value:
            self.above(margin)
            if isinstance(value, list):
                self.value(" " * margin + "-", part, margin)
            else:
                key = f'"{part}"' if part in ("no", "7") else part
                self.value(f"{' ' * margin}{key}:", value[part], margin)
        if self.chance():
            self.lines.append(" " * margin + self.remark())


@st.composite
def files(draw: st.DrawFn) -> tuple[str, int]:
    writer = Writer(draw)
    writer.block(draw(DATA), 0)
    return "\n".join(writer.lines) + "\n", writer.count


@settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(files())
@example(("a: [ # remark 1\n  x ] # remark 2\n", 2))
@example(("- # remark 1\n".replace("-", "a:\n -") + "  b: 1\n", 1))
def test_data_and_comments_are_the_same_and_a_second_time_changes_nothing(
    file: tuple[str, int],
) -> None:
    text, count = file
    document, found = parse_yaml(text.encode(), "x", Limits())
    assert document is not None
    assert not found
    result = laid(text)
    again, _ = parse_yaml(result.encode(), "x", Limits())
    assert again is not None
    assert again.data == document.data
    assert yaml.safe_load(result) == yaml.safe_load(text)  # to any other reader, too
    assert laid(result) == result
    for n in range(1, count + 1):
        assert result.count(f"# remark {n}") == text.count(f"# remark {n}") >= 1
    ranks = Counter(line.split(":")[0] for line in result.splitlines() if line[:1].isalpha())
    known = [key for key in SHEET.model_fields if key in ranks]
    assert [key for key in ranks if key in known] == known


# --- the repository and the command -----------------------------------------------------------


def test_the_repository_s_own_files_keep_their_data(repository: Path) -> None:
    paths = [*repository.glob("facts/**/*.yml"), *repository.glob("seeds/*.yml")]
    assert len(paths) > 50
    for path in paths:
        name = path.relative_to(repository).as_posix()
        raw = path.read_bytes()
        result = laid_out(raw, name, Limits(), shape_of(name))
        assert yaml.safe_load(result) == yaml.safe_load(raw)


def test_the_command_lays_out_once_and_then_has_nothing_to_do(project: Path) -> None:
    sheet = project / "facts/technologies/factsheet.yml"
    sheet.write_text("name: X\nkind:   technology\nfacts: []\n", "utf-8")
    check = run("-C", str(project), "fmt", "--check")
    assert check.returncode == 1
    assert "Would lay out facts/technologies/factsheet.yml" in check.stdout
    assert sheet.read_text("utf-8").startswith("name: X")
    done = run("-C", str(project), "fmt")
    assert done.returncode == 0, done.stderr
    assert sheet.read_text("utf-8") == "kind: technology\nname: X\nfacts: []\n"
    assert run("-C", str(project), "fmt", "--check").returncode == 0


def test_what_the_commands_write_is_laid_out_already(project: Path) -> None:
    run("-C", str(project), "new", "person", "Ada: Lovelace")
    (project.parent / "a.txt").write_text("Some words.\n", "utf-8")
    run("-C", str(project), "add-seed", str(project.parent / "a.txt"))
    run("-C", str(project), "review", "factsheet", "--by", "Ada")
    result = run("-C", str(project), "fmt", "--check")
    assert result.returncode == 0, result.stdout
    assert result.stdout == "0 of 6 files need a new layout.\n"
    named = run("-C", str(project), "fmt", str(project / "facts/reviews.yml"))
    assert named.stdout == "0 of 0 files changed.\n"


def test_the_command_reports_what_it_cannot_read_and_does_the_rest(project: Path) -> None:
    (project / "facts/people").mkdir()
    (project / "facts/people/a.yml").write_text("kind: [", "utf-8")
    (project / "facts/people/b.yml").write_text("kind:  person", "utf-8")
    result = run("-C", str(project), "fmt")
    assert result.returncode == 1
    assert "facts/people/a.yml:" in result.stdout
    assert "[yaml-syntax]" in result.stdout
    assert (project / "facts/people/a.yml").read_text("utf-8") == "kind: ["
    assert (project / "facts/people/b.yml").read_text("utf-8") == "kind: person\n"


def test_the_command_follows_no_link_and_takes_no_strange_file(project: Path) -> None:
    outside = project.parent / "outside.yml"
    outside.write_text("b:   1\n", "utf-8")
    (project / "facts/faq/link.yml").symlink_to(outside)
    assert run("-C", str(project), "fmt").returncode == 1
    assert outside.read_text("utf-8") == "b:   1\n"
    for name in ("facts/faq/link.yml", str(outside), "mkdocs.yml"):
        result = run("fmt", name, cwd=project)
        assert result.returncode in (1, 2)
        assert "Traceback" not in result.stderr
    assert outside.read_text("utf-8") == "b:   1\n"
