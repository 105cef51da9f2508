"""What a download contains in place of what was seeded."""

import copy
from collections.abc import Iterator
from typing import Any

REDACTED = "<Redacted. Leave unchanged.>"

# What identifies a record: all of these that it has.
KEYS = ("ID", "ThingType", "Key", "BuyerID", "SupplierID", "CatalogID", "ProductID", "SpecID", "VariantID")
# OrderCloud chooses the IDs of API clients. The names that refer to one.
API_CLIENT_REFERENCES = {
    "ImpersonationConfigs": "ClientID",
    "OpenIdConnects": "OrderCloudApiClientID",
    "Webhooks": "ApiClientIDs",
    "ApiClientAssignments": "ApiClientID",
}
# Secrets, which the tool does not write to a file.
SECRETS = {
    "ApiClients": "ClientSecret",
    "OpenIdConnects": "ConnectClientSecret",
    "MessageSenders": "SharedKey",
    "IntegrationEvents": "HashKey",
    "Webhooks": "HashKey",
}
TIMES = ("DateCreated", "LastUpdated")


def resources(marketplace: dict) -> Iterator[tuple[str, list[dict]]]:
    """Yield the name of each resource of a seed file, with its records."""
    for part in ("Objects", "Assignments"):
        yield from marketplace[part].items()


def with_client_names(marketplace: dict) -> dict:
    """Return a copy in which the names of API clients are in place of their IDs."""
    marketplace = copy.deepcopy(marketplace)
    names = {client["ID"]: client["AppName"] for client in marketplace["Objects"]["ApiClients"]}
    for client in marketplace["Objects"]["ApiClients"]:
        client["ID"] = names[client["ID"]]
    for resource, records in resources(marketplace):
        reference = API_CLIENT_REFERENCES.get(resource, "")
        for record in records if reference else []:
            value = record[reference]
            record[reference] = [names[id] for id in value] if isinstance(value, list) else names[value]
    return marketplace


def without_secrets(marketplace: dict) -> dict:
    """Return a copy with the tool's text in place of secrets."""
    marketplace = copy.deepcopy(marketplace)
    for resource, secret in SECRETS.items():
        for record in marketplace["Objects"][resource]:
            if record.get(secret) is not None:
                record[secret] = REDACTED
    return marketplace


def without_times(value: Any) -> Any:
    """Return a copy without the times at which records were created and changed."""
    if isinstance(value, dict):
        return {name: without_times(member) for name, member in value.items() if name not in TIMES}
    return [without_times(item) for item in value] if isinstance(value, list) else value


def key(resource: str, record: dict) -> tuple:
    names = KEYS if "ID" in record or "Key" in record else sorted(record)
    return (resource, *((name, record[name]) for name in names if _identifies(name) and record.get(name)))


def _identifies(name: str) -> bool:
    return name in KEYS or name.endswith("ID")


def by_key(marketplace: dict) -> dict[tuple, dict]:
    """Return the records by what identifies them, of which each is there once."""
    found = [
        (key(resource, record), record) for resource, records in resources(marketplace) for record in records
    ]
    assert len(found) == len(dict(found))
    return dict(found)


def additions(seeded: dict, downloaded: dict) -> dict[str, list]:
    """Return the values of the members that only the downloaded records have, by resource and member.

    Members without a value, which are null, false or an empty list, are none.

    Raises:
        AssertionError: something that was seeded is not there or has changed, or there are more records.
    """
    expected, found = by_key(seeded), by_key(downloaded)
    assert set(expected) == set(found)
    added: dict[str, list] = {}
    for identity, record in expected.items():
        for path, value in _added(record, found[identity], identity[0]):
            added.setdefault(path, []).append(value)
    return added


def _added(expected: Any, found: Any, path: str) -> Iterator[tuple[str, Any]]:
    if path.endswith(".xp") or not isinstance(expected, dict | list):
        assert (found, type(found)) == (expected, type(expected)), path
    elif isinstance(expected, list):
        assert len(found) == len(expected), path
        for one, other in zip(_sorted(expected), _sorted(found), strict=True):
            yield from _added(one, other, path)
    else:
        assert not set(expected) - set(found), path
        for name, value in found.items():
            if name in expected:
                yield from _added(expected[name], value, f"{path}.{name}")
            elif value not in (None, False, []):
                yield f"{path}.{name}", value


def _sorted(values: list) -> list:
    """Return the specs of a variant in one order, and every other list as it is."""
    return sorted(values, key=lambda value: value["SpecID"]) if _are_specs(values) else values


def _are_specs(values: list) -> bool:
    return all(isinstance(value, dict) and "SpecID" in value for value in values)
