"""The Content-Security-Policy of a page: only the site's files and known scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from generator.publish.site import PublishError

# Each begins with a character as it stands, by which it is found fast in a long page.
_SCRIPT = re.compile(r"<[sS][cC][rR][iI][pP][tT]((?:\s(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)?)>")
_SCRIPT_END = re.compile(r"</[sS][cC][rR][iI][pP][tT]")
_DATA = re.compile(r"\stype\s*=\s*[\"']?application/(?:ld\+)?json[\"'\s>]?", re.IGNORECASE)
_SOURCE = re.compile(r"\ssrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_FOREIGN = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
_CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.IGNORECASE)
_SCOPE = re.compile(r"{{\s*config\.extra\.scope[^}]*}}")
_PARTIALS = "partials/javascripts"

ALLOWED = (
    "base-uri 'none'",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'none'",
    "img-src 'self' data:",  # the theme's style sheets hold their icons
    "manifest-src 'self'",
    "media-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
)


def known_scripts(theme_folders: Iterable[str], scope: str) -> frozenset[str]:
    """The inline scripts that the theme's own templates hold, as they come out on a page.

    Args:
        theme_folders: the theme's folders of templates.
        scope: what the templates write for the site's scope; no other part of a script varies.
    """
    found = set()
    for folder in theme_folders:
        for path in sorted(Path(folder, _PARTIALS).glob("*.html")):
            for _, script in _scripts(path.read_text("utf-8")):
                script = _SCOPE.sub(lambda _: scope, script)
                if "{{" not in script and "{%" not in script:
                    found.add(script)
    return frozenset(found)


def _scripts(html: str) -> Iterator[tuple[str, str]]:
    """The attributes and the content of every script."""
    at = 0
    while (start := _SCRIPT.search(html, at)) and (end := _SCRIPT_END.search(html, start.end())):
        yield start[1], html[start.end() : end.start()]
        at = end.end()


def secured(html: str, known: frozenset[str]) -> str:
    """A page with the policy as the first thing it says.

    Raises:
        PublishError: the page holds an inline script that is not among the known ones, or loads
            one from another host.
    """
    inline = []
    for attributes, script in _scripts(html):
        if source := _SOURCE.search(attributes):
            address = next(filter(None, source.groups()), "")
            if _FOREIGN.match(address):
                raise PublishError(f"a page loads a script from elsewhere: {address[:80]}")
        elif not _DATA.search(attributes):
            if script not in known:
                start = " ".join(script.split())[:60]
                raise PublishError(
                    f"a page holds an unexpected inline script: “{start}”: move it "
                    "into a file under `docs/` and name it in `extra_javascript`"
                )
            inline.append(script)
    return _with(html, policy(tuple(dict.fromkeys(inline))))


def policy_of(html: str, known: frozenset[str]) -> str:
    """The policy of a page, under which none but known inline scripts run."""
    inline = (s for attributes, s in _scripts(html) if not _SOURCE.search(attributes))
    return policy(tuple(dict.fromkeys(script for script in inline if script in known)))


@lru_cache(maxsize=64)
def policy(scripts: Sequence[str], *, engine: bool = False) -> str:
    """The policy of a page with these inline scripts.

    Args:
        engine: for the worker that runs the search engine, which needs WebAssembly.
    """
    hashes = sorted(
        "'sha256-" + base64.b64encode(hashlib.sha256(s.encode("utf-8")).digest()).decode() + "'"
        for s in scripts
    )
    more = ["'wasm-unsafe-eval'"] if engine else []
    allowed = " ".join(["script-src 'self'", *hashes, *more])
    return "; ".join(["default-src 'none'", *ALLOWED, allowed])


def _with(html: str, words: str) -> str:
    """Puts the policy behind the declaration of the encoding, before anything is loaded."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{words}">'
    said = _CHARSET.search(html)
    if said is None:
        raise PublishError("a page does not declare its encoding, so it cannot say its policy")
    return f"{html[: said.end()]}\n      {meta}{html[said.end() :]}"
