"""The catalogue: the definition of OrderCloud's API, from which routes, tables and validation are derived.

`CATALOGUE` is read once from the TOML files beside this module.
"""

from environments.emulator.catalogue.builder import read

CATALOGUE = read()
