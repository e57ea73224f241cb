"""What `mkdocs.yml` names that must be installed: theme, plugins, Markdown extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from generator.diagnostics import Diagnostic, shown
from generator.model import LANGUAGES
from generator.read.site_file import NULL, SiteFile
from generator.read.validate import near


class Installed(SiteFile):
    """Looks for what is named; nothing of it is imported, since that would run it."""

    def findings(self) -> Iterator[Diagnostic]:
        """Every finding."""
        yield from self.theme()
        yield from self.look()
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
        installed = {point.name for point in entry_points(group="mkdocs.themes")}
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

    def icon(self, name: object, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
        """An icon by its name, or a mapping of such."""
        if isinstance(name, dict):
            for key, value in name.items():
                yield from self.icon(value, (*path, key))
        elif isinstance(name, str) and name not in NULL and not self.tagged(*path):
            custom = self.data["theme"].get("custom_dir")
            folders = [self.root / custom] if isinstance(custom, str) else []
            material = find_spec("material")
            folders += [Path(one, "templates") for one in _folders(material)]
            file = f".icons/{name}.svg"
            if folders and ".." not in name and not any((f / file).is_file() for f in folders):
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
        installed = {point.name for point in entry_points(group="mkdocs.plugins")}
        for name, path, value in named:
            if name not in installed and f"material/{name}" not in installed:
                yield self.wrong(
                    "bad-value",
                    path,
                    f"The plugin “{shown(name, 60)}” is not installed.",
                    near(name, installed) or "Install it, or remove this line.",
                    key=value is not None,
                )
            elif name == "factsheet" and not (isinstance(value, dict) or value in (None, *NULL)):
                yield self.wrong(
                    "wrong-type",
                    path,
                    "`factsheet` must be a mapping (lines `key: value`).",
                    "Change its form.",
                )

    def extensions(self) -> Iterator[Diagnostic]:
        """Those of Python-Markdown."""
        key = "markdown_extensions"
        held = self.data.get(key)
        if held is None or self.tagged(key) or self.null(key):
            return
        if not isinstance(held, list | dict):
            yield self.wrong("wrong-type", (key,), f"`{key}` must be a list.", "Change its form.")
            return
        registered = {point.name for point in entry_points(group="markdown.extensions")}
        for name, path, value in self.named(key):
            module = re.split("[.:]", name, maxsplit=1)[0]
            # Only looked for: importing it would run whatever the file names.
            if name not in registered and not (module.isidentifier() and _found(module)):
                yield self.wrong(
                    "bad-value",
                    path,
                    f"The Markdown extension “{shown(name, 60)}” is not installed.",
                    near(name, registered) or "Install it, or remove this line.",
                    key=value is not None,
                )


def _folders(spec: ModuleSpec | None) -> list[str]:
    return list(spec.submodule_search_locations or ()) if spec else []


def _found(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False
