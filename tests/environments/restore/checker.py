"""Whether two halves are equal, read through the public API alone.

Shares nothing with the restore: what may differ and where things lie is written down here once more, on
purpose.
"""

import json
from typing import Any

from environments.ordercloud import Client

MAY_DIFFER = {"DateCreated", "LastUpdated", "PasswordLastSetDate"}
BY_PATH = {
    "/webhooks": {"Url", "HashKey", "ApiClientIDs"},
    "/messagesenders": {"URL", "SharedKey"},
    "/integrationEvents": {"CustomImplementationUrl", "HashKey"},
    "/openidconnects": {"ConnectClientSecret"},
    "/apiclients": {
        "ClientSecret",
        "OrderCheckoutIntegrationEventID",
        "OrderCheckoutIntegrationEventName",
        "OrderReturnIntegrationEventID",
        "OrderReturnIntegrationEventName",
    },
}
OF_ORGANIZATION = [
    "/incrementors", "/xpindices", "/securityprofiles", "/adminusers", "/usergroups", "/addresses",
    "/productfacets", "/locales", "/suppliers", "/catalogs", "/priceschedules", "/specs", "/promotions",
    "/products", "/buyers", "/approvalrules", "/impersonationconfig", "/openidconnects", "/apiclients",
    "/webhooks", "/messagesenders", "/integrationEvents", "/securityprofiles/assignments",
    "/usergroups/assignments", "/locales/assignments", "/catalogs/assignments",
    "/catalogs/productassignments", "/products/assignments", "/specs/productassignments",
    "/promotions/assignments", "/apiclients/assignments",
]  # fmt: skip
BELOW = {
    "/buyers": [
        "users", "usergroups", "addresses", "costcenters", "creditcards", "spendingaccounts", "approvalrules",
        "usergroups/assignments", "addresses/assignments", "costcenters/assignments",
        "creditcards/assignments", "spendingaccounts/assignments",
    ],
    "/suppliers": ["users", "usergroups", "addresses", "usergroups/assignments", "buyers"],
    "/catalogs": ["categories", "categories/assignments", "categories/productassignments"],
    "/specs": ["options"],
    "/products": ["inventoryrecords", "suppliers", "variants"],
}  # fmt: skip
ONLY_STAGING_KEEPS = {"/webhooks", "/messagesenders", "/integrationEvents"}


def read_all(half: Client) -> dict[str, list[dict[str, Any]]]:
    """Every record of every list by path, as it was read."""
    lists = {path: _all(half, path) for path in OF_ORGANIZATION}
    for path, names in BELOW.items():
        for record in lists[path]:
            for name in names:
                below = f"{path}/{record['ID']}/{name}"
                lists[below] = _all(half, below)
    for path in [path for path in lists if path.endswith("/variants")]:
        for variant in lists[path]:
            below = f"{path}/{variant['ID']}/inventoryrecords"
            lists[below] = _all(half, below)
    return lists


def differences(production: Client, staging: Client) -> list[str]:
    """In plain words what is not equal though it should be; empty when all is well."""
    here, there = read_all(production), read_all(staging)
    found = [f"{path} is in one half only" for path in here.keys() ^ there.keys()]
    for path in here.keys() & there.keys():
        wanted, actual = _texts(path, here[path]), _texts(path, there[path])
        found += [f"missing in {path}: {text}" for text in wanted - actual]
        if path not in ONLY_STAGING_KEEPS:
            found += [f"too much in {path}: {text}" for text in actual - wanted]
    return found


def _all(half: Client, path: str) -> list[dict[str, Any]]:
    query = [("depth", "all")] if path.endswith("/categories") else []
    return [record for page in half.pages(path, query) for record in page["Items"]]


def _texts(path: str, records: list[dict[str, Any]]) -> set[str]:
    left_out = BY_PATH.get(path, set())
    return {
        json.dumps(
            {k: v for k, v in _without(record).items() if k not in left_out}, sort_keys=True, default=str
        )
        for record in records
    }


def _without(value: Any) -> Any:
    """The value without what may differ, at any depth."""
    if isinstance(value, list):
        return [_without(one) for one in value]
    if isinstance(value, dict):
        return {name: _without(one) for name, one in value.items() if name not in MAY_DIFFER}
    return value
