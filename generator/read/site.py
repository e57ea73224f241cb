"""What MkDocs would refuse of `mkdocs.yml`, found before a build, with its place.

MkDocs is not asked to read the file, since it would run the hooks that stand in it; `installed`
gives plugins and extensions that are registered their options.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from string import Formatter
from typing import Any
from urllib.parse import quote, urlsplit

from generator.diagnostics import Diagnostic, shown
from generator.model import Place
from generator.read.inherited import inherited
from generator.read.installed import Installed
from generator.read.nested import Nested
from generator.read.nodes import Document
from generator.read.scripts import scripts_in
from generator.read.site_file import NULL, SiteFile
from generator.read.validate import near

_TEXTS = (
    *("site_name", "site_url", "site_description", "site_author", "copyright", "docs_dir"),
    *("site_dir", "dev_addr", "repo_url", "repo_name", "edit_uri", "edit_uri_template"),
    *("exclude_docs", "draft_docs", "not_in_nav", "remote_branch", "remote_name"),
)
_LISTS = ("nav", "extra_css", "extra_javascript", "extra_templates", "hooks", "watch")
_MAPPINGS = ("extra", "validation")
_BOOLEANS = ("use_directory_urls", "strict")
KNOWN = (*_TEXTS, *_LISTS, *_MAPPINGS, *_BOOLEANS, "theme", "plugins", "markdown_extensions")
"""Every setting of MkDocs that a file may hold, and the ones that this program reads."""
_ELSEWHERE = ("INHERIT",)  # settings that stand in another file
_EMPTY_IS_WRONG = ("site_name",)
# What YAML takes for something else than a text, unless it is quoted.
_NO_TEXT = re.compile(
    r"true|false|yes|no|on|off|[-+]?(0b[01_]+|0x[0-9a-f_]+|[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?)"
    r"|[-+]?\.(inf|nan|[0-9]+)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t ].*)?|[0-9]+(:[0-5]?[0-9])+",
    re.IGNORECASE,
)
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
_FOREIGN = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_OURS = ("facts", "seeds")
_CHANGING = ("INHERIT", "hooks", "exclude_docs", "draft_docs", "validation")


def site(document: Document, raw: bytes, root: Path) -> list[Diagnostic]:
    """Every finding in MkDocs' own settings.

    Args:
        raw: the bytes of the file.
        root: the project's folder.
    """
    return [
        *_Site(document, raw, root).findings(),
        *inherited(document, raw, root),
        *Nested(document, raw, root).findings(),
        *Installed(document, raw, root).findings(),
    ]


def beside(document: Document, raw: bytes, root: Path) -> list[Diagnostic]:
    """The same for the files and folders that the settings name, which must be there."""
    return list(_Site(document, raw, root).missing())


def plain_pages(document: Document) -> bool:
    """Whether nothing changes which hand-written pages there are, or what they say."""
    data, reader = document.data, SiteFile(document, b"", Path())
    others = {name for name, _, _ in reader.named("plugins")} - {"factsheet", "search"}
    return not others and not any(key in data for key in _CHANGING)


def menu(document: Document) -> tuple[tuple[str, Place], ...]:
    """The pages that `nav` names, wherever in it, each with its place."""
    found: list[tuple[str, Place]] = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [(("nav",), document.data.get("nav"))]
    while waiting:
        path, held = waiting.pop(0)
        if isinstance(held, str) and len(path) > 1:
            found.append((held, document.place(path)))
        elif isinstance(held, list | dict) and (isinstance(held, list) or len(path) > 1):
            items = held if isinstance(held, dict) else dict(enumerate(held))
            waiting += [((*path, key), one) for key, one in items.items()]
    return tuple(found)


def docs_dir(document: Document) -> str:
    """The folder of the hand-written pages, from the project's."""
    said = document.data.get("docs_dir")
    return said if isinstance(said, str) and said not in NULL else "docs"


