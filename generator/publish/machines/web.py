"""The edition on the web: where its pages and the things they tell of are to be found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import urlsplit

from generator.model import LANGUAGES, Correction, Seed, Sheet
from generator.render.edition import Edition, seed_url
from generator.render.phrases import typeset

_PART = re.compile(r"part_[0-9]+/$")


@dataclass(frozen=True, slots=True)
class Times:
    """When files and facts were written, as far as that is known.

    Attributes:
        files: path → its last change.
        facts: address → (when it was first there, when it last changed), the newest first.
    """

    files: Mapping[str, datetime] = field(default_factory=dict)
    facts: Mapping[str, tuple[datetime, datetime]] = field(default_factory=dict)


@dataclass(frozen=True)
class Web(Edition):
    """An edition with its addresses; everything is relative while the site's own is not known."""

    times: Times = Times()

    @cached_property
    def title(self) -> str:
        """The fact sheet's name."""
        return typeset(self.settings.named(self.language), self.language)

    @cached_property
    def summary(self) -> str:
        """What it is about, in one sentence."""
        words = self.settings.summary.get(self.language, "")
        return typeset(words, self.language) or self.phrases.say("home.summary")

    @cached_property
    def site(self) -> str:
        """Root of the whole site, with a slash at its end; empty when it is not known."""
        site = self.settings.site_url
        return site.rstrip("/") + "/" if urlsplit(site).scheme in ("http", "https") else ""

    @cached_property
    def root(self) -> str:
        """Root of this language's site; empty when it is not known."""
        return self.site and self.site + folder(self.language)

    @cached_property
    def corrections(self) -> Mapping[int, Correction]:
        """The corrections by the number that stands in their address."""
        return dict(enumerate(self.index.project.corrections, 1))

    @cached_property
    def corrections_of(self) -> Mapping[str, list[tuple[int, Correction]]]:
        """Fact → its corrections, each with its number."""
        found: dict[str, list[tuple[int, Correction]]] = defaultdict(list)
        for number, it in self.corrections.items():
            found[it.fact].append((number, it))
        return found

    def corrected(self, it: Correction) -> str:
        """A correction in words: before, now, why."""
        say = self.phrases.say
        now = f"{say('corrections.now')} {self.text(it.now)}" if it.now else ""
        told = (
            f"{say('corrections.was')} {self.text(it.was)}",
            now,
            f"{say('corrections.because')} {self.text(it.why)}",
        )
        return "\n\n".join(words for words in told if words)

    @property
    def followed(self) -> bool:
        """Whether there is a feed: addresses and times are known."""
        return bool(self.root and any(a in self.index.project.facts for a in self.times.facts))

    @cached_property
    def subjects(self) -> Mapping[str, Sheet | Seed]:
        """What a page is about, by the page's address."""
        project = self.index.project
        found: dict[str, Sheet | Seed] = {sheet.url: sheet for sheet in project.sheets.values()}
        return found | {seed_url(seed.id): seed for seed in project.seeds.values()}

    def changed(self, url: str) -> datetime | None:
        """When the file of a sheet or source last changed, for each of its pages.

        None of any other page, which many files make, and of a file whose history is not known.
        """
        subject = self.subjects.get(_PART.sub("", url))
        if subject is None:
            return None
        paths = [subject.place.path, *([subject.path] if isinstance(subject, Seed) else [])]
        times = [self.times.files.get(path) for path in paths]
        known = [time for time in times if time]
        return max(known) if len(known) == len(times) else None

    def address(self, url: str, page: str) -> str:
        """Where something is: absolute, or as a page reaches it while the site's is not known."""
        url = self.place(url)
        return self.root + url if self.root else "../" * page.count("/") + url

    def identifier(self, path: str) -> str:
        """The name of a thing in all languages, the same as in the open data."""
        return self.site + path if self.site else f"urn:factsheet:{path}"


def stamp(when: datetime) -> str:
    """A time as feeds and site maps write it (RFC 3339)."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def folder(language: str) -> str:
    """Where a language's site stands in the whole."""
    return "" if language == LANGUAGES[0] else f"{language}/"
