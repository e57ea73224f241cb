"""A document changes: what becomes of each quote, of what stands on it, and of the files."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import pipeline
from generator.author import reanchor as comparing
from generator.author import revision
from generator.author.alignment import Alignment
from generator.author.anchors import Change
from generator.cli import main

# Each case: a document before and after, what is quoted from it, and what must come of it.
#   becomes   what the quote, prefix and suffix read after --write; left out: as before
#   says      parts of the report
#   left      rules of reading and finding that `check` still reports after --write
CASES = list(
    yaml.safe_load_all("""
about: nothing near the quote has changed
old: |
  The bridge opened in May 1901. It cost four million crowns.
new: |
  The bridge opened in May 1901. It cost four million crowns.
  A new last line.
quote: opened in May 1901
is: unchanged
exit: 0
---
about: a line before it pushes the quote down
old: |
  The bridge opened in May 1901. It cost four million crowns.
new: |
  A new first line.

  The bridge opened in May 1901. It cost four million crowns.
quote: opened in May 1901
is: moved
exit: 0
---
about: the sentence was put elsewhere, word for word
old: |
  The bridge opened in May 1901. It cost four million crowns.
  Trams have crossed it since 1923.
  Nobody knows who drew it.
new: |
  Trams have crossed it since 1923.
  Nobody knows who drew it.
  The bridge opened in May 1901.
quote: opened in May 1901
is: moved
exit: 0
---
about: a word of the quote was replaced
old: |
  The bridge opened in May 1901 after four years of work.
new: |
  The bridge opened in June 1901 after four years of work.
quote: bridge opened in May 1901
is: reworded
becomes: {quote: bridge opened in June 1901}
says:
  - "bridge opened in [-May-] {+June+} 1901"
  - "Facts (1): bridge#f"
  - "FAQ (1): when"
  - "Timeline (1): bridge#f"
  - "Disagreements (1): opening"
exit: 1
---
about: the words at both ends of the quote were replaced, and it moved down
old: |
  The bridge opened in May 1901 after four years of work, said the mayor.
new: |
  A headline
  The bridge was inaugurated in May 1901 following five years of work, said the mayor.
quote: opened in May 1901 after four years
is: reworded
becomes: {quote: was inaugurated in May 1901 following five years}
says: ["[-opened-] {+was inaugurated+} in May 1901 [-after four-] {+following five+} years"]
exit: 1
---
about: words were put into the quote; what stands beside it is not drawn in
old: |
  In the end the bridge opened in 1901, in the rain.
new: |
  In the very end the bridge finally opened in the spring of 1901, in the pouring rain.
quote: the bridge opened in 1901
is: reworded
becomes: {quote: the bridge finally opened in the spring of 1901}
exit: 1
---
about: a figure became longer; it is quoted whole or not at all
old: |
  The bridge has cost the town 14 million in four years.
new: |
  The bridge has cost the town 14.5 million euros in four years.
quote: cost the town 14 million
is: reworded
becomes: {quote: cost the town 14.5 million euros}
exit: 1
---
about: the sentence is gone
old: |
  The bridge opened in May 1901. It cost four million crowns.
  Trams have crossed it since 1923.
new: |
  The bridge opened in May 1901.
  Trams have crossed it since 1923.
quote: It cost four million crowns
is: vanished
says: ["“It cost four million crowns”", "Left as it is", "Facts (1): bridge#f"]
left: [quote-not-found]
exit: 1
---
about: another sentence stands in its place
old: |
  The bridge opened in May 1901. It cost four million crowns. Trams cross it.
new: |
  The bridge opened in May 1901. Nobody remembers the architect's name. Trams cross it.
quote: It cost four million crowns
is: vanished
left: [quote-not-found]
exit: 1
---
about: only typography has changed
old: |
  He called it « a bridge of dreams » – that's what he said…
new: |
  He called it “a bridge of dreams” - that’s what he said...
quote: it « a bridge of dreams » – that's what he said
is: unchanged
exit: 0
---
about: the words stand, but now say something of something else
old: |
  The bridge opened in May 1901 after four years of work, to the joy of all.
  Trams have crossed it since 1923.
new: |
  Trams have crossed it since 1923.
  It was planned in secret. The old tunnel, however, opened in May 1901 and fell in at once.
