"""Nothing out of a current folder, a project or the environment runs in any process of ours."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import generator
from generator.runtime import children
from generator.runtime.children import Limits, program, python, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and signals are POSIX's")

ROOT = Path(generator.__file__).parent.parent
NAMES = (
    "pagefind", "pagefind_bin", "pagefind_bin_extended", "json", "pickle", "multiprocessing",
    "typst", "sitecustomize", "usercustomize", "encodings", "ctypes", "runpy", "base64",
    "generator", "asyncio", "logging", "click", "yaml", "mkdocs", "concurrent", "signal",
)  # fmt: skip
TRACE = "import os; open({!r}, 'a').write(__name__ + ' ' + __file__ + '\\n')\n"


def plant(folder: Path, trace: Path) -> None:
    """Modules that leave a trace, each as a file and as a folder, and programs and `.pth` files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.py").write_text(TRACE.format(str(trace)), "utf-8")
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "__init__.py").write_text(TRACE.format(str(trace)), "utf-8")
    (folder / "planted.pth").write_text(TRACE.format(str(trace)), "utf-8")
    for name in ("git", "pagefind_extended"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text(f"#!/bin/sh\necho program {name} >> {trace}\n", "utf-8")
        (folder / name).chmod(0o755)


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


def factsheet(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command as its script runs it, in a folder."""
    code = "import sys; sys.argv[0] = 'factsheet'; from generator.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--site", "out"],
        ["pdf", "--into", "out"],
        ["export", "data", "out"],
        ["status"],
        ["check"],
    ],
)
def test_nothing_planted_runs(
    project: Path, tmp_path: Path, trace: Path, arguments: list[str]
) -> None:
    here = tmp_path / "here"
    for folder in (here, project, project / "docs", project / "theme"):
        plant(folder, trace)
    arguments = [it if it != "out" else str(tmp_path / "out") for it in arguments]
    done = factsheet(here, "-C", str(project), *arguments, PATH=f":.:{os.environ['PATH']}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not trace.exists(), trace.read_text()


@pytest.mark.parametrize("module", ["pagefind", "json.tool", "generator"])
def test_a_child_finds_what_is_installed(
    tmp_path: Path, trace: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path / "here", trace)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "here"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "here" / "json.py"))
    for path in ("", ".", str(tmp_path / "here")):
        monkeypatch.syspath_prepend(path)
    done = run(python(module, "--help"), folder=tmp_path / "here")
    assert (done.returncode, done.limit) == (0, None), done.errors
    assert not trace.exists(), trace.read_text()


def test_a_module_of_the_standard_library_is_never_hidden(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this process finds its libraries, a child does too, but after Python's own."""
    plant(tmp_path / "libraries", trace)
    (tmp_path / "libraries" / "only_there.py").write_text("print('found')", "utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "libraries")])
    assert run(python("only_there"), folder=tmp_path).output == b"found\n"
    assert run(python("json.tool", "--help"), folder=tmp_path).returncode == 0
    assert not trace.exists() or "libraries/json" not in trace.read_text()


@pytest.mark.parametrize(
    "name",
    [
        *("PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "LD_PRELOAD", "LD_AUDIT", "GIT_DIR"),
        *("GIT_CONFIG_GLOBAL", "NODE_OPTIONS", "BASH_ENV", "ENV", "HOME", "PAGEFIND_BINARY_PATH"),
        *("LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "PERL5OPT", "RUBYOPT", "HTTPS_PROXY"),
    ],
)
def test_variables_are_not_handed_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(tmp_path))
    env = program("env")
    assert env
    for limits in (None, Limits(cpu=10)):
        said = run([env], folder=tmp_path, limits=limits).output
        assert str(tmp_path).encode() not in said.replace(b"PWD=" + str(tmp_path).encode(), b"")
        assert b"FACTSHEET" not in said


def test_programs_are_found_by_full_paths_alone(
    tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, trace)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f":.:./:{os.environ['PATH']}:")
    assert Path(program("git") or "/").parent != tmp_path
    monkeypatch.setenv("PATH", f".:{os.pathsep}")
    assert program("git") is None
    with pytest.raises(ValueError, match="not a full path"):
        run(["git"], folder=tmp_path)


def own(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", textwrap.dedent(code)]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(seconds=0.5), "import time; time.sleep(60)"),
        (Limits(seconds=0.5), "import os, time\nif os.fork(): os._exit(0)\ntime.sleep(60)"),
        (Limits(cpu=1), "while True: pass"),
        (Limits(output=1000), "print('x' * 10_000)"),
        (Limits(output=1000), "while True: print('x')"),
        (
            Limits(output=1000),
            "import signal; signal.signal(25, signal.SIG_DFL); open('x', 'w').write('x' * 10_000)",
        ),
    ],
)
def test_a_limit_ends_a_child_and_is_named(limits: Limits, code: str, tmp_path: Path) -> None:
    done = run(own(code), folder=tmp_path, limits=limits)
    (asked,) = (it for it in ("seconds", "cpu", "output") if getattr(limits, it) is not None)
    assert done.limit == asked
    assert len(done.output) <= 1000


@pytest.mark.parametrize(
    ("code", "limits", "limit"),
    [
        ("bytearray(2**30)", Limits(memory=2**28), "memory"),
        ("x = [0]\nwhile True: x += x", Limits(memory=2**28), "memory"),
        ("open('x', 'wb').write(bytes(2**20))", Limits(output=1000), "output"),
        ("raise SystemExit(3)", Limits(memory=2**28), None),
        ("1 / 0", Limits(memory=2**28), None),
    ],
)
def test_a_module_too(
    code: str, limits: Limits, limit: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "greedy.py").write_text(code, "utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    done = run(python("greedy"), folder=tmp_path, limits=limits)
    assert done.limit == limit
    assert done.returncode


def test_a_child_hears_and_says(tmp_path: Path) -> None:
    given = bytes(range(256)) * 10_000
    cat = program("cat")
    assert cat
    assert run([cat], folder=tmp_path, given=given).output == given
    assert run(own("print(input.__name__)"), folder=tmp_path, given=given).output == b"input\n"
    done = run(own("import sys; sys.exit('so it is')"), folder=tmp_path)
    assert (done.returncode, done.errors, done.limit) == (1, b"so it is\n", None)


def test_this_process_alone_hears_requests_to_end(tmp_path: Path) -> None:
    done = run(own("import os; print(os.getpgid(0) == os.getpid())"), folder=tmp_path)
    assert done.output == b"True\n"


def test_a_child_ends_with_this_process(tmp_path: Path) -> None:
    """Whatever ends it: here KILL, in the middle of the child's work."""
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child")
    (tmp_path / "long.py").write_text("import os, time; print(os.getpid(), flush=True)\n"
                                      "time.sleep(600)", "utf-8")  # fmt: skip
    code = f"""
    import os, sys
    sys.path[:0] = [{str(ROOT)!r}, {str(tmp_path)!r}]
    from pathlib import Path
    from generator.runtime.children import PIPE, python, start
    child = start(python("long"), folder=Path("/"), stdout=PIPE)
    print(int(child.stdout.readline()), flush=True)
    os.kill(os.getpid(), 9)
    """
    done = subprocess.run(own(code), capture_output=True, check=False, timeout=60)
    child = int(done.stdout)
    for _ in range(1000):
        try:
            os.kill(child, 0)
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return
        if state == "Z":
            return
        os.sched_yield()
        subprocess.run(["sleep", "0.01"], check=True)
    pytest.fail("it is still at work")


def test_python_itself_in_a_planted_folder(project: Path, trace: Path) -> None:
    """`python -m` puts the current folder first; what is imported after its start is not of it."""
    late = ("json", "click", "yaml", "mkdocs", "typst", "asyncio", "pagefind", "base64")
    for name in late:
        (project / f"{name}.py").write_text(TRACE.format(str(trace)), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "generator", "check"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not trace.exists(), trace.read_text()


def test_libraries_of_the_interpreter_are_still_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = f"{os.path.realpath(sys.base_prefix)}/lib"
    monkeypatch.setenv("LD_LIBRARY_PATH", f":{tmp_path}:{inside}:.")
    assert children._environment()["LD_LIBRARY_PATH"] == inside


@pytest.mark.parametrize(
    "said", [":/nowhere", ".", "./", "../here", ":", "x:.:y", "here/..:../here/."]
)
def test_a_search_path_from_the_current_folder_on_is_passed_over(
    project: Path, tmp_path: Path, trace: Path, said: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    for name in ("click", "yaml", "mkdocs", "typst", "pagefind", "markdown"):
        (here / f"{name}.py").write_text(TRACE.format(str(trace)), "utf-8")
    code = "import sys; sys.argv[0] = 'factsheet'; from generator.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "-C", str(project), "check", "--no-cache"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": f"{said}:{ROOT}"},
        capture_output=True,
        check=False,
    )
    assert not trace.exists(), trace.read_text()
    assert done.returncode == 0, done.stderr
