"""The pages about the sources: the list, each document's text, its account; method, corrections."""

from __future__ import annotations

from collections.abc import Iterable

from generator.publish.markdown.escape import plain
from generator.publish.markdown.leaf import Leaf, anchored, tagged
from generator.render.edition import Link
from generator.render.reader import Gap, Highlight, Node, Row
from generator.render.views.about import AboutView
from generator.render.views.account import AccountView, DocumentAccount
from generator.render.views.corrections import CorrectionsView
from generator.render.views.methodology import MethodologyView
from generator.render.views.overlap import Detail
from generator.render.views.seed import Note, ReaderView, SeedView, SourcesView


def sources(leaf: Leaf, view: SourcesView) -> None:
    """Every document and what is known of it."""
    leaf.text(view.head.description)
    for seed in view.seeds:
        leaf.section(2, seed.title, f"source_{seed.id}")
        _card(leaf, seed)
        leaf.links([Link(leaf.say("source.read"), seed.url)])
    leaf.section(2, leaf.say("sources.overlap.title"))
    leaf.text(view.overlap)
    leaf.items(
        [f"{leaf.link(it.documents[0])} — {leaf.link(it.documents[1])} — {plain(it.verdict)}"]
        for it in view.overlaps
    )


def _card(leaf: Leaf, seed: SeedView) -> None:
    leaf.text(" · ".join((seed.facts, seed.quotes, seed.cited)))
    leaf.table(
        (leaf.say("markdown.property"), leaf.say("markdown.value")),
        ((plain(it.label), _detail(leaf, it)) for it in seed.details),
    )


def _detail(leaf: Leaf, it: Detail) -> str:
    words = leaf.link(Link(it.words, it.url))
    shown_by = [leaf.quoted(quote, it.language) for quote in it.shown_by]
    if it.language and it.language != leaf.edition.language and not shown_by:
        words = tagged(words, it.language)
    return " · ".join([words, *shown_by])


def reader(leaf: Leaf, view: ReaderView) -> None:
    """A document's text, as much of it as the site shows, and the facts on each passage."""
    say = leaf.say
    leaf.links([Link(say("sources.title"), f"sources/#source_{view.seed.id}")])
    _card(leaf, view.seed)
    leaf.text(view.seed.display, say("reader.how") if view.rows else "")
    if view.rows:
        leaf.section(2, say("reader.document"), "_document")
        for row in view.rows:
            leaf.paragraph(_row(leaf, row, view.seed.language))
    leaf.section(2, say("reader.quotes"), "_quotes")
    placed: set[str] = set()
    for note in view.notes:
        leaf.items([_note(leaf, note, view, placed)])


def _row(leaf: Leaf, row: Row, language: str) -> str:
    words = _nodes(leaf, row.nodes).strip(" ")
    if not row.line:
        return words
    here = anchored(f"l_{row.line}")
    return here + (words if language == leaf.edition.language else tagged(words, language))


def _nodes(leaf: Leaf, nodes: Iterable[Node]) -> str:
    return "".join(_node(leaf, node) for node in nodes)


def _node(leaf: Leaf, node: Node) -> str:
    if isinstance(node, Gap):
        return f" *{plain(leaf.edition.phrases.count('reader.gap', node.characters))}* "
    if isinstance(node, Highlight):
        cues = "".join(f" [{number}](#note_{number})" for number in node.ends)
        return f"<mark>{anchored(node.id)}{_nodes(leaf, node.children)}</mark>{cues}"
    return plain(node)


def _note(leaf: Leaf, note: Note, view: ReaderView, placed: set[str]) -> list[str]:
    """A passage; where the text is not shown, links from facts lead here."""
    here = "" if view.rows or note.passage in placed else anchored(note.passage)
    placed.add(note.passage)
    words = leaf.quoted(note.words, view.seed.language)
    number = f"**{note.number}**"
    if view.rows:
        number = f"[{number}](#{note.passage})"
    return [
        f"{anchored(f'note_{note.number}')}{here}{number} — {words} — {plain(note.line)} · "
        f"{plain(note.found.words)}",
        *(
            f"{leaf.link(Link(claim.subject, claim.url))} — {plain(claim.sentence)}"
            + ("" if claim.stated else f" · {plain(claim.certainty.words)}")
            for claim in note.claims
        ),
    ]


def accounts(leaf: Leaf, view: AccountView) -> None:
    """What became of every sentence of each document."""
    say = leaf.say
    leaf.text(view.head.description)
    leaf.text(say("account.why"))
    leaf.text(view.total)
    for document in view.documents:
        leaf.section(2, document.title, f"account_{document.id}")
        _account(leaf, document)
    leaf.section(2, say("origins.title"))
    leaf.text(say("origins.means"), view.origins, say("origins.not_weak"))


