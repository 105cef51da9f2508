"""The types of JSON values."""

from typing import Any

# The type of a property is in the catalogue's models, which Python's types cannot express.
JsonObject = dict[str, Any]
