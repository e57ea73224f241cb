"""What an editor types: `quote`, `new` on a terminal, `check --watch`, the hooks of pre-commit."""

from __future__ import annotations

import base64
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.heeding import heed
from tests.test_cases import lay
from tests.test_cli import run

REPEATED = {
    "seeds/twice.txt": "It was a free program that turns facts.\n"
    "And a free program that turns up.\n",
    "seeds/twice.yml": "id: twice\ntitle: Twice\nlanguage: en\nsha256: SHA\n",
}


def on_terminal(*arguments: str, answers: str = "", until: str = "") -> tuple[str, int]:
    """What a command says on a terminal of its own, and its exit code."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", *arguments],
        preexec_fn=heed,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TERM": "xterm"},
    )
    os.close(slave)
    os.write(master, answers.encode())
    said = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                said += os.read(master, 4096)
            except OSError:
                break
        elif process.poll() is not None:
            break
        if until and until.encode() in said:
            break
    if until:
        process.send_signal(signal.SIGINT)
    code = process.wait(30)
    os.close(master)
    return said.decode("utf-8", "replace"), code


def test_every_place_is_shown_in_its_sentence_with_the_facts_that_cite_it(project: Path) -> None:
    lay(project, REPEATED)
    said = run("-C", str(project), "quote", "a free program that").stdout
    assert "seeds/example.txt:3:" in said
    assert (
        "  Factsheet is a free program that turns source documents and fact files into a "
        "published fact sheet."
    ) in said
    assert (
        "  already cited by factsheet#what-it-is: Factsheet is a free program that makes fact "
        "sheets"
    ) in said
    assert "seeds/twice.txt:1:8: ambiguous" in said
    assert "seeds/twice.txt:2:5: ambiguous" in said
    assert "      prefix: It was\n" in said
    assert "      prefix: turns facts. And\n" in said or "facts. And" in said


def test_what_is_printed_can_be_pasted(project: Path) -> None:
    lay(
        project,
        {
            "seeds/odd.txt": 'He said: "no #1" - and so on.\n',
            "seeds/odd.yml": "id: odd\ntitle: Odd\nlanguage: en\nsha256: SHA\n",
        },
    )
    said = run("-C", str(project), "quote", 'said: "no #1" -').stdout
    pasted = yaml.safe_load(said[said.index("  citations:") :])
    assert pasted == {"citations": [{"seed": "odd", "quote": 'said: "no #1" -'}]}


def test_words_inside_a_word_are_said_but_not_found(project: Path) -> None:
    result = run("-C", str(project), "quote", "urns source documents an")
    assert result.returncode == 1
    assert "found only inside a word" in result.stdout


def test_copy_asks_the_terminal_and_only_a_terminal(project: Path) -> None:
    said, code = on_terminal("-C", str(project), "quote", "a free program that turns", "--copy")
    assert code == 0
    sequence = re.search(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", said)
    assert sequence is not None
    assert base64.b64decode(sequence[1]).decode() == (
        "- seed: example\n  quote: a free program that turns\n"
    )
    piped = run("-C", str(project), "quote", "a free program that turns", "--copy")
    assert "\x1b" not in piped.stdout
    assert "Not copied: this is no terminal." in piped.stderr


def test_new_asks_on_a_terminal_for_what_is_not_given(project: Path) -> None:
    said, code = on_terminal("-C", str(project), "new", answers="robot\nperson\nAda Lovelace\n")
    assert code == 0, said
    assert "What is it" in said
    assert (project / "facts/people/ada-lovelace.yml").is_file()
    assert run("-C", str(project), "new").returncode == 2
    assert run("-C", str(project), "new", "person").returncode == 2


def test_watch_checks_again_after_a_change_and_ends_with_ctrl_c(project: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "generator", "-C", str(project), "check", "--watch"],
        preexec_fn=heed,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert process.stdout is not None
    try:
        lines = iter(process.stdout.readline, "")
        assert any("No findings." in line for line in lines)
        sheet = project / "facts/technologies/factsheet.yml"
        sheet.write_text(sheet.read_text("utf-8").replace("turns source", "turn source"), "utf-8")
        assert any("quote-not-found" in line for line in lines)
        sheet.write_text(sheet.read_text("utf-8").replace("turn source", "turns source"), "utf-8")
        assert any("No findings." in line for line in lines)
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(30)
        process.stdout.close()
    assert code == 130


# --- pre-commit -------------------------------------------------------------------------------


def test_the_hooks_name_commands_that_there_are(repository: Path) -> None:
    hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["factsheet-fmt", "factsheet-check"]
    for hook in hooks:
        program, command = hook["entry"].split()
        assert program == "factsheet"
        assert run(command, "--help").returncode == 0
        assert hook["language"] == "python"
        assert hook["description"]


@pytest.mark.parametrize(
    ("path", "formatted", "checked"),
    [
        ("facts/people/a.yml", True, True),
        ("seeds/a.yml", True, True),
        ("seeds/a.txt", False, True),
        ("mkdocs.yml", False, True),
        ("docs/a.md", False, False),
        ("old/facts/a.yml", False, False),
    ],
)
def test_the_hooks_run_for_the_files_they_concern(
    repository: Path, path: str, formatted: bool, checked: bool
) -> None:
    hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [bool(re.search(hook["files"], path)) for hook in hooks] == [formatted, checked]
