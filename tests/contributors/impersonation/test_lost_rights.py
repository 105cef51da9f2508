"""A right that is lost takes the tokens with it: those in the cache, and those that were given out."""

import jwt
import pytest
import requests
from django.core.exceptions import PermissionDenied

from contributors import tasks
from contributors.access_settings import AccessSettings
from contributors.effective_access import effective_access
from contributors.grants.changing import change
from contributors.impersonation.kinds import permitted_kinds
from contributors.impersonation.tokens import give_user_token
from contributors.models import AccessGrant
from contributors.token_revocation import record_issued, revoke_pending
from environments.grants import BUYER, UnexpectedUser, UserContext
from organizations.connections.clients import client_for, token_expires_at, token_for
from tests.contributors.impersonation.claims import Claims
from tests.contributors.impersonation.shop import user

ROLES = ["ProductReader", "Shopper"]


@pytest.fixture
def marcus(shop) -> UserContext:
    """The context of a buyer user."""
    return UserContext(BUYER, "vela", "marcus-id", "marcus", shop.everyone)


@pytest.fixture
def victor(cast, shop, permit):
    """A contributor who may act as buyer users."""
    permit(cast.victor, BUYER, roles=ROLES)
    return cast.victor


def set_access(cast, roles, *permissions) -> None:
    grant = AccessGrant.objects.get(user=cast.victor, organization=cast.sandbox)
    change(grant, AccessSettings.create(roles, permissions), by=cast.olive)


def works(shop, access_token: str) -> bool:
    url = f"{shop.organization.endpoint.api_url}/me"
    return requests.get(url, headers={"Authorization": f"Bearer {access_token}"}).status_code == 200


def test_a_lost_impersonation_permission_ends_with_the_next_request_and_ends_the_token(cast, shop, victor):
    arguments = {"client_id": shop.everyone, "username": "marcus", "by": victor}
    issued = give_user_token(shop.organization, **arguments).token.access_token
    assert works(shop, issued)
    set_access(cast, ROLES)
    assert permitted_kinds(victor, shop.organization) == []
    with pytest.raises(PermissionDenied):
        give_user_token(shop.organization, **arguments)
    assert revoke_pending() == 1
    assert not works(shop, issued)


def test_a_lost_role_is_missing_in_the_token_of_the_next_request(cast, shop, victor, marcus):
    def roles_in_token(context) -> frozenset[str]:
        roles = effective_access(victor, shop.organization).roles
        return Claims.of(client_for(shop.organization, roles, context)._token(False)).roles

    assert roles_in_token(None) == roles_in_token(marcus) == {*ROLES}
    set_access(cast, ["ProductReader"], "impersonate_buyer")
    assert roles_in_token(None) == roles_in_token(marcus) == {"ProductReader"}


def test_cached_tokens_of_every_context_are_dropped_with_the_right(cast, shop, victor, marcus):
    for context in (None, marcus):
        client_for(shop.organization, tuple(ROLES), context)._token(False)
        assert token_expires_at(shop.organization, tuple(ROLES), context)
    set_access(cast, ROLES)
    tasks.revoke_tokens(shop.organization.pk, [victor.pk])
    for context in (None, marcus):
        assert token_expires_at(shop.organization, tuple(ROLES), context) is None


def test_a_token_of_a_user_recorded_after_the_loss_of_the_permission_ends_too(cast, shop, victor, marcus):
    token = token_for(shop.organization, tuple(ROLES), marcus)
    set_access(cast, ROLES)
    record_issued(shop.organization, victor, token, kind=BUYER)
    assert revoke_pending() == 1
    assert not works(shop, token.access_token)


def test_the_token_of_another_person_for_the_same_user_goes_on_working(cast, shop, victor):
    arguments = {"client_id": shop.everyone, "username": "marcus"}
    lost = give_user_token(shop.organization, by=victor, **arguments).token.access_token
    kept = give_user_token(shop.organization, by=cast.olive, **arguments).token.access_token
    set_access(cast, ROLES)
    revoke_pending()
    assert (works(shop, lost), works(shop, kept)) == (False, True)
    assert jwt.decode(kept, options={"verify_signature": False})["usr"] == "marcus"


def test_a_username_that_went_to_a_user_of_another_kind_gives_no_token(shop, marcus):
    assert token_for(shop.organization, ("Shopper",), marcus).roles == ("Shopper",)
    shop.api.delete("buyers/vela/users/marcus-id")
    shop.api.post("adminusers", user("marcus", "Marcus", "Admin"))
    with pytest.raises(UnexpectedUser, match="The username marcus is now that of a seller user"):
        token_for(shop.organization, ("Shopper",), marcus)
