"""Specs, their options and their defaults."""

import pytest


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"DefinesVariant": True}, "Spec.MustBeRequired"),
        ({"DefinesVariant": True, "Required": True, "AllowOpenText": True}, "Spec.CannotAllowOpenText"),
        ({"DefaultOptionID": "none"}, "Spec.OptionNotFound"),
    ],
)
def test_an_inconsistent_spec_is_rejected(seller_api, body, code):
    assert seller_api.refused("POST", "/specs", {"Name": "S"} | body) == (400, code)


def test_a_spec_shows_its_options_in_order_and_counts_them(shirt):
    spec = shirt.get("/specs/size")
    assert spec["OptionCount"] == 3
    assert [option["ID"] for option in spec["Options"]] == ["S", "M", "L"]
    assert shirt.get("/products/shirt")["SpecCount"] == 2
    assert shirt.ids("/products/shirt/specs", sortBy="ID") == ["colour", "size"]


def test_a_default_option_must_exist_and_is_followed(shirt):
    shirt.patch("/specs/size", {"DefaultOptionID": "m"})
    assert shirt.get("/specs/size")["DefaultOptionID"] == "M"
    shirt.patch("/specs/size/options/M", {"ID": "medium"})
    assert shirt.get("/specs/size")["DefaultOptionID"] == "medium"
    shirt.delete("/specs/size/options/medium")
    assert shirt.get("/specs/size")["DefaultOptionID"] is None
