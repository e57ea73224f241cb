"""Writes what changed as one page, with before and after as readers see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from generator.check.joined import Checked
from generator.model import LANGUAGES, Index
from generator.review import seen
from generator.review.changes import Changes, Evidence, FactChange, NounChange, PartChange
from generator.review.seen import Seen, Site
from generator.review.telling import (
    NOUNS,
    account_line,
    came_from,
    correction_words,
    lapse_words,
    noun_line,
    ordered,
    part_name,
    quote_state,
    quote_word,
    refusal,
    review_words,
    reviewed_lines,
    summary,
    totals,
    where,
)
from generator.review.wording import counted, language, plain, runs

_MOST = 60
"""Pages whose sections are shown; more would make a page that no browser likes."""


@dataclass(frozen=True, slots=True)
class _Revision:
    """A revision and its pages; None where it has none to show."""

    index: Index
    site: Site | None


def page(changes: Changes, before: Checked, after: Checked) -> str:
    """The whole page; it asks nothing of any other host and runs no script."""
    old, new = (_Revision(each.index, seen.site(each)) for each in (before, after))
    title = f"{changes.base} → {changes.head}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(plain(title))}</title>\n<style>\n{_style()}</style>\n</head>\n"
        '<body data-md-color-scheme="default" data-md-color-primary="custom">\n'
        f"<main>\n{''.join(_main(changes, old, new))}</main>\n</body>\n</html>\n"
    )


def _style() -> str:
    """The site's own style, then that of the report."""
    assets = files("generator.render").joinpath("assets", "factsheet.css").read_text("utf-8")
    own = files("generator.review").joinpath("diff.css").read_text("utf-8")
    return (assets + own).replace("</", "<\\/")


def _main(changes: Changes, old: _Revision, new: _Revision) -> Iterator[str]:
    yield "<h1>What changes in meaning</h1>\n"
    yield f"<p>{_text(changes.base)} → {_text(changes.head)}</p>\n"
    yield f"<p><strong>{_text(summary(changes))}</strong></p>\n"
    if refused := refusal(changes):
        yield f'<p class="d-refused">{_text(refused)}</p>\n'
    for path, what in changes.strange:
        yield f'<p class="d-refused">{_text(path)} is a {what}; it is refused.</p>\n'
    yield from _totals(changes)
    for heading, facts in ordered(changes):
        yield f"<h2>{heading}</h2>\n"
        for change in facts:
            yield from _fact(change, old, new)
    if changes.lapses:
        yield from _list(
            "Reviews that lapse",
            (
                f"{address}: {lapse_words(lapse)}"
                for address, lapses in changes.lapses.items()
                for lapse in lapses
            ),
        )
    if changes.behind:
        yield from _list(
            "Translations that fell behind",
            (
                f"{name}: {', '.join(map(language, codes))} did not change with the other language"
                for name, codes in changes.behind
            ),
        )
    if changes.corrections:
        yield "<h2>Corrections</h2>\n"
        for entry in changes.corrections:
            yield f"<h3>{_text(entry.fact)}, {entry.kind}, {_text(entry.date)}</h3>\n"
            yield from _rows((part, _text(words)) for part, words in correction_words(entry))
    if changes.reviews:
        yield from _list(
            "Reviews recorded",
            (f"{review.fact}: {review_words(review)}" for review in changes.reviews),
        )
    for heading, noun in NOUNS:
        if changes.of(noun):
            yield f"<h2>{heading}</h2>\n"
            for thing in changes.of(noun):
                yield from _noun(thing)
    if changes.accounts:
        yield from _list("Account of the sources", map(account_line, changes.accounts))
    yield from _pages(changes, old.site, new.site)


def _totals(changes: Changes) -> Iterator[str]:
    yield '<table class="d-totals"><thead><tr><th scope="col">count</th>'
    yield '<th scope="col">before</th><th scope="col">after</th></tr></thead><tbody>\n'
    for name, before, after in totals(changes):
        yield f'<tr><th scope="row">{name}</th><td>{before:,}</td><td>{after:,}</td></tr>\n'
    yield "</tbody></table>\n"


def _list(heading: str, items: Iterable[str]) -> Iterator[str]:
    yield f"<h2>{heading}</h2>\n<ul>\n"
    yield from (f"<li>{_text(item)}</li>\n" for item in items)
    yield "</ul>\n"


