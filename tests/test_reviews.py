"""Who reviewed what: recorded, standing, lapsed with the reason, and held against a policy."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import scratch
import yaml

from generator import pipeline
from generator.check.joined import Checked
from generator.editorial import Part
from generator.git import command
from generator.publish.paper.edition import PaperEdition
from generator.render.views.fact import reviewed as reviewed_words
from generator.review import authors as authorship
from generator.review import diffs
from generator.review import record as recording
from generator.review.authors import authors
from generator.review.record import RecordError, record, reviewable
from generator.review.waiting import waiting

FERRY = "facts/technologies/ferry.yml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    scratch.start(root)
    shutil.rmtree(root / "facts/reviews")
    scratch.commit(root, "Nothing is reviewed")
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def rules(checked: Checked) -> list[str]:
    return [d.rule for d in checked.diagnostics if d.rule.startswith("review")]


def policy(root: Path, setting: str) -> None:
    edit(root, "mkdocs.yml", "      coverage:", f"      review: {setting}\n      coverage:")


CHANGES = [
    (FERRY, "The ferry is free for pedestrians", "The ferry is free for walkers", {Part.TEXT}),
    (FERRY, "gratuit pour les piétons.\n", "gratuit à pied.\n", {Part.TEXT}),
    (FERRY, "property: description", "property: plan", {Part.VALUE}),
    (
        FERRY,
        "    property: description\n",
        '    property: description\n    date: "2026"\n',
        {Part.DATE},
    ),
    (
        FERRY,
        "certainty: stated",
        "certainty: reported\n    attributed_to: gazette",
        {Part.CERTAINTY},
    ),
    (
        FERRY,
        'quote: "Le bac est gratuit pour',
        'quote: "bac est gratuit pour',
        {Part.CITATIONS, Part.PASSAGES},
    ),
    (
        FERRY,
        '{seed: gazette, quote: "Le bac',
        '{seed: gazette, prefix: salariés., quote: "Le bac',
        {Part.CITATIONS},
    ),
    ("seeds/gazette.txt", "85 salariés. Le bac", "86 salariés. Le bac", {Part.PASSAGES}),
]


@pytest.mark.parametrize(("path", "old", "new", "parts"), CHANGES)
def test_a_review_lapses_and_says_which_part_changed(
    project: Path, path: str, old: str, new: str, parts: set[Part]
) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    assert rules(pipeline.check(project)) == []
    edit(project, path, old, new)
    checked = pipeline.check(project)
    held = checked.index.reviewed["ferry#free"]
    assert not held.standing
    assert [set(lapse.parts) for lapse in held.lapsed] == [parts]
    (found,) = [d for d in checked.diagnostics if d.rule == "review-lapsed"]
    assert " and ".join(p for p in Part if p in parts) + " changed" in found.message


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (FERRY, "fr: Le bac est gratuit", "fr: Le bac est  gratuit"),
        (FERRY, "lead: [free]", "lead: []"),
        (FERRY, "mentions: []", "mentions: [harbour-bridge]"),
        ("seeds/gazette.txt", "a ouvert en 1931", "a été ouvert en 1931"),
        ("seeds/gazette.txt", "La Gazette du port\n", "La Gazette du port\n\nUn titre\n"),
    ],
)
def test_a_review_stands_when_nothing_it_is_bound_to_changed(
    project: Path, path: str, old: str, new: str
) -> None:
    edit(project, FERRY, "    certainty: stated\n", "    certainty: stated\n    mentions: []\n")
    scratch.review(project, "ferry#free", "Bo Reviewer")
    edit(project, path, old, new)
    assert len(pipeline.check(project).index.reviewed["ferry#free"].standing) == 1


def test_a_fact_that_is_put_back_is_reviewed_again(project: Path) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    edit(project, FERRY, "is free for", "is open to")
    assert rules(pipeline.check(project)) == ["review-lapsed"]
    edit(project, FERRY, "is open to", "is free for")
    assert rules(pipeline.check(project)) == []


def test_a_new_review_ends_the_lapse(project: Path) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    edit(project, FERRY, "is free for", "is open to")
    scratch.review(project, "ferry#free", "Cy Reviewer", "2026-10-02")
    checked = pipeline.check(project)
    held = checked.index.reviewed["ferry#free"]
    assert [r.by for r in held.standing] == ["Cy Reviewer"]
    assert [lapse.review.by for lapse in held.lapsed] == ["Bo Reviewer"]
    assert rules(checked) == []


def test_each_review_is_a_file_of_its_own(project: Path) -> None:
    """So two people can add theirs at the same time, and no file that is there changes."""
    scratch.review(project, "ferry#free", "Bo Reviewer")
    (first,) = (project / "facts/reviews").iterdir()
    before = first.read_bytes()
    assert re.fullmatch(r"2026-\d\d-\d\d-bo-reviewer-ferry-[0-9a-f]{8}\.yml", first.name)
    scratch.review(project, "port-authority", "Bo Reviewer")
    scratch.review(project, "ferry#free", "李明")
    assert first.read_bytes() == before
    files = sorted((project / "facts/reviews").iterdir())
    facts = {r["fact"] for p in files for r in yaml.safe_load(p.read_bytes())["reviews"]}
    assert facts == {
        "ferry#free",
        "port-authority#founded",
        "port-authority#staff",
        "port-authority#services",
    }
    held = pipeline.check(project).index.reviewed
    assert {r.by for r in held["ferry#free"].standing} == {"李明", "Bo Reviewer"}


def test_reviews_of_two_branches_merge(project: Path) -> None:
    scratch.git(project, "branch", "other")
    scratch.review(project, "ferry#free", "Bo Reviewer")
    scratch.commit(project, "One")
    scratch.git(project, "checkout", "--quiet", "other")
    scratch.review(project, "ferry#free", "Cy Reviewer")
    scratch.commit(project, "Two")
    scratch.git(project, "merge", "--quiet", "--no-edit", "main")
    held = pipeline.check(project).index.reviewed["ferry#free"]
    assert {r.by for r in held.standing} == {"Bo Reviewer", "Cy Reviewer"}


def test_a_single_file_of_reviews_is_read_too(project: Path) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    (one,) = (project / "facts/reviews").iterdir()
    one.rename(project / "facts/reviews.yml")
    assert len(pipeline.check(project).index.reviewed["ferry#free"].standing) == 1


@pytest.mark.parametrize("at", ["facts/reviews", "facts"])
def test_a_link_is_not_written_through(project: Path, tmp_path: Path, at: str) -> None:
    checked = pipeline.check(project)
    outside = tmp_path / "outside"
    if (project / at).exists():
        (project / at).rename(outside)
    else:
        outside.mkdir()
    before = sorted(outside.rglob("*"))
    (project / at).symlink_to(outside, target_is_directory=True)
    with pytest.raises(RecordError, match="symbolic link"):
        list(record(reviewable(checked.index, "ferry#free"), checked.index, checked.settings, "Bo"))
    assert sorted(outside.rglob("*")) == before


def test_a_file_that_is_there_is_never_written_over(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "file_name", lambda *_: "one.yml")
    (project / "facts/reviews").mkdir()
    (project / "facts/reviews/one.yml").write_text("reviews: []\n", "utf-8")
    checked = pipeline.check(project)
    with pytest.raises(RecordError, match="cannot be written: File exists"):
        list(record(reviewable(checked.index, "ferry#free"), checked.index, checked.settings, "Bo"))
    assert [p.name for p in (project / "facts/reviews").iterdir()] == ["one.yml"]
    assert (project / "facts/reviews/one.yml").read_text("utf-8") == "reviews: []\n"


# --- names ------------------------------------------------------------------------------------

ALIKE = [
    ("Bo Reviewer", "B\u043e Reviewer"),
    ("Bo Reviewer", "\u0412o Reviewer"),
    ("Bo Reviewer", "B0 Reviewer"),
    ("Bo Reviewer", "BoReviewer"),
    ("Bo Reviewer", "Bó Reviewer"),
    ("Bo Reviewer", "Ｂo Reviewer"),
    ("Marie Ill", "Rnarie Ill"),
    ("Ian Lee", "lan Lee"),
    ("Anna", "\u0391nna"),
    ("Paul O’Neil", "Paul O'Neil."),
]
"""Pairs of names of which a reader would not see that they are two."""


@pytest.mark.parametrize(("name", "other"), ALIKE)
def test_a_name_that_looks_like_another_is_refused(project: Path, name: str, other: str) -> None:
    scratch.review(project, "ferry#free", name)
    checked = pipeline.check(project)
    wanted = reviewable(checked.index, "port-authority#staff")
    with pytest.raises(RecordError, match=r"looks like another|several scripts"):
        list(record(wanted, checked.index, checked.settings, other))
    (first,) = (project / "facts/reviews").iterdir()  # somebody writes it by hand
    text = first.read_text("utf-8").replace("ferry#free", "port-authority#staff")
    first.with_name("second.yml").write_text(text.replace(name, other), "utf-8")
    assert "reviewer-look-alike" in rules(pipeline.check(project))


@pytest.mark.parametrize(
    "name", ["José Núñez", "Иван Петров", "李明", "محمد علي", "Ian", "O'Neil-Smith, Jr.", "Ana Ανα"]
)
def test_an_ordinary_name_is_no_look_alike(project: Path, name: str) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    scratch.review(project, "port-authority#staff", name)
    assert rules(pipeline.check(project)) == []


@pytest.mark.parametrize(
    "hidden",
    ["\u3164", "\u115f", "\uffa0", "\u034f", "\ufe0f", "\u2800", "\u17b4", "\u180b", "\U000e0101"],
    ids=ascii,
)
def test_a_letter_that_nobody_sees_makes_no_other_name(project: Path, hidden: str) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    checked = pipeline.check(project)
    wanted = reviewable(checked.index, "port-authority#staff")
    name = f"Bo{hidden} Reviewer"
    with pytest.raises(RecordError):
        list(record(wanted, checked.index, checked.settings, name))
    (first,) = (project / "facts/reviews").iterdir()
    text = first.read_text("utf-8").replace("ferry#free", "port-authority#staff")
    first.with_name("second.yml").write_text(text.replace("Bo Reviewer", name), "utf-8")
    found = [d.rule for d in pipeline.check(project).diagnostics]
    assert {"reviewer-look-alike", "control-character"} & {*found}


@pytest.mark.parametrize("name", ["Bo\u200bReviewer", "Bo\u00adReviewer", "Bo\u2060", "Bo \u2066x"])
def test_a_name_with_what_nobody_sees_is_refused(project: Path, name: str) -> None:
    checked = pipeline.check(project)
    with pytest.raises(RecordError):
        list(record(reviewable(checked.index, "ferry#free"), checked.index, checked.settings, name))


def test_a_look_alike_of_the_author_does_not_count(project: Path) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    (first,) = (project / "facts/reviews").iterdir()
    text = first.read_text("utf-8").replace("Bo Reviewer", "Ad\u0430 Author")
    first.write_text(text, "utf-8")
    scratch.commit(project, "Reviewed")
    checked = pipeline.check(project)
    assert not checked.index.reviewed["ferry#free"].standing
    assert set(rules(checked)) == {"reviewer-look-alike", "review-by-author"}


# --- who may, and who signed ------------------------------------------------------------------


def key(folder: Path, name: str) -> str:
    """Makes a key, and gives its public half."""
    folder.mkdir(exist_ok=True)
    done = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
    subprocess.run(done, check=True)
    return " ".join((folder / f"{name}.pub").read_text("utf-8").split()[:2])


def signed(project: Path, keys: Path, name: str, message: str = "Reviewed") -> None:
    scratch.git(project, "add", "--all")
    options = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={keys / name}"]
    scratch.git(project, *options, "commit", "-S", "--quiet", "--message", message)


def standing(project: Path) -> list[str]:
    held = pipeline.check(project).index.reviewed.get("ferry#free")
    return [review.by for review in held.standing] if held else []


def test_a_list_says_who_may_review(project: Path) -> None:
    policy(project, '{reviewers: ["Cy Reviewer <cy@example.org>"]}')
    scratch.commit(project, "Who may")
    scratch.review(project, "ferry#free", "Bo Reviewer")
    scratch.review(project, "ferry#free", "cy  reviewer")
    checked = pipeline.check(project)
    assert [r.by for r in checked.index.reviewed["ferry#free"].standing] == ["cy reviewer"]
    assert rules(checked) == ["reviewer-not-listed"]


@pytest.fixture
def trusting(project: Path, tmp_path: Path) -> Path:
    """A project that asks for signatures, with keys of two reviewers and of a stranger."""
    keys = tmp_path / "keys"
    policy(
        project,
        '{signed: true, reviewers: ["Bo Reviewer <bo@example.org>", "Cy <cy@example.org>"]}',
    )
    (project / ".allowed-signers").write_text(
        f"bo@example.org {key(keys, 'bo')}\ncy@example.org {key(keys, 'cy')}\n", "utf-8"
    )
    key(keys, "eve")
    scratch.commit(project, "Signatures are asked for")
    return project


def test_a_signed_review_counts(trusting: Path, tmp_path: Path) -> None:
    scratch.review(trusting, "ferry#free", "Bo Reviewer")
    assert standing(trusting) == []  # not committed
    signed(trusting, tmp_path / "keys", "bo")
    assert standing(trusting) == ["Bo Reviewer"]
    assert rules(pipeline.check(trusting)) == []


def unsigned(project: Path, keys: Path) -> None:
    scratch.commit(project, "Not signed")


def forged(project: Path, keys: Path) -> None:
    scratch.commit(project, "Bo", GIT_AUTHOR_NAME="Bo Reviewer", GIT_AUTHOR_EMAIL="bo@example.org")


def by_a_stranger(project: Path, keys: Path) -> None:
    signed(project, keys, "eve")


def by_another_reviewer(project: Path, keys: Path) -> None:
    signed(project, keys, "cy")


def changed_afterwards(project: Path, keys: Path) -> None:
    signed(project, keys, "bo")
    (path,) = (project / "facts/reviews").iterdir()
    path.write_text(path.read_text("utf-8").replace("date: ", "date:  ", 1), "utf-8")
    scratch.commit(project, "One space more")


def with_a_list_of_the_repository(project: Path, keys: Path) -> None:
    """The repository's own configuration names other keys, and a program that finds all good."""
    signed(project, keys, "eve")
    mine = keys / "mine"
    mine.write_text(f"bo@example.org {(keys / 'eve.pub').read_text('utf-8')}", "utf-8")
    yes = keys / "yes"
    yes.write_text("#!/bin/sh\necho 'Good \"git\" signature for bo@example.org'\nexit 0\n", "utf-8")
    yes.chmod(0o755)
    scratch.git(project, "config", "gpg.ssh.allowedSignersFile", str(mine))
    scratch.git(project, "config", "gpg.ssh.program", str(yes))
    scratch.git(project, "config", "gpg.program", str(yes))


