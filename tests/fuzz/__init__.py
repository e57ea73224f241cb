"""Fuzzing: what a stranger's bytes can reach, driven by coverage."""
