"""The order of the stages, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.check.consistency import consistency
from generator.check.corrections import corrections
from generator.check.coverage import account, coverage
from generator.check.disagreements import disagreements
from generator.check.joined import Checked, join
from generator.check.reviews import counted, names, reviews
from generator.check.sentences import prepare
from generator.check.unread import unreadable
from generator.check.verify import Engine, locally, verify
from generator.diagnostics import ordered
from generator.memo import Memo, of_project
from generator.model import LANGUAGES, Project
from generator.read.by_hand import by_hand
from generator.read.configuration import read_settings
from generator.read.project import read_project
from generator.render.page import Page
from generator.review.authors import authors
from generator.review.changes import WORKING_TREE, Changes
from generator.review.compare import compare
from generator.review.history import Snapshot, snapshot
from generator.review.publication import last_published
from generator.review.signatures import missing_keys, signers
from generator.settings import Settings
from generator.stopping import passing_folder

if TYPE_CHECKING:
    from generator.publish.machines.web import Times, Web
    from generator.publish.paper.made import Made


def settings(root: Path) -> Settings:
    """A project's settings; findings in them are reported by `check`."""
    return read_settings(root)[0]


def check(
    root: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    at: Snapshot | None = None,
    engine: Engine = locally,
    memo: Memo | None = None,
) -> Checked:
    """Reads a project and holds it against every rule.

    Git tells who wrote what, and what was published last.

    Args:
        at: the revision that lies in this folder; None where it is a working tree.
        engine: what looks for the quotes.
        memo: remembers what was found of everything that has not changed.
    """
    memo = memo or Memo()
    options, found = read_settings(root, whole=at is None)
    project, reading = read_project(options, memo)
    verified = verify(project, options.quotes, progress, engine, memo)
    index = join(project, verified)
    unread = frozenset(Path(d.place.path).stem for d in reading)
    origin, commit = (at.origin, at.commit) if at else (options.root, "")
    published = last_published(options, origin, commit or "HEAD", memo)
    wrote = authors(origin, project, index.reviewed, commit)
    writers = {address: found.names for address, found in wrote.items()}
    signed = (
        signers(origin, (review.place.path for review in project.reviews), commit)
        if options.review.signed
        else {}
    )
    index = replace(index, reviewed=counted(index, options.review, writers, signed))
    prepare(project, memo)
    accounts = account(index, options, memo)
    judged = [
        *consistency(index, memo=memo),
        *disagreements(index),
        *unreadable(index),
        *coverage(index, options, accounts),
        *reviews(index, options, unread),
        *names(index, options.review, writers),
        *(missing_keys(origin) if options.review.signed else ()),
        *published.findings(),
        *corrections(index, published.project, unread),
    ]
    checked = Checked(
        options,
        index,
        ordered([*found, *reading, *verified.found, *judged]),
        verified.verdicts,
        verified.skipped,
        accounts,
        published.name,
    )
    return checked if at else _with_pages_by_hand(checked)


def _with_pages_by_hand(checked: Checked) -> Checked:
    """The same, with what is found in the pages that stand beside those made from the facts."""
    options = checked.settings

    def ours() -> list[str]:
        return [page.url for page in pages(checked, LANGUAGES[0], cut=True)] if checked.ok else []

    alone = checked.ok and options.plain_pages
    found = list(
        by_hand(options.root, options.docs, ours, options.menu, alone=alone, beside=assets())
    )
    return replace(checked, diagnostics=ordered([*checked.diagnostics, *found]))


def remembered(root: Path, *, write: bool = True) -> Checked:
    """A project, checked with what is remembered from one time to the next.

    Args:
        write: whether the next process is to know it too, even if `write_down` is never called.
    """
    memo = _memo(root)
    checked = check(root, memo=memo)
    memo.finish(write=write)
    return checked


def write_down(root: Path) -> None:
    """Lets the next process know what is remembered of a project."""
    _memo(root).write()


_memo = cache(of_project)


def changes(
    root: Path, base: str, head: str | None = None, memo: Memo | None = None
) -> tuple[Changes, Checked, Checked]:
    """What changed between two revisions, and both of them checked.

    Args:
        head: the new revision; None for the working tree.
        memo: remembers what was found of everything that both have, or had the last time.

    Raises:
        HistoryError: git does not know a revision, or cannot lay it out.
    """
    memo = memo or Memo()
    with passing_folder() as folder:
        old = snapshot(root, base, folder / "base")
        before = check(old.folder, at=old, memo=memo)
        strange: tuple[tuple[str, str], ...] = ()
        if head is None:
            after, name = check(root, memo=memo), WORKING_TREE
        else:
            new = snapshot(root, head, folder / "head")
            after, strange = check(new.folder, at=new, memo=memo), new.strange
            name = f"{head} ({new.commit[:9]})"
    found = compare(
        before,
        after,
        base=f"{base} ({old.commit[:9]})",
        head=name,
        strange=strange,
    )
    return found, before, after


def read(root: Path) -> tuple[Project, Settings]:
    """A project as it was read, without any check."""
    options, _ = read_settings(root)
    return read_project(options)[0], options


def pages(checked: Checked, language: str, *, feeds: bool = False, cut: bool = False) -> list[Page]:
    """Every page of the site in a language.

    Args:
        feeds: whether the site has them.
        cut: whether a long page is cut into parts.
    """
    from generator.render.pages import pages as render

    return render(
        checked.index,
        checked.settings,
        language,
        checked.accounts,
        checked.origins,
        checked.cuts,
        (*checked.offers, "feeds") if feeds else checked.offers,
        cut=cut,
    )


def web(checked: Checked, language: str, times: Times | None) -> Web:
    """What is said of a checked project on the web, in a language."""
    from generator.publish.machines.web import Times, Web
    from generator.render.layout import placed

    return Web(
        checked.index,
        checked.settings,
        language,
        checked.accounts,
        checked.origins,
        checked.cuts,
        checked.offers,
        placed,
        times or Times(),
    )


def assets() -> dict[str, Path]:
    """Style sheets and scripts of the pages: address on the site → file."""
    folder = Path(__file__).parent / "render" / "assets"
    return {f"assets/{path.name}": path for path in sorted(folder.iterdir()) if path.is_file()}


def times(checked: Checked) -> Times:
    """When files and facts were written, as far as that is known."""
    from generator.publish.machines.feeds import NEWEST
    from generator.publish.machines.web import Times
    from generator.review.written import written

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return Times(*written(checked.settings.root, checked.index, NEWEST, epoch))


def made(checked: Checked) -> Made:
    """When and from which revision PDFs are made, as far as publisher and git say so."""
    from generator.publish.paper.made import Made, given_day
    from generator.review.revisions import revisions

    return Made(given_day(), *revisions(checked.settings.root))
