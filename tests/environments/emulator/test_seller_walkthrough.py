"""A walkthrough of the seller: catalog, buyer, users, prices; an order, its approval, shipment and return."""

from tests.environments.emulator.api_client import address, user


def open_shop(api):
    """Create a buyer with catalog, priced product, shopper and approver; return the API client's id."""
    api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    api.post("/products", {"ID": "fan", "Name": "Ceiling fan", "Active": True, "Returnable": True})
    steps = [{"Quantity": 1, "Price": 20.00}, {"Quantity": 10, "Price": 15.50}]
    api.post("/priceschedules", {"ID": "list", "Name": "List", "PriceBreaks": steps})
    api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "fan"})
    api.post("/products/assignments", {"ProductID": "fan", "BuyerID": "acme", "PriceScheduleID": "list"})
    api.post("/buyers/acme/users", user("sally"))
    api.post("/buyers/acme/users", user("anton"))
    api.post("/buyers/acme/usergroups", {"ID": "approvers", "Name": "Approvers"})
    api.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "approvers", "UserID": "anton"})
    api.post("/securityprofiles", {"ID": "shopping", "Name": "Shopping", "Roles": ["Shopper", "MeAdmin"]})
    api.post("/securityprofiles/assignments", {"SecurityProfileID": "shopping", "BuyerID": "acme"})
    client = {"AppName": "Shop", "Active": True, "AllowAnyBuyer": True, "AccessTokenDuration": 60}
    return api.post("/apiclients", client)["ID"]


def sign_in(marketplace, client: str, username: str):
    response = marketplace.token(
        grant_type="password", client_id=client, username=username, password="Correct-Horse-9"
    )
    assert response.ok, response.text
    return marketplace.with_token(response.json()["access_token"])


def test_a_seller_sets_up_a_catalog_and_receives_an_order(marketplace, seller_api):
    client = open_shop(seller_api)
    rule = {
        "ID": "dear",
        "Name": "Dear",
        "ApprovingGroupID": "approvers",
        "RuleExpression": "order.Total > 100",
    }
    seller_api.post("/buyers/acme/approvalrules", rule)
    seller_api.post("/buyers/acme/addresses", address("office"))
    seller_api.post(
        "/buyers/acme/addresses/assignments", {"AddressID": "office", "IsShipping": True, "IsBilling": True}
    )

    sally = sign_in(marketplace, client, "sally")
    assert sally.ids("/me/products") == ["fan"]
    order = sally.post("/orders/outgoing", {"ShippingAddressID": "office", "BillingAddressID": "office"})
    line = sally.post(f"/orders/outgoing/{order['ID']}/lineitems", {"ProductID": "fan", "Quantity": 12})
    assert (line["UnitPrice"], line["LineTotal"]) == (15.5, 186)
    assert line["ShippingAddress"]["City"] == "Minneapolis"
    submitted = sally.post(f"/orders/outgoing/{order['ID']}/submit")
    assert (submitted["Status"], submitted["IsSubmitted"]) == ("AwaitingApproval", False)

    anton = sign_in(marketplace, client, "anton")
    assert anton.ids("/me/orders/approvable") == [order["ID"]]
    assert anton.ids(f"/orders/outgoing/{order['ID']}/eligibleapprovers") == ["anton"]
    approved = anton.post(f"/orders/outgoing/{order['ID']}/approve", {"Comments": "Fine"})
    assert (approved["Status"], approved["Total"]) == ("Open", 186)

    assert seller_api.ids("/orders/incoming") == [order["ID"]]
    shipped = seller_api.post(f"/orders/incoming/{order['ID']}/ship", {"Shipper": "Post"})
    assert shipped["Status"] == "Completed"
    assert sally.get(f"/orders/outgoing/{order['ID']}/lineitems/{line['ID']}")["QuantityShipped"] == 12
    assert len(sally.items("/me/shipments")) == 1

    returned = sally.post(
        "/orderreturns",
        {"OrderID": order["ID"], "ItemsToReturn": [{"LineItemID": line["ID"], "Quantity": 2}]},
    )
    assert returned["RefundAmount"] == 31
    assert sally.post(f"/orderreturns/{returned['ID']}/submit")["Status"] == "Open"
    assert seller_api.post(f"/orderreturns/{returned['ID']}/complete")["Status"] == "Completed"
