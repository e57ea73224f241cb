"""Names of files, which are UTF-8 whatever the locale says."""

from __future__ import annotations

import os
import sys


def speak_utf8() -> None:
    """Starts this process anew where Python would read names of files in another encoding.

    Python takes the encoding from the locale when it starts, and never changes it: in the locale C
    without Python's UTF-8 mode, or in one of ISO 8859, a file called `été` would have another name
    than the one that a project's files say.
    """
    if sys.platform == "win32" or sys.flags.utf8_mode:
        return
    if sys.getfilesystemencoding().lower() not in ("utf-8", "utf8"):
        os.environ["PYTHONUTF8"] = "1"  # for processes that this one starts
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
