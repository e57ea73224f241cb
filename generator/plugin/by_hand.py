"""What hand-written pages need: tables that a keyboard reaches, links that lead somewhere."""

from __future__ import annotations

import re
from itertools import count
from typing import Any
from urllib.parse import urljoin

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig

from generator.render.page import Page, html_of


def reachable(html: str, named: str) -> str:
    """Puts every table of a hand-written page where a keyboard can scroll it; the theme does not.

    Args:
        named: what a table is called, with a place for its number.
    """
    number = count(1)

    def put(table: re.Match[str]) -> str:
        region = f'role="region" tabindex="0" aria-label="{escape(named.format(next(number)))}"'
        return f'<div class="fs-table" {region}><table class="fs-grid">{table[1]}</table></div>'

    return re.sub(r"<table>(.*?)</table>", put, html, flags=re.DOTALL)


class Anchors(set[str]):
    """The anchors of a generated page, which is drawn only if a hand-written one leads to them."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def __contains__(self, anchor: object) -> bool:
        if not self:
            html = html_of(self._page.sections, self._page.language)
            self.update(re.findall(r'\bid="([^"]+)"', html))
        return super().__contains__(anchor)


def keep_editing_addresses(config: MkDocsConfig) -> None:
    """Makes the addresses at which a page is edited whole, while the repository's is known."""
    begin = f"{(config.repo_url or '').rstrip('/')}/"
    if config.repo_url and config.edit_uri:
        config.edit_uri = urljoin(begin, config.edit_uri)
    template: Any = config.edit_uri_template  # a text of MkDocs' own kind
    if config.repo_url and template:
        template.data = urljoin(begin, template.data)
