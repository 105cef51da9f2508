"""Moving users from one buyer to another."""

import pytest


def test_a_moved_user_loses_assignments_and_keeps_the_requested_orders(impersonation_setup):
    api, client = impersonation_setup
    api.post("/buyers", {"ID": "zeta", "Name": "Zeta", "Active": True})
    api.post("/buyers/acme/usergroups", {"ID": "vip", "Name": "V"})
    api.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "vip", "UserID": "sally"})
    order = api.post("/orders/incoming", {"FromCompanyID": "acme", "FromUserID": "sally"})["ID"]
    response = api.call("POST", "/buyers/acme/users/sally/moveto/zeta", orders="Unsubmitted")
    assert (response.status_code, response.json()["ID"]) == (201, "sally")
    assert api.ids("/buyers/zeta/users") == ["sally"]
    assert api.items("/buyers/acme/usergroups/assignments") == []
    assert api.get(f"/orders/incoming/{order}")["FromCompanyID"] == "zeta"


@pytest.mark.parametrize("orders", [None, "Some"])
def test_the_handling_of_orders_is_required(impersonation_setup, orders):
    api, _ = impersonation_setup
    api.post("/buyers", {"ID": "zeta", "Name": "Zeta"})
    assert api.refused("POST", "/buyers/acme/users/sally/moveto/zeta", orders=orders)[0] == 400


def test_a_user_of_an_impersonation_config_is_not_moved(impersonation_setup):
    api, _ = impersonation_setup
    api.post("/buyers", {"ID": "zeta", "Name": "Zeta"})
    api.patch("/impersonationconfig/i", {"UserID": "sally"})
    refused = (400, "User.CannotMoveImpersonationUser")
    assert api.refused("POST", "/buyers/acme/users/sally/moveto/zeta", orders="None") == refused
