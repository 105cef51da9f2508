"""Calls of OrderCheckout integration events, and the effects of their responses on orders."""

import pytest

from environments.emulator.outbound.http import signature
from tests.environments.emulator.api_client import claims_of
from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client, signed_in_user

METHODS = [{"ID": "slow", "Name": "Slow", "Cost": 3, "EstimatedTransitDays": 9}, {"ID": "fast", "Cost": 7.5}]


@pytest.fixture
def checkout(seller_api, receiver):
    """Sign in a shopper through an API client with a checkout event at the receiver."""
    event = {"ID": "e", "Name": "E", "CustomImplementationUrl": f"{receiver.url}/oc/", "HashKey": "key"}
    seller_api.post("/integrationEvents", event | {"ElevatedRoles": ["OrderAdmin"], "ConfigData": {"a": 1}})
    client = create_open_client(seller_api, OrderCheckoutIntegrationEventID="e")
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    steps = [{"Quantity": 1, "Price": 20}]
    seller_api.post("/priceschedules", {"ID": "fan", "Name": "F", "PriceBreaks": steps})
    seller_api.post("/products", {"ID": "fan", "Name": "F", "Active": True, "DefaultPriceScheduleID": "fan"})
    seller_api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "fan"})
    return signed_in_user(seller_api, "/buyers/acme/users", "sally", ["Shopper"], client, BuyerID="acme")


def responses(received) -> tuple[int, object]:
    """Set the receiver's responses: shipping rates, taxes and a lower price."""
    worksheet = received.body["OrderWorksheet"]
    lines = [line["ID"] for line in worksheet["LineItems"]]
    if received.path.endswith("/shippingrates"):
        items = [{"LineItemID": line, "Quantity": 1} for line in lines]
        return 200, {"ShipEstimates": [{"ID": "s", "ShipEstimateItems": items, "ShipMethods": METHODS}]}
    if received.path.endswith("/ordercalculate"):
        overrides = [{"LineItemID": line, "UnitPrice": 15} for line in lines]
        return 200, {"LineItemOverrides": overrides, "TaxTotal": 2.5, "xp": {"by": "us"}}
    return 200, {"xp": {"seen": True}}


def test_the_five_calls_of_a_checkout(seller_api, checkout, receiver, marketplace):
    receiver.respond = responses
    id_ = create_order(checkout, ("fan", 2))
    path = f"/orders/outgoing/{id_}"

    estimated = checkout.call("POST", f"{path}/estimateshipping")
    assert estimated.status_code == 200
    estimate = estimated.json()["ShipEstimateResponse"]
    assert (estimate["HttpStatusCode"], estimate["ShipEstimates"][0]["ShipMethods"][1]["Cost"]) == (200, 7.5)

    chosen = {"ShipMethodSelections": [{"ShipEstimateID": "s", "ShipMethodID": "fast"}]}
    selected = checkout.post(f"{path}/shipmethods", chosen)
    assert selected["ShipEstimateResponse"]["ShipEstimates"][0]["SelectedShipMethodID"] == "fast"
    assert selected["Order"]["ShippingCost"] == 7.5

    calculated = checkout.post(f"{path}/calculate")
    assert calculated["OrderCalculateResponse"]["xp"] == {"by": "us"}
    assert (calculated["Order"]["TaxCost"], calculated["Order"]["Total"]) == (2.5, 40)
    assert calculated["LineItems"][0]["UnitPrice"] == 15

    checkout.post(f"{path}/submit")
    worksheet = checkout.get(f"{path}/worksheet")
    assert worksheet["OrderSubmitResponse"]["xp"] == {"seen": True}
    assert worksheet["OrderApprovedResponse"] is None
    suffixes = [call.path for call in receiver.received]
    assert suffixes == ["/oc/shippingrates", "/oc/ordercalculate", "/oc/ordersubmit"]


def test_fees_of_the_event_are_part_of_the_total(checkout, receiver):
    receiver.respond = lambda received: (200, {"LineItemOverrides": [], "FeeTotal": 1.5})
    id_ = create_order(checkout, ("fan", 1))
    order = checkout.post(f"/orders/outgoing/{id_}/calculate")["Order"]
    assert (order["Fees"], order["Total"]) == (1.5, order["Subtotal"] + 1.5)


