"""Generated codes of promotions."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order


@pytest.fixture
def codes(shop, promote):
    """Create a promotion with three codes and without one of its own; return the codes."""
    promote("off", Code=None, GeneratedCodeCount=3, GeneratedCodeLength=6, GeneratedCodePrefix="X-")
    return [code["Code"] for code in shop.items("/promotions/off/codes")]


def redeemed(shop) -> list[str]:
    return [code["Code"] for code in shop.items("/promotions/off/codes") if code["Redeemed"]]


def test_codes_are_generated_with_their_prefix_and_length(codes):
    assert len(set(codes)) == 3
    assert all(code.startswith("X-") and len(code) == 8 for code in codes)


def test_a_higher_count_generates_more_codes(shop, codes):
    shop.patch("/promotions/off", {"GeneratedCodeCount": 5})
    more = [code["Code"] for code in shop.items("/promotions/off/codes")]
    assert len(more) == 5
    assert set(codes) < set(more)


def test_a_promotion_requires_a_code_unless_codes_are_generated(shop):
    body = {"EligibleExpression": "true", "ValueExpression": "1"}
    assert shop.refused("POST", "/promotions", body) == (400, "RequiredField")


def test_a_generated_code_is_for_one_order(shop, sally, codes):
    first, second = create_order(sally, ("fan", 1)), create_order(sally, ("fan", 1))
    applied = sally.post(f"/orders/outgoing/{first}/promotions/{codes[0].lower()}")
    assert (applied["ID"], applied["Code"]) == ("off", codes[0])
    assert redeemed(shop) == [codes[0]]
    refused = sally.refused("POST", f"/orders/outgoing/{second}/promotions/{codes[0]}")
    assert refused == (400, "Promotion.ExceedsUsageLimit")
    sally.post(f"/orders/outgoing/{second}/promotions/{codes[1]}")


def test_a_code_is_free_again_when_it_is_taken_off_or_its_order_is_deleted(shop, sally, codes):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/{codes[0]}")
    sally.delete(f"/orders/outgoing/{id_}/promotions/{codes[0]}")
    assert redeemed(shop) == []
    sally.post(f"/orders/outgoing/{id_}/promotions/{codes[1]}")
    sally.delete(f"/orders/outgoing/{id_}")
    assert redeemed(shop) == []


def test_a_code_follows_the_new_id_of_its_order(shop, sally, codes):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/{codes[0]}")
    sally.patch(f"/orders/outgoing/{id_}", {"ID": "renamed"})
    sally.delete("/orders/outgoing/renamed")
    assert redeemed(shop) == []


def test_a_refresh_keeps_the_code_that_was_entered(shop, sally, codes):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/{codes[0]}")
    sally.post(f"/orders/outgoing/{id_}/refreshpromotions")
    assert sally.items(f"/orders/outgoing/{id_}/promotions")[0]["Code"] == codes[0]
    assert redeemed(shop) == [codes[0]]


def test_no_promotion_takes_a_generated_code(shop, codes):
    body = {"Code": codes[0], "EligibleExpression": "true", "ValueExpression": "1"}
    assert shop.refused("POST", "/promotions", body) == (409, "Promotion.CodeInUse")
