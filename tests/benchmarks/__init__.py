"""`make prove`: what is too slow for each run of the tests, as named measurements with their limits.

Each module of this package that has `measurements()` is a part, named like the module: `make prove
ONLY=console` runs `console.py` alone. `measurements()` yields objects that the functions of
`tests.benchmarks.measurements` return.
"""
