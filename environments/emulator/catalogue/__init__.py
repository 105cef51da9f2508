"""The catalogue: what OrderCloud has, as facts. Routes, tables, checks, lists and documents follow.

`CATALOGUE` is read once from the TOML files beside this module.
"""

from environments.emulator.catalogue.builder import read

CATALOGUE = read()
