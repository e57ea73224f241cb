"""A repository as data: nothing that it names is run. The only room that calls git."""