quote: opened in May 1901
is: moved
says: [These words now stand among others]
exit: 1
---
about: the words came to stand a second time; a prefix chooses the first place
old: |
  The old bridge opened in May 1901 after four years of work.
  The weather was fine.
new: |
  The old bridge opened in May 1901 after four years of work.
  The weather was fine.
  It is a rumour that a tunnel opened in May 1901 as well.
quote: opened in May 1901
is: unchanged
becomes: {prefix: bridge}
says: [the prefix or suffix now says which place is meant]
exit: 1
---
about: the words of a prefix were reworded
old: |
  The old bridge opened in May 1901. The tunnel was opened in May 1901 as well.
new: |
  The old viaduct opened in May 1901. The tunnel was opened in May 1901 as well.
quote: opened in May 1901
prefix: old bridge
is: unchanged
becomes: {prefix: old viaduct}
exit: 1
---
about: a quote with a cut is reworded in one of its parts
old: |
  The bridge, built by Ada Byron and others, opened in May 1901.
new: |
  The bridge, built by Ada Byron, opened in June 1901.
quote: The bridge […] opened in May 1901
is: reworded
becomes: {quote: "The bridge […] opened in June 1901"}
exit: 1
---
about: the words were put where no reader sees them
old: |
  The bridge opened in May 1901.
  Trams cross it.
new: |
  <!-- The bridge opened in May 1901. -->
  Trams cross it.
quote: bridge opened in May 1901
is: vanished
says: [quote-in-markup]
left: [quote-in-markup]
exit: 1
""")
)

SHEET = """\
# yaml-language-server: $schema=../../.schemas/sheet.json
kind: event
name: Bridge   # its name
lead: [f]
facts:
  - id: f
    property: description
    date: "1901"
    text: {{en: It opened., fr: Il a ouvert.}}
    certainty: stated
    # where it stands
    citations:
      - seed: bridge   # the chronicle
        quote: {quote}   # a comment
{beside}  - id: other
    property: description
    text: {{en: There is a program., fr: Il y a un programme.}}
    certainty: stated
    citations:
      - {{seed: example, quote: "Factsheet is a free program"}}
