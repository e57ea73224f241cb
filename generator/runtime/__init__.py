"""The processes that the program starts: all through one function, each in a place of its own."""