class _Site(SiteFile):
    def findings(self) -> Iterator[Diagnostic]:
        yield from self.keys()
        for path in self.valueless():
            what = f"YAML makes nothing of `{shown(self.at(*path), 80)}`: it is no day or number."
            yield self.wrong("bad-value", path, what, "Correct it, or put it in quotes.")
        yield from self.forms()
        yield from self.values()
        yield from self.folders()
        yield from self.scripts()

    def missing(self) -> Iterator[Diagnostic]:
        yield from self.pages()
        yield from self.custom()
        yield from self.files()

    def keys(self) -> Iterator[Diagnostic]:
        for key in self.data:
            if key not in KNOWN and key not in _ELSEWHERE:
                yield self.wrong(
                    "unknown-key",
                    (key,),
                    f"MkDocs has no setting `{shown(key, 60)}`.",
                    near(key, KNOWN) or "Remove it; what is yours alone stands under `extra`.",
                    key=True,
                )
        if "site_name" not in self.data and "INHERIT" not in self.data:
            yield self.wrong("missing-key", (), "The key `site_name` is missing.", "Add it.")

    def forms(self) -> Iterator[Diagnostic]:
        wanted = [
            *((key, str, "a text") for key in _TEXTS),
            *((key, list, "a list (lines that begin with `- `)") for key in _LISTS),
            *((key, dict, "a mapping (lines `key: value`)") for key in _MAPPINGS),
        ]
        for key, type_, what in wanted:
            if key not in self.data or self.tagged(key):
                continue
            if self.null(key):
                bad = key in _EMPTY_IS_WRONG or (type_ is not str and key != "nav")
            elif type_ is str and isinstance(self.data[key], str):
                quoted = self.written(key) in ("'", '"', "|", ">")
                bad = not quoted and bool(_NO_TEXT.fullmatch(self.data[key]))
            else:
                bad = not isinstance(self.data[key], type_)
            if bad:
                yield self.wrong("wrong-type", (key,), f"`{key}` must be {what}.", _form(type_))
        for key in _BOOLEANS:
            value = self.data.get(key)
            if value is None or self.tagged(key) or self.null(key):
                continue
            said = value.lower() if isinstance(value, str) else ""
            if said not in (*_TRUE, *_FALSE):
                yield self.wrong(
                    "bad-value", (key,), f"`{key}` must be `true` or `false`.", "Change it."
                )
            elif key == "use_directory_urls" and said in _FALSE:
                yield self.wrong(
                    "bad-value",
                    (key,),
                    "`use_directory_urls: false` would break every link.",
                    "Remove this line.",
                )

    def values(self) -> Iterator[Diagnostic]:
        for key in ("site_url", "repo_url"):
            url = self.text(key)
            if url and not _leads(url, web=key == "site_url"):
                yield self.wrong(
                    "bad-url",
                    (key,),
                    f"“{shown(url, 60)}” is not a web address.",
                    "Write an address that begins with https:// or http://, of a page alone, as in "
                    "https://example.org/facts/; or remove the line.",
                )
        for key in ("edit_uri", "edit_uri_template"):
            edited = self.text(key)
            if edited and self.text("repo_url"):
                edited = f"https://example.org/{edited}"  # they are joined
            if edited and key.endswith("template"):
                try:
                    edited = _Edit().format(edited, path="a", path_noext="a")
                except (LookupError, ValueError, AttributeError) as error:
                    yield self.wrong(
                        "bad-value",
                        (key,),
                        f"`{key}` cannot be filled in: {shown(str(error), 60)}.",
                        "Write `{path}` or `{path_noext}` where the page's path belongs.",
                    )
                    continue
            if edited and not _leads(edited, web=False):
                yield self.wrong(
                    "bad-url",
                    (key,),
                    f"Without `repo_url`, `{key}` must be a whole address.",
                    "Write it from https:// on, such as https://example.org/edit/docs/.",
                )
        for key in ("exclude_docs", "draft_docs", "not_in_nav"):
            if why := _no_patterns(self.text(key) or ""):
                yield self.wrong(
                    "bad-value",
                    (key,),
                    f"`{key}` holds a pattern that is none: {shown(why, 80)}.",
                    "Write one a line, as in a file .gitignore.",
                )
        address = self.text("dev_addr")
        if address is not None and not _listens(address):
            yield self.wrong(
                "bad-value",
                ("dev_addr",),
                f"“{shown(address, 60)}” is no host and port.",
                "Write both, such as 127.0.0.1:8000.",
            )

    def pages(self) -> Iterator[Diagnostic]:
        known = self.text("docs_dir")
        if "INHERIT" in self.data or ("docs_dir" in self.data and known is None):
            return
        name = docs_dir(self.document) if known != "" else ""
        if not name or not _within(self.root, name).is_dir():
            yield self.wrong(
                "file-unreadable",
                ("docs_dir",),
                f"There is no folder `{shown(name, 200)}/` for pages written by hand.",
                "Create it, even with nothing in it, or name another with `docs_dir`.",
            )

    def folders(self) -> Iterator[Diagnostic]:
        root = self.root
        docs = _within(root, docs_dir(self.document))
        if root.is_relative_to(docs) and self.text("docs_dir"):
            yield self.wrong(
                "bad-value",
                ("docs_dir",),
                "`docs_dir` holds the project itself.",
                "Give a folder in the project, such as `docs`.",
            )
        given = self.text("site_dir")
        if "site_dir" in self.data and not self.tagged("site_dir") and not given:
            if isinstance(self.data["site_dir"], str):
                yield self.wrong("bad-value", ("site_dir",), "`site_dir` is empty.", "Name it.")
            return
        target = _within(root, given or "site")
        kept = {name: root / name for name in _OURS} | {"docs_dir": docs}
        if root.is_relative_to(target):
            yield self.wrong(
                "bad-value",
                ("site_dir",),
                "`site_dir` holds the project itself, which a build would replace.",
                "Give a folder for the site alone, such as `site`.",
            )
        else:
            for name, folder in kept.items():
                if target.is_relative_to(folder) or folder.is_relative_to(target):
                    yield self.wrong(
                        "bad-value",
                        ("site_dir",),
                        f"`site_dir` and `{name}` overlap; a build would replace what is there.",
                        "Give a folder for the site alone, such as `site`.",
                    )
                    break

    def custom(self) -> Iterator[Diagnostic]:
        theme = self.data.get("theme")
        if not isinstance(theme, dict) or "custom_dir" not in theme:
            return
        if self.tagged("theme", "custom_dir") or self.null("theme", "custom_dir"):
            return
        custom = theme["custom_dir"]
        if not isinstance(custom, str) or not _within(self.root, custom).is_dir():
            yield self.wrong(
                "file-unreadable",
                ("theme", "custom_dir"),
                "The folder that `custom_dir` names is not there.",
                "Create it, or remove this line.",
            )

    def files(self) -> Iterator[Diagnostic]:
        docs = _within(self.root, docs_dir(self.document))
        looked = (("hooks", self.root, True), ("watch", self.root, False))
        for key, folder, is_file in (*looked, ("extra_templates", docs, True)):
            for at, name in self.items(key):
                path = _within(folder, name)
                if not (path.is_file() if is_file else path.exists()):
                    yield self.wrong(
                        "file-unreadable",
                        (key, at),
                        f"There is no file “{shown(name, 100)}”.",
                        "Create it, or remove this line.",
                    )

    def scripts(self) -> Iterator[Diagnostic]:
        scripts = self.data.get("extra_javascript")
        for at, item in enumerate(scripts if isinstance(scripts, list) else ()):
            named = item.get("path") if isinstance(item, dict) else item
            if isinstance(named, str) and _FOREIGN.match(named):
                yield self.wrong(
                    "bad-value",
                    ("extra_javascript", at),
                    "A page may load no script from another host.",
                    "Put the script into a file beside the hand-written pages, and name that.",
                )
        for path, text in self.texts():
            if path[0] not in _OPTIONS and (found := scripts_in(f"{path[-1]} {text}")):
                yield self.wrong(
                    "bad-value",
                    path,
                    f"This text, which the theme writes into every page, {found[0]}.",
                    "Put the script into a file beside the hand-written pages, and name it in "
                    "`extra_javascript`.",
                )


