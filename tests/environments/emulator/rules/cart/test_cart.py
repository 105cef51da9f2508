"""The cart of a buyer user."""

from concurrent.futures import ThreadPoolExecutor

from tests.environments.emulator.api_client import address
from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client

FAN = {"ProductID": "fan", "Quantity": 1}


def anonymous_visitor(marketplace, shop):
    client = create_open_client(shop, IsAnonBuyer=True, DefaultContextUserName="sally")
    form = {"grant_type": "client_credentials", "client_id": client, "scope": "Shopper"}
    return marketplace.with_token(marketplace.token(**form).json()["access_token"])


def test_without_an_unsubmitted_order_the_cart_has_no_id_and_is_not_stored(sally):
    cart = sally.get("/cart")
    assert (cart["ID"], cart["LineItemCount"], cart["Total"]) == (None, 0, 0)
    for path in ("/cart/lineitems", "/cart/payments", "/cart/promotions"):
        assert sally.items(path) == []
    assert sally.items("/me/orders") == []


def test_the_first_item_makes_the_cart_and_further_items_join_it(sally):
    line = sally.post("/cart/lineitems", FAN)
    sally.put("/cart/lineitems/second", FAN | {"Quantity": 2})
    cart = sally.get("/cart")
    assert (cart["Subtotal"], cart["LineItemCount"], cart["IsSubmitted"]) == (60, 2, False)
    assert sally.ids("/me/orders") == [cart["ID"]]
    assert set(sally.ids("/cart/lineitems")) == {line["ID"], "second"}
    sally.patch("/cart/lineitems/second", {"Quantity": 1})
    assert sally.get("/cart/lineitems/second")["LineTotal"] == 20
    sally.delete("/cart/lineitems/second")
    assert sally.ids("/cart/lineitems") == [line["ID"]]


def test_a_refused_first_item_leaves_no_cart(sally):
    assert sally.refused("POST", "/cart/lineitems", FAN | {"ProductID": "unknown"})[0] == 404
    assert sally.refused("POST", "/cart/lineitems", {"Quantity": 1})[0] == 400
    assert sally.items("/me/orders") == []


def test_put_and_patch_make_the_cart(sally, anton):
    assert sally.put("/cart", {"ID": "mine", "Comments": "first"})["Comments"] == "first"
    assert sally.put("/cart", {"Comments": "second"})["ID"] == "mine"
    assert sally.patch("/cart", {"xp": {"gift": True}})["Comments"] == "second"
    assert anton.patch("/cart", {"Comments": "patched"})["Comments"] == "patched"
    assert anton.ids("/me/orders") == [anton.get("/cart")["ID"]]


def test_the_newest_unsubmitted_order_is_the_cart_until_another_is_made_active(sally):
    older, newer = create_order(sally, ("fan", 1)), create_order(sally, ("lamp", 1))
    assert sally.get("/cart")["ID"] == newer
    assert sally.call("PUT", f"/cart/{older}").status_code == 204
    assert sally.get("/cart")["ID"] == older
    assert sally.post("/cart/submit")["ID"] == older
    assert sally.get("/cart")["ID"] == newer
    assert sally.refused("PUT", f"/cart/{older}")[0] == 404
    sally.delete("/cart")
    assert sally.get("/cart")["ID"] is None


def test_a_patch_cannot_clear_the_product_of_a_line(sally):
    line = sally.post("/cart/lineitems", FAN)["ID"]
    assert sally.refused("PATCH", f"/cart/lineitems/{line}", {"ProductID": None})[0] == 400
    assert sally.get(f"/cart/lineitems/{line}")["ProductID"] == "fan"


def test_only_an_own_unsubmitted_order_becomes_the_cart(sally, anton):
    order = create_order(anton, ("fan", 1))
    for id_ in (order, "unknown"):
        assert sally.refused("PUT", f"/cart/{id_}")[:2] == (404, "NotFound")
    assert sally.get("/cart")["ID"] is None


