"""Secrets that only the response to their creation has."""

# The name of the field, by operation.
SHOWN_ONCE = {"ApiClients.CreateSecret": "ClientSecret"}
