"""The facts as open data, each format in a module of its own."""
