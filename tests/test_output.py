"""One door: nothing else prints, what it prints does no harm, and no exit code hangs on it."""

from __future__ import annotations

import ast
import io
import json
import logging
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import generator
from generator import output
from generator.author.revision import Revision
from generator.author.scalars import guarded
from generator.cli import main
from generator.settings import Limits

HOUSE = Path(generator.__file__).parent
DOOR = HOUSE / "output.py"
# Published beside the data and run without this program; it has a door of its own.
ALONE = HOUSE / "publish/data/verify_evidence.py"
# A child's answer to its parent, which nobody else reads, is what it writes to its output.
ANSWERS = {"author/extraction/__main__.py": "sys.stdout", "publish/paper/press.py": "sys.stdout"}
MODULES = [path for path in sorted(HOUSE.rglob("*.py")) if path not in (DOOR, ALONE)]

HOSTILE = [
    "a\x1b[2Jb",
    "a\x9b2Jb",
    "a\nb",
    "a\r::error::x",
    "\n::error file=x::y",
    "\n  ::set-output name=x::y",
    "\n\u00a0::warning::x",
    "::stop-commands::x",
    "x##[group]y",
    "x##vso[task.complete]y",
    "##teamcity[testStarted]",
    "%0A::error::x",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\u200f\u061cx",
    "\u2028::error::x",
    "\x85::error::x",
    "\u200bx\ufeff",
    "\U000e0041x",
    "\udcff\udcfe",
    "\ue000x",
    "\u0378x",
    "a\tb\x07\x08\x7f",
    "\x1b]52;c;aGk=\a",
    "\x1b]8;;http://evil.example\x1b\\x",
]


def harmless(text: str, *, commands: bool = False) -> None:
    """Nothing but lines that a terminal shows as they are, and that no platform obeys."""
    for char in text:
        odd = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        assert char == "\n" or not odd, (hex(ord(char)), text)
    if not commands:
        assert not re.search(r"(?m)^\s*::|##\w*\[", text), text


# --- no other door ----------------------------------------------------------------------------

