"""The values below MkDocs' settings, held against the forms that MkDocs and Material read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Diagnostic, shown
from generator.read.site_file import UNKNOWN, SiteFile
from generator.read.validate import near


@dataclass(frozen=True)
class Keys:
    """A mapping.

    Attributes:
        forms: those of its values, by key.
        others: whether it may have more keys.
        needed: keys that must be there.
    """

    forms: Mapping[str, Form]
    others: bool = False
    needed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Each:
    """A list whose items have one form."""

    form: Form


@dataclass(frozen=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Plain:
    """A text, or another single value; nothing at all too."""

    types: tuple[type, ...] = (str,)
    what: str = "a text"


Form = Keys | Each | OneOf | Plain

TEXT = Plain()
_YES_NO = Plain((bool,), "`true` or `false`")
_LEVEL = OneOf(("warn", "info", "ignore"))
_ABSOLUTE = OneOf((*_LEVEL.words, "relative_to_docs"))
_NAV: dict[str, Form] = {
    "omitted_files": _LEVEL,
    "not_found": _LEVEL,
    "absolute_links": _ABSOLUTE,
}
_LINKS: dict[str, Form] = {
    "not_found": _LEVEL,
    "unrecognized_links": _LEVEL,
    "anchors": _LEVEL,
    "absolute_links": _ABSOLUTE,
}
_SCRIPT = Keys({"path": TEXT, "type": TEXT, "defer": _YES_NO, "async": _YES_NO}, needed=("path",))

FORMS: Mapping[str, Form] = {
    "validation": Keys({**_NAV, **_LINKS, "nav": Keys(_NAV), "links": Keys(_LINKS)}),
    "extra_css": Each(TEXT),
    "extra_templates": Each(TEXT),
    "watch": Each(TEXT),
    "hooks": Each(TEXT),
    "theme": Keys(
        {
            **dict.fromkeys(("locale", "language", "direction", "logo", "favicon"), TEXT),
            "features": Each(TEXT),
            "static_templates": Each(TEXT),
        },
        others=True,
    ),
    "extra": Keys(
        {
            "social": Each(
                Keys({"icon": TEXT, "link": TEXT, "name": TEXT}, True, ("icon", "link"))
            ),
            "alternate": Each(Keys({"name": TEXT, "link": TEXT, "lang": TEXT}, others=True)),
        },
        others=True,
    ),
}
"""By MkDocs' setting; the forms of others are known to `site` and `installed`, or to nobody."""


class Nested(SiteFile):
    """Holds nested settings against their forms."""

    def findings(self) -> Iterator[Diagnostic]:
        """Every finding, in the order of the file."""
        for key in self.data:
            if key in FORMS:
                yield from self.against(FORMS[key], (key,))
        yield from self.scripts()
        yield from self.navigation()

    def against(self, form: Form, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
        """What is wrong at a path. Nothing, and what only a build knows, fits every form."""
        value = self.typed(*path)
        if value is None and isinstance(form, Keys) and len(path) > 1:
            value = ""  # a mapping must be one, even an empty one
        if value is UNKNOWN or value is None:
            return
        name = str(path[-1]) if isinstance(path[-1], str) else f"{path[-2]}"
        if isinstance(form, Keys):
            if not isinstance(value, dict):
                # The whole of a setting is judged by `site`.
                if len(path) > 1:
                    yield self.form(path, f"`{name}` must be a mapping (lines `key: value`).")
                return
            for key in value:
                if key in form.forms:
                    yield from self.against(form.forms[key], (*path, key))
                elif not form.others:
                    yield self.wrong(
                        "unknown-key",
                        (*path, key),
                        f"`{name}` has no setting `{shown(key, 60)}`.",
                        near(key, form.forms) or f"Settings: {', '.join(sorted(form.forms))}.",
                        key=True,
                    )
            for key in form.needed:
                if value.get(key) is None:
                    yield self.wrong(
                        "missing-key", path, f"The key `{key}` is missing here.", "Add it."
                    )
        elif isinstance(form, Each):
            if not isinstance(value, list):
                if len(path) > 1:
                    yield self.form(path, f"`{name}` must be a list (lines that begin with `- `).")
                return
            for at, item in enumerate(value):
                if item is None:
                    yield self.form((*path, at), f"An entry of `{name}` is empty.")
                yield from self.against(form.form, (*path, at))
        elif isinstance(form, OneOf):
            if value not in form.words:
                yield self.wrong(
                    "bad-value",
                    path,
                    f"`{name}` must be one of: {', '.join(form.words)}.",
                    near(str(value), form.words) or "Change it.",
                )
        elif not isinstance(value, form.types):
            yield self.form(path, f"`{name}` must be {form.what}.", text=str in form.types)

    def form(self, path: tuple[str | int, ...], message: str, *, text: bool = False) -> Diagnostic:
        """A value of another form than it must have."""
        quote = text and not isinstance(self.at(*path), list | dict)
        hint = "Put it in quotes." if quote else "Change its form."
        return self.wrong("wrong-type", path, message, hint)

    def scripts(self) -> Iterator[Diagnostic]:
        """Those of `extra_javascript`: files, or mappings that name one."""
        scripts = self.typed("extra_javascript") if "extra_javascript" in self.data else None
        for at, script in enumerate(scripts if isinstance(scripts, list) else ()):
            if script is not UNKNOWN and not isinstance(script, str):
                where: tuple[str | int, ...] = ("extra_javascript", at)
                if script is None or not isinstance(script, dict):
                    yield self.form(where, "A script must be the name of a file.", text=True)
                else:
                    yield from self.against(_SCRIPT, where)

    def navigation(self) -> Iterator[Diagnostic]:
        """The menu: lists of pages, of titles with a page, and of titles with a list."""
        nav = self.typed("nav") if "nav" in self.data else None
        if not isinstance(nav, list):
            return
        waiting: list[tuple[tuple[str | int, ...], Any]] = [
            (("nav", at), item) for at, item in enumerate(nav)
        ]
        while waiting:
            path, item = waiting.pop(0)
            if item is UNKNOWN or isinstance(item, str):
                continue
            if isinstance(item, dict) and len(item) == 1:
                ((title, below),) = item.items()
                if isinstance(below, list):
                    waiting += [((*path, title, at), one) for at, one in enumerate(below)]
                elif below is not UNKNOWN and not isinstance(below, str):
                    yield self.form(
                        (*path, title), f"`{shown(title, 60)}` must lead to a page or hold a list."
                    )
            else:
                yield self.form(path, "An entry of `nav` must be a page, or one title and a page.")
