"""Factsheet: source documents and fact files in, a verified fact sheet out."""

__version__ = "0.1.0"

HOME = "https://github.com/OWNER/factsheet"
"""Where the program comes from; who releases it writes their own here and in `pyproject.toml`."""
