"""Addresses, cost centers and accounts of a buyer user under /me."""

from tests.environments.emulator.api_client import address


def test_me_addresses_are_assigned_and_private_ones(shop, sally):
    for id_ in ("office", "hidden"):
        shop.post("/buyers/acme/addresses", address(id_))
    assignment = {"AddressID": "office", "IsShipping": True}
    shop.post("/buyers/acme/addresses/assignments", assignment)
    own = sally.post("/me/addresses", address("ignored", Shipping=True, Billing=True))
    assert own["ID"] != "ignored"
    found = {a["ID"]: (a["Shipping"], a["Billing"], a["Editable"]) for a in sally.items("/me/addresses")}
    assert found == {"office": (True, False, False), own["ID"]: (True, True, True)}
    assert shop.ids("/buyers/acme/addresses") == ["hidden", "office"]


def test_private_addresses_can_be_changed_and_those_of_the_buyer_cannot(shop, sally):
    shop.post("/buyers/acme/addresses", address("office"))
    shop.post("/buyers/acme/addresses/assignments", {"AddressID": "office", "IsShipping": True})
    own = sally.post("/me/addresses", address("x"))["ID"]
    assert sally.call("PATCH", f"/me/addresses/{own}", {"City": "Duluth"}).status_code == 204
    assert sally.get(f"/me/addresses/{own}")["City"] == "Duluth"
    assert sally.put(f"/me/addresses/{own}", address("y", City="Ely"))["City"] == "Ely"
    assert sally.refused("DELETE", "/me/addresses/office")[0] == 403
    sally.delete(f"/me/addresses/{own}")
    assert sally.refused("GET", f"/me/addresses/{own}") == (404, "NotFound")


def test_cost_centers_and_accounts_are_visible_by_assignment(shop, sally):
    shop.post("/buyers/acme/costcenters", {"ID": "cc", "Name": "CC"})
    shop.post("/buyers/acme/spendingaccounts", {"ID": "sa", "Name": "SA", "Balance": 5})
    assert sally.items("/me/costcenters") == sally.items("/me/spendingAccounts") == []
    shop.post("/buyers/acme/costcenters/assignments", {"CostCenterID": "cc"})
    body = {"SpendingAccountID": "sa", "UserID": "sally"}
    shop.post("/buyers/acme/spendingaccounts/assignments", body)
    assert sally.ids("/me/costcenters") == ["cc"]
    assert sally.get("/me/spendingaccounts/SA")["Balance"] == 5