def in_a_shallow_clone(project: Path, keys: Path) -> None:
    signed(project, keys, "bo")
    (project / ".git/shallow").write_text(scratch.git(project, "rev-parse", "HEAD") + "\n")


def without_keys(project: Path, keys: Path) -> None:
    (project / ".allowed-signers").unlink()
    signed(project, keys, "bo")


def renamed(project: Path, keys: Path) -> None:
    """Bo has signed a document of a stranger's, which a commit of nobody's makes a review."""
    (path,) = (project / "facts/reviews").iterdir()
    (project / "notes.txt").write_bytes(path.read_bytes())
    path.unlink()
    signed(project, keys, "bo", "A document")
    path.parent.mkdir(exist_ok=True)
    (project / "notes.txt").rename(path)
    scratch.commit(project, "Moved")


def linked_keys(project: Path, keys: Path) -> None:
    signed(project, keys, "bo")
    (project / ".allowed-signers").rename(keys / "signers")
    (project / ".allowed-signers").symlink_to(keys / "signers")


def for_another_purpose(project: Path, keys: Path) -> None:
    """The key is trusted for files alone, not for commits."""
    edit(project, ".allowed-signers", "bo@example.org ", 'bo@example.org namespaces="file" ')
    signed(project, keys, "bo")


def expired(project: Path, keys: Path) -> None:
    line = 'bo@example.org valid-before="20200101" '
    edit(project, ".allowed-signers", "bo@example.org ", line)
    signed(project, keys, "bo")


