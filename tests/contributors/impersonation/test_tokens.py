"""Tokens of users with exactly the common roles, with the real emulator."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.audit.events import Event
from accounts.models import AuditEntry
from contributors.impersonation.errors import (
    CannotImpersonate,
    CannotRead,
    ClientNotFound,
    ClientRefusesUser,
    InactiveClient,
    InactiveUser,
    UserNotFound,
)
from contributors.impersonation.tokens import give_seller_token, give_user_token
from contributors.models import IssuedToken
from environments.grants import BUYER, SELLER, SUPPLIER
from environments.roles import intersect_roles
from organizations.models import Connection
from tests.contributors.impersonation.claims import Claims
from tests.contributors.impersonation.shop import (
    BUYER_CUSTOM_ROLES,
    BUYER_ROLES,
    SELLER_ROLES,
    SUPPLIER_ROLES,
)

MINE = ["OrderAdmin", "ProductReader", "Shopper"]


@pytest.mark.parametrize(
    ("kind", "username", "user_type", "theirs"),
    [
        (SELLER, "sam", "admin", SELLER_ROLES),
        (SUPPLIER, "mia", "supplier", SUPPLIER_ROLES),
        (BUYER, "marcus", "buyer", [*BUYER_ROLES, *BUYER_CUSTOM_ROLES]),
    ],
)
def test_the_claims_of_a_users_token_name_the_user_and_the_common_roles(
    cast, shop, permit, kind, username, user_type, theirs
):
    permit(cast.victor, kind, roles=MINE)
    for by, mine in ((cast.victor, MINE), (cast.olive, ["FullAccess"])):
        given = give_user_token(shop.organization, client_id=shop.everyone, username=username, by=by)
        claims = Claims.of(given.token.access_token)
        assert (claims.username, claims.user_type, claims.client_id) == (username, user_type, shop.everyone)
        assert set(given.own_roles) == set(mine)
        assert given.user
        assert set(given.user.roles) == set(theirs)
        assert claims.roles == set(given.token.roles) == set(intersect_roles(mine, theirs))


def test_the_claims_of_the_sellers_token_name_no_user_and_exactly_the_data_access(cast, shop, permit):
    permit(cast.victor, roles=MINE)
    given = give_seller_token(shop.organization, by=cast.victor)
    claims = Claims.of(given.token.access_token)
    assert claims.roles == set(MINE)
    assert claims.user_type == "admin"
    assert claims.username not in ("sam", "victor")
    assert claims.client_id not in (shop.everyone, shop.seller_only)
    assert given.user is None


def test_full_access_of_a_user_gives_exactly_the_roles_of_the_contributor(cast, shop, permit):
    permit(cast.victor, SELLER, roles=[*MINE, "Approver"])
    shop.api.patch("securityprofiles/for-seller", {"Roles": ["FullAccess"]})
    given = give_user_token(shop.organization, client_id=shop.everyone, username="sam", by=cast.victor)
    assert Claims.of(given.token.access_token).roles == set(MINE)
    assert given.user
    assert set(intersect_roles(given.own_roles, given.user.roles)) == set(MINE)


def test_a_token_of_a_user_is_in_the_audit_log_with_both_names(cast, shop):
    give_user_token(shop.organization, client_id=shop.vela_only, username="marcus", by=cast.olive)
    entry = AuditEntry.objects.get(event=Event.IMPERSONATION_TOKEN_ISSUED)
    assert entry.actor == cast.olive
    assert entry.impersonated == "buyer user marcus (Marcus Vela) of vela"
    assert entry.organization == shop.organization.pk
    assert entry.details["client"] == shop.vela_only
    assert "Shopper" in entry.details["roles"]


@pytest.mark.parametrize("username", ["sam", "mia"])
def test_a_permission_for_buyer_users_gives_no_token_of_another_kind(cast, shop, permit, username):
    permit(cast.victor, BUYER)
    with pytest.raises(PermissionDenied):
        give_user_token(shop.organization, client_id=shop.everyone, username=username, by=cast.victor)
    assert not IssuedToken.objects.exists()
    assert not AuditEntry.objects.filter(event=Event.IMPERSONATION_TOKEN_ISSUED).exists()


def test_without_an_impersonation_permission_there_is_no_token_of_a_user(cast, shop):
    for user in (cast.adam, cast.victor, cast.stan):
        with pytest.raises(PermissionDenied):
            give_user_token(shop.organization, client_id=shop.everyone, username="sam", by=user)


def test_why_there_is_no_token_is_a_sentence(cast, shop):
    shop.deactivate("buyers/vela/users/giulia-id")
    shop.deactivate("suppliers/mill")
    shop.api.delete("buyers/nordbau/users/sara-id")
    refusals = [
        (shop.everyone, "giulia", InactiveUser, "The user giulia is not active"),
        (shop.everyone, "mia", InactiveUser, "The company of mia is not active"),
        (shop.everyone, "sara", UserNotFound, "There is no user sara. It may have been deleted."),
        (shop.closed, "sam", InactiveClient, f"The API client {shop.closed} is not active."),
        (
            shop.seller_only,
            "marcus",
            ClientRefusesUser,
            f"client {shop.seller_only} doesn't admit marcus",
        ),
        ("none", "sam", ClientNotFound, "There is no API client none."),
    ]
    for client, username, error, sentence in refusals:
        with pytest.raises(error, match=sentence):
            give_user_token(shop.organization, client_id=client, username=username, by=cast.olive)
    shop.api.patch(f"apiclients/{shop.everyone}", {"MinimumRequiredRoles": ["OrderAdmin"]})
    with pytest.raises(ClientRefusesUser, match="marcus lacks roles that the API client"):
        give_user_token(shop.organization, client_id=shop.everyone, username="marcus", by=cast.olive)


def test_a_connection_without_a_token_says_why(cast, shop, permit, settings):
    permit(cast.victor, SELLER)
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    with pytest.raises(CannotRead, match="OrderCloud doesn't respond"):
        give_user_token(shop.organization, client_id=shop.everyone, username="sam", by=cast.victor)
    connection = shop.organization.connection
    connection.type, connection.client_id, connection.secret = Connection.Type.API_CLIENT, "id", "secret"
    with pytest.raises(CannotImpersonate, match="OrderCloud lets an API client act as buyer users only"):
        give_user_token(shop.organization, client_id=shop.everyone, username="sam", by=cast.victor)
