"""The peers, each in a virtual environment of its own."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

from tests.bench.peers.hugo import HUGO
from tests.bench.peers.linkml import LINKML
from tests.bench.peers.markdown import MKDOCS, ZENSICAL, ZENSICAL_EXPORT
from tests.bench.peers.peer import Peer
from tests.bench.peers.requirements import DOORSTOP, SPHINX_NEEDS, STRICTDOC

PEERS = (HUGO, MKDOCS, ZENSICAL, ZENSICAL_EXPORT, SPHINX_NEEDS, DOORSTOP, STRICTDOC, LINKML)


def programs(folder: Path, peer: Peer) -> Path:
    """The folder of a peer's programs, installed from PyPI if they are not there yet."""
    place = folder / peer.requires[0].partition("=")[0]
    done = place / ".installed"
    said = "\n".join(peer.requires)
    if not done.exists() or done.read_text("utf-8") != said:
        print(f"Installing {', '.join(peer.requires)} …", file=sys.stderr)
        venv.create(place, with_pip=True, clear=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *peer.requires], check=True, stdout=sys.stderr)
        done.write_text(said, "utf-8")
    return place / "bin"


def versions(folder: Path, peers: Iterable[Peer]) -> dict[str, str]:
    """What is installed of each peer."""
    found = {}
    for peer in peers:
        name = peer.requires[0].partition("=")[0]
        show = [str(folder / name / "bin" / "python"), "-c"]
        code = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
        done = subprocess.run([*show, code, name], capture_output=True, text=True, check=True)
        found[peer.name] = done.stdout.strip()
    return found