def replaced(project: Path, keys: Path) -> None:
    """A reference of git's that shows a signed commit in the place of another."""
    (path,) = (project / "facts/reviews").iterdir()
    text = path.read_text("utf-8")
    path.write_text(text.replace("reviews:", "reviews: # words"), "utf-8")
    signed(project, keys, "bo")
    path.write_text(text, "utf-8")
    scratch.commit(project, "Not signed")
    scratch.git(project, "replace", "HEAD", "HEAD~1")


def grafted(project: Path, keys: Path) -> None:
    scratch.commit(project, "Not signed")
    (project / ".git/info").mkdir(exist_ok=True)
    (project / ".git/info/grafts").write_text(scratch.git(project, "rev-parse", "HEAD") + "\n")


def squashed(project: Path, keys: Path) -> None:
    signed(project, keys, "bo")
    scratch.git(project, "reset", "--quiet", "--soft", "HEAD~1")
    scratch.commit(project, "One commit of all")


def amended(project: Path, keys: Path) -> None:
    signed(project, keys, "bo")
    scratch.git(project, "commit", "--quiet", "--amend", "--no-edit", "--date=2020-01-01T00:00Z")


def merged_otherwise(project: Path, keys: Path) -> None:
    """A merge that nobody signed says something else than both of its parents."""
    signed(project, keys, "bo")
    scratch.git(project, "checkout", "--quiet", "-b", "other", "HEAD~1")
    scratch.git(project, "commit", "--quiet", "--allow-empty", "--message", "Other")
    scratch.git(project, "merge", "--quiet", "--no-ff", "--no-commit", "main")
    (path,) = (project / "facts/reviews").iterdir()
    path.write_text(path.read_text("utf-8").replace("date: ", "date:  ", 1), "utf-8")
    scratch.commit(project, "Merged")


