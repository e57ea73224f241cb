"""Reads a project's settings from the `factsheet` plugin's block of its `mkdocs.yml`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic
from generator.model import LANGUAGES, Place
from generator.read.load import parse_yaml, read_bytes
from generator.read.nodes import Document
from generator.read.site import beside, docs_dir, menu, plain_pages, site
from generator.read.strings import LONGEST_HEADING
from generator.read.validate import near
from generator.settings import Coverage, Limits, QuoteRules, ReviewRules, Settings

FILE = "mkdocs.yml"
_BILINGUAL = ("title", "summary")
_PERCENT = ("threshold", "budget", "likeness")
_TEXT = ("edit_url", "report_url", "source_url", "published", "publisher", "license", "contact")
_GROUPS: dict[str, type] = {
    "limits": Limits,
    "quotes": QuoteRules,
    "coverage": Coverage,
    "review": ReviewRules,
}
T = TypeVar("T")


def read_settings(root: Path, *, whole: bool = False) -> tuple[Settings, list[Diagnostic]]:
    """A project's settings, and every finding in them; a wrong one keeps its default.

    Args:
        whole: whether all of the project lies here, so that what the settings name must be there.
    """
    root = root.resolve()
    raw = read_bytes(root, FILE, Limits().fact_file_bytes, "fact_file_bytes")
    # Nothing here may lead to the current folder, which can be anybody's.
    default = Settings(root=root, site=root / "site", docs=root / "docs")
    if isinstance(raw, Diagnostic):
        if os.path.lexists(root / FILE):
            return default, [raw]
        return default, [
            Diagnostic(
                "not-a-project",
                Place(FILE),
                "There is no mkdocs.yml here.",
                "Choose a project's folder with -C, or start one with `factsheet init`.",
            )
        ]
    document, found = parse_yaml(raw, FILE, Limits(), tags=True)
    if document is None:
        return default, found
    settings = _Settings(document, root, found).settings()
    found += site(document, raw, root)
    return settings, [*found, *beside(document, raw, root)] if whole else found


class _Settings:
    """Reads one block of settings, reporting what is wrong."""

    def __init__(self, document: Document, root: Path, found: list[Diagnostic]) -> None:
        self.document = document
        self.root = root
        self.found = found
        self.at: tuple[str | int, ...] = ()

    def settings(self) -> Settings:
        data = self.document.data
        options = self.options(data.get("plugins"))
        known = [
            f.name
            for f in fields(Settings)
            if f.name
            not in ("root", "site", "site_name", "site_url", "docs", "plain_pages", "menu")
        ]
        for key in options:
            if key not in known:
                self.wrong(
                    "unknown-key",
                    key,
                    f"There is no setting `{key}`.",
                    near(key, known) or f"Settings: {', '.join(known)}.",
                    of_key=True,
                )
        groups: dict[str, Any] = {
            name: self.group(name, type_, options.get(name, {})) for name, type_ in _GROUPS.items()
        }
        texts: dict[str, Any] = {
            **{name: self.bilingual(name, options[name]) for name in _BILINGUAL if name in options},
            **{name: self.text(name, options[name]) for name in _TEXT if name in options},
        }
        return Settings(
            root=self.root,
            site=(self.root / str(data.get("site_dir", "site"))),
            docs=self.root / docs_dir(self.document),
            plain_pages=plain_pages(self.document),
            menu=menu(self.document),
            site_name=str(data.get("site_name", "Factsheet")),
            site_url=str(data.get("site_url", "")),
            limits=groups["limits"],
            quotes=groups["quotes"],
            coverage=groups["coverage"],
            review=groups["review"],
            **texts,
            **self.numbers(
                options, Settings, [f.name for f in fields(Settings) if f.type == "int"], ()
            ),
        )

    def options(self, plugins: Any) -> dict[str, Any]:
        """The mapping under the plugin's name, wherever MkDocs allows it to stand."""
        if isinstance(plugins, dict):
            self.at = ("plugins", "factsheet")
            block = plugins.get("factsheet")
            return block if isinstance(block, dict) else {}
        for n, entry in enumerate(plugins if isinstance(plugins, list) else ()):
            if isinstance(entry, dict) and "factsheet" in entry:
                self.at = ("plugins", n, "factsheet")
                block = entry["factsheet"]
                return block if isinstance(block, dict) else {}
        return {}

    def wrong(self, rule: str, key: str, message: str, hint: str, *, of_key: bool = False) -> None:
        place = self.document.place((*self.at, *key.split(".")), key=of_key)
        self.found.append(Diagnostic(rule, place, message, hint))

    def bilingual(self, key: str, value: Any) -> dict[str, str]:
        if isinstance(value, dict) and all(isinstance(value.get(k), str) for k in LANGUAGES):
            for code in LANGUAGES:
                if len(value[code]) > LONGEST_HEADING:
                    self.wrong(
                        "limit",
                        f"{key}.{code}",
                        f"`{key}` has {len(value[code]):,} characters; "
                        f"the limit is {LONGEST_HEADING:,}.",
                        "Shorten it.",
                    )
            return {k: value[k] for k in LANGUAGES}
        self.wrong(
            "missing-translation",
            key,
            f"`{key}` needs a text in each language.",
            "Write `{en: …, fr: …}`.",
        )
        return {}

    def text(self, key: str, value: Any) -> str:
        if isinstance(value, str):
            return value
        self.wrong("wrong-type", key, f"`{key}` must be a text.", "Change its form.")
        return ""

    def group(self, name: str, type_: type[T], values: Any) -> T:
        known = [f.name for f in fields(type_)]  # type: ignore[arg-type]  # both are dataclasses
        if not isinstance(values, dict):
            self.wrong("wrong-type", name, f"`{name}` must be a mapping.", "Change its form.")
            return type_()
        for key in values:
            if key not in known:
                self.wrong(
                    "unknown-key",
                    f"{name}.{key}",
                    f"There is no setting `{name}.{key}`.",
                    near(key, known),
                    of_key=True,
                )
        types = {f.name: f.type for f in fields(type_)}  # type: ignore[arg-type]  # a dataclass
        whole = [key for key in known if types[key] == "int"]
        return type_(
            **self.numbers(values, type_, whole, (name,)),
            **{
                key: read
                for key in known
                if key in values and key not in whole
                for read in self.other(f"{name}.{key}", values[key], str(types[key]))
            },
        )

    def other(self, key: str, value: Any, type_: str) -> Iterator[bool | tuple[str, ...]]:
        """A setting that is yes or no, or a list of words; nothing after a report."""
        if type_ == "bool" and value in ("true", "false"):
            yield value == "true"
        elif (
            type_ != "bool"
            and isinstance(value, list)
            and all(isinstance(item, str) for item in value)
        ):
            yield tuple(value)
        else:
            wanted = "`true` or `false`" if type_ == "bool" else "a list of words"
            self.wrong("bad-value", key, f"`{key}` must be {wanted}.", "Change its form.")

    def numbers(
        self, values: dict[str, Any], type_: type, names: list[str], under: tuple[str, ...]
    ) -> dict[str, Any]:
        """The whole numbers among some settings."""
        out = {}
        for name in names:
            value = values.get(name)
            if value is None:
                continue
            if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
                out[name] = int(value)
                over = name in _PERCENT and out[name] > 100
                wanted = "at most 100, a share in percent" if over else ""
            else:
                wanted = "a whole number"
            if wanted:
                self.wrong(
                    "bad-value",
                    ".".join((*under, name)),
                    f"`{name}` must be {wanted}.",
                    "Write digits only.",
                )
        return out