PRINTING = re.compile(
    r"""(?x) print | pprint(\.pp|\.pprint)? | input | breakpoint | help
    | click\.(echo|secho|echo_via_pager|progressbar|pause|edit|clear|confirm|getchar)
    | sys\.(__)?(stdout|stderr)(__)?(\..*)? | sys\.(displayhook|excepthook)(\..*)?
    | os\.(write|writev|pwrite|sendfile) | warnings\.(warn|warn_explicit|showwarning)
    | traceback\.print_.* | faulthandler\..* | getpass\..* | argparse\..* | curses\..*
    | logging\.(basicConfig|\w*Handler|lastResort|debug|info|warning|error|critical|exception)
    | (rich|colorama|tqdm)\..*"""
)


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def doors(code: str) -> Iterator[str]:
    """Whatever in some code prints without the door, or ends the process with words."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name | ast.Attribute) and PRINTING.fullmatch(dotted(node)):
            yield f"{node.lineno}: {dotted(node)}"
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if PRINTING.fullmatch(f"{node.module}.{alias.name}"):
                    yield f"{node.lineno}: from {node.module} import {alias.name}"
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            words = [*node.args, *(keyword.value for keyword in node.keywords)]
            if name in ("sys.exit", "SystemExit", "exit", "quit"):
                # A number, or a name of one; words would be printed by Python itself.
                if any(isinstance(w, ast.JoinedStr | ast.Constant | ast.Call) for w in words) and (
                    not all(isinstance(w, ast.Constant) and isinstance(w.value, int) for w in words)
                ):
                    yield f"{node.lineno}: {name} with words"
            elif re.fullmatch(r"click\.(\w+(Error|Exception|Parameter|Usage)|prompt)", name):
                said = [w for w in node.args if not isinstance(w, ast.Constant)]
                if said:
                    yield f"{node.lineno}: {name} with what somebody gave"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(HOUSE)))
def test_nothing_else_prints(module: Path) -> None:
    answers = ANSWERS.get(module.relative_to(HOUSE).as_posix(), "nothing")
    assert not [door for door in doors(module.read_text("utf-8")) if answers not in door]


@pytest.mark.parametrize(
    "code",
    [
        "print(x)",
        "click.echo(x)",
        "sys.stderr.write(x)",
        "y = sys.stdout",
        "from sys import stderr",
        "os.write(1, x)",
        "warnings.warn(x)",
        "logging.StreamHandler()",
        "from logging import FileHandler",
        "raise SystemExit(f'{x}')",
        "sys.exit(str(x))",
        "raise click.UsageError(f'{x}')",
        "traceback.print_exc()",
        "argparse.ArgumentParser()",
    ],
)
def test_another_door_would_be_seen(code: str) -> None:
    assert list(doors(code))


# --- what leaves does no harm -----------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_one_harmless_line(text: str) -> None:
    said = output.line(text)
    assert "\n" not in said
    harmless(said)
    assert output.line(said) == said


@given(st.text())
def test_any_text_is_one_harmless_line(text: str) -> None:
    harmless(output.line(text))
    assert "\n" not in output.line(text)


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "a\u00a0b", "É", "日本"]
)
def test_what_people_write_stays(text: str) -> None:
    assert output.line(text) == text


def test_a_joiner_where_none_joins_is_shown() -> None:
    assert output.line("pay\u200dpal") == "pay\\u200dpal"
    assert output.line("می\u200c\u200c") == "می\u200c\\u200c"


@given(st.text())
def test_data_stays_what_it_is(text: str) -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        output.data(json.dumps({"a": text}, ensure_ascii=False), "json")
    harmless(stream.getvalue(), commands=True)
    read = json.loads(stream.getvalue())["a"]
    surrogates = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert read in (text, surrogates)


def test_markup_names_characters(capsys: pytest.CaptureFixture[str]) -> None:
    output.data("<a>x\u202ey\x1bz\udcff</a>\n", "junit")
    said = capsys.readouterr().out
    harmless(said)
    assert "".join(ElementTree.fromstring(said).itertext()) == "x\u202ey\ufffdz\ufffd"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_pasted_reads_as_it_was(text: str) -> None:
    import yaml

    from generator.read.load import parse_yaml

    text = text.replace("\udcff\udcfe", "\U0001f600")  # no document holds what is no character
    written = guarded(text)
    harmless(written)
    assert yaml.safe_load(f"a: {written}")["a"] == text
    document, _ = parse_yaml(f"a: {written}\n".encode(), "x.yml", Limits())
    assert document is None or document.data == {"a": text}


def test_a_patch_names_files_as_git_does(tmp_path: Path) -> None:
    name = 'a\x1b"\\\té\u202e.yml'
    (tmp_path / name).write_text("a: 1\n", "utf-8")
    diff = Revision(name, b"a: 1\n", b"a: 2\n").diff()
    harmless(diff)
    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / name).read_text("utf-8") == "a: 2\n"


def test_a_patch_that_was_changed_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    output.changes("+ می\u200cخواهم\n")
    assert capsys.readouterr() == ("+ می\u200cخواهم\n", "")
    output.changes(" ::error::x\n+a\u202eb\x1b[m\n")
    told = capsys.readouterr()
    assert told.out == " \\u003a:error::x\n+a\\u202eb\\u001b[m\n"
    assert "does not apply" in told.err


def test_libraries_print_through_it(capsys: pytest.CaptureFixture[str]) -> None:
    with output.opened():
        sys.stdout.write("::err")
        sys.stdout.write("or::x\x1b[2J\nb\tc")
        print("::warning::x", file=sys.stderr)
        assert sys.stdout.encoding
        assert sys.stdout.errors
        assert sys.stdout.writable()
    told = capsys.readouterr()
    assert told.out == "\\u003a:error::x\\u001b[2J\nb   c"
    assert told.err == "\\u003a:warning::x\n"


def test_what_is_logged_does_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("factsheet-test")
    log.propagate = False
    handler = logging.StreamHandler(sys.stderr)
    log.addHandler(handler)
    log.addHandler(ours := output.printer())
    output.guard(log)
    try:
        log.warning("Doc file %s\n::error::x", "a\x1b[2J")
        try:
            raise ValueError("\n::error::y\u202e")
        except ValueError:
            log.exception("b")
    finally:
        log.removeHandler(handler)
        log.removeHandler(ours)
    told = capsys.readouterr().err
    harmless(told)
    assert "Traceback" in told
    assert told.count("Doc file") == 2


# --- every command ----------------------------------------------------------------------------

ARGUMENTS: dict[str, list[list[str]]] = {
    "check": [
        ["--changed-since", "{x}"],
        ["--scheduler", "{x}"],
        ["--format", "{x}"],
        *(["--format", form] for form in ("text", "json", "gitlab", "sarif", "junit", "rdjson")),
        ["--format", "markdown"],
        ["--format", "github"],
    ],
    "init": [["{x}/y"], [".", "{x}"]],
    "explain": [["{x}"], ["--{x}"]],
    "schema": [["{x}"]],
    "reanchor": [["{x}"], ["--old", "{x}"], ["--base", "{x}"]],
    "diff": [["{x}"], ["HEAD", "{x}"], ["HEAD", "--format", "{x}"]],
    "review": [["{x}", "--by", "{x}"], ["factsheet#{x}", "--by", "a"]],
    "status": [["--limit", "{x}"], [], ["--format", "json"]],
    "new": [["{x}", "a"], ["person", "{x}"]],
    "quote": [["{x}"], ["a", "--seed", "{x}"], ["source documents"]],
    "fmt": [["{x}"], ["facts/technologies/{x}.yml"], [], ["--check"]],
    "coverage": [["{x}"], ["--open"], ["--format", "json"]],
    "origins": [["--{x}"], ["--single"], ["--format", "json"]],
    "build": [["--site", "facts/{x}"], ["--{x}"]],
    "serve": [["--address", "{x}"], ["--address", "{x}:1"]],
    "export": [["{x}", "y"], ["data", "facts/{x}"]],
    "pdf": [["{x}"], ["--into", "{x}"], ["--language", "{x}"]],
    "add-seed": [["{x}"], ["facts/technologies/factsheet.yml", "--id", "{x}"]],
}


def test_every_command_is_tried() -> None:
    assert set(ARGUMENTS) == set(main.commands)


@pytest.fixture
def hostile_project(project: Path) -> Path:
    """Files whose names are hostile, in every folder, some of them readable and some laid out."""
    sheet = (project / "facts/technologies/factsheet.yml").read_bytes()
    for text in HOSTILE:
        name = os.fsencode(text.replace("/", "-"))
        for folder, ending in (("facts/technologies", b".yml"), ("seeds", b".yml"), ("facts", b"")):
            with open(os.path.join(os.fsencode(project / folder), name + ending), "wb") as file:
                file.write(sheet if ending else b"x")
    return project


@pytest.mark.parametrize("command", sorted(ARGUMENTS))
def test_no_command_prints_what_does_harm(
    command: str, hostile_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(hostile_project)
    monkeypatch.setenv("FACTSHEET_DEBUG", "")
    for arguments in ARGUMENTS[command]:
        for text in ("".join(HOSTILE), HOSTILE[5]) if "{x}" in "".join(arguments) else ("",):
            given = [argument.replace("{x}", text) for argument in arguments]
            told = CliRunner().invoke(main, [command, *given])
            assert isinstance(told.exception, SystemExit | None), told.exception
            commands = "github" in arguments
            harmless(told.stdout_bytes.decode(), commands=commands)
            harmless(told.stderr_bytes.decode())
            assert not commands or all(
                line.startswith(("::error file=", "::warning file="))
                for line in told.stdout.splitlines()
                if line.lstrip().startswith("::")
            )


def test_the_project_itself_may_have_such_a_name(project: Path) -> None:
    for text in HOSTILE[:14]:
        folder = project.parent / text.replace("/", "-").replace("\udcff\udcfe", "")
        for command in (["check"], ["fmt"], ["init", str(folder)]):
            told = CliRunner().invoke(main, ["-C", str(folder), *command])
            harmless(told.stdout_bytes.decode() + told.stderr_bytes.decode())


# --- outputs that are lost --------------------------------------------------------------------


def ended(project: Path, command: str, redirection: str) -> int:
    script = f'exec "$0" -m generator -C "$1" {command} {redirection}'
    return subprocess.run(
        ["/bin/bash", "-c", script, sys.executable, str(project)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(HOUSE.parent)},
    ).returncode


LOST = (">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", ">/dev/full 2>/dev/full")


@pytest.mark.parametrize("lost", [*LOST, "> >(head -c 1 >&2)", "> >(exit)", "2> >(exit)"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check", 1),
        ("check --format json", 1),
        ("explain quote-not-found", 0),
        ("explain nonsense", 2),
        ("--help", 0),
        ("--version", 0),
        ("--nonsense", 2),
    ],
)
def test_a_lost_output_changes_no_exit_code(
    project: Path, command: str, code: int, lost: str
) -> None:
    sheet = project / "facts/technologies/factsheet.yml"
    sheet.write_text(sheet.read_text("utf-8").replace("100 %", "99 %"), "utf-8")
    assert ended(project, command, lost) == code


@pytest.mark.parametrize("lost", [">&- 2>&-", "> >(exit) 2> >(exit)"])
def test_a_site_is_published_whoever_reads_of_it(project: Path, lost: str) -> None:
    """Nothing that is printed ends in a file of the site that took an output's number."""
    command = "build --no-cache --no-pdf --no-translation"
    assert ended(project, command, "") == 0
    names = {p: p.read_bytes() for p in (project / "site").rglob("*") if p.is_file()}
    assert ended(project, command, lost) == 0
    assert names == {p: p.read_bytes() for p in (project / "site").rglob("*") if p.is_file()}


