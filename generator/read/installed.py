"""What `mkdocs.yml` names that must be installed: theme, plugins, Markdown extensions.

Nothing that the file could bring along is imported: no hook, no module by its path. A plugin or an
extension that an installed distribution has registered is given its options, as a build gives them,
and says what is wrong with them; nothing is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, shown
from generator.model import LANGUAGES
from generator.read.by_hand import refused
from generator.read.site_file import NULL, UNKNOWN, SiteFile
from generator.read.validate import near

_THEIRS = "pymdownx."
"""Extensions that Material itself needs, so that they are installed; they register nothing."""


_UNFIT = {
    "offline": "it names pages otherwise, so that every link would break",
    "info": "it ends every build, to report a bug of the theme",
    "social": "it works only in MkDocs' own command; share cards come with the site",
    "optimize": "it works only in MkDocs' own command",
}
"""Plugins of Material with which no build ends, each with the reason."""


class Installed(SiteFile):
    """Looks for what is named, and tries what it is given."""

    def findings(self) -> Iterator[Diagnostic]:
        """Every finding."""
        yield from self.theme()
        yield from self.look()
        yield from self.theirs()
        yield from self.plugins()
        yield from self.extensions()

    def theme(self) -> Iterator[Diagnostic]:
        """The theme must be one that can show the pages."""
        theme = self.data.get("theme")
        if (theme is None and "INHERIT" in self.data) or (
            theme is not None and self.tagged("theme")
        ):
            return
        path: tuple[str | int, ...] = ("theme",)
        name = theme
        if isinstance(theme, dict):
            path, name = ("theme", "name"), theme.get("name")
            if "name" in theme and self.tagged("theme", "name"):
                return
        installed = _registered("mkdocs.themes")
        bare = not isinstance(name, str) or name in (*NULL, "mkdocs", "readthedocs")
        if bare or name not in installed:
            what = f"the theme “{shown(name, 60)}” " if isinstance(name, str) and name else ""
            yield self.wrong(
                "bad-value",
                path,
                f"{what or 'this theme '}cannot show the pages of a fact sheet.".capitalize()
                if bare
                else f"The theme “{shown(str(name), 60)}” is not installed.",
                "Write `theme: {name: material}`.",
            )

    def look(self) -> Iterator[Diagnostic]:
        """Icons and palettes, in the forms that Material and this program read."""
        theme = self.data.get("theme")
        if not isinstance(theme, dict):
            return
        for key in ("static_templates", "custom_dir"):
            if key in theme and self.null("theme", key):
                what = f"`{key}` is empty."
                yield self.wrong("wrong-type", ("theme", key), what, "Remove this line.")
        locale = self.typed("theme", "locale") if "locale" in theme else UNKNOWN
        if locale is None or (isinstance(locale, str) and locale.split("_")[0] != "en"):
            yield self.wrong(
                "bad-value",
                ("theme", "locale"),
                "The pages have the languages of the fact sheet, and Material reads no `locale`.",
                "Remove this line.",
            )
        icons = theme.get("icon")
        if icons is not None and not isinstance(icons, dict) and not self.null("theme", "icon"):
            yield self.wrong(
                "wrong-type", ("theme", "icon"), "`icon` must be a mapping.", "Change its form."
            )
        for key, name in icons.items() if isinstance(icons, dict) else ():
            yield from self.icon(name, ("theme", "icon", key))
        palettes = theme.get("palette")
        listed = palettes if isinstance(palettes, list) else [palettes]
        for at, palette in enumerate(listed):
            path: tuple[str | int, ...] = ("theme", "palette")
            path = (*path, at) if isinstance(palettes, list) else path
            if palette in (None, *NULL):
                continue
            toggle = palette.get("toggle", {}) if isinstance(palette, dict) else None
            if not isinstance(palette, dict) or not isinstance(toggle, dict):
                yield self.wrong(
                    "wrong-type", path, "A palette and its toggle are mappings.", "Change its form."
                )
                continue
            yield from self.icon(toggle.get("icon"), (*path, "toggle", "icon"))
            name = toggle.get("name")
            if isinstance(name, dict):
                for code in LANGUAGES:
                    if not isinstance(name.get(code), str):
                        yield self.wrong(
                            "missing-translation",
                            (*path, "toggle", "name"),
                            f"`name` has no text in `{code}`.",
                            f"Add `{code}: …`, or write one text for all.",
                        )

    def theirs(self) -> Iterator[Diagnostic]:
        """What the theme is told to show besides: templates, icons of links, counters of visits."""
        theme, extra = self.data.get("theme"), self.data.get("extra")
        named = theme.get("static_templates") if isinstance(theme, dict) else None
        for at, name in enumerate(named if isinstance(named, list) else ()):
            path: tuple[str | int, ...] = ("theme", "static_templates", at)
            if isinstance(name, str) and not self.tagged(*path) and not self.template(name):
                what = f"The theme has no template “{shown(name, 60)}”."
                yield self.wrong("bad-value", path, what, "Put it into `custom_dir`.")
        if not isinstance(extra, dict):
            return
        for at, link in enumerate(extra["social"] if isinstance(extra.get("social"), list) else ()):
            if isinstance(link, dict) and isinstance(link.get("icon"), str):
                yield from self.icon(link["icon"], ("extra", "social", at, "icon"))
        counted = extra.get("analytics")
        by = counted.get("provider") if isinstance(counted, dict) else None
        if isinstance(by, str) and by and not self.tagged("extra", "analytics", "provider"):
            name = f"partials/integrations/analytics/{by}.html"
            if not self.template(name, ours=True):
                yield self.wrong(
                    "bad-value",
                    ("extra", "analytics", "provider"),
                    "No page sends its readers' visits to another host.",
                    f"Remove this line, or put your own {shown(name, 100)} into `custom_dir`.",
                )

    def template(self, name: str, *, ours: bool = False) -> bool:
        """Whether there is a template, of the publisher's own or of the theme's."""
        theme = self.data.get("theme")
        custom = theme.get("custom_dir") if isinstance(theme, dict) else None
        folders = [self.root / custom] if isinstance(custom, str) else []
        for module in () if ours else ("material", "mkdocs"):
            folders += [Path(one, "templates") for one in _folders(find_spec(module))]
        try:
            return bool(name) and any((folder / name).is_file() for folder in folders)
        except (OSError, ValueError):
            return False

    def icon(self, name: object, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
        """An icon by its name, or a mapping of such."""
        if isinstance(name, dict):
            for key, value in name.items():
                yield from self.icon(value, (*path, key))
        elif name is not None and not isinstance(name, str):
            yield self.wrong("wrong-type", path, "An icon is named by a text.", "Change its form.")
        elif (
            isinstance(name, str)
            and name not in NULL
            and ".." not in name
            and not self.tagged(*path)
            and not self.template(f".icons/{name}.svg")
        ):
            yield self.wrong(
                "bad-value",
                path,
                f"There is no icon “{shown(name, 60)}”.",
                "Give one of Material's, such as material/weather-night.",
            )

    def plugins(self) -> Iterator[Diagnostic]:
        """This program's own must be among them."""
        plugins = self.data.get("plugins")
        if plugins is None and "INHERIT" in self.data:
            return
        if (
            plugins is not None
            and not isinstance(plugins, list | dict)
            and not self.null("plugins")
        ):
            yield self.wrong(
                "wrong-type", ("plugins",), "`plugins` must be a list.", "Change its form."
            )
            return
        named = list(self.named("plugins"))
        if not any(name == "factsheet" for name, _, _ in named):
            yield self.wrong(
                "missing-key",
                ("plugins",),
                "The plugin `factsheet` is not listed.",
                "Add `- factsheet` under `plugins`.",
            )
        yield from self.entries("plugins")
        installed = _registered("mkdocs.plugins")
        before: set[str] = set()
        for name, path, value in named:
            point = installed.get(f"material/{name}") or installed.get(name.removeprefix("/"))
            if point is None:
                yield self.wrong(
                    "bad-value",
                    path,
                    f"The plugin “{shown(name, 60)}” is not installed.",
                    near(name, installed) or "Install it, or remove this line.",
                    key=value is not None,
                )
            elif name.removeprefix("material/") in _UNFIT and point.name.startswith("material/"):
                yield self.wrong(
                    "bad-value",
                    path,
                    f"The plugin “{name}” cannot serve a fact sheet: "
                    f"{_UNFIT[name.removeprefix('material/')]}.",
                    "Remove this line.",
                    key=value is not None,
                )
            elif name == "factsheet" and not (isinstance(value, dict) or value in (None, *NULL)):
                yield self.wrong(
                    "wrong-type",
                    path,
                    "`factsheet` must be a mapping (lines `key: value`).",
                    "Change its form.",
                )
            elif name != "factsheet":
                yield from self.options(point, name, path, value, again=name in before)
            elif name in before:
                yield self.twice(name, path, value)
            before.add(name)

    def entries(self, key: str) -> Iterator[Diagnostic]:
        """Each entry of such a list must be a name, or one name with its options."""
        held = self.data.get(key)
        for at, entry in enumerate(held if isinstance(held, list) else ()):
            one = entry and (
                isinstance(entry, str) or (isinstance(entry, dict) and len(entry) == 1)
            )
            if not one:
                yield self.wrong(
                    "wrong-type",
                    (key, at),
                    f"An entry of `{key}` must be a name, or one name with its options.",
                    "Begin each name with a `- ` of its own.",
                )

    def twice(self, name: str, path: tuple[str | int, ...], value: object) -> Diagnostic:
        """A plugin that is listed again."""
        what = f"The plugin “{shown(name, 60)}” is listed twice."
        return self.wrong("bad-value", path, what, "Keep one.", key=value is not None)

    def options(
        self,
        point: EntryPoint,
        name: str,
        path: tuple[str | int, ...],
        value: object,
        *,
        again: bool,
    ) -> Iterator[Diagnostic]:
        """What a plugin says of its options."""
        given = {} if value is None else self.typed(*path)
        if _unknown(given):
            return
        given = given or {}
        if not isinstance(given, dict):
            what = f"`{shown(name, 60)}` must be a mapping (lines `key: value`)."
            yield self.wrong("wrong-type", path, what, "Change its form.")
            return
        try:
            plugin = point.load()()
            if again and not getattr(plugin, "supports_multiple_instances", False):
                yield self.twice(name, path, value)
            of_all = "enabled" not in dict(plugin.config_scheme)  # MkDocs reads it by itself
            if of_all and not isinstance(given.pop("enabled", True), bool):
                what = "`enabled` must be `true` or `false`."
                yield self.wrong("bad-value", (*path, "enabled"), what, "Change it.")
            errors, warnings = plugin.load_config(given)
        except Exception as error:  # whatever its code does, a build would meet it as well
            yield self.wrong("bad-value", path, _said(f"plugin “{name}”", error), _INSTALL)
            return
        for told in (*errors, *warnings):
            key, why = told if isinstance(told, tuple) else ("", told)
            what = f"{f'`{shown(str(key), 60)}`: ' if key else ''}{shown(str(why), 200)}"
            at = (*path, key) if key in given else path
            yield self.wrong("bad-value", at, f"{what.rstrip('.')}.", "Change or remove it.")

    def extensions(self) -> Iterator[Diagnostic]:
        """Those of Python-Markdown."""
        key = "markdown_extensions"
        held = self.data.get(key)
        if held is None or self.tagged(key) or self.null(key):
            return
        if not isinstance(held, list | dict):
            yield self.wrong("wrong-type", (key,), f"`{key}` must be a list.", "Change its form.")
            return
        yield from self.entries(key)
        registered = _registered("markdown.extensions")
        for name, path, value in self.named(key):
            given = {} if value is None else self.typed(*path)
            if _unknown(given):
                continue
            given = given or {}
            if not isinstance(given, dict):
                what = f"`{shown(name, 60)}` must be a mapping (lines `key: value`)."
                yield self.wrong("wrong-type", path, what, "Change its form.")
            elif name in registered or (name.startswith(_THEIRS) and _found(name)):
                dist = registered[name].dist if name in registered else None
                own = dist is not None and dist.name == "Markdown"
                if error := refused(name, given, whole=own):
                    option = str(error.args[0]) if isinstance(error, KeyError) else ""
                    at = (*path, option) if option in given else path
                    what = _said(f"Markdown extension “{name}”", error)
                    if option in given:
                        what = f"`{shown(name, 60)}` has no option `{shown(option, 60)}`."
                    yield self.wrong("bad-value", at, what, "Change or remove its options.")
            # Only looked for: importing it would run whatever the file names.
            elif not _found(name):
                yield self.wrong(
                    "bad-value",
                    path,
                    f"The Markdown extension “{shown(name, 60)}” is not installed.",
                    near(name, registered) or "Install it, or remove this line.",
                    key=value is not None,
                )


