"""The `factsheet` command: with its `commands`, all that knows click, exit codes and terminals."""

from __future__ import annotations

import gc
import io
import os
import shlex
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from generator import __version__, store
from generator.commands import account, author, publication, review
from generator.commands.outcome import CLEAN, FAILED, REFUSED, echo
from generator.output import changes, data, failure, opened, passing, say, visible
from generator.runtime.names import speak_utf8
from generator.stopping import Stopped, stoppable


class _Group(click.Group):
    """Turns every failure into one line and an exit code; nobody ever sees a traceback."""

    def main(self, args: Any = None, *more: Any, **kwargs: Any) -> NoReturn:
        # Most of what is read stays: looking for garbage as often as usual costs a tenth.
        gc.set_threshold(10_000, 20, 20)
        alone = args is None  # the process's own command line
        if alone:
            speak_utf8()
        with opened(for_good=alone):
            self._ended(args, *more, alone=alone, **kwargs)

    def _ended(self, args: Any, *more: Any, alone: bool, **kwargs: Any) -> NoReturn:
        try:
            with stoppable(last=alone):
                try:
                    super().main(args, *more, **{**kwargs, "standalone_mode": False})
                finally:
                    echo(store.passed_over(), err=True)
        except Stopped:
            passing("")
            say("Stopped.", err=True)
            sys.exit(128 + signal.SIGTERM)
        except (KeyboardInterrupt, click.Abort):  # click has ended the line of ^C
            say("Stopped.", err=True)
            sys.exit(128 + signal.SIGINT)
        except click.ClickException as error:
            _explain(error)
            sys.exit(error.exit_code)
        except Exception as error:
            if os.environ.get("FACTSHEET_DEBUG"):
                if not alone:
                    raise
                failure(error)
                sys.exit(FAILED)
            reason = visible(str(error))[:300] or type(error).__name__
            say(f"factsheet could not go on: {reason}", err=True)
            say("Set FACTSHEET_DEBUG=1 to see where it failed.", err=True)
            sys.exit(FAILED)
        sys.exit(CLEAN)


def _at_most(file: Path, limit: int) -> bytes:
    """A file's bytes, also out of a pipe, and not many more than a document may have."""
    with file.open("rb") as source:
        return source.read(limit + 1)


def _explain(error: click.ClickException) -> None:
    """Prints what click has to say; a line break of its own stands before a tab."""
    said = io.StringIO()
    error.show(said)
    usage, mark, reason = said.getvalue().rstrip("\n").partition("Error: ")
    if not mark:  # the help, where nothing else was asked for
        echo(usage.split("\n"), err=True)
        return
    *before, _ = usage.split("\n")
    echo(before, err=True)
    first, *choices = reason.split("\n\t")
    echo([f"{mark}{first}", *(f"    {choice}" for choice in choices)], err=True)


def _missing(path: str) -> str:
    """Why a path leads to no folder."""
    try:
        os.lstat(path)
    except PermissionError:
        return "stands in a folder that cannot be read"
    except (OSError, ValueError):
        return "does not exist"
    return "is no folder"


