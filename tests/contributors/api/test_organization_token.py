"""Tokens of organizations in the Portal API: of the seller, and of users of each kind."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from environments.grants import BUYER, SELLER, SUPPLIER
from tests.contributors.impersonation.claims import Claims
from tests.contributors.impersonation.shop import (
    BUYER_CUSTOM_ROLES,
    BUYER_ROLES,
    SELLER_ROLES,
    SUPPLIER_ROLES,
)

TOKEN = "/organizations/acme_Sandbox/token"
MEMBERS = {
    *("access_token", "refresh_token", "token_type", "expires_in"),
    *("coreuser_roles", "portaluser_roles", "granted_roles"),
}


def test_a_token_of_the_seller_has_exactly_the_data_access(api, shop):
    status, body = api("victor", "GET", TOKEN)
    assert (status, set(body)) == (200, MEMBERS)
    assert body["coreuser_roles"] == []
    assert set(body["granted_roles"]) == set(body["portaluser_roles"])
    assert Claims.of(body["access_token"]).roles == set(body["granted_roles"])


@pytest.mark.parametrize("parameter", ["clientid", "clientId"])
@pytest.mark.parametrize(
    ("kind", "username", "theirs"),
    [
        (SELLER, "sam", SELLER_ROLES),
        (SUPPLIER, "mia", SUPPLIER_ROLES),
        (BUYER, "marcus", [*BUYER_ROLES, *BUYER_CUSTOM_ROLES]),
    ],
)
def test_a_token_of_a_user_shows_both_role_lists_and_what_they_have_in_common(
    api, cast, shop, permit, kind, username, theirs, parameter
):
    mine = ["OrderAdmin", "ProductReader"]
    permit(cast.victor, kind, roles=mine)
    status, body = api("victor", "GET", f"{TOKEN}?{parameter}={shop.everyone}&username={username}")
    assert (status, set(body)) == (200, MEMBERS)
    assert set(body["coreuser_roles"]) == set(theirs)
    assert set(body["portaluser_roles"]) == set(mine)
    assert set(body["granted_roles"]) == set(mine) & set(theirs)
    claims = Claims.of(body["access_token"])
    assert (claims.username, claims.roles) == (username, set(body["granted_roles"]))
    assert body["token_type"] == "bearer"
    assert 3500 < body["expires_in"] <= 3600


@pytest.mark.parametrize("kind", [SELLER, SUPPLIER, BUYER])
def test_a_permission_for_one_kind_of_users_gives_tokens_of_no_other(api, cast, shop, permit, kind):
    permit(cast.victor, kind)
    statuses = {
        username: api("victor", "GET", f"{TOKEN}?clientid={shop.everyone}&username={username}")[0]
        for username in ("sam", "mia", "marcus")
    }
    own = {SELLER: "sam", SUPPLIER: "mia", BUYER: "marcus"}[kind]
    assert statuses == {username: 200 if username == own else 403 for username in statuses}
    recorded = AuditEntry.objects.filter(event=Event.IMPERSONATION_TOKEN_ISSUED)
    assert [(entry.actor, entry.details["user"]) for entry in recorded] == [(cast.victor, own)]


def test_without_a_permission_there_is_no_token_of_a_user(api, shop):
    path = f"{TOKEN}?clientid={shop.everyone}&username=sam"
    assert [api(who, "GET", path)[0] for who in ("olive", "adam", "tess", "victor", "stan")] == [
        *(200, 403, 403, 403),
        404,
    ]


@pytest.mark.parametrize("query", ["clientid=x", "username=sam"])
def test_an_api_client_without_a_username_or_the_reverse_is_refused(api, shop, query):
    status, body = api("olive", "GET", f"{TOKEN}?{query}")
    assert status == 400
    assert body["Errors"][0]["Message"].startswith("Name both clientid and username")


def test_a_refusal_has_its_status_and_sentence_in_the_envelope(api, shop):
    shop.deactivate("buyers/vela/users/marcus-id")
    refusals = [
        (shop.everyone, "no one", 404, "NotFound"),
        ("none", "sam", 404, "NotFound"),
        (shop.everyone, "marcus", 400, "Auth.UserNotActive"),
        (shop.closed, "sam", 400, "Auth.ClientNotActive"),
        (shop.vela_only, "sam", 400, "Impersonation.BadApiClient"),
    ]
    for client, username, status, code in refusals:
        found, body = api("olive", "GET", f"{TOKEN}?clientid={client}&username={username}")
        assert (found, body["Errors"][0]["ErrorCode"]) == (status, code)
        assert body["error_description"] == body["Errors"][0]["Message"]
    missing = api("olive", "GET", f"{TOKEN}?clientid={shop.everyone}&username=none")[1]["Errors"][0]
    assert missing["Data"] == {"ObjectType": "User", "ObjectID": "none"}
