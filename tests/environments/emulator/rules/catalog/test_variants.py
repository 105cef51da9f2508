"""Variants, one for each combination of the options that define them."""


def test_variants_are_every_combination_of_options(shirt):
    response = shirt.call("POST", "/products/shirt/variants/generate")
    assert (response.status_code, response.json()["VariantCount"]) == (201, 6)
    variant = shirt.get("/products/shirt/variants/shirt-red-M")
    assert variant["Active"] is True
    assert [(s["SpecID"], s["OptionID"], s["Value"]) for s in variant["Specs"]] == [
        ("colour", "red", "RED"),
        ("size", "M", "M"),
    ]


def test_generating_again_adds_missing_variants_only(shirt):
    shirt.post("/products/shirt/variants/generate")
    shirt.patch("/products/shirt/variants/shirt-red-M", {"ID": "mine", "Name": "Mine"})
    shirt.post("/specs/colour/options", {"ID": "green", "Value": "Green"})
    shirt.post("/products/shirt/variants/generate")
    ids = shirt.ids("/products/shirt/variants")
    assert len(ids) == 9
    assert "mine" in ids
    assert "shirt-red-M" not in ids


def test_overwriting_regenerates_all_variants(shirt):
    shirt.post("/products/shirt/variants/generate")
    shirt.patch("/products/shirt/variants/shirt-red-M", {"ID": "mine"})
    shirt.post("/products/shirt/variants/generate", overwriteExisting="true")
    ids = shirt.ids("/products/shirt/variants")
    assert len(ids) == 6
    assert "shirt-red-M" in ids


def test_a_variant_is_replaced_with_its_options_in_any_order(shirt):
    shirt.post("/products/shirt/variants/generate")
    body = {"ID": "rm", "Name": "Red, M", "Active": False}
    assert shirt.put("/products/shirt/variants/shirt-M-red", body)["ID"] == "rm"
    assert shirt.refused("PUT", "/products/shirt/variants/shirt-XL-red", body) == (404, "NotFound")


def test_too_many_variants_are_rejected(shirt):
    shirt.post("/specs", {"ID": "third", "Name": "T", "DefinesVariant": True, "Required": True})
    for number in range(13):
        shirt.post("/specs/size/options", {"ID": f"o{number}", "Value": "v"})
        shirt.post("/specs/third/options", {"ID": f"t{number}", "Value": "v"})
        shirt.post("/specs/colour/options", {"ID": f"c{number}", "Value": "v"})
    shirt.post("/specs/productassignments", {"SpecID": "third", "ProductID": "shirt"})
    path = "/products/shirt/variants/generate"
    assert shirt.refused("POST", path) == (400, "Variant.ExceededLimit")
