"""The types of JSON values."""

from typing import Any

# What a property holds follows from the model in the catalogue, which Python's types cannot see.
JsonObject = dict[str, Any]