_ACCOUNTS = ("coverage", "origins", "status")
"""Commands that would say of no project that nothing is open in it."""


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="factsheet")
@click.option(
    "-C",
    "given",
    type=click.Path(readable=False),  # what cannot be read is said below, as all the rest is
    default=".",
    metavar="DIR",
    help="The project's folder (default: this one).",
)
@click.pass_context
def main(context: click.Context, given: str) -> None:
    """Turn source documents and fact files into a verified, published fact sheet.

    \b
    Examples:
      factsheet check                 hold every fact against its sources
      factsheet build                 check, then publish the site into site/
      factsheet serve                 see the site while you write
      factsheet quote "words"         find words in the sources
      factsheet init my-project       start a project of your own
    """
    root, what = Path(given), ""
    if not given:  # a shell's variable that nobody has set
        what = '"" names no folder'
    elif not os.path.isdir(given):
        what = f"{visible(given)} {_missing(given)}"
    elif not os.access(given, os.R_OK | os.X_OK):
        what = f"{visible(given)} cannot be read"
    elif context.invoked_subcommand in _ACCOUNTS and not (root / "mkdocs.yml").is_file():
        what = f"{visible(given)} holds no project, since there is no mkdocs.yml"
    if what:
        say(f"-C {what}: give a project's folder.", err=True)
        sys.exit(FAILED)
    context.obj = root


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif", "junit", "rdjson", "markdown"]),
    default="text",
    help="How to write the findings.",
)
@click.option(
    "--changed-since",
    "since",
    metavar="REV",
    help="Report only what has changed since a revision, and what depends on it.",
)
@click.option("--watch", is_flag=True, help="Check again after every change, until Ctrl-C.")
@click.option("--no-cache", is_flag=True, help="Check again even what has not changed.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have the workers of a Dask scheduler look for the quotes; nothing kept answers.",
)
@click.pass_obj
def check(
    root: Path,
    form: str,
    since: str | None,
    watch: bool,
    no_cache: bool,
    scheduler: str | None,
) -> None:
    """Hold every file against the rules and every quote against its source.

    Exit code 0: clean. 1: the content is refused. 2: the check could not run. With
    --changed-since, only what is reported counts.

    \b
    Examples:
      factsheet check
      factsheet check --watch
      factsheet check --changed-since main
      factsheet check --scheduler tcp://scheduler.example:8786
      factsheet -C other-project check --format json > findings.json
    """
    from generator.commands.findings import report
    from generator.commands.watching import watch as repeat

    def run() -> bool:
        return report(root, form, since, keep=not no_cache, scheduler=scheduler)

    sound = repeat(root, run) if watch else run()
    sys.exit(CLEAN if sound else REFUSED)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Start a small, complete project in a new FOLDER.

    \b
    Example:
      factsheet init my-project && factsheet -C my-project build
    """
    from generator.author.starter import StarterError, start

    try:
        written = start(folder)
    except StarterError as error:
        say(f"Nothing was written: {error}.", err=True)
        sys.exit(FAILED)
    echo(written)
    say(f"Next: factsheet -C {shlex.quote(str(folder))} check")


@main.command()
@click.argument("rule", required=False)
@click.option("--all", "everything", is_flag=True, help="Every rule, as docs/reference/rules.md.")
def explain(rule: str | None, everything: bool) -> None:
    """Say what RULE asks, why, and show an example that breaks it and one that keeps it.

    \b
    Example:
      factsheet explain quote-not-found
    """
    from generator import rules

    known = rules.rules()
    if everything:
        data(rules.reference(), "markdown")
    elif rule is None:
        echo(f"{r.id:24} {r.title}" for r in known.values())
    elif rule in known:
        echo(rules.explain(known[rule]).split("\n"))
    else:
        from generator.read.validate import near

        say(f"There is no rule `{rule}`. {near(rule, known)}".rstrip(), err=True)
        sys.exit(FAILED)


@main.command()
@click.argument("kind", required=False)
@click.option("--write", is_flag=True, help="Write them all to .schemas/, where editors look.")
@click.pass_obj
def schema(root: Path, kind: str | None, write: bool) -> None:
    """Print the JSON Schema (draft 7) of a KIND of file, for editors.

    \b
    Examples:
      factsheet schema                list the kinds
      factsheet schema sheet          print one
      factsheet schema --write        write all to .schemas/
    """
    from generator.author.starter import StarterError, schema_text, write_schemas
    from generator.read.schema import SHAPES

    if write:
        try:
            echo(f"Wrote {path}" for path in write_schemas(root))
        except StarterError as error:
            say(f"Not written: {error}.", err=True)
            sys.exit(FAILED)
    elif kind is None:
        echo(SHAPES)
    elif kind in SHAPES:
        data(schema_text(kind))
    else:
        say(f"There is no kind `{kind}`. Kinds: {', '.join(SHAPES)}.", err=True)
        sys.exit(FAILED)


@main.command()
@click.argument("seeds", nargs=-1, metavar="[SEED]...")
@click.option(
    "--old",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The document as it was, when git does not have it.",
)
@click.option("--base", metavar="REV", help="Look in git from this revision back (default: HEAD).")
@click.option("--write", is_flag=True, help="Change the files; without it, only show the change.")
@click.option("--all", "everything", is_flag=True, help="List the quotes that still stand, too.")
@click.pass_obj
def reanchor(
    root: Path,
    seeds: tuple[str, ...],
    old: Path | None,
    base: str | None,
    write: bool,
    everything: bool,
) -> None:
    """Say what became of every quote of a document that has changed, and mend what can be.

    Compares the document with the one that its metadata pins. Each quote is unchanged, moved,
    reworded or vanished; what stands on the last two is listed. The change of the YAML files is
    shown as a patch that keeps comments and order. SEED is the id of a source; default: all that
    have changed.

    Exit code 0: nothing needs a look. 1: words were reworded or have vanished. 2: could not run.

    \b
    Examples:
      factsheet reanchor                            what has changed, and the patch
      factsheet reanchor annual-report --write      change the files
      factsheet reanchor annual-report --old report-2024.txt
    """
    from generator import pipeline
    from generator.author import reanchor as comparing
    from generator.author import reanchor_report, revision
    from generator.git.command import HistoryError
    from generator.review.history import shallow, versions

    if old is not None and base is not None:
        raise click.UsageError("give --old or --base, not both")
    project, options = pipeline.read(root)

    def before(seed: Any) -> bytes:
        source = (
            [_at_most(old, options.limits.seed_bytes)]
            if old is not None
            else versions(options.root, seed.path, base or "HEAD", options.limits.seed_bytes)
        )
        found = next((kept for raw in source if (kept := comparing.pinned(raw, seed.sha256))), None)
        if found is not None:
            return found
        if old is not None:
            raise comparing.ReanchorError(
                f"{old} is not the document that {seed.place.path} pins: its checksum differs"
            )
        hint = ", since this is a shallow clone" if shallow(options.root) else ""
        raise comparing.ReanchorError(
            f"no version of {seed.path} in git is the one that {seed.place.path} pins{hint}; "
            "give it with --old FILE"
        )

    try:
        changed = comparing.changed(project, options, seeds)
        if old is not None and len(changed) > 1:
            raise comparing.ReanchorError(
                "with --old, name one source: " + ", ".join(seed.id for seed in changed)
            )
        results = [comparing.reanchor(project, options, seed, before(seed)) for seed in changed]
        revisions, failures = revision.revisions(results, options)
        if not results:
            say("No document has changed.")
        echo(reanchor_report.lines(results, everything=everything))
        echo(f"Not written: {failure}" for failure in failures)
        changes("".join(r.diff() for r in revisions))
        if write:
            echo(f"Wrote {path}" for path in revision.write(options.root, revisions))
        elif revisions:
            say("Nothing was written; --write applies this.", err=True)
    except HistoryError as error:
        say(
            f"factsheet could not compare: {error}. Give the document as it was with --old FILE.",
            err=True,
        )
        sys.exit(FAILED)
    except (comparing.ReanchorError, revision.RevisionError) as error:
        say(f"factsheet could not go on: {error}.", err=True)
        sys.exit(FAILED)
    hurt = failures or any(result.needs_a_human for result in results)
    sys.exit(REFUSED if hurt else CLEAN)


main.add_command(review.diff)
main.add_command(review.review)
main.add_command(review.status)
main.add_command(author.new)
main.add_command(author.quote)
main.add_command(author.fmt)
main.add_command(account.coverage)
main.add_command(account.origins)
main.add_command(publication.build)
main.add_command(publication.serve)
main.add_command(publication.export)
main.add_command(publication.pdf)
main.add_command(author.add_seed)
