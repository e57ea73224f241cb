"""The edition on paper: the site's words, save where a PDF speaks of itself, and its addresses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cached_property
from importlib import resources
from urllib.parse import urlsplit

from generator.check.joined import Checked
from generator.model import LANGUAGES
from generator.render.edition import Edition
from generator.render.layout import placed
from generator.render.phrases import Phrases, phrases, typeset

COLON = {"en": ":", "fr": "\u00a0:"}
"""A colon with what stands before it."""


class PaperEdition(Edition):
    """An edition whose phrases fit paper."""

    @classmethod
    def of(cls, checked: Checked, language: str) -> PaperEdition:
        """A checked project's edition, with what its checks found."""
        return cls(checked.index, checked.settings, language, checked.accounts, checked.origins)

    @staticmethod
    def own_words(language: str) -> Mapping[str, str]:
        """What the PDF says in other words than the site, or alone."""
        folder = resources.files(__package__).joinpath("words")
        own = tomllib.loads(folder.joinpath(f"{language}.toml").read_text("utf-8"))
        return {key: typeset(words, language) for key, words in own.items()}

    @cached_property
    def phrases(self) -> Phrases:
        """The site's phrases with the PDF's own laid over them."""
        site = phrases(self.language).messages
        return Phrases(self.language, {**site, **self.own_words(self.language)})

    @cached_property
    def title(self) -> str:
        """The fact sheet's name."""
        return typeset(self.settings.named(self.language), self.language)

    @cached_property
    def online(self) -> str:
        """Root of this language's site, with a slash at its end; empty when it is not known."""
        site = self.settings.site_url
        if urlsplit(site).scheme not in ("http", "https"):
            return ""
        return f"{site.rstrip('/')}/{self.within('')}"

    def within(self, url: str) -> str:
        """The way to a page from the root of the whole site, wherever that stands."""
        return url if self.language == LANGUAGES[0] else f"{self.language}/{url}"

    def address(self, url: str) -> str:
        """The whole address of a page of the site; empty when the site's is not known."""
        return self.online and self.online + self._site.place(url)

    @cached_property
    def _site(self) -> Edition:
        """The edition on the site, where long pages are cut."""
        return Edition(
            self.index,
            self.settings,
            self.language,
            self.known_accounts,
            self.known_origins,
            placing=placed,
        )
