"""Does what the `factsheet` command does, before a library is loaded that it did not ask for."""

import os
import sys


def main() -> None:
    """Runs the command; modules are looked for in no folder that is named from the current one."""
    said = os.environ.get("PYTHONPATH", "")
    named = said.split(os.pathsep) if said else []
    # Python has made full paths of them; an empty name is the current folder's.
    relative = {os.path.abspath(it) for it in named if not os.path.isabs(it)}
    sys.path[:] = [it for it in sys.path if os.path.isabs(it) and it not in relative]

    import signal

    # Until the command can say that it was stopped, Ctrl-C ends it without a word.
    before = signal.getsignal(signal.SIGINT)
    heard = before is signal.default_int_handler  # and not ignored, as a shell may have it
    if heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from generator.cli import main as run

    if heard:
        signal.signal(signal.SIGINT, before)
    run()


if __name__ == "__main__":
    # Python has put the current folder first; this package is found without it.
    sys.path[:] = [it for it in sys.path if it != os.getcwd()]
    main()
