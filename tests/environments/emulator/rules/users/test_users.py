"""Users across buyers, their company, and their failed attempts to sign in."""

from tests.environments.emulator.api_client import user
from tests.environments.emulator.users import can_sign_in, create_open_client, signed_in_user


def test_users_of_all_buyers_are_in_one_list(seller_api):
    for buyer in ("a", "b"):
        seller_api.post("/buyers", {"ID": buyer, "Name": buyer, "Active": True})
        seller_api.post(f"/buyers/{buyer}/users", user("u", Username=f"u-{buyer}"))
    listed = [(item["CompanyID"], item["Username"]) for item in seller_api.items("/buyerusers")]
    assert sorted(listed) == [("a", "u-a"), ("b", "u-b")]
    assert [u["CompanyID"] for u in seller_api.items("/buyerusers", CompanyID="b")] == ["b"]


def test_a_user_of_a_buyer_lists_those_of_its_own(seller_api):
    for buyer in ("a", "b"):
        seller_api.post("/buyers", {"ID": buyer, "Name": buyer, "Active": True})
        seller_api.post(f"/buyers/{buyer}/users", user(f"u-{buyer}"))
    client = create_open_client(seller_api)
    reader = signed_in_user(seller_api, "/buyers/a/users", "r", ["BuyerUserReader"], client, BuyerID="a")
    assert reader.ids("/buyerusers", sortBy="ID") == ["r", "u-a"]


def test_failed_attempts_count_until_a_successful_one(seller_api, shopping_client):
    marketplace = seller_api.organization
    for _ in range(2):
        assert not can_sign_in(marketplace, shopping_client, "sally", "wrong")
    assert seller_api.get("/buyers/acme/users/sally")["FailedLoginAttempts"] == 2
    assert can_sign_in(marketplace, shopping_client, "sally", "Correct-Horse-9")
    assert seller_api.get("/buyers/acme/users/sally")["FailedLoginAttempts"] == 0


def test_a_locked_user_has_as_many_attempts_as_the_policy_allows(seller_api, shopping_client):
    for _ in range(10):
        can_sign_in(seller_api.organization, shopping_client, "sally", "wrong")
    assert seller_api.get("/buyers/acme/users/sally")["FailedLoginAttempts"] == 10
