"""How many examples each property is tried on: few in every run, 2,000 in the long profile."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = bool(os.environ.get("FACTSHEET_LONG"))
"""The long profile: `FACTSHEET_LONG=1 pytest -m hypothesis`."""

settings.register_profile(
    "long",
    max_examples=2000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
# A busy machine is no fault: no example has a deadline.
settings.register_profile("usual", settings.default, deadline=None)
settings.load_profile("long" if LONG else "usual")


def examples(few: int) -> int:
    """The examples of a property that is slower or rarer than others."""
    return max(few, 2000) if LONG else few
