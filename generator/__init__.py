"""Factsheet: source documents and fact files in, a verified fact sheet out."""

__version__ = "0.1.0"
