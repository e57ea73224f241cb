"""Lets `python -m generator` do what the `factsheet` command does."""

import os
import sys

if __name__ == "__main__":
    # Python has put the current folder first; this package is found without it.
    sys.path[:] = [it for it in sys.path if os.path.isabs(it) and it != os.getcwd()]

    from generator.cli import main

    main()
