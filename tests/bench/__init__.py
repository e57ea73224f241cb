"""Measures this project and its peers on the same content: `python -m tests.bench`."""
