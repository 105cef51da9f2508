"""Facets of product lists."""


def test_facets_count_the_listed_products(seller_api):
    seller_api.post("/productfacets", {"ID": "Colour", "Name": "Colour", "MinCount": 1})
    seller_api.post("/productfacets", {"ID": "size", "Name": "Size", "XpPath": "Shape.Sizes", "MinCount": 2})
    shapes = [("red", ["S", "M"]), ("red", ["M"]), ("blue", ["L"])]
    for number, (colour, sizes) in enumerate(shapes):
        xp = {"Colour": colour, "Shape": {"Sizes": sizes}}
        seller_api.post("/products", {"ID": f"p{number}", "Name": "P", "xp": xp})
    facets = {f["Name"]: f for f in seller_api.get("/products")["Meta"]["Facets"]}
    assert facets["Colour"]["Values"] == [{"Value": "red", "Count": 2}, {"Value": "blue", "Count": 1}]
    assert facets["Size"]["Values"] == [{"Value": "M", "Count": 2}]
    found = seller_api.get("/products", **{"xp.Colour": "blue"})["Meta"]["Facets"]
    assert found[0]["Values"] == [{"Value": "blue", "Count": 1}]


def test_two_facets_cannot_have_the_same_path(seller_api):
    seller_api.post("/productfacets", {"ID": "a", "Name": "A", "MinCount": 1})
    body = {"ID": "b", "Name": "B", "MinCount": 1, "XpPath": "a"}
    assert seller_api.refused("POST", "/productfacets", body) == (409, "ProductFacet.XpPathInUse")