class _Edit(Formatter):
    """As MkDocs fills in the address where a page is edited: `!q` writes for an address."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "q":
            return quote(value, safe="")
        return super().convert_field(value, conversion)


_OPTIONS = ("plugins", "markdown_extensions", "hooks", "extra_javascript", "mdx_configs")
"""What no theme shows."""


def _form(type_: type) -> str:
    return "Put it in quotes." if type_ is str else "Change its form."


def _within(folder: Path, name: str) -> Path:
    """Where a path leads; one that no system can follow leads to a name that nothing has."""
    path = Path(folder, *PurePosixPath(name.replace("\0", "")).parts)
    try:
        path.stat()
    except FileNotFoundError:
        pass
    except (OSError, ValueError):  # too long, through a file, around in links, not to be looked at
        return folder / "\ufffd"
    return path.resolve()


# Pages, feeds and data are named by what is written behind the address.
_WEB = re.compile(r"https?://[^\s\"'<>@\\?#]+", re.IGNORECASE)


def _leads(url: str, *, web: bool) -> bool:
    """Whether a program can take a web address apart."""
    try:
        parts = urlsplit(url)
        if web and not _WEB.fullmatch(url):
            return False
        return bool(parts.scheme and parts.hostname and (parts.port is None or parts.port))
    except ValueError:
        return False


def _no_patterns(text: str) -> str:
    """Why lines are no patterns by which git ignores files; empty when they are."""
    from pathspec.gitignore import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines(text.splitlines())
    except ValueError as error:
        return str(error).rstrip(".")
    return ""


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port[:9]) <= 65535:
        return False
    if re.fullmatch(r"[0-9.]+", host):
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
    return True
