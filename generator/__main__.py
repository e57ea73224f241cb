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

    from generator.cli import main as run

    run()


if __name__ == "__main__":
    # Python has put the current folder first; this package is found without it.
    sys.path[:] = [it for it in sys.path if it != os.getcwd()]
    main()