def put_back(project: Path, keys: Path) -> None:
    """Who signed it took it away again, and somebody else reverts that."""
    (path,) = (project / "facts/reviews").iterdir()
    raw = path.read_bytes()
    signed(project, keys, "bo")
    path.unlink()
    signed(project, keys, "bo", "Withdrawn")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    scratch.commit(project, "Reverted")


def staged(project: Path, keys: Path) -> None:
    """What stands in the working tree is not what was signed."""
    signed(project, keys, "bo")
    (path,) = (project / "facts/reviews").iterdir()
    path.write_text(path.read_text("utf-8").replace("date: ", "date:  ", 1), "utf-8")
    scratch.git(project, "update-index", "--assume-unchanged", str(path))


@pytest.mark.parametrize(
    "commit",
    [
        *(renamed, linked_keys, for_another_purpose, expired, replaced, grafted, squashed),
        *(amended, merged_otherwise, put_back, staged),
        unsigned,
        forged,
        by_a_stranger,
        by_another_reviewer,
        changed_afterwards,
        with_a_list_of_the_repository,
        in_a_shallow_clone,
        without_keys,
    ],
)
def test_what_its_reviewer_has_not_signed_does_not_count(
    trusting: Path, tmp_path: Path, commit: Callable[[Path, Path], None]
) -> None:
    scratch.review(trusting, "ferry#free", "Bo Reviewer")
    commit(trusting, tmp_path / "keys")
    assert standing(trusting) == []
    assert "review-not-signed" in rules(pipeline.check(trusting))


