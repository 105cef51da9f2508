"""What discounts take off the prices of shoppers, and off the lines and totals of their orders."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order


def _discount(shop, id_: str, *steps: tuple[int, float], party=None, **more) -> None:
    """Create a discount with breaks of (quantity, percentage), and assign it to buyer acme."""
    breaks = [{"Quantity": quantity, "Amount": amount} for quantity, amount in steps]
    shop.post("/discounts", {"ID": id_, "Description": id_, "DiscountBreaks": breaks} | more)
    shop.post("/discounts/assignments", {"DiscountID": id_} | (party or {"BuyerID": "acme"}))


def _line(shopper, product: str, quantity: int = 1) -> dict:
    id_ = create_order(shopper, (product, quantity))
    return shopper.items(f"/orders/outgoing/{id_}/lineitems")[0]


def test_a_discount_lowers_the_totals_of_line_and_order(shop, sally):
    _discount(shop, "ten", (1, 10))
    id_ = create_order(sally, ("fan", 3), ("lamp", 1))
    fan = sally.items(f"/orders/outgoing/{id_}/lineitems", ProductID="fan")[0]
    assert (fan["UnitPrice"], fan["LineSubtotal"], fan["BaseDiscount"], fan["LineTotal"]) == (20, 60, 6, 54)
    assert fan["DiscountID"] == "ten"
    order = sally.get(f"/orders/outgoing/{id_}")
    assert (order["Subtotal"], order["BaseDiscount"], order["Total"]) == (65, 6.5, 58.5)


def test_the_highest_break_that_the_quantity_reaches_applies(shop, sally):
    _discount(shop, "more", (2, 10), (5, 50))
    assert [_line(sally, "fan", n)["BaseDiscount"] for n in (1, 2, 4, 5)] == [0, 4, 8, 50]


def test_the_discount_with_the_lowest_price_applies_alone(shop, sally):
    _discount(shop, "small", (1, 10))
    _discount(shop, "large", (3, 25))
    _discount(shop, "other", (1, 20))
    assert [(_line(sally, "fan", n)["DiscountID"]) for n in (1, 3)] == ["other", "large"]
    assert _line(sally, "fan", 4)["BaseDiscount"] == 20


def test_a_discount_applies_to_the_products_that_it_names(shop, sally):
    shop.patch("/products/fan", {"xp": {"colour": "red"}})
    shop.post("/catalogs/acme/categories", {"ID": "k", "Name": "K", "Active": True})
    shop.post("/catalogs/acme/categories/productassignments", {"CategoryID": "k", "ProductID": "fan"})
    shop.post("/catalogs", {"ID": "other", "Name": "Other", "Active": True})
    narrowed = (
        {"ProductID": "fan"},
        {"CatalogID": "acme", "CategoryID": "k"},
        {"CatalogID": "acme", "ProductFilter": "xp.colour=r*&Name=fan"},
    )
    for number, more in enumerate(narrowed):
        _discount(shop, f"d{number}", (1, 10), **more)
        assert _line(sally, "fan")["BaseDiscount"] == 2
        assert _line(sally, "lamp")["BaseDiscount"] == 0
        shop.delete(f"/discounts/d{number}")
    _discount(shop, "elsewhere", (1, 10), CatalogID="other")
    assert _line(sally, "fan")["BaseDiscount"] == 0


@pytest.mark.parametrize("party", [{"BuyerGroupID": "g"}, {"BuyerID": "acme", "UserGroupID": "chiefs"}])
def test_a_discount_applies_to_the_members_of_its_group(shop, sally, anton, party):
    shop.post("/buyergroups", {"ID": "g", "Name": "G"})
    _discount(shop, "ten", (1, 10), party=party)
    by_user_group = "UserGroupID" in party
    assert _line(sally, "fan")["BaseDiscount"] == 0
    assert _line(anton, "fan")["BaseDiscount"] == (2 if by_user_group else 0)
    shop.patch("/buyers/acme", {"GroupID": "g"})
    assert _line(sally, "fan")["BaseDiscount"] == (0 if by_user_group else 2)


def test_promotions_apply_to_what_a_discount_leaves(shop, sally):
    _discount(shop, "half", (1, 50))
    expressions = {"EligibleExpression": "item.Quantity > 0", "ValueExpression": "item.LineTotal * 0.1"}
    promotion = {"Code": "P", "AllowAllBuyers": True, "LineItemLevel": True, "CanCombine": True}
    shop.post("/promotions", promotion | expressions)
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/P")
    [line] = sally.items(f"/orders/outgoing/{id_}/lineitems")
    assert (line["BaseDiscount"], line["PromotionDiscount"], line["LineTotal"]) == (10, 1, 9)
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 9


def test_an_overridden_price_has_no_discount(shop, sally):
    _discount(shop, "ten", (1, 10))
    id_ = create_order(sally, ("fan", 1))
    [line] = sally.items(f"/orders/outgoing/{id_}/lineitems")
    shop.patch(f"/orders/incoming/{id_}/lineitems/{line['ID']}", {"UnitPrice": 15})
    [line] = sally.items(f"/orders/outgoing/{id_}/lineitems")
    assert (line["BaseDiscount"], line["DiscountID"], line["LineTotal"]) == (0, None, 15)


def test_a_submitted_order_keeps_its_discounts(shop, sally):
    _discount(shop, "ten", (1, 10))
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    shop.delete("/discounts/ten")
    shop.patch(f"/orders/incoming/{id_}", {"Comments": "Changed"})
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 18


def test_shoppers_see_discounted_prices_beside_those_of_the_breaks(shop, sally):
    breaks = [{"Quantity": 1, "Price": 20, "SalePrice": 16}, {"Quantity": 10, "Price": 10}]
    shop.patch("/priceschedules/fan", {"PriceBreaks": breaks})
    _discount(shop, "many", (10, 25))
    [fan] = sally.items("/me/products", ID="fan")
    schedule = fan["PriceSchedule"]
    assert schedule["Discount"] == {"ID": "many", "Description": "many"}
    first, second = schedule["PriceBreaks"]
    assert first["Discounted"] is None
    discounted = second["Discounted"]
    assert (discounted["Percent"], discounted["Price"], discounted["SalePrice"]) == (25, 7.5, None)
    assert sally.get("/me/products/fan")["PriceSchedule"] == schedule
    [lamp] = sally.items("/me/products", ID="lamp")
    assert lamp["PriceSchedule"]["Discount"]["ID"] == "many"


def test_without_a_discount_nothing_is_discounted(sally):
    schedule = sally.get("/me/products/fan")["PriceSchedule"]
    assert schedule["Discount"] is None
    assert schedule["PriceBreaks"][0]["Discounted"] is None


def test_an_older_version_shows_no_discounts(shop, sally, control, marketplace):
    _discount(shop, "ten", (1, 10))
    body = {"ApiVersion": "1.0.239"}
    assert control("PUT", f"/organizations/{marketplace.portal_id}", body).ok
    schedule = sally.get("/me/products/fan")["PriceSchedule"]
    assert "Discount" not in schedule
    assert "Discounted" not in schedule["PriceBreaks"][0]


def test_gratuity_is_part_of_the_total(sally):
    id_ = create_order(sally, ("fan", 1))
    assert sally.patch(f"/orders/outgoing/{id_}", {"Gratuity": 2.5})["Total"] == 22.5
    assert sally.refused("PATCH", f"/orders/outgoing/{id_}", {"Gratuity": -1})[0] == 400


def test_lines_state_whether_the_product_is_on_sale(shop, sally):
    assert _line(sally, "fan")["IsOnSale"] is False
    breaks = [{"Quantity": 1, "Price": 20, "SalePrice": 16}]
    shop.patch("/priceschedules/fan", {"PriceBreaks": breaks, "SaleStart": "2020-01-01T00:00:00Z"})
    line = _line(sally, "fan")
    assert (line["IsOnSale"], line["UnitPrice"]) == (True, 16)


def test_lines_name_the_orders_that_they_were_forwarded_to_and_from(shop, sally):
    shop.post("/suppliers", {"ID": "s", "Name": "S", "Active": True})
    shop.patch("/products/fan", {"DefaultSupplierID": "s"})
    _discount(shop, "ten", (1, 10))
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    shop.post(f"/orders/incoming/{id_}/forward")
    [incoming] = shop.items(f"/orders/incoming/{id_}/lineitems")
    [outgoing] = shop.items(f"/orders/outgoing/{id_}-s/lineitems")
    assert (incoming["OutgoingOrderID"], outgoing["IncomingOrderID"]) == (f"{id_}-s", id_)
    assert (incoming["BaseDiscount"], outgoing["BaseDiscount"], outgoing["LineTotal"]) == (2, 0, 20)