def test_the_event_overrides_the_amounts_of_promotions(seller_api, checkout, receiver):
    body = {"ID": "off", "Code": "off", "EligibleExpression": "true", "ValueExpression": "1"}
    seller_api.post("/promotions", body | {"AllowAllBuyers": True})
    id_ = create_order(checkout, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    line = checkout.items(f"{path}/lineitems")[0]["ID"]
    checkout.post(f"{path}/promotions/off")
    override = {"LineItemID": line, "PromotionOverrides": [{"PromotionID": "off", "Amount": 4}]}
    receiver.respond = lambda received: (200, {"LineItemOverrides": [override]})
    assert checkout.post(f"{path}/calculate")["Order"]["PromotionDiscount"] == 4
    checkout.post(f"{path}/refreshpromotions")
    (applied,) = checkout.items(f"{path}/promotions")
    assert (applied["Amount"], applied["AmountOverridden"]) == (4, True)


def test_the_event_receives_user_environment_and_order(checkout, receiver, marketplace):
    receiver.respond = responses
    id_ = create_order(checkout, ("fan", 1))
    checkout.post(f"/orders/outgoing/{id_}/calculate")
    (call,) = receiver.received
    assert call.headers["x-oc-hash"] == signature("key", call.raw)
    assert (call.body["Environment"], call.body["ConfigData"]) == ("Sandbox", {"a": 1})
    assert call.body["OrderWorksheet"]["Order"]["ID"] == id_
    token = call.body["OrderCloudAccessToken"]
    assert claims_of(token)["role"] == "OrderAdmin"
    assert marketplace.with_token(token).get(f"/orders/incoming/{id_}")


def test_approval_has_its_own_event(seller_api, checkout, receiver):
    receiver.respond = responses
    seller_api.post("/buyers/acme/usergroups", {"ID": "g", "Name": "G"})
    seller_api.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "g", "RuleExpression": "true"})
    id_ = create_order(checkout, ("fan", 1))
    checkout.post(f"/orders/outgoing/{id_}/calculate")
    assert checkout.post(f"/orders/outgoing/{id_}/submit")["Status"] == "AwaitingApproval"
    assert receiver.received[-1].path == "/oc/ordersubmitforapproval"
    seller_api.post(f"/orders/incoming/{id_}/approve", {})
    worksheet = seller_api.get(f"/orders/incoming/{id_}/worksheet")
    assert worksheet["OrderSubmitForApprovalResponse"]["xp"] == {"seen": True}


def test_an_order_must_be_calculated_before_submission(checkout, receiver):
    receiver.respond = responses
    id_ = create_order(checkout, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    refused = (400, "Order.CannotSubmitUncalculatedOrder")
    assert checkout.refused("POST", f"{path}/submit") == refused
    checkout.post(f"{path}/calculate")
    checkout.post(f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert checkout.refused("POST", f"{path}/submit") == refused
    checkout.post(f"{path}/calculate")
    assert checkout.post(f"{path}/submit")["Status"] == "Open"


@pytest.mark.parametrize(("status", "value"), [(500, {"message": "no"}), (200, None), (200, [1])])
def test_a_failed_event_is_reported_and_stored_with_the_order(checkout, receiver, status, value):
    receiver.respond = lambda received: (status, value)
    id_ = create_order(checkout, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    response = checkout.call("POST", f"{path}/estimateshipping")
    error = response.json()["Errors"][0]
    assert (response.status_code, error["ErrorCode"]) == (400, "IntegrationEvent.BadRequest")
    estimate = checkout.get(f"{path}/worksheet")["ShipEstimateResponse"]
    assert estimate["HttpStatusCode"] == status
    assert isinstance(estimate["UnhandledErrorBody"], str)


def test_without_an_event_the_call_is_rejected(seller_api, checkout):
    id_ = create_order(checkout, ("fan", 1))
    assert seller_api.refused("POST", f"/orders/incoming/{id_}/calculate") == (404, "NotFound")


def test_an_event_without_a_url_fails_with_an_error(marketplace, checkout, receiver):
    marketplace.platform().patch("/integrationEvents/e", {"CustomImplementationUrl": None})
    id_ = create_order(checkout, ("fan", 1))
    path = f"/orders/outgoing/{id_}/calculate"
    assert checkout.refused("POST", path) == (400, "IntegrationEvent.BadRequest")
    assert receiver.received == []


def test_an_order_return_event_calculates_the_refund(seller_api, checkout, receiver):
    receiver.respond = responses
    seller_api.patch("/products/fan", {"Returnable": True})
    id_ = create_order(checkout, ("fan", 2))
    checkout.post(f"/orders/outgoing/{id_}/calculate")
    checkout.post(f"/orders/outgoing/{id_}/submit")
    seller_api.post(f"/orders/incoming/{id_}/complete")
    event = {"ID": "r", "Name": "R", "CustomImplementationUrl": receiver.url, "HashKey": "key"}
    seller_api.post("/integrationEvents", event | {"EventType": "OrderReturn"})
    (client,) = seller_api.items("/apiclients")
    seller_api.patch(f"/apiclients/{client['ID']}", {"OrderReturnIntegrationEventID": "r"})
    (line,) = checkout.items(f"/orders/outgoing/{id_}/lineitems")
    items = [{"LineItemID": line["ID"], "Quantity": 1}]
    created = checkout.post("/orderreturns", {"OrderID": id_, "ItemsToReturn": items})
    calcs = [{"LineItemID": line["ID"], "RefundAmount": 3.995}]
    receiver.respond = lambda received: (200, {"RefundAmount": 4.335, "ItemsToReturnCalcs": calcs})
    submitted = checkout.post(f"/orderreturns/{created['ID']}/submit")
    assert (submitted["Status"], submitted["RefundAmount"]) == ("Open", 4.34)
    assert submitted["ItemsToReturn"][0]["RefundAmount"] == 4
    assert receiver.received[-1].body["OrderReturn"]["ID"] == created["ID"]


def test_an_event_receives_the_approval(seller_api, checkout, receiver):
    receiver.respond = responses
    seller_api.post("/buyers/acme/usergroups", {"ID": "g", "Name": "G"})
    seller_api.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "g", "RuleExpression": "true"})
    (client,) = seller_api.ids("/apiclients")
    anton = signed_in_user(seller_api, "/buyers/acme/users", "anton", ["Shopper"], client, BuyerID="acme")
    seller_api.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "g", "UserID": "anton"})
    id_ = create_order(checkout, ("fan", 1))
    checkout.post(f"/orders/outgoing/{id_}/calculate")
    checkout.post(f"/orders/outgoing/{id_}/submit")
    anton.post(f"/orders/outgoing/{id_}/approve", {})
    assert receiver.received[-1].path == "/oc/orderapproved"
    assert anton.get(f"/orders/outgoing/{id_}/worksheet")["OrderApprovedResponse"]["xp"] == {"seen": True}


