"""The commands of `factsheet` that help an editor write; `cli` gathers all commands."""
