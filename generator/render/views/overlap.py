"""Where documents share their wording: told on each one's card, and for all pairs together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.check.origins import Overlap
from generator.model import Seed
from generator.render.edition import Edition, Link, seed_url, shortened


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of what is known about a document; `known` is false where it shows nothing."""

    label: str
    words: str
    known: bool = True
    url: str = ""
    language: str = ""
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """Two documents that share wording: titles with links, each one's share, what follows."""

    documents: tuple[Link, Link]
    languages: tuple[str, str]
    shares: tuple[str, str]
    verdict: str


def shared(edition: Edition, overlaps: Iterable[Overlap]) -> Iterable[Shared]:
    """Pairs of documents that share wording."""
    for it in overlaps:
        seeds = (edition.seed(it.seed_a), edition.seed(it.seed_b))
        first, second = (Link(seed.title, seed_url(seed.id)) for seed in seeds)
        key = "sources.overlap.one_origin" if it.one_origin else "sources.overlap.in_part"
        yield Shared(
            (first, second),
            (seeds[0].language, seeds[1].language),
            (_share(edition, it.share_a), _share(edition, it.share_b)),
            edition.phrases.say(key),
        )


def wording(edition: Edition, seed: Seed) -> Iterable[Detail]:
    """With which documents it shares its wording, and how much of it repeats itself."""
    phrases = edition.phrases
    found = edition.sharing.get(seed.id, ())
    label = phrases.say("source.overlap.label")
    for other, share in found:
        words = phrases.say(
            "source.overlap.shared",
            share=_share(edition, share),
            title=shortened(edition.seed(other).title, 72),
        )
        yield Detail(label, words, url=seed_url(other))
    if not found and len(edition.index.project.seeds) > 1:
        yield Detail(label, phrases.say("source.overlap.none"))
    again = edition.origins.repetition.get(seed.id, 0.0)
    if again:
        words = phrases.say("source.overlap.repeats", share=_share(edition, again))
        yield Detail(phrases.say("source.overlap.itself"), words)


def _share(edition: Edition, share: float) -> str:
    """A share from 0 to 1 in percent, never rounded to nothing."""
    return edition.phrases.percent(max(1, round(100 * share)), 100)