def test_an_event_requires_a_client_for_seller_users(seller_api, checkout, receiver):
    (client,) = seller_api.ids("/apiclients")
    seller_api.patch(f"/apiclients/{client}", {"AllowSeller": False})
    path = f"/orders/outgoing/{create_order(checkout, ('fan', 1))}/calculate"
    refused = (400, "IntegrationEvent.AllowSellerApiClientRequired")
    assert checkout.refused("POST", path) == refused
    assert receiver.received == []


def test_a_ship_method_must_be_among_the_estimates(checkout, receiver):
    receiver.respond = responses
    path = f"/orders/outgoing/{create_order(checkout, ('fan', 1))}"
    checkout.post(f"{path}/estimateshipping")
    for estimate, method in (("s", "none"), ("none", "fast")):
        chosen = {"ShipMethodSelections": [{"ShipEstimateID": estimate, "ShipMethodID": method}]}
        assert checkout.refused("POST", f"{path}/shipmethods", chosen) == (404, "NotFound")


def test_amounts_returned_by_an_event_have_two_decimals(checkout, receiver):
    path = f"/orders/outgoing/{create_order(checkout, ('fan', 2))}"
    (line,) = checkout.ids(f"{path}/lineitems")
    methods = [{"ID": "fast", "Cost": 7.555}]
    receiver.respond = lambda received: (200, {"ShipEstimates": [{"ID": "s", "ShipMethods": methods}]})
    estimate = checkout.call("POST", f"{path}/estimateshipping").json()["ShipEstimateResponse"]
    assert estimate["ShipEstimates"][0]["ShipMethods"][0]["Cost"] == 7.56
    promotion = {"PromotionID": "p", "Amount": 0.999}
    override = {"LineItemID": line, "UnitPrice": 15.005, "PromotionOverrides": [promotion]}
    response = {"LineItemOverrides": [override], "ShippingTotal": 3.335, "TaxTotal": 2.4949}
    receiver.respond = lambda received: (200, response)
    calculated = checkout.post(f"{path}/calculate")
    calculation = calculated["OrderCalculateResponse"]
    assert (calculation["ShippingTotal"], calculation["TaxTotal"]) == (3.34, 2.49)
    (override,) = calculation["LineItemOverrides"]
    assert (override["UnitPrice"], override["PromotionOverrides"][0]["Amount"]) == (15.01, 1)
    order, (line,) = calculated["Order"], calculated["LineItems"]
    assert (line["UnitPrice"], line["LineSubtotal"]) == (15.01, 30.02)
    assert (order["ShippingCost"], order["TaxCost"], order["Total"]) == (3.34, 2.49, 35.85)


def test_a_calculation_removes_lines_without_a_word(checkout, receiver):
    id_ = create_order(checkout, ("fan", 2), ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    first, second = (line["ID"] for line in checkout.items(f"{path}/lineitems"))
    overrides = [{"LineItemID": first, "Remove": True}]
    receiver.respond = lambda _: (200, {"LineItemOverrides": overrides})
    calculated = checkout.post(f"{path}/calculate")
    assert [line["ID"] for line in calculated["LineItems"]] == [second]
    assert (calculated["Order"]["Total"], calculated["Order"]["LineItemCount"]) == (20, 1)
