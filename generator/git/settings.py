"""The few settings of git that change an answer and can run nothing; all others are left unread."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

Asked = Callable[[Sequence[str], "dict[str, str]"], bytes]
"""Runs git on arguments and variables, in an empty folder; empty where it fails."""

Settings = tuple[tuple[str, str], ...]

_ANYWHERE = frozenset(
    {
        *("core.autocrlf", "core.eol", "core.filemode", "core.ignorecase", "core.symlinks"),
        *("core.precomposeunicode", "core.trustctime", "core.checkstat"),
        *("user.name", "user.email", "mailmap.blob"),
    }
)
_USERS_ALONE = frozenset({"core.excludesfile", "core.attributesfile", "mailmap.file"})
"""Files anywhere on the machine: only the user and the machine may name them."""

_SAFE = "safe.directory"
_FORMATS = {"extensions.objectformat", "extensions.refstorage"}
_WITHOUT_EFFECT = {
    f"extensions.{name}"
    for name in (
        *("noop", "noop-v1", "preciousobjects", "partialclone", "worktreeconfig"),
        *("relativeworktrees", "compatobjectformat", "submodulepathconfig"),
    )
}
"""Extensions that are about writing, fetching, or settings."""


def users(asked: Asked, gitdir: Path) -> Settings:
    """What the machine and the user have set, with what the user sets for such repositories."""
    home = {name: os.environ[name] for name in ("HOME", "XDG_CONFIG_HOME") if name in os.environ}
    known = _listed(asked(["config", "--system", "--includes", "--list", "-z"], home))
    # The user's settings may depend on where the repository lies; or else they are read without.
    how = ["config", "--global", "--includes", "--list", "-z"]
    said = asked(how, {**home, "GIT_DIR": str(gitdir)}) or asked(how, home)
    found = [*known, *_listed(said)]
    for key, name in (("core.excludesfile", "ignore"), ("core.attributesfile", "attributes")):
        usual = _usual(home, name)
        if usual and all(it != key for it, _ in found):
            found.append((key, usual))
    # Git, which is given another home, would look for `~/…` there.
    whole = ((k, os.path.expanduser(v) if k in _USERS_ALONE else v) for k, v in found)
    return tuple((k, v) for k, v in whole if k in _ANYWHERE | _USERS_ALONE | {_SAFE})


def own(asked: Asked, files: Sequence[Path]) -> tuple[Settings, Settings]:
    """What a repository sets in its files: (answers depend on it, form of its storage).

    Raises:
        ValueError: it is stored in a form that is not known here; says which.
    """
    found: list[tuple[str, str]] = []
    for file in files:
        how = ["config", "--file", str(file), "--no-includes", "--list", "-z"]
        found += _listed(asked(how, {}))
    for key, _ in found:
        if key.startswith("extensions.") and key not in _FORMATS | _WITHOUT_EFFECT:
            raise ValueError(key)
    return (
        tuple((k, v) for k, v in found if k in _ANYWHERE),
        tuple((k, v) for k, v in found if k in _FORMATS and v.isalnum()),
    )


def passed(settings: Settings) -> Iterator[str]:
    """The same as options of git."""
    for key, value in settings:
        if key != _SAFE:
            yield from ("-c", f"{key}={value}")


def trusted(settings: Settings, folder: Path) -> bool:
    """Whether the user says that a folder of somebody else's is safe, as git itself reads it."""
    found = False
    for key, value in settings:
        if key != _SAFE:
            continue
        if not value:
            found = False
        elif value == "*":
            found = True
        else:
            named = Path(value.removesuffix("/*")).expanduser()
            inside = value.endswith("/*") and named in folder.parents
            found = found or folder == named or inside or folder == _real(named)
    return found


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _usual(home: dict[str, str], name: str) -> str:
    """The user's own file where git looks for it by itself; empty if there is none."""
    if folder := home.get("XDG_CONFIG_HOME"):
        path = Path(folder, "git", name)
    elif folder := home.get("HOME"):
        path = Path(folder, ".config", "git", name)
    else:
        return ""
    return str(path) if path.is_file() else ""


def _listed(said: bytes) -> Iterator[tuple[str, str]]:
    for entry in said.decode("utf-8", "surrogateescape").split("\0"):
        key, line, value = entry.partition("\n")
        if key:
            yield key, value if line else "true"  # a name without a value says yes
