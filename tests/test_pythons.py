"""The same verdicts on every Python: on Debian's own too, which is older than most.

`FACTSHEET_OTHER_PYTHON` names another Python to hold this one against; without it, the system's
own, where it is another 3.11 or later that can read what is installed for this one.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from answers import answers
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from patterns import unsafe
from profiles import examples

from generator.memo import Memo
from generator.store import Store
from generator.terms import Verdict

TESTS = Path(__file__).parent
GENERATOR = TESTS.parent / "generator"
NAMED = os.environ.get("FACTSHEET_OTHER_PYTHON")

# --- patterns ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"(?:ab)++", True),
        (r"(?:ab|c)*+", True),
        (r"(?:ab)?+", True),
        (r"(?:ab){2,3}+", True),
        (r"(a)++", True),
        (r"(?:a++b)*+", True),
        (r"(?>a|ab)c", True),
        (r"x|(y(?=(?:ab)++))", True),
        (r"(?(1)a|(?:bc)++)", True),
        (r"(?!(?:[ ]\d{3})*+)", True),
        (r"a++", False),
        (r"\d*+[a-z]?+.++", False),
        (r"(?:a)++", False),
        (r"(?:ab)+", False),
        (r"(?:[a-z]++,)*", False),
        (r"\)++[(]*+", False),
    ],
)
def test_what_older_pythons_match_wrongly_is_seen(pattern: str, found: bool) -> None:
    if "(1)" in pattern:
        pattern = f"(z){pattern}"
    assert unsafe(pattern) is found


def test_no_pattern_that_is_compiled_holds_it(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, TESTS / "patterns.py", "-C", project, "build", "--no-pdf", "--no-cache"],
        env={**os.environ, "FACTSHEET_WORKERS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.splitlines()
    assert [line for line in said if line.startswith("unsafe")] == []
    assert int(said[-1].split()[0]) > 100  # or else nothing was listened to


def written(text: str) -> bool:
    """Whether a text holds, as it is written, a group that is possessive."""
    return bool(re.search(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+|\(\?>", text))


def test_no_pattern_that_is_written_holds_it() -> None:
    """In any string of the sources, also of a pattern that is put together when it is needed."""
    strings = 0
    for path in sorted(GENERATOR.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = ""
            if isinstance(node, ast.JoinedStr):
                text = "".join(
                    part.value if isinstance(part, ast.Constant) else "()" for part in node.values
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            strings += bool(text)
            assert not written(text), f"{path}:{node.lineno}: {text}"
    assert strings > 5_000
    for path in [*GENERATOR.rglob("*.toml"), *GENERATOR.rglob("*.yml")]:
        assert not written(path.read_text("utf-8")), path


# --- verdicts ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def other() -> Iterator[Callable[[str, str], Any]]:
    """What the other Python answers."""
    python = NAMED or "/usr/bin/python3"
    if not Path(python).exists():
        pytest.skip(f"no {python} on this system")
    search = "" if NAMED else sysconfig.get_path("purelib")
    process = subprocess.Popen(
        [python, TESTS / "answers.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": search, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    version = process.stdout.readline()
    if not version:
        why = process.stderr.read().strip().splitlines()
        process.wait()
        assert not NAMED, why
        pytest.skip(f"{python} cannot run this program with what is installed here: {why[-1:]}")
    if not NAMED and json.loads(version) == list(sys.version_info[:3]):
        process.kill()
        pytest.skip(f"{python} is the Python that runs this")

    def asked(text: str, quote: str) -> Any:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps([text, quote]) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield asked
    process.stdin.close()
    process.wait()


# What Unicode 3.2 knows every Python knows; a later letter is one on later Pythons only.
characters = st.characters(exclude_categories=["Cs"]).filter(
    lambda c: unicodedata.ucd_3_2_0.category(c) != "Cn"
)
WORDS = """
0 1 7 12 345 000 1234 ½ ² ٣ ١٢٣ $ € £ % ‰ + - − ± × ÷ / . , : ’ ' " « » ( ) [ ] […]
million milliards thousand mille k km/h m² GW kWh °C USD CHF dollars euros d'euros
1,234,567 12\u202f345 14.3 2020-05-03 3.11.2 1/2 10:30 U.S. C++ non-violent l'usine
May mai 2020 about environ half twenty-one vingt et un une the firm lost a perdu…
"""
PIECES = (
    *re.split(r"[ \n]+", WORDS.strip()),
    *(" ", "\u00a0", "\u202f", "\n", "\u00ad", "\u200b", "\u0301", "—", "–", "ﬁ", "ﬃ", "e\u0301"),
    *("भारत", "中国", "日本語", "ไทย", "12万", "العربية", "עברית", "Ελλάδα"),
)
running = st.lists(
    st.sampled_from(PIECES) | st.text(characters, max_size=6), min_size=1, max_size=25
).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)]))


@st.composite
def asked_for(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and a quote of it or of another."""
    text = draw(running)
    start = draw(st.integers(0, len(text)))
    quote = text[start : start + draw(st.integers(1, 40))]
    return text, quote if draw(st.integers(0, 4)) else draw(running)


@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked_for())
@example(("It sold 12 345 678 kilos of salt that year.", "sold 12 345 678 kilos"))
@example(("Revenue of $1,234,567.89 was booked in May 2020.", "Revenue of $1,234,567.89 was"))
@example(("Plain words and a few more of them here", "Plain words and a few"))
@example(("A tower of 12 m² km/h 3 million dollars d'euros stands", "tower of 12 m² km/h"))
@example(("On 10-11-12,13/14:15 the ratio was 1:2:3", "ratio was 1:2:3"))
def test_verdicts_are_the_same_on_the_other_python(
    other: Callable[[str, str], Any], asked: tuple[str, str]
) -> None:
    assert other(*asked) == answers(*asked)


# --- what is remembered -----------------------------------------------------------------------


class Written:
    """Is written as something else: a call of `getattr`."""

    def __init__(self, *arguments: Any) -> None:
        self.arguments = arguments

    def __reduce__(self) -> tuple[object, tuple[Any, ...]]:
        return getattr, self.arguments


def remembered(store: Store, value: Any) -> list[Any]:
    memo = Memo(store, "project")
    memo.results("work", ["name"], lambda _: [value])
    memo.finish()
    return Memo(store, "project").results("work", ["name"], lambda _: ["anew"])


def test_a_member_is_remembered_however_python_writes_it(tmp_path: Path) -> None:
    """Python 3.11.2 writes a call of `getattr`, 3.11.7 one of the class."""
    for verdict in Verdict:
        for written in (verdict, Written(Verdict, verdict.name)):
            store = Store(tmp_path / f"{verdict.name} {type(written).__name__}")
            assert remembered(store, written) == [verdict]


@pytest.mark.parametrize(
    "arguments",
    [
        (Verdict, "mro"),
        (Verdict, "__members__"),
        (Verdict, "passes"),
        (Memo, "write"),
        ("text", "format"),
        (Verdict.EXACT, "name"),
        (Verdict, "missing", Verdict.EXACT),
        ("pickle", "loads"),
    ],
    ids=str,
)
def test_and_nothing_else_is_reached_that_way(tmp_path: Path, arguments: tuple[Any, ...]) -> None:
    assert remembered(Store(tmp_path / "parts"), Written(*arguments)) == ["anew"]
