"""The package as it is published: what is in it, what is not, and what its dependencies are."""

from __future__ import annotations

import re
import tarfile
import tomllib
import zipfile
from email import message_from_string
from pathlib import Path, PurePosixPath

import pytest
import yaml
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from generator import __version__
from tests.conftest import REPOSITORY

LOCKS = sorted((REPOSITORY / ".lock").glob("*.txt"))
HOUSE = REPOSITORY / "generator"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    (built,) = WheelBuilder(str(REPOSITORY)).build(
        directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"]
    )
    return zipfile.ZipFile(built)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Names without the top folder, and sizes."""
    (built,) = SdistBuilder(str(REPOSITORY)).build(
        directory=str(tmp_path_factory.mktemp("sdist")), versions=["standard"]
    )
    with tarfile.open(built) as archive:
        return {
            member.name.partition("/")[2]: member.size
            for member in archive.getmembers()
            if member.isfile()
        }


def in_house() -> set[str]:
    """Every file of the program, as it stands in the repository."""
    return {
        path.relative_to(REPOSITORY).as_posix()
        for path in HOUSE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_whole_program_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if not name.endswith("/")}
    inside = {name for name in names if ".dist-info/" not in name}
    assert inside == in_house()
    for name in inside:
        assert wheel.read(name) == (REPOSITORY / name).read_bytes(), name
    for wanted in (
        "generator/rules.toml",
        "generator/check/languages/fr.toml",
        "generator/render/messages/fr.toml",
        "generator/render/templates/sheet.html.j2",
        "generator/render/assets/factsheet.css",
        "generator/publish/fonts/SourceSerif4-Regular.ttf",
        "generator/publish/typst/book.typ",
        "generator/publish/markdown/theme/main.html",
        "generator/author/starter/mkdocs.yml",
    ):
        assert wanted in inside


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    folder = f"factsheet-{__version__}.dist-info"
    metadata = message_from_string(wheel.read(f"{folder}/METADATA").decode("utf-8"))
    assert metadata["Name"] == "factsheet"
    assert metadata["Version"] == __version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT AND OFL-1.1"
    licences = set(metadata.get_all("License-File"))
    fonts = {p.relative_to(REPOSITORY).as_posix() for p in HOUSE.rglob("*.OFL.txt")}
    assert fonts
    assert licences == {"docs/LICENSE", *fonts}
    for name in licences:
        assert wheel.read(f"{folder}/licenses/{name}") == (REPOSITORY / name).read_bytes()
    points = wheel.read(f"{folder}/entry_points.txt").decode("utf-8")
    assert "factsheet = generator.__main__:main" in points
    assert "factsheet = generator.plugin:FactsheetPlugin" in points
    assert wheel.read(f"{folder}/WHEEL").decode("utf-8").endswith("Tag: py3-none-any\n")


def test_nothing_of_this_repositorys_facts_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    tops = {PurePosixPath(name).parts[0] for name in wheel.namelist()}
    assert tops == {"generator", f"factsheet-{__version__}.dist-info"}


def test_the_sdist_holds_what_the_tests_and_the_wheel_need(sdist: dict[str, int]) -> None:
    assert in_house() <= set(sdist)
    for wanted in (
        *("pyproject.toml", "mkdocs.yml", "README.md", "docs/LICENSE", ".ci/run"),
        *("tests/conftest.py", "tests/cases/edited.yml", "facts/vocabulary.yml"),
        *(path.relative_to(REPOSITORY).as_posix() for path in LOCKS),
        *(path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "seeds").glob("*.txt")),
    ):
        assert sdist[wanted] > 0, wanted
    strange = [
        name
        for name in sdist
        if re.search(r"(^|/)(__pycache__|site|\.git|\.venv|dist|\.\w+_cache|\.hypothesis)/", name)
        or name.endswith((".pyc", ".pyo", "~", ".orig"))
    ]
    assert not strange


# --- dependencies -----------------------------------------------------------------------------


def project() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for: under the empty name to run, else by extra."""
    table = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {"": table["dependencies"], **table["optional-dependencies"]}
    return {name: [Requirement(text) for text in texts] for name, texts in asked.items()}


def locked(path: Path) -> dict[str, list[Version]]:
    """What a lock pins, by name; several versions where systems or Pythons differ."""
    found: dict[str, list[Version]] = {}
    for entry in re.sub(r"\\\n", " ", path.read_text("utf-8")).splitlines():
        if not entry.strip() or entry.lstrip().startswith("#"):
            continue
        words, *hashes = re.split(r"\s+--hash=", entry.strip())
        assert hashes, f"{path.name}: {words} has no hash"
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", it) for it in hashes), words
        requirement = Requirement(words)
        (pin,) = requirement.specifier
        assert pin.operator == "==", f"{path.name}: {words}"
        assert requirement.url is None
        found.setdefault(canonicalize_name(requirement.name), []).append(Version(pin.version))
    return found


@pytest.mark.parametrize("path", LOCKS, ids=lambda p: p.stem)
def test_a_lock_pins_everything_by_hash_and_names_no_place(path: Path) -> None:
    assert locked(path)
    assert not re.search(
        r"://|/(home|root|tmp|work|opt|usr)/|--(extra-)?index|--find-links", path.read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("run", [""]), ("test", ["", "cluster", "seeds", "test"])],
    ids=["run", "test"],
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, extras: list[str]) -> None:
    pins = locked(REPOSITORY / f".lock/{lock}.txt")
    for requirement in (it for extra in extras for it in project()[extra]):
        if requirement.name == "factsheet":
            continue
        versions = pins.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement} is not in .lock/{lock}.txt: run .ci/lock"
        for version in versions:
            assert requirement.specifier.contains(version), f"{requirement}: run .ci/lock"


@pytest.mark.parametrize("path", sorted((REPOSITORY / ".lock").glob("*.in")), ids=lambda p: p.stem)
def test_a_list_of_tools_is_locked(path: Path) -> None:
    pins = locked(path.with_suffix(".txt"))
    for name in path.read_text("utf-8").split():
        assert canonicalize_name(name) in pins, f"{path.name}: run .ci/lock"


def test_what_is_installed_side_by_side_is_of_one_version() -> None:
    together = [locked(REPOSITORY / f".lock/{name}.txt") for name in ("test", "run", "build")]
    for first in together:
        for second in together:
            for name in first.keys() & second.keys():
                assert set(first[name]) & set(second[name]), name


def test_every_dependency_has_a_lower_bound() -> None:
    for requirement in (it for extra in project().values() for it in extra):
        operators = {it.operator for it in requirement.specifier}
        assert requirement.name == "factsheet" or operators & {">=", "==", "~="}, str(requirement)


def test_a_bot_renews_whatever_is_pinned() -> None:
    renewed = yaml.safe_load((REPOSITORY / ".github/dependabot.yml").read_text("utf-8"))
    watched = {(it["package-ecosystem"], it["directory"]) for it in renewed["updates"]}
    assert watched >= {("github-actions", "/"), ("pip", "/"), ("pip", "/.lock")}


def test_workflows_install_by_hash_only() -> None:
    for path in sorted((REPOSITORY / ".github/workflows").glob("*.yml")):
        for line in path.read_text("utf-8").splitlines():
            for command in re.findall(r"\bpip\"? install\b[^&|;]*", line):
                by_hash = "--require-hashes" in command
                itself = "--no-deps" in command and "--no-build-isolation" in command
                assert by_hash or itself, f"{path.name}: {line.strip()}"
