"""Every operation of the API succeeds and responds as documented, on an organization with sample data."""

import json
import re
from dataclasses import dataclass

import jsonschema
import pytest

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.openapi_document import document
from environments.emulator.catalogue.schema import Operation
from environments.emulator.catalogue.versions import NEWEST
from tests.environments.emulator.api_client import Api, Marketplace
from tests.environments.emulator.sample_data import X, create_own_sample_data, create_sample_data

OPERATIONS = list(CATALOGUE.operations.values())
_PARAMETER_VALUES = {"direction": "incoming", "thingType": "Order"}
# Inventory is tracked at one level, and an order is submitted or not: these operations use a second product
# and order.
_SECOND_RECORD_PATHS = (
    "/products/{productID}/variants/{variantID}/inventoryrecords",
    "/me/products/{productID}/variants/{variantID}/inventoryrecords",
    "/shipments/{shipmentID}/items/",
    "/orders/{direction}/{orderID}/shipments",
)
# The sample data has nothing that awaits approval.
_MAY_BE_EMPTY = (
    "Me.ListApprovableOrders",
    "Orders.ListApprovals",
    "Orders.ListEligibleApprovers",
    "OrderReturns.ListApprovals",
    "OrderReturns.ListEligibleApprovers",
)
_TAGS_OF_SHOPPERS = ("Cart", "Group Orders", "Me")
_PARTY = {"buyerID": X}
_DELETE_QUERY = {
    "SecurityProfiles.DeleteAssignment": _PARTY,
    "MessageSenders.DeleteAssignment": _PARTY,
    "Locales.DeleteAssignment": _PARTY,
    "Catalogs.DeleteAssignment": _PARTY,
    "Categories.DeleteAssignment": _PARTY,
    "Promotions.DeleteAssignment": _PARTY,
    "Discounts.DeleteAssignment": _PARTY,
    "InventoryRecords.DeleteAssignment": _PARTY,
    "InventoryRecords.DeleteVariantAssignment": _PARTY,
    "Addresses.DeleteAssignment": {"userID": X},
    "CreditCards.DeleteAssignment": {"userID": X},
    "SpendingAccounts.DeleteAssignment": {"userID": X},
    "CostCenters.DeleteAssignment": {"userGroupID": X},
    "PriceSchedules.DeletePriceBreak": {"quantity": 1},
}
ADDRESS = {"Street1": "1", "City": "C", "State": "MN", "Zip": "5", "Country": "US", "Shipping": True}


@dataclass
class SampleOrganization:
    """Clients of the seller and a buyer user of the sample data, and the values of path parameters."""

    seller: Api
    shopper: Api
    known: dict[str, str]

    def caller(self, operation: Operation) -> Api:
        return self.shopper if operation.tag in _TAGS_OF_SHOPPERS else self.seller

    def path(self, operation: Operation) -> str:
        path = operation.path
        for parameter in operation.parameters:
            if parameter.location == "path":
                path = path.replace(f"{{{parameter.name}}}", self._value(operation, parameter.name))
        return path

    def _value(self, operation: Operation, name: str) -> str:
        if name in ("productID", "orderID") and operation.path.startswith(_SECOND_RECORD_PATHS):
            return "x2"
        if name in ("subscriptionID", "subscriptionItemID") and operation.path.startswith("/me/"):
            return self.known["me/subscriptions"]
        if name == "bundleItemID":
            return self.known[operation.path]
        if name == "apiClientID" and operation.path.startswith("/apiclients/{apiClientID}/secrets"):
            return self.known["apiclients/secrets"]
        for part in ("me/addresses", "me/creditcards", "me/orderinvitations"):
            if operation.path.startswith(f"/{part}/"):
                return self.known[part]
        return self.known.get(name) or _PARAMETER_VALUES.get(name, X)


def filled_organization(served, session, name: str) -> SampleOrganization:
    session.put(f"{served.url}/_emulator/organizations/{name}", json={}).raise_for_status()
    marketplace = Marketplace(served.url, served.key, name, "sandbox", session)
    api = marketplace.seller()
    known = create_sample_data(api)
    shopper = marketplace.with_assertion(username=X, client_id=known["apiClientID"], scope="FullAccess")
    known["me/addresses"] = shopper.post("/me/addresses", ADDRESS)["ID"]
    known["me/creditcards"] = shopper.post("/me/creditcards", {})["ID"]
    known |= create_own_sample_data(shopper)
    known["ID"] = served.emulator.tokens.kid
    return SampleOrganization(api, shopper, known)


@pytest.fixture(scope="module")
def filled(emulator_server, session):
    return filled_organization(emulator_server, session, "everything")