"""
FAQ = """\
question: {en: When?, fr: Quand ?}
answer: [bridge#f]
"""
DISAGREEMENT = """\
title: {en: The opening, fr: L'ouverture}
kind: contradiction
facts: [bridge#f, bridge#other]
text: {en: They differ., fr: Ils diffèrent.}
"""
METADATA = """\
id: bridge
title: Chronicle   # as printed
language: en
sha256: {sha256}
display: excerpt
{more}"""
OURS = ("quote-", "seed-", "yaml-", "bad-value", "limit", "unknown-")


@dataclass
class Chronicle:
    """A project with one more document, and the document as it was."""

    root: Path
    old: Path

    def run(self, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["-C", str(self.root), "reanchor", *arguments])
        return result.exit_code, result.output

    def reanchor(self, *arguments: str) -> tuple[int, str]:
        return self.run("bridge", "--old", str(self.old), *arguments)

    def text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")

    def rules(self) -> list[str]:
        """Rules of reading and finding that the check reports."""
        found = pipeline.check(self.root).diagnostics
        return [d.rule for d in found if d.rule.startswith(OURS)]


def chronicle(
    project: Path,
    old: str,
    new: str,
    quote: str = "opened in May 1901",
    beside: str = "",
    more: str = "",
) -> Chronicle:
    (project / "seeds/bridge.txt").write_bytes(new.encode())
    (project / "seeds/bridge.yml").write_text(
        METADATA.format(sha256=hashlib.sha256(old.encode()).hexdigest(), more=more)
    )
    (project / "facts/events").mkdir(exist_ok=True)
    (project / "facts/disagreements").mkdir(exist_ok=True)
    (project / "facts/events/bridge.yml").write_text(
        SHEET.format(quote=json.dumps(quote, ensure_ascii=False), beside=beside)
    )
    (project / "facts/faq/when.yml").write_text(FAQ)
    (project / "facts/disagreements/opening.yml").write_text(DISAGREEMENT)
    before = project.parent / "before.txt"
    before.write_bytes(old.encode())
    return Chronicle(project, before)


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["about"].replace(" ", "-"))
def test_case(case: dict[str, Any], project: Path) -> None:
    beside = "".join(f"        {key}: {case[key]}\n" for key in ("prefix", "suffix") if key in case)
    told = chronicle(project, case["old"], case["new"], case["quote"], beside)
    before = files(project)

    code, report = told.reanchor("--all")
    assert code == case["exit"], report
    assert f" {case['is']}: bridge#f (" in report
    for part in case.get("says", ()):
        assert part in report
    assert files(project) == before, "nothing is written unless asked"

    code, _ = told.reanchor("--write")
    assert code == case["exit"]
    assert told.rules() == case.get("left", [])
    after = yaml.safe_load(told.text("facts/events/bridge.yml"))
    cited = after["facts"][0]["citations"][0]
    wanted = {
        "seed": "bridge",
        **{k: case[k] for k in ("quote", "prefix") if k in case},
        **case.get("becomes", {}),
    }
    assert cited == wanted

    # Nothing else has changed: not a comment, not a line, not another file.
    texts = (before["facts/events/bridge.yml"].decode(), told.text("facts/events/bridge.yml"))
    kept, still = (
        [line for line in text.split("\n") if not line.strip().startswith(("quote:", "prefix:"))]
        for text in texts
    )
    assert still == kept
    assert "# a comment" in told.text("facts/events/bridge.yml")
    changed = {path for path, raw in files(project).items() if raw != before.get(path)}
    assert changed <= {"facts/events/bridge.yml", "seeds/bridge.yml"}
    assert told.run("--write") == (0, "No document has changed.\n")


# --- the patch -----------------------------------------------------------------------------------

OLD = """\
The bridge
The bridge opened in May 1901. It cost four million crowns.
More on bridges

Questions
Who drew it? Nobody knows.
Share this page
"""
NEW = """\
Updated in spring
The bridge
The bridge opened in June 1901. It cost four million crowns.

Questions
Who drew it? Nobody knows.
Who paid for it? All did.
Share this page
"""


def test_the_patch(project: Path) -> None:
    """Ranges follow their lines, lines that are gone go, and the output is a patch."""
    told = chronicle(
        project,
        OLD,
        NEW,
        more="""\
roles:
  # lines that are no body text
  headline: ["1", "3", "5"]   # three of them
  faq:
    - "5-6"
excluded:
  - {lines: "7", reason: navigation}   # the button
  - quote: >-
      Nobody
      knows the
      answer
    reason: rhetoric
""".replace("knows the\n      answer", "knows."),
    )
    code, output = told.reanchor()
    assert code == 1
    start = output.index("--- a/")
    end = output.index("Nothing was written")
    assert (
        output[start:end]
        == f"""\
--- a/facts/events/bridge.yml
+++ b/facts/events/bridge.yml
@@ -11,7 +11,7 @@
     # where it stands
     citations:
       - seed: bridge   # the chronicle
-        quote: "opened in May 1901"   # a comment
+        quote: "opened in June 1901"   # a comment
   - id: other
     property: description
     text: {{en: There is a program., fr: Il y a un programme.}}
--- a/seeds/bridge.yml
+++ b/seeds/bridge.yml
@@ -1,15 +1,15 @@
 id: bridge
 title: Chronicle   # as printed
 language: en
-sha256: {hashlib.sha256(OLD.encode()).hexdigest()}
+sha256: {hashlib.sha256(NEW.encode()).hexdigest()}
 display: excerpt
 roles:
   # lines that are no body text
-  headline: ["1", "3", "5"]   # three of them
+  headline: ["2", "5"]   # three of them
   faq:
     - "5-6"
 excluded:
-  - {{lines: "7", reason: navigation}}   # the button
+  - {{lines: "8", reason: navigation}}   # the button
   - quote: >-
       Nobody
       knows.
"""
    )
    assert "vanished: headline 3" in output
    assert "moved: headline" not in output

    if shutil.which("git"):  # what is shown can be applied as it is
        copy = project.parent / "copy"
        shutil.copytree(project, copy)
        (copy / "p.patch").write_text(output[start:end])
        subprocess.run(["git", "apply", "p.patch"], cwd=copy, check=True)
        (copy / "p.patch").unlink()
        told.reanchor("--write")
        assert files(copy) == files(project)


def test_line_ends_change(project: Path) -> None:
    """A document saved with other line ends keeps every quote and every range."""
    told = chronicle(project, OLD, OLD.replace("\n", "\r\n"), more='roles: {headline: ["1"]}\n')
    code, output = told.reanchor("--write")
    assert code == 0
    assert "quotes (1): 1 unchanged" in output
    assert told.rules() == []
    assert 'headline: ["1"]' in told.text("seeds/bridge.yml")


def test_the_files_own_line_ends_and_mark_stay(project: Path) -> None:
    told = chronicle(project, OLD, NEW)
    path = project / "facts/events/bridge.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    os.chmod(path, 0o640)
    before = path.read_bytes()
    assert told.reanchor("--write")[0] == 1
    assert path.read_bytes() == before.replace(b"May 1901", b"June 1901")
    assert path.stat().st_mode & 0o777 == 0o640


def test_quotes_in_the_metadata(project: Path) -> None:
    """Words that show a document's time, and words that no fact cites, are anchors too."""
    told = chronicle(
        project,
        OLD,
        NEW,
        "four million crowns",
        more="""\
as_of: {date: 1901~, quotes: ["opened in May 1901"]}
excluded: [{quote: More on bridges, reason: navigation}]
""",
    )
    code, output = told.reanchor("--write")
    assert code == 1
    assert "reworded: as_of of bridge" in output
    assert "vanished: exclusion of bridge" in output
    assert 'quotes: ["opened in June 1901"]' in told.text("seeds/bridge.yml")
    assert told.rules() == ["quote-not-found"]


def test_what_cannot_be_written_is_said(project: Path) -> None:
    """The only item of a list of lines cannot be removed; all else is written."""
    told = chronicle(
        project,
        OLD,
        NEW,
        more="""\
roles:
  headline:
    - "3"
""",
    )
    code, output = told.reanchor("--write")
    assert code == 1
    assert "Not written: seeds/bridge.yml: roles.headline.0 cannot be changed" in output
    assert told.rules() == []


def test_ranges_that_cannot_be_sure() -> None:
    """Lines known by position only, torn apart or joined to others are said to be a guess."""
    joined = Alignment(
        "A headline\nThe text begins.\nIt ends.\n", "A headline The text begins.\nIt ends.\n"
    )
    assert joined.lines(1, 1) == (1, 1, False)
    guessed = Alignment("One.\nQuestions\nTwo.\n", "One.\nÀ vous la parole !\nTwo.\n")
    assert guessed.lines(2, 2) == (2, 2, False)
    torn = Alignment("a b c\nd e f\ng h i\n", "d e f\ng h i\na b c\n")
    assert torn.lines(1, 2) in {(1, 1, False), (3, 3, False)}
    assert torn.lines(2, 3) == (1, 2, True)
    blank = Alignment("a b\n\nc d\n\ne f\n", "x\na b\n\nc d\n\ne f\n")
    assert blank.lines(2, 4) == (3, 5, True)
    assert blank.lines(4, 4) is None


# --- where the old document comes from ------------------------------------------------------------

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
    )


@needs_git
def test_from_history(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pinned document is found by its checksum, however far back in the history."""
    told = chronicle(project, OLD, OLD)
    git(project.parent, "init", "-q")
    git(project.parent, "add", "-A")
    git(project.parent, "commit", "-qm", "pinned")
    for text in ("other\n", NEW):
        (project / "seeds/bridge.txt").write_text(text)
        git(project.parent, "commit", "-qam", "changed, without reanchor")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    code, output = told.run()
    assert code == 1
    assert "opened in [-May-] {+June+} 1901" in output
    assert told.run("--base", "HEAD~2")[0] == 1
    code, output = told.run("--base", "nothing")
    assert (code, "git knows no revision “nothing”" in output) == (2, True)
    code, output = told.run("--base", "--help")
    assert (code, "is not the name of a revision" in output) == (2, True)


@needs_git
def test_a_pinned_document_that_was_never_committed(project: Path) -> None:
    told = chronicle(project, OLD, NEW)
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "only the new one")
    code, output = told.run()
    assert code == 2
    assert "no version of seeds/bridge.txt in git is the one" in output
    assert "--old FILE" in output


def test_without_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = chronicle(project, OLD, NEW)
    monkeypatch.setenv("PATH", "/nowhere")
    code, output = told.run()
    assert (code, "there is no git on this machine" in output) == (2, True)
    assert "--old FILE" in output


@needs_git
def test_outside_of_a_repository(project: Path) -> None:
    told = chronicle(project, OLD, NEW)
    code, output = told.run()
    assert code == 2
    assert "not a git repository" in output
    assert "--old FILE" in output


def test_another_document_is_not_taken_for_the_old_one(project: Path) -> None:
    told = chronicle(project, OLD, NEW)
    told.old.write_text("something else\n")
    code, output = told.reanchor("--write")
    assert (code, "its checksum differs" in output) == (2, True)
    told.old.write_bytes(OLD.replace("\n", "\r\n").encode())  # as version control may keep it
    assert told.reanchor("--write")[0] == 1


def test_what_cannot_be_done_is_said(project: Path) -> None:
    told = chronicle(project, OLD, NEW)
    assert told.run("nobody")[0] == 2
    assert told.reanchor("--base", "HEAD")[0] == 2
    (project / "facts/events/broken.yml").write_text("kind: [\n")
    code, output = told.reanchor("--write")
    assert (code, "facts/events/broken.yml cannot be used" in output) == (2, True)


# --- writing -------------------------------------------------------------------------------------


def test_a_file_that_changed_meanwhile_stays(project: Path) -> None:
    """And the checksum, which is written last, still says that there is something to do."""
    told = chronicle(project, OLD, NEW)
    read, options = pipeline.read(project)
    (seed,) = comparing.changed(read, options)
    result = comparing.reanchor(read, options, seed, OLD.encode())
    changes, failures = revision.revisions([result], options)
    assert not failures
    assert [change.path for change in changes] == ["facts/events/bridge.yml", "seeds/bridge.yml"]
    path = project / "facts/events/bridge.yml"
    path.write_text(path.read_text() + "# mine\n")
    before = files(project)
    with pytest.raises(revision.RevisionError, match="was changed meanwhile"):
        list(revision.write(project, changes))
    assert files(project) == before
    assert "seed-changed" in told.rules()


def test_a_full_disk_changes_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = chronicle(project, OLD, NEW)
    before = files(project)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, output = told.reanchor("--write")
    assert (code, "No space left on device" in output) == (2, True)
    assert files(project) == before


# --- any change ----------------------------------------------------------------------------------

SENTENCES = [
    "The bridge opened in May 1901.",
    "It cost four million crowns.",
    "Trams cross it.",
    "“Nobody knows”, said the mayor.",
    "A rumour has it that 14.5 million were paid in 1899.",
    "The tunnel opened in May 1901 as well.",
    "More on bridges",
    "Questions and answers",
]
TEXT = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.sampled_from(["", "x y z.", "<b>"])),
    min_size=1,
    max_size=12,
)
JOINT = st.sampled_from(["\n", " ", "\r\n", "\n\n"])


@given(
    old=TEXT,
    new=TEXT,
    joints=st.tuples(JOINT, JOINT),
    words=st.tuples(
        st.sampled_from(["May", "million", "rumour", "bridge"]),
        st.sampled_from(["June", "", "a b"]),
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_after_writing_only_what_was_said_is_left(
    project: Path, old: list[str], new: list[str], joints: tuple[str, str], words: tuple[str, str]
) -> None:
    """Whatever changed, the check then finds exactly the quotes that were reported as left."""
    before = joints[0].join([*old, "The bridge opened in May 1901, they say."])
    after = joints[1].join(new).replace(*words) + " z"
    told = chronicle(
        project,
        before,
        after,
        "bridge opened in May 1901, they say",
        more=f'roles: {{headline: ["1"], faq: ["1-{before.count(chr(10)) + 1}"]}}\n',
    )
    was = told.rules()
    read, options = pipeline.read(project)
    seeds = comparing.changed(read, options)
    results = [comparing.reanchor(read, options, seed, before.encode()) for seed in seeds]
    changes, failures = revision.revisions(results, options)
    assert not failures
    list(revision.write(project, changes))
    left = [
        a
        for r in results
        for a in r.anchors
        if a.change is Change.VANISHED or "would be refused" in a.note
    ]
    assert "seed-changed" in was or not results
    assert len(told.rules()) == len(left)