def test_who_signs_needs_a_mail_address(trusting: Path) -> None:
    edit(trusting, "mkdocs.yml", "Cy <cy@example.org>", "Cy")
    (found,) = (d for d in pipeline.check(trusting).diagnostics if d.rule == "bad-value")
    assert "without a mail address" in found.message


def test_the_site_says_what_is_known_of_reviewers(trusting: Path, tmp_path: Path) -> None:
    scratch.review(trusting, "ferry#free", "Bo Reviewer")
    signed(trusting, tmp_path / "keys", "bo")
    edition = PaperEdition.of(pipeline.check(trusting), "en")
    fact = edition.index.project.facts["ferry#free"]
    assert reviewed_words(edition, fact).endswith(", signed.")
    edit(trusting, "mkdocs.yml", "signed: true, ", "")
    edition = PaperEdition.of(pipeline.check(trusting), "en")
    assert reviewed_words(edition, fact).endswith(", by their own word.")


@pytest.mark.parametrize(
    ("by", "day", "why"),
    [
        ("  ", "", "empty"),
        ("a\u202eb", "", "control"),
        ("Bo", "yesterday", "not a day"),
        ("Bo", "2999-01-01", "still to come"),
    ],
)
def test_nobody_and_no_day_are_refused(project: Path, by: str, day: str, why: str) -> None:
    checked = pipeline.check(project)
    with pytest.raises(RecordError, match=why):
        list(
            record(
                reviewable(checked.index, "ferry#free"), checked.index, checked.settings, by, day
            )
        )


