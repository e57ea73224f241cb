"""One module a peer: how the same facts become its input, and the command that publishes them."""
