"""Requests to process subscriptions and to synchronize, which the control address records."""

import pytest


@pytest.fixture
def call(control, marketplace):
    """Call something of the organization: status and JSON."""

    def send(method: str, path: str, body=None):
        response = control(method, f"/organizations/{marketplace.portal_id}/{path}", body)
        return response.status_code, response.json() if response.content else None

    return send


@pytest.fixture
def recorded(control, marketplace):
    """Return what was recorded of the organization."""
    return lambda: control("GET", "/synchronizations", organization=marketplace.portal_id).json()["Items"]


def test_subscriptions_can_be_processed_ten_times_per_hour(call, clock):
    clock(0)
    remaining = [call("POST", "processsubscriptions")[1]["HourlyJobsRemaining"] for _ in range(10)]
    assert remaining == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    status, refused = call("POST", "processsubscriptions")
    assert (status, refused["Errors"][0]["ErrorCode"]) == (400, "Subscription.ExceedsJobLimit")
    clock(3601)
    assert call("POST", "processsubscriptions") == (200, {"HourlyJobsRemaining": 9})


def test_synchronization_of_catalogs_and_orders_is_recorded(call, recorded, seller_api, control, marketplace):
    seller_api.post("/catalogs", {"ID": "tools", "Name": "Tools"})
    seller_api.post("/catalogs/tools/categories", {"ID": "hand", "Name": "Hand tools"})
    assert call("POST", "synchronizecatalog") == (204, None)
    assert call("POST", "synchronizecatalog", {"CatalogID": "tools", "CategoryID": "hand"}) == (204, None)
    assert call("POST", "synchronizeorders", {"StartDate": "2026-01-02"}) == (204, None)
    organization = marketplace.portal_id
    assert [{name: item[name] for name in item if name != "At"} for item in recorded()] == [
        {"Organization": organization, "Kind": "Catalog", "CatalogID": None, "CategoryID": None},
        {
            "Organization": organization,
            "Kind": "Catalog",
            "CatalogID": "tools",
            "CategoryID": "hand",
        },
        {
            "Organization": organization,
            "Kind": "Orders",
            "StartDate": "2026-01-02T00:00:00+00:00",
            "EndDate": None,
        },
    ]
    control("DELETE", "/synchronizations")
    assert recorded() == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("synchronizecatalog", {"CatalogID": "none"}, 404),
        ("synchronizecatalog", {"CategoryID": "none"}, 400),
        ("synchronizecatalog", {"CatalogID": 1}, 400),
        ("synchronizeorders", {"StartDate": "soon"}, 400),
        ("synchronizeorders", {"StartDate": "2026-02-01", "EndDate": "2026-01-01"}, 400),
    ],
)
def test_what_cannot_be_synchronized_is_refused_and_not_recorded(call, recorded, path, body, status):
    assert call("POST", path, body)[0] == status
    assert recorded() == []


def test_entities_are_described_with_their_attributes(call):
    status, entities = call("GET", "entitysyncmetadata")
    assert status == 200
    assert [entity["EntityName"] for entity in entities][:3] == ["AdminUsers", "Buyers", "UserGroups"]
    inventory = next(entity for entity in entities if entity["EntityName"] == "InventoryRecords")
    assert inventory["Route"] == "integrations/entitysync/products/inventoryrecords"
    attributes = {attribute["Name"]: attribute for attribute in inventory["Attributes"]}
    assert attributes["AddressID"] == {
        "DisplayName": "Address ID",
        "Name": "AddressID",
        "Type": "string",
        "Required": True,
        "Internal": False,
        "Comment": None,
    }
    assert attributes["LastUpdated"]["Internal"] is True
    assert attributes["QuantityAvailable"]["Type"] == "integer"
