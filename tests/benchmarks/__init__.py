"""`make prove`: what is too large for each run of the tests, as named figures beside their limits.

Each module beside this one that has `figures()` is a part, named like the module: `make prove ONLY=console`
runs `console.py` alone. `figures()` yields what `tests.benchmarks.figures` makes. A module whose name begins
with an underscore belongs to a part.
"""