class Full(io.StringIO):
    """A stream that fails as a disk or a reader does."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


def test_why_it_was_lost_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Full(OSError(28, "No space left on device")))
    with output.opened():
        output.say("a")
        output.say("b")
        assert output.unread()
    assert capsys.readouterr().err == (
        "What is printed could not be written: No space left on device.\n"
    )


def test_a_reader_that_went_away_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Full(BrokenPipeError(32, "Broken pipe")))
    with output.opened():
        output.say("a")
        sys.stdout._lose(OSError(28, "later"))  # type: ignore[union-attr]
    assert not capsys.readouterr().err
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    with output.opened():
        output.say("a")
        assert output.unread()
    monkeypatch.setattr(sys, "stdout", Full(ValueError("a mistake")))
    with pytest.raises(ValueError, match="a mistake"):
        output.say("a")


def test_a_pipe_that_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as pipe:
        stream = output.Stream(pipe)
        assert stream.fileno() == writing
        stream.put("a")
        stream.flush()
        assert stream.lost
        stream.put("b")
        assert not stream.isatty()
        pipe.write("c")  # Python's own last words go nowhere
        pipe.flush()


class Terminal(io.StringIO):
    """A stream that a terminal shows."""

    def isatty(self) -> bool:
        return True


def test_only_a_terminal_is_given_sequences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for there, name in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stdout", there)
        monkeypatch.setattr(sys, "stderr", there)
        assert output.to_terminal("\x1b]52;c;aGk=\a") is name
        output.passing("a\x1b[2Jb" + "c" * 500)
        said = there.getvalue()
        assert said.startswith("\x1b]52;c;aGk=\a\r\x1b[Ka\\u001b[2Jb") is name
        assert len(said) < 200
    assert not said


def test_where_it_failed_is_said_in_harmless_lines(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise RuntimeError("a\x1b[31m\n::error::b")
    except RuntimeError as error:
        output.failure(error)
    told = capsys.readouterr().err
    harmless(told)
    assert "RuntimeError" in told


def test_what_mkdocs_says_of_a_file_does_no_harm(project: Path) -> None:
    """With its own command, whose log this program only reaches once it is loaded."""
    (project / "docs/a\x1b[2J\n::error::x.md").write_text("# A\n[x](no\u202e)\n", "utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-d", str(project.parent / "built")],
        cwd=project,
        capture_output=True,
        check=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(HOUSE.parent), "NO_MKDOCS_2_WARNING": "1"},
    )
    said = told.stderr.decode() + told.stdout.decode()
    assert "unrecognized relative link" in said
    harmless(said)
