"""Mutation testing: would the tests notice a change of the code? `.ci/mutants`."""
