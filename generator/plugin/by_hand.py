"""What hand-written pages need: tables that a keyboard reaches, links that lead somewhere."""

from __future__ import annotations

import re
from itertools import count

from markupsafe import escape

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