def test_a_fact_whose_quote_is_not_found_cannot_be_reviewed(project: Path) -> None:
    edit(project, FERRY, 'quote: "Le bac est gratuit', 'quote: "Le bac était gratuit')
    checked = pipeline.check(project)
    with pytest.raises(RecordError, match="not found"):
        list(record(reviewable(checked.index, "ferry"), checked.index, checked.settings, "Bo"))
    assert not (project / "facts/reviews").exists()


# --- policy -----------------------------------------------------------------------------------


def test_without_a_policy_nothing_is_asked(project: Path) -> None:
    assert rules(pipeline.check(project)) == []


def test_how_many_reviewers_and_which_facts_need_two(project: Path) -> None:
    policy(project, "{required: 1, two_for: [opinion, lighthouse]}")
    for name in pipeline.check(project).index.project.sheets:
        scratch.review(project, name, "Bo Reviewer")
    found = {d.message for d in pipeline.check(project).diagnostics}
    assert found == {
        "harbour-bridge#shopkeepers has 1 of 2 reviews that it needs.",
        "lighthouse#granite has 1 of 2 reviews that it needs.",
    }
    scratch.review(project, "harbour-bridge#shopkeepers", "Cy Reviewer")
    scratch.review(project, "lighthouse", "Cy Reviewer")
    assert pipeline.check(project).ok


def test_one_person_in_two_spellings_is_one_reviewer(project: Path) -> None:
    checked = pipeline.check(project)
    facts = reviewable(checked.index, "ferry#free")
    assert list(record(facts, checked.index, checked.settings, "Bo Reviewer"))
    again = pipeline.check(project)
    assert not list(record(facts, again.index, again.settings, " bo  reviewer "))


def test_a_policy_that_names_nothing_is_reported(project: Path) -> None:
    policy(project, "{two_for: [opinions], required: no}")
    found = {(d.rule, d.place.path) for d in pipeline.check(project).diagnostics}
    assert found == {("unknown-reference", "mkdocs.yml"), ("bad-value", "mkdocs.yml")}


def test_an_author_does_not_review(project: Path) -> None:
    scratch.review(project, "ferry#free", "ada  author")
    checked = pipeline.check(project)
    assert rules(checked) == ["review-by-author"]
    assert not checked.index.reviewed["ferry#free"].standing
    policy(project, "{author_may_review: true}")
    assert rules(pipeline.check(project)) == []


def test_who_wrote_one_line_is_an_author_of_that_fact_only(project: Path) -> None:
    edit(project, FERRY, "is free for", "is open to")
    scratch.commit(project, "A word", GIT_AUTHOR_NAME="Bo Reviewer", GIT_AUTHOR_EMAIL="bo@x.org")
    content = pipeline.check(project).index.project
    wrote = authors(project, content, ["ferry#free", "ferry#opposition-cost"])
    assert wrote["ferry#free"].names >= {"Ada Author", "Bo Reviewer", "bo@x.org"}
    assert "Bo Reviewer" not in wrote["ferry#opposition-cost"].names


