"""What changed between two revisions, and how to say it."""
