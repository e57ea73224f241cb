"""What a build goes through in years, in one run: `python -m tests.endurance`."""