def schema_of(operation: Operation) -> dict:
    """Return the documented response as JSON Schema, in which null is a type."""
    described = json.loads(document(NEWEST))
    response = described["paths"][operation.path][operation.method.lower()]["responses"][
        str(operation.status)
    ]
    return nullable(
        response["content"]["application/json"]["schema"] | {"components": described["components"]}
    )


def nullable(schema):
    if isinstance(schema, list):
        return [nullable(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    created = {name: nullable(part) for name, part in schema.items()}
    return {"anyOf": [created, {"type": "null"}]} if schema.get("nullable") is True else created


READING = [o for o in OPERATIONS if o.method == "GET"]
REPLACING = [
    o
    for o in OPERATIONS
    if o.handler in ("resource.save", "singleton.save") or o.id in ("Products.SaveVariant", "Me.Save")
]
PATCHING = [o for o in OPERATIONS if o.method == "PATCH"]
DELETING = [o for o in OPERATIONS if o.method == "DELETE"]


@pytest.mark.parametrize("operation", READING, ids=lambda o: o.id)
def test_a_read_operation_returns_records_as_documented(operation, filled):
    query = {"catalogID": X} if operation.id == "Me.GetCategory" else {}
    response = filled.caller(operation).call("GET", filled.path(operation), **query)
    assert response.status_code == 200, response.text
    jsonschema.validate(response.json(), schema_of(operation))
    if operation.page and operation.id not in _MAY_BE_EMPTY:
        assert response.json()["Items"], "the list is empty"


@pytest.mark.parametrize("operation", [o for o in READING if o.page], ids=lambda o: o.id)
def test_every_list_accepts_the_common_parameters(operation, filled):
    query = {"page": 1, "pageSize": 100, "depth": "all"}
    response = filled.caller(operation).call("GET", filled.path(operation), **query)
    assert response.status_code == 200, response.text
    assert response.json()["Meta"]["PageSize"] == 100


@pytest.mark.parametrize("operation", REPLACING, ids=lambda o: o.id)
def test_a_read_record_can_be_put_back_unchanged(operation, filled):
    caller, path = filled.caller(operation), filled.path(operation)
    before = caller.get(path)
    response = caller.call("PUT", path, before)
    assert response.status_code == operation.status, response.text
    assert _without_timestamps(caller.get(path)) == _without_timestamps(before)


@pytest.mark.parametrize("operation", PATCHING, ids=lambda o: o.id)
def test_an_empty_patch_changes_nothing(operation, filled):
    caller, path = filled.caller(operation), filled.path(operation)
    readable = operation.path.rpartition("/")[2] not in ("billto", "shipto", "fromuser")
    before = caller.get(path) if readable else None
    response = caller.call("PATCH", path, {})
    assert response.status_code == operation.status, response.text
    if readable:
        assert _without_timestamps(caller.get(path)) == _without_timestamps(before)


def _without_timestamps(record: dict) -> dict:
    """Return a record without the times of its last change."""
    text = re.sub(r'"LastUpdated": "[^"]*"', '"LastUpdated": ""', json.dumps(record))
    return json.loads(text)


def test_every_record_can_be_deleted_bottom_up(emulator_server, session):
    """Each DELETE succeeds once, those of assignments and of the deepest records first."""
    filled = filled_organization(emulator_server, session, "deleted")
    filled.seller.post("/orders/incoming/x2/complete")
    deepest_first = sorted(DELETING, key=lambda o: (_delete_rank(o), -o.path.count("/")))
    for operation in deepest_first:
        caller, path = filled.caller(operation), filled.path(operation)
        response = caller.call("DELETE", path, **_DELETE_QUERY.get(operation.id, {}))
        assert response.status_code == operation.status, f"{operation.id}: {response.text}"


def _delete_rank(operation: Operation) -> int:
    """Return a sort key that deletes records before those they depend on."""
    resource = operation.id.split(".")[0]
    if "ssignment" in operation.id or operation.id in ("Products.RemoveSupplier", "Suppliers.DeleteBuyer"):
        return 0
    if operation.id in ("Orders.Delete", "Me.RevokeTokens"):
        return 2
    early = (
        "BundleSubscriptionItems",
        "Discounts",
        "SubscriptionItems",
        "Subscriptions",
        "SubscriptionIntegrations",
        "ImpersonationConfigs",
        "OpenIdConnects",
        "ApprovalRules",
        "SellerApprovalRules",
        "InventoryRecords",
    )
    if resource in (
        *early,
        "Me",
        "Cart",
        "BundleLineItems",
        "LineItems",
        "Payments",
        "Orders",
        "Shipments",
        "OrderReturns",
    ):
        return 1
    return {"Buyers": 4, "Catalogs": 5, "DeliveryConfigurations": 6}.get(resource, 3)
