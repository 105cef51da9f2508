"""Countries by two-letter code, from the time zone database."""

from importlib.resources import files

_TABLE = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")

# Pairs of code and English name, sorted by name.
COUNTRIES = sorted(
    (tuple(line.split("\t")) for line in _TABLE.splitlines() if line and not line.startswith("#")),
    key=lambda country: country[1],
)
CODES = frozenset(code for code, _ in COUNTRIES)
