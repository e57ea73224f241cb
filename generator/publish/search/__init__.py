"""Search: what can be found, as documents, and the index that a reader's browser loads in pieces."""
