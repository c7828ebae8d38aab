"""How long it takes, how it grows, what it withstands: `python -m benchmarks` prints the tables."""
