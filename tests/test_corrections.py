"""What was published never changes in silence, and what does not hold keeps its address."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import scratch
import yaml

from generator import pipeline
from generator.check.joined import Checked

BRIDGE = "facts/technologies/harbour-bridge.yml"
FERRY = "facts/technologies/ferry.yml"
TRAFFIC = """\
corrections:
  - fact: {fact}
    kind: {kind}
    date: "2026-11-20"
    was: {{en: "12,000 vehicles a day", fr: 12 000 véhicules par jour}}
    now: {{en: "12,500 vehicles a day", fr: 12 500 véhicules par jour}}
    why: {{en: The report was misread., fr: Le rapport avait été mal lu.}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The base, published."""
    root = tmp_path / "project"
    scratch.start(root)
    shutil.rmtree(root / "facts/reviews")
    scratch.commit(root, "Published")
    scratch.git(root, "tag", "published-2026-11-01")
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def correct(root: Path, fact: str = "harbour-bridge#traffic", kind: str = "correction") -> None:
    (root / "facts/corrections.yml").write_text(TRAFFIC.format(fact=fact, kind=kind), "utf-8")


def found(root: Path) -> list[tuple[str, str]]:
    return [(d.rule, d.place.path) for d in pipeline.check(root).diagnostics]


def silent(checked: Checked) -> list[str]:
    return [d.message for d in checked.diagnostics if d.rule == "change-unexplained"]


CHANGES = [
    (BRIDGE, 'amount: "12000"', 'amount: "13000"', "harbour-bridge#traffic", "value"),
    (BRIDGE, "carries 12,000", "sees 12,000", "harbour-bridge#traffic", "text (en)"),
    (BRIDGE, "voit passer", "supporte", "harbour-bridge#traffic", "text (fr)"),
    (
        BRIDGE,
        'quote: "carries 12,000 vehicles a day"',
        'quote: "12,000 vehicles a day"',
        "harbour-bridge#traffic",
        "quote",
    ),
    (
        BRIDGE,
        '      - {seed: gazette, quote: "Le pont du port a ouvert en 1931"}\n',
        "",
        "harbour-bridge#opened",
        "quote",
    ),
    (
        BRIDGE,
        "certainty: opinion",
        "certainty: reported",
        "harbour-bridge#shopkeepers",
        "certainty",
    ),
    (BRIDGE, "value: ada-marlowe", "value: tom-renner", "harbour-bridge#designer", "value"),
    (BRIDGE, "fr: une erreur}", "fr: une faute}", "harbour-bridge#shopkeepers", "value"),
    (
        BRIDGE,
        "value: {en: closing",
        'date: "2027"\n    value: {en: closing',
        "harbour-bridge#closing",
        "date",
    ),
    (
        BRIDGE,
        "attributed_to: report",
        "attributed_to: gazette",
        "harbour-bridge#shopkeepers",
        "attribution",
    ),
]


@pytest.mark.parametrize(("path", "old", "new", "fact", "part"), CHANGES)
def test_a_silent_change_is_refused(
    project: Path, path: str, old: str, new: str, fact: str, part: str
) -> None:
    edit(project, path, old, new)
    checked = pipeline.check(project)
    assert not checked.ok
    assert silent(checked) == [
        f"The {part} of {fact} changed since it was published, and no correction says so."
    ]
    correct(project, fact)
    assert silent(pipeline.check(project)) == []


UNTOLD = [
    (BRIDGE, "dessiné par Ada Marlowe.", "dessiné par Ada  Marlowe."),
    ("facts/organizations/port-authority.yml", "L'Autorité", "L’Autorité"),
    (
        BRIDGE,
        '      - {seed: report, quote: "carries 12,000 vehicles a day"}\n',
        '      - {seed: report, quote: "carries 12,000 vehicles a day"}\n'
        '      - {seed: report, quote: "The Harbour Bridge opened in 1931"}\n',
    ),
    (BRIDGE, "lead: [opened, designer]", "lead: [designer]"),
    (BRIDGE, "mentions: [ada-marlowe]", "mentions: []"),
]


@pytest.mark.parametrize(("path", "old", "new"), UNTOLD)
def test_what_tells_readers_nothing_else_needs_no_word(
    project: Path, path: str, old: str, new: str
) -> None:
    edit(project, path, old, new)
    assert silent(pipeline.check(project)) == []


def test_new_facts_need_no_word(project: Path) -> None:
    sheet = project / FERRY
    text = sheet.read_text("utf-8")
    fact = text[text.index("  - id: free") : text.index("  - id: opposition-cost")]
    sheet.write_text(text + fact.replace("id: free", "id: again"), "utf-8")
    assert found(project) == []


def test_moves_renames_and_merges_need_no_word(project: Path) -> None:
    removed = (scratch.REVISIONS / "head/removed.txt").read_text("utf-8").split()
    sheet = project / "facts/organizations/council.yml"
    sheet.rename(sheet.with_name("city-council.yml"))
    for path in (BRIDGE, "facts/disagreements/who-plans.yml"):
        text = (project / path).read_text("utf-8")
        (project / path).write_text(
            re.sub(r"\bcouncil(?=[#\]\n])(?<!the city council)", "city-council", text).replace(
                "according to the city city-council", "according to the city council"
            ),
            "utf-8",
        )
    text = (project / BRIDGE).read_text("utf-8")
    begin, end = text.index("  - id: ferry-interval"), text.index("  - id: shopkeepers")
    (project / BRIDGE).write_text(text[:begin] + text[end:], "utf-8")
    ferry = project / FERRY
    ferry.write_text(
        ferry.read_text("utf-8") + text[begin:end].replace("id: ferry-interval", "id: interval"),
        "utf-8",
    )
    assert "facts/organizations/council.yml" in removed
    assert silent(pipeline.check(project)) == []


def test_a_published_fact_that_is_gone_is_refused(project: Path) -> None:
    edit(project, BRIDGE, "  - id: traffic\n", "  - id: cars\n")
    edit(project, BRIDGE, "carries 12,000 vehicles a day.", "sees 12,000 vehicles a day.")
    edit(project, "facts/faq/how-much-traffic.yml", "#traffic", "#cars")
    assert silent(pipeline.check(project)) == [
        "harbour-bridge#traffic was published and is gone, so that links to it lead nowhere."
    ]
    correct(project, "harbour-bridge#cars")
    assert silent(pipeline.check(project)) == []


def test_a_sheet_that_cannot_be_read_is_one_finding(project: Path) -> None:
    edit(project, BRIDGE, "kind: technology", "kind: technology: x")
    assert found(project) == [("yaml-syntax", BRIDGE)]


def test_a_sheet_that_is_gone_is_refused(project: Path) -> None:
    (project / "facts/technologies/lighthouse.yml").unlink()
    assert silent(pipeline.check(project)) == [
        "lighthouse#granite was published and is gone, so that links to it lead nowhere."
    ]


def test_a_retracted_fact_keeps_its_address_and_says_so(project: Path) -> None:
    (project / "facts/corrections.yml").write_text(
        """\
corrections:
  - fact: lighthouse#granite
    kind: retraction
    date: "2026-11-20"
    was: {en: built of granite, fr: construit en granit}
    why: {en: It is of brick., fr: Il est en brique.}
""",
        "utf-8",
    )
    checked = pipeline.check(project)
    assert checked.index.retracted == {"lighthouse#granite"}
    assert [d.rule for d in checked.diagnostics] == ["retracted-in-use"]
    edit(project, "facts/technologies/lighthouse.yml", "lead: [granite]", "lead: []")
    assert found(project) == []
    (change,) = pipeline.changes(project, "HEAD")[0].facts
    assert change.question == "Is it right to withdraw this, and does the entry tell readers why?"
    (project / "facts/technologies/lighthouse.yml").unlink()
    assert {rule for rule, _ in found(project)} == {"change-unexplained", "correction-unknown-fact"}


def test_a_fact_may_be_put_back_after_a_retraction(project: Path) -> None:
    text = TRAFFIC.format(fact="harbour-bridge#traffic", kind="retraction")
    later = text.replace("retraction", "clarification").partition("\n")[2]
    (project / "facts/corrections.yml").write_text(text + later.replace("-20", "-21"), "utf-8")
    index = pipeline.check(project).index
    assert [c.kind for c in index.corrected["harbour-bridge#traffic"]] == [
        "clarification",
        "retraction",
    ]
    assert not index.retracted


def test_an_old_correction_explains_no_new_change(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "sees 12,000")
    correct(project)
    scratch.commit(project, "Corrected")
    scratch.git(project, "tag", "published-2026-11-02", GIT_COMMITTER_DATE="2026-11-02T12:00:00Z")
    edit(project, BRIDGE, "sees 12,000", "knows 12,000")
    assert len(silent(pipeline.check(project))) == 1


def test_a_value_is_no_typo(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "caries 12,000")
    correct(project, kind="typo")
    assert "correction-understated" not in {rule for rule, _ in found(project)}
    edit(project, BRIDGE, 'amount: "12000"', 'amount: "12500"')
    (told,) = [d for d in pipeline.check(project).diagnostics if d.rule == "correction-understated"]
    assert told.message == ("This calls a typo what changes the value of harbour-bridge#traffic.")


def test_the_entry_that_the_message_gives_is_one(project: Path) -> None:
    edit(
        project,
        BRIDGE,
        "The Harbour Bridge carries 12,000 vehicles a day.",
        "'The Harbour Bridge is \"carrying\": 12,000 vehicles a day.'",
    )
    (told,) = [d for d in pipeline.check(project).diagnostics if d.rule == "change-unexplained"]
    entry = told.hint.partition("facts/corrections.yml: ")[2]
    (project / "facts/corrections.yml").write_text(f"corrections:\n  {entry}\n", "utf-8")
    assert yaml.safe_load(entry)[0]["now"]["en"] == (
        'The Harbour Bridge is "carrying": 12,000 vehicles a day.'
    )
    assert silent(pipeline.check(project)) == []


# --- what an entry says --------------------------------------------------------------------------


def misstated(root: Path) -> list[str]:
    return [
        f"{d.place}: {d.message}"
        for d in pipeline.check(root).diagnostics
        if d.rule == "correction-misstates"
    ]


def test_an_entry_says_what_was_published_and_what_stands_now(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "sees 12,500")
    edit(project, BRIDGE, "12 000", "12 500")
    edit(project, BRIDGE, 'amount: "12000"', 'amount: "12500"')
    correct(project)
    assert misstated(project) == []
    path = "facts/corrections.yml"
    edit(project, path, '"12,000 vehicles a day"', '"11,000 vehicles a day"')
    edit(project, path, 'now: {en: "12,500', 'now: {en: "13,500')
    assert misstated(project) == [
        "facts/corrections.yml:5:15: The English `was` says “11,000 vehicles a day”, which was "
        "not published of harbour-bridge#traffic.",
        "facts/corrections.yml:6:15: The English `now` says “13,500 vehicles a day”, which "
        "harbour-bridge#traffic does not.",
    ]
    assert not pipeline.check(project).ok
    edit(project, path, "11,000 vehicles a day", "the Harbour Bridge […] 12,000 vehicles")
    edit(project, path, "13,500 vehicles a day", "bridge sees 12,500 vehicles a day.")
    assert misstated(project) == []
    edit(project, path, "12,000 vehicles", "2,000 vehicles")
    assert len(misstated(project)) == 1


def test_an_entry_about_another_part_says_that_part(project: Path) -> None:
    edit(project, BRIDGE, "certainty: opinion", "certainty: reported")
    (told,) = [d for d in pipeline.check(project).diagnostics if d.rule == "change-unexplained"]
    entry = told.hint.partition("facts/corrections.yml: ")[2]
    assert yaml.safe_load(entry)[0]["was"] == {"en": "opinion", "fr": "opinion"}
    path = project / "facts/corrections.yml"
    path.write_text(f"corrections:\n  {entry}\n", "utf-8")
    assert misstated(project) == []
    edit(project, "facts/corrections.yml", '"reported", fr: "reported"', "opinion, fr: opinion")
    assert len(misstated(project)) == 2
    edit(project, BRIDGE, "certainty: reported", "certainty: opinion")
    assert [said.partition(": ")[2] for said in misstated(project)] == [
        "`was` and `now` are the same, so that readers do not learn what changed in "
        "harbour-bridge#shopkeepers."
    ]


def test_two_entries_lead_from_one_to_the_next(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "carries 14,000")
    edit(project, BRIDGE, "12 000", "14 000")
    correct(project)
    first = TRAFFIC.format(fact="harbour-bridge#traffic", kind="correction")
    second = first.partition("\n")[2].replace("-20", "-21").replace("12,500", "14,000")
    second = second.replace("12 500", "14 000").replace("12,000", "12,500")
    path = project / "facts/corrections.yml"
    assert len(misstated(project)) == 2
    path.write_text(first + second.replace("12 000", "12 500"), "utf-8")
    assert misstated(project) == []


def test_what_was_told_before_is_left_as_it_is(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "carries 12,500")
    edit(project, BRIDGE, "12 000", "12 500")
    correct(project)
    scratch.commit(project, "Corrected")
    scratch.git(project, "tag", "published-2026-11-02", GIT_COMMITTER_DATE="2026-11-02T12:00:00Z")
    assert misstated(project) == []
    edit(project, BRIDGE, "  - id: traffic\n", "  - id: cars\n")
    edit(project, "facts/faq/how-much-traffic.yml", "#traffic", "#cars")
    edit(project, "facts/corrections.yml", "#traffic", "#cars")
    assert (misstated(project), silent(pipeline.check(project))) == ([], [])


def test_what_was_never_published_needs_no_correction(project: Path) -> None:
    sheet = project / FERRY
    text = sheet.read_text("utf-8")
    fact = text[text.index("  - id: free") : text.index("  - id: opposition-cost")]
    sheet.write_text(text + fact.replace("id: free", "id: again"), "utf-8")
    entry = TRAFFIC.format(fact="ferry#again", kind="correction")
    entry = re.sub("now: .*", "now: {en: free for pedestrians, fr: gratuit}", entry)
    (project / "facts/corrections.yml").write_text(entry, "utf-8")
    (told, _) = [d for d in pipeline.check(project).diagnostics if d.rule == "correction-misstates"]
    assert told.hint == "Remove the entry; what was never published needs no correction."


# --- which revision -----------------------------------------------------------------------------


def test_the_newest_tag_in_the_past_counts(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "sees 12,000")
    scratch.commit(project, "Later")
    late = {"GIT_COMMITTER_DATE": "2026-11-03T12:00:00Z"}
    scratch.git(project, "tag", "-a", "-m", "x", "published-2", **late)
    scratch.git(project, "checkout", "--quiet", "published-2026-11-01")
    assert pipeline.check(project).published == "published-2026-11-01"
    scratch.git(project, "checkout", "--quiet", "published-2")
    checked = pipeline.check(project)
    assert checked.published == "published-2"
    assert silent(checked) == []


def test_the_setting_names_the_revision(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "sees 12,000")
    later = scratch.commit(project, "Later")
    scratch.git(project, "tag", "--delete", "published-2026-11-01")
    assert found(project) == []
    edit(project, "mkdocs.yml", "      coverage:", "      published: base\n      coverage:")
    assert len(silent(pipeline.check(project))) == 1
    edit(project, "mkdocs.yml", "published: base", f'published: "{later}"')
    assert found(project) == []
    edit(project, "mkdocs.yml", later, "nowhere")
    assert found(project) == [("published-unknown", "mkdocs.yml")]


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_what_was_compared_is_said(project: Path, tmp_path: Path) -> None:
    assert (
        "Changes were held against published-2026-11-01, published last."
        in run(project, "check").stdout
    )
    shutil.copytree(project, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    assert (
        "No published revision to hold changes against" in run(tmp_path / "plain", "check").stdout
    )


def test_the_diff_says_so_too(project: Path) -> None:
    edit(project, BRIDGE, "carries 12,000", "sees 12,000")
    told = run(project, "diff", "HEAD").stdout
    assert "The check refuses this revision: 1 error (change-unexplained 1)." in told
