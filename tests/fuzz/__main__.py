"""Fuzzes a target with Atheris: `python -m tests.fuzz TARGET [OPTION OF LIBFUZZER …]`.

Inputs that are found go to a folder of their own; what crashes, or takes more than a second, is
written to the folder this is started in and ends the run.
"""

from __future__ import annotations

import sys
import tempfile
import time

import atheris

with atheris.instrument_imports(include=["generator"]):
    from tests.fuzz.targets import CORPUS, TARGETS

SLOW = 1.0


def main() -> None:
    """Runs one target until it is told to end."""
    name, *options = sys.argv[1:]
    target = TARGETS[name]
    target(b"")  # what is made once is not counted
    slowest = 0.0

    def timed(data: bytes) -> None:
        nonlocal slowest
        began = time.process_time()
        target(data)
        took = time.process_time() - began
        if took > slowest:
            slowest = took
            print(f"slowest so far: {took:.3f} s, {len(data)} bytes", file=sys.stderr, flush=True)
        assert took <= SLOW, f"{took:.2f} s"

    found = tempfile.mkdtemp(prefix=f"fuzz-{name}-")
    atheris.Setup(
        [sys.argv[0], found, str(CORPUS / name), "-timeout=10", "-rss_limit_mb=1024", *options],
        timed,
    )
    atheris.Fuzz()


main()