def _account(leaf: Leaf, it: DocumentAccount) -> None:
    say = leaf.say
    leaf.text(it.summary, it.budget, it.once)
    leaf.table(
        (say("account.became"), say("account.sentences"), say("account.share")),
        ((plain(part.words), plain(part.count), plain(part.share)) for part in it.parts),
    )
    if it.reasons:
        leaf.text(it.set_aside)
        leaf.items(
            [
                f"**{plain(reason.words)}** ({plain(reason.count)}) — {plain(reason.why)} "
                f"{plain(reason.lines)}",
                *(f"{plain(lines)} — {plain(note.text)}" for lines, note in reason.notes),
            ]
            for reason in it.reasons
        )
    if it.open:
        leaf.text(leaf.edition.phrases.count("account.still_open", len(it.open)))
        leaf.items(
            [" — ".join(filter(None, (leaf.link(one.line), plain(one.words))))] for one in it.open
        )


def corrections(leaf: Leaf, view: CorrectionsView) -> None:
    """What readers were told before."""
    say = leaf.say
    leaf.text(view.head.description)
    leaf.text(f"{view.count.rstrip('.')}." if view.count else say("corrections.none"))
    for it in view.corrections:
        leaf.section(2, f"{it.date} — {it.kind.words}", it.id)
        rows = [("corrections.was", plain(it.was)), ("corrections.now", plain(it.now))]
        rows.append(("corrections.because", plain(it.why)))
        leaf.paragraph(leaf.link(it.sheet))
        leaf.table(
            (say("markdown.property"), say("markdown.value")),
            ((plain(say(key)), words) for key, words in rows if words),
        )


def about(leaf: Leaf, view: AboutView) -> None:
    """Who publishes this, what it is, and what it is not."""
    say = leaf.say
    leaf.text(view.head.description)
    leaf.section(2, say("about.what"))
    leaf.text(view.summary)
    leaf.text(view.holds, view.reviewed, view.reviewers)
    leaf.section(2, say("about.not.title"))
    leaf.items([plain(say(f"about.not.{key}"))] for key in ("true", "whole", "documents"))
    leaf.section(2, say("about.publisher.title"))
    leaf.text(view.publisher or say("about.publisher.unknown"))
    leaf.section(2, say("about.licence.title"))
    leaf.paragraph(_named(leaf, view.license, "about.licence.unknown"))
    leaf.text(say("about.licence.documents"))
    leaf.section(2, say("about.contact.title"))
    leaf.paragraph(_named(leaf, view.contact, "about.contact.unknown"))


def _named(leaf: Leaf, it: Link, unknown: str) -> str:
    return leaf.link(it) if it.text else plain(leaf.say(unknown))


def methodology(leaf: Leaf, view: MethodologyView) -> None:
    """What is promised, and what is not."""
    say = leaf.say

    def told(key: str) -> str:
        return say(f"methodology.{key}")

    leaf.text(say("methodology.promise", quotes=view.quotes, documents=view.documents))
    leaf.section(2, told("found.title"))
    leaf.text(told("found.means"), told("found.not_true"))
    leaf.items(
        [plain(told(f"found.{key}"))] for key in ("not_right", "not_whole", "not_independent")
    )
    leaf.section(2, told("check.title"))
    steps = ("kept", "quoted", "compared", "refused")
    leaf.items(([plain(told(f"check.{key}"))] for key in steps), numbered=True)
    leaf.section(2, told("verdicts.title"))
    leaf.text(told("verdicts.intro"))
    meaning, here = told("verdicts.meaning"), told("here")
    leaf.table(
        (told("verdicts.verdict"), meaning, told("verdicts.published"), here),
        (
            map(plain, (it.badge.words, it.badge.why, told("yes" if it.passes else "no"), it.count))
            for it in view.verdicts
        ),
    )
    leaf.section(2, told("folds.title"))
    leaf.text(told("folds.intro"))
    leaf.table(
        (told("folds.what"), told("folds.differs"), told("folds.becomes")),
        (map(plain, (it.name, it.differs, it.becomes)) for it in view.folds),
    )
    leaf.text(told("folds.never"))
    leaf.section(2, told("certainty.title"))
    leaf.text(told("certainty.intro"))
    leaf.table(
        (told("certainty.word"), meaning, here),
        (map(plain, (it.badge.words, it.badge.why, it.count)) for it in view.certainties),
    )
    leaf.section(2, told("dates.title"))
    leaf.text(told("dates.text"))
    leaf.section(2, told("mistake.title"))
    leaf.text(told("mistake.text"))
    leaf.links([Link(say("corrections.title"), "corrections/")])
    leaf.section(2, say("glossary.title"))
    leaf.text(say("glossary.intro"))
    leaf.table(
        (told("certainty.word"), meaning),
        ((f"{anchored(id_)}{plain(word)}", plain(means)) for id_, word, means in view.glossary),
    )