def test_indenting_and_moving_is_not_writing(project: Path) -> None:
    path = project / FERRY
    head, _, facts = path.read_text("utf-8").partition("facts:\n")
    indented = "".join(f"  {line}\n" for line in facts.splitlines())
    path.write_text(f"{head}facts:\n{indented}", "utf-8")
    scratch.commit(project, "Layout", GIT_AUTHOR_NAME="Bo Reviewer", GIT_AUTHOR_EMAIL="bo@x.org")
    content = pipeline.check(project).index.project
    assert "Bo Reviewer" not in authors(project, content, ["ferry#free"])["ferry#free"].names


def test_without_git_reviews_are_taken_as_they_are(project: Path, tmp_path: Path) -> None:
    scratch.review(project, "ferry#free", "Ada Author")
    plain = tmp_path / "plain"
    plain.mkdir()
    subprocess.run(
        f"cp -r {project}/facts {project}/seeds {project}/mkdocs.yml {plain}",
        shell=True,
        check=True,
    )
    assert len(pipeline.check(plain).index.reviewed["ferry#free"].standing) == 1


def test_a_review_under_an_old_address_says_where_the_fact_is_now(project: Path) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    edit(project, FERRY, "id: free", "id: gratis")
    edit(project, FERRY, "lead: [free]", "lead: [gratis]")
    (found,) = pipeline.check(project).diagnostics
    assert (found.rule, found.hint) == (
        "review-unknown-fact",
        "Write `fact: ferry#gratis`, where it stands now.",
    )


# --- status -----------------------------------------------------------------------------------


def test_what_waits_longest_and_is_seen_most_comes_first(project: Path) -> None:
    scratch.review(project, "port-authority", "Bo Reviewer")
    edit(project, FERRY, "is free for", "is open to")
    scratch.commit(project, "Later", GIT_AUTHOR_DATE="2026-11-05T12:00:00Z")
    edit(project, FERRY, "is open to", "is free to")
    edit(project, "facts/people/ada-marlowe.yml", "Marlowe died", "Marlowe had died")
    scratch.commit(project, "Latest", GIT_AUTHOR_DATE="2026-11-09T12:00:00Z")
    edit(project, "facts/people/tom-renner.yml", "Renner joined", "Renner entered")
    checked = pipeline.check(project)
    facts = checked.index.project.facts
    found = waiting(checked, authors(project, checked.index.project, facts))
    assert not any(w.fact.sheet == "port-authority" for w in found)
    names = [w.fact.address for w in found]
    assert names[0] == "harbour-bridge#designer"
    assert names[-3:] == ["ada-marlowe#death", "ferry#free", "tom-renner#lawyer"]
    assert [w.since for w in found[-3:]] == ["2026-11-09", "2026-11-09", ""]
    assert found[0].leads


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_commands(project: Path) -> None:
    done = run(project, "review", "ferry", "--by", "Bo Reviewer", "--date", "2026-10-01")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == (
        "Recorded the review of ferry#free by Bo Reviewer, 2026-10-01."
    )
    again = run(project, "review", "ferry", "--by", "Bo Reviewer")
    assert again.stdout == "Nothing new to record: these reviews stand already.\n"
    own = run(project, "review", "lighthouse", "--by", "Ada Author")
    assert "It does not count: git says that Ada Author wrote a line" in own.stderr
    lost = run(project, "review", "nothing#here", "--by", "Bo Reviewer")
    assert (lost.returncode, "there is no fact `nothing#here`" in lost.stderr) == (2, True)
    status = run(project, "status", "--limit", "2")
    assert status.stdout.startswith("18 facts: 2 reviewed, 16 waiting, 0 of them")
    assert status.stdout.count("\nfacts/") == 2
    report = json.loads(run(project, "status", "--format", "json").stdout)
    assert len(report["waiting"]) == 16
    assert {"fact", "since", "in_summary", "answers", "needed"} <= set(report["waiting"][0])


def test_a_change_that_only_records_reviews_says_so(project: Path) -> None:
    scratch.review(project, "lighthouse", "Bo Reviewer")
    told = run(project, "diff", "HEAD").stdout
    assert "Reviews recorded: 1." in told
    assert "  lighthouse#granite: Bo Reviewer, 2026-10-01" in told
    assert "pages that show a change: 1: technologies/lighthouse/" in told


