"""Items of subscriptions: the details of their products, their prices, and what they refuse."""


def test_an_item_has_the_details_and_the_subscription_price_of_its_product(sally, subscribe):
    subscribe()
    item = sally.get("/me/subscriptions/s/items/i")
    assert (item["Product"]["Name"], item["PriceScheduleID"], item["QuantityShipped"]) == ("fan", "fan", 0)
    assert (item["UnitPrice"], item["LineSubtotal"], item["LineTotal"]) == (15, 30, 30)
    changed = sally.patch("/me/subscriptions/s/items/i", {"Quantity": 4})
    assert (changed["UnitPrice"], changed["LineTotal"]) == (15, 60)


def test_an_item_must_be_a_product_that_the_user_sees(shop, sally, subscribe):
    subscribe()
    shop.patch("/products/lamp", {"Active": False})
    for product in ("lamp", "x"):
        for caller, path in ((sally, "/me/subscriptions"), (shop, "/subscriptions")):
            refused = caller.refused("POST", f"{path}/s/items", {"ProductID": product})
            assert refused == (404, "NotFound")


def test_an_item_whose_product_is_hidden_can_still_be_changed(shop, sally, subscribe):
    subscribe()
    shop.patch("/products/fan", {"Active": False})
    changed = sally.patch("/me/subscriptions/s/items/i", {"Quantity": 3})
    assert (changed["Product"]["ID"], changed["LineTotal"]) == ("fan", 45)


def test_the_product_of_an_item_does_not_change(sally, subscribe):
    subscribe()
    refused = sally.refused("PATCH", "/me/subscriptions/s/items/i", {"ProductID": "lamp"})
    assert refused == (400, "LineItem.CannotChangeProductID")


def test_another_price_requires_the_role_and_is_that_of_the_order(shop, sally, subscribe, time):
    subscribe()
    refused = sally.refused("PATCH", "/me/subscriptions/s/items/i", {"UnitPrice": 1})
    assert refused == (400, "LineItem.OverrideUnitPricePermission")
    assert shop.patch("/subscriptions/s/items/i", {"UnitPrice": 12})["PriceOverridden"]
    assert sally.patch("/me/subscriptions/s/items/i", {"CostCenter": "c"})["UnitPrice"] == 12
    (done,) = time.pass_until("2030-01-31T09:00:00Z")
    (line,) = shop.items(f"/orders/incoming/{done['OrderID']}/lineitems")
    assert (line["UnitPrice"], line["CostCenter"]) == (12, "c")


def test_an_item_follows_the_quantities_of_its_price_schedule(shop, sally, subscribe):
    shop.patch("/priceschedules/lamp", {"MinQuantity": 2})
    subscribe()
    refused = sally.refused("POST", "/me/subscriptions/s/items", {"ProductID": "lamp"})
    assert refused == (400, "PriceSchedule.CannotBeLessThanMin")


def test_an_item_needs_values_of_required_specs(shop, sally, subscribe):
    subscribe()
    shop.post("/specs", {"ID": "size", "Name": "Size", "Required": True})
    shop.post("/specs/size/options", {"ID": "big", "Value": "Big"})
    shop.post("/specs/productassignments", {"SpecID": "size", "ProductID": "lamp"})
    refused = sally.refused("POST", "/me/subscriptions/s/items", {"ProductID": "lamp"})
    assert refused == (400, "Spec.OneOrMoreRequiresValue")
    specs = [{"SpecID": "size", "OptionID": "big"}]
    item = sally.post("/me/subscriptions/s/items", {"ProductID": "lamp", "Specs": specs})
    assert item["Specs"][0]["Value"] == "Big"
