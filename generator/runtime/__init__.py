"""What the system gives: files, and processes of our own."""