def test_the_diff_counts_no_review_by_an_author(project: Path) -> None:
    scratch.review(project, "ferry#free", "Bo Reviewer")
    scratch.review(project, "lighthouse", "Ada Author")
    scratch.commit(project, "Reviewed")
    edit(project, FERRY, "is free for", "is open to")
    scratch.commit(project, "A word", GIT_AUTHOR_NAME="Bo Reviewer", GIT_AUTHOR_EMAIL="bo@x.org")
    scratch.review(project, "ferry#free", "Bo Reviewer")
    scratch.commit(project, "Again")
    changes, before, after = pipeline.changes(project, "HEAD~2", "HEAD")
    assert not before.index.reviewed["lighthouse#granite"].standing
    assert before.index.reviewed["ferry#free"].standing
    assert not after.index.reviewed["ferry#free"].standing
    (change,) = changes.facts
    assert [r.by for r in change.reviewed.own] == ["Bo Reviewer"]
    told = "\n".join(diffs.written(form, changes, before, after) for form in ("text", "markdown"))
    line = "the review by Bo Reviewer, 2026-10-01, does not count, since they wrote a line of it"
    assert told.count(line) == 2
    assert {t.name: (t.before, t.after) for t in changes.totals}["facts reviewed"] == (1, 0)


def test_files_that_came_whole_are_not_asked_for_line_by_line(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git is asked once for all of them, and says the same as it does line by line."""
    edit(project, FERRY, "is free for", "is open to")
    scratch.commit(project, "A word", GIT_AUTHOR_NAME="Bo Reviewer", GIT_AUTHOR_EMAIL="bo@x.org")
    edit(project, "facts/people/ada-marlowe.yml", "Marlowe died", "Marlowe had died")
    (project / ".mailmap").write_text("Ada Married <ada@example.org>\n", "utf-8")
    content = pipeline.check(project).index.project
    blamed: list[str] = []
    ask = command.ask

    def counting(root: Path, arguments: list[str], **more: bytes) -> bytes:
        if "blame" in arguments:
            blamed.append(arguments[-1])
        return ask(root, arguments, **more)

    monkeypatch.setattr(authorship, "ask", counting)
    found = authors(project, content, content.facts)
    assert sorted(blamed) == ["facts/people/ada-marlowe.yml", FERRY]
    assert found["lighthouse#granite"].names == {"Ada Married", "ada@example.org"}
    monkeypatch.setattr(authorship, "_commits", lambda _: iter(()))
    assert authors(project, content, content.facts) == found
    assert len(set(blamed)) == len(content.sheets)


def test_no_name_and_no_path_is_taken_for_anything_else(project: Path) -> None:
    """What git tells is parted by what no name can hold; whatever they hold else does no harm."""
    odd = f"A\x01B\x02{'0' * 40} 12\x02"
    said = {"GIT_AUTHOR_NAME": odd, "GIT_AUTHOR_EMAIL": "e\x02f", "GIT_AUTHOR_DATE": "9" * 9}
    sheet = project / "facts/people/new.yml"
    sheet.write_text("kind: person\nname: New\nfacts: []\n", "utf-8")
    (project / "docs").mkdir(exist_ok=True)
    (project / f"docs/{'0' * 40} 12\nx\ny").write_text("x", "utf-8")
    scratch.commit(project, "Odd", **said)
    text = (project / FERRY).read_text("utf-8")
    facts = text[text.index("  - id: free") : text.index("  - id: opposition-cost")]
    sheet.write_text(f"kind: person\nname: New\nfacts:\n{facts}", "utf-8")
    scratch.commit(project, "More", **said | {"GIT_AUTHOR_DATE": f"@{'9' * 17} +0000"})
    content = pipeline.check(project).index.project
    found = authors(project, content, content.facts)
    assert {odd.rstrip("\x02"), odd} & found["new#free"].names
    assert found["lighthouse#granite"].names == {"Ada Author", "ada@example.org"}
    assert len(found) == len(content.facts)


def test_nobody_is_invented_in_this_repository(repository: Path) -> None:
    assert not (repository / "facts/reviews.yml").exists()
    assert not (repository / "facts/reviews").exists()