@cache
def _registered(group: str) -> Mapping[str, EntryPoint]:
    """What the installed distributions offer, by name: the same as long as a process lives."""
    return {point.name: point for point in entry_points(group=group)}


def _folders(spec: ModuleSpec | None) -> list[str]:
    return list(spec.submodule_search_locations or ()) if spec else []


def _found(name: str) -> bool:
    """Whether there is a module with an extension, by its name: `package.module:Class`."""
    module, _, class_ = name.partition(":")
    first, *others = module.split(".")
    if not re.fullmatch(r"\w+(\.\w+)*", module):
        return False
    try:
        spec = find_spec(first)
        for other in others:
            folders = _folders(spec)
            spec = PathFinder.find_spec(f"{spec.name}.{other}", folders) if spec else None
        if spec is None or not (spec.origin or "").endswith(".py"):
            return spec is not None and spec.origin not in ("built-in", "frozen")
        return (class_ or "makeExtension") in Path(str(spec.origin)).read_text("utf-8", "replace")
    except (ImportError, ValueError, OSError):
        return False


def _unknown(value: Any) -> bool:
    """Whether a tag decides about some part of a value."""
    if isinstance(value, dict):
        return any(_unknown(one) for one in value.values())
    if isinstance(value, list):
        return any(_unknown(one) for one in value)
    return value is UNKNOWN


_INSTALL = "Change its options, or install what it needs."


def _said(what: str, error: Exception) -> str:
    return f"The {shown(what, 90)} fails: {shown(str(error) or type(error).__name__, 200)}."
