"""The commands that help an editor write: `new`, `quote`, `fmt` and `add-seed`."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

import click

from generator.commands.outcome import CLEAN, FAILED, REFUSED, echo, fail, waiting
from generator.output import say, to_terminal

_KINDS = click.Choice(["person", "organization", "technology", "event"])


@click.command()
@click.argument("kind", type=_KINDS, required=False)
@click.argument("name", required=False)
@click.pass_obj
def new(root: Path, kind: str | None, name: str | None) -> None:
    """Write the file of a new sheet, with a first fact to fill in.

    What is not given is asked for, on a terminal.

    \b
    Examples:
      factsheet new
      factsheet new person "Ada Lovelace"
    """
    from generator.author.starter import StarterError, new_sheet

    if kind is None or name is None:
        if not sys.stdin.isatty():
            raise click.UsageError("give KIND and NAME")
        kind = kind or click.prompt("What is it", type=_KINDS)
        name = click.prompt("Its name")
    try:
        path = new_sheet(root, str(kind), str(name))
    except StarterError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename} cannot be read: {error.strerror or error}")
    say(f"Wrote {path}. Fill in the places marked TODO, then run: factsheet check")


@click.command()
@click.argument("words")
@click.option("--seed", help="Look only in the source of this id.")
@click.option("--copy", is_flag=True, help="Put the first citation on the terminal's clipboard.")
@click.pass_obj
def quote(root: Path, words: str, seed: str | None, copy: bool) -> None:
    """Find WORDS in the sources and print each place in its sentence, ready to paste.

    Says with each place which facts already quote something of that sentence.

    Exit code 0: found. 1: not found; the nearest words are shown.

    \b
    Examples:
      factsheet quote "prix Turing"
      factsheet quote "received the prize" --seed annual-report --copy
    """
    from generator import pipeline
    from generator.author.quotes import lookup

    project, options = pipeline.read(root)
    if seed is not None and seed not in project.seeds:
        say(f"There is no source `{seed}`. Sources: {', '.join(project.seeds)}.", err=True)
        sys.exit(FAILED)
    found = lookup(project, options, words, seed)
    echo(found.lines)
    if copy and found.hits:
        if to_terminal(on_clipboard(found.hits[0].citation)):
            say("Copied the first citation, if this terminal allows it.", err=True)
        else:
            say("Not copied: this is no terminal.", err=True)
    sys.exit(CLEAN if found.hits else REFUSED)


def on_clipboard(text: str) -> str:
    """The escape sequence (OSC 52) that asks a terminal to put a text on its clipboard."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; say which files need a new layout.")
@click.pass_obj
def fmt(root: Path, files: tuple[Path, ...], check: bool) -> None:
    """Lay out fact files and metadata in one canonical way; data and comments stay.

    FILE is a fact file or the metadata of a source; default: all of the project.

    Exit code 0: done, or nothing to do. 1: with --check, a file needs a new layout; or a file
    cannot be read. 2: could not run.

    \b
    Examples:
      factsheet fmt
      factsheet fmt --check
      factsheet fmt facts/people/ada-lovelace.yml
    """
    from generator import pipeline
    from generator.author import formatting
    from generator.author.revision import RevisionError, write
    from generator.review import reports

    options = pipeline.settings(root)
    try:
        result = formatting.formatted(options, files)
        if not check:
            for _ in write(options.root, result.revisions):
                pass
    except (formatting.FormattingError, RevisionError) as error:
        fail(str(error))
    for found in result.found:
        echo(reports.finding(found))
    echo(formatting.lines(result, check=check))
    hurt = result.found or result.failures or (check and result.revisions)
    sys.exit(REFUSED if hurt else CLEAN)


@click.command("add-seed")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "name", help="Its id (default: made from the file's name).")
@click.option("--url", help="Where it was published; nothing is fetched from there.")
@click.option("--whole", is_flag=True, help="Keep all text of a web page, menus and footers too.")
@click.pass_obj
def add_seed(root: Path, file: Path, name: str | None, url: str | None, whole: bool) -> None:
    """Make a source of FILE: its readable text, its metadata, and the original beside them.

    FILE is text, Markdown, HTML, PDF, DOCX, or a saved web archive (MHTML, WARC). The metadata say
    only what the document itself shows. Nothing is fetched. Afterwards come suggestions: sentences
    that no fact covers yet, and facts that the source seems to support or contradict.

    Exit code 0: written. 1: the file is refused for what it holds, nothing was written. 2: could
    not run, nothing was written.

    \b
    Examples:
      factsheet add-seed report.pdf
      factsheet add-seed page.html --id annual-report --url https://example.org/report
    """
    from generator import pipeline
    from generator.author import seeding, suggestions
    from generator.check.coverage import account
    from generator.diagnostics import shown

    project, options = pipeline.read(root)
    if not (options.root / "seeds").is_dir():
        fail(f"there is no seeds/ in {root}; choose the project's folder with -C")
    try:
        with waiting(f"Reading {shown(file.name)} …"):
            new = seeding.prepared(project, options, file, name=name, url=url, whole=whole)
        paths = seeding.write(options.root, new)
    except seeding.RefusedFileError as error:
        fail(str(error), REFUSED)
    except seeding.SeedingError as error:
        fail(str(error))
    echo(f"Wrote {path}" for path in paths)
    echo(new.said)
    checked = pipeline.check(root)
    seed = checked.index.project.seeds.get(new.id)
    if seed is not None:
        echo(suggestions.lines(checked.index, seed, account(checked.index, options)))
    say("Next: read the text beside the original, fill in the metadata, factsheet check")
