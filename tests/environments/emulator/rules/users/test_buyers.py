"""Buyers and their default catalogs."""


def test_a_new_buyer_gets_a_catalog_of_its_own(seller_api, marketplace):
    assert seller_api.post("/buyers", {"ID": "b", "Name": "B"})["DefaultCatalogID"] == "b"
    assert seller_api.get("/catalogs/b")["OwnerID"] == marketplace.portal_id
    assert seller_api.items("/catalogs/assignments")[0]["BuyerID"] == "b"


def test_a_buyer_that_names_a_catalog_gets_none(seller_api):
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    seller_api.post("/buyers", {"ID": "b", "Name": "B", "DefaultCatalogID": "c"})
    assert seller_api.ids("/catalogs") == ["c"]


def test_a_catalog_with_the_id_of_a_new_buyer_is_a_conflict(seller_api):
    seller_api.post("/catalogs", {"ID": "b", "Name": "C"})
    assert seller_api.refused("POST", "/buyers", {"ID": "b", "Name": "B"}) == (
        400,
        "Buyer.DefaultCatalogAlreadyExists",
    )
