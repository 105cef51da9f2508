"""Indices on xp."""


def test_xp_indices_are_put_twice_and_deleted_once(seller_api):
    body = {"ThingType": "Order", "Key": "Colour"}
    for _ in range(2):
        assert seller_api.call("PUT", "/xpindices", body).status_code == 204
    assert seller_api.items("/xpindices") == [body]
    assert seller_api.refused("PUT", "/xpindices", {"ThingType": "Product", "Key": "a"}) == (
        400,
        "ValidationFailure",
    )
    seller_api.delete("/xpindices/order/colour")
    assert seller_api.refused("DELETE", "/xpindices/Order/Colour") == (404, "NotFound")