def _fact(change: FactChange, old: _Revision, new: _Revision) -> Iterator[str]:
    place = change.fact.place
    about = [f"{place.path}:{place.line}"]
    if was := came_from(change):
        about.append(f"was {was}")
    if change.shown:
        about.append(f"also in {', '.join(change.shown)}")
    about += reviewed_lines(change)
    about += [f"review lapses: {lapse_words(lapse)}" for lapse in change.lapses]
    yield f'<article class="d-change"><h3>{_text(change.address)} · {_text(change.label)}</h3>\n'
    yield f'<p class="d-about">{_text(" · ".join(about))}</p>\n'
    yield f'<p class="d-question">{_text(change.question)}</p>\n'
    yield from _rows((part, _text(words)) for part, words in change.told)
    yield from _parts(change.parts)
    for evidence in change.evidence:
        yield from _quote(evidence, quote_state(evidence, change))
    for quote in change.quotes:
        if quote.before is not None and quote_word(quote) in ("removed", "changed"):
            yield from _quote(quote.before, "before")
    for code in LANGUAGES:
        yield from _sides(
            code,
            seen.fact(old.site, code, change.before, old.index) if change.before else "",
            seen.fact(new.site, code, change.after, new.index) if change.after else "",
        )
    yield "</article>\n"


def _sides(code: str, before: str, after: str) -> Iterator[str]:
    if before or after:
        nothing = '<p class="d-none">—</p>'
        yield f'<div class="d-sides" lang="{code}">'
        for heading, html in (("before", before), ("after", after)):
            yield (
                f'<div class="md-typeset"><p class="d-side" lang="en">{language(code)}, '
                f"{heading}</p>{html or nothing}</div>"
            )
        yield "</div>\n"


def _quote(evidence: Evidence, state: str) -> Iterator[str]:
    words = evidence.words or evidence.citation.quote
    yield f'<figure class="d-quote"><blockquote>{_text(evidence.lead)}<mark>{_text(words)}</mark>'
    yield f"{_text(evidence.tail)}</blockquote><figcaption>{_text(where(evidence))}, "
    yield f"{evidence.verdict}{f', <strong>{_text(state)}</strong>' if state else ''}"
    yield "</figcaption></figure>\n"


def _noun(change: NounChange) -> Iterator[str]:
    yield f'<article class="d-change"><h3>{_text(noun_line(change))}</h3>\n'
    yield f'<p class="d-about">“{_text(change.title)}”, {_text(change.path)}</p>\n'
    if change.note:
        yield f"<p>{_text(change.note)}</p>\n"
    yield from _parts(change.parts)
    yield "</article>\n"


def _parts(parts: tuple[PartChange, ...]) -> Iterator[str]:
    yield from _rows((part.part, _difference(part)) for part in parts)


def _difference(part: PartChange) -> str:
    if part.typographic:
        return "only typography differs"
    return "".join(
        _text(run.old)
        if run.same
        else (f"<del>{_text(run.old)}</del>" if run.old else "")
        + (f"<ins>{_text(run.new)}</ins>" if run.new else "")
        for run in runs(part.before, part.after)
    )


def _rows(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A table of parts and what is said of each, as finished HTML."""
    body = "".join(
        f'<tr><th scope="row">{_text(part_name(part))}</th><td>{told}</td></tr>\n'
        for part, told in rows
    )
    if body:
        yield f'<table class="d-parts"><tbody>\n{body}</tbody></table>\n'


def _pages(changes: Changes, old: Site | None, new: Site | None) -> Iterator[str]:
    if not changes.pages:
        return
    yield f"<h2>Pages that show a change: {len(changes.pages)}</h2>\n"
    for name, site in (("old", old), ("new", new)):
        if site is None:
            yield (
                f'<p class="d-refused">The {name} revision holds quotes or references that '
                "lead nowhere, so that it has no pages to show.</p>\n"
            )
    if old is None or new is None:
        yield from _list("Addresses", (address or "home" for address in changes.pages))
        return
    shown = changes.pages[:_MOST]
    by_page: dict[str, list[Seen]] = {}
    for part in seen.sections(old, new, shown):
        by_page.setdefault(part.page, []).append(part)
    for address, parts in by_page.items():
        yield f"<details><summary>{_text(address or 'home')} — "
        yield f"{counted(len(parts), 'section')}</summary>\n"
        for part in parts:
            if part.heading:
                yield f'<h4 lang="{part.language}">{_text(part.heading)}</h4>\n'
            yield from _sides(part.language, part.before, part.after)
        yield "</details>\n"
    if len(changes.pages) > _MOST:
        yield from _list(
            f"{len(changes.pages) - _MOST} more pages, not shown here", changes.pages[_MOST:]
        )


def _text(text: str) -> str:
    return escape(plain(text))
