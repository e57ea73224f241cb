"""The commands that publish: `build`, `serve`, `export` and `pdf`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.outcome import FAILED, REFUSED, echo
from generator.commands.progress import checked as check
from generator.diagnostics import shown
from generator.output import lively, passing, say
from generator.review.outcome import outcome
from generator.store import users_store
from generator.terms import LANGUAGES

if TYPE_CHECKING:  # loading them would slow `--help`
    from generator.check.joined import Checked
    from generator.diagnostics import Diagnostic


@click.command()
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="Where to publish (default: the `site_dir` of mkdocs.yml, site/).",
)
@click.option("--no-pdf", is_flag=True, help="Leave the PDFs out, which take longest.")
@click.option("--no-data", is_flag=True, help="Leave the open data out.")
@click.option("--no-translation", is_flag=True, help="Build the first language only.")
@click.option("--no-cache", is_flag=True, help="Build again even when nothing has changed.")
@click.pass_obj
def build(
    root: Path,
    site: Path | None,
    no_pdf: bool,
    no_data: bool,
    no_translation: bool,
    no_cache: bool,
) -> None:
    """Check everything, then publish site, PDFs and data, all at once or not at all.

    What was published before stays as it was when the content is refused, the build fails or is
    stopped.

    \b
    Examples:
      factsheet build
      factsheet build --site /srv/www/facts
      factsheet build --no-pdf --no-data --no-translation --site /tmp/look
    """
    from generator.publish import current
    from generator.read.configuration import read_settings
    from generator.review import reports
    from generator.review.outcome import Outcome

    target = (site or read_settings(root)[0].site).absolute()
    left = {"pdf": no_pdf, "data": no_data, "translation": no_translation}
    parts = tuple(part for part, out in left.items() if not out)
    store = users_store("site")
    name = "" if no_cache else _state(root, target, parts)
    if (known := current.recall(store, name, target)) is not None:
        echo(reports.text(Outcome.load(known)))
        say(f"{target} is published as it would be now")
        return
    checked = _built(root, target, parts, keep=not no_cache)
    if name == _state(root, target, parts):
        current.remember(store, name, target, outcome(checked).dump())
        store.tidy()
    say(f"Published {target}")


def _state(root: Path, target: Path, parts: tuple[str, ...]) -> str:
    """Names everything that a publication depends on; empty where that cannot be known."""
    from generator.publish import current
    from generator.review.kept import key

    return current.name(root.resolve(), target, key(root), *parts)


def _built(root: Path, target: Path, parts: tuple[str, ...], *, keep: bool) -> Checked:
    """Checks and publishes a project; ends the command when that is not possible.

    Args:
        parts: what is published beside the site in its first language.
        keep: whether what is remembered may be used.
    """
    from generator.publish.site import PublishError, RefusedError, replacing, sources

    checked = _sound(root, keep=keep)
    try:
        with replacing(target, sources=sources(root, checked.settings.docs)) as folder:
            _publish(checked, folder, parts)
    except RefusedError as error:
        _tell([error.found])
        say("Nothing was published.", err=True)
        sys.exit(REFUSED)
    except PublishError as error:
        say(f"Nothing was published: {error}.", err=True)
        sys.exit(FAILED)
    return checked


def _sound(root: Path, *, keep: bool = True) -> Checked:
    """The checked project; ends the command when its content is refused."""
    from generator.review import reports

    checked = check(root, keep=keep)
    echo(reports.text(outcome(checked)), err=not checked.ok)
    if not checked.ok:
        say("Nothing was published.", err=True)
        sys.exit(REFUSED)
    return checked


def _publish(checked: Checked, folder: Path, parts: tuple[str, ...]) -> None:
    from generator import pipeline
    from generator.plugin.running import build_site
    from generator.publish import checksums
    from generator.publish.data.export import export
    from generator.publish.pdf import pdfs
    from generator.publish.site import PublishError

    _say("Building the site …")
    offers = tuple(part for part in ("data", "pdf") if part in parts)
    languages = LANGUAGES if "translation" in parts else LANGUAGES[:1]
    warnings = build_site(replace(checked, offers=offers), folder, languages)
    if warnings:
        raise PublishError(f"the site has {warnings} warnings, printed above")
    if "data" in parts:
        _say("Writing the data …")
        export(checked.index, checked.settings, folder / "data", folder)
    if "pdf" in parts:
        _tell(pdfs(checked, folder / "pdf", _progress(), made=pipeline.made(checked)))
    checksums.write(folder)


def _tell(found: list[Diagnostic]) -> None:
    """Reports what was found of the PDFs."""
    from generator.review import reports

    for diagnostic in found:
        echo(reports.finding(diagnostic), err=True)


def _say(words: str) -> None:
    passing(words)


def _progress() -> Callable[[str, int, int], None] | None:
    """What tells of every PDF made, on a terminal only."""
    if not lively():
        return None

    def tell(name: str, done: int, total: int) -> None:
        passing(f"{done} of {total} PDFs: {name}")
        if done == total:
            say("", err=True)

    return tell


@click.command()
@click.option("--address", default="127.0.0.1:8000", help="Host and port to listen on.")
@click.pass_obj
def serve(root: Path, address: str) -> None:
    """Show the site on this machine and again after every change of a file.

    Pages are drawn when a browser asks for them, and renew themselves there. While the content is
    refused, the last good pages stay; the reasons are printed here. Ctrl-C ends it.

    Exit code 1: the content was refused from the start. 2: could not run.

    \b
    Example:
      factsheet serve --address 127.0.0.1:8080
    """
    from generator.plugin.answer import is_local, listened
    from generator.plugin.running import serve_site

    where = listened(address)
    if where is None:
        said = shown(address, 80)
        say(
            f"`{said}` is no address: write a host in figures, or localhost, and a port: "
            "127.0.0.1:8000 or [::1]:8000.",
            err=True,
        )
        sys.exit(FAILED)
    if not is_local(where[0]):
        say(
            f"Warning: whoever reaches this machine can read the preview at {address}, also what "
            "is not published yet. Leave --address out to show it to this machine alone.",
            err=True,
        )
    try:
        serve_site(root, address)
    except OSError as error:
        say(f"{address} cannot be served: {error.strerror or error}.", err=True)
        sys.exit(FAILED)


@click.command()
@click.argument("form", metavar="FORM", type=click.Choice(("data", "markdown")))
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def export(root: Path, form: str, folder: Path) -> None:
    """Write the facts into FOLDER in a form of their own, without the site.

    data: open data in every format: JSON with its schema, CSV tables with a data package, SQLite,
    JSON-LD, BibTeX, CSL-JSON, FollowTheMoney entities, iCalendar, and an evidence bundle that
    verifies itself.

    markdown: every page as plain Markdown, in both languages, with settings beside it, so that
    MkDocs, ProperDocs or Zensical make a site of it without this program.

    \b
    Examples:
      factsheet export data /tmp/data
      factsheet export markdown /tmp/pages
    """
    from generator.publish.data.export import export as write_data
    from generator.publish.markdown.export import export as write_markdown
    from generator.publish.site import PublishError, replacing, sources

    checked = _sound(root)
    read = sources(root, checked.settings.docs)
    try:
        if form == "data":
            with replacing(folder, kind="data", sources=read) as fresh:
                number = len(write_data(checked.index, checked.settings, fresh))
        else:
            number = write_markdown(checked, folder)
    except PublishError as error:
        say(f"Nothing was written: {error}.", err=True)
        sys.exit(FAILED)
    except OSError as error:
        say(f"The data cannot be written: {error.filename}: {error.strerror}.", err=True)
        sys.exit(FAILED)
    say(f"Wrote {number} files to {folder}")


@click.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@click.option("--language", type=click.Choice(LANGUAGES), help="Only this language.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default="pdf",
    show_default=True,
    help="The folder to write into.",
)
@click.pass_obj
def pdf(root: Path, sheets: tuple[str, ...], language: str | None, into: Path) -> None:
    """Write the book and a fact sheet for each SHEET as PDF (default: all sheets).

    Named sheets are written alone, without the book. What has not changed is not set again.

    \b
    Examples:
      factsheet pdf
      factsheet pdf ada-lovelace --language en --into handouts
    """
    from generator import pipeline
    from generator.publish.paper.typesetter import TypesettingError
    from generator.publish.pdf import pdfs
    from generator.publish.site import PublishError, RefusedError, adding, sources
    from generator.read.validate import near

    checked = _sound(root)
    known = checked.index.project.sheets
    unknown = [sheet for sheet in sheets if sheet not in known]
    if unknown:
        say(f"There is no sheet `{unknown[0]}`. {near(unknown[0], known)}".rstrip(), err=True)
        sys.exit(FAILED)
    try:
        with adding(into, kind="pdf", sources=sources(root, checked.settings.docs)) as fresh:
            _tell(
                pdfs(
                    checked,
                    fresh,
                    _progress(),
                    books=not sheets,
                    sheets=sheets or None,
                    languages=(language,) if language else LANGUAGES,
                    made=pipeline.made(checked),
                )
            )
    except RefusedError as error:
        _tell([error.found])
        sys.exit(REFUSED)
    except (PublishError, TypesettingError, OSError) as error:
        say(f"The PDFs were not written: {error}.", err=True)
        sys.exit(FAILED)
    say(f"Wrote PDFs into {into}")
