"""Users have the time when they were last active."""

from datetime import datetime, timedelta

from tests.environments.emulator.users import sign_in


def _last_active(seller_api) -> datetime | None:
    text = seller_api.get("/buyers/acme/users/sally")["LastActive"]
    return datetime.fromisoformat(text) if text else None


def test_a_call_makes_its_user_active_accurate_to_some_minutes(seller_api, shopping_client, clock):
    sally = sign_in(seller_api.organization, shopping_client, "sally")
    assert _last_active(seller_api) is None
    sally.get("/me")
    first = _last_active(seller_api)
    clock(60)
    sally.get("/me")
    assert _last_active(seller_api) == first
    clock(400)
    sally.get("/me")
    assert _last_active(seller_api) - first >= timedelta(seconds=399)


def test_an_impersonated_user_counts_as_active(seller_api, shopping_client):
    organization = seller_api.organization
    organization.with_assertion(username="sally", client_id=shopping_client, scope="FullAccess").get("/me")
    assert _last_active(seller_api) is not None


def test_replacing_a_user_keeps_when_it_was_active(seller_api, shopping_client):
    sign_in(seller_api.organization, shopping_client, "sally").get("/me")
    first = _last_active(seller_api)
    seller_api.put("/buyers/acme/users/sally", seller_api.get("/buyers/acme/users/sally"))
    assert _last_active(seller_api) == first
