"""The catalogue: the facts of OrderCloud's API. Routes, tables, validation, lists and documents follow.

`CATALOGUE` is read once from the TOML files beside this module.
"""

from environments.emulator.catalogue.builder import read

CATALOGUE = read()
