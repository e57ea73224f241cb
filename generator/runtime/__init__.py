"""What the system gives: files, processes."""
