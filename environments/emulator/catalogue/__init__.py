"""The catalogue: what OrderCloud has, as facts. Routes, tables, validation, lists and documents follow from it.

`CATALOGUE` is read once from the TOML files beside this module.
"""

from environments.emulator.catalogue.derivation import read

CATALOGUE = read()