def test_a_missing_line_or_cart_is_a_missing_line_item(sally):
    for _ in range(2):
        for method, body in (("PATCH", {"Quantity": 2}), ("DELETE", None), ("GET", None)):
            response = sally.call(method, "/cart/lineitems/none", body)
            assert response.status_code == 404
            error = response.json()["Errors"][0]
            assert error["Data"] == {"ObjectType": "LineItem", "ObjectID": "none"}
        sally.post("/cart/lineitems", FAN)


def test_what_needs_a_cart_reports_a_missing_order_without_one(sally):
    calls = (
        ("POST", "/cart/submit", None),
        ("POST", "/cart/validate", None),
        ("POST", "/cart/payments", {"Type": "PurchaseOrder"}),
        ("PUT", "/cart/billto", address("a")),
        ("GET", "/cart/worksheet", None),
        ("DELETE", "/cart", None),
    )
    for method, path, body in calls:
        response = sally.call(method, path, body)
        assert (response.status_code, response.json()["Errors"][0]["Data"]["ObjectType"]) == (404, "Order")


def test_addresses_payments_and_guest_details_are_those_of_the_order(shop, sally):
    sally.post("/cart/lineitems", FAN)
    sally.put("/cart/billto", address("bill"))
    sally.put("/cart/shipto", address("ship"))
    sally.patch("/cart/shipto", {"City": "Duluth"})
    guest = {"FirstName": "Guest", "LastName": "G", "Email": "g@x.example", "Username": "hacked"}
    cart = sally.patch("/cart/fromuser", guest)
    assert (cart["FromUser"]["FirstName"], cart["FromUser"]["Username"]) == ("Guest", "sally")
    assert cart["BillingAddress"]["Street1"] == address("bill")["Street1"]
    payment = sally.post("/cart/payments", {"Type": "PurchaseOrder", "Amount": 20})
    assert sally.get(f"/cart/payments/{payment['ID']}")["Amount"] == 20
    sally.patch(f"/cart/payments/{payment['ID']}", {"Description": "later"})
    assert sally.items("/cart/payments")[0]["Description"] == "later"
    worksheet = sally.get("/cart/worksheet")
    assert worksheet["LineItems"][0]["ShippingAddress"]["City"] == "Duluth"
    assert sally.call("POST", "/cart/validate").status_code == 204
    sally.delete(f"/cart/payments/{payment['ID']}")
    assert sally.items("/cart/payments") == []


def test_a_code_is_added_to_the_cart_and_taken_off(shop, sally):
    promotion = {"Code": "FIVE", "EligibleExpression": "true", "ValueExpression": "5"}
    shop.post("/promotions", promotion | {"AllowAllBuyers": True})
    sally.post("/cart/lineitems", FAN)
    assert sally.post("/cart/promotions/five")["Amount"] == 5
    assert sally.get("/cart")["Total"] == 15
    assert [promotion["Code"] for promotion in sally.items("/cart/promotions")] == ["FIVE"]
    sally.call("DELETE", "/cart/promotions/FIVE").raise_for_status()
    assert sally.get("/cart")["Total"] == 20


def test_items_added_at_the_same_time_make_one_cart(sally):
    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda _: sally.call("POST", "/cart/lineitems", FAN), range(16)))
    assert {response.status_code for response in responses} == {201}
    assert len(sally.items("/me/orders")) == 1
    assert sally.get("/cart")["LineItemCount"] == 16


def test_an_anonymous_cart_is_taken_over_at_sign_in(marketplace, shop, sally, anton):
    visitor = anonymous_visitor(marketplace, shop)
    visitor.post("/cart/lineitems", FAN)
    other = anonymous_visitor(marketplace, shop)
    assert other.get("/cart")["ID"] is None
    assert anton.get("/cart")["ID"] is None
    anton.call("PUT", "/me/orders", anonUserToken=visitor.token).raise_for_status()
    assert anton.items("/cart/lineitems")[0]["ProductID"] == "fan"


def test_the_cart_is_for_buyer_users(shop):
    assert shop.refused("GET", "/cart")[0] == 403
    assert shop.refused("POST", "/cart/lineitems", FAN)[0] == 403


def test_an_organization_of_the_first_version_has_no_cart(marketplace, shop, sally, control):
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"})
    assert sally.refused("GET", "/cart")[0] == 404
