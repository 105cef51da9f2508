"""Compare the organizations of a pair through the public API alone.

Shares no code with the restore on purpose: what may differ and the paths of the lists are repeated here.
"""

import json
from typing import Any

from environments.ordercloud import Client

MAY_DIFFER = {"DateCreated", "LastUpdated", "PasswordLastSetDate"}
MAY_DIFFER_BY_PATH = {
    "/webhooks": {"Url", "HashKey", "ApiClientIDs"},
    "/messagesenders": {"URL", "SharedKey"},
    "/integrationEvents": {"CustomImplementationUrl", "HashKey"},
    "/openidconnects": {"ConnectClientSecret"},
    "/integrations/deliveryconfig": {"Enabled", "DeliveryTargets"},
    "/integrations/trackingEvents": {"Name"},
    "/apiclients": {
        "ClientSecret",
        "OrderCheckoutIntegrationEventID",
        "OrderCheckoutIntegrationEventName",
        "OrderReturnIntegrationEventID",
        "OrderReturnIntegrationEventName",
    },
}
LISTS = [
    "/incrementors", "/xpindices", "/securityprofiles", "/adminusers", "/usergroups", "/addresses",
    "/productfacets", "/locales", "/suppliers", "/catalogs", "/priceschedules", "/specs", "/promotions",
    "/products", "/buyers", "/approvalrules", "/impersonationconfig", "/openidconnects", "/apiclients",
    "/webhooks", "/messagesenders", "/integrationEvents", "/securityprofiles/assignments",
    "/usergroups/assignments", "/locales/assignments", "/catalogs/assignments",
    "/catalogs/productassignments", "/products/assignments", "/specs/productassignments",
    "/promotions/assignments", "/apiclients/assignments", "/bundles", "/bundles/assignments",
    "/bundles/productassignments", "/catalogs/bundleassignments", "/buyergroups", "/discounts",
    "/discounts/assignments", "/integrations/deliveryconfig", "/integrations/trackingEvents",
]  # fmt: skip
SUBLISTS = {
    "/buyers": [
        "users", "usergroups", "addresses", "costcenters", "creditcards", "spendingaccounts", "approvalrules",
        "usergroups/assignments", "addresses/assignments", "costcenters/assignments",
        "creditcards/assignments", "spendingaccounts/assignments",
    ],
    "/suppliers": ["users", "usergroups", "addresses", "usergroups/assignments", "buyers"],
    "/catalogs": ["categories", "categories/assignments", "categories/productassignments",
                  "categories/bundleassignments"],
    "/specs": ["options"],
    "/products": ["inventoryrecords", "inventoryrecords/assignments", "suppliers", "variants"],
}  # fmt: skip
STAGING_ONLY_ALLOWED = {"/webhooks", "/messagesenders", "/integrationEvents"}


def read_all(client: Client) -> dict[str, list[dict[str, Any]]]:
    """Return every record of every list, by path."""
    lists = {path: _all(client, path) for path in LISTS}
    for path, names in SUBLISTS.items():
        for record in lists[path]:
            for name in names:
                path_below = f"{path}/{record['ID']}/{name}"
                lists[path_below] = _all(client, path_below)
    for path in [path for path in lists if path.endswith("/variants")]:
        for variant in lists[path]:
            path_below = f"{path}/{variant['ID']}/inventoryrecords"
            lists[path_below] = _all(client, path_below)
    return lists


def differences(production: Client, staging: Client) -> list[str]:
    """Return a line for each unexpected difference; empty when the organizations are equal."""
    in_production, in_staging = read_all(production), read_all(staging)
    messages = [f"{path} is in one organization only" for path in in_production.keys() ^ in_staging.keys()]
    for path in in_production.keys() & in_staging.keys():
        expected, actual = _texts(path, in_production[path]), _texts(path, in_staging[path])
        messages += [f"missing in {path}: {text}" for text in expected - actual]
        if path not in STAGING_ONLY_ALLOWED:
            messages += [f"unexpected in {path}: {text}" for text in actual - expected]
    return messages


def _all(client: Client, path: str) -> list[dict[str, Any]]:
    query = [("depth", "all")] if path.endswith("/categories") else []
    return [record for page in client.pages(path, query) for record in page["Items"]]


def _texts(path: str, records: list[dict[str, Any]]) -> set[str]:
    ignored = MAY_DIFFER_BY_PATH.get(path, set())
    return {
        json.dumps(
            {k: v for k, v in _comparable(record).items() if k not in ignored}, sort_keys=True, default=str
        )
        for record in records
    }


def _comparable(value: Any) -> Any:
    """Return the value without the fields that may differ, at any depth."""
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, dict):
        return {name: _comparable(item) for name, item in value.items() if name not in MAY_DIFFER}
    return value
