"""Judges what was read: says what is wrong and never changes it."""
